"""Removing what is kept of one person, seeing afterwards that nothing is left, and emptying the journal beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import OperationalError

from sqlite_utils import Database

from lde_bot.store.curation import CurationStore
from lde_bot.store.groups import GroupStore
from lde_bot.store.holdings import Holding, holdings
from lde_bot.store.keyring import conversation_tables
from lde_bot.store.schema import BUSY_SECONDS
from lde_bot.store.sessions import InboxStore
from lde_bot.store.tally import TallyStore
from lde_bot.vault import Vault

_PATIENCE_MILLISECONDS = 100
_NAMED = {"session", "waiting", "report", "staff_chat", "unanswered", "consent"}


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of each thing was removed."""

    state: int = 0
    """1 when there was a conversation going on."""
    questions: int = 0
    """Questions for the Koepel."""
    wishes: int = 0
    """Wishes to hear an answer later."""
    reports: int = 0
    """Reports that something about an initiative is wrong."""
    updates: int = 0
    """Messages that were received and never answered."""
    samples: int = 0
    """Questions with an answer, kept to see whether it was right."""
    consents: int = 0
    """1 when it said whether such questions may be kept."""
    links: int = 0
    """1 when it belonged to an account of the desk."""
    others: int = 0
    """Rows of any other table that belongs to conversations."""


class ErasureStore:
    """Removes what is kept of one conversation, in every table."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; open with this vault."""
        self._db = db
        self._curation, self._inbox, self._tally = (
            CurationStore(db, vault),
            InboxStore(db, vault),
            TallyStore(db, vault),
        )
        self._groups = GroupStore(db, vault, self._curation)

    def remove(self, conversation: str, its: Callable[[str], bool], until: int | None) -> Removed:
        """Delete everything of a conversation.

        :param its: tells whether an update, as it was received, is of this conversation.
        :param until: number of the update that asks for this, which itself stays until its reply is sent; what came
            after it is a new beginning.
        """
        return Removed(
            state=self._delete("session", conversation),
            wishes=self._delete("waiting", conversation),
            reports=self._delete("report", conversation),
            updates=self._inbox.forget(self._inbox.of(its, until)),
            links=self._delete("staff_chat", conversation),
            consents=self._delete("consent", conversation),
            samples=self._tally.forget(self._tally.of(conversation)),
            questions=self._delete("unanswered", conversation),
            others=sum(self._delete(table, conversation) for table in set(conversation_tables(self._db)) - _NAMED),
        )

    def begun_by(self, conversation: str) -> list[int]:
        """Return the groups of questions whose first question is of this conversation: they look like it."""
        rows = self._db.execute(
            "select group_id from unanswered where id in"
            " (select min(id) from unanswered where group_id is not null group by group_id) and conversation = ?",
            [conversation],
        )
        return [int(row[0]) for row in rows.fetchall()]

    def asked_by(self, conversation: str) -> list[str]:
        """Return the questions that are kept of a conversation."""
        return [one.text for one in self._curation.some("where conversation = ?", [conversation])]

    def left_in(self, group: int) -> str:
        """Return the text of the oldest question of a group; delete a group that has none."""
        oldest = self._curation.some("where group_id = ? order by id limit 1", [group])
        if not oldest:
            self._db.execute("delete from question_group where id = ?", [group])
        return oldest[0].text if oldest else ""

    def describe(self, group: int, described: str) -> None:
        """Keep what a group looks like anew."""
        self._groups.describe(group, described)

    def left(self, conversation: str, its: Callable[[str], bool], until: int | None) -> int:
        """Return how many rows of a conversation there still are, in every table that has any of a conversation."""
        counts = [
            int(self._db.execute(f"select count(*) from {table} where conversation = ?", [conversation]).fetchone()[0])
            for table in conversation_tables(self._db)
        ]
        return sum(counts) + len(self._inbox.of(its, until)) + len(self._tally.of(conversation))

    def holdings(self) -> list[Holding]:
        """Return how much of each kind is kept of everyone together."""
        return holdings(self._db)

    def empty_journal(self) -> bool:
        """Empty the file ``lde.db-wal``, where older states of rows still lie; False when a program is reading them."""
        with self._impatient():
            return not self._db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]

    def rewrite(self) -> bool:
        """Write every page anew; False when that cannot be done now: another program is writing, or the disk is full.

        ``secure_delete`` overwrites a row where it lies. But when SQLite spreads rows over other pages, copies of them
        stay in the space that came free (``rebuildPage`` in its ``btree.c``), and those it does not overwrite. The
        copy that is made for this is kept in memory: it would be one more place where something could be left.
        """
        with self._impatient():
            try:
                self._db.execute("pragma temp_store = memory").fetchall()
                self._db.execute("vacuum").fetchall()
            except OperationalError:
                return False
            finally:
                self._db.execute("pragma temp_store = default").fetchall()
        return True

    @contextmanager
    def _impatient(self) -> Iterator[None]:
        """Wait only a moment for other programs, so that nobody waits for what can be done later."""
        self._db.execute(f"pragma busy_timeout = {_PATIENCE_MILLISECONDS}").fetchall()
        try:
            yield
        finally:
            self._db.execute(f"pragma busy_timeout = {int(BUSY_SECONDS * 1000)}").fetchall()

    def _delete(self, table: str, conversation: str) -> int:
        return int(self._db.execute(f"delete from {table} where conversation = ?", [conversation]).rowcount)
