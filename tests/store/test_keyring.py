"""Another key: everything stays readable, every conversation stays the same one, and no kill loses anything."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from lde_bot.config import PROJECT
from lde_bot.errors import StoreError, VaultError
from lde_bot.store.care import CareStore
from lde_bot.store.curation import CurationStore
from lde_bot.store.desk import DeskStore, Role
from lde_bot.store.echo import EchoStore
from lde_bot.store.groups import GroupStore, Verdict
from lde_bot.store.keyring import SEALED, conversation_tables, look_at_key, next_key, open_keyed
from lde_bot.store.rekeying import rotate
from lde_bot.store.revisions import RevisionStore
from lde_bot.store.schema import open_database
from lde_bot.store.sessions import InboxStore, SessionStore
from lde_bot.store.staff import StaffStore
from lde_bot.store.tally import TallyStore
from lde_bot.triage import UnansweredQuery
from lde_bot.vault import Vault, open_vault
from tests.conftest import NOW

NOBODY = 65534
CHATS = range(7_001, 7_006)
KILLER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lde_bot.store.rekeying import rotate
seen, at = 0, int(sys.argv[2])
def hook(frame, event, arg):
    global seen
    if event in ("call", "c_call"):
        seen += 1
        name = frame.f_code.co_name
        if at == 0 and event == "call" and name in ("_rotated", "settle"):
            print(name, seen)
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(hook)
rotate(Path(sys.argv[1]) / "lde.db", Path(sys.argv[1]) / "lde.key", datetime.now(UTC))
sys.setprofile(None)
print("end", seen)
"""
"""A change of key that is killed at the call with this number; with 0 it tells which calls there are."""


def fill(data: Path) -> None:
    """Put something sealed in every table that holds any, of five chats."""
    db, vault = open_keyed(data / "lde.db", data / "lde.key")
    curation, desk = CurationStore(db, vault), DeskStore(db, vault)
    groups = GroupStore(db, vault, curation)
    group = groups.begin("lijkt op niets")
    for chat in CHATS:
        code = vault.pseudonym("telegram", chat)
        SessionStore(db, vault).save(code, f"staat {chat}", NOW)
        InboxStore(db, vault).receive(chat, f"update {chat}", NOW)
        curation.add(code, UnansweredQuery(0, f"vraag {chat}", NOW, "fallback", (), "0" * 8))
        EchoStore(db, vault).wait(code, f"telegram:{chat}", NOW)
        CareStore(db).report(f"initiatief-{chat}", "phone", code, NOW)
        TallyStore(db, vault).sample("2026-11-23", chat, 0.0, f"gevraagd {chat}", "wat-is-lde", 0.9, code)
        TallyStore(db, vault).agree(code, True, NOW)
    for question in curation.all():
        groups.put(question.id, group, 1.0)
    desk.add_user("An", Role.ADMIN, "x", NOW)
    desk.set_totp(1, "GEHEIM")
    StaffStore(db, vault).link(1, vault.pseudonym("telegram", CHATS[0]), f"telegram:{CHATS[0]}", NOW)
    desk.begin_session("teken", 1, NOW, NOW + timedelta(hours=1))
    desk.log("An", "gepubliceerd", "over klusdienst", NOW)
    groups.judge(group, Verdict.UNSURE, "", "een nota", "An", NOW)
    RevisionStore(db, vault).add("knowledge/x.yaml", "inhoud", "", "An", "een reden", NOW)
    CareStore(db).ask("initiatief-1", NOW, NOW + timedelta(days=30))
    db.close()


def look(data: Path) -> Vault:
    """Open it as the program does at its start, and hold it against what was put in."""
    db, vault = open_keyed(data / "lde.db", data / "lde.key")
    curation, desk = CurationStore(db, vault), DeskStore(db, vault)
    groups, tally = GroupStore(db, vault, curation), TallyStore(db, vault)
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert InboxStore(db, vault).waiting() == [(chat, f"update {chat}") for chat in CHATS]
    assert [one.text for one in curation.all()] == [f"vraag {chat}" for chat in CHATS]
    for chat in CHATS:
        code = vault.pseudonym("telegram", chat)
        assert SessionStore(db, vault).load(code, NOW) == f"staat {chat}"
        assert len(tally.of(code)) == 1
        counts = {
            table: db.execute(f"select count(*) from {table} where conversation = ?", [code]).fetchone()[0]
            for table in conversation_tables(db)
        }
        assert counts.pop("staff_chat") == (chat == CHATS[0])
        assert set(counts.values()) == {1}, counts
    addresses = [one.address for one in EchoStore(db, vault).waiting([one.id for one in curation.all()])]
    assert addresses == [f"telegram:{chat}" for chat in CHATS]
    assert groups.vectors(0) == [(1, "lijkt op niets")]
    assert groups.judgements(1)[0].note == "een nota"
    assert desk.users()[0].totp == "GEHEIM"
    assert [one.address for one in StaffStore(db, vault).chats()] == [f"telegram:{CHATS[0]}"]
    assert desk.lines(1)[0].about == "over klusdienst"
    assert RevisionStore(db, vault).live()[0].why == "een reden"
    db.close()
    return vault


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with something in every table."""
    fill(tmp_path / "data")
    return tmp_path / "data"


def every_sealed(data: Path) -> list[tuple[str, bytes]]:
    """Return everything sealed, each with what for."""
    with contextlib.closing(sqlite3.connect(data / "lde.db")) as connection:
        return [
            (purpose, row[0])
            for (table, column), purpose in SEALED.items()
            for row in connection.execute(f"select {column} from {table} where {column} is not null")
        ]


def test_every_column_that_is_sealed_is_known() -> None:
    db = open_database(None)
    columns = db.execute(
        "select schema.name, part.name from sqlite_schema as schema, pragma_table_info(schema.name) as part"
        " where schema.type = 'table' and lower(part.type) = 'blob' and schema.name not like 'shape%'"
    ).fetchall()
    ours = {(table, column) for table, column in columns if column in {"sealed", "totp"} and table != "key_mark"}
    assert ours == set(SEALED)
    assert conversation_tables(db) == ["consent", "report", "session", "staff_chat", "unanswered", "waiting"]


def test_after_it_everything_is_sealed_with_the_new_key_and_nothing_with_the_old(data: Path) -> None:
    old, before = look(data), every_sealed(data)
    made = rotate(data / "lde.db", data / "lde.key", NOW)
    assert (made.texts, made.codes, made.links) == (31, 26, 1)
    assert look(data).pseudonym("telegram", 7_001) != old.pseudonym("telegram", 7_001)
    for purpose, sealed in every_sealed(data):
        with pytest.raises(VaultError):
            old.open(sealed, purpose)
    left = (data / "lde.db").read_bytes()
    assert not [sealed for _, sealed in before if sealed in left], "nothing of the old key lies in freed pages"
    assert open_vault(made.old).pseudonym("telegram", 7_001) == old.pseudonym("telegram", 7_001)
    with contextlib.closing(sqlite3.connect(data / "lde.db")) as connection:
        assert connection.execute("select count(*) from desk_session").fetchone() == (0,)


def test_it_can_be_done_again_and_again(data: Path) -> None:
    names = {rotate(data / "lde.db", data / "lde.key", NOW).old.name for _ in range(3)}
    assert len(names) == 3
    look(data)


def test_a_kill_at_any_moment_loses_nothing_and_the_next_start_goes_on(data: Path, tmp_path: Path) -> None:
    def run(folder: Path, at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", KILLER, str(folder), str(at)]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    shutil.copytree(data, tmp_path / "dry")
    told = dict(line.split() for line in run(tmp_path / "dry", 0).stdout.splitlines())
    begin, settle, end = int(told["_rotated"]), int(told["settle"]), int(told["end"])
    coarse, fine = (settle - begin) // 7, max(1, (end - settle) // 12)
    moments = sorted({*range(begin, settle, coarse), *range(settle - 6, end, fine)})
    states = set()
    for moment in moments:
        folder = tmp_path / str(moment)
        shutil.copytree(data, folder)
        killed = run(folder, moment)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        begun = next_key(folder / "lde.key").exists()
        key = (folder / "lde.key").read_bytes()
        look(folder)
        states.add((begun, (folder / "lde.key").read_bytes() != key))
        assert not next_key(folder / "lde.key").exists()
        assert not (folder / "lde.db-journal").exists(), "older states lie there"
        rotate(folder / "lde.db", folder / "lde.key", NOW)
        look(folder)
    assert states == {(False, False), (True, False), (True, True)}, "before, in the middle and after"


def test_a_bot_that_runs_keeps_its_key(data: Path) -> None:
    db, _ = open_keyed(data / "lde.db", data / "lde.key")
    with pytest.raises(StoreError, match="stop hem eerst"):
        rotate(data / "lde.db", data / "lde.key", NOW)
    db.close()
    look(data)
    assert not next_key(data / "lde.key").exists()


def test_without_a_place_for_the_new_key_nothing_changes(data: Path) -> None:
    next_key(data / "lde.key").mkdir()
    with pytest.raises(VaultError, match="geen nieuwe sleutel"):
        rotate(data / "lde.db", data / "lde.key", NOW)
    next_key(data / "lde.key").rmdir()
    look(data)


def test_the_key_of_something_else_is_refused_and_makes_nothing(data: Path) -> None:
    (data / "lde.key").replace(data / "bewaard")
    with pytest.raises(VaultError, match="Zet de juiste sleutel terug"):
        open_keyed(data / "lde.db", data / "lde.key")
    assert not (data / "lde.key").exists()
    open_vault(data / "lde.key")
    for opening in (open_keyed, look_at_key):
        with pytest.raises(VaultError, match="hoort niet bij deze databank"):
            opening(data / "lde.db", data / "lde.key")
    (data / "bewaard").replace(data / "lde.key")
    look(data)


def test_a_copy_from_before_tells_which_key_it_needs(data: Path) -> None:
    shutil.copy(data / "lde.db", data / "copy.db")
    made = rotate(data / "lde.db", data / "lde.key", NOW)
    shutil.copy(data / "copy.db", data / "lde.db")
    with pytest.raises(VaultError, match=made.old.name):
        open_keyed(data / "lde.db", data / "lde.key")
    shutil.copy(made.old, data / "lde.key")
    look(data)


def test_what_an_older_version_kept_readable_is_sealed_at_the_first_start(tmp_path: Path) -> None:
    db = open_database(tmp_path / "lde.db")
    db.execute("insert into question_group (id, sealed) values (1, x'00')")
    db.execute(
        "insert into judgement (group_id, verdict, target, note, judged_by, judged_at)"
        " values (1, 'twijfel', '', 'Mevrouw Zwaluw vroeg dit', 'An', ?)",
        [NOW.isoformat()],
    )
    db.execute(
        "insert into revision (path, content, base, published_at, published_by, why)"
        " values ('knowledge/x.yaml', 'inhoud', '', ?, 'An', 'Zwaluw belde')",
        [NOW.isoformat()],
    )
    db.execute("insert into desk_log (at, user, action, about) values (?, 'An', 'x', 'Zwaluw')", [NOW.isoformat()])
    db.execute("delete from question_group where id = 2")
    seal = Vault(b"k" * 32).seal
    db.execute("update question_group set sealed = ?", [seal("x", "group")])
    db.close()
    (tmp_path / "lde.key").write_bytes(b"k" * 32)
    db, vault = open_keyed(tmp_path / "lde.db", tmp_path / "lde.key")
    assert GroupStore(db, vault, CurationStore(db, vault)).judgements(1)[0].note == "Mevrouw Zwaluw vroeg dit"
    assert RevisionStore(db, vault).live()[0].why == "Zwaluw belde"
    assert DeskStore(db, vault).lines(1)[0].about == "Zwaluw"
    assert b"Zwaluw" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    db.close()


def test_a_database_in_memory_has_a_key_for_this_run_alone() -> None:
    db, vault = open_keyed(None, Path("nowhere"))
    assert isinstance(db, Database)
    assert vault.open(vault.seal("x", "session"), "session") == "x"
    assert not Path("nowhere").exists()
    db.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files that their owner cannot read")
def test_a_change_of_key_by_root_leaves_the_service_every_file(tmp_path: Path) -> None:
    fill(tmp_path)
    for path in (tmp_path, *tmp_path.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    rotate(tmp_path / "lde.db", tmp_path / "lde.key", NOW)
    assert len(list(tmp_path.glob("lde.key*"))) == 2
    assert {path.stat().st_uid for path in tmp_path.iterdir()} == {NOBODY}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("lde.key*")} == {0o600}


def test_opening_a_database_closes_its_key_to_others_and_looking_at_it_does_not(tmp_path: Path) -> None:
    fill(tmp_path)
    database, key = tmp_path / "lde.db", tmp_path / "lde.key"
    key.chmod(0o644)
    look_at_key(database, key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o644
    open_keyed(database, key)[0].close()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
