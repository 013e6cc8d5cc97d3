"""``/verwijder``: everything of one person is gone at once, the person reads what, and nobody else loses anything."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import pytest

from lde_bot import services, services_desk
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_forget import rewrite
from lde_bot.store.groups import Verdict
from lde_bot.store.keyring import SEALED
from lde_bot.store.sessions import SESSION_AGE
from lde_bot.vault import Vault
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled
from tests.conftest import Clock

MARK = "zwaluwstaartkrokodil"
"""A word that only Anna types."""


@pytest.fixture
def app(lasting_app: App) -> App:
    """The program on a real file."""
    return lasting_app


def on_disk(app: App) -> bytes:
    """Return every byte of the database and what lies beside it."""
    assert app.database
    return b"".join(
        path.read_bytes() for path in sorted(app.database.parent.iterdir()) if path.name.startswith("lde.db")
    )


def sealed(app: App) -> dict[tuple[str, int], bytes]:
    """Return everything that is kept sealed, by table and row."""
    return {
        (table, number): content
        for table, column in SEALED
        for number, content in app.echo._db.execute(
            f"select rowid, {column} from {table} where {column} is not null"
        ).fetchall()
    }


def opened(app: App) -> str:
    """Return everything that is kept sealed, readable."""
    assert app.database
    vault = Vault(app.database.with_name("lde.key").read_bytes())
    purposes = {table: purpose for (table, _), purpose in SEALED.items()}
    return "\n".join(vault.open(content, purposes[table]) for (table, _), content in sealed(app).items())


def aside(app: App, number: int, chat: int, word: str) -> None:
    """Put an update aside: it broke the program three times."""
    content = {"update_id": number, "message": {"chat": {"id": chat}, "from": {"id": chat}, "text": f"{word} kapot"}}
    app.inbox.receive(number, json.dumps(content), app.clock())
    for _ in range(3):
        app.inbox.attempt(number)


async def everything_of_anna(app: App, api: BotApi) -> None:
    """Let Anna leave something of every kind, and Bram too."""
    anna, bram = api.user(id=700_100_200), api.user(id=700_100_300)
    for person in (anna, bram):
        word = MARK if person is anna else "dromedaris"
        app.tally.agree(app.pseudonym("telegram", person.id), True, app.clock())
        person.sends(f"{word} xyzzy plugh frobnicate")
        [admits] = await api.wait_for(chat=person)
        person.presses(admits, "Laat het mij weten")
        await api.wait_for(chat=person)
        person.sends(f"/feedback {word} is goed")
        await api.wait_for(chat=person)
        person.sends("wat is lokale diensteneconomie")
        await api.wait_for(chat=person)
        app.care.report("levanto-antwerpen", "phone", app.pseudonym("telegram", person.id), app.clock())
        aside(app, 90_000 + person.id % 1000, person.id, word)
    await settled(app)
    services_desk.put_in_groups(app)
    app.desk.add_user("An", Role.CURATOR, "x", app.clock())
    [by] = app.desk.users()
    groups = [one.id for one in app.groups.open(10)]
    services_desk.judge(app, groups, Verdict.UNSURE, "", "iemand las dit", by)


@pytest.mark.usefixtures("bot")
async def test_nothing_of_a_person_is_left_anywhere_and_the_reply_says_what_it_was(app: App, api: BotApi) -> None:
    anna = api.user(id=700_100_200)
    await everything_of_anna(app, api)
    code, his = app.pseudonym("telegram", anna.id), app.pseudonym("telegram", 700_100_300)
    before = sealed(app)
    assert code.encode() in on_disk(app)
    assert MARK in opened(app)
    anna.sends("/verwijder")
    [reply] = await api.wait_for(chat=anna)
    await settled(app)
    for line in (
        "waar we over praatten",
        "vragen die ik bewaarde voor de Koepel: 2",
        "antwoord naartoe moest sturen: 1",
        "meldingen dat er iets niet klopt: 1",
        "op een antwoord wachtten: 1",
        "mijn antwoord na te kijken: 1",
        "of de Koepel je vragen mag herlezen",
        "Er staat niets meer van jou",
    ):
        assert line in reply.text
    left, kept = on_disk(app), opened(app)
    assert code.encode() not in left
    assert str(anna.id).encode() not in left
    assert MARK not in kept
    assert str(anna.id) not in kept
    assert code not in kept
    gone = [content for place, content in before.items() if sealed(app).get(place) != content]
    assert len(gone) >= 7
    assert not [content for content in gone if content[:40] in left], "not even unreadable"
    assert his.encode() in left
    assert kept.count("dromedaris") == 3  # what Bram left: a question, what he thinks, and a message that was put aside


@pytest.mark.usefixtures("bot")
async def test_who_left_nothing_hears_that_there_was_nothing(api: BotApi) -> None:
    anna = api.user()
    anna.sends("/verwijder")
    [reply] = await api.wait_for(chat=anna)
    assert "niets gewist" in reply.text


@pytest.mark.usefixtures("bot")
async def test_who_reads_that_all_is_gone_also_reads_about_copies(api: BotApi, app: App, tmp_path: Path) -> None:
    app.backup_dir = tmp_path / "copies"
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    await api.wait_for(chat=anna)
    anna.sends("/verwijder")
    [reply] = await api.wait_for(chat=anna)
    assert "kopieën" in reply.text


def test_a_group_that_others_are_in_too_stays_and_no_longer_looks_like_the_first_question(app: App) -> None:
    for number, person in enumerate(("a" * 32, "b" * 32)):
        services.keep_feedback(app, person, f"de zebra van de burgemeester {number}")
    services_desk.put_in_groups(app)
    [group] = app.groups.open(5)
    [(_, described)] = app.groups.vectors(0)
    services.forget(app, "a" * 32)
    [(number, anew)] = app.groups.vectors(0)
    assert number == group.id
    assert anew == app.grouping.describe("de zebra van de burgemeester 1") != described
    services.forget(app, "b" * 32)
    assert app.groups.vectors(0) == []


def test_among_thousands_no_byte_of_one_stays_on_pages_that_were_split_and_joined(app: App) -> None:
    people = [blake2b(b"%d" % number, digest_size=16).hexdigest() for number in range(1_500)]
    with app.transaction():
        for number, person in enumerate(people):
            for part in range(3):
                services.keep_feedback(app, person, f"{MARK} {number} {part} " + "lang " * (number % 40))
            app.sessions.save(person, "{}" * (number % 200), app.clock())
    before = sealed(app)
    for person in people[::7]:
        assert services.forget(app, person).emptied
    left = on_disk(app)
    assert not [person for person in people[::7] if person.encode() in left]
    gone = before.keys() - sealed(app).keys()
    assert len(gone) > 800
    assert not [place for place in gone if before[place][:40] in left]


def leave_in_free_space(database: Path, what: bytes) -> None:
    """Write something where no row is, as SQLite does with a copy of a row that it moved to another page."""
    content = bytearray(database.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for start in range(size, len(content), size):
        is_leaf_of_table = content[start] == 13
        rows, used = (int.from_bytes(content[start + at : start + at + 2], "big") for at in (3, 5))
        free = start + 8 + 2 * rows
        if is_leaf_of_table and start + used - free > len(what):
            content[free : free + len(what)] = what
            database.write_bytes(content)
            return
    raise AssertionError("every page is full")


def test_a_copy_in_the_free_space_of_a_page_goes_too(app: App) -> None:
    assert app.database
    services.keep_feedback(app, "a" * 32, MARK)
    assert app.erasure.empty_journal()
    leave_in_free_space(app.database, b"a" * 32 + b" its question")
    app.echo._db.execute("pragma shrink_memory").fetchall()
    assert services.forget(app, "a" * 32).emptied
    assert b"its question" not in on_disk(app)


def test_what_another_program_holds_up_is_written_anew_a_minute_later(app: App) -> None:
    assert app.database
    services.keep_feedback(app, "a" * 32, MARK)
    assert app.erasure.empty_journal()
    leave_in_free_space(app.database, b"its question")
    with closing(sqlite3.connect(app.database, isolation_level=None)) as other:
        app.rewrite_due = True
        other.execute("begin immediate")
        rewrite(app)
        assert app.rewrite_due
        assert b"its question" in on_disk(app)
        other.execute("rollback")
    services.expire(app)
    assert not app.rewrite_due
    assert b"its question" not in on_disk(app)


async def test_what_someone_asks_after_it_is_answered(app: App, api: BotApi) -> None:
    anna = api.user()
    anna.sends("/verwijder")
    anna.sends("wat is lokale diensteneconomie")
    running = Running(app, api)
    await asyncio.wait_for(running.polls(), 10)
    first, second = await api.wait_for(2, chat=anna)
    assert "niets gewist" in first.text
    assert "lokale diensteneconomie" in second.text
    await running.ends()


def test_while_nothing_can_be_written_it_is_promised_and_done_as_soon_as_it_can(app: App) -> None:
    services.keep_feedback(app, "a" * 32, MARK)
    app.echo._db.execute("pragma query_only = on").fetchall()
    forgotten = services.forget(app, "a" * 32)
    assert not forgotten.done
    assert "Zodra het kan" in services.said_forgotten(app, forgotten)[0]
    app.echo._db.execute("pragma query_only = off").fetchall()
    assert app.lasting.again()
    assert app.curation.all() == []


def test_a_conversation_that_is_over_is_gone_from_the_disk_a_moment_later(app: App) -> None:
    person = app.pseudonym("telegram", 1)
    app.sessions.save(person, "{}", app.clock())
    services.expire(app)
    assert person.encode() in on_disk(app)
    clock = app.clock
    assert isinstance(clock, Clock)
    clock.now += SESSION_AGE
    services.expire(app)
    assert person.encode() not in on_disk(app)


def test_a_table_that_is_added_later_takes_part_by_itself(app: App) -> None:
    db = app.echo._db
    db.execute("create table later (id integer primary key, conversation text not null)")
    for person in ("a" * 32, "b" * 32):
        db.execute("insert into later (conversation) values (?)", [person])
    forgotten = services.forget(app, "a" * 32)
    assert forgotten.removed.others == 1
    assert "andere dingen" in services.said_forgotten(app, forgotten)[0]
    assert db.execute("select conversation from later").fetchall() == [("b" * 32,)]
