"""Accounts, sessions and the log of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from lde_bot.store.notes import open_note, seal_note
from lde_bot.vault import Vault

SESSION = timedelta(hours=12)
"""A session ends after this."""


class Role(StrEnum):
    """What someone may do at the desk; each may do what the one before may."""

    READER = "reader"
    """Look."""
    CURATOR = "curator"
    """Judge, write, publish."""
    ADMIN = "admin"
    """Manage accounts."""


@dataclass(frozen=True, slots=True)
class DeskUser:
    """Someone with an account."""

    id: int
    """Number."""
    name: str
    """Name to log in with."""
    role: Role
    """What they may do."""
    password: str
    """Hash of the password."""
    totp: str
    """Secret of the one-time codes; empty when those are off."""
    totp_step: int
    """The half minute of the last code that was used: each is good once."""
    active: bool
    """Whether they may log in."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that someone did."""

    at: datetime
    """When."""
    user: str
    """Who."""
    action: str
    """What, as a word."""
    about: str
    """To what."""


class DeskStore:
    """Reads and writes accounts, sessions, attempts and the log."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def add_user(self, name: str, role: Role, password: str, now: datetime) -> bool:
        """Add an account, or give an existing one a new role and password; False when it existed."""
        new = self.user_named(name) is None
        self._db.execute(
            "insert into desk_user (name, role, password, created_at) values (?, ?, ?, ?)"
            " on conflict (name) do update set role = excluded.role, password = excluded.password, active = 1",
            [name, role.value, password, now.isoformat()],
        )
        return new

    def user_named(self, name: str) -> DeskUser | None:
        """Return an account by its name, whatever its case."""
        return next(iter(self._users("where name = ? collate nocase", [name])), None)

    def user(self, number: int) -> DeskUser | None:
        """Return an account that may log in, by its number."""
        return next(iter(self._users("where id = ? and active = 1", [number])), None)

    def users(self) -> list[DeskUser]:
        """Return every account, by name."""
        return self._users("order by name", [])

    def _users(self, which: str, values: Sequence[object]) -> list[DeskUser]:
        rows = self._db.execute(
            f"select id, name, role, password, totp, totp_step, active from desk_user {which}", list(values)
        )
        return [
            DeskUser(
                row[0],
                row[1],
                Role(row[2]),
                row[3],
                self._vault.open(row[4], "totp") if row[4] else "",
                row[5],
                bool(row[6]),
            )
            for row in rows.fetchall()
        ]

    def set_active(self, number: int, *, active: bool) -> None:
        """Let someone in, or no longer; then their sessions end too."""
        self._db.execute("update desk_user set active = ? where id = ?", [int(active), number])
        if not active:
            self.end_sessions(number)

    def set_password(self, number: int, password: str) -> None:
        """Keep another hash of a password."""
        self._db.execute("update desk_user set password = ? where id = ?", [password, number])

    def set_totp(self, number: int, secret: str) -> None:
        """Switch one-time codes on with this secret, or off with an empty one."""
        self._db.execute(
            "update desk_user set totp = ?, totp_step = 0 where id = ?",
            [self._vault.seal(secret, "totp") if secret else None, number],
        )

    def use_code(self, number: int, step: int) -> bool:
        """Note that a one-time code was used; False when it was used before."""
        cursor = self._db.execute(
            "update desk_user set totp_step = ? where id = ? and totp_step < ?", [step, number, step]
        )
        return cursor.rowcount == 1

    def begin_session(self, token: str, number: int, now: datetime, until: datetime) -> None:
        """Keep a session under the signature of its token."""
        self._db.execute(
            "insert into desk_session (token, user_id, seen_at, expires_at) values (?, ?, ?, ?)",
            [token, number, now.isoformat(), until.isoformat()],
        )

    def session(self, token: str, now: datetime, idle_since: datetime) -> DeskUser | None:
        """Return whose session this is, and note that it is used; ``None`` when it is over."""
        row = self._db.execute(
            "select user_id from desk_session where token = ? and expires_at > ? and seen_at > ?",
            [token, now.isoformat(), idle_since.isoformat()],
        ).fetchone()
        if row is None:
            return None
        self._db.execute("update desk_session set seen_at = ? where token = ?", [now.isoformat(), token])
        return self.user(row[0])

    def end_session(self, token: str) -> None:
        """End one session."""
        self._db.execute("delete from desk_session where token = ?", [token])

    def end_sessions(self, number: int) -> None:
        """End every session of someone."""
        self._db.execute("delete from desk_session where user_id = ?", [number])

    def note_attempt(self, key: str, now: datetime) -> None:
        """Note that someone tried to log in and failed."""
        self._db.execute("insert into desk_attempt (key, at) values (?, ?)", [key, now.isoformat()])

    def attempts(self, key: str, since: datetime, now: datetime) -> int:
        """Return how often that happened since a moment; what a clock that was ahead noted keeps nobody out."""
        row = self._db.execute(
            "select count(*) from desk_attempt where key = ? and at > ? and at <= ?",
            [key, since.isoformat(), now.isoformat()],
        ).fetchone()
        return int(row[0])

    def forget_attempts(self, key: str) -> None:
        """Forget failed attempts, after one that succeeded."""
        self._db.execute("delete from desk_attempt where key = ?", [key])

    def purge(self, now: datetime, attempts_before: datetime) -> None:
        """Delete sessions that are over, those that a clock that was ahead began, and attempts of long ago."""
        until = now + SESSION + timedelta(hours=1)
        self._db.execute(
            "delete from desk_session where expires_at < ? or expires_at > ?", [now.isoformat(), until.isoformat()]
        )
        self._db.execute("delete from desk_attempt where at < ?", [attempts_before.isoformat()])

    def log(self, user: str, action: str, about: str, now: datetime) -> None:
        """Add a line to the log."""
        self._db.execute(
            "insert into desk_log (at, user, action, about, sealed) values (?, ?, ?, '', ?)",
            [now.isoformat(), user, action, seal_note(self._vault, "desk_log", about)],
        )

    def lines(self, most: int) -> list[LogLine]:
        """Return the last lines of the log, newest first."""
        rows = self._db.execute("select at, user, action, about, sealed from desk_log order by id desc limit ?", [most])
        return [
            LogLine(datetime.fromisoformat(at), user, action, open_note(self._vault, "desk_log", sealed, about))
            for at, user, action, about, sealed in rows.fetchall()
        ]
