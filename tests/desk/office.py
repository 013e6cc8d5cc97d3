"""The desk with its people, and questions that wait."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from lde_bot import services_access
from lde_bot.services import App
from lde_bot.services_access import DeskUser, LogLine, Role

PASSWORD = "een lang wachtwoord"
OURS = {"sec-fetch-site": "same-origin"}
COLLEAGUE = "collega"
Form = Mapping[str, str | Sequence[str]]


@dataclass
class Office:
    """The desk: a reader, a curator and an admin, each named after the role, and a second curator."""

    app: App
    """The program."""
    client: httpx.AsyncClient
    """A browser."""
    groups: tuple[int, ...]
    """Groups that wait: about a dog, and about bitcoin."""
    token: str = ""
    """Session of who came in last."""

    def comes_in(self, name: str) -> str:
        """Let someone log in, in this browser; return their token."""
        token = services_access.log_in(self.app, name, PASSWORD, "", "1.1.1.1")
        assert token is not None
        self.token = token
        self.client.cookies.set("lde_desk", token)
        return token

    async def posts(self, path: str, form: Form, headers: Mapping[str, str] = OURS) -> httpx.Response:
        """Send a form."""
        return await self.client.post(path, data=dict(form), headers=dict(headers))

    def user(self, name: str) -> DeskUser:
        """Return an account."""
        user = self.app.desk.user_named(name)
        assert user is not None
        return user

    def log_of(self, action: str) -> list[LogLine]:
        """Return what the log says about an action, newest first."""
        return [line for line in self.app.desk.lines(100) if line.action == action]

    def is_open(self, group: int) -> bool:
        """True when a group waits for someone."""
        return group in {one.id for one in self.app.groups.open(99)}

    async def numbers_on(self, path: str, field: str) -> list[int]:
        """Return the numbers that the fields of that name have on a page."""
        page = await self.client.get(path)
        return [int(number) for number in re.findall(rf'name="{field}" value="(\d+)"', page.text)]


async def enter(site: httpx.AsyncClient, role: Role) -> None:
    """Log in on the page, as the account that is named after its role."""
    form = {"naam": role.value, "wachtwoord": PASSWORD, "naar": "/desk"}
    assert (await site.post("/desk/login", data=form, headers=OURS)).status_code == 303
