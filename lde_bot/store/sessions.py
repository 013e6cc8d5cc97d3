"""Dialogue state, sealed, and forgotten after half an hour; and the inbox of updates that wait for their reply."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from lde_bot.errors import VaultError
from lde_bot.health import JUMP_SECONDS
from lde_bot.vault import Vault

SESSION_AGE = timedelta(minutes=30)
"""After so long without a message, a conversation starts afresh."""
INBOX_AGE = timedelta(days=2)
"""How long handled update ids are remembered; Telegram repeats none after 24 hours."""
UNANSWERED_AGE = timedelta(days=7)
"""How long an update without an answer is kept: what came in before a long weekend is answered after it."""
MOST_ATTEMPTS = 3
"""An update that broke the program so often is put aside, so that it cannot stop the others."""


_BROKE = "_broke"  # beside what Telegram sent, and sealed with it: the class of the mistake that it made us make


@dataclass(frozen=True, slots=True)
class Aside:
    """An update that broke the program too often."""

    update_id: int
    """Its number at Telegram."""
    kind: str
    """What Telegram calls it: ``message``, ``callback_query`` ..."""
    received_at: datetime
    """When it came in."""
    error: str
    """Class of the mistake in the program; empty when the program died."""


class SessionStore:
    """Reads and writes dialogue state."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def load(self, conversation: str, now: datetime) -> str:
        """Return the state as JSON; empty when there is none, or when it is too old."""
        row = self._db.execute(
            "select sealed from session where conversation = ? and touched_at > ?",
            [conversation, (now - SESSION_AGE).isoformat()],
        ).fetchone()
        return self._vault.open(row[0], "session") if row else ""

    def save(self, conversation: str, state: str, now: datetime) -> None:
        """Keep the state of a conversation."""
        self._db.execute(
            "insert into session values (:conversation, :sealed, :now) on conflict (conversation)"
            " do update set sealed = :sealed, touched_at = :now",
            {"conversation": conversation, "sealed": self._vault.seal(state, "session"), "now": now.isoformat()},
        )

    def forget(self, conversation: str) -> None:
        """Delete the state of a conversation."""
        self._db.execute("delete from session where conversation = ?", [conversation])

    def purge(self, now: datetime) -> int:
        """Delete what is too old, or of a clock that was ahead; return how many conversations that were."""
        before, after = (now - SESSION_AGE).isoformat(), (now + timedelta(seconds=JUMP_SECONDS)).isoformat()
        gone = self._db.execute("delete from session where touched_at <= ? or touched_at > ?", [before, after])
        return int(gone.rowcount)


class InboxStore:
    """Updates that arrived, kept until they were answered."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def receive(self, update_id: int, payload: str, now: datetime) -> bool:
        """Keep an update; False when it was received before."""
        cursor = self._db.execute(
            "insert into inbox (update_id, sealed, received_at) values (?, ?, ?) on conflict do nothing",
            [update_id, self._vault.seal(payload, "inbox"), now.isoformat()],
        )
        return cursor.rowcount == 1

    def waiting(self) -> list[tuple[int, str]]:
        """Return the updates that were not answered yet, oldest first; one that is damaged is put aside."""
        rows = self._db.execute(
            "select update_id, sealed from inbox where done_at is null and attempts < ? order by update_id",
            [MOST_ATTEMPTS],
        ).fetchall()
        found = [(int(update_id), self._opened(sealed)) for update_id, sealed in rows]
        for update_id in (number for number, payload in found if not payload):
            self.set_aside(update_id)
        return [(update_id, payload) for update_id, payload in found if payload]

    def _opened(self, sealed: bytes | None) -> str:
        """Return what an update says; empty when nothing is kept, or when what is kept is damaged."""
        try:
            return self._vault.open(sealed, "inbox") if sealed is not None else ""
        except VaultError:
            return ""

    def figures(self) -> tuple[int, datetime | None, int]:
        """Return how many updates wait, since when the oldest does, and how many were put aside."""
        depth, oldest, aside = self._db.execute(
            "select count(*) filter (where attempts < ?), min(received_at) filter (where attempts < ?),"
            " count(*) filter (where attempts >= ?) from inbox where done_at is null",
            [MOST_ATTEMPTS] * 3,
        ).fetchone()
        return int(depth), datetime.fromisoformat(oldest) if oldest else None, int(aside)

    def suspects(self) -> set[int]:
        """Return the numbers of the waiting updates that were in hand when the program died."""
        rows = self._db.execute("select update_id from inbox where done_at is null and attempts > 0").fetchall()
        return {int(update_id) for (update_id,) in rows}

    def attempt(self, update_id: int) -> None:
        """Count that the program starts to handle an update."""
        self._db.execute("update inbox set attempts = attempts + 1 where update_id = ?", [update_id])

    def broke(self, update_id: int, error: str) -> None:
        """Note of which class the mistake was that an update made us make."""
        payload = self.payload(update_id)
        if payload:
            content = json.loads(payload) | {_BROKE: error}
            sealed = self._vault.seal(json.dumps(content), "inbox")
            self._db.execute("update inbox set sealed = ? where update_id = ?", [sealed, update_id])

    def set_aside(self, update_id: int) -> None:
        """Put an update aside at once."""
        self._db.execute(
            "update inbox set attempts = ? where update_id = ? and done_at is null", [MOST_ATTEMPTS, update_id]
        )

    def payload(self, update_id: int) -> str:
        """Return what an update says; empty when it was handled, is damaged or is not known."""
        row = self._db.execute("select sealed from inbox where update_id = ?", [update_id]).fetchone()
        return self._opened(row[0]) if row else ""

    def aside(self) -> list[Aside]:
        """Return the updates that were put aside, oldest first: what they are, never what they say."""
        rows = self._db.execute(
            "select update_id, sealed, received_at from inbox where done_at is null and attempts >= ?"
            " order by update_id",
            [MOST_ATTEMPTS],
        )
        return [self._aside(*row) for row in rows.fetchall()]

    def _aside(self, update_id: int, sealed: bytes, received_at: str) -> Aside:
        content = json.loads(self._opened(sealed) or f'{{"{_BROKE}": "{VaultError.__name__}"}}')
        kind = next((name for name in content if name not in {"update_id", _BROKE}), "")
        return Aside(update_id, kind, datetime.fromisoformat(received_at), str(content.get(_BROKE, "")))

    def again(self, update_id: int) -> bool:
        """Let an update that was put aside be tried again; False when it is not aside."""
        cursor = self._db.execute(
            "update inbox set attempts = 0 where update_id = ? and done_at is null and attempts >= ?",
            [update_id, MOST_ATTEMPTS],
        )
        return cursor.rowcount == 1

    def drop(self, update_id: int, now: datetime) -> bool:
        """Delete what an update that was put aside says, unanswered; False when it is not aside."""
        cursor = self._db.execute(
            "update inbox set sealed = null, done_at = ? where update_id = ? and done_at is null and attempts >= ?",
            [now.isoformat(), update_id, MOST_ATTEMPTS],
        )
        return cursor.rowcount == 1

    def acquit(self, update_id: int) -> None:
        """Note that an update has its answer, which only has to be sent: what happens next is not its fault."""
        self._db.execute("update inbox set attempts = 1 where update_id = ? and attempts > 1", [update_id])

    def postpone(self, update_id: int) -> None:
        """Take the last count back."""
        self._db.execute("update inbox set attempts = attempts - 1 where update_id = ? and attempts > 0", [update_id])

    def done(self, update_id: int, now: datetime) -> None:
        """Tick off an update and delete what it said; its number stays, so that a repetition is recognised."""
        self._db.execute(
            "update inbox set sealed = null, done_at = ? where update_id = ? and done_at is null",
            [now.isoformat(), update_id],
        )

    def of(self, its: Callable[[str], bool], until: int | None) -> list[int]:
        """Return the updates that are still kept and are someone's.

        :param its: tells whether an update is.
        :param until: only those that came before this one, or that were put aside; all without it.
        """
        rows = self._db.execute(
            "select update_id, sealed from inbox where sealed is not null"
            " and (:until is null or update_id < :until or (attempts >= :most and update_id != :until))",
            {"until": until, "most": MOST_ATTEMPTS},
        )
        return [int(number) for number, sealed in rows.fetchall() if its(self._opened(sealed))]

    def forget(self, numbers: Collection[int]) -> int:
        """Delete what these updates said, as if they were ticked off; return how many that were."""
        for number in numbers:
            self._db.execute(
                "update inbox set sealed = null, done_at = received_at where update_id = ?",
                [number],
            )
        return len(numbers)

    def purge(self, now: datetime) -> None:
        """Forget the numbers of old updates, and, later, updates that never got an answer."""
        self._db.execute(
            "delete from inbox where received_at < iif(done_at is null, ?, ?)",
            [(now - UNANSWERED_AGE).isoformat(), (now - INBOX_AGE).isoformat()],
        )
