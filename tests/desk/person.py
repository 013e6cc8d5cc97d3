"""Someone at the desk, in a real browser."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page

from tests.desk.office import PASSWORD

PATIENCE = 300_000
"""Milliseconds that someone waits for a button."""


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
