"""Giving a database another key: one transaction that seals everything anew (how a kill is met: see ``keyring``)."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from lde_bot.errors import StoreError, VaultError
from lde_bot.files import take_place
from lde_bot.store.keyring import SEALED, conversation_tables, mark, next_key, settle, unlock
from lde_bot.store.schema import open_database
from lde_bot.vault import Vault, sync_folder, write_key

_CODE = re.compile(r"[0-9a-f]{32}")
_WAIT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of a change of key."""

    texts: int
    """How many texts were sealed anew."""
    codes: int
    """How many rows got the new code of their conversation."""
    links: int
    """How many links to initiatives no longer work."""
    old: Path
    """Where the old key lies."""


def rotate(database: Path, path: Path, now: datetime) -> Rotated:
    """Give a database that no program has open another key.

    :raises StoreError: a program has it open, or it cannot be written.
    :raises VaultError: its own key is not there, or no new one can be put beside it.
    """
    open_database(database).close()
    try:
        with contextlib.closing(sqlite3.connect(database, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
            _alone(connection)
            return _rotated(Database(connection, execute_plugins=False), path, now)
    except sqlite3.Error as error:
        raise StoreError(f"De sleutel is niet vervangen: {error}. Alles is zoals het was.") from None
    except OSError as error:
        raise VaultError(f"Naast {path} kan geen nieuwe sleutel komen: {error.strerror}.") from None


def _rotated(db: Database, path: Path, now: datetime) -> Rotated:
    old = unlock(db, path)
    content = old.successor()
    write_key(next_key(path), content)
    take_place(next_key(path), path)
    sync_folder(path.parent)
    new = Vault(content)
    db.execute("begin exclusive")
    try:
        texts, codes = _seal_anew(db, old, new), _name_anew(db, new)
        open_links = "select count(*) from verification where used_at is null and expires_at > ?"
        links = int(db.execute(open_links, [now.isoformat()]).fetchone()[0])
        for table in ("desk_session", "desk_attempt", "staff_code"):  # these are kept under signatures of the old key
            db.execute(f"delete from {table}")
        mark(db, new)
        db.execute("commit")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("rollback")
        raise
    kept = settle(path)
    with contextlib.suppress(sqlite3.Error):  # no room for a second copy: what is left is sealed with the old key
        db.execute("vacuum")
    return Rotated(texts, codes, links, kept)


def _seal_anew(db: Database, old: Vault, new: Vault) -> int:
    count = 0
    for (table, column), purpose in SEALED.items():
        rows = db.execute(f"select rowid, {column} from {table} where {column} is not null").fetchall()
        for number, sealed in rows:
            text = old.open(sealed, purpose)
            if purpose == "sample":
                text = _sample_anew(text, new)
            db.execute(f"update {table} set {column} = ? where rowid = ?", [new.seal(text, purpose), number])
        count += len(rows)
    return count


def _sample_anew(text: str, new: Vault) -> str:
    """Return an answer of the sample with the new code of the conversation that it came from."""
    content = json.loads(text)
    return json.dumps(content | {"of": new.follow(content["of"])})


def _name_anew(db: Database, new: Vault) -> int:
    count = 0
    for table in conversation_tables(db):
        for number, code in db.execute(f"select rowid, conversation from {table}").fetchall():
            if _CODE.fullmatch(code):
                db.execute(f"update {table} set conversation = ? where rowid = ?", [new.follow(code), number])
                count += 1
    return count


def _alone(connection: sqlite3.Connection) -> None:
    """Lock the database for this connection alone, for as long as it is open.

    :raises StoreError: another program has it open.
    """
    try:
        connection.execute("pragma locking_mode = exclusive").fetchall()
        for pragma in ("journal_mode = delete", "secure_delete = on", "synchronous = full", "foreign_keys = on"):
            connection.execute(f"pragma {pragma}").fetchall()
        connection.execute("begin exclusive")
        connection.execute("rollback")
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreError(
                "De bot gebruikt de databank nog: stop hem eerst, en vervang dan pas de sleutel."
            ) from None
        raise
