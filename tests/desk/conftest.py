"""A real browser, and the desk on a real port with the bot beside it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, async_playwright

from lde_bot import services_access
from lde_bot.channels.web.server import serve_beside
from lde_bot.services import App
from lde_bot.services_access import Role

PASSWORD = "een lang wachtwoord"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True, slots=True)
class Site:
    """The desk on a port."""

    url: str
    browser: Browser


@pytest.fixture
async def site(app: App) -> AsyncIterator[Site]:
    """The desk as it runs, and a browser."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No browser: install Chromium (Debian: apt-get install chromium).")
    services_access.add_user(app, "an", Role.ADMIN, PASSWORD, "test")
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
