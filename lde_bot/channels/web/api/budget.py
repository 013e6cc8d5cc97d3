"""How often one address may ask: a burst, and then a steady pace, so that one program cannot slow the bot down."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil

BURST = 60
"""Questions at once."""
PER_SECOND = 2.0
"""How many more every second."""
MOST_ADDRESSES = 10_000
"""Addresses that are remembered, in memory only; who was silent longest is forgotten first."""


class Budget:
    """Keeps a budget for each address."""

    def __init__(self) -> None:
        """Begin with a full budget for everyone."""
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._left)

    def spend(self, address: str, now: float) -> int:
        """Take one from the budget of an address; return after how many seconds to try again, 0 when it is well.

        :param now: a time in seconds; a clock that goes back adds nothing.
        """
        left, last = self._left.pop(address, (float(BURST), now))
        left = min(float(BURST), left + max(0.0, now - last) * PER_SECOND)
        allowed = left >= 1
        self._left[address] = (left - 1 if allowed else left), now
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, ceil((1 - left) / PER_SECOND))
