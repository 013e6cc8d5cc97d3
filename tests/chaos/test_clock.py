"""The clock of the machine is moved while the program runs: nothing goes too early, nobody is answered twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from lde_bot.services_updates import WAITING_DAYS
from lde_bot.store.keyring import SEALED
from lde_bot.vault import open_vault
from tests.botapi import BotApi
from tests.chaos.program import SECRET_TEXT, Database, Program, answered, replies

HOUR, DAY, YEAR = 3600.0, 86_400.0, 365 * 86_400.0
A_WHILE = 2.0
"""Seconds in which the caretaker looks many times."""


@pytest.fixture
async def clocked(program: Program) -> Program:
    """The program with a clock that can be moved, and a caretaker that looks all the time; not started."""
    program.shortens(
        caretaker__EVERY_SECONDS=0.1,
        caretaker__PURGE_SECONDS=0.1,
        caretaker__EXPIRE_SECONDS=0.1,
        channels__telegram__news__EVERY_SECONDS=0.2,
    )
    program.folder.mkdir(parents=True, exist_ok=True)
    program.clock(0)
    return program


async def asks_to_hear(api: BotApi, number: int) -> None:
    """Let someone ask what the bot does not know, and press the button to hear it later."""
    person = api.user(id=number)
    person.sends(SECRET_TEXT)
    await answered(api, number)
    person.presses(api.messages(number)[-1], "Laat het mij weten")
    await api.until(lambda: len(api.messages(number)) == 2, 30)


async def test_a_clock_that_jumps_while_the_program_runs_loses_nobody_and_answers_nobody_twice(
    api: BotApi, clocked: Program, running: Program
) -> None:
    ahead = (0.0, 5 * HOUR, 60 * DAY, YEAR, 5 * HOUR, 0.0, -5 * HOUR, -40 * DAY, -YEAR, 0.0)
    for number, seconds in enumerate(ahead, 1):
        running.clock(seconds)
        await asyncio.sleep(A_WHILE)
        api.duplicate_next_update()
        await asks_to_hear(api, number)
    chats = range(1, len(ahead) + 1)
    await running.settled()
    await asyncio.sleep(A_WHILE)
    database = Database(running.data)
    assert [database.kept(number) for number in chats] == [1] * len(chats)
    assert len(database.rows("select id from waiting")) == len(chats)
    assert replies(api, *chats) == [2] * len(chats)
    await running.stop()
    await running.up()
    await running.settled()
    database = Database(running.data)
    assert [database.kept(number) for number in chats] == [1] * len(chats)
    assert len(database.rows("select id from waiting")) == len(chats)
    assert replies(api, *chats) == [2] * len(chats)


def everything(program: Program) -> str:
    """Return everything that is kept, in the clear: each sealed text opened, and every byte of database and journal."""
    database, vault = Database(program.data), open_vault(program.data / "lde.key")
    texts = [
        vault.open(sealed, purpose)
        for (table, column), purpose in SEALED.items()
        for (sealed,) in database.rows(f"select {column} from {table} where {column} is not null")
        if isinstance(sealed, bytes)
    ]
    return "\n".join([*texts, *(path.read_bytes().decode("latin-1") for path in sorted(program.data.glob("lde.db*")))])


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that the stand-in does not notice."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.1)


async def test_after_thirty_days_nobody_can_tell_any_more_which_chat_waited_for_an_answer(
    api: BotApi, clocked: Program, running: Program
) -> None:
    chat = 7_340_912_655
    await asks_to_hear(api, chat)
    await running.settled()
    [(sealed,)] = Database(running.data).rows("select sealed from waiting")
    assert isinstance(sealed, bytes)
    trace = sealed.decode("latin-1")
    assert f"telegram:{chat}" in everything(running)
    assert trace in everything(running)
    running.clock(*[(WAITING_DAYS - 1) * DAY] * 2)
    await until(lambda: not Database(running.data).rows("select conversation from session"))
    await asyncio.sleep(A_WHILE)
    assert f"telegram:{chat}" in everything(running), "who waits is kept for as long as was promised"
    running.clock(*[(WAITING_DAYS + 0.1) * DAY] * 2)
    await until(lambda: str(chat) not in everything(running) and trace not in everything(running))
    assert Database(running.data).kept(chat) == 1, "the question itself stays, and does not tell whose it is"
