"""Stopping kindly: Ctrl-C and SIGTERM say that it is time, and what is in hand is finished first."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress

Beside = Callable[[asyncio.Event], Coroutine[object, object, None]]
"""Something that runs beside the rest until the event is set."""


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set the event when this process is asked to stop; call it inside the event loop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop.set)
