"""Gids: putting the data of one initiative right, and of no other."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from lde_bot import services, services_guide
from lde_bot.dialogue.model import Listing, UserMessage
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

ONE, OTHER = "levanto-antwerpen", "fietspunt-zele-mo-clean"
PHONE = "03 808 26 60"


def path_of(office: Office) -> str:
    [one] = office.app.directory.get([ONE])
    return f"/desk/initiatief/{one.ref}"


class TestPuttingAnInitiativeRight(Action):
    route, line = "/desk/initiatief/{ref}", "gids verbeterd"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return path_of(office), {"phone": PHONE, "status": "active"}

    def is_done(self, office: Office) -> bool:
        [one] = office.app.directory.get([ONE])
        return one.phone == PHONE


async def test_only_this_one_changes_and_only_what_may(office: Office) -> None:
    before = {one.id: one for one in office.app.directory.each()}
    office.comes_in("curator")
    hidden = {"id": OTHER, "ref": "x", "municipality": "Gent", "latitude": "51", "assured_date": "2030-01-01"}
    await office.posts(path_of(office), {"phone": PHONE, **hidden})
    after = {one.id: one for one in office.app.directory.each()}
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] != before[name]] == [ONE]
    assert (after[ONE].latitude, after[ONE].municipality) == (before[ONE].latitude, before[ONE].municipality)
    assert after[ONE].assured_date == before[ONE].assured_date, "putting right is not verifying"


async def test_with_one_wrong_field_nothing_changes(office: Office) -> None:
    [before] = office.app.directory.get([ONE])
    office.comes_in("curator")
    answer = await office.posts(path_of(office), {"phone": "12", "email": "info@voorbeeld.be"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert office.app.directory.get([ONE]) == [before]
    assert office.log_of("gids verbeterd") == []


async def test_what_changed_is_kept_with_who_did_it(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(path_of(office), {"phone": PHONE})
    change = office.app.directory.history(ONE)[-1]
    assert (change.field, change.after, change.by) == ("phone", PHONE, "curator")


async def test_an_initiative_that_is_not_there_is_not_found(office: Office) -> None:
    office.comes_in("curator")
    for ref in ("bestaatniet", "..%2fx", "0" * 300):
        assert (await office.posts(f"/desk/initiatief/{ref}", {"phone": PHONE})).status_code == 404, ref


async def opens(office: Office) -> dict[str, str]:
    """Return the form as a browser has it when it is opened."""
    return fields_of((await office.client.get(path_of(office))).text)


def fields_of(page: str) -> dict[str, str]:
    inputs = re.findall(r'<input(?! type="checkbox")[^>]* name="(\w+)" value="([^"]*)"', page)
    texts = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    chosen = re.findall(r'<select[^>]* name="(\w+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    ticked = re.findall(r'name="(services)" value="([^"]+)" checked', page)
    return {name: html.unescape(text) for name, text in (*inputs, *texts, *chosen, *ticked)}


async def test_what_was_typed_stays_when_something_is_wrong(office: Office) -> None:
    office.comes_in("curator")
    typed = {"phone": "12", "description": "Fietsen & steps", "status": "inactive", "price": "8 euro"}
    answer = await office.posts(path_of(office), await opens(office) | typed)
    assert answer.status_code == 422
    assert fields_of(answer.text).items() >= typed.items()


@pytest.mark.parametrize("field", ["description", "price"])
async def test_a_text_that_is_too_long_is_refused_and_never_cut(office: Office, field: str) -> None:
    [before] = office.app.directory.get([ONE])
    office.comes_in("curator")
    answer = await office.posts(path_of(office), await opens(office) | {field: "x" * 501})
    assert answer.status_code == 422
    assert "hoogstens 500" in answer.text
    assert "x" * 501 in answer.text
    assert office.app.directory.get([ONE]) == [before]


async def test_a_long_description_that_came_in_otherwise_survives_another_correction(office: Office) -> None:
    app = office.app
    [before] = app.directory.get([ONE])
    long = "Wij herstellen fietsen.\n" * 40
    app.directory.save([replace(before, description=long)], {}, [])
    office.comes_in("curator")
    assert (await office.posts(path_of(office), await opens(office) | {"phone": PHONE})).status_code == 303
    [after] = app.directory.get([ONE])
    assert (after.phone, after.description) == (PHONE, long)


async def test_two_who_change_different_fields_lose_nothing(office: Office) -> None:
    office.comes_in("curator")
    form = await opens(office)
    services_guide.edit(office.app, ONE, {"price": "8 euro"}, {}, office.user(COLLEAGUE))
    assert (await office.posts(path_of(office), form | {"phone": PHONE})).status_code == 303
    [after] = office.app.directory.get([ONE])
    assert (after.phone, after.price) == (PHONE, "8 euro")


@pytest.mark.parametrize(
    ("field", "theirs", "mine"),
    [("price", "8 euro", "9 euro"), ("status", "inactive", "defunct"), ("opening_hours", "ma-vr 9u-12u", "za 9u-12u")],
)
async def test_who_changes_what_another_changed_meanwhile_hears_who_and_keeps_what_was_typed(
    office: Office, field: str, theirs: str, mine: str
) -> None:
    office.comes_in("curator")
    form = await opens(office)
    theirs_too = {field: theirs, "email": "nieuw@levanto.be"}
    assert services_guide.edit(office.app, ONE, theirs_too, {}, office.user(COLLEAGUE)) == {}
    [before] = office.app.directory.get([ONE])
    refused = await office.posts(path_of(office), form | {field: mine, "conditions": "bel eerst"})
    assert refused.status_code == 422
    assert f"intussen veranderd door {COLLEAGUE}" in refused.text
    assert office.app.directory.get([ONE]) == [before]
    again = fields_of(refused.text)
    assert (again[field], again["conditions"], again["email"]) == (mine, "bel eerst", "nieuw@levanto.be")
    assert (await office.posts(path_of(office), again)).status_code == 303, "who read that may still want it so"
    [after] = office.app.directory.get([ONE])
    assert (after.conditions, after.email) == ("bel eerst", "nieuw@levanto.be")
    assert getattr(after, field) != getattr(before, field)


async def test_a_status_that_does_not_exist_is_refused(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(path_of(office), {"phone": PHONE, "status": "weg"})
    assert answer.status_code == 422
    assert "kies een status uit de lijst" in answer.text


async def test_a_name_services_and_an_address_are_put_right_and_people_see_it_at_once(office: Office) -> None:
    app = office.app
    office.comes_in("curator")
    form: dict[str, str | list[str]] = {**await opens(office)}
    typed = {"name": "Levanto Fietsen", "street": "Markt 1", "postcode": "2440", "locality": "Geel"}
    answer = await office.posts(path_of(office), form | typed | {"services": ["fietspunt", "groenonderhoud"]})
    assert "midden+van+Geel" in answer.headers["location"]
    found = {one.initiative.id: one.initiative for one in asked(office, "fietspunt geel")}
    assert (found[ONE].name, found[ONE].street, found[ONE].approximate) == ("Levanto Fietsen", "Markt 1", True)
    assert ONE not in {one.initiative.id for one in asked(office, "groenonderhoud antwerpen")[:1]}
    changed = {line.field for line in app.directory.history(ONE) if line.by == "curator"}
    assert changed >= {"name", "services", "street", "postcode", "municipality", "latitude"}


def asked(office: Office, text: str) -> tuple[Listing, ...]:
    return services.respond(office.app, text, UserMessage(text)).reply.listings


async def test_a_postcode_of_another_town_is_said_beside_it_and_nothing_is_saved(office: Office) -> None:
    [before] = office.app.directory.get([ONE])
    office.comes_in("curator")
    answer = await office.posts(path_of(office), await opens(office) | {"postcode": "9000", "price": "8 euro"})
    assert answer.status_code == 422
    assert 'id="postcode-wrong">postcode 9000 is van Gent, niet van Antwerpen' in answer.text
    assert fields_of(answer.text).items() >= {("postcode", "9000"), ("price", "8 euro")}
    assert office.app.directory.get([ONE]) == [before]


async def test_who_stopped_is_no_longer_shown_and_is_found_again_at_the_desk(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(path_of(office), await opens(office) | {"status": "defunct", "waarom": "gebeld: gestopt"})
    assert ONE not in {one.initiative.id for one in asked(office, "telefoon van levanto")}
    assert office.app.directory.history(ONE)[-1].why == "gebeld: gestopt"
    page = (await office.client.get("/desk/gids?zoek=levanto&weg=1")).text
    assert path_of(office) in page
    assert "Mensen zien dit niet" in (await office.client.get(path_of(office))).text
    await office.posts(path_of(office), await opens(office) | {"status": "active"})
    assert ONE in {one.initiative.id for one in asked(office, "telefoon van levanto")}


async def test_only_saving_as_verified_moves_the_day_also_when_nothing_changed(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(path_of(office), await opens(office) | {"phone": PHONE})
    [one] = office.app.directory.get([ONE])
    assert (one.phone, one.assured_date) == (PHONE, None)
    for typed in ({"phone": "014 58 40 53"}, {}):
        form = await opens(office) | typed
        said = (await office.posts(path_of(office), form | {"doe": "nagekeken"})).headers["location"]
        assert "nagekeken+op+vandaag" in said
        [one] = office.app.directory.get([ONE])
        assert (one.phone, one.assured_date, one.assurer) == ("014 58 40 53", office.app.today, "de Koepel")
    refused = await office.posts(path_of(office), await opens(office) | {"phone": "12", "doe": "nagekeken"})
    assert refused.status_code == 422


async def test_no_service_ticked_is_a_mistake_and_a_form_without_services_leaves_them(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(path_of(office), {"was_services": "groenonderhoud"})
    assert "kies minstens één dienst" in answer.text
    assert (await office.posts(path_of(office), {"phone": PHONE})).status_code == 303
    [one] = office.app.directory.get([ONE])
    assert one.services == ("groenonderhoud",)


async def test_two_who_change_the_services_hear_of_each_other(office: Office) -> None:
    office.comes_in("curator")
    form: dict[str, str | list[str]] = {**await opens(office)}
    services_guide.edit(office.app, ONE, {"services": "klusdienst"}, {}, office.user(COLLEAGUE))
    answer = await office.posts(path_of(office), form | {"services": ["groenonderhoud", "fietspunt"]})
    assert answer.status_code == 422
    assert f"intussen veranderd door {COLLEAGUE}" in answer.text
