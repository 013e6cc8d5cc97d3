"""How fast the bot may send: 30 messages a second in all, 20 a minute to a group, and one a second to a person.

Telegram's limits are a matter of waiting, never of dropping (Bot API FAQ). python-telegram-bot's limiter knows the
first two; a person gets short bursts too, so a long reply in three messages does not wait.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiolimiter import AsyncLimiter
from telegram._utils.types import JSONDict
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter

from lde_bot.channels.telegram.timely import TimelyRequest

BURST = 3
"""Messages at once to one person; after those, one a second."""
_REMEMBERED = 1000  # chats
AT_ONCE = 4
"""Requests that are under way at once: every open connection makes each request dearer for httpx."""
ASIDE_SECONDS = 0.1
"""A request that takes longer lets another go beside it: nobody waits for a chat that Telegram is slow with."""


class FewAtOnce(TimelyRequest):
    """Has few requests under way at once while Telegram is quick; when it is not, as many as there are connections."""

    def __init__(self, connections: int) -> None:
        """Use at most so many connections."""
        super().__init__(connections)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Wait for a turn, and send."""
        async with self._turn():
            return await super().do_request(*args, **kwargs)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        held = True

        def let_go() -> None:
            nonlocal held
            if held:
                held = False
                self._turns.release()

        await self._turns.acquire()
        aside = asyncio.get_running_loop().call_later(ASIDE_SECONDS, let_go)
        try:
            yield
        finally:
            aside.cancel()
            let_go()


class Pace(AIORateLimiter):
    """Adds a pace for each person to python-telegram-bot's limiter."""

    def __init__(self, max_retries: int, failed: Callable[[str], None] | None = None) -> None:
        """Repeat a request that Telegram limits up to ``max_retries`` times; tell ``failed`` the kind of a failure."""
        super().__init__(max_retries=max_retries)
        self._failed = failed
        self._paces: OrderedDict[int, AsyncLimiter] = OrderedDict()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | JSONDict | list[JSONDict]:
        """Wait until the request may go, and send it."""
        try:
            return await self._paced(callback, args, kwargs, endpoint, data, rate_limit_args)
        except TelegramError as failure:
            if self._failed:
                self._failed(type(failure).__name__)
            raise

    async def _paced(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | JSONDict | list[JSONDict]:
        chat = data.get("chat_id")
        if isinstance(chat, int) and chat > 0 and endpoint != "sendChatAction":
            pace = self._paces.setdefault(chat, AsyncLimiter(BURST, float(BURST)))
            self._paces.move_to_end(chat)
            if len(self._paces) > _REMEMBERED:
                self._paces.popitem(last=False)
            async with pace:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
