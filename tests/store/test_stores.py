"""What is kept is sealed, has an end date, and can be removed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlite_utils import Database

from lde_bot.errors import VaultError
from lde_bot.store.curation import CurationStore
from lde_bot.store.schema import open_database
from lde_bot.store.sessions import MOST_ATTEMPTS, InboxStore, SessionStore
from lde_bot.triage import Guess, UnansweredQuery
from lde_bot.vault import Vault
from tests.conftest import NOW

VAULT = Vault(b"s" * 32)


@pytest.fixture
def db() -> Iterator[Database]:
    database = open_database(None)
    yield database
    database.close()


def everything(db: Database) -> bytes:
    """Return all values in all tables as bytes."""
    rows = [row for name in db.table_names() for row in db.execute(f"select * from [{name}]").fetchall()]
    return b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def test_state_is_remembered_for_half_an_hour(db: Database) -> None:
    sessions = SessionStore(db, VAULT)
    sessions.save("c1", '{"entry": "x"}', NOW)
    assert sessions.load("c1", NOW + timedelta(minutes=29)) == '{"entry": "x"}'
    assert sessions.load("c1", NOW + timedelta(minutes=31)) == ""
    assert sessions.load("c2", NOW) == ""


def test_the_newest_state_replaces_the_older(db: Database) -> None:
    sessions = SessionStore(db, VAULT)
    sessions.save("c1", "oud", NOW)
    sessions.save("c1", "nieuw", NOW)
    assert sessions.load("c1", NOW) == "nieuw"


def test_old_state_is_deleted(db: Database) -> None:
    sessions = SessionStore(db, VAULT)
    sessions.save("c1", "x", NOW)
    sessions.purge(NOW + timedelta(hours=1))
    assert db.execute("select count(*) from session").fetchone()[0] == 0


def test_an_update_that_comes_twice_is_kept_once(db: Database) -> None:
    inbox = InboxStore(db, VAULT)
    assert inbox.receive(7, "{}", NOW)
    assert not inbox.receive(7, "{}", NOW)
    inbox.done(7, NOW)
    assert not inbox.receive(7, "{}", NOW)


def test_updates_wait_in_order_until_they_are_ticked_off(db: Database) -> None:
    inbox = InboxStore(db, VAULT)
    for number in (9, 8):
        inbox.receive(number, f"u{number}", NOW)
    assert inbox.waiting() == [(8, "u8"), (9, "u9")]
    inbox.done(8, NOW)
    assert inbox.waiting() == [(9, "u9")]


def test_what_an_update_said_is_gone_once_it_was_answered(db: Database) -> None:
    inbox = InboxStore(db, VAULT)
    inbox.receive(7, "geheim", NOW)
    inbox.done(7, NOW)
    assert db.execute("select sealed from inbox").fetchone()[0] is None


def test_an_update_that_breaks_the_program_again_and_again_is_put_aside(db: Database) -> None:
    inbox = InboxStore(db, VAULT)
    inbox.receive(7, "{}", NOW)
    for _ in range(MOST_ATTEMPTS):
        assert inbox.waiting()
        inbox.attempt(7)
    assert inbox.waiting() == []


def test_nothing_that_was_typed_can_be_read_in_the_database(db: Database) -> None:
    typed = "ik ben Fatima en ik slaap slecht"
    SessionStore(db, VAULT).save("c1", typed, NOW)
    InboxStore(db, VAULT).receive(1, typed, NOW)
    CurationStore(db, VAULT).add("c1", UnansweredQuery(0, typed, NOW, "te onzeker", (Guess("x", 0.1, typed),), "r"))
    assert b"Fatima" not in everything(db)
    assert b"slecht" not in everything(db)


def test_a_question_comes_back_as_it_was_kept(db: Database) -> None:
    curation = CurationStore(db, VAULT)
    query = UnansweredQuery(0, "mag mijn hond mee", NOW, "te onzeker", (Guess("x", 0.12, "lijkt op y"),), "rev1")
    curation.add("c1", query)
    [kept] = curation.all()
    assert (kept.text, kept.asked_at, kept.reason, kept.guesses, kept.revision) == (
        query.text,
        NOW,
        "te onzeker",
        query.guesses,
        "rev1",
    )


def test_a_question_has_an_end_date(db: Database) -> None:
    curation = CurationStore(db, VAULT)
    curation.add("c1", UnansweredQuery(0, "oud", NOW - timedelta(days=91), "r", (), "v"))
    curation.add("c1", UnansweredQuery(0, "nieuw", NOW - timedelta(days=89), "r", (), "v"))
    assert curation.purge(NOW, keep_days=90) == 1
    assert [query.text for query in curation.all()] == ["nieuw"]


def test_everything_of_one_person_can_be_removed(db: Database) -> None:
    curation = CurationStore(db, VAULT)
    for conversation in ("c1", "c1", "c2"):
        curation.add(conversation, UnansweredQuery(0, "x", NOW, "r", (), "v"))
    assert curation.forget("c1") == 2
    assert len(curation.all()) == 1


def test_another_key_cannot_open_what_is_kept(db: Database) -> None:
    CurationStore(db, VAULT).add("c1", UnansweredQuery(0, "x", NOW, "r", (), "v"))
    with pytest.raises(VaultError):
        CurationStore(db, Vault(b"z" * 32)).all()
