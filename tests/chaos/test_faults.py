"""The whole program, while what is around it fails: nothing is lost, the database is sound, the log says nothing."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import sqlite3
import time

from lde_bot.config import PROJECT
from tests.botapi import BotApi
from tests.chaos.program import SECRET_TEXT, Database, Program, answered, replies
from tests.conftest import entry_text


async def test_a_program_that_is_told_to_stop_mid_reply_finishes_it(api: BotApi, running: Program) -> None:
    api.user(id=1).sends(SECRET_TEXT)
    api.delay("sendMessage", 1.0)
    await api.until(lambda: bool(api.calls_of("sendMessage")), 30)
    assert await running.stop(signal.SIGTERM) == 0
    assert replies(api, 1) == [1]
    await running.up()
    await running.settled()
    assert replies(api, 1) == [1]
    assert Database(running.data).kept(1) == 1


async def test_server_errors_of_telegram_are_waited_out(api: BotApi, running: Program) -> None:
    people = [api.user(id=number) for number in range(1, 6)]
    api.fail("*", None, error_code=500)
    for person in people:
        person.sends(SECRET_TEXT)
    await asyncio.sleep(5)
    assert running.process is not None
    assert running.process.returncode is None
    api.clear()
    await answered(api, *range(1, 6))
    await running.settled()
    assert replies(api, *range(1, 6)) == [1] * 5
    assert [Database(running.data).kept(number) for number in range(1, 6)] == [1] * 5


async def test_a_telegram_that_answers_drop_by_drop_holds_up_one_chat_at_most(api: BotApi, running: Program) -> None:
    api.delay("sendMessage", 4.0, 1)
    api.user(id=1).sends("/help")
    await api.until(lambda: bool(api.calls_of("sendMessage")), 30)
    for number in range(2, 8):
        api.user(id=number).sends("/help")
    await answered(api, *range(2, 8))
    assert replies(api, 1) == [0], "the slow one did not hold up the others"
    await answered(api, 1)
    await running.settled()
    assert replies(api, *range(1, 8)) == [1] * 7


async def test_connections_that_break_are_made_again(api: BotApi, running: Program) -> None:
    api.drop_connection("*", 6)
    for number in range(1, 6):
        api.user(id=number).sends(SECRET_TEXT)
    await answered(api, *range(1, 6))
    await running.settled()
    assert all(1 <= times <= 2 for times in replies(api, *range(1, 6)))


async def test_a_telegram_that_does_not_listen_at_all_is_waited_out(api: BotApi, running: Program) -> None:
    outage = asyncio.create_task(api.going_away(4, refuse=True))
    await asyncio.sleep(0.5)
    api.user(id=1).sends("/help")
    await outage
    await answered(api, 1)
    assert replies(api, 1) == [1]


async def test_a_name_that_cannot_be_found_is_tried_again_and_stopping_stays_possible(program: Program) -> None:
    program.extra["LDE_TELEGRAM_API_URL"] = "http://telegram.invalid/bot"
    await program.start()
    async with asyncio.timeout(60):
        while program.log.count("cannot be reached") < 2:
            await asyncio.sleep(0.1)
    assert await program.stop() == 0
    assert program.api.token not in program.log
    assert Database(program.data).is_sound()


async def test_a_database_that_another_program_holds_is_waited_for(api: BotApi, running: Program) -> None:
    other = sqlite3.connect(running.data / "lde.db", timeout=30, isolation_level=None)
    with contextlib.closing(other):
        other.execute("begin immediate")
        api.user(id=1).sends(SECRET_TEXT)
        await asyncio.sleep(2)
        assert replies(api, 1) == [0], "what cannot be kept is not confirmed"
        other.execute("rollback")
    await answered(api, 1)
    await running.settled()
    assert Database(running.data).kept(1) == 1


async def test_a_clock_that_jumps_loses_and_doubles_nothing(api: BotApi, running: Program) -> None:
    api.user(id=1).sends("/help")
    await answered(api, 1)
    for hours in (-30, 60):
        api.advance(hours * 3600)
        api.user(id=2).sends(SECRET_TEXT)
        await running.settled()
    await running.stop()
    connection = sqlite3.connect(running.data / "lde.db")
    with contextlib.closing(connection), connection:  # as if the machine's clock had been in the future
        later = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 5 * 86_400))
        connection.execute("update inbox set received_at = ?, done_at = ?", [later, later])
        connection.execute("update session set touched_at = ?", [later])
        connection.execute("update unanswered set asked_at = ?", [later])
    await running.up()
    api.user(id=3).sends("/help")
    await answered(api, 3)
    assert replies(api, 1, 2, 3) == [1, 2, 1]


async def test_knowledge_that_is_replaced_while_running_does_not_disturb_and_is_taken_up_at_the_next_start(
    api: BotApi, program: Program
) -> None:
    knowledge = program.folder / "knowledge"
    shutil.copytree(PROJECT / "knowledge", knowledge)
    program.extra |= {"LDE_KNOWLEDGE_DIR": str(knowledge), "LDE_ENCODER": "0"}
    await program.up()
    shutil.rmtree(knowledge)
    api.user(id=1).sends("wat is lokale diensteneconomie")
    await answered(api, 1)
    shutil.copytree(PROJECT / "knowledge", knowledge)
    new = entry_text(
        "zeppelin", answer="answer: |\n  Een zeppelin vliegt.", utterances="utterances:\n  - zeppelin huren"
    )
    (knowledge / "basis" / "zeppelin.yaml").write_text(new, encoding="utf-8")
    assert await program.stop() == 0
    await program.up()
    api.user(id=2).sends("zeppelin huren")
    await answered(api, 2)
    assert "vliegt" in api.messages(2)[0].text
    await program.settled()
    assert replies(api, 1, 2) == [1, 1]
    await program.stop()
    assert Database(program.data).is_sound()
