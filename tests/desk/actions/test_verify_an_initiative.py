"""Nagekeken: one click says that everything about one initiative is right today."""

from __future__ import annotations

from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

ONE = "levanto-antwerpen"


def path_of(office: Office) -> str:
    [one] = office.app.directory.get([ONE])
    return f"/desk/initiatief/{one.ref}/nagekeken"


class TestVerifying(Action):
    route, line = "/desk/initiatief/{ref}/nagekeken", "gids nagekeken"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return path_of(office), {}

    def is_done(self, office: Office) -> bool:
        [one] = office.app.directory.get([ONE])
        return one.assured_date == office.app.today


async def test_only_this_one_is_verified_and_nothing_else_about_it_changes(office: Office) -> None:
    before = {one.id: one for one in office.app.directory.each()}
    office.comes_in("curator")
    await office.posts(path_of(office), {"phone": "03 000 00 00", "name": "Gekaapt"})
    after = {one.id: one for one in office.app.directory.each()}
    assert [name for name in after if after[name] != before[name]] == [ONE]
    assert (after[ONE].phone, after[ONE].name) == (before[ONE].phone, before[ONE].name)


async def test_the_public_sees_the_koepel_and_the_log_sees_who(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(path_of(office), {})
    assert office.app.directory.history(ONE)[-1].by == "de Koepel"
    assert [(line.user, line.about) for line in office.log_of("gids nagekeken")] == [("curator", ONE)]


async def test_who_is_not_in_the_directory_is_not_verified(office: Office) -> None:
    office.comes_in("curator")
    await office.posts("/desk/initiatief/bestaatniet/nagekeken", {})
    assert office.log_of("gids nagekeken") == []
