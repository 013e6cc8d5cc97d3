"""What people say about answers, and who wants to hear when there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from lde_bot.vault import Vault


@dataclass(frozen=True, slots=True)
class Helped:
    """How often an entry helped in a month, as people said."""

    entry: str
    """Id of the entry."""
    month: str
    """``2026-11``."""
    yes: int
    """How often it did."""
    no: int
    """How often it did not."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone who wants to hear when a question has an answer."""

    id: int
    """Number of the wish."""
    question: int
    """Number of the unanswered question."""
    address: str
    """Where the answer goes: a channel and the identity there."""


_COLUMNS = "id, unanswered_id, conversation, sealed, asked_at"


class EchoStore:
    """Counts what helped, and keeps, sealed, whom to tell."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault
        self._taken: dict[int, Sequence[object]] = {}

    def count(self, entry: str, helped: bool, now: datetime) -> None:
        """Count that an entry helped, or did not."""
        self._db.execute(
            "insert into helped (entry, month, yes, no) values (?, ?, ?, ?)"
            " on conflict do update set yes = yes + excluded.yes, no = no + excluded.no",
            [entry, f"{now:%Y-%m}", int(helped), int(not helped)],
        )

    def helped(self) -> list[Helped]:
        """Return what people said helped, by entry and month."""
        rows = self._db.execute("select entry, month, yes, no from helped order by entry, month")
        return [Helped(*row) for row in rows.fetchall()]

    def wait(self, conversation: str, address: str, now: datetime) -> bool:
        """Note that a conversation wants to hear about its last question; False when none is kept."""
        last = self._db.execute(
            "select id from unanswered where conversation = ? order by id desc limit 1", [conversation]
        ).fetchone()
        if last is None:
            return False
        self._db.execute(
            "insert into waiting (unanswered_id, conversation, sealed, asked_at) values (?, ?, ?, ?)"
            " on conflict (unanswered_id) do nothing",
            [last[0], conversation, self._vault.seal(address, "waiting"), now.isoformat()],
        )
        return True

    def stop(self, conversation: str) -> None:
        """Forget that a conversation wants to hear anything."""
        self._taken = {number: row for number, row in self._taken.items() if row[2] != conversation}
        self._db.execute("delete from waiting where conversation = ?", [conversation])

    def waiting(self, questions: list[int]) -> list[Waiting]:
        """Return who wants to hear about these questions."""
        marks = ", ".join("?" * len(questions))
        rows = self._db.execute(
            f"select id, unanswered_id, sealed from waiting where unanswered_id in ({marks}) order by id", questions
        )
        return [Waiting(row[0], row[1], self._vault.open(row[2], "waiting")) for row in rows.fetchall()]

    def take(self, number: int) -> bool:
        """Take a wish out before it is fulfilled, so that it is fulfilled once; False when it is not there any more."""
        row = self._db.execute(f"select {_COLUMNS} from waiting where id = ?", [number]).fetchone()
        if row is None:
            return False
        self._db.execute("delete from waiting where id = ?", [number])
        self._taken[number] = row
        return True

    def put_back(self, number: int) -> None:
        """Put a wish back as it was when it could not be fulfilled, unless its question is gone or it was dropped."""
        row = self._taken.pop(number, None)
        if row:
            self._db.execute(
                f"insert into waiting ({_COLUMNS}) select ?, ?, ?, ?, ?"
                " where exists (select 1 from unanswered where id = ?) on conflict do nothing",
                [*row, row[1]],
            )

    def told(self, number: int) -> None:
        """Let go of a wish that was taken out: it was fulfilled, or cannot be."""
        self._taken.pop(number, None)

    def purge(self, now: datetime, keep_days: int) -> None:
        """Delete wishes whose question is gone or too long ago."""
        before = (now - timedelta(days=keep_days)).isoformat()
        self._db.execute("delete from waiting where asked_at < ?", [before])
