"""Inzicht: the map, the charts and the sheets, and that no small number of a place is in any of them."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO

import httpx
import pytest

from lde_bot import services, services_access, services_trends
from lde_bot.channels.web.app import web_app
from lde_bot.dialogue.model import EMPTY, HELPED, UserMessage
from lde_bot.services import App
from lde_bot.services_access import Role
from tests.desk.office import PASSWORD, enter


@pytest.fixture
async def site(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The desk after some searches, with a reader who is logged in."""
    services_access.add_user(app, Role.READER.value, Role.READER, PASSWORD, "test")
    with app.transaction():
        for municipality, found, count in (
            ("Genk", "none", 31),
            ("Zele", "near", 17),
            ("Gent", "own", 12),
            ("Aalst", "none", 3),
            ("Oudenaarde", "none", 8),
            ("Oudenaarde", "own", 2),
        ):
            for _ in range(count):
                app.care.count_search(["fietspunt"], municipality, found, app.clock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web_app(app)), base_url="http://lde.test") as client:
        await enter(client, Role.READER)
        yield client


async def test_the_map_shows_each_municipality_with_a_mark_that_needs_no_colour(site: httpx.AsyncClient) -> None:
    page = (await site.get("/desk/inzicht?dienst=fietspunt")).text
    for kind, title in (("none", "Genk: 31"), ("near", "Zele: 17"), ("own", "Gent: 12"), ("none", "Oudenaarde: 10")):
        assert re.search(rf'<circle class="mark {kind}"[^>]*><title>{title}</title>', page), title
    assert not re.search(r"<circle[^>]*><title>Aalst", page)
    assert page.count('<path class="land"') == 6
    assert re.search(r'<svg class="map"[^>]* role="img" aria-labelledby="kaart-titel kaart-tekst"', page)
    assert "NGI" in page
    assert not re.search(r"<style|style=|<script(?! src)", page)
    assert len(page.encode()) < 100_000


async def test_the_map_begins_with_what_is_missed_most(site: httpx.AsyncClient) -> None:
    page = (await site.get("/desk/inzicht?dienst=bestaat-niet")).text
    assert '<option value="fietspunt" selected>' in page


async def test_a_map_with_everything_on_it_stays_light_and_has_its_whole_table(
    site: httpx.AsyncClient, app: App
) -> None:
    with app.transaction():
        for municipality in app.atlas.municipalities:
            for service in ("klusdienst", "fietspunt"):
                for _ in range(6):
                    app.care.count_search([service], municipality, "near", app.clock())
    for path in ("/desk/inzicht?dienst=klusdienst", "/desk/inzicht?dienst=klusdienst&per=dag"):
        page = (await site.get(path)).text
        assert page.count('<circle class="mark near"') == len(app.atlas.municipalities) + 1, "and one in the legend"
        assert "De hele tabel" in page
        assert len(page.encode()) < 100_000
    table = (await site.get("/desk/inzicht/tabel?dienst=klusdienst")).text
    assert all(f"<td>{municipality}</td>" in table.replace("&#39;", "'") for municipality in app.atlas.municipalities)
    assert len(table.encode()) < 100_000


@pytest.mark.parametrize("path", ["/desk/inzicht/kaart.csv?dienst=fietspunt", "/desk/inzicht/ontbreekt.csv"])
async def test_no_sheet_has_a_small_number_of_a_place(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=_sign(answer.content)))
    assert any(row["gemeente"] == "Genk" and row["gevraagd"] == "31" for row in rows)
    assert not any(row["gemeente"] == "Aalst" and row["gevraagd"] != "minder dan 5" for row in rows)
    for row in rows:
        for name in ("gevraagd", "niet in de gemeente", "niets in de buurt"):
            assert row[name] == "minder dan 5" or int(row[name]) == 0 or int(row[name]) >= 5, row
    [small] = [row for row in rows if row["gemeente"] == "Oudenaarde"]
    assert (small["gevraagd"], small["niets in de buurt"]) == ("10", "minder dan 5")


def _sign(content: bytes) -> str:
    return ";" if b";" in content.splitlines()[0] else ","


def test_rates_are_counted_by_week_and_by_day_without_greetings(app: App) -> None:
    with app.transaction():
        for act, count in (("answer", 6), ("results", 2), ("clarify", 1), ("fallback", 1), ("smalltalk", 9)):
            for _ in range(count):
                app.tally.count([("act", act)], app.clock())
        for said in ("ja", "ja", "ja", "nee"):
            app.tally.count([("helped", said)], app.clock() - timedelta(days=7))
    weeks = services_trends.rates(app, by_day=False)
    assert len(weeks) == services_trends.WEEKS
    assert weeks[-1].shares == (0.8, 0.1, 0.1, None)
    assert weeks[-2].shares == (None, None, None, 0.75)
    days = services_trends.rates(app, by_day=True)
    assert len(days) == services_trends.DAYS
    assert (days[-1].day, days[-1].total) == (f"{app.today}", 10)


def test_what_people_say_helped_is_counted_by_day_without_who(app: App) -> None:
    services.respond(app, "iemand", UserMessage(text="wat is lde"))
    services.respond(app, "iemand", UserMessage(choice=f"{HELPED}:wat-is-lde"))
    assert [(name, count) for _, name, count in app.tally.by_day("helped", "2000-01-01")] == [("ja", 1)]


async def test_charts_have_a_text_and_a_table(site: httpx.AsyncClient, app: App) -> None:
    message = UserMessage(text="wat is lde")
    services.remember(app, "iemand", EMPTY, message, services.reply_to(app, EMPTY, message))
    with app.transaction():
        app.tally.count([("published_after", "0"), ("published_after", "3"), ("published_after", "3")], app.clock())
    for path in ("/desk/inzicht", "/desk/inzicht?per=dag"):
        page = (await site.get(path)).text
        assert 'aria-labelledby="verloop-titel verloop-tekst"' in page
        assert '<path class="line s0"' in page
        assert "3 groepen vragen kregen een fiche" in page
        assert "hoogstens 3 dagen" in page
        assert len(page.encode()) < 100_000
