"""Draw what conversations and the desk look like, for the README and docs: ``python scripts/make_pictures.py``.

A real bot talks with a stand-in for Telegram; what it sent is drawn as the desk draws it, and photographed in Chromium.
"""

from __future__ import annotations

import asyncio
import sys
from html import escape
from pathlib import Path

from playwright.async_api import Browser, async_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot import services_access  # noqa: E402 - the project is found through the line above
from lde_bot.bootstrap import build_app  # noqa: E402
from lde_bot.channels.bubbles import Bubble, Button  # noqa: E402
from lde_bot.channels.telegram.app import make_bot, serve  # noqa: E402
from lde_bot.channels.web.pages import HERE, Pages  # noqa: E402
from lde_bot.config import Settings  # noqa: E402
from lde_bot.services import App  # noqa: E402
from lde_bot.services_access import Role  # noqa: E402
from lde_bot.triage import UnansweredQuery  # noqa: E402
from tests.botapi import BotApi, User  # noqa: E402
from tests.desk.office import PASSWORD  # noqa: E402
from tests.desk.person import browser_path, enter, on_a_port  # noqa: E402

IMAGES = PROJECT / "docs" / "images"
TALKS = {
    "telegram-vraag": ("kben al 3 jaar werkloos kan ik daar terecht",),
    "telegram-zoeken": ("kuisvrouw in lubeek",),
    "telegram-terugvragen": ("klusdienst", "9200"),
}
WAITING = (
    "mag mijn hond mee naar het sociaal restaurant",
    "mijn hond mee op restaurant, mag dat",
    "kan ik met maaltijdcheques betalen in een buurtrestaurant",
    "doen jullie ook verhuizingen",
    "komt de klusdienst ook in het weekend",
)
PAGE = """{% import "desk/_chat.html" as chat %}
<!doctype html><meta charset="utf-8"><style>{{ style|safe }}
body { margin: 0; font: 15px/1.4 system-ui, sans-serif; }
.hidden { display: none; }
.chat { width: 360px; box-sizing: border-box; margin: 0; border-radius: 0; }</style>
<main class="chat">{% for one in shown %}{{ chat.me(one) if one is string else chat.bot(one) }}{% endfor %}</main>"""
"""A conversation as the desk draws it."""


def drawn(api: BotApi, person: User) -> str:
    """Return the private chat as a page."""
    shown: list[str | Bubble] = []
    for stored in api.world.chats[person.id].messages.values():
        text, seen = str(stored.json.get("text", "")), stored.snapshot()
        labels = [[button.label for button in row] for row in seen.buttons] or seen.keyboard
        rows = tuple(tuple(map(Button, row)) for row in labels)
        html = stored.html or escape(text)
        shown.append(Bubble(html, text, rows, keyboard=bool(seen.keyboard)) if stored.by_bot else text)
    style = (HERE / "static" / "chat.css").read_text(encoding="utf-8")
    return Pages().environment.from_string(PAGE).render(shown=shown, style=style)


async def talk(app: App, browser: Browser) -> None:
    """Draw each conversation."""
    async with BotApi() as api:
        stop = asyncio.Event()
        running = asyncio.create_task(serve(app, make_bot(api.token, api.base_url), stop))
        for number, (name, texts) in enumerate(TALKS.items(), start=1):
            person = api.user(number)
            for text in texts:
                person.sends(text)
                await api.wait_for(chat=person, timeout=30)
            page = await browser.new_page(viewport={"width": 360, "height": 200}, device_scale_factor=1.5)
            await page.set_content(drawn(api, person))
            await page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
        stop.set()
        await running


async def desk(app: App, path: str) -> None:
    """Draw the desk.

    :param path: of the browser.
    """
    services_access.add_user(app, "an", Role.CURATOR, PASSWORD, "voorbeeld")
    for number, text in enumerate(WAITING):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), app.snapshot.revision))
    async with on_a_port(app, path) as site:
        page = await site.browser.new_page(viewport={"width": 900, "height": 620})
        await enter(page, site.url)
        await page.screenshot(path=IMAGES / "bureau-onbeantwoord.png")
        await page.get_by_role("link", name="hond").first.click()
        await page.screenshot(path=IMAGES / "bureau-groep.png")
        await page.get_by_role("link", name="Nieuwe fiche").click()
        await page.get_by_label("De vraag, als titel").fill("Mag mijn hond mee naar een sociaal restaurant?")
        await page.get_by_label("Het antwoord").fill("Dat beslist elk restaurant zelf. Bel eerst.")
        await page.get_by_label("Bronnen").fill("Voorbeeld van een bron | https://www.voorbeeld.be")
        await page.get_by_role("button", name="Nakijken").click()
        await page.get_by_role("button", name="Publiceer").wait_for(timeout=200_000)
        await page.screenshot(path=IMAGES / "bureau-concept.png", full_page=True)
        await page.goto(f"{site.url}/desk/gids?dienst=fietspunt&plaats=Geel")
        await page.screenshot(path=IMAGES / "bureau-gids.png")
        await page.get_by_role("link", name="Fietspunt Geel").click()
        await page.get_by_label("Postcode").fill("9000")
        await page.get_by_role("button", name="Bewaar", exact=True).click()
        await page.screenshot(path=IMAGES / "bureau-initiatief.png", full_page=True)


async def main() -> None:
    """Draw everything."""
    path = browser_path()
    if path is None:
        raise SystemExit("no Chromium")
    IMAGES.mkdir(exist_ok=True)
    app = build_app(Settings(), in_memory=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        await talk(app, browser)
        await browser.close()
    await desk(app, path)


if __name__ == "__main__":
    asyncio.run(main())
