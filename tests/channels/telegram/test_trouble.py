"""The database cannot be used: people get answers, nothing is confirmed that could be lost, all is kept afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator

import httpx
import pytest

from lde_bot import lasting, services
from lde_bot.bootstrap import build_app
from lde_bot.channels.telegram.app import make_bot, serve
from lde_bot.channels.telegram.webhook import Webhook
from lde_bot.channels.web.app import web_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import Act, UserMessage
from lde_bot.health import DAMAGED, DATABASE
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled
from tests.channels.telegram.test_webhook import SECRET, UPDATE, URL
from tests.conftest import NOW

QUESTION = "kan mijn konijn ook meedoen aan de stoelendans"
BROUGHT = UPDATE | {"update_id": 800_000_001}
Break = Callable[[App], Callable[[], None]]


@pytest.fixture
def filed(started_before: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The whole program on a database that lies on disk."""
    monkeypatch.setattr(lasting, "PROBE_SECONDS", 0.05)
    app = build_app(started_before)
    app.sessions._db.execute("pragma busy_timeout = 100").fetchall()
    yield app
    app.close()


def is_full(app: App) -> Callable[[], None]:
    """Let no page be added to the database, and fill the inbox to the brim."""
    connection = app.sessions._db.conn
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    numbers = iter(range(1, 100_000))
    for size in (2000, 500, 100, 1):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            _fill(app, numbers, size)
    return lambda: connection.execute("pragma max_page_count = 1073741823").close()


def _fill(app: App, numbers: Iterator[int], size: int) -> None:
    for number in numbers:
        row = [number, b"x" * size, NOW.isoformat(), NOW.isoformat()]
        app.sessions._db.execute("insert into inbox (update_id, sealed, received_at, done_at) values (?, ?, ?, ?)", row)


def is_read_only(app: App) -> Callable[[], None]:
    """Let nothing be written."""
    connection = app.sessions._db.conn
    connection.execute("pragma query_only = 1")
    return lambda: connection.execute("pragma query_only = 0").close()


def is_locked(app: App) -> Callable[[], None]:
    """Let another program hold the database."""
    assert app.database
    other = sqlite3.connect(app.database, isolation_level=None)
    other.execute("begin immediate")

    def end() -> None:
        other.execute("rollback")
        other.close()

    return end


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that the stand-in does not notice."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


WAYS = pytest.mark.parametrize("breaks", [is_full, is_read_only, is_locked])


@WAYS
async def test_who_asks_meanwhile_is_answered_once_and_all_is_kept_after_it(
    filed: App, api: BotApi, breaks: Break
) -> None:
    anna, running = api.user(), Running(filed, api)
    await running.polls()
    mend = breaks(filed)
    anna.sends(QUESTION)
    anna.sends("wat is lokale diensteneconomie")
    replies = await api.wait_for(2, chat=anna)
    assert "lokale diensteneconomie" in replies[1].text
    await until(lambda: filed.lasting.health.has(DATABASE))
    await asyncio.sleep(0.3)  # Telegram brings them again meanwhile
    assert len(api.messages(anna)) == 2
    assert len(api.world.queue.pending) == 2, "Telegram was told that they arrived"
    mend()
    await until(lambda: not api.world.queue.pending)
    await settled(filed)
    await running.ends()
    assert len(api.messages(anna)) == 2
    assert [query.text for query in filed.curation.all()] == [QUESTION]
    assert filed.lasting.health.now == ()
    assert (filed.lasting.held, filed.lasting.unkept) == (0, {})


async def test_what_was_not_kept_is_there_after_a_crash(filed: App, api: BotApi) -> None:
    anna, first = api.user(), Running(filed, api)
    await first.polls()
    mend = is_read_only(filed)
    anna.sends(QUESTION)
    await api.wait_for(chat=anna)
    await first.dies()
    mend()
    filed.lasting = lasting.Lasting()  # a new process knows nothing of what waited
    second = Running(filed, api)
    await until(lambda: not api.world.queue.pending)
    await settled(filed)
    await second.ends()
    assert [query.text for query in filed.curation.all()] == [QUESTION]


@WAYS
async def test_an_update_that_is_brought_and_cannot_be_kept_is_answered_and_refused(
    filed: App, api: BotApi, breaks: Break
) -> None:
    hook, stop, anna = Webhook(filed, URL), asyncio.Event(), api.user()
    transport = httpx.ASGITransport(web_app(filed, (hook.path, hook.deliver, lambda: hook.open)))
    running = asyncio.create_task(serve(filed, make_bot(api.token, api.base_url), stop, hook))
    async with asyncio.timeout(10):
        while not hook.open:
            await asyncio.sleep(0.01)
    secret = {SECRET: filed.sign("telegram webhook")}
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as client:
        mend = breaks(filed)
        for _ in range(2):
            assert (await client.post("/telegram", json=BROUGHT, headers=secret)).status_code == 503
        [reply] = await api.wait_for(chat=anna)
        assert "Bijvoorbeeld" in reply.text
        mend()
        await asyncio.sleep(0.1)
        assert (await client.post("/telegram", json=BROUGHT, headers=secret)).status_code == 200
        await settled(filed)
        assert len(api.messages(anna)) == 1
    stop.set()
    await running


@WAYS
def test_a_conversation_goes_on_from_memory(filed: App, breaks: Break) -> None:
    mend = breaks(filed)
    asked = services.respond(filed, "anna", UserMessage(text="klusdienst"))
    assert asked.act is Act.ASK_PLACE
    assert services.respond(filed, "anna", UserMessage(text="9000")).act is Act.RESULTS
    assert services.keep_feedback(filed, "anna", "dank u wel")
    mend()
    assert filed.lasting.again()
    assert [query.text for query in filed.curation.all()] == ["dank u wel"]
    assert filed.sessions.load("anna", filed.clock())


def test_a_damaged_file_is_searched_in_memory_and_nothing_is_written_any_more(filed: App) -> None:
    assert filed.database
    connection = filed.sessions._db.conn
    connection.execute("pragma wal_checkpoint(truncate)").fetchall()
    data = filed.database.read_bytes()
    filed.database.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))
    connection.execute("pragma shrink_memory").fetchall()
    services.respond(filed, "anna", UserMessage(text="klusdienst"))
    turn = services.respond(filed, "anna", UserMessage(text="9000"))
    assert turn.act is Act.RESULTS
    assert turn.reply.listings
    assert filed.lasting.health.has(DAMAGED)
    receipt = services.take_update(filed, 5, "{}")
    assert (receipt.handle, receipt.kept) == (True, False)
    assert not filed.lasting.again(), "it does not mend itself"
    assert "lde-bot restore" in filed.lasting.health.now[0].todo


def test_a_mistake_of_the_program_is_not_called_a_full_disk(filed: App) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        filed.lasting.write(lambda: filed.sessions._db.execute("insert into nowhere values (1)"))
    assert filed.lasting.health.now == ()
