"""Copies of the database that are known to work: made while the bot runs, tried out, thinned, and put back.

A copy is made with SQLite's online backup, so it holds one moment even while the bot writes. It only gets its name once
it was checked page by page and restored into a scratch file that holds the same rows.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lde_bot.errors import StoreError
from lde_bot.files import take_place
from lde_bot.store.schema import BUSY_SECONDS, known_migrations

_NAME = re.compile(r"lde-(\d{8}T\d{6})Z\.db")
_ASIDE = re.compile(r"lde-vervangen-(\d{8}T\d{6})Z\.db")
_DRAFT = re.compile(r"lde-(\d{8}T\d{6})Z\.(part|scratch)")
_STAMP = "%Y%m%dT%H%M%S"
LEFT_AFTER = timedelta(days=1)
"""How old a half copy is when nobody is still making it: whoever began it was killed."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many copies stay: the newest of each of so many days, weeks and months."""

    days: int = 7
    weeks: int = 4
    months: int = 12

    @property
    def longest(self) -> timedelta:
        """How old a copy can become; what a restore put aside goes then too."""
        return timedelta(days=max(self.days, 7 * self.weeks, 31 * self.months))


def make_backup(database: Path, folder: Path, now: datetime) -> Path:
    """Copy the database into a folder and prove that the copy can be restored; return the copy.

    :raises StoreError: there is no database, the disk is full, or the copy is not sound; nothing is left behind.
    """
    if not database.exists():
        raise StoreError(f"Er is geen databank {database} om te bewaren.")
    final = folder / f"lde-{now.astimezone(UTC):{_STAMP}}Z.db"
    draft, scratch = final.with_suffix(".part"), final.with_suffix(".scratch")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(database, draft)
        check_file(draft)
        _copy(draft, scratch)
        check_file(scratch)
        if _counts(draft) != _counts(scratch):
            raise StoreError(
                "De reservekopie kon niet juist teruggezet worden: probeer het opnieuw op een andere schijf."
            )
        _settle(draft, final)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"De reservekopie in {folder} is niet gelukt: {error}.") from None
    finally:
        for left in (draft, scratch):
            _remove(left)
    return final


def check_file(path: Path) -> None:
    """Read every page of a database that nobody changes.

    :raises StoreError: it cannot be read, is damaged, is not of this program, or is of a newer one.
    """
    try:
        with _reading(path) as connection:
            found = [str(row[0]) for row in connection.execute("pragma integrity_check(5)")]
            broken = connection.execute("pragma foreign_key_check").fetchall()
            names = {str(row[0]) for row in connection.execute("select name from _sqlite_migrations")}
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"De databank {path} kan niet gelezen worden: {error}.") from None
    if found != ["ok"] or broken:
        raise StoreError(f"De databank {path} is beschadigd: {found[0] if found != ['ok'] else 'rijen missen'}.")
    newer = sorted(names - known_migrations())
    if newer:
        raise StoreError(f"De databank {path} is van een nieuwere LDE-bot ({newer[-1]}): installeer die versie.")


def waiting(path: Path) -> tuple[int, datetime | None]:
    """Return how many updates wait in the inbox of a database, and since when the oldest does.

    :raises StoreError: it cannot be read.
    """
    try:
        with _reading(path) as connection:
            row = connection.execute("select count(*), min(received_at) from inbox where done_at is null").fetchone()
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"De databank {path} kan niet gelezen worden: {error}.") from None
    return int(row[0]), datetime.fromisoformat(row[1]) if row[1] else None


def backups(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the copies in a folder with their moment, newest first."""
    return _named(folder, _NAME)


def put_aside(database: Path) -> list[tuple[datetime, Path]]:
    """Return the databases that a restore put aside beside this one, with their moment, newest first."""
    return _named(database.parent, _ASIDE)


def tidy(database: Path, folder: Path | None, keep: Keep, now: datetime) -> list[Path]:
    """Delete what is older than a copy may become, of what restores put aside; return what went.

    And the half files that a kill left behind, a day later: beside the database, and in the folder with copies.
    """
    for moment, path in _named(folder, _DRAFT) if folder else []:
        if now - moment > LEFT_AFTER:
            _remove(path)
    draft = _restoring(database)
    if draft.exists() and now.timestamp() - draft.stat().st_mtime > LEFT_AFTER.total_seconds():
        _remove(draft)
    gone = [path for moment, path in put_aside(database) if now - moment > keep.longest]
    for path in gone:
        _remove(path)
    return gone


def _named(folder: Path, name: re.Pattern[str]) -> list[tuple[datetime, Path]]:
    if not folder.is_dir():
        return []
    named = ((name.fullmatch(path.name), path) for path in folder.iterdir())
    found = [(datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), path) for match, path in named if match]
    return sorted(found, reverse=True)


def _restoring(database: Path) -> Path:
    return database.with_suffix(".restoring")


def thin(folder: Path, keep: Keep) -> list[Path]:
    """Delete the copies that the schedule does not keep; the newest always stays. Return what went."""
    found = backups(folder)
    staying = kept([moment for moment, _ in found], keep)
    gone = [path for moment, path in found if moment not in staying]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def kept(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Return which moments stay: the newest of each of the last days, weeks and months that have one."""
    ordered = sorted(moments, reverse=True)
    staying = set(ordered[:1])
    periods: list[tuple[int, Callable[[datetime], object]]] = [
        (keep.days, lambda moment: moment.date()),
        (keep.weeks, lambda moment: moment.isocalendar()[:2]),
        (keep.months, lambda moment: (moment.year, moment.month)),
    ]
    for most, period in periods:
        seen: dict[object, datetime] = {}
        for moment in ordered:
            seen.setdefault(period(moment), moment)
        staying.update(list(seen.values())[:most])
    return staying


def restore(file: Path, database: Path, now: datetime) -> Path | None:
    """Put a copy in the place of the database; return where what stood there is kept.

    :raises StoreError: the copy is not sound, or a program has the database open; nothing changed then.
    """
    check_file(file)
    aside: Path | None = None
    draft = _restoring(database)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, draft)
        check_file(draft)
        take_place(draft, database)
        if database.exists():
            _let_go(database)
            aside = database.with_name(f"{database.stem}-vervangen-{now.astimezone(UTC):{_STAMP}}Z.db")
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{database}{suffix}").replace(f"{aside}{suffix}")
        _settle(draft, database)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"De reservekopie kon niet teruggezet worden: {error}.") from None
    finally:
        _remove(draft)
    return aside


def _let_go(database: Path) -> None:
    """Make sure that no other program has the database open; only then can it leave WAL mode.

    :raises StoreError: a program has it open.
    """
    with contextlib.closing(sqlite3.connect(database, timeout=0.2)) as connection:
        try:
            connection.execute("pragma journal_mode = delete").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreError("De bot gebruikt de databank nog: stop hem eerst, en zet dan pas terug.") from None
        except sqlite3.DatabaseError:  # damaged: it is put aside as it is
            return


def _copy(source: Path, target: Path) -> None:
    """Copy one moment of a database into a file of its own, without a journal beside it, for its owner only."""
    _remove(target)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _reading(source) as reading, contextlib.closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("pragma journal_mode = delete").fetchall()


def _counts(path: Path) -> dict[str, int]:
    """Return how many rows each table holds."""
    with _reading(path) as connection:
        names = [str(row[0]) for row in connection.execute("select name from sqlite_schema where type = 'table'")]
        return {name: int(connection.execute(f'select count(*) from "{name}"').fetchone()[0]) for name in names}


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
        yield connection


def _settle(draft: Path, final: Path) -> None:
    """Give a file its name once it is on the disk, so that a power cut leaves the old one or the new one."""
    for path in (draft, draft.parent):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        if path == draft:
            shutil.move(draft, final)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
