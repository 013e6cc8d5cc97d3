"""Going on when nothing can be written: what should be kept waits in memory, in order, until it can.

An update that could not be kept is answered all the same, but never confirmed to Telegram: Telegram keeps it and brings
it again, so it is there even when this program stops in between.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TypeVar

from lde_bot.errors import UnavailableError
from lde_bot.health import DAMAGED, DATABASE, Health
from lde_bot.store.guard import DatabaseFailure, trouble_of

__all__ = ["DatabaseFailure", "Lasting", "Receipt", "UnavailableError"]

log = logging.getLogger(__name__)
Result = TypeVar("Result")
MOST_HELD = 20_000
"""So many writes wait at most; then the oldest go. They are of conversations whose updates Telegram still has."""
MOST_STATES = 5_000
PROBE_SECONDS = 1.0
"""How often is tried whether writing works again."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What happened to an update that came in."""

    handle: bool
    """It is new: answer it."""
    kept: bool
    """It is in the inbox: Telegram may be told that it arrived."""


def _nothing() -> None:
    """A database in memory can always be written."""


class Lasting:
    """Writes now, or later."""

    def __init__(
        self,
        health: Health | None = None,
        probe: Callable[[], None] = _nothing,
        unhurried: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Note in ``health`` what is wrong.

        :param probe: raises as long as nothing can be written; waits until all that was written is on the disk.
        :param unhurried: inside it, writing does not wait for the disk.
        """
        self.health = health or Health()
        self.unkept: dict[int, bool] = {}
        """Updates that are not in the inbox, and whether they were answered."""
        self._probe, self._unhurried = probe, unhurried
        self._unsettled = False
        self._held: deque[Callable[[], object]] = deque(maxlen=MOST_HELD)
        self._states: OrderedDict[str, str] = OrderedDict()
        self._probed = -PROBE_SECONDS

    @property
    def troubled(self) -> bool:
        """True while nothing is written."""
        return self.health.has(DATABASE) or self.health.has(DAMAGED)

    @property
    def held(self) -> int:
        """How many writes wait."""
        return len(self._held)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """What happens inside uses the database.

        :raises UnavailableError: that cannot be done now; it is noted what is wrong.
        """
        if self.troubled and not self._try_in_time():
            raise UnavailableError(self.health.now[0].what)
        try:
            yield
        except DatabaseFailure as error:
            raise UnavailableError(self.note(error)) from error

    def write(self, do: Callable[[], object], *, hurry: bool = True) -> bool:
        """Do this now; or later, when the database can be used again (then False).

        :param hurry: wait until it is on the disk. Not needed for what would be done again after a power cut, because
            its update is still in the inbox then: see :meth:`settle`.
        """
        try:
            with self.guard(), nullcontext() if hurry else self._unhurried():
                do()
            self._unsettled = self._unsettled or not hurry
        except UnavailableError:
            self._held.append(do)
            return False
        return True

    def read(self, look: Callable[[], Result], otherwise: Result) -> Result:
        """Return what this finds, or something else when the database cannot be read."""
        try:
            return look()
        except DatabaseFailure as error:
            self.note(error)
            return otherwise

    def again(self) -> bool:
        """Try whether writing works; when it does, write what waited."""
        self._probed = self.health.ticks()
        if self.health.has(DAMAGED):
            return False
        try:
            self._probe()
            self._write_held()
        except DatabaseFailure as error:
            self.note(error)
            return False
        if self.health.right(DATABASE):
            log.warning("The database can be used again.")
        self._states.clear()
        return True

    def settle(self) -> None:
        """Wait until what was written without waiting is on the disk."""
        if self._unsettled and not self.troubled:
            self._unsettled = False
            self.again()

    def check(self) -> None:
        """Try whether writing works, unless that was tried just now: whoever asks often does not wear the disk."""
        if self.health.ticks() - self._probed >= PROBE_SECONDS:
            self.again()

    def hold_state(self, conversation: str, state: str) -> None:
        """Remember a conversation in memory, for as long as it cannot be kept."""
        self._states[conversation] = state
        self._states.move_to_end(conversation)
        if len(self._states) > MOST_STATES:
            self._states.popitem(last=False)

    def state(self, conversation: str) -> str | None:
        """Return the conversation as it is remembered in memory."""
        return self._states.get(conversation)

    def forget(self, conversation: str) -> None:
        """Forget a conversation in memory."""
        self._states.pop(conversation, None)

    def _try_in_time(self) -> bool:
        self.check()
        return not self.troubled

    def _write_held(self) -> None:
        while self._held:
            try:
                self._held[0]()
            except DatabaseFailure as error:
                if trouble_of(error):
                    raise
                log.exception("Something that waited could not be written.")
            except Exception:  # what waits behind it must not wait for ever
                log.exception("Something that waited could not be written.")
            self._held.popleft()

    def note(self, error: DatabaseFailure) -> str:
        """Note what is wrong, and return it.

        :raises DatabaseFailure: the mistake is in the program.
        """
        trouble = trouble_of(error)
        if trouble is None:
            raise error
        self._probed = self.health.ticks()
        if self.health.wrong(trouble):
            log.error("%s %s (%s)", trouble.what, trouble.todo, getattr(error, "sqlite_errorname", ""))
        return trouble.what
