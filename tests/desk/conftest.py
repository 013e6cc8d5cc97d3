"""The desk: in this process for what it does, and on a real port with a real browser for what people see of it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from lde_bot import passwords, services_desk
from lde_bot.channels.web.app import web_app
from lde_bot.channels.web.server import serve_beside
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.triage import UnansweredQuery
from tests.desk.office import COLLEAGUE, PASSWORD, Office

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True, slots=True)
class Site:
    """The desk on a port."""

    url: str
    browser: Browser


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
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No browser: install Chromium (Debian: apt-get install chromium).")
    app.desk.add_user("an", Role.ADMIN, hashed, app.clock())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_beside(app, "127.0.0.1", port, stop))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_QUIET)
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                except OSError:
                    await asyncio.sleep(0.05)
        yield Site(f"http://127.0.0.1:{port}", browser)
        await browser.close()
    stop.set()
    await asyncio.wait_for(serving, 10)
