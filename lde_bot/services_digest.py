"""A week in figures, for a message to staff and a page to print. Counts only; none under five is shown by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lde_bot.directory.upkeep import FEW, Gap
from lde_bot.knowledge.model import Kind
from lde_bot.services import BRUSSELS, App
from lde_bot.services_upkeep import unmet

TOP = 5
"""Rows of each list."""
WEEK = timedelta(weeks=1)
_ANSWERED, _SEARCHED, _BACK, _UNKNOWN = "answered", "searched", "back", "unknown"
_ACTS = {
    "answer": _ANSWERED,
    "redirect": _ANSWERED,
    "results": _SEARCHED,
    "clarify": _BACK,
    "ask_place": _BACK,
    "ask_service": _BACK,
    "unknown_place": _UNKNOWN,
    "fallback": _UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Acts:
    """What the bot did in a week."""

    answered: int = 0
    """Answers, and people who were sent on to who can help."""
    searched: int = 0
    """Lists of initiatives."""
    back: int = 0
    """Questions back."""
    unknown: int = 0
    """Times that the bot did not know."""

    @property
    def total(self) -> int:
        """All of these together."""
        return self.answered + self.searched + self.back + self.unknown


@dataclass(frozen=True, slots=True)
class Digest:
    """A week in figures."""

    monday: date
    """Its first day."""
    acts: Acts
    """What the bot did."""
    before: Acts
    """What it did in the week before."""
    emergencies: int
    """How often someone got the numbers for an emergency."""
    themes: tuple[tuple[str, int], ...]
    """Themes of the answers, most often first."""
    services: tuple[tuple[str, int], ...]
    """Services that were searched for, most often first."""
    missing: tuple[Gap, ...]
    """Services asked for where there are none, since the beginning; never fewer than five for a place."""
    judged: int
    """Groups that staff judged."""
    published: int
    """Entries that staff published."""
    waiting: int
    """Groups that wait now."""

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def monday_of(text: str, otherwise: date) -> date:
    """Return the Monday of the week of a day written as ``2026-11-23``; of another day when it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = otherwise
    return day - timedelta(days=day.weekday()) if day.year > 1 else otherwise


def last_week(app: App) -> date:
    """Return the Monday of the last week that is over."""
    return monday_of("", app.today) - WEEK


def digest(app: App, monday: date) -> Digest:
    """Return the figures of a week."""
    start, end = (datetime.combine(day, time(), BRUSSELS).astimezone(app.clock().tzinfo) for day in _ends(monday))
    known, labels = app.snapshot.knowledge.entries, _labels(app)
    entries = _counts(app, "entry", monday)
    urgent = [count for name, count in entries if name in known and known[name].kind is Kind.EMERGENCY]
    gaps = [one for one in unmet(app) if one.asked >= FEW and one.unmet >= FEW]
    return Digest(
        monday=monday,
        acts=_acts(app, monday),
        before=_acts(app, monday - WEEK),
        emergencies=sum(urgent),
        themes=tuple(_counts(app, "theme", monday)[:TOP]),
        services=tuple((labels.get(name, name), count) for name, count in _counts(app, "service", monday)[:TOP]),
        missing=tuple(gaps[:TOP]),
        judged=app.groups.count_judged(start, end),
        published=app.revisions.count(start, end),
        waiting=app.groups.count_open(),
    )


def label_of(app: App, service: str) -> str:
    """Return what a service is called."""
    return _labels(app).get(service, service)


def _labels(app: App) -> dict[str, str]:
    return {service.id: service.label for service in app.snapshot.knowledge.vocabulary.services}


def _ends(monday: date) -> tuple[date, date]:
    return monday, monday + WEEK


def _counts(app: App, kind: str, monday: date) -> list[tuple[str, int]]:
    week = monday.isoformat()
    rows = [(name, count) for start, name, count in app.tally.by_week(kind, week) if start == week]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _acts(app: App, monday: date) -> Acts:
    sums: dict[str, int] = {}
    for act, count in _counts(app, "act", monday):
        if act in _ACTS:
            sums[_ACTS[act]] = sums.get(_ACTS[act], 0) + count
    return Acts(**sums)
