"""How the bot does over time: the shares of what it answered, asked back, did not know and helped with; and how long it
takes before a question that got no good answer is answered. From counters by day, in which there are no texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lde_bot.services import App

WEEKS, DAYS = 12, 28
"""How far back the charts look, by week and by day."""
ANSWERED, CLARIFIED, ADMITTED = "beantwoord", "teruggevraagd", "wist het niet"
_KINDS = {
    "answer": ANSWERED,
    "results": ANSWERED,
    "redirect": ANSWERED,
    "clarify": CLARIFIED,
    "ask_place": CLARIFIED,
    "ask_service": CLARIFIED,
    "unknown_place": CLARIFIED,
    "outside_area": ADMITTED,
    "fallback": ADMITTED,
}
_SPANS = ((0, 0), (1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 100_000))


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a week."""

    day: str
    """The day, or the Monday of the week."""
    answered: int
    """How many questions got an answer, a list of initiatives or the way to someone else."""
    clarified: int
    """How often the bot asked back."""
    admitted: int
    """How often it said that it did not know."""
    yes: int
    """How many people said that it helped."""
    no: int
    """How many said that it did not."""

    @property
    def total(self) -> int:
        """How many questions there were; greetings and thanks are none."""
        return self.answered + self.clarified + self.admitted

    @property
    def shares(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Answered, clarified and admitted as parts of all questions, helped as a part of who said so."""
        said = self.yes + self.no
        parts = [part / self.total if self.total else None for part in (self.answered, self.clarified, self.admitted)]
        return parts[0], parts[1], parts[2], self.yes / said if said else None


def rates(app: App, *, by_day: bool) -> tuple[Moment, ...]:
    """Return the last weeks or days, oldest first, those without a question too."""
    monday = app.today - timedelta(days=app.today.weekday())
    first = app.today - timedelta(days=DAYS - 1) if by_day else monday - timedelta(weeks=WEEKS - 1)
    step = timedelta(days=1 if by_day else 7)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind in ("act", "helped"):
        counted = (app.tally.by_day if by_day else app.tally.by_week)(kind, f"{first}")
        for day, name, count in counted:
            counts[day][_KINDS.get(name, "") if kind == "act" else name] += count
    days = [first + number * step for number in range((app.today - first) // step + 1)]
    return tuple(_moment(day, counts.get(f"{day}", {})) for day in days)


def _moment(day: date, counted: Mapping[str, int]) -> Moment:
    return Moment(f"{day}", *(counted.get(name, 0) for name in (ANSWERED, CLARIFIED, ADMITTED, "ja", "nee")))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long it took from the first question of a group to the entry that answers it."""

    spans: tuple[tuple[str, int], ...]
    """Days in words, and how many groups waited that long."""
    median: int | None
    """Half of them waited at most so many days; ``None`` when nothing was published yet."""
    weeks: tuple[tuple[str, int, int], ...]
    """Monday of the week of publishing, how many groups got an answer then, and their median in days."""

    @property
    def total(self) -> int:
        """How many groups got an answer."""
        return sum(count for _, count in self.spans)


def waits(app: App) -> Waits:
    """Return how long people waited for what was published in the last weeks."""
    monday = app.today - timedelta(days=app.today.weekday())
    weeks: dict[str, list[int]] = defaultdict(list)
    for week, days, count in app.tally.by_week("published_after", f"{monday - timedelta(weeks=WEEKS - 1)}"):
        weeks[week] += [int(days)] * count
    every = sorted(days for found in weeks.values() for days in found)
    return Waits(
        tuple((_span(low, high), sum(low <= days <= high for days in every)) for low, high in _SPANS),
        _median(every) if every else None,
        tuple((week, len(found), _median(sorted(found))) for week, found in sorted(weeks.items())),
    )


def _median(days: list[int]) -> int:
    return days[(len(days) - 1) // 2]


def _span(low: int, high: int) -> str:
    if low == 0:
        return "dezelfde dag"
    if low == high:
        return f"{low} dag"
    return f"{low} tot {high} dagen" if high < 1000 else "meer dan 30 dagen"
