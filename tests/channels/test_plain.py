"""An initiative as lines of plain text: no more is claimed than is known."""

from dataclasses import replace
from datetime import date

import pytest

from lde_bot.channels.plain import listing_lines, listing_origin, unknown_lines
from lde_bot.dialogue.model import Listing
from lde_bot.directory.freshness import freshness
from lde_bot.services import App
from tests.store.test_directory import FULL

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("approximate", "km", "said"),
    [
        (True, 0.0, "in de buurt"),
        (True, 0.9, "in de buurt"),
        (True, 3.2, "ongeveer 3 km"),
        (False, 0.4, "op minder dan 1 km"),
        (False, 3.2, "op 3,2 km"),
        (False, 12.3, "op 12 km"),
    ],
)
def test_a_distance_from_the_middle_of_a_town_is_never_told_as_exact(
    app: App, approximate: bool, km: float, said: str
) -> None:
    one = replace(FULL, approximate=approximate)
    head = listing_lines(Listing(one, km), app.snapshot.knowledge.responses.say)[0]
    assert head.split(", ")[2:] == said.split(", ")


@pytest.mark.parametrize(
    ("assured", "year", "said"),
    [
        (None, None, "nog niet nagekeken"),
        (None, 2018, "niet nagekeken sinds 2018"),
        (None, 2025, "niet nagekeken sinds 2025"),
        (None, 2026, "gegevens van dit jaar, maar nog niet nagekeken"),
        (date(2026, 10, 1), 2018, "laatst nagekeken op 1 oktober 2026"),
        (date(2024, 10, 1), 2018, "laatst nagekeken op 1 oktober 2024: dat is lang geleden"),
    ],
)
def test_how_fresh_it_is_is_told_as_a_person_would(app: App, assured: date | None, year: int | None, said: str) -> None:
    one = replace(FULL, assured_date=assured, assurer="", source_year=year)
    listing = Listing(one, 0.0, freshness=freshness(assured, TODAY, year))
    origin = listing_origin(listing, app.snapshot.knowledge.responses.say)
    assert said in origin.split("; ")


@pytest.mark.parametrize(
    ("placed", "areas", "serves", "km", "said"),
    [
        (True, (), "", None, []),  # a restaurant that was asked for by name does not come to a region
        (True, ("Gent", "Melle"), "", None, ["werkt in Gent en Melle"]),
        (True, ("Gent", "Melle"), "Melle", 3.0, ["op 3,0 km", "werkt in Melle"]),
        (True, ("Limburg",), "Limburg", 30.0, ["op 30 km", "werkt in Limburg"]),
        (False, (), "", None, ["werkt in een hele streek"]),
        (False, ("Landen",), "", None, ["werkt in Landen"]),
        (False, ("Antwerpen",), "Antwerpen", None, ["werkt in de provincie Antwerpen", "vraag of ze bij jou komen"]),
        (False, ("Antwerpen",), "", None, ["werkt in de provincie Antwerpen", "vraag of ze bij jou komen"]),
        (False, ("Vlaanderen",), "Vlaanderen", None, ["werkt in Vlaanderen"]),
    ],
)
def test_where_it_comes_is_told_as_far_as_it_is_known(
    app: App, placed: bool, areas: tuple[str, ...], serves: str, km: float | None, said: list[str]
) -> None:
    point = FULL.latitude if placed else None
    one = replace(FULL, service_areas=areas, latitude=point, province="Antwerpen" if not placed else "Limburg")
    head = listing_lines(Listing(one, km, serves), app.snapshot.knowledge.responses.say)[0]
    assert head.split(", ")[2:] == said


def test_a_card_says_what_people_need_and_nobody_knows(app: App) -> None:
    say = app.snapshot.knowledge.responses.say
    assert unknown_lines(Listing(FULL, None), say) == []
    bare = replace(FULL, phone="", street="", opening_hours="")
    assert unknown_lines(Listing(bare, None), say) == ["Niet bekend: telefoonnummer, adres en openingsuren."]
    region = replace(bare, latitude=None)
    assert unknown_lines(Listing(region, None), say) == ["Niet bekend: telefoonnummer en openingsuren."]
    assert "Niet bekend" not in "".join(listing_lines(Listing(bare, None), say)), "a list stays short"
