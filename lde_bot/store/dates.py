"""Dates that were noted while the clock of the machine was wrong.

What was written since it was last looked at has a date since then: another one was noted by a clock that was moved and
put right again, or that was wrong since the start. It would go too early, or years too late, so it gets a new date.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from lde_bot.health import JUMP_SECONDS

_DATED = {
    "unanswered": ("id", "asked_at"),
    "waiting": ("id", "asked_at"),
    "report": ("id", "reported_at"),
    "inbox": ("update_id", "received_at"),
}
"""Tables of which rows go with time: the number that grows, and the date."""
_SLACK = timedelta(seconds=JUMP_SECONDS)


class DateStore:
    """Knows what was there when it last looked, and when that was."""

    def __init__(self, db: Database) -> None:
        """Use this database."""
        self._db = db
        self._newest: dict[str, int] = {}
        self._looked = 0.0

    def correct(self, now: datetime, ticks: float) -> int:
        """Give what was written since the last time the date of now, when its own cannot be; return how many that were.

        :param now: what a clock says that is believed.
        :param ticks: seconds that no change of the clock disturbs.
        """
        since = now - timedelta(seconds=ticks - self._looked) - _SLACK
        span = {"now": now.isoformat(), "since": since.isoformat(), "until": (now + _SLACK).isoformat()}
        return sum(self._corrected(table, newest, span) for table, newest in self._newest.items())

    def look(self, ticks: float) -> None:
        """Remember what is there."""
        self._looked = ticks
        self._newest = {
            table: int(self._db.execute(f"select coalesce(max({number}), 0) from {table}").fetchone()[0])
            for table, (number, _) in _DATED.items()
        }

    def _corrected(self, table: str, newest: int, span: dict[str, str]) -> int:
        number, date = _DATED[table]
        cursor = self._db.execute(
            f"update {table} set {date} = :now where {number} > :newest and {date} not between :since and :until",
            {**span, "newest": newest},
        )
        return int(cursor.rowcount)
