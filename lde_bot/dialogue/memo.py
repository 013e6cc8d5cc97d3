"""Remembering what was worked out, because people ask the same. Pure from outside: only time is saved.

A memo belongs to one snapshot and goes with it, so that what was learnt or published since is never passed over.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

MOST = 1_024
"""Results that are remembered, about nine kilobytes each; the one that was not asked for longest goes first."""
Value = TypeVar("Value")


class Memo:
    """Keeps the results of pure functions; may be used from several threads."""

    def __init__(self, most: int = MOST) -> None:
        """Remember at most so many results."""
        self._most, self._known, self._lock = most, OrderedDict[Hashable, Any](), Lock()

    def __len__(self) -> int:
        """Return how many results are remembered."""
        return len(self._known)

    def __contains__(self, key: Hashable) -> bool:
        """True when the result for a key is remembered."""
        with self._lock:
            return key in self._known

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the result for a key, made now when it is not remembered; two threads may make the same one.

        :param key: everything that the result depends on; its type says which function it is of.
        """
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                known: Value = self._known[key]
                return known
        made = make()
        with self._lock:
            self._known[key] = made
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return made
