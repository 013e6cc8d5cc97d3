"""What is not waited for: a power cut may take the end of it, never a question that Telegram was told we have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from lde_bot import services
from lde_bot.bootstrap import build_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import UserMessage
from lde_bot.services import App
from lde_bot.store.guard import unhurried
from lde_bot.store.schema import open_database
from lde_bot.store.sessions import InboxStore
from lde_bot.vault import open_vault

QUESTION = UserMessage(text="kan mijn konijn ook meedoen aan de stoelendans")


@pytest.fixture
def filed(started_before: Settings) -> Iterator[App]:
    """The whole program on a database that lies on disk."""
    app = build_app(started_before)
    yield app
    app.close()


def answer(app: App, update_id: int) -> None:
    """Answer an update as the bot in Telegram does."""
    services.begin_update(app, update_id)
    state = services.state_of(app, "anna")
    turn = services.reply_to(app, state, QUESTION)
    services.remember(app, "anna", state, QUESTION, turn, update_id)


def journal_of(app: App) -> Path:
    assert app.database
    return app.database.with_name(app.database.name + "-wal")


def waiting_after_a_power_cut(app: App, journal: bytes, folder: Path) -> list[int]:
    """Return which updates wait when only this much of the journal had reached the disk."""
    assert app.database
    folder.mkdir()
    copy = folder / "lde.db"
    copyfile(app.database, copy)
    copy.with_name("lde.db-wal").write_bytes(journal)
    db = open_database(copy)
    try:
        assert db.execute("pragma integrity_check").fetchone()[0] == "ok"
        kept = db.execute("select count(*) from unanswered").fetchone()[0]
        waiting = [number for number, _ in InboxStore(db, open_vault(app.database.with_name("lde.key"))).waiting()]
        assert kept == 1 - len(waiting), "a question is kept when its update is ticked off, and only then"
        return waiting
    finally:
        db.close()


def test_after_a_power_cut_an_update_is_answered_again_or_all_of_it_is_there(filed: App, tmp_path: Path) -> None:
    assert services.take_update(filed, 7, '{"update_id": 7}').kept
    taken = len(journal_of(filed).read_bytes())
    answer(filed, 7)
    whole = journal_of(filed).read_bytes()
    assert len(whole) > taken
    step = max(1, (len(whole) - taken) // 12)
    cuts = [*range(taken, len(whole), step), len(whole)]
    waited = [waiting_after_a_power_cut(filed, whole[:cut], tmp_path / str(cut)) for cut in cuts]
    assert waited[0] == [7]
    assert waited[-1] == []
    assert waited == sorted(waited, reverse=True), "what was written later is never there without what came before"


def test_only_what_is_not_hurried_does_not_wait_for_the_disk(filed: App) -> None:
    db = filed.sessions._db

    def level() -> int:
        return int(db.execute("pragma synchronous").fetchone()[0])

    seen: list[int] = []
    filed.lasting.write(lambda: seen.append(level()))
    filed.lasting.write(lambda: seen.append(level()), hurry=False)
    with pytest.raises(ZeroDivisionError), unhurried(db):
        seen.append(int(1 / 0))
    assert (seen, level()) == ([2, 1], 2)


def test_what_was_not_waited_for_is_settled_by_looking_after_the_program(filed: App) -> None:
    probed: list[int] = []
    probe = filed.lasting._probe
    filed.lasting._probe = lambda: probed.append(probe() or 1)
    filed.lasting.settle()
    filed.lasting.write(lambda: None)
    filed.lasting.settle()
    assert probed == []
    filed.lasting.write(lambda: None, hurry=False)
    filed.lasting.settle()
    filed.lasting.settle()
    assert probed == [1]
