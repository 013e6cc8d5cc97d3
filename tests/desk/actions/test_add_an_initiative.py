"""Nieuw initiatief: added by hand with the form of any initiative, after who may be the same was shown."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from lde_bot import services, services_directory
from lde_bot.dialogue.model import UserMessage
from lde_bot.directory.model import Initiative, Status
from tests.desk.actions.contract import Action
from tests.desk.actions.test_change_an_initiative import fields_of
from tests.desk.office import Form, Office

PATH, NAME = "/desk/gids/nieuw", "De Nieuwe Pomp"
NEW = {
    "name": NAME,
    "services": "fietspunt",
    "street": "Markt 9",
    "postcode": "2440",
    "locality": "Geel",
    "phone": "014/99 88 77",
    "source_url": "https://www.geel.be/pomp",
}
SPRONG = "fietspunt-geel-de-sprong-geel"


def new_of(office: Office) -> Initiative | None:
    return next(iter(office.app.directory.get(["de-nieuwe-pomp-geel"])), None)


class TestAddingAnInitiative(Action):
    route, line = PATH, "gids aangevuld"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return PATH, NEW

    def is_done(self, office: Office) -> bool:
        return new_of(office) is not None


async def test_people_find_it_at_once_at_the_middle_of_its_town_and_it_was_not_verified(office: Office) -> None:
    app = office.app
    ask = UserMessage("fietspunt geel")
    before = services.respond(app, "a", ask).reply.listings
    office.comes_in("curator")
    said = (await office.posts(PATH, NEW | {"waarom": "gebeld"})).headers["location"]
    assert "midden+van+Geel" in said
    new = new_of(office)
    assert new is not None
    assert (new.phone, new.approximate, new.assured_date, new.status) == ("014 99 88 77", True, None, Status.ACTIVE)
    after = services.respond(app, "b", ask).reply.listings
    assert {one.initiative.id for one in after} - {one.initiative.id for one in before} == {new.id}
    [line] = app.directory.history(new.id)
    assert (line.action, line.after, line.by, line.why) == ("create", NAME, "curator", "gebeld")


async def test_a_name_that_nobody_knew_is_found_by_who_asked_for_it_before(office: Office) -> None:
    ask = UserMessage("telefoon van De Nieuwe Pomp")
    assert services.respond(office.app, "a", ask).reply.listings == ()
    office.comes_in("curator")
    await office.posts(PATH, NEW | {"name": "Wielrijk", "alternate_name": NAME})
    assert [one.initiative.name for one in services.respond(office.app, "b", ask).reply.listings] == ["Wielrijk"]


async def test_who_vouches_for_it_has_it_verified_today(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(PATH, NEW | {"meteen": "1"})
    new = new_of(office)
    assert new is not None
    assert (new.assured_date, new.assurer) == (office.app.today, "de Koepel")


async def test_with_mistakes_nothing_is_added_and_what_was_typed_stays(office: Office) -> None:
    office.comes_in("curator")
    wrong = {"phone": "12", "postcode": "9000", "source_url": "een folder", "price": "8 euro"}
    answer = await office.posts(PATH, NEW | wrong)
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 3
    assert "postcode 9000 is van Gent, niet van Geel" in answer.text
    assert fields_of(answer.text).items() >= {**NEW, **wrong}.items()
    assert new_of(office) is None


@pytest.mark.parametrize("missing", ["name", "services", "source_url", "postcode"])
async def test_what_is_needed_has_to_be_there(office: Office, missing: str) -> None:
    office.comes_in("curator")
    form = NEW | {missing: ""} | ({"locality": "", "street": ""} if missing == "postcode" else {})
    answer = await office.posts(PATH, {name: text for name, text in form.items() if name != "services" or text})
    assert answer.status_code == 422
    assert f'id="{missing}-wrong"' in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": "0478 69 18 59"}, "dezelfde telefoon"),
        ({"name": "Fietspunt Geel De Sprongg", "phone": ""}, "bijna dezelfde naam"),
    ],
)
async def test_who_may_be_the_same_is_shown_before_anything_is_saved(
    office: Office, typed: dict[str, str], said: str
) -> None:
    app = office.app
    before = {one.id for one in app.directory.each()}
    office.comes_in("curator")
    form = NEW | typed | {"services": "klusdienst"}  # another service than the one that is there
    shown = await office.posts(PATH, form)
    assert said in shown.text
    [sprong] = app.directory.get([SPRONG])
    assert f'href="/desk/initiatief/{sprong.ref}"' in shown.text
    assert {one.id for one in app.directory.each()} == before
    [mark] = re.findall(r'name="gezien" value="(\w+)"', shown.text)
    assert (await office.posts(PATH, form | {"gezien": "geraden"})).status_code == 422
    assert (await office.posts(PATH, form | {"gezien": mark})).status_code == 303
    assert len({one.id for one in app.directory.each()} - before) == 1


async def test_the_same_address_and_who_stopped_are_shown_too(office: Office) -> None:
    app = office.app
    [sprong] = app.directory.get([SPRONG])
    app.directory.save([replace(sprong, street="Markt 9", status=Status.DEFUNCT)], {}, [])
    office.comes_in("curator")
    shown = (await office.posts(PATH, NEW)).text
    assert "hetzelfde adres" in shown
    assert "(gestopt)" in shown


async def test_the_same_name_in_the_same_town_is_never_overwritten(office: Office) -> None:
    app = office.app
    [before] = app.directory.get([SPRONG])
    office.comes_in("curator")
    answer = await office.posts(PATH, NEW | {"name": before.name, "gezien": "x"})
    assert answer.status_code == 422
    assert "staat al in de gids" in answer.text
    assert app.directory.get([SPRONG]) == [before]


async def test_another_place_of_an_organisation_begins_with_what_they_share(office: Office) -> None:
    office.comes_in("curator")
    [sprong] = office.app.directory.get([SPRONG])
    page = html.unescape((await office.client.get(f"{PATH}?zoals={sprong.ref}")).text)
    shared = fields_of(page)
    assert (shared["name"], shared["source_url"]) == (sprong.name, sprong.source_url)
    assert (shared["phone"], shared["postcode"], shared["locality"]) == ("", "", "")


async def test_what_was_added_goes_out_in_a_sheet_and_comes_back_the_same(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(PATH, NEW | {"alternate_name": "=POMP()", "price": "gratis; bel eerst", "meteen": "1"})
    for form in services_directory.FORMS:
        planned = services_directory.plan(office.app, services_directory.export(office.app, form), f"gids.{form}")
        assert planned.added == (), form
        assert [one.id for one, _ in planned.changed if one.id == "de-nieuwe-pomp-geel"] == [], form
