"""Which key a database belongs to, also after a change of key that was cut off (:mod:`lde_bot.store.rekeying`).

The database holds a mark that only its own key opens. Changing the key is one transaction: every sealed text is sealed
anew, every conversation gets its new code, and so does the mark. The new key lies beside the old one before that
begins (``lde.key.nieuw``) and takes its place after it; the old one stays as ``lde.key.oud-...``, for older copies.
Whenever the program stops in between, the mark tells at the next start which of the two is the key, and the change is
finished or as if it never began.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from lde_bot.errors import VaultError
from lde_bot.files import take_place
from lde_bot.store.notes import NOTES, seal_readable
from lde_bot.store.schema import open_database
from lde_bot.vault import Vault, keep_private, open_vault, sync_folder, write_key

SEALED = {
    ("session", "sealed"): "session",
    ("inbox", "sealed"): "inbox",
    ("unanswered", "sealed"): "unanswered",
    ("waiting", "sealed"): "waiting",
    ("question_group", "sealed"): "group",
    ("sample", "sealed"): "sample",
    ("desk_user", "totp"): "totp",
    ("staff_chat", "sealed"): "staff",
    ("desk_draft", "sealed"): "draft",
    **{(table, "sealed"): purpose for table, purpose in NOTES.items()},
}
"""Every column that holds something sealed, and for what it was."""
_MARK, _MARKED = "key", "lde-bot"


def next_key(path: Path) -> Path:
    """Return where the key lies that is to take the place of this one."""
    return path.with_name(f"{path.name}.nieuw")


def old_key(path: Path) -> Path:
    """Return where this key lies after it was replaced: its name tells which key it is, not what it is."""
    return path.with_name(f"{path.name}.oud-{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}")


def open_keyed(database: Path | None, path: Path) -> tuple[Database, Vault]:
    """Open a database, and only then its key: while it is open, nothing can give it another.

    :param database: none is one in memory, with a key of its own.
    :raises LdeBotError: one of them cannot be used.
    """
    db = open_database(database)
    try:
        vault = unlock(db, path) if database else open_vault(None)
        with contextlib.suppress(sqlite3.Error):  # it cannot be written now: the next start does it
            seal_readable(db, vault)
    except BaseException:
        db.close()
        raise
    return db, vault


def unlock(db: Database, path: Path) -> Vault:
    """Return the vault of a database, and finish a change of key that was cut off.

    :raises VaultError: there is no key that fits, or everyone can read it.
    """
    _close_to_others(path)
    row = db.execute("select sealed from key_mark").fetchone()
    if row is None:
        vault = open_vault(path)
        _hold_to_contents(db, vault, path)
        with contextlib.suppress(sqlite3.Error):  # a disk that is full: the next start marks it
            mark(db, vault)
        return vault
    if path.exists() and (vault := open_vault(path)) and _opens(vault, row[0]):
        next_key(path).unlink(missing_ok=True)  # of a change that was cut off before it was made
        return vault
    if next_key(path).exists() and (vault := open_vault(next_key(path))) and _opens(vault, row[0]):
        settle(path)
        return vault
    raise VaultError(_advice(path, row[0]))


def _close_to_others(path: Path) -> None:
    """Let only their owner read the key and the one that is to take its place."""
    for key in (path, next_key(path)):
        try:
            if key.exists():
                keep_private(key)
        except OSError as error:
            raise VaultError(f"De sleutel {key} is niet te gebruiken: {error.strerror}.") from None


def conversation_tables(db: Database) -> list[str]:
    """Return the tables whose rows belong to a conversation."""
    rows = db.execute(
        "select schema.name from sqlite_schema as schema, pragma_table_info(schema.name) as part"
        " where schema.type = 'table' and part.name = 'conversation' order by 1"
    )
    return [str(row[0]) for row in rows.fetchall()]


def mark(db: Database, vault: Vault) -> None:
    """Mark a database as belonging to this key."""
    db.execute(
        "insert into key_mark values (1, :mark) on conflict (id) do update set sealed = :mark",
        {"mark": vault.seal(_MARKED, _MARK)},
    )


def _opens(vault: Vault, sealed: bytes, purpose: str = _MARK) -> bool:
    try:
        vault.open(sealed, purpose)
    except VaultError:
        return False
    return True


def _hold_to_contents(db: Database, vault: Vault, path: Path) -> None:
    """Hold the key against what a database without a mark holds.

    :raises VaultError: it opens none of it.
    """
    for (table, column), purpose in SEALED.items():
        row = db.execute(f"select {column} from {table} where {column} is not null limit 1").fetchone()
        if row and not _opens(vault, row[0], purpose):
            raise VaultError(_advice(path, row[0], purpose))


def _advice(path: Path, sealed: bytes, purpose: str = _MARK) -> str:
    """Return what to do about a key that does not fit."""
    wrong = f"De sleutel {path} hoort niet bij deze databank."
    for other in sorted(path.parent.glob(f"{path.name}.oud-*")):
        with contextlib.suppress(VaultError):
            if _opens(open_vault(other), sealed, purpose):
                return f"{wrong} {other.name} hoort er wel bij: kopieer dat bestand naar {path.name}."
    return f"{wrong} Zet de juiste sleutel terug uit de plaats waar je hem bewaart."


def settle(path: Path) -> Path:
    """Put the new key in the place of the old one, which stays under another name; doing it twice does no harm."""
    kept = old_key(path) if path.exists() else path
    if path.exists() and not kept.exists():
        part = kept.with_name(f"{kept.name}.deel")
        write_key(part, path.read_bytes())
        take_place(part, path)
        part.replace(kept)
    next_key(path).replace(path)
    sync_folder(path.parent)
    return kept


def look_at_key(database: Path, path: Path) -> None:
    """See whether a key fits a database; changes nothing.

    :raises VaultError: it does not, or cannot be read.
    """
    vault = open_vault(path)
    with contextlib.suppress(sqlite3.Error):  # an older database has no mark; one that cannot be read says so itself
        with contextlib.closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("select sealed from key_mark").fetchone()
        if row and not _opens(vault, row[0]) and not next_key(path).exists():
            raise VaultError(_advice(path, row[0]))
