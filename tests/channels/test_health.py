"""Who watches the program reads whether it lives, whether it can do its work, and figures without texts or people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import httpx
import pytest

from lde_bot import lasting, services, services_access
from lde_bot.bootstrap import build_app
from lde_bot.channels.web.app import web_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import UserMessage
from lde_bot.health import DAMAGED, Health, Trouble
from lde_bot.lasting import Lasting
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_health import POLLING
from lde_bot.store.guard import probe
from tests.conftest import Clock


@pytest.fixture(autouse=True)
def probed_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "PROBE_SECONDS", 0.0)


def client(app: App, address: str = "127.0.0.1") -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(web_app(app), client=(address, 1)), base_url="http://lde.test"
    )


async def test_a_sound_program_lives_and_is_ready(app: App) -> None:
    async with client(app) as site:
        for path in ("/health", "/healthz", "/ready", "/readyz"):
            answer = await site.get(path)
            assert (answer.status_code, answer.text) == (200, "ok")


async def test_a_program_that_cannot_write_lives_but_is_not_ready(app: App) -> None:
    app.lasting = Lasting(probe=partial(probe, app.sessions._db))
    app.sessions._db.execute("pragma query_only = 1").fetchall()
    async with client(app) as site:
        assert (await site.get("/health")).status_code == 200
        answer = await site.get("/ready")
        assert (answer.status_code, answer.text) == (503, "niet klaar: database")
        app.sessions._db.execute("pragma query_only = 0").fetchall()
        assert (await site.get("/ready")).status_code == 200


async def test_a_telegram_part_that_is_silent_and_an_update_that_waits_too_long_are_told(app: App) -> None:
    ticks, clock = [0.0], Clock()
    app.lasting, app.clock = Lasting(Health(lambda: ticks[0])), clock
    app.lasting.health.beat(POLLING)
    services.take_update(app, 1, "{}")
    async with client(app) as site:
        assert (await site.get("/ready")).status_code == 200
        ticks[0], clock.now = 900.0, clock.now.replace(minute=15)
        assert (await site.get("/ready")).text == "niet klaar: telegram inbox"
        app.lasting.health.rests(POLLING)
        services.finish_update(app, 1)
        assert (await site.get("/ready")).status_code == 200


async def test_figures_count_what_happened_and_name_nobody(app: App) -> None:
    services.take_update(app, 1, '{"text": "geheime vraag"}')
    services.begin_update(app, 1)
    services.respond(app, "anna-1001", UserMessage(text="wat is lokale diensteneconomie"))
    services.finish_update(app, 1)
    services.take_update(app, 2, "{}")
    app.meter.telegram_error("NetworkError")
    app.lasting.health.wrong(Trouble(DAMAGED, "wat", "doe"))
    async with client(app) as site:
        text = (await site.get("/metrics")).text
    for line in (
        'lde_updates_total{kept="yes"} 2.0',
        'lde_acts_total{act="answer"} 1.0',
        "lde_reply_seconds_count 1.0",
        "lde_inbox_depth 1.0",
        'lde_telegram_errors_total{kind="NetworkError"} 1.0',
        'lde_trouble{code="beschadigd"} 1.0',
        "lde_inbox_oldest_seconds",
    ):
        assert line in text
    assert "anna" not in text
    assert "geheim" not in text


@pytest.mark.parametrize(
    ("address", "token", "given", "proxy", "status"),
    [
        ("127.0.0.1", "", "", False, 200),
        ("192.0.2.7", "", "", False, 403),
        ("127.0.0.1", "", "", True, 403),
        ("127.0.0.1", "geheim", "", False, 403),
        ("192.0.2.7", "geheim", "Bearer fout", True, 403),
        ("192.0.2.7", "geheim", "Bearer geheim", True, 200),
    ],
)
async def test_figures_are_for_this_computer_or_for_who_has_the_token(
    app: App, address: str, token: str, given: str, proxy: bool, status: int
) -> None:
    app.metrics_token, app.behind_proxy = token, proxy
    async with client(app, address) as site:
        answer = await site.get("/metrics", headers={"Authorization": given} if given else {})
    assert answer.status_code == status


async def test_how_long_the_oldest_update_waits_is_told_in_seconds(app: App) -> None:
    app.clock = clock = Clock()
    services.take_update(app, 1, "{}")
    clock.now += timedelta(seconds=60)
    services.take_update(app, 2, "{}")
    clock.now += timedelta(seconds=30)
    async with client(app) as site:
        assert "lde_inbox_oldest_seconds 90.0\n" in (await site.get("/metrics")).text
        services.finish_update(app, 1)
        assert "lde_inbox_oldest_seconds 30.0\n" in (await site.get("/metrics")).text


async def test_the_size_of_the_database_that_is_told_is_that_of_its_file(filed: App) -> None:
    async with client(filed) as site:
        text = (await site.get("/metrics")).text
    [told] = [line.split()[1] for line in text.splitlines() if line.startswith("lde_database_bytes ")]
    assert filed.database is not None
    assert float(told) == filed.database.stat().st_size > 0


@pytest.fixture
def filed(started_before: Settings) -> Iterator[App]:
    built = build_app(started_before)
    yield built
    built.close()


async def test_the_desk_says_what_is_wrong_and_what_to_do(filed: App) -> None:
    services_access.add_user(filed, "Ans", Role.CURATOR, "een lang wachtwoord", "test")
    filed.lasting.health.wrong(Trouble("proef", "Er is iets mis.", "Doe er iets aan.", grave=False))
    async with client(filed) as site:
        form = {"naam": "Ans", "wachtwoord": "een lang wachtwoord", "code": "", "naar": "/desk"}
        await site.post("/desk/login", data=form, headers={"Origin": "http://lde.test"})
        page = await site.get("/desk")
        assert "<strong>Er is iets mis.</strong> Doe er iets aan." in page.text
        assert filed.database
        other = sqlite3.connect(filed.database, isolation_level=None)
        other.execute("begin immediate")
        filed.sessions._db.execute("pragma busy_timeout = 50").fetchall()
        locked = await site.post("/desk/login", data=form, headers={"Origin": "http://lde.test"})
        other.execute("rollback")
        other.close()
        assert locked.status_code == 503
        assert "Een ander programma houdt de databank bezet" in locked.text
        assert (await site.get("/ready")).status_code == 200
        assert "houdt de databank bezet" not in (await site.get("/desk")).text
