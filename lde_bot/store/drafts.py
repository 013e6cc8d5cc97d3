"""Drafts of fiches as they were typed, until they are published: what is being tried is in memory only."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from lde_bot.vault import Vault

TABLE = """
create table desk_draft (
    token text primary key,
    user_id integer not null references desk_user (id) on delete cascade,
    kept_at text not null,
    sealed blob not null
) strict
"""
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as someone typed it."""

    token: str
    """Name of the check that it was handed in for."""
    by: str
    """Whose it is."""
    kept_at: datetime
    """When it was handed in."""
    fields: tuple[tuple[str, str], ...]
    """What stood in the fields of the form, as a browser sends it."""

    def field(self, name: str) -> str:
        """Return what stood in a field."""
        return next((value for key, value in self.fields if key == name), "")


class DraftStore:
    """Reads and writes drafts, sealed: they are about what people asked."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def keep(self, token: str, user: int, fields: Fields, now: datetime) -> None:
        """Keep a draft."""
        self._db.execute(
            "insert into desk_draft (token, user_id, kept_at, sealed) values (?, ?, ?, ?)",
            [token, user, now.isoformat(), self._sealed(fields)],
        )

    def get(self, token: str) -> KeptDraft | None:
        """Return a draft."""
        return next(iter(self._rows("where token = ?", [token])), None)

    def every(self) -> list[KeptDraft]:
        """Return all drafts, newest first."""
        return self._rows("order by kept_at desc, desk_draft.rowid desc", [])

    def drop(self, token: str) -> None:
        """Delete a draft."""
        self._db.execute("delete from desk_draft where token = ?", [token])

    def purge(self, before: datetime) -> None:
        """Delete the drafts of before a moment."""
        self._db.execute("delete from desk_draft where kept_at < ?", [before.isoformat()])

    def without(self, name: str, lines: Collection[str]) -> None:
        """Take lines out of a field of every draft."""
        for one in self.every():
            fields = [
                (key, "\n".join(line for line in value.splitlines() if " ".join(line.split()) not in lines))
                if key == name
                else (key, value)
                for key, value in one.fields
            ]
            if fields != list(one.fields):
                self._db.execute("update desk_draft set sealed = ? where token = ?", [self._sealed(fields), one.token])

    def _sealed(self, fields: Fields) -> bytes:
        return self._vault.seal(json.dumps(fields), "draft")

    def _rows(self, which: str, values: list[object]) -> list[KeptDraft]:
        rows = self._db.execute(
            f"select token, name, kept_at, sealed from desk_draft join desk_user on desk_user.id = user_id {which}",
            values,
        )
        return [
            KeptDraft(
                token,
                name,
                datetime.fromisoformat(kept_at),
                tuple((key, value) for key, value in json.loads(self._vault.open(sealed, "draft"))),
            )
            for token, name, kept_at, sealed in rows.fetchall()
        ]
