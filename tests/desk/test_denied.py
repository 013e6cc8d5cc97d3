"""What changes something at the desk looks itself whether someone may do that, whichever page or button led to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lde_bot import (
    services_access,
    services_aside,
    services_desk,
    services_directory,
    services_editing,
    services_guide,
    services_versions,
)
from lde_bot.errors import DeniedError
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.services_desk import Verdict
from tests.desk.actions.test_add_an_initiative import NEW
from tests.desk.office import Office

ONE = "levanto-antwerpen"
SHEET = b"naam;diensten;gemeente;bron\nNieuw Fietspunt;fietspunt;Zele;https://www.zele.be/fietspunt\n"

DEEDS: dict[str, tuple[Role, Callable[[App, DeskUser], object]]] = {
    "judge": (Role.CURATOR, lambda app, by: services_desk.judge(app, [1], Verdict.OUTSIDE, "", "", by)),
    "undo": (Role.CURATOR, lambda app, by: services_desk.undo(app, 1, by)),
    "take back": (Role.CURATOR, lambda app, by: services_versions.take_back(app, 1, by)),
    "publish": (Role.CURATOR, lambda app, by: services_editing.publish(app, "x", "", by)),
    "edit an initiative": (
        Role.CURATOR,
        lambda app, by: services_guide.edit(app, ONE, {"phone": "03 808 26 60"}, {}, by),
    ),
    "verify an initiative": (Role.CURATOR, lambda app, by: services_guide.verify(app, ONE, by)),
    "undo a save": (Role.CURATOR, lambda app, by: services_guide.undo(app, ONE, 1, by)),
    "add an initiative": (Role.CURATOR, lambda app, by: services_guide.add(app, NEW, by)),
    "take a sheet in": (
        Role.CURATOR,
        lambda app, by: services_guide.take_in(app, services_directory.plan(app, SHEET, "blad.csv"), "x", by),
    ),
    "try again": (Role.ADMIN, lambda app, by: services_aside.try_again(app, 1, by)),
    "let go": (Role.ADMIN, lambda app, by: services_aside.let_go(app, 1, by)),
    "switch an account": (Role.ADMIN, lambda app, by: services_access.set_active(app, 1, by, active=False)),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_only_who_has_the_role_comes_any_further(office: Office, deed: str) -> None:
    role, do = DEEDS[deed]
    before = list(office.app.desk._db.conn.iterdump())
    for other in Role:
        user = office.user(other.value)
        if services_access.may(user, role):
            continue
        with pytest.raises(DeniedError, match=other.value):
            do(office.app, user)
    assert list(office.app.desk._db.conn.iterdump()) == before
    do(office.app, office.user(role.value))
