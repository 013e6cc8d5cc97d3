"""A call to Telegram that ends in time, also when its answer comes drop by drop.

A read timeout starts again with every byte, so an answer of one byte a second would never be too late.
"""

from __future__ import annotations

import asyncio
from typing import Any

from telegram.error import TimedOut
from telegram.request import HTTPXRequest

CALL_SECONDS = 60.0
"""How long any call may take; Telegram answers within a second, and a document is sent within this."""


class TimelyRequest(HTTPXRequest):
    """Calls Telegram, and gives up when the whole answer is not there in time."""

    def __init__(self, pool: int, extra: float = 0.0) -> None:
        """Keep up to so many connections.

        :param extra: seconds that Telegram may wait on purpose before it answers.
        """
        super().__init__(connection_pool_size=pool)
        self._extra = extra

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a call.

        :raises TimedOut: it took too long; whether Telegram did what was asked is not known.
        """
        try:
            async with asyncio.timeout(CALL_SECONDS + self._extra):
                return await super().do_request(*args, **kwargs)
        except TimeoutError:
            raise TimedOut("the answer did not come in time") from None
