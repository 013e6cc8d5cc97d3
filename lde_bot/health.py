"""What is wrong now, in words for who runs the bot: one place, read by the doctor, the readiness check and the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

DATABASE = "database"
"""Code of: nothing can be written now. It goes away by itself when writing works again."""
JUMP_SECONDS = 3600.0
"""A clock that moves by itself more than this was set, or the computer slept."""
_BELIEVED = 86_400.0  # after so many seconds the clock is taken for right again
DAMAGED = "beschadigd"
"""Code of: the database is damaged. Only a person can mend that."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong."""

    code: str
    """Stable name, for figures and alarms."""
    what: str
    """What is wrong, in Dutch."""
    todo: str
    """What to do about it, in Dutch."""
    grave: bool = True
    """The bot cannot do all its work; otherwise a person should look at it some time."""


class Health:
    """What was noticed while running, and when each part last showed that it lives."""

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        """Measure time with ``ticks``: seconds that no change of the clock disturbs."""
        self.ticks = ticks
        self._wrong: dict[str, Trouble] = {}
        self._beats: dict[str, float] = {}
        self._clock: tuple[datetime, float] | None = None
        self._jumped_at: float | None = None
        self._moved = 0.0

    @property
    def now(self) -> tuple[Trouble, ...]:
        """What is wrong, in the order in which it was noticed."""
        return tuple(self._wrong.values())

    def has(self, code: str) -> bool:
        """True when this is wrong now."""
        return code in self._wrong

    def wrong(self, trouble: Trouble) -> bool:
        """Note that something is wrong; False when that was known already."""
        new = self._wrong.get(trouble.code) != trouble
        self._wrong[trouble.code] = trouble
        return new

    def right(self, code: str) -> bool:
        """Note that it is right again; False when it was."""
        return self._wrong.pop(code, None) is not None

    def beat(self, part: str) -> None:
        """Note that a part of the program lives."""
        self._beats[part] = self.ticks()

    def rests(self, part: str) -> None:
        """Note that a part was stopped on purpose."""
        self._beats.pop(part, None)

    def silence(self, part: str) -> float | None:
        """Return for how many seconds a part was not heard; ``None`` when it does not run."""
        heard = self._beats.get(part)
        return None if heard is None else self.ticks() - heard

    def jumped(self, now: datetime) -> float:
        """Return how many seconds the clock was moved: 0 for a little, and again a day after it was moved."""
        ticks = self.ticks()
        if self._clock is None:
            self._clock = (now, ticks)
        first, began = self._clock
        moved = (now - first).total_seconds() - (ticks - began)
        if abs(moved) <= JUMP_SECONDS:
            self._jumped_at = None
            return 0.0
        if self._jumped_at is None or abs(moved - self._moved) > _BELIEVED:  # moved again, and far: the day begins anew
            self._jumped_at, self._moved = ticks, moved
        if ticks - self._jumped_at > _BELIEVED:
            self._clock, self._jumped_at = (now, ticks), None
            return 0.0
        return moved
