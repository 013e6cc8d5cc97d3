"""Gids: putting the data of one initiative right, and of no other."""

from __future__ import annotations

from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

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
    hidden = {"id": OTHER, "ref": "x", "name": "Gekaapt", "postcode": "1000", "assured_date": "2030-01-01"}
    await office.posts(path_of(office), {"phone": PHONE, **hidden})
    after = {one.id: one for one in office.app.directory.each()}
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] != before[name]] == [ONE]
    assert (after[ONE].name, after[ONE].postcode) == (before[ONE].name, before[ONE].postcode)
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
