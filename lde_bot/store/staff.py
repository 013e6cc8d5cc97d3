"""Which conversations in Telegram belong to an account of the desk, and what they were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from lde_bot.vault import Vault

TABLES = """
create table staff_code (
    code text primary key,
    user_id integer not null references desk_user (id) on delete cascade,
    expires_at text not null
) strict;
create table staff_chat (
    user_id integer primary key references desk_user (id) on delete cascade,
    conversation text not null unique,
    sealed blob not null,
    linked_at text not null,
    alerts integer not null default 1,
    digest integer not null default 1
) strict;
create table staff_told (
    user_id integer not null references desk_user (id) on delete cascade,
    what text not null,
    told_at text not null,
    primary key (user_id, what)
) strict
"""


@dataclass(frozen=True, slots=True)
class StaffChat:
    """A conversation of someone with an account."""

    user: int
    """Number of the account."""
    address: str
    """Where a message goes: a channel and the identity there."""
    linked_at: datetime
    """Since when."""
    alerts: bool
    """Whether they want to hear that something happens."""
    digest: bool
    """Whether they want the figures of the week."""


class StaffStore:
    """Reads and writes codes, conversations of staff, and what was told there."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def offer(self, code: str, user: int, until: datetime) -> None:
        """Keep the signature of a code; an earlier one of the same account no longer counts."""
        self._db.execute("delete from staff_code where user_id = ?", [user])
        self._db.execute(
            "insert into staff_code (code, user_id, expires_at) values (?, ?, ?)", [code, user, until.isoformat()]
        )

    def take(self, code: str, now: datetime) -> int | None:
        """Use a code up; return whose it is, or ``None`` when it does not count (any more)."""
        row = self._db.execute(
            "delete from staff_code where code = ? and expires_at > ? returning user_id", [code, now.isoformat()]
        ).fetchone()
        return int(row[0]) if row else None

    def link(self, user: int, conversation: str, address: str, now: datetime) -> None:
        """Say that a conversation belongs to an account: the only one of that account, and of no other account."""
        self._db.execute("delete from staff_chat where user_id = ? or conversation = ?", [user, conversation])
        self._db.execute(
            "insert into staff_chat (user_id, conversation, sealed, linked_at) values (?, ?, ?, ?)",
            [user, conversation, self._vault.seal(address, "staff"), now.isoformat()],
        )

    def unlink(self, conversation: str) -> bool:
        """Forget whose conversation it is; False when it was nobody's."""
        return self._db.execute("delete from staff_chat where conversation = ?", [conversation]).rowcount == 1

    def unlink_user(self, user: int) -> None:
        """Forget the conversation of an account, and a code that waits."""
        self._db.execute("delete from staff_chat where user_id = ?", [user])
        self._db.execute("delete from staff_code where user_id = ?", [user])

    def user_of(self, conversation: str) -> int | None:
        """Return the number of the account of a conversation."""
        row = self._db.execute("select user_id from staff_chat where conversation = ?", [conversation]).fetchone()
        return int(row[0]) if row else None

    def chats(self) -> list[StaffChat]:
        """Return the conversations of accounts that may log in."""
        rows = self._db.execute(
            "select user_id, sealed, linked_at, alerts, digest from staff_chat"
            " join desk_user on desk_user.id = user_id where active = 1 order by user_id"
        )
        return [
            StaffChat(
                row[0], self._vault.open(row[1], "staff"), datetime.fromisoformat(row[2]), bool(row[3]), bool(row[4])
            )
            for row in rows.fetchall()
        ]

    def wish(self, user: int, *, alerts: bool, digest: bool) -> None:
        """Keep what someone wants to hear."""
        self._db.execute("update staff_chat set alerts = ?, digest = ? where user_id = ?", [alerts, digest, user])

    def told_since(self, user: int, kind: str, since: datetime) -> bool:
        """True when someone was told something of a kind after a moment."""
        row = self._db.execute(
            "select 1 from staff_told where user_id = ? and what like ? and told_at > ?",
            [user, f"{kind} %", since.isoformat()],
        ).fetchone()
        return row is not None

    def heard(self, user: int) -> set[str]:
        """Return what someone was told."""
        rows = self._db.execute("select what from staff_told where user_id = ?", [user])
        return {row[0] for row in rows.fetchall()}

    def tell(self, user: int, what: str, now: datetime) -> None:
        """Note that someone is told something."""
        self._db.execute(
            "insert into staff_told (user_id, what, told_at) values (?, ?, ?) on conflict do nothing",
            [user, what, now.isoformat()],
        )

    def purge(self, now: datetime, told_before: datetime) -> None:
        """Delete codes that are over, and what was told long ago."""
        self._db.execute("delete from staff_code where expires_at < ?", [now.isoformat()])
        self._db.execute("delete from staff_told where told_at < ?", [told_before.isoformat()])
