"""Afmelden: this session ends, or all of one's own, and nobody else's."""

from __future__ import annotations

from lde_bot import services_access
from lde_bot.services_access import Role
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

LOG_OUT = "/desk/afmelden"


class TestLoggingOut(Action):
    route, role, line = LOG_OUT, Role.READER, "afgemeld"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return LOG_OUT, {}

    def is_done(self, office: Office) -> bool:
        return bool(office.token) and services_access.who(office.app, office.token) is None


async def test_what_was_the_cookie_is_worth_nothing_afterwards(office: Office) -> None:
    token = office.comes_in("reader")
    await office.posts(LOG_OUT, {})
    office.client.cookies.set("lde_desk", token)
    assert (await office.client.get("/desk")).headers["location"].startswith("/desk/login")


async def test_only_this_session_ends(office: Office) -> None:
    others = [office.comes_in("curator"), office.comes_in(COLLEAGUE)]
    mine = office.comes_in("curator")
    await office.posts(LOG_OUT, {"nummer": str(office.user(COLLEAGUE).id), "naam": COLLEAGUE})
    assert services_access.who(office.app, mine) is None
    assert all(services_access.who(office.app, token) for token in others)


async def test_everywhere_means_every_session_of_one_s_own_and_of_nobody_else(office: Office) -> None:
    colleague, elsewhere = office.comes_in(COLLEAGUE), office.comes_in("curator")
    office.comes_in("curator")
    await office.posts(LOG_OUT, {"overal": "1", "naam": COLLEAGUE})
    assert services_access.who(office.app, elsewhere) is None
    assert services_access.who(office.app, colleague) is not None
    assert [line.user for line in office.log_of("overal afgemeld")] == ["curator"]
