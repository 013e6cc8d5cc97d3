"""A database of every version that was ever made opens, with what it held (``scripts/make_old_databases.py``)."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from lde_bot.services_access import NOBODY
from lde_bot.store.backup import check_file, make_backup, restore
from lde_bot.store.curation import CurationStore
from lde_bot.store.desk import DeskStore
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.drafts import DraftStore
from lde_bot.store.schema import known_migrations, migrations, open_database
from lde_bot.store.sessions import InboxStore
from lde_bot.store.staff import StaffStore
from lde_bot.store.tally import TallyStore
from lde_bot.vault import Vault
from tests.conftest import NOW

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "databases"
OLD = sorted(path.stem for path in FOLDER.glob("*.sql"))
VAULT = Vault(b"f" * 32)


def old(name: str, path: Path) -> Path:
    """Make the database as that migration left it."""
    connection = sqlite3.connect(path)
    connection.executescript((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def reached(name: str, migration: str) -> bool:
    return OLD.index(name) >= OLD.index(migration)


def look(db: Database, name: str) -> None:
    """Hold what the database tells against what was put in when it was made."""
    [initiative] = DirectoryStore(db).get(["voorbeeld"])
    assert initiative.name == "Voorbeeld Klusdienst"
    assert "123 45 67" in initiative.phone
    assert initiative.assured_date in {None, date(2026, 1, 15)}
    if reached(name, "m002_conversations"):
        assert InboxStore(db, VAULT).waiting() == [(41, '{"update_id": 41}')]
        assert not InboxStore(db, VAULT).receive(40, "{}", datetime(2026, 11, 20, tzinfo=UTC))
        [question] = CurationStore(db, VAULT).all()
        assert question.text == "wie maait mijn gras"
        assert [guess.entry for guess in question.guesses] == ["klusdienst"]
    if reached(name, "m004_echo"):
        assert db.execute("select entry, yes, no from helped").fetchall() == [("wat-is-lde", 12, 3)]
    if reached(name, "m005_desk"):
        assert db.execute("select name, role from desk_user").fetchall() == [("Curator", "curator")]
        assert db.execute("select action from desk_log order by id limit 1").fetchall() == [("account gemaakt",)]
    if reached(name, "m006_staff"):
        [one] = StaffStore(db, VAULT).chats()
        assert (one.address, one.alerts, one.digest) == ("telegram:7", True, False)
    if reached(name, "m007_sealed_notes"):
        assert DeskStore(db, VAULT).lines(1)[0].about == "klusdienst"
    if reached(name, "m009_consent"):
        tally = TallyStore(db, VAULT)
        assert tally.agreed("c" * 32, datetime(2026, 11, 20, tzinfo=UTC))
        assert [one.question for one in tally.sampled("2026-11-16")] == ["wat is lde"]
        assert len(tally.of("c" * 32)) == 1
    if reached(name, "m010_drafts"):
        [draft] = DraftStore(db, VAULT).every()
        assert (draft.by, draft.field("utterances")) == ("Curator", "wie maait mijn gras")
    if reached(name, "m011_names_and_saves"):
        assert initiative.alternate_name == "De Klussers"
        assert [(one.by, one.batch) for one in DirectoryStore(db).history("voorbeeld")] == [("Curator", 7)]
    assert [one.id for one in DirectoryStore(db).named("voorbeeld klusdienst", 5)] == ["voorbeeld"]


TYPED = ("mijn wachtwoord 123", "")


@pytest.mark.parametrize("name", [name for name in OLD if "m005_desk" <= name < "m008_typed_names"])
def test_what_someone_typed_for_a_name_goes_from_the_log_of_an_older_version(name: str, tmp_path: Path) -> None:
    path = old(name, tmp_path / "lde.db")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal").fetchall()
    lines = [(user, "aanmelden mislukt") for user in (*TYPED, "Curator", "curator")] + [
        ("consoleopdracht", "codes uit")
    ]
    connection.executemany("insert into desk_log (at, user, action, about) values ('x', ?, ?, '')", lines)
    db = open_database(path)  # while the journal of the older version is still there
    now = db.execute("select user, action from desk_log where at = 'x' order by id").fetchall()
    assert now == [(NOBODY, lines[0][1])] * len(TYPED) + lines[len(TYPED) :], "accounts keep their names"
    left = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("lde.db*")))
    assert b"Curator" in left
    assert TYPED[0].encode() not in left
    db.close()
    connection.close()


def test_there_is_an_old_database_for_every_migration() -> None:
    assert set(OLD) == known_migrations(), "run: python scripts/make_old_databases.py"


@pytest.mark.parametrize("name", OLD)
def test_a_database_of_an_older_version_opens_with_what_it_held(name: str, tmp_path: Path) -> None:
    path = old(name, tmp_path / "lde.db")
    for _ in range(2):
        db = open_database(path)
        look(db, name)
        db.close()
    check_file(path)


@pytest.mark.parametrize("name", OLD[OLD.index("m005_desk") : OLD.index("m009_consent")])
def test_what_was_kept_of_answers_before_anyone_was_asked_goes_with_every_byte(name: str, tmp_path: Path) -> None:
    path, sealed = old(name, tmp_path / "lde.db"), VAULT.seal('"wat is lde"', "sample")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for week in ("2026-11-16", "2026-11-23"):
            connection.execute(
                "insert into sample (week, sealed, entry, confidence) values (?, ?, '', 1)", [week, sealed]
            )
            connection.execute("insert into tally values (?, 'sampled', ?, 70)", [week, week])
    assert sealed in path.read_bytes()
    db = open_database(path)
    tally = TallyStore(db, VAULT)
    assert (tally.weeks(), tally.totals("sampled", "")) == ([], [])
    look(db, name)
    db.close()
    assert [file for file in tmp_path.iterdir() if sealed in file.read_bytes()] == []


@pytest.mark.parametrize("name", OLD)
def test_a_copy_of_an_older_version_can_be_put_back(name: str, tmp_path: Path) -> None:
    copy = make_backup(old(name, tmp_path / "old.db"), tmp_path / "copies", NOW)
    restore(copy, tmp_path / "lde.db", NOW)
    db = open_database(tmp_path / "lde.db")
    look(db, name)
    db.close()


@pytest.mark.parametrize("name", OLD[: OLD.index("m007_sealed_notes")])  # what comes after that needs no room
def test_a_migration_for_which_the_disk_is_too_full_leaves_the_database_as_it_was(name: str, tmp_path: Path) -> None:
    path = old(name, tmp_path / "lde.db")
    connection = sqlite3.connect(path)
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        migrations.apply(Database(connection, execute_plugins=False))
    connection.close()
    check_file(path)
    db = open_database(path)
    look(db, name)
    db.close()
