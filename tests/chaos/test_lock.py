"""Another process holds the database for longer than the program waits for it, while people ask."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from lde_bot.store.schema import BUSY_SECONDS
from tests.botapi import BotApi
from tests.chaos.program import SECRET_TEXT, Database, Program, answered, replies

_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
held.execute("begin exclusive")
print("held", flush=True)
sys.stdin.readline()
held.execute("rollback")
"""


@asynccontextmanager
async def held(program: Program) -> AsyncIterator[None]:
    """Another process that has begun to write to the database, and does not end that."""
    path = str(program.data / "lde.db")
    pipe = asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", _HOLD, path, stdin=pipe, stdout=pipe)
    assert other.stdout
    assert await other.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        await other.communicate(b"\n")


async def test_who_asks_while_the_database_is_held_longer_than_we_wait_is_answered_once_and_kept_once(
    api: BotApi, running: Program
) -> None:
    for number in range(1, 5):  # in hand when it begins: they were received, and cannot be ticked off
        api.user(id=number).sends(SECRET_TEXT)
    api.delay("sendMessage", 1.0, 4)
    await api.until(lambda: bool(api.calls_of("sendMessage")), 60)
    async with held(running), httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.port}", timeout=60) as web:
        for number in range(5, 13):
            api.user(id=number).sends(SECRET_TEXT)
        await asyncio.sleep(BUSY_SECONDS + 4)
        assert "houdt de databank bezet" in running.log
        assert api.world.queue.pending, "Telegram was told that something arrived that is not kept"
        await answered(api, *range(1, 13))
        assert (await web.get("/readyz")).status_code == 503
        assert (await web.get("/desk/login")).status_code == 200
        form = {"name": "an", "password": "een lang wachtwoord"}
        assert (await web.post("/desk/login", data=form, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 503
    await running.settled()
    api.user(id=13).sends("/help")
    await answered(api, 13)
    assert replies(api, *range(1, 14)) == [1] * 13
    assert [Database(running.data).kept(number) for number in range(1, 13)] == [1] * 12
