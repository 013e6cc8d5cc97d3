"""A call to Telegram that ends in time, also when its answer comes drop by drop.

A read timeout starts again with every byte, so an answer of one byte a second would never be too late. What Telegram
did is told by the first line of its answer; when the rest does not come, it is done all the same.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from httpx import Response

CALL_SECONDS = 60.0
"""How long any call may take; Telegram answers within a second, and a document is sent within this."""
_DONE = 200
_begun: ContextVar[list[int]] = ContextVar("_begun")


class UnreadError(TimedOut):
    """Telegram did what was asked, and only the rest of its answer did not come."""


async def _note(response: Response) -> None:
    _begun.get().append(response.status_code)


class TimelyRequest(HTTPXRequest):
    """Calls Telegram, and gives up when the whole answer is not there in time."""

    def __init__(self, pool: int, extra: float = 0.0) -> None:
        """Keep up to so many connections.

        :param extra: seconds that Telegram may wait on purpose before it answers.
        """
        super().__init__(connection_pool_size=pool, httpx_kwargs={"event_hooks": {"response": [_note]}})
        self._extra = extra

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a call.

        :raises UnreadError: Telegram did what was asked, but its answer did not come whole.
        :raises TimedOut: it took too long; whether Telegram did what was asked is not known.
        """
        begun: list[int] = []
        _begun.set(begun)
        try:
            async with asyncio.timeout(CALL_SECONDS + self._extra):
                return await super().do_request(*args, **kwargs)
        except (TimeoutError, NetworkError) as failure:
            if _DONE in begun:
                raise UnreadError("the answer did not come whole") from failure
            if isinstance(failure, NetworkError):
                raise
            raise TimedOut("the answer did not come in time") from None
