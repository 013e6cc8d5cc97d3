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
from telegram.constants import FloodLimit
from telegram.error import RetryAfter, TelegramError
from telegram.ext import AIORateLimiter
from telegram.request import RequestData

from lde_bot.channels.telegram.timely import TimelyRequest

BURST = 3
"""Messages at once to one person; after those, one a second."""
_REMEMBERED = 1000  # chats
AT_ONCE = 4
"""Requests that are under way at once: every open connection makes each request dearer for httpx."""
OTHERS_WAIT_SECONDS = 5.0
"""How long other chats wait at most when Telegram asks one to wait; then a few go to see whether it means them too."""
ASIDE_SECONDS = 0.1
"""A request that takes longer lets another go beside it: nobody waits for a chat that Telegram is slow with."""


class FewAtOnce(TimelyRequest):
    """Has few requests under way at once while Telegram is quick; when it is not, as many as there are connections.

    A message counts for the pace when it leaves: what piles up while Telegram is slow or asks to wait does not go all
    at once after it.
    """

    def __init__(self, connections: int, pace: Pace | None = None) -> None:
        """Use at most so many connections; send messages at this pace."""
        super().__init__(connections)
        self._pace = pace
        self._open = asyncio.Semaphore(connections)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Wait for a connection and a turn, and send."""
        async with self._open, self._turn(paced=_goes_to_a_chat(kwargs.get("request_data"))):
            return await super().do_request(*args, **kwargs)

    @asynccontextmanager
    async def _turn(self, *, paced: bool) -> AsyncIterator[None]:
        held = True

        def let_go() -> None:
            nonlocal held
            if held:
                held = False
                self._turns.release()

        await self._turns.acquire()
        aside: asyncio.TimerHandle | None = None
        try:
            if paced and self._pace:
                await self._pace.may_leave()
            aside = asyncio.get_running_loop().call_later(ASIDE_SECONDS, let_go)
            yield
        finally:
            if aside:
                aside.cancel()
            let_go()


def _goes_to_a_chat(data: RequestData | None) -> bool:
    return data is not None and "chat_id" in data.parameters


class Pace(AIORateLimiter):
    """Adds a pace for each person to python-telegram-bot's limiter.

    Its own pace for everyone together counts a message before it waits for a connection, or for as long as Telegram
    asked to; :class:`FewAtOnce` keeps that pace instead.
    """

    def __init__(self, max_retries: int, failed: Callable[[str], None] | None = None) -> None:
        """Repeat a request that Telegram limits up to ``max_retries`` times; tell ``failed`` the kind of a failure."""
        super().__init__(overall_max_rate=0, max_retries=max_retries)
        self._overall = AsyncLimiter(FloodLimit.MESSAGES_PER_SECOND, 1.0)
        self._again_at = 0.0
        self._failed = failed
        self._paces: OrderedDict[int, AsyncLimiter] = OrderedDict()

    async def may_leave(self) -> None:
        """Wait until one more message may go."""
        await self._overall.acquire()
        await asyncio.sleep(max(0.0, self._again_at - asyncio.get_running_loop().time()))

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

        async def heard(*args: Any, **kwargs: Any) -> bool | JSONDict | list[JSONDict]:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as asked:
                self._hold_up(asked)
                raise

        try:
            return await self._paced(heard, args, kwargs, endpoint, data, rate_limit_args)
        except TelegramError as failure:
            if self._failed:
                self._failed(type(failure).__name__)
            raise

    def _hold_up(self, asked: RetryAfter) -> None:
        """Have everyone wait for a moment; the chat itself waits as long as was asked.

        Telegram does not say whether it means one chat or all. python-telegram-bot means to stop all, but goes on as
        soon as any request that was under way is done.
        """
        seconds = min(asked._retry_after.total_seconds(), OTHERS_WAIT_SECONDS)
        self._again_at = max(self._again_at, asyncio.get_running_loop().time() + seconds)

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
