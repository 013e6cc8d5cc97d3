"""Inzicht in a real browser, with a full map and full charts: no accessibility mistake, on a phone and on a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe

from lde_bot.services import App
from tests.desk.person import Site, enter


@pytest.mark.parametrize("width", [360, 1280])
async def test_the_map_and_the_charts_have_no_accessibility_mistake(app: App, site: Site, width: int) -> None:
    with app.transaction():
        for number, municipality in enumerate(sorted(app.atlas.municipalities)):
            for _ in range(5 + number % 20):
                app.care.count_search(["fietspunt"], municipality, ("own", "near", "none")[number % 3], app.clock())
        for day in range(28):
            at = app.clock() - timedelta(days=day)
            app.tally.count([("act", "answer"), ("act", "clarify"), ("act", "fallback"), ("helped", "ja")], at)
            app.tally.count([("published_after", str(day))], at)
    page = await site.browser.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    await enter(page, site.url)
    for path in ("/desk/inzicht?dienst=fietspunt", "/desk/inzicht?per=dag", "/desk/inzicht/tabel?dienst=fietspunt"):
        await page.goto(f"{site.url}{path}")
        await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = (await Axe().run(page)).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


async def test_a_service_is_chosen_without_javascript_and_under_the_strict_policy(app: App, site: Site) -> None:
    with app.transaction():
        for _ in range(9):
            app.care.count_search(["klusdienst"], "Genk", "none", app.clock())
    context = await site.browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await enter(page, site.url)
    await page.goto(f"{site.url}/desk/inzicht?dienst=fietspunt")
    assert await page.locator("circle.mark title", has_text="Genk").count() == 0
    await page.get_by_label("Dienst", exact=True).select_option("klusdienst")
    await page.get_by_role("button", name="Toon").click()
    await page.wait_for_url("**/desk/inzicht?dienst=klusdienst*")
    assert await page.locator("circle.mark title", has_text="Genk: 9").count() == 1
    assert not [one for one in complaints if "Security" in one]
