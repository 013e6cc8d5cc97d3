"""The whole loop in a real browser: someone asks, the Koepel answers, the asker hears it, the next one finds it."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from lde_bot import services_desk
from lde_bot.config import PROJECT
from lde_bot.drafts import Changed, Check
from lde_bot.errors import Finding, Severity
from lde_bot.evaluation.cases import load_cases
from lde_bot.knowledge.index import Claim
from lde_bot.rehearsal import try_cases
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.triage import UnansweredQuery
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled
from tests.desk.person import Person, Site, enter
from tests.desk.test_pages import PAGES

ASKED = "mag mijn hond mee naar jullie xyz"
MOST_STEPS = 8
"""Interactions from a question that waits to an answer that is live, for a person who knows the page."""


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


async def test_a_question_becomes_an_answer_for_who_asked_and_for_everyone(
    app: App, site: Site, bot_api: BotApi
) -> None:
    anna, bob = bot_api.user(1), bot_api.user(2)
    anna.sends(ASKED)
    [admits] = await bot_api.wait_for(chat=anna)
    anna.presses(admits, "Laat het mij weten")
    await bot_api.wait_for(chat=anna)
    await settled(app)
    app.cases = lambda: load_cases(PROJECT / "tests" / "cases")[::20]
    page = await site.browser.new_page()
    await enter(page, site.url)
    begun, an = time.monotonic(), Person(page)
    await an.answers(ASKED, "Mag mijn hond mee als ik kom?")
    assert "Ze werkt nu" in await page.get_by_role("status").inner_text()
    assert an.steps <= MOST_STEPS
    took = time.monotonic() - begun  # shown with: pytest tests/desk/test_browser.py --log-cli-level=INFO
    logging.getLogger(__name__).info("from waiting to live: %d interactions, %.1f s of the machine", an.steps, took)
    news, answer = await bot_api.wait_for(2, chat=anna)
    assert "antwoord" in news.text
    assert "Dat beslist elk restaurant zelf." in answer.text
    bob.sends("mag mijn hond mee naar jullie")
    [same] = await bot_api.wait_for(chat=bob)
    assert "Dat beslist elk restaurant zelf." in same.text
    await settled(app)
    assert app.echo._db.execute("select count(*) from waiting").fetchone()[0] == 0


async def test_the_inbox_is_worked_through_with_the_keyboard_alone(app: App, site: Site) -> None:
    for number, text in enumerate(("mag mijn hond mee", "kan ik betalen met bitcoin", "flurp blorp zzz")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    page = await site.browser.new_page()
    await enter(page, site.url)
    links, picked = page.locator(".groups a"), page.locator("input[name=groep]:checked")
    asked = [await links.nth(number).inner_text() for number in range(3)]
    for key in "jjxkxjjjk":  # down twice and choose, up and choose, down past the end, and up: at the second
        await page.keyboard.press(key)
    assert await picked.count() == 2
    assert not await page.locator("input[name=groep]").nth(2).is_checked()
    await page.keyboard.press("x")
    assert await picked.count() == 1, "what was chosen is let go again"
    await page.keyboard.press("x")
    await tab_to(page, "nota")
    for key in "jkx":
        await page.keyboard.press(key)
    assert await page.get_by_label("Nota voor collega's").input_value() == "jkx", "in a field, a letter is a letter"
    assert await picked.count() == 2
    await tab_to(page, "Buiten bereik")
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk?gezegd=*")
    assert "2 groepen beoordeeld" in await page.get_by_role("status").inner_text()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/groep/*")
    assert await page.locator("h1").inner_text() == asked[2]


async def test_the_keys_can_be_switched_off_and_stay_off(app: App, site: Site) -> None:
    for number, text in enumerate(("mag mijn hond mee", "kan ik betalen met bitcoin")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    page = await site.browser.new_page()
    await enter(page, site.url)
    picked = page.locator("input[name=groep]:checked")

    async def presses() -> int:
        for key in "jx":
            await page.keyboard.press(key)
        return await picked.count()

    await tab_to(page, "Sneltoetsen uitzetten")
    await page.keyboard.press("Enter")
    assert await presses() == 0
    assert await page.evaluate("document.activeElement.textContent") == "Sneltoetsen aanzetten"
    await page.reload()
    assert await presses() == 0
    await page.get_by_role("button", name="Sneltoetsen aanzetten").click()
    assert await presses() == 1
    await page.goto(f"{site.url}/desk/fiches")
    assert await page.get_by_role("button", name="Sneltoetsen").count() == 0, "there is nothing to walk through"


async def test_a_browser_that_keeps_nothing_can_switch_the_keys_off_on_a_page(app: App, site: Site) -> None:
    app.curation.add("p", UnansweredQuery(0, "mag mijn hond mee", app.clock(), "te onzeker", (), "r"))
    page = await site.browser.new_page()
    await page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    await enter(page, site.url)
    for name, count in (("Sneltoetsen uitzetten", 0), ("Sneltoetsen aanzetten", 1)):
        await page.get_by_role("button", name=name).click()
        for key in "jx":
            await page.keyboard.press(key)
        assert await page.locator("input[name=groep]:checked").count() == count


async def test_the_first_tab_leads_past_the_menu(site: Site) -> None:
    page = await site.browser.new_page()
    await enter(page, site.url)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.querySelector('main').contains(document.activeElement)")


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field or button of that name has the focus."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.name || document.activeElement.textContent") == name:
            return
        if await page.evaluate("document.activeElement.textContent") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


async def test_everything_works_without_javascript(app: App, site: Site) -> None:
    app.curation.add("p", UnansweredQuery(0, "mag mijn hond mee", app.clock(), "te onzeker", (), "r"))
    context = await site.browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await enter(page, site.url)
    await page.get_by_label("Kies groep 1").check()
    await page.get_by_role("button", name="Buiten bereik").click()
    assert "Alles is beoordeeld" in await page.inner_text("main")
    await page.goto(f"{site.url}/desk/gids?zoek=fietspunt+geel")
    await page.get_by_role("link", name="Fietspunt Geel").click()
    await page.get_by_label("Straat en nummer").fill("Markt 1")
    await page.get_by_role("button", name="Bewaar", exact=True).click()
    assert "Het punt is het midden van Geel" in await page.inner_text("main")
    await page.get_by_role("button", name="Zet terug").first.click()
    assert await page.get_by_label("Straat en nummer").input_value() == ""


@pytest.mark.parametrize("width", [360, 1280])
async def test_no_page_has_an_accessibility_mistake(app: App, site: Site, width: int) -> None:
    app.curation.add("p", UnansweredQuery(0, "mag mijn hond mee", app.clock(), "te onzeker", (), "r"))
    outside: list[str] = []
    page = await site.browser.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    page.on("request", lambda request: outside.append(request.url) if site.url not in request.url else None)
    found: dict[str, list[tuple[str, str]]] = {}

    async def look(path: str) -> None:
        await page.goto(f"{site.url}{path}")
        await judge(path)

    async def judge(path: str) -> None:
        rules = (await Axe().run(page)).response["violations"]
        found[path] = [(one["id"], one["nodes"][0]["html"]) for one in rules]
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path

    await look("/desk/login")
    await look("/k/1_verzonnen")
    await enter(page, site.url)
    [levanto] = app.directory.get(["levanto-antwerpen"])
    shown = [path for path in PAGES if not path.endswith(".csv")]
    for path in (*shown, *prepared(app)):
        await look(path.replace("{levanto}", levanto.ref))
    await page.goto(f"{site.url}/desk/initiatief/{levanto.ref}")
    for label in ("Naam", "Telefoon", "Postcode"):
        await page.get_by_label(label, exact=True).fill("12")
    await page.get_by_label("ecologisch groenonderhoud").uncheck()
    await page.get_by_role("button", name="Bewaar", exact=True).click()
    await judge("an initiative with mistakes")
    await page.goto(f"{site.url}/desk/gids/nieuw?zoals={levanto.ref}")
    for label, text in {"Postcode": "2000", "Naam": "Levantoo"}.items():
        await page.get_by_label(label, exact=True).fill(text)
    await page.get_by_role("button", name="Voeg toe").click()
    assert "Misschien staat dit al in de gids" in await page.inner_text("main")
    await judge("a new initiative that may be there already")
    app.desk.add_user("an", Role.READER, "", app.clock())
    await look("/desk/accounts")
    assert {path: rules for path, rules in found.items() if rules} == {}
    assert len(found) > len(shown)
    assert outside == []


def prepared(app: App) -> tuple[str, ...]:
    """Make ready, and name, the pages that look otherwise when there is something to tell."""
    path = "knowledge/basis/wat-is-lde.yaml"
    good, bad, busy = (
        Check(name, path, app.texts[path], (), app.snapshot.revision, snapshot=app.snapshot)
        for name in ("goed", "slecht", "bezig")
    )
    good.answers.append((1, "mag mijn hond mee", True))
    good.doubtful.append(Claim("mijn hond registreren", "andere-overheidszaken", "wat-is-lde", 0.97))
    bad.findings.append(Finding(path, 3, Severity.ERROR, "field.missing", "er ontbreekt iets"))
    bad.stolen.append(Claim("hoe lang duurt het", "duur-traject", "wat-is-lde", 0.95))
    bad.changed.append(Changed("hoe lang duurt het", "antwoordt: duur-traject", "weet het niet", lost=True))
    bad.changed.append(Changed("wat is lde", "vraagt terug", "antwoordt: wat-is-lde", lost=False))
    bad.changed.append(Changed("en nu", "antwoordt: wat-is-lde", "vraagt terug", lost=False, worse=True))
    bad.met = try_cases(app.snapshot, load_cases(PROJECT / "tests" / "cases")[:1], None)
    busy.step = "leren"
    for one in (good, bad, busy):
        app.drafts.keep(one)
    app.revisions.add(path, app.texts[path] + "# anders\n", "", "an", "proef", app.clock())
    services_desk.put_in_groups(app)
    services_desk.judge(app, [1], services_desk.Verdict.OUTSIDE, "", "niet van ons", app.desk.users()[0])
    app.tally.sample("2026-11-23", 1, 0.0, "wat is lde", "wat-is-lde", 0.9)
    said = "/desk?gezegd=Bewaard."
    return (said, "/desk/concept/goed", "/desk/concept/slecht", "/desk/concept/bezig", "/desk/concept/weg", "/desk/x")
