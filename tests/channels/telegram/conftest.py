"""The whole bot against a strict stand-in for Telegram, over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from lde_bot.channels.telegram import news, receiver, sending, staff_news
from lde_bot.channels.telegram.app import make_bot, serve
from lde_bot.services import App
from tests.botapi import BotApi


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a moment instead of a second between tries; the order of things stays the same."""
    from lde_bot.channels.telegram import app as running

    for module in (sending, receiver, running):
        monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
        monkeypatch.setattr(module, "LONGEST_PAUSE", 0.2)
    monkeypatch.setattr(receiver, "CALM_SECONDS", 0.05)
    monkeypatch.setattr(news, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(staff_news, "EVERY_SECONDS", 0.05)
    monkeypatch.setattr(staff_news, "ALERTS_EVERY", 2)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A stand-in; at the end, the bot must not have broken any rule of the Bot API."""
    async with BotApi() as running:
        yield running
        assert running.violations == []


class Running:
    """The bot as a running task."""

    def __init__(self, app: App, api: BotApi) -> None:
        self.stop = asyncio.Event()
        self.api = api
        self.task = asyncio.create_task(serve(app, make_bot(api.token, api.base_url), self.stop))

    async def polls(self) -> None:
        """Wait until the bot asks for updates; a bot that stopped instead shows why."""
        while not self.api.polling:
            if self.task.done():
                self.task.result()
            await asyncio.sleep(0.01)

    async def ends(self) -> None:
        """Stop kindly and wait."""
        self.stop.set()
        await asyncio.wait_for(self.task, 10)

    async def dies(self) -> None:
        """Stop at once, as a crash would."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
async def bot(app: App, api: BotApi) -> AsyncIterator[Running]:
    """The bot, polling the stand-in."""
    running = Running(app, api)
    await asyncio.wait_for(running.polls(), 10)
    yield running
    await running.ends()


async def called(api: BotApi, method: str, times: int = 1) -> None:
    """Wait until the bot has called a method so many times."""
    async with asyncio.timeout(10):
        while len(api.calls_of(method)) < times:
            await asyncio.sleep(0.01)


async def settled(app: App) -> None:
    """Wait until every update is answered and ticked off."""
    async with asyncio.timeout(10):
        while app.inbox.waiting():
            await asyncio.sleep(0.01)
