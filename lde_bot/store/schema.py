"""The database and its migrations, forward only, each in a transaction of its own.

Directory tables bear the names and meanings of HSDS 3; ``lde_status``, ``source_url`` and ``source_year`` are ours.
Columns named ``sealed`` hold encrypted text (see :mod:`lde_bot.vault`).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database, Migrations

from lde_bot.directory.model import ref_of
from lde_bot.errors import StoreError
from lde_bot.store import desk_schema, directory_schema, drafts, staff
from lde_bot.store.directory_index import DirectoryIndex

BUSY_SECONDS = 5.0
"""How long a writer waits for another program that holds the database."""

migrations = Migrations("lde-bot")
"""Every change of the schema that was ever released."""


@migrations()
def m001_directory(db: Database) -> None:
    """Organisations, services and locations."""
    _run(db, _DIRECTORY)


@migrations()
def m002_conversations(db: Database) -> None:
    """Dialogue state, updates that were received, questions without a good answer."""
    _run(db, _CONVERSATIONS)


@migrations()
def m003_hsds(db: Database) -> None:
    """The whole of HSDS 3 that initiatives need, with history and a search index; rows move over."""
    for part in (directory_schema.MOVE, directory_schema.TABLES, directory_schema.INDEX, directory_schema.AROUND):
        _run(db, part)
    for statement in directory_schema.COPY:
        db.execute(statement)
    for (identity,) in db.execute("select id from organization").fetchall():
        db.execute("update organization set ref = ? where id = ?", [ref_of(identity), identity])
    for table in ("service_area", "service", "phone", "address", "location", "organization", "taxonomy_term"):
        db.execute(f"drop table old_{table}")


@migrations()
def m004_echo(db: Database) -> None:
    """Whether answers helped, and who wants to hear when there is one."""
    _run(db, _ECHO)


@migrations()
def m005_desk(db: Database) -> None:
    """The desk: accounts, what it judged and published, how questions are grouped, counts."""
    _run(db, desk_schema.TABLES)


@migrations()
def m006_staff(db: Database) -> None:
    """The desk in Telegram: whose conversation is whose, and what was told there."""
    _run(db, staff.TABLES)


@migrations()
def m007_sealed_notes(db: Database) -> None:
    """What curators type is sealed too (see :mod:`lde_bot.store.notes`); which key the database belongs to."""
    _run(db, _SEALED_NOTES)


@migrations()
def m008_typed_names(db: Database) -> None:
    """Who failed to log in without an account is nobody: what an older version logged could be a password."""
    _run(db, _TYPED_NAMES)


@migrations()
def m009_consent(db: Database) -> None:
    """Who agreed that questions with an answer may be kept; what was kept before anyone was asked goes."""
    _run(db, _CONSENT)


@migrations()
def m010_drafts(db: Database) -> None:
    """What was typed at the desk and is not published yet."""
    _run(db, drafts.TABLE)


@migrations()
def m011_names_and_saves(db: Database) -> None:
    """Initiatives have another name beside their own; what was changed in one save can be told and taken back.

    The search index is made again: it holds the other names too.
    """
    _run(db, directory_schema.NAMES_AND_SAVES)
    DirectoryIndex(db).renew()


def _run(db: Database, script: str) -> None:
    """Run the statements of a script, in the transaction that is open: ``executescript`` would end it."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def open_database(path: Path | None, *, shared: bool = False) -> Database:
    """Open the database and bring it up to date; ``None`` is a database in memory.

    :param shared: another thread than this one may use it.

    :raises StoreError: it cannot be opened, is no database, or was made by a newer program.
    """
    try:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():  # for its owner only; what SQLite puts beside it follows
                os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path or ":memory:", timeout=BUSY_SECONDS, check_same_thread=not shared)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"The database {path} cannot be opened: {error}.") from None
    db = Database(connection, execute_plugins=False)
    try:
        _bring_up_to_date(db, path)
    except sqlite3.Error as error:
        db.close()
        raise StoreError(f"The database {path} cannot be used: {error}.") from None
    except StoreError:
        db.close()
        raise
    return db


def known_migrations() -> set[str]:
    """Return the names of every migration that this program knows."""
    with Database(memory=True, execute_plugins=False) as empty:
        return {migration.name for migration in migrations.pending(empty)}


def _bring_up_to_date(db: Database, path: Path | None) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    newer = sorted({migration.name for migration in migrations.applied(db)} - known_migrations())
    if newer:
        raise StoreError(f"The database {path} was made by a newer LDE-bot ({newer[-1]}): install that version.")
    if migrations.pending(db):
        migrations.apply(db)
        with suppress(sqlite3.Error):  # the journal may hold what a migration removed; the program empties it too
            db.execute("pragma wal_checkpoint(truncate)").fetchall()


_DIRECTORY = """
create table organization (
    id text primary key,
    name text not null,
    legal_status text not null,
    website text not null,
    email text not null,
    lde_status text not null check (lde_status in ('certain', 'likely', 'same_service')),
    source_url text not null,
    source_year integer
) strict;
create table location (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    latitude real not null,
    longitude real not null
) strict;
create table address (
    id text primary key,
    location_id text not null references location (id) on delete cascade,
    address_1 text not null,
    city text not null,
    municipality text not null,
    state_province text not null,
    postal_code text not null,
    country text not null default 'BE'
) strict;
create table phone (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    number text not null
) strict;
create table taxonomy_term (
    id text primary key,
    name text not null
) strict;
create table service (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    taxonomy_term_id text not null references taxonomy_term (id),
    description text not null,
    status text not null check (status in ('active', 'inactive', 'defunct', 'temporarily closed')),
    assured_date text
) strict;
create table service_at_location (
    id text primary key,
    service_id text not null references service (id) on delete cascade,
    location_id text not null references location (id) on delete cascade
) strict;
create table service_area (
    id text primary key,
    service_id text not null references service (id) on delete cascade,
    name text not null
) strict;
create table import (
    id integer primary key,
    file text not null,
    fingerprint text not null,
    imported_at text not null,
    added integer not null,
    changed integer not null,
    unchanged integer not null,
    refused integer not null
) strict;
create index location_organization on location (organization_id);
create index service_organization on service (organization_id);
create index phone_organization on phone (organization_id);
"""

_CONVERSATIONS = """
create table session (
    conversation text primary key,
    sealed blob not null,
    touched_at text not null
) strict;
create table inbox (
    update_id integer primary key,
    sealed blob,
    received_at text not null,
    done_at text,
    attempts integer not null default 0
) strict;
create table unanswered (
    id integer primary key,
    conversation text not null,
    sealed blob not null,
    reason text not null,
    revision text not null,
    asked_at text not null
) strict;
create index unanswered_conversation on unanswered (conversation);
create index unanswered_asked on unanswered (asked_at);
create index inbox_open on inbox (done_at);
"""

_ECHO = """
create table helped (
    entry text not null,
    month text not null,
    yes integer not null,
    no integer not null,
    primary key (entry, month)
) strict;
create table waiting (
    id integer primary key,
    unanswered_id integer not null unique references unanswered (id) on delete cascade,
    conversation text not null,
    sealed blob not null,
    asked_at text not null
) strict;
create index waiting_conversation on waiting (conversation);
"""

_SEALED_NOTES = """
alter table judgement add column sealed blob;
alter table revision add column sealed blob;
alter table desk_log add column sealed blob;
create table key_mark (
    id integer primary key check (id = 1),
    sealed blob not null
) strict;
"""

_TYPED_NAMES = """
update desk_log set user = 'onbekende naam'
where action = 'aanmelden mislukt' and not exists (select 1 from desk_user where desk_user.name = desk_log.user)
"""

_CONSENT = """
create table consent (
    conversation text primary key,
    yes integer not null,
    said_at text not null
) strict;
delete from sample;
delete from tally where kind = 'sampled';
"""
