"""A copy that is there is a copy that works; putting one back never loses what was there."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.config import PROJECT
from lde_bot.errors import StoreError
from lde_bot.store.backup import Keep, backups, check_file, kept, make_backup, put_aside, restore, thin, tidy
from lde_bot.store.schema import open_database
from tests.conftest import NOW

NOBODY = 65534


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "lde.db"
    note(path, "eerste")
    return path


def note(path: Path, action: str) -> None:
    db = open_database(path)
    db.execute("insert into desk_log (at, user, action, about) values ('x', 'x', ?, 'x')", [action])
    db.close()


def notes(path: Path) -> list[str]:
    db = open_database(path)
    found = [row[0] for row in db.execute("select action from desk_log order by id").fetchall()]
    db.close()
    return found


def spoil(path: Path) -> None:
    """Write over pages in the middle of a file."""
    data = bytearray(path.read_bytes())
    for start in range(4096, len(data), 8192):
        data[start : start + 512] = b"\xa5" * 512
    path.write_bytes(data)


def test_a_copy_holds_everything_and_only_its_owner_may_read_it(database: Path, tmp_path: Path) -> None:
    copy = make_backup(database, tmp_path / "copies", NOW)
    assert copy.name == "lde-20261123T100000Z.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert notes(copy) == ["eerste"]
    assert [path for _, path in backups(tmp_path / "copies")] == [copy]
    assert {path.name for path in copy.parent.iterdir()} <= {copy.name, f"{copy.name}-wal", f"{copy.name}-shm"}


def test_a_copy_is_one_moment_while_another_connection_keeps_writing(database: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        db = open_database(database)
        while not stop.is_set():
            with db.atomic():  # always two together
                for action in ("links", "rechts"):
                    db.execute("insert into desk_log (at, user, action, about) values ('x', 'x', ?, 'x')", [action])
        db.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [make_backup(database, tmp_path, NOW + timedelta(seconds=number)) for number in range(5)]
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        check_file(copy)
        found = notes(copy)
        assert found.count("links") == found.count("rechts")


def test_a_damaged_database_makes_no_copy_and_leaves_the_old_ones(database: Path, tmp_path: Path) -> None:
    good = make_backup(database, tmp_path / "copies", NOW)
    spoil(database)
    with pytest.raises(StoreError):
        make_backup(database, tmp_path / "copies", NOW + timedelta(days=1))
    assert [path.name for path in good.parent.iterdir()] == [good.name]


def test_what_is_put_back_is_what_was_copied_and_what_stood_there_is_kept(database: Path, tmp_path: Path) -> None:
    copy = make_backup(database, tmp_path / "copies", NOW)
    note(database, "later")
    aside = restore(copy, database, NOW)
    assert notes(database) == ["eerste"]
    assert aside is not None
    assert notes(aside) == ["eerste", "later"]


def test_a_damaged_copy_is_refused_and_nothing_changes(database: Path, tmp_path: Path) -> None:
    copy = make_backup(database, tmp_path / "copies", NOW)
    spoil(copy)
    before = database.read_bytes()
    with pytest.raises(StoreError, match=r"beschadigd|gelezen"):
        restore(copy, database, NOW)
    assert database.read_bytes() == before
    assert {path.name for path in database.parent.iterdir()} <= {"lde.db", "lde.db-wal", "lde.db-shm"}


def test_a_file_that_is_no_database_or_of_a_newer_program_is_refused(database: Path, tmp_path: Path) -> None:
    letter = tmp_path / "brief.db"
    letter.write_bytes(b"beste" * 1000)
    with pytest.raises(StoreError, match="gelezen"):
        restore(letter, database, NOW)
    copy = make_backup(database, tmp_path / "copies", NOW)
    with sqlite3.connect(copy) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('lde-bot', 'm999_later', 'x')"
        )
    connection.close()
    with pytest.raises(StoreError, match="nieuwere LDE-bot"):
        restore(copy, database, NOW)


def test_nothing_is_put_back_under_a_running_bot(database: Path, tmp_path: Path) -> None:
    copy = make_backup(database, tmp_path / "copies", NOW)
    running = open_database(database)
    with pytest.raises(StoreError, match="stop hem eerst"):
        restore(copy, database, NOW)
    running.execute("insert into desk_log (at, user, action, about) values ('x', 'x', 'nog', 'x')")
    running.close()
    assert notes(database) == ["eerste", "nog"]


def test_a_spoiled_database_can_be_replaced(database: Path, tmp_path: Path) -> None:
    copy = make_backup(database, tmp_path / "copies", NOW)
    database.write_bytes(b"\0" * 9000)
    aside = restore(copy, database, NOW)
    assert notes(database) == ["eerste"]
    assert aside is not None
    assert aside.read_bytes() == b"\0" * 9000


def test_a_year_of_daily_copies_leaves_days_weeks_and_months(tmp_path: Path) -> None:
    for day in range(400):
        moment = NOW - timedelta(days=day)
        (tmp_path / f"lde-{moment:%Y%m%dT%H%M%S}Z.db").touch()
    other = tmp_path / "vakantie.jpg"
    other.touch()
    thin(tmp_path, Keep())
    left = [moment for moment, _ in backups(tmp_path)]
    assert left[:7] == [NOW - timedelta(days=day) for day in range(7)]
    assert len({moment.isocalendar()[:2] for moment in left if moment > NOW - timedelta(days=28)}) >= 4
    assert len({(moment.year, moment.month) for moment in left}) == 12
    assert len(left) <= 7 + 4 + 12
    assert other.exists()


@given(st.lists(st.integers(0, 3650 * 24).map(lambda hours: NOW - timedelta(hours=hours)), max_size=60))
def test_thinning_keeps_the_newest_never_too_many_and_twice_is_once(moments: list[datetime]) -> None:
    keep = Keep(3, 2, 2)
    staying = kept(moments, keep)
    assert staying <= set(moments)
    assert len(staying) <= 7
    assert not moments or max(moments) in staying
    assert kept(staying, keep) == staying


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files that their owner cannot read")
def test_a_copy_that_root_puts_back_belongs_to_whom_the_database_belonged(database: Path, tmp_path: Path) -> None:
    copy = make_backup(database, tmp_path / "copies", NOW)
    os.chown(database, NOBODY, NOBODY)
    restore(copy, database, NOW)
    assert database.stat().st_uid == NOBODY
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


KILLER = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
import lde_bot.store.backup as backup
real = backup.check_file
def check_file(path):
    if path.suffix == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path)
backup.check_file = check_file
database, copies, now = Path(sys.argv[2]), Path(sys.argv[3]), datetime.fromisoformat(sys.argv[4])
if sys.argv[1] == ".restoring":
    backup.restore(backup.backups(copies)[0][1], database, now)
backup.make_backup(database, copies, now)
"""


@pytest.mark.parametrize("ending", [".part", ".scratch", ".restoring"])
def test_what_a_kill_leaves_of_a_copy_goes_a_day_later(database: Path, tmp_path: Path, ending: str) -> None:
    copies = tmp_path / "copies"
    copy = make_backup(database, copies, NOW - timedelta(hours=1))
    command = [sys.executable, "-c", KILLER, ending, str(database), str(copies), NOW.isoformat()]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == -signal.SIGKILL
    left = [path for path in (*copies.iterdir(), *database.parent.iterdir()) if path.suffix == ending]
    assert len(left) == 1
    os.utime(left[0], (NOW.timestamp(), NOW.timestamp()))
    assert tidy(database, copies, Keep(), NOW + timedelta(hours=23)) == []
    assert left[0].exists(), "perhaps it is still being made"
    tidy(database, copies, Keep(), NOW + timedelta(hours=25))
    assert list(copies.iterdir()) == [copy]
    assert {path.name for path in database.parent.iterdir()} <= {"lde.db", "lde.db-wal", "lde.db-shm"}


def test_what_a_restore_put_aside_stays_as_long_as_a_copy_may(database: Path, tmp_path: Path) -> None:
    copy, keep = make_backup(database, tmp_path / "copies", NOW), Keep(7, 0, 0)
    asides = [restore(copy, database, NOW + timedelta(days=day)) for day in (0, 2)]
    assert [path for _, path in put_aside(database)] == asides[::-1]
    assert tidy(database, None, keep, NOW + timedelta(days=7)) == []
    assert tidy(database, None, keep, NOW + timedelta(days=7, minutes=1)) == asides[:1]
    assert [path for _, path in put_aside(database)] == asides[1:]
    assert notes(database) == ["eerste"]


@pytest.mark.parametrize(("keep", "days"), [(Keep(), 372), (Keep(7, 0, 0), 7), (Keep(3, 4, 0), 28)])
def test_no_copy_made_every_day_becomes_older_than_the_longest_term(keep: Keep, days: int) -> None:
    assert keep.longest == timedelta(days=days)
    every_day = [NOW - timedelta(days=day) for day in range(800)]
    assert NOW - min(kept(every_day, keep)) <= keep.longest
