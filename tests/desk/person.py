"""Someone at the desk, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page, async_playwright

from lde_bot.services import App
from tests.desk.office import PASSWORD
from tests.served import served

PATIENCE = 300_000
"""Milliseconds that someone waits for a button."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True, slots=True)
class Site:
    """The desk on a port."""

    url: str
    browser: Browser


def browser_path() -> str | None:
    """Return where a browser is installed; ``None`` when there is none."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


@asynccontextmanager
async def on_a_port(app: App, path: str) -> AsyncIterator[Site]:
    """Run the desk on a port of its own, and a browser beside it.

    :param path: of the browser.
    """
    async with served(app) as port, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_QUIET)
        try:
            yield Site(f"http://127.0.0.1:{port}", browser)
        finally:
            await browser.close()


async def enter(page: Page, url: str) -> None:
    """Log in as An."""
    await page.goto(f"{url}/desk")
    await page.get_by_label("Naam").fill("an")
    await page.get_by_label("Wachtwoord").fill(PASSWORD)
    await page.get_by_role("button", name="Aanmelden").click()
    await page.wait_for_url(f"{url}/desk", wait_until="load")


@dataclass
class Person:
    """Someone at the desk, whose every click and every field that is filled in counts."""

    page: Page
    """What they look at."""
    steps: int = 0
    """How often they did something."""

    async def clicks(self, where: Locator) -> None:
        """Click, once it is there: a draft is being tried for a while before it can be published."""
        self.steps += 1
        await where.click(timeout=PATIENCE)

    async def fills(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.steps += 1
        await self.page.get_by_label(label).fill(text)

    async def answers(self, asked: str, title: str) -> None:
        """Make a question that waits into an answer that is live: a new entry, checked and published."""
        page = self.page
        await self.clicks(page.get_by_role("link", name=asked))
        await self.clicks(page.get_by_role("link", name="Nieuwe fiche"))
        await self.fills("De vraag, als titel", title)
        await self.fills("Het antwoord", "Dat beslist elk restaurant zelf. Bel eerst.")
        await self.fills("Bronnen", "De Koepel | https://www.voorbeeld.be/hond")
        await self.clicks(page.get_by_role("button", name="Nakijken"))
        await self.clicks(page.get_by_role("button", name="Publiceer"))
