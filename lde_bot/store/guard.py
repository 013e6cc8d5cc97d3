"""When the database cannot be used for a while: which failures are the machine's and not ours, and is it over?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from lde_bot.health import DAMAGED, DATABASE, Trouble
from lde_bot.store.schema import BUSY_SECONDS

DatabaseFailure = sqlite3.Error
"""What the store raises when SQLite refuses."""
_PROBE_MILLISECONDS = 250
_FULL = Trouble(
    DATABASE,
    "De schijf met de databank is vol. De bot antwoordt nog, maar kan niets bewaren.",
    "Maak plaats vrij op die schijf. De bot gaat daarna vanzelf verder.",
)
_READONLY = Trouble(
    DATABASE,
    "De bot mag niet schrijven in de databank. Hij antwoordt nog, maar kan niets bewaren.",
    "Geef de gebruiker van de bot schrijfrecht op de gegevensmap en op lde.db.",
)
_BUSY = Trouble(
    DATABASE,
    "Een ander programma houdt de databank bezet. De bot antwoordt nog, maar kan niets bewaren.",
    "Sluit dat programma. De bot gaat daarna vanzelf verder.",
)
_DISK = Trouble(
    DATABASE,
    "De schijf met de databank geeft fouten. De bot antwoordt nog, maar kan niets bewaren.",
    "Kijk de schijf na. Zet zo nodig een reservekopie terug op een andere schijf: lde-bot restore BESTAND.",
)
_BROKEN = Trouble(
    DAMAGED,
    "De databank is beschadigd. De bot antwoordt nog uit zijn geheugen, maar bewaart niets.",
    "Stop de bot en zet de laatste reservekopie terug: lde-bot restore BESTAND. Start daarna opnieuw.",
)
_KNOWN = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READONLY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_CANTOPEN: _DISK,
    sqlite3.SQLITE_PERM: _READONLY,
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_NOTADB: _BROKEN,
}


def trouble_of(error: sqlite3.Error) -> Trouble | None:
    """Return what is wrong with the machine; ``None`` when the mistake is in the program."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _KNOWN.get(code & 0xFF)


def probe(db: Database) -> None:
    """Write to the database and wait until it is on the disk; what it holds does not change.

    :raises DatabaseFailure: that cannot be done now.
    """
    db.execute(f"pragma busy_timeout = {_PROBE_MILLISECONDS}").fetchall()
    try:
        version = db.execute("pragma user_version").fetchone()[0]
        with db.atomic():
            db.execute(f"pragma user_version = {int(version)}").fetchall()
    finally:
        db.execute(f"pragma busy_timeout = {int(BUSY_SECONDS * 1000)}").fetchall()


@contextmanager
def unhurried(db: Database) -> Iterator[None]:
    """Do not wait for the disk in what is written inside: it is there at the latest with the next write that waits.

    A program that is killed loses nothing of it, since the system has it. A power cut may lose the last of it, always
    from the end: what was written later is never there without what was written before.
    """
    db.execute("pragma synchronous = normal").fetchall()
    try:
        yield
    finally:
        db.execute("pragma synchronous = full").fetchall()
