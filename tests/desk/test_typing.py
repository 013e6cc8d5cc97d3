"""Writing a fiche in a real browser: what is said of it while it is typed, and talking with a draft as in Telegram."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Request

from lde_bot.drafts import Check
from lde_bot.services import App
from tests.desk.person import Site, enter
from tests.desk.test_phone import FINGER, SMALL

PATH = "knowledge/basis/wat-is-lde.yaml"
GAUGE = "#answer-gauge"
TALK = "/desk/concept/goed?zeg=t:sociaal+restaurant+gent&zeg=k:e:wat-is-lde&vraag=fietspunt"


@pytest.fixture
def draft(app: App) -> Check:
    """A draft that was checked, and says what is said already."""
    one = Check("goed", PATH, app.texts[PATH], (), app.snapshot.revision, snapshot=app.snapshot)
    app.drafts.keep(one)
    return one


async def mistakes(page: Page) -> list[str]:
    """Return what is not accessible on a page."""
    return [one["nodes"][0]["html"] for one in (await Axe().run(page)).response["violations"]]


async def test_what_is_typed_is_measured_and_shown_and_the_cursor_stays_where_it_is(app: App, site: Site) -> None:
    page, looks = await site.browser.new_page(), list[Request]()
    page.on("request", lambda request: looks.append(request) if request.url.endswith("/desk/fiche/nu") else None)
    await enter(page, site.url)
    await page.goto(f"{site.url}/desk/fiche")
    await page.get_by_label("Zo vragen mensen het").fill("wat is lde")
    await page.locator("#utterances-remarks .wrong").wait_for()
    assert await page.get_by_label("Zo vragen mensen het").get_attribute("aria-invalid") == "true"
    before = len(looks)
    await page.get_by_label("Het antwoord").focus()
    await page.keyboard.type("Dat beslist elk restaurant zelf.", delay=100)
    await page.keyboard.press("ArrowLeft")
    await page.locator(GAUGE).get_by_text("32 van 900 tekens").wait_for()
    assert len(looks) - before < 8, "not for every letter"
    assert (await page.locator("#preview .bot").inner_text()).split("\n")[1:] == ["Dat beslist elk restaurant zelf."]
    where = "[document.activeElement.id, document.activeElement.selectionStart]"
    assert await page.evaluate(where) == ["answer", 31]
    assert await page.locator(GAUGE).get_attribute("aria-live") == "polite"
    assert await page.get_by_label("Het antwoord").input_value() == "Dat beslist elk restaurant zelf."
    await page.get_by_label("Zo vragen mensen het").fill("mag mijn hond mee")
    await page.locator("#utterances-remarks .wrong").wait_for(state="detached")
    assert await page.get_by_label("Zo vragen mensen het").get_attribute("aria-invalid") is None
    assert app.typed.every() == []
    assert app.drafts.checks == {}


async def test_typing_goes_on_while_the_server_is_away_and_after_a_session_has_ended(app: App, site: Site) -> None:
    page = await site.browser.new_page()
    await enter(page, site.url)
    await page.goto(f"{site.url}/desk/fiche")
    await page.route("**/desk/fiche/nu", lambda route: route.abort())
    async with page.expect_event("requestfailed"):
        await page.get_by_label("Het antwoord").fill("Bel eerst.")
    await page.unroute("**/desk/fiche/nu")
    await page.get_by_label("Het antwoord").fill("Bel eerst even.")
    await page.locator(GAUGE).get_by_text("15 van 900 tekens").wait_for()
    [an] = app.desk.users()
    app.desk.end_sessions(an.id)
    async with page.expect_response("**/desk/fiche/nu") as answer:
        await page.get_by_label("Het antwoord").fill("Bel.")
    assert (await answer.value).status == 401
    assert await page.get_by_label("Het antwoord").input_value() == "Bel."
    assert await page.locator("h1").inner_text() == "Nieuwe fiche"


async def test_without_javascript_the_measure_and_the_message_come_with_the_check(app: App, site: Site) -> None:
    context = await site.browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await enter(page, site.url)
    await page.goto(f"{site.url}/desk/fiche?id=wat-is-lde")
    assert "van 900 tekens" in await page.locator(GAUGE).inner_text()
    await page.get_by_label("Het antwoord").fill("Bel eerst.")
    await page.get_by_label("Bronnen").fill("geen | adres")
    await page.get_by_role("button", name="Nakijken").click()
    assert "10 van 900 tekens" in await page.locator(GAUGE).inner_text()
    assert "Bel eerst." in await page.locator("#preview .bot").inner_text()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.usefixtures("draft")
async def test_someone_talks_with_a_draft_by_typing_and_by_pressing(site: Site, script: bool) -> None:
    context = await site.browser.new_context(java_script_enabled=script)
    page = await context.new_page()
    await enter(page, site.url)
    await page.goto(f"{site.url}/desk/concept/goed")
    await page.get_by_label("Probeer een vraag").fill("fietspunt")
    await page.get_by_role("button", name="Vraag", exact=True).click()
    last = page.locator("#laatste")
    assert "In welke gemeente" in await last.locator(".bot").inner_text()
    assert await page.locator("#praat").get_by_role("button").count() == 1
    await page.get_by_label("Vraag verder").fill("leuven")
    await page.get_by_role("button", name="Vraag", exact=True).click()
    await last.get_by_role("button", name="Meer over 1").click()
    assert "Je duwde op “Meer over 1”." in await last.inner_text()
    assert page.url.endswith("#laatste")
    await page.get_by_role("link", name="Begin opnieuw").click()
    assert await last.count() == 0


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_the_editor_and_the_conversation_can_be_read_and_touched(site: Site, width: int, scheme: str) -> None:
    context = await site.browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = await context.new_page()
    await enter(page, site.url)
    for path in (TALK, "/desk/fiche?id=wat-is-lde", "/desk/fiche"):
        await page.goto(f"{site.url}{path}")
        assert await mistakes(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert await page.evaluate(SMALL, FINGER) == [], path
    await page.get_by_label("Zo vragen mensen het").fill("wat is lde")
    await page.locator("#utterances-remarks .wrong").wait_for()
    assert await mistakes(page) == []
