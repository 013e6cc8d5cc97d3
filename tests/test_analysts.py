"""What analysts get: everything is described, and nobody is in it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from lde_bot import services, services_access, services_analysts, services_desk
from lde_bot.__main__ import cli
from lde_bot.dialogue.model import UserMessage
from lde_bot.errors import StoreError
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_desk import Verdict
from lde_bot.store.analysts import write_tables

SECRETS = ("zeldzame zin van een mens", "nota van een collega", "medewerkster", "iemand-op-telegram")


@pytest.fixture
def written(app: App, tmp_path: Path) -> Path:
    """The export of a program that was used."""
    conversation = app.pseudonym("telegram", "iemand-op-telegram")
    for text in ("wat is lde", "klusdienst gent", "zeldzame zin van een mens qqq", "fietspunt zele"):
        services.respond(app, conversation, UserMessage(text=text))
    services.keep_feedback(app, conversation, "zeldzame zin van een mens")
    services_access.add_user(app, "medewerkster", Role.CURATOR, "een lang wachtwoord", "test")
    user = app.desk.user_named("medewerkster")
    assert user is not None
    [group, *_] = services_desk.inbox(app).groups
    services_desk.judge(app, [group.id], Verdict.UNSURE, "", "nota van een collega", user)
    with app.transaction():
        for municipality, count in (("Genk", 9), ("Zele", 3)):
            for _ in range(count):
                app.care.count_search(["fietspunt"], municipality, "none", app.clock())
        app.tally.count([("published_after", "4")], app.clock())
    target = tmp_path / "lde-bot.db"
    write_tables(target, services_analysts.tables(app))
    return target


def test_nothing_that_people_typed_and_no_pseudonym_is_in_the_file(written: Path, app: App) -> None:
    content = written.read_bytes()
    for secret in (*SECRETS, app.pseudonym("telegram", "iemand-op-telegram")):
        assert secret.encode() not in content


def test_no_place_has_a_small_number(written: Path) -> None:
    with closing(sqlite3.connect(written)) as db:
        rows = db.execute("select municipality, asked, unmet, none from need").fetchall()
    assert ("Genk", 9, 9, 9) in rows
    assert not [row for row in rows if row[0] == "Zele" and row[1] is not None]
    assert all(number is None or number == 0 or number >= 5 for row in rows for number in row[1:])


def test_no_table_has_a_time_more_exact_than_a_week_or_who(written: Path) -> None:
    with closing(sqlite3.connect(written)) as db:
        names = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        columns = {row[1] for name in names for row in db.execute(f"pragma table_info({name})")}
    assert not columns & {"day", "asked_at", "conversation", "sealed", "text", "note", "judged_by", "email", "phone"}


def test_every_table_and_column_is_described(written: Path, app: App) -> None:
    told = json.loads(json.dumps(services_analysts.metadata(services_analysts.tables(app))))
    described = told["databases"]["lde-bot"]["tables"]
    with closing(sqlite3.connect(written)) as db:
        names = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        assert sorted(described) == sorted(names)
        for name in names:
            columns = [row[1] for row in db.execute(f"pragma table_info({name})")]
            assert list(described[name]["columns"]) == columns
            assert all(described[name]["columns"].values())
            assert set(described[name]["units"]) <= set(columns)
            assert described[name]["license"]
        assert db.execute("select count(*) from tally where kind = 'act'").fetchone()[0] > 0
        assert db.execute("select days, groups from waited").fetchall() == [(4, 1)]
        assert db.execute("select count(*) from unanswered").fetchone()[0] > 0


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    data = {"LDE_DATA_DIR": str(tmp_path / "data")}
    done = CliRunner().invoke(cli, ["analysts", str(tmp_path / "uit")], env=data)
    assert done.exit_code == 0, done.output
    assert "datasette" in done.output
    assert json.loads((tmp_path / "uit" / "metadata.json").read_text(encoding="utf-8"))["title"] == "LDE-bot"
    with closing(sqlite3.connect(tmp_path / "uit" / "lde-bot.db")) as db:
        assert db.execute("select count(*) from organization").fetchone()[0] > 100


def test_a_place_that_cannot_be_written_keeps_what_stood_there(tmp_path: Path, app: App) -> None:
    target = tmp_path / "lde-bot.db"
    target.mkdir()
    with pytest.raises(StoreError, match="kan niet geschreven"):
        write_tables(target, services_analysts.tables(app))
    assert [path.name for path in tmp_path.iterdir()] == ["lde-bot.db"]
