"""The desk: in this process for what it does, and on a real port with a real browser for what people see of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from lde_bot import passwords, services_desk
from lde_bot.channels.web.app import web_app
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.triage import UnansweredQuery
from tests.desk.office import COLLEAGUE, PASSWORD, Office
from tests.desk.person import Site, browser_path, on_a_port


@pytest.fixture
def app(brief_app: App) -> App:
    """The whole program on few phrases: at the desk drafts are learnt and tried, again and again."""
    return brief_app


@pytest.fixture(scope="session")
def hashed() -> str:
    """What is kept of the password, made once: that it is slow is the point of it."""
    return passwords.hash_password(PASSWORD)


@pytest.fixture
async def office(app: App, hashed: str) -> AsyncIterator[Office]:
    """The desk with its people and questions."""
    roles = {**{role.value: role for role in Role}, COLLEAGUE: Role.CURATOR}
    for name, role in roles.items():
        app.desk.add_user(name, role, hashed, app.clock())
    for number, text in enumerate(("mag mijn hond mee", "betalen met bitcoin")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    services_desk.put_in_groups(app)
    groups = tuple(sorted(one.id for one in app.groups.open(9)))
    transport = httpx.ASGITransport(web_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as client:
        yield Office(app, client, groups)


@pytest.fixture
async def site(app: App, hashed: str) -> AsyncIterator[Site]:
    """The desk as it runs, and a browser."""
    path = browser_path()
    if path is None:
        pytest.fail("No browser: install Chromium (Debian: apt-get install chromium).")
    app.desk.add_user("an", Role.ADMIN, hashed, app.clock())
    async with on_a_port(app, path) as running:
        yield running
