"""The desk on a phone of 390 pixels wide, by touch: judging with a note, checking an initiative, replacing codes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pyotp
import pytest
from playwright.async_api import Locator, Page

from lde_bot.services import App
from lde_bot.services_access import Role, switch_codes
from lde_bot.triage import UnansweredQuery
from tests.conftest import Clock
from tests.desk.office import PASSWORD
from tests.desk.person import Site, enter

WIDTH, HEIGHT = 390, 844
FINGER = 24
"""Pixels that something to touch measures at least, both ways (WCAG 2.2, 2.5.8)."""
NOTE = "Vraag eerst aan Bea: hoort dit bij ons? " + "Een lange nota past er ook op. " * 6
SMALL = """least => [...document.querySelectorAll("main button, main .button, main input, main select, main textarea,"
  + " header a, header button")].filter(one => one.checkVisibility())
  .filter(one => {
    const box = (one.closest("label") ?? one).getBoundingClientRect();
    return box.width < least || box.height < least || box.left < 0 || box.right > innerWidth;
  }).map(one => one.outerHTML)"""
"""What is too small to touch, or lies beside the screen."""


@pytest.fixture
async def phone(site: Site) -> AsyncIterator[Page]:
    """A phone on which An is logged in."""
    context = await site.browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    page = await context.new_page()
    await enter(page, site.url)
    yield page
    await context.close()


async def fits(page: Page) -> None:
    """Nothing lies beside the screen, and everything can be touched."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert await page.evaluate(SMALL, FINGER) == []


async def touched(page: Page, where: Locator) -> None:
    """Touch something that leads to another page, which fits too."""
    async with page.expect_navigation(wait_until="load"):
        await where.tap()
    await fits(page)


async def test_a_question_is_judged_with_a_note_that_colleagues_read(app: App, site: Site, phone: Page) -> None:
    long = "mag mijn hond mee naar het restaurant aan de overkant van de straat waar ik woon " + "x" * 60
    app.curation.add("p", UnansweredQuery(0, long, app.clock(), "te onzeker", (), "r"))
    await touched(phone, phone.get_by_role("link", name="Onbeantwoord"))
    await touched(phone, phone.get_by_role("link", name=long))
    await phone.get_by_label("Nota voor collega's").fill(NOTE)
    await touched(phone, phone.get_by_role("button", name="Twijfel"))
    await touched(phone, phone.get_by_role("link", name=long))
    assert NOTE.strip() in await phone.inner_text("main")
    [judgement] = app.groups.judgements(1)
    assert (judgement.note.strip(), judgement.by) == (NOTE.strip(), "an")
    await touched(phone, phone.get_by_role("button", name="Terugnemen"))
    assert app.groups.judgements(1)[0].undone


async def test_several_questions_are_chosen_by_touch_and_get_one_note(app: App, phone: Page) -> None:
    for number, text in enumerate(("mag mijn hond mee", "kan ik betalen met bitcoin")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    await touched(phone, phone.get_by_role("link", name="Onbeantwoord"))
    for box in await phone.locator("label.pick").all():
        await box.tap()
    await phone.get_by_label("Nota voor collega's").fill("niet van ons")
    await touched(phone, phone.get_by_role("button", name="Buiten bereik"))
    assert "Alles is beoordeeld" in await phone.inner_text("main")
    assert [one.note for group in (1, 2) for one in app.groups.judgements(group)] == ["niet van ons"] * 2


async def test_an_initiative_is_looked_up_improved_and_confirmed(app: App, site: Site, phone: Page) -> None:
    await touched(phone, phone.get_by_role("link", name="Gids"))
    await phone.get_by_label("Zoek").first.fill("levanto")
    async with phone.expect_navigation(wait_until="load"):
        await phone.keyboard.press("Enter")
    await touched(phone, phone.get_by_role("link", name="Levanto").first)
    name = await phone.inner_text("h1")
    await phone.get_by_label("Beschrijving").fill("Een nota bij dit initiatief, vanop de telefoon.")
    await touched(phone, phone.get_by_role("button", name="Bewaar", exact=True))
    await touched(phone, phone.get_by_role("button", name="Nagekeken: alles klopt"))
    [one] = [one for one in app.directory.each() if one.name == name]
    assert one.description == "Een nota bij dit initiatief, vanop de telefoon."
    assert one.assured_date == app.today


async def test_a_call_is_worked_off_the_list_by_touch_and_leads_back_to_it(app: App, phone: Page) -> None:
    await touched(phone, phone.get_by_role("link", name="Gids"))
    await phone.get_by_label("Dienst").select_option("fietspunt")
    await phone.get_by_label("Gemeente of postcode").fill("Geel")
    await touched(phone, phone.get_by_role("button", name="Zoek"))
    await touched(phone, phone.get_by_role("link", name="Fietspunt Geel"))
    await phone.get_by_label("klusdienst").check()
    await phone.get_by_label("Hoe weet je het?").fill("gebeld")
    await touched(phone, phone.get_by_role("button", name="Bewaar en nagekeken"))
    assert "Bewaard en nagekeken op vandaag." in await phone.inner_text("main")
    await touched(phone, phone.get_by_role("button", name="Zet terug").first)
    await touched(phone, phone.get_by_role("link", name="Terug naar de lijst"))
    assert await phone.get_by_label("Gemeente of postcode").input_value() == "Geel"
    [one] = app.directory.get(["fietspunt-geel-de-sprong-geel"])
    assert (one.services, one.assured_date) == (("fietspunt", "klusdienst"), None)


async def test_an_initiative_is_added_by_touch(app: App, phone: Page) -> None:
    await touched(phone, phone.get_by_role("link", name="Gids"))
    await touched(phone, phone.get_by_role("link", name="Nieuw initiatief"))
    for label, text in {"Naam": "Klusploeg", "Postcode": "2440", "Gemeente of deelgemeente": "Geel"}.items():
        await phone.get_by_label(label, exact=True).fill(text)
    await phone.get_by_label("Bron", exact=True).fill("https://www.geel.be/klusploeg")
    await touched(phone, phone.get_by_role("button", name="Voeg toe"))
    assert "kies minstens één dienst" in await phone.inner_text("main")
    await phone.get_by_label("klusdienst").check()
    await touched(phone, phone.get_by_role("button", name="Voeg toe"))
    assert [one.name for one in app.directory.get(["klusploeg-geel"])] == ["Klusploeg"]


async def test_codes_are_replaced_only_with_the_code_of_now(app: App, site: Site, phone: Page) -> None:
    [an] = [user for user in app.desk.users() if user.role is Role.ADMIN]
    secret = pyotp.random_base32()
    assert switch_codes(app, an, secret, pyotp.TOTP(secret).at(app.clock()), PASSWORD) == ""
    await touched(phone, phone.get_by_role("link", name="Account", exact=True))
    for proof in ("000000", pyotp.TOTP(secret).at(app.clock())):
        shown = await phone.locator("#geheim").inner_text()
        await phone.get_by_label("Je huidige code").fill(proof)
        await phone.get_by_label("Code van het nieuwe geheim").fill(pyotp.TOTP(shown).at(app.clock()))
        await touched(phone, phone.get_by_role("button", name="Vervang"))
        said = await phone.get_by_role("status").inner_text()
        replaced = app.desk.users()[0].totp == shown
        assert replaced is (said == "Codes staan aan.") is (proof != "000000")
    assert isinstance(app.clock, Clock)
    await touched(phone, phone.get_by_role("button", name="Overal afmelden"))
    await phone.get_by_label("Naam").fill("an")
    await phone.get_by_label("Wachtwoord").fill(PASSWORD)
    await phone.get_by_label("Code").fill(pyotp.TOTP(shown).at(app.clock()))
    await touched(phone, phone.get_by_role("button", name="Aanmelden"))
    assert await phone.get_by_role("button", name="an afmelden").is_visible()
