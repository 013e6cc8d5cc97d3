"""Who sends very much very fast: answered for a while, then told once to wait, then not answered until it calms. Pure.

One person's flood may cost others nothing and the person no more than one sentence. Time is when Telegram received a
message, so that what waited while the program was away does not count as fast.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum

BURST = 20
"""Messages at once that are answered."""
PER_SECOND = 0.5
"""How many more every second."""
CALM_SECONDS = 10.0
"""After so long without a message, someone who was told to wait is answered again."""
MOST_PEOPLE = 20_000
"""People who are remembered; whoever was silent longest is forgotten first."""


class Verdict(Enum):
    """What happens with a message."""

    ANSWER = "answer"
    SAY_WAIT = "say wait"
    SILENCE = "silence"


@dataclass(slots=True)
class _Budget:
    left: float
    last: float
    told: bool = False


class Flood:
    """Keeps a budget of messages for each person."""

    def __init__(self) -> None:
        """Begin with a full budget for everyone."""
        self._budgets: OrderedDict[int, _Budget] = OrderedDict()

    def __len__(self) -> int:
        """Return how many people are remembered."""
        return len(self._budgets)

    def judge(self, person: int, at: float) -> Verdict:
        """Return what happens with a message of a person, received at a time in seconds; a clock that goes back adds
        nothing."""
        budget = self._budgets.pop(person, None) or _Budget(float(BURST), at)
        self._budgets[person] = budget
        if len(self._budgets) > MOST_PEOPLE:
            self._budgets.popitem(last=False)
        pause = max(0.0, at - budget.last)
        budget.last = at
        budget.left = min(float(BURST), budget.left + pause * PER_SECOND)
        if budget.told and pause < CALM_SECONDS:
            return Verdict.SILENCE
        budget.told = budget.left < 1.0
        if budget.told:
            return Verdict.SAY_WAIT
        budget.left -= 1.0
        return Verdict.ANSWER
