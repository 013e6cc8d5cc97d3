"""The whole loop in a real browser: someone asks, the Koepel answers, the asker hears it, the next one finds it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from lde_bot.services import App
from lde_bot.triage import UnansweredQuery
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled
from tests.desk.conftest import PASSWORD, Site

ASKED = "mag mijn hond mee in een sociaal restaurant xyz"


@pytest.fixture
async def bot_api(app: App, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotApi]:
    """The stand-in for Telegram, with the bot on it."""
    from lde_bot.channels.telegram import news

    monkeypatch.setattr(news, "EVERY_SECONDS", 0.05)
    async with BotApi() as api:
        running = Running(app, api)
        await running.polls()
        yield api
        await running.ends()
        assert api.violations == []


async def enter(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/desk")
    await page.get_by_label("Naam").fill("an")
    await page.get_by_label("Wachtwoord").fill(PASSWORD)
    await page.get_by_role("button", name="Aanmelden").click()
    await page.wait_for_url(f"{site.url}/desk", wait_until="load")


async def test_a_question_becomes_an_answer_for_who_asked_and_for_everyone(
    app: App, site: Site, bot_api: BotApi
) -> None:
    anna, bob = bot_api.user(1), bot_api.user(2)
    anna.sends(ASKED)
    [choices] = await bot_api.wait_for(chat=anna)
    anna.presses(choices, "Iets anders")
    [admits] = await bot_api.wait_for(chat=anna, edits=True)
    anna.presses(admits, "Laat het mij weten")
    await bot_api.wait_for(chat=anna)
    await settled(app)
    page = await site.browser.new_page()
    await enter(page, site)
    begun, steps = time.monotonic(), 0
    await page.get_by_role("link", name=ASKED).click()
    steps += 1
    await page.get_by_role("link", name="Nieuwe fiche").click()
    steps += 1
    await page.get_by_label("De vraag, als titel").fill("Mag mijn hond mee naar een sociaal restaurant?")
    steps += 1
    await page.get_by_label("Het antwoord").fill("Dat beslist elk restaurant zelf. Bel eerst.")
    steps += 1
    await page.get_by_label("Bronnen").fill("De Koepel | https://www.voorbeeld.be/hond")
    steps += 1
    await page.get_by_role("button", name="Nakijken").click()
    steps += 1
    await page.get_by_role("button", name="Publiceer").click(timeout=60_000)
    steps += 1
    assert "Ze werkt nu" in await page.get_by_role("status").inner_text()
    assert steps <= 8
    assert time.monotonic() - begun < 60
    news, answer = await bot_api.wait_for(2, chat=anna)
    assert "antwoord" in news.text
    assert "Dat beslist elk restaurant zelf." in answer.text
    bob.sends("mag mijn hond mee in een sociaal restaurant")
    [same] = await bot_api.wait_for(chat=bob)
    assert "Dat beslist elk restaurant zelf." in same.text
    await settled(app)
    assert app.echo._db.execute("select count(*) from waiting").fetchone()[0] == 0


async def test_the_keyboard_walks_through_the_inbox(app: App, site: Site) -> None:
    for number, text in enumerate(("mag mijn hond mee", "kan ik betalen met bitcoin")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    page = await site.browser.new_page()
    await enter(page, site)
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    assert await page.locator("input[name=groep]:checked").count() == 1
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/groep/*")


async def test_everything_works_without_javascript(app: App, site: Site) -> None:
    app.curation.add("p", UnansweredQuery(0, "mag mijn hond mee", app.clock(), "te onzeker", (), "r"))
    context = await site.browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await enter(page, site)
    await page.get_by_label("Kies groep 1").check()
    await page.get_by_role("button", name="Buiten bereik").click()
    assert "Alles is beoordeeld" in await page.inner_text("main")


@pytest.mark.parametrize("width", [360, 1280])
async def test_no_page_has_an_accessibility_mistake(app: App, site: Site, width: int) -> None:
    app.curation.add("p", UnansweredQuery(0, "mag mijn hond mee", app.clock(), "te onzeker", (), "r"))
    page = await site.browser.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if site.url not in request.url else None)
    await page.goto(f"{site.url}/desk/login")
    found = {"login": (await Axe().run(page)).response["violations"]}
    await enter(page, site)
    ref = app.directory.get(["levanto-antwerpen"])[0].ref
    paths = (
        "",
        "/groep/1",
        "/fiches",
        "/fiche?id=wat-is-lde",
        "/gids?zoek=levanto",
        f"/initiatief/{ref}",
        "/gids/inlezen",
        "/inzicht",
        "/steekproef",
        "/account",
        "/accounts",
        "/opzij",
        "/inzicht/tabel?dienst=fietspunt",
    )
    for path in paths:
        await page.goto(f"{site.url}/desk{path}")
        found[path] = (await Axe().run(page)).response["violations"]
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    wrong = {path: [(one["id"], one["nodes"][0]["html"]) for one in rules] for path, rules in found.items() if rules}
    assert wrong == {}
    assert outside == []
