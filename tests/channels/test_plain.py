"""An initiative as lines of plain text: no more is claimed than is known."""

from dataclasses import replace
from datetime import date

import pytest

from lde_bot.channels.plain import listing_lines, listing_origin, unknown_lines
from lde_bot.dialogue.model import Listing
from lde_bot.directory.freshness import freshness
from lde_bot.directory.model import LdeStatus
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
    unread = replace(bare, email="")
    assert unknown_lines(Listing(unread, None), say) == [
        "Niet bekend: telefoonnummer, e-mailadres, adres en openingsuren."
    ]


@pytest.mark.parametrize(
    ("assured", "year", "said"),
    [
        (None, None, "Zonder datum."),
        (None, 2018, "Gegevens van 2018."),
        (None, 2026, "Gegevens van dit jaar."),
        (date(2026, 10, 1), 2018, "Nagekeken op 1 oktober 2026."),
        (date(2024, 10, 1), 2018, "Laatst nagekeken op 1 oktober 2024: dat is lang geleden."),
    ],
)
def test_each_in_a_list_says_in_a_few_words_how_fresh_it_is(
    app: App, assured: date | None, year: int | None, said: str
) -> None:
    one = replace(FULL, assured_date=assured, assurer="", source_year=year)
    listing = Listing(one, 0.0, freshness=freshness(assured, TODAY, year), tells_lde=False)
    assert listing_lines(listing, app.snapshot.knowledge.responses.say)[-1] == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (LdeStatus.CERTAIN, "LDE volgens de bron; gegevens van 2024."),
        (LdeStatus.LIKELY, "Waarschijnlijk LDE; gegevens van 2024."),
        (LdeStatus.SAME_SERVICE, "Niet zeker LDE; gegevens van 2024."),
    ],
)
def test_in_a_list_where_they_differ_each_says_how_sure_it_is_that_it_is_lde(
    app: App, status: LdeStatus, said: str
) -> None:
    one = replace(FULL, assured_date=None, lde_status=status)
    assert listing_lines(Listing(one, 0.0), app.snapshot.knowledge.responses.say)[-1] == said


@pytest.mark.parametrize(
    ("name", "town", "head"),
    [
        ("Klusjesdienst Mortsel", "Mortsel", "Klusjesdienst Mortsel"),
        ("Handicar (Sint-Niklaas)", "Sint-Niklaas", "Handicar (Sint-Niklaas)"),
        ("Hamme eet", "Ham", "Hamme eet, Ham"),
    ],
)
def test_a_town_that_its_name_says_is_not_said_again_in_a_list(app: App, name: str, town: str, head: str) -> None:
    say = app.snapshot.knowledge.responses.say
    listing = Listing(replace(FULL, name=name, locality=town, latitude=51.0, service_areas=()), None)
    assert listing_lines(listing, say)[0] == head
    assert listing_lines(listing, say, full=True)[0] == f"{name}, {town}"


def test_of_a_long_description_a_list_shows_the_first_part_and_a_card_all(app: App) -> None:
    say = app.snapshot.knowledge.responses.say
    long = "poetsdienst en karweidienst in de streek; Merelbeke hoort sinds 2025 bij Merelbeke-Melle"
    listing = Listing(replace(FULL, description=long), None)
    assert "Poetsdienst en karweidienst in de streek" in listing_lines(listing, say)
    assert f"P{long[1:]}" in listing_lines(listing, say, full=True)
    short = replace(FULL, description="vrijwilligers; wachtlijst")
    assert "Vrijwilligers; wachtlijst" in listing_lines(Listing(short, None), say)


@pytest.mark.parametrize("site", ["github.com", "docplayer.nl", "adoc.pub", "issuu.com", "issuu.com."])
def test_a_site_on_which_anybody_puts_anything_is_not_named_as_the_source(app: App, site: str) -> None:
    say = app.snapshot.knowledge.responses.say
    for year in (None, 2020):
        one = replace(FULL, source_url=f"https://{site}/x", source_year=year)
        assert "bron" not in listing_origin(Listing(one, None), say).removeprefix("LDE volgens de bron")
    assert "bron: kade.be" in listing_origin(Listing(FULL, None), say)
