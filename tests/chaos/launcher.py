"""Runs the program with a clock that a test moves, and with shorter spans of time: ``launcher.py run``.

``LDE_CHAOS_CLOCK`` is a file with two numbers: how many seconds the machine's clock is ahead, and how many seconds more
than really passed since the start. ``LDE_CHAOS_SPANS`` is a list of ``module.NAME=seconds``. All else is as it runs.
"""

from __future__ import annotations

import datetime
import importlib
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
_REAL, _TIME, _TIME_NS, _MONOTONIC = datetime.datetime, time.time, time.time_ns, time.monotonic


def _moved(which: int) -> float:
    return float(Path(os.environ["LDE_CHAOS_CLOCK"]).read_text(encoding="ascii").split()[which])


class _Kind(type):
    """Takes a moment that was made before the clock was wrapped for one of ours."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, _REAL)


class _Moment(datetime.datetime, metaclass=_Kind):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _Moment:
        return cls.fromtimestamp(time.time(), tz)


def ticks() -> float:
    """Return seconds that the machine's clock does not disturb."""
    return _MONOTONIC() + _moved(1)


def _wrap_clock() -> None:
    """Let everything that is loaded after this see the clock of the file; the event loop keeps its own."""
    time.time = lambda: _TIME() + _moved(0)
    time.time_ns = lambda: _TIME_NS() + int(_moved(0) * 1e9)
    datetime.datetime = _Moment  # type: ignore[misc]
    health = importlib.import_module("lde_bot.health")
    health.Health.__init__.__defaults__ = (ticks,)


def _shorten(spans: str) -> None:
    for span in spans.split():
        name, _, seconds = span.partition("=")
        module, _, constant = name.rpartition(".")
        loaded = importlib.import_module(module)
        assert isinstance(getattr(loaded, constant), float), name
        setattr(loaded, constant, float(seconds))


if __name__ == "__main__":
    if "LDE_CHAOS_CLOCK" in os.environ:
        _wrap_clock()
    _shorten(os.environ.get("LDE_CHAOS_SPANS", ""))
    sys.exit(importlib.import_module("lde_bot.__main__").main())
