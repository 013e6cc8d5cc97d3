"""A Telegram that answers one byte at a time holds up one chat for a while, and never the bot for good."""

from __future__ import annotations

import asyncio

import pytest

from lde_bot.channels.telegram import timely
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled


async def test_an_answer_in_drops_is_read_to_the_end_and_others_do_not_wait_for_it(
    app: App, api: BotApi, bot: Running
) -> None:
    anna, bob = api.user(1), api.user(2)
    api.answer_in_drops("sendMessage", 0.01)
    anna.sends("/help")
    await api.until(lambda: bool(api.calls_of("sendMessage")), 30)
    bob.sends("/help")
    await api.until(lambda: len(api.messages(bob)) == 1, 30)
    async with asyncio.timeout(60):
        while app.inbox.waiting():
            await asyncio.sleep(0.05)
    assert [len(api.messages(person)) for person in (anna, bob)] == [1, 1]


async def test_updates_that_come_in_drops_without_end_are_asked_for_again(
    app: App, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timely, "CALL_SECONDS", 1.0)
    monkeypatch.setattr("lde_bot.channels.telegram.app.POLL_SECONDS", 0)
    anna = api.user()
    api.answer_in_drops("getUpdates", 1.0)
    anna.sends("/help")
    running = Running(app, api)
    [reply] = await api.wait_for(chat=anna, timeout=60)
    assert "gemeente" in reply.text
    assert len(api.calls_of("getUpdates")) > 1
    await settled(app)
    await running.ends()
