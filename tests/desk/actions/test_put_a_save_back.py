"""Zet terug: one save of an initiative is taken back whole, as a save of its own; what came after it is never lost."""

from __future__ import annotations

import re

import pytest

from lde_bot import services, services_guide
from lde_bot.dialogue.model import UserMessage
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

ONE = "levanto-antwerpen"
MOVED = {"street": "Markt 1", "postcode": "2440", "locality": "Geel", "phone": "014 58 40 53"}


def path_of(office: Office) -> str:
    [one] = office.app.directory.get([ONE])
    return f"/desk/initiatief/{one.ref}/terug"


def saves(office: Office, typed: dict[str, str]) -> str:
    """Let a colleague save something; return the number of the save."""
    assert services_guide.edit(office.app, ONE, typed, {}, office.user(COLLEAGUE)) == {}
    return str(office.app.directory.history(ONE)[-1].batch)


class TestTakingASaveBack(Action):
    route, line = "/desk/initiatief/{ref}/terug", "gids teruggezet"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return path_of(office), {"nummer": saves(office, MOVED)}

    def is_done(self, office: Office) -> bool:
        [one] = office.app.directory.get([ONE])
        return one.municipality == "Antwerpen"


async def test_all_of_the_save_is_taken_back_and_nothing_else(office: Office) -> None:
    app = office.app
    [before] = app.directory.get([ONE])
    number = saves(office, MOVED)
    saves(office, {"price": "8 euro"})
    office.comes_in("curator")
    await office.posts(path_of(office), {"nummer": number})
    [after] = app.directory.get([ONE])
    assert (after.price, after.phone) == ("8 euro", before.phone)
    assert (after.municipality, after.postcode, after.latitude) == ("Antwerpen", before.postcode, before.latitude)
    last = app.directory.history(ONE)[-1]
    assert (last.by, last.why) == ("curator", f"teruggezet: {COLLEAGUE}, 23/11/2026")
    found = services.respond(app, "a", UserMessage("groenonderhoud antwerpen")).reply.listings
    assert ONE in {one.initiative.id for one in found}


async def test_what_was_changed_again_since_is_left_alone(office: Office) -> None:
    first = saves(office, {"phone": "014 58 40 53"})
    saves(office, {"phone": "03 808 26 60"})
    [before] = office.app.directory.get([ONE])
    office.comes_in("curator")
    said = (await office.posts(path_of(office), {"nummer": first})).headers["location"]
    assert "intussen" in said
    assert office.app.directory.get([ONE]) == [before]
    assert office.log_of("gids teruggezet") == []


async def test_taking_back_can_be_taken_back(office: Office) -> None:
    number = saves(office, MOVED)
    [moved] = office.app.directory.get([ONE])
    office.comes_in("curator")
    await office.posts(path_of(office), {"nummer": number})
    last = str(office.app.directory.history(ONE)[-1].batch)
    await office.posts(path_of(office), {"nummer": last})
    assert office.app.directory.get([ONE]) == [moved]


async def test_a_verification_by_mistake_is_taken_back_and_what_people_reported_is_open_again(office: Office) -> None:
    app = office.app
    app.care.report(ONE, "phone", "iemand", app.clock())
    office.comes_in("curator")
    await office.posts(path_of(office).replace("/terug", "/nagekeken"), {})
    assert app.care.reports() == []
    number = str(app.directory.history(ONE)[-1].batch)
    await office.posts(path_of(office), {"nummer": number})
    [one] = app.directory.get([ONE])
    assert (one.assured_date, one.assurer) == (None, "")
    assert [(line.initiative, line.field) for line in app.care.reports()] == [(ONE, "phone")]


@pytest.mark.parametrize("number", ["", "0", "x", "999999999", "1"])
async def test_what_is_no_save_of_this_initiative_changes_nothing(office: Office, number: str) -> None:
    [before] = office.app.directory.get([ONE])
    office.comes_in("curator")
    said = (await office.posts(path_of(office), {"nummer": number})).headers["location"]
    assert "kan+niet" in said
    assert office.app.directory.get([ONE]) == [before]


async def test_an_initiative_that_is_not_there_is_not_found(office: Office) -> None:
    office.comes_in("curator")
    assert (await office.posts("/desk/initiatief/bestaatniet/terug", {"nummer": "1"})).status_code == 404


async def test_the_page_tells_each_save_in_words_and_offers_to_take_it_back(office: Office) -> None:
    number = saves(office, MOVED | {"services": "klusdienst", "status": "defunct"})
    office.comes_in("curator")
    page = (await office.client.get(path_of(office).removesuffix("/terug"))).text
    history = page.partition("<h2>Geschiedenis</h2>")[2]
    for told in ("<strong>telefoon</strong>", "→ klusdienst", "actief → gestopt", "Antwerpen → Geel", "aan het bureau"):
        assert told in history, told
    assert re.findall(r'name="nummer" value="(\d+)"', history) == [number], "what was there first stays"
    office.comes_in("reader")
    assert "Zet terug" not in (await office.client.get(path_of(office).removesuffix("/terug"))).text
