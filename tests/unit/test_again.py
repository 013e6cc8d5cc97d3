"""Who asks how to reach those that were found hears what is known, and is told what is not and where to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from lde_bot.channels.plain import plain_text
from lde_bot.dialogue.again import shown_again
from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import Act, Reply
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.model import Initiative
from lde_bot.services import App
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.schema import open_database
from tests.conftest import TODAY
from tests.unit.test_search import TERMS, at

SITE, MAIL, PHONE = {"website": "https://a.be/x"}, {"email": "a@b.be"}, {"phone": "09 223 45 67"}
Show = Callable[..., Reply]


@pytest.fixture
def show(app: App, gazetteer: Gazetteer) -> Iterator[Show]:
    """Show initiatives again, as when someone asks how to reach them; the sentence is what was decided to say."""
    db = open_database(None)
    store = DirectoryStore(db)
    gent = gazetteer.by_postcode("9000")[0]

    def shown(*initiatives: Initiative, sentence: str = "results_contact") -> Reply:
        store.save(initiatives, TERMS, [])
        listed = tuple(one.id for one in initiatives)
        decision = Decision(Act.RESULTS, "test", places=(gent,), listed=listed, sentence=sentence)
        return shown_again(replace(app.snapshot, directory=store), decision, TODAY, None)

    yield shown
    db.close()


def order(reply: Reply) -> list[tuple[int, str]]:
    return [(listing.number, listing.initiative.name) for listing in reply.listings]


def test_who_can_be_called_comes_first_under_the_number_that_people_know(show: Show, gazetteer: Gazetteer) -> None:
    site, none = at(gazetteer, "9000", "Site", **SITE), at(gazetteer, "9300", "Niets")
    reply = show(none, site, at(gazetteer, "9820", "Belt", **PHONE, street="Kade 1"))
    assert order(reply) == [(3, "Belt"), (2, "Site"), (1, "Niets")]
    assert reply.before == ("Zo bereik je ze:",)
    assert reply.after == (
        "Van nummer 3 ken ik geen e-mailadres. Van nummer 2 ken ik geen telefoonnummer, e-mailadres of adres."
        " Kijk op de website. Van nummer 1 ken ik geen telefoonnummer, e-mailadres, website of adres."
        " Vraag het aan de gemeente of het OCMW van Aalst.",
    )
    assert [choice.label for choice in reply.choices][:3] == ["Meer over 1", "Meer over 2", "Meer over 3"]


def test_when_nobody_can_be_called_that_is_the_first_thing_said(show: Show, gazetteer: Gazetteer) -> None:
    reply = show(at(gazetteer, "9000", "Mailt", **MAIL), at(gazetteer, "9300", "Site", **SITE, street="Kade 1"))
    assert reply.before == ("Van deze diensten ken ik geen telefoonnummer. Stuur een mail of kijk op de website.",)
    assert reply.after == ()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (PHONE, "Dit weet ik erover:"),
        (SITE, "Van Een ken ik geen telefoonnummer. Kijk op de website."),
        (MAIL, "Van Een ken ik geen telefoonnummer. Stuur een mail."),
        (
            {},
            "Van Een ken ik geen telefoonnummer, e-mailadres of website."
            " Vraag het aan de gemeente of het OCMW van Gent.",
        ),
    ],
)
def test_a_card_says_first_that_there_is_no_number(
    show: Show, gazetteer: Gazetteer, known: dict[str, object], said: str
) -> None:
    reply = show(at(gazetteer, "9000", "Een", **known))
    assert reply.before == (said,)
    assert reply.after == ()
    assert order(reply) == [(0, "Een")], "one that stands alone has no number to be called by"


def test_who_works_in_a_region_is_asked_through_the_town_of_who_asks(show: Show, gazetteer: Gazetteer) -> None:
    region = at(gazetteer, "9300", "Streek", latitude=None, longitude=None, municipality="")
    assert show(region).before[0].endswith("Vraag het aan de gemeente of het OCMW van Gent.")


def test_nobody_is_sent_to_those_who_cannot_be_reached(show: Show, gazetteer: Gazetteer) -> None:
    bare = [at(gazetteer, "9000", "Een"), at(gazetteer, "9300", "Twee")]
    reply = show(*bare, sentence="results_ask_them")
    assert reply.before == (
        "Dat weet ik niet. Ik heb je vraag bewaard voor de Koepel. Van deze diensten ken ik geen telefoonnummer,"
        " e-mailadres, website of adres. Vraag het aan de gemeente of het OCMW van Gent en Aalst.",
    )
    reply = show(*bare, at(gazetteer, "9820", "Belt", **PHONE, **MAIL, street="Kade 1"), sentence="results_ask_them")
    assert reply.before[0].endswith("Vraag het aan hen zelf:")
    assert reply.after[0].startswith("Van nummer 1 en 2 ken ik geen telefoonnummer, e-mailadres, website of adres.")


def test_unknown_hours_are_asked_only_where_someone_answers(show: Show, gazetteer: Gazetteer) -> None:
    bare = at(gazetteer, "9000", "Een")
    ask = "De openingsuren ken ik niet. "
    assert show(bare, sentence="results_hours_unknown").before == (
        f"{ask}Vraag het aan de gemeente of het OCMW van Gent.",
    )
    several = (bare, at(gazetteer, "9300", "Twee", **PHONE, **SITE))
    assert show(*several, sentence="results_hours_unknown").before == (f"{ask}Bel of kijk op de website.",)
    known = replace(several[1], opening_hours="Mo-Fr 09:00-12:00")
    assert show(bare, known, sentence="results_hours").after == ("Van nummer 1 ken ik geen openingsuren.",)


def test_a_follow_up_is_short_and_says_how_fresh_each_is(app: App, show: Show, gazetteer: Gazetteer) -> None:
    one = at(gazetteer, "9000", "Een", **PHONE, description="klusjes", source_year=2018, source_url="https://hln.be/x")
    text = plain_text(show(one, at(gazetteer, "9300", "Twee", **PHONE)), app.snapshot.knowledge.responses.say)
    assert "1. Een, " in text
    assert "Gegevens van 2018." in text
    assert [part for part in ("lusjes", "LDE", "hln.be", "door de Koepel") if part in text] == []


def test_the_source_is_one_press_away(show: Show, gazetteer: Gazetteer) -> None:
    one = at(gazetteer, "9000", "Een", source_url="https://hln.be/x")
    buttons = {choice.label: choice.url for choice in show(one).choices}
    assert buttons["Bron"] == "https://hln.be/x"
    own = replace(one, website=one.source_url)
    assert {choice.label for choice in show(own).choices} & {"Bron", "Website"} == {"Website"}
