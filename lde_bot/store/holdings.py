"""What is kept of people: how much, of how many conversations, and since when. Reads no texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

_COUNTS = {
    "session": "select count(*), count(distinct conversation), min(touched_at) from session",
    "inbox": "select count(*), null, min(received_at) from inbox where sealed is not null",
    "number": "select count(*), null, min(received_at) from inbox where sealed is null",
    "unanswered": "select count(*), count(distinct conversation), min(asked_at) from unanswered",
    "waiting": "select count(*), count(distinct conversation), min(asked_at) from waiting",
    "report": (
        "select count(*), count(distinct conversation), min(reported_at)"
        " from report where conversation not like 'over %'"
    ),
    "consent": "select count(*), count(distinct conversation), min(said_at) from consent",
    "sample": "select count(*), null, min(week) from sample",
    "desk_session": "select count(*), count(distinct user_id), min(seen_at) from desk_session",
    "desk_attempt": "select count(*), null, min(at) from desk_attempt",
    "staff_chat": "select count(*), count(distinct user_id), min(linked_at) from staff_chat",
    "desk_draft": "select count(*), count(distinct user_id), min(kept_at) from desk_draft",
    "desk_log": "select count(*), count(distinct user), min(at) from desk_log",
}
"""How each kind of thing is counted: rows, conversations or accounts where that can be told, and the oldest."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind is kept."""

    kind: str
    """``session``, ``unanswered`` ..."""
    rows: int
    """How many rows."""
    people: int | None
    """Of how many conversations or accounts; ``None`` when the rows do not tell."""
    oldest: datetime | None
    """Since when; ``None`` when there is nothing."""


def holdings(db: Database) -> list[Holding]:
    """Return how much of each kind is kept."""
    found = []
    for kind, query in _COUNTS.items():
        rows, people, oldest = db.execute(query).fetchone()
        found.append(Holding(kind, int(rows), people, _moment(oldest)))
    return found


def _moment(written: str | None) -> datetime | None:
    """Return a moment; a week is written as its Monday."""
    moment = datetime.fromisoformat(written) if written else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
