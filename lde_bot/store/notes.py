"""What curators type beside their work: notes, reasons, what a line of the log is about. Sealed, as what people ask is.

Until migration 7 it was kept readable; what an older version left that way is sealed when the program starts.
"""

from __future__ import annotations

from sqlite_utils import Database

from lde_bot.vault import Vault

NOTES = {"judgement": "note", "revision": "why", "desk_log": "about"}
"""The column of each table that an older version filled readably; now it is empty, and ``sealed`` holds the text."""


def seal_note(vault: Vault, table: str, text: str) -> bytes | None:
    """Return a note as it is kept; nothing when there is none."""
    return vault.seal(text, NOTES[table]) if text else None


def open_note(vault: Vault, table: str, sealed: bytes | None, readable: str) -> str:
    """Return a note; ``readable`` is what an older version left, and could not be sealed yet."""
    return vault.open(sealed, NOTES[table]) if sealed else readable


def seal_readable(db: Database, vault: Vault) -> int:
    """Seal what an older version kept readable, and leave no copy in the journal; return how many notes that were."""
    count = 0
    with db.atomic():
        for table, column in NOTES.items():
            for number, text in db.execute(f"select id, {column} from {table} where {column} != ''").fetchall():
                db.execute(
                    f"update {table} set sealed = ?, {column} = '' where id = ?",
                    [seal_note(vault, table, text), number],
                )
                count += 1
    if count:
        db.execute("pragma wal_checkpoint(truncate)").fetchall()
    return count
