"""What looks after the program: the clock, a copy every day, and a log that tells nothing about people."""

from __future__ import annotations

import json
import logging
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lde_bot import services, services_aside, services_health
from lde_bot.bootstrap import build_app
from lde_bot.caretaker import Caretaker
from lde_bot.config import Settings
from lde_bot.dialogue.model import UserMessage
from lde_bot.health import DATABASE, Health, Trouble
from lde_bot.lasting import Lasting
from lde_bot.logs import JsonLines, Lines
from lde_bot.rehearsal import try_cases
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.store.backup import Keep, backups
from lde_bot.store.schema import open_database
from tests.conftest import NOW, Clock


def moved(app: App) -> tuple[App, list[float], Clock]:
    ticks, clock = [0.0], Clock()
    other = replace(app, lasting=Lasting(Health(lambda: ticks[0])), clock=clock)
    assert services.purge(other) == 0  # looks at the clock for the first time
    return other, ticks, clock


def test_a_clock_that_jumps_years_ahead_deletes_nothing(app: App) -> None:
    app, ticks, clock = moved(app)
    services.respond(app, "anna", UserMessage(text="kan mijn konijn ook meedoen aan de stoelendans"))
    services.take_update(app, 1, "{}")
    clock.now += timedelta(days=4000)
    assert services.purge(app) == 0
    assert len(app.curation.all()) == 1
    assert services.waiting_updates(app) == [(1, "{}")]
    assert "klok" in [trouble.code for trouble in services_health.wrong_now(app)]
    ticks[0] += 60
    clock.now = NOW + timedelta(minutes=1)
    assert "klok" not in [trouble.code for trouble in services_health.wrong_now(app)]


def test_a_clock_that_goes_back_keeps_answering(app: App) -> None:
    app, _, clock = moved(app)
    services.respond(app, "anna", UserMessage(text="klusdienst"))
    clock.now -= timedelta(days=400)
    assert services.respond(app, "anna", UserMessage(text="9000")).reply.listings


def test_time_that_passes_is_no_jump_and_what_is_too_old_goes(app: App) -> None:
    app, ticks, clock = moved(app)
    services.respond(app, "anna", UserMessage(text="kan mijn konijn ook meedoen aan de stoelendans"))
    clock.now += timedelta(days=91)
    ticks[0] += 91 * 86_400
    assert services.purge(app) == 1


def test_a_new_time_is_believed_after_a_day(app: App) -> None:
    app, ticks, clock = moved(app)
    clock.now += timedelta(days=10)
    assert app.lasting.health.jumped(clock.now) > 0
    ticks[0] += 90_000
    clock.now += timedelta(seconds=90_000)
    assert app.lasting.health.jumped(clock.now) == 0


async def test_what_is_too_old_goes_while_the_program_runs_whether_telegram_is_there_or_not(app: App) -> None:
    app, ticks, clock = moved(app)
    services.respond(app, "anna", UserMessage(text="kan mijn konijn ook meedoen aan de stoelendans"))
    caretaker = Caretaker(app, Keep())

    async def later(hours: float) -> None:
        ticks[0] += hours * 3600
        clock.now += timedelta(hours=hours)
        await caretaker.look()

    await later(0.25)
    assert app.sessions.load("anna", NOW) != ""
    await later(1)
    assert app.sessions.load("anna", NOW) == "", "a conversation that is over goes within a minute"
    await later(app.keep_days * 24 - 10)
    assert len(app.curation.all()) == 1
    await later(12)
    assert app.curation.all() == [], "what has reached its end date goes within six hours"


def test_the_start_deletes_what_became_too_old_while_the_program_was_off(started_before: Settings) -> None:
    app = build_app(started_before)
    services.respond(app, "anna", UserMessage(text="kan mijn konijn ook meedoen aan de stoelendans"))
    with app.curation._db.conn:
        long_ago = (app.clock() - timedelta(days=app.keep_days + 1)).isoformat()
        app.curation._db.execute("update unanswered set asked_at = ?", [long_ago])
    app.close()
    app = build_app(started_before)
    assert app.curation.all() == []
    app.close()


def test_what_came_in_before_a_long_weekend_is_still_answered_after_it(app: App) -> None:
    app, ticks, clock = moved(app)
    for days, waits in ((3, True), (5, False)):
        services.take_update(app, days, "{}")
        ticks[0] += days * 86_400
        clock.now += timedelta(days=days)
        services.purge(app)
        assert ((3, "{}") in services.waiting_updates(app)) is waits


def test_one_damaged_update_is_put_aside_and_holds_up_no_other(app: App) -> None:
    for number in (1, 2, 3):
        services.take_update(app, number, "{}")
    app.inbox._db.execute("update inbox set sealed = zeroblob(length(sealed)) where update_id = 2")
    assert [number for number, _ in services.waiting_updates(app)] == [1, 3]
    [aside] = services_aside.put_aside(app)
    assert (aside.update_id, aside.error) == (2, "VaultError")
    assert services.forget(app, "anna").done


def test_a_write_that_cannot_be_done_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    lasting, done = Lasting(), []
    lasting.health.wrong(Trouble(DATABASE, "", ""))
    lasting._probed = lasting.health.ticks()
    for do in (lambda: 1 / 0, lambda: done.append(2)):
        lasting.write(do)
    assert lasting.held == 2
    assert lasting.again()
    assert done == [2]
    assert lasting.held == 0
    assert "could not be written" in caplog.text


async def test_a_copy_is_made_every_day_and_old_ones_go(app: App, tmp_path: Path) -> None:
    clock, folder = Clock(), tmp_path / "copies"
    open_database(tmp_path / "lde.db").close()
    app = replace(app, database=tmp_path / "lde.db", backup_dir=folder, clock=clock)
    caretaker = Caretaker(app, Keep(2, 0, 0))
    for _ in range(5 * 4):
        await caretaker.look()
        clock.now += timedelta(hours=6)
    assert len(backups(folder)) == 2
    assert "reservekopie" not in [trouble.code for trouble in services_health.wrong_now(app)]
    clock.now += timedelta(days=3)
    assert "reservekopie" in [trouble.code for trouble in services_health.wrong_now(app)]


async def test_a_copy_that_fails_is_tried_again_an_hour_later(app: App, tmp_path: Path) -> None:
    clock, folder = Clock(), tmp_path / "copies"
    app = replace(app, database=tmp_path / "lde.db", backup_dir=folder, clock=clock)
    (tmp_path / "lde.db").write_bytes(b"kapot" * 2000)
    caretaker = Caretaker(app, Keep())
    await caretaker.look()
    (tmp_path / "lde.db").unlink()
    open_database(tmp_path / "lde.db").close()
    await caretaker.look()
    assert backups(folder) == []
    clock.now += timedelta(hours=1)
    await caretaker.look()
    assert len(backups(folder)) == 1


async def test_what_a_restore_put_aside_goes_in_time_also_where_no_copies_are_made(app: App, tmp_path: Path) -> None:
    app, ticks, clock = moved(app)
    app = replace(app, database=tmp_path / "lde.db", backup_dir=None)
    aside = tmp_path / f"lde-vervangen-{clock.now:%Y%m%dT%H%M%S}Z.db"
    aside.touch()
    caretaker = Caretaker(app, Keep(7, 0, 0))
    clock.now += timedelta(days=8)
    await caretaker.look()
    assert aside.exists(), "the clock jumped: nothing is deleted for being old"
    ticks[0] += 8 * 86_400
    await caretaker.look()
    assert not aside.exists()


def record(message: str, *values: object, failing: bool = False) -> logging.LogRecord:
    info = None
    if failing:
        try:
            try:
                sqlite3.connect(":memory:").execute("geheim")
            except sqlite3.Error as cause:
                raise ValueError("ik heet Anna en woon in Gent") from cause
        except ValueError as error:
            info = (type(error), error, error.__traceback__)
    return logging.LogRecord("lde_bot.x", logging.ERROR, "x.py", 1, message, values, info)


def test_a_line_is_one_json_object_without_token_and_without_what_people_say() -> None:
    line = JsonLines("1:token").format(record("Fout bij %s\nverder", "1:token", failing=True))
    assert "\n" not in line
    content = json.loads(line)
    assert content["level"] == "ERROR"
    assert content["message"] == "Fout bij [token]\nverder"
    assert content["exception"][-1] == "ValueError <- OperationalError SQLITE_ERROR"
    assert "Anna" not in line
    assert "geheim" not in line


def test_lines_for_people_do_not_quote_anyone_either() -> None:
    text = Lines("1:token").format(record("Fout bij 1:token", failing=True))
    assert "test_watching.py" in text
    assert "[token]" in text
    assert "Anna" not in text


async def test_what_drafts_are_compared_with_is_worked_out_when_it_is_quiet_after_the_start_and_after_a_change(
    brief_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = brief_app
    caretaker = Caretaker(app, Keep())
    app.desk.add_user("an", Role.CURATOR, "", app.clock())
    await caretaker.look()
    assert app.drafts.before is None, "a start is busy enough"
    monkeypatch.setattr("lde_bot.caretaker.REHEARSE_AFTER", -1.0)
    await caretaker.look()
    begun = app.drafts.before
    assert begun is not None
    assert begun[1].result() == try_cases(app.snapshot, app.cases(), None)
    await caretaker.look()
    assert app.drafts.before is begun, "once"
    app.directory.verify("levanto-antwerpen", "An", app.today)
    monkeypatch.setattr("lde_bot.caretaker.REHEARSE_AFTER", 3600.0)
    await caretaker.look()
    assert app.drafts.before is begun, "whoever is at work in the guide is left in peace"
    monkeypatch.setattr("lde_bot.caretaker.REHEARSE_AFTER", -1.0)
    await caretaker.look()
    assert app.drafts.before is not None
    assert app.drafts.before[0] != begun[0]
    assert app.drafts.before[1].result() == begun[1].result()


async def test_where_nobody_has_an_account_nothing_is_worked_out_for_drafts(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lde_bot.caretaker.REHEARSE_AFTER", -1.0)
    await Caretaker(app, Keep()).look()
    assert app.drafts.before is None
