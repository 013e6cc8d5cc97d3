"""Keeping the directory right: what people ask for and see, what they report, who was asked to confirm.

Counts carry no person: a service, a municipality and a month. A report keeps the conversation's hash, so that one
person counts once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Demand:
    """How often a service was asked for in a municipality."""

    service: str
    """Id of the service."""
    municipality: str
    """Where it was asked for."""
    found: str
    """``own``, ``near``, ``far`` or ``none``: how near the nearest was."""
    count: int
    """How often."""


@dataclass(frozen=True, slots=True)
class Report:
    """Someone says that something about an initiative is wrong."""

    initiative: str
    """Id of the initiative."""
    field: str
    """What is wrong: the name of a field, ``gone`` or ``other``."""
    count: int
    """How many people said so."""
    last: datetime
    """When the last of them did."""


@dataclass(frozen=True, slots=True)
class Verification:
    """One initiative that was asked whether its data is right."""

    id: int
    """Number of the request."""
    initiative: str
    """Id of the initiative."""
    created_at: datetime
    """When the link was made."""
    expires_at: datetime
    """After this it no longer works."""
    reminded_at: datetime | None
    """When a reminder was due and listed."""
    used_at: datetime | None
    """When it was answered; a link answers once."""
    answer: str
    """``right``, ``change`` or nothing yet."""


_VERIFICATION = "id, organization_id, created_at, expires_at, reminded_at, used_at, answer"


class CareStore:
    """Reads and writes counts, reports and verifications."""

    def __init__(self, db: Database) -> None:
        """Use this database."""
        self._db = db

    def count_search(self, services: Collection[str], municipality: str, found: str, now: datetime) -> None:
        """Count a search."""
        for service in services:
            self._db.execute(
                "insert into demand (service, municipality, month, found, count) values (?, ?, ?, ?, 1)"
                " on conflict do update set count = count + 1",
                [service, municipality, f"{now:%Y-%m}", found],
            )

    def count_shown(self, initiatives: Collection[str], now: datetime) -> None:
        """Count that initiatives were shown."""
        for identity in initiatives:
            self._db.execute(
                "insert into shown (organization_id, month, count) values (?, ?, 1)"
                " on conflict do update set count = count + 1",
                [identity, f"{now:%Y-%m}"],
            )

    def shown(self) -> dict[str, int]:
        """Return how often each initiative was shown."""
        return dict(self._db.execute("select organization_id, sum(count) from shown group by 1").fetchall())

    def demand(self) -> list[Demand]:
        """Return what was asked for and where, most often first."""
        rows = self._db.execute(
            "select service, municipality, found, sum(count) from demand group by 1, 2, 3 order by 4 desc, 1, 2, 3"
        )
        return [Demand(*row) for row in rows.fetchall()]

    def demand_by_place(self) -> list[tuple[str, str, str, int]]:
        """Return the same as tuples, in no order and months together: one walk along the key of the table."""
        rows = self._db.execute(
            "select service, municipality, sum(count) filter (where found = 'own'),"
            " sum(count) filter (where found = 'near'), sum(count) filter (where found not in ('own', 'near'))"
            " from demand group by service, municipality"
        )
        return [
            (service, municipality, found, count)
            for service, municipality, *counts in rows.fetchall()
            for found, count in zip(("own", "near", "none"), counts, strict=True)
            if count
        ]

    def report(self, initiative: str, field: str, conversation: str, now: datetime) -> bool:
        """Keep a report; False when this conversation already said so and it is still open."""
        before = self._db.execute(
            "select closed_at from report where organization_id = ? and field = ? and conversation = ?",
            [initiative, field, conversation],
        ).fetchone()
        if before and before[0] is None:
            return False
        self._db.execute(
            "insert into report (organization_id, field, conversation, reported_at) values (?, ?, ?, ?)"
            " on conflict do update set reported_at = excluded.reported_at, closed_at = null",
            [initiative, field, conversation, now.isoformat()],
        )
        return True

    def reports(self) -> list[Report]:
        """Return what is reported and not settled, most often first."""
        rows = self._db.execute(
            "select organization_id, field, count(*), max(reported_at) from report where closed_at is null"
            " group by 1, 2 order by 3 desc, 4 desc, 1, 2"
        )
        return [Report(row[0], row[1], row[2], datetime.fromisoformat(row[3])) for row in rows.fetchall()]

    def settle(self, initiative: str, now: datetime) -> None:
        """Close the reports about an initiative: someone looked into them."""
        self._db.execute(
            "update report set closed_at = ? where organization_id = ? and closed_at is null",
            [now.isoformat(), initiative],
        )

    def reopen(self, initiative: str, since: datetime) -> None:
        """Open the reports about an initiative that were closed since a moment: nobody looked into them after all."""
        self._db.execute(
            "update report set closed_at = null where organization_id = ? and closed_at >= ?",
            [initiative, since.astimezone(UTC).isoformat()],
        )

    def forget(self, conversation: str) -> None:
        """Delete what a conversation reported."""
        self._db.execute("delete from report where conversation = ?", [conversation])

    def purge(self, now: datetime, keep_days: int) -> None:
        """Forget who reported what, ``keep_days`` after it; a report that nobody looked into stays, without a who."""
        before = (now - timedelta(days=keep_days)).isoformat()
        self._db.execute("delete from report where closed_at is not null and reported_at < ?", [before])
        self._db.execute("update report set conversation = 'over ' || id where reported_at < ?", [before])

    def ask(self, initiative: str, now: datetime, expires_at: datetime) -> int:
        """Make a request to confirm, and end earlier ones that were not answered; return its number."""
        with self._db.atomic():
            self._db.execute(
                "update verification set expires_at = ? where organization_id = ? and used_at is null"
                " and expires_at > ?",
                [now.isoformat(), initiative, now.isoformat()],
            )
            cursor = self._db.execute(
                "insert into verification (organization_id, created_at, expires_at) values (?, ?, ?)",
                [initiative, now.isoformat(), expires_at.isoformat()],
            )
        return int(cursor.lastrowid or 0)

    def verification(self, number: int) -> Verification | None:
        """Return a request."""
        rows = self._verifications("where id = ?", [number])
        return rows[0] if rows else None

    def verifications(self) -> list[Verification]:
        """Return every request, oldest first."""
        return self._verifications("order by id", [])

    def use(self, number: int, answer: str, now: datetime) -> bool:
        """Note the answer to a request; False when it was answered before or is over."""
        cursor = self._db.execute(
            "update verification set used_at = ?, answer = ? where id = ? and used_at is null and expires_at > ?",
            [now.isoformat(), answer, number, now.isoformat()],
        )
        return cursor.rowcount == 1

    def remind(self, number: int, now: datetime) -> None:
        """Note that someone was reminded of a request."""
        self._db.execute("update verification set reminded_at = ? where id = ?", [now.isoformat(), number])

    def _verifications(self, which: str, values: list[object]) -> list[Verification]:
        rows = self._db.execute(
            "select id, organization_id, created_at, expires_at, reminded_at, used_at, answer from verification "
            + which,
            values,
        )

        def moment(text: str | None) -> datetime | None:
            return datetime.fromisoformat(text) if text else None

        return [
            Verification(
                row[0],
                row[1],
                datetime.fromisoformat(row[2]),
                datetime.fromisoformat(row[3]),
                moment(row[4]),
                moment(row[5]),
                row[6],
            )
            for row in rows.fetchall()
        ]
