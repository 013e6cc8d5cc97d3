"""What holds for every action of the desk: the file of an action names it, says how it is done, and adds its own."""

from __future__ import annotations

from typing import ClassVar

from lde_bot.services_access import Role
from tests.desk.office import Form, Office

FOREIGN: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "http://lde.test"},
    {"origin": "https://elders.example"},
    {"origin": "http://lde.test.elders.example"},
    {"origin": "http://elders.example/lde.test"},
    {"origin": "null"},
    {},
)
"""What a browser says of a request that does not come from our own page, or what does not come from a browser."""
ROUTES: set[str] = set()
"""Every action that has a file."""


class Action:
    """An action, and what is true of it because it is one."""

    route: ClassVar[str]
    """Its address, as the program knows it."""
    role: ClassVar[Role] = Role.CURATOR
    """Who may do it."""
    line: ClassVar[str]
    """What the log calls it."""

    def __init_subclass__(cls) -> None:
        """Note that this action has a file."""
        ROUTES.add(cls.route)

    async def ready(self, office: Office) -> tuple[str, Form]:
        """Make ready for it; return the address and the form that does it."""
        raise NotImplementedError

    def is_done(self, office: Office) -> bool:
        """True when it was done."""
        raise NotImplementedError

    async def test_who_may_does_it_and_the_log_says_who(self, office: Office) -> None:
        path, form = await self.ready(office)
        office.comes_in(self.role.value)
        assert not self.is_done(office)
        answer = await office.posts(path, form)
        assert answer.status_code == 303, answer.text
        assert self.is_done(office)
        assert self.role.value in {one.user for one in office.log_of(self.line)}

    async def test_looking_changes_nothing(self, office: Office) -> None:
        path, form = await self.ready(office)
        office.comes_in(self.role.value)
        answer = await office.client.get(path, params=dict(form), headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code in {200, 405}, answer.status_code
        assert not self.is_done(office)
        assert office.log_of(self.line) == []

    async def test_who_may_not_is_refused(self, office: Office) -> None:
        path, form = await self.ready(office)
        for guessed in ("", "geraden"):
            office.client.cookies.set("lde_desk", guessed)
            stranger = await office.posts(path, form)
            assert stranger.status_code == 401
            assert "<h1>Bureau van de Koepel</h1>" in stranger.text
        roles = list(Role)
        for role in roles[: roles.index(self.role)]:
            office.comes_in(role.value)
            assert (await office.posts(path, form)).status_code == 403, role
            assert (role.value, f"POST {path}") == (
                office.log_of("geweigerd")[0].user,
                office.log_of("geweigerd")[0].about,
            )
        assert not self.is_done(office)
        assert office.log_of(self.line) == []

    async def test_another_site_cannot_have_it_done(self, office: Office) -> None:
        office.comes_in(self.role.value)
        await self.is_refused_from_elsewhere(office)

    async def is_refused_from_elsewhere(self, office: Office) -> None:
        """Send it as if from everywhere but our own page."""
        path, form = await self.ready(office)
        for headers in FOREIGN:
            assert (await office.posts(path, form, headers)).status_code == 403, headers
        assert len(office.log_of("geweigerd")) == (len(FOREIGN) if office.token else 0)
        assert not self.is_done(office)
        assert office.log_of(self.line) == []
