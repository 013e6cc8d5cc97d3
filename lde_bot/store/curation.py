"""Questions that got no good answer, sealed, with an end date."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlite_utils import Database

from lde_bot.triage import Guess, UnansweredQuery
from lde_bot.vault import Vault


class CurationStore:
    """Reads and writes unanswered queries."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def add(self, conversation: str, query: UnansweredQuery) -> None:
        """Keep a query; its ``id`` is given by the database."""
        content = {"text": query.text, "guesses": [[one.entry, one.confidence, one.why] for one in query.guesses]}
        self._db.execute(
            "insert into unanswered (conversation, sealed, reason, revision, asked_at, language)"
            " values (?, ?, ?, ?, ?, ?)",
            [
                conversation,
                self._vault.seal(json.dumps(content), "unanswered"),
                query.reason,
                query.revision,
                query.asked_at.isoformat(),
                query.language,
            ],
        )

    def all(self) -> list[UnansweredQuery]:
        """Return every query that is kept, oldest first."""
        return self.some("order by asked_at, id", [])

    def some(self, which: str, values: list[object]) -> list[UnansweredQuery]:
        """Return queries by the end of an SQL query."""
        rows = self._db.execute(
            f"select id, sealed, reason, revision, asked_at, language, likeness from unanswered {which}", values
        )
        return [self._query(*row) for row in rows.fetchall()]

    def _query(
        self,
        number: int,
        sealed: bytes,
        reason: str,
        revision: str,
        asked_at: str,
        language: str,
        likeness: float,
    ) -> UnansweredQuery:
        content = json.loads(self._vault.open(sealed, "unanswered"))
        return UnansweredQuery(
            id=number,
            text=content["text"],
            asked_at=datetime.fromisoformat(asked_at),
            reason=reason,
            guesses=tuple(Guess(entry, confidence, why) for entry, confidence, why in content["guesses"]),
            revision=revision,
            language=language,
            likeness=likeness,
        )

    def by_week(self) -> list[tuple[str, str, int]]:
        """Return (Monday of the week, reason, how many) of what is kept."""
        rows = self._db.execute(
            "select date(asked_at, '-6 days', 'weekday 1'), reason, count(*) from unanswered"
            " group by 1, 2 order by 1, 2"
        )
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]

    def forget(self, conversation: str) -> int:
        """Delete everything from one conversation; return how many queries that were."""
        return int(self._db.execute("delete from unanswered where conversation = ?", [conversation]).rowcount)

    def purge(self, now: datetime, keep_days: int) -> int:
        """Delete what is older than ``keep_days``; return how many queries that were."""
        before = (now - timedelta(days=keep_days)).isoformat()
        gone = int(self._db.execute("delete from unanswered where asked_at < ?", [before]).rowcount)
        self._db.execute(
            "delete from question_group where id not in (select group_id from unanswered where group_id is not null)"
        )
        return gone
