"""A Telegram that takes a message and then answers one byte at a time, for longer than anyone would wait."""

from __future__ import annotations

import asyncio

from tests.botapi import BotApi
from tests.chaos.program import SECRET_TEXT, Database, Program, answered, replies

DEADLINE = 20.0
"""Seconds that a call may take; a minute when the program runs as it is."""
A_BYTE = 0.5
"""Seconds between two bytes: the whole answer would take minutes."""


async def test_an_answer_that_drips_ends_by_its_deadline_and_its_message_stands_there_once(
    api: BotApi, program: Program
) -> None:
    program.shortens(channels__telegram__timely__CALL_SECONDS=DEADLINE)
    await program.up()
    api.answer_in_drops("sendMessage", A_BYTE)
    anna = api.user(id=1)
    anna.sends(SECRET_TEXT)
    await answered(api, 1)
    anna.sends("/help")
    for number in range(2, 8):
        api.user(id=number).sends(SECRET_TEXT)
    await answered(api, *range(2, 8))
    assert len(Database(program.data).waiting()) >= 2, "the slow answer held up only its own chat"
    await api.until(lambda: replies(api, 1) == [2], 60)
    await program.settled()
    await asyncio.sleep(2)
    assert replies(api, *range(1, 8)) == [2, *[1] * 6]
    assert [Database(program.data).kept(number) for number in range(1, 8)] == [1] * 7
    assert len([call for call in api.calls_of("sendMessage") if call["chat_id"] == 1]) == 2
    assert await program.stop() == 0
