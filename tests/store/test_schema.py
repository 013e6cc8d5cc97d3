"""The database opens, moves forward, and refuses what it does not know."""

import sqlite3
import stat
from pathlib import Path

import pytest

from lde_bot.errors import StoreError
from lde_bot.store.schema import open_database


def test_a_new_database_has_the_tables_of_the_field(tmp_path: Path) -> None:
    db = open_database(tmp_path / "deep" / "lde.db")
    tables = set(db.table_names())
    assert {
        "organization",
        "service",
        "location",
        "service_at_location",
        "address",
        "phone",
        "service_area",
        "metadata",
    } <= tables
    assert {"session", "inbox", "unanswered"} <= tables
    db.close()


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    applied = []
    for _ in range(2):
        db = open_database(tmp_path / "lde.db")
        applied.append(db.execute("select name, applied_at from _sqlite_migrations order by id").fetchall())
        db.close()
    assert applied[0] == applied[1]
    assert len(applied[0]) >= 4
    db.close()


def test_writes_survive_a_power_cut(tmp_path: Path) -> None:
    db = open_database(tmp_path / "lde.db")
    assert db.execute("pragma journal_mode").fetchone()[0] == "wal"
    assert db.execute("pragma synchronous").fetchone()[0] == 2
    assert db.execute("pragma foreign_keys").fetchone()[0] == 1
    db.close()


def test_a_database_that_another_program_holds_is_waited_for_five_seconds(tmp_path: Path) -> None:
    db = open_database(tmp_path / "lde.db")
    assert db.execute("pragma busy_timeout").fetchone()[0] == 5000
    db.close()


def test_a_database_of_a_newer_program_is_refused_with_a_clear_sentence(tmp_path: Path) -> None:
    db = open_database(tmp_path / "lde.db")
    db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('lde-bot', 'm999_later', 'x')")
    db.close()
    with pytest.raises(StoreError, match="newer LDE-bot"):
        open_database(tmp_path / "lde.db")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "lde.db"
    path.write_bytes(b"this is no database, but somebody's letter" * 40)
    with pytest.raises(StoreError, match="cannot be used"):
        open_database(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_service_needs_its_organisation(tmp_path: Path) -> None:
    db = open_database(tmp_path / "lde.db")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("insert into phone values ('p', 'nobody', '1')")
    db.close()


def test_a_new_database_is_for_its_owner_only_and_so_is_what_lies_beside_it(tmp_path: Path) -> None:
    db = open_database(tmp_path / "lde.db")
    db.execute("insert into tally values ('2026-11-23', 'act', 'answer', 1)")
    assert {path.name for path in tmp_path.iterdir()} == {"lde.db", "lde.db-wal", "lde.db-shm"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    db.close()
