"""Initiatives go into HSDS tables and come out as they went in, and every change leaves a trace."""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from lde_bot.directory import hsds
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.model import Change, Initiative, LdeStatus, Status
from lde_bot.store import schema
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.schema import open_database
from tests.conftest import TODAY
from tests.unit.test_search import at

TERMS = {"klusdienst": "klusdienst", "fietspunt": "fietspunt"}
FULL = Initiative(
    id="vol",
    name="Vol",
    services=("klusdienst", "fietspunt"),
    alternate_name="De Kade",
    parent="Moeder vzw",
    enterprise_number="0202239951",
    legal_form="vzw",
    street="Kade 1",
    postcode="9000",
    locality="Gent",
    municipality="Gent",
    province="Oost-Vlaanderen",
    latitude=51.05,
    longitude=3.72,
    approximate=False,
    phone="09 223 45 67",
    email="info@kade.be",
    website="https://www.kade.be",
    lde_status=LdeStatus.CERTAIN,
    status=Status.TEMPORARILY_CLOSED,
    description="klusjes",
    source_url="https://www.kade.be/bron",
    source_year=2024,
    assured_date=date(2026, 3, 1),
    assurer="het initiatief zelf",
    service_areas=("Gent", "Melle"),
    opening_hours="Mo-Fr 09:00-12:00,13:00-17:00; PH closed",
    languages=("nl", "fr"),
    accessibility="geen trappen",
    price="5 euro per uur",
    conditions="bel eerst",
    target_group="65-plussers",
)


@pytest.fixture
def store() -> Iterator[DirectoryStore]:
    db = open_database(None)
    yield DirectoryStore(db)
    db.close()


@pytest.fixture
def some(gazetteer: Gazetteer) -> list[Initiative]:
    gent = at(gazetteer, "9000", "gent", services=("klusdienst", "fietspunt"), phone="09 1", street="Kade 1")
    return [gent, Initiative("regio", "Regio", ("klusdienst",), province="Limburg", source_url="https://x.be/")]


def test_the_example_fills_every_field() -> None:
    empty = Initiative("", "", ())
    assert [f.name for f in fields(FULL) if getattr(FULL, f.name) == getattr(empty, f.name)] == []


def test_what_goes_in_comes_out(store: DirectoryStore, some: list[Initiative]) -> None:
    store.save([*some, FULL], TERMS, [])
    assert list(store.each()) == sorted([*some, FULL], key=lambda one: one.id)
    assert store.get(["vol", "niemand", "gent"]) == [FULL, some[0]]
    assert store.by_ref(FULL.ref) == FULL
    assert store.by_ref("000000000000") is None


def test_the_tables_have_exactly_the_fields_of_the_standard_and_ours(store: DirectoryStore) -> None:
    for table, names in hsds.TABLES.items():
        columns = {row[1] for row in store._db.execute(f"pragma table_info({table})").fetchall()}
        assert columns - {"ref"} == set(names)


def test_a_changed_initiative_replaces_the_older_one_only(store: DirectoryStore, some: list[Initiative]) -> None:
    store.save(some, TERMS, [])
    store.save([replace(some[0], phone="09 2", services=("fietspunt",))], TERMS, [])
    assert [one.phone for one in store.each()] == ["09 2", ""]
    assert store.own(["klusdienst"], "Gent") == []
    assert [spot.id for spot in store.own(["fietspunt"], "Gent")] == ["gent"]


def test_a_failure_half_way_leaves_everything_as_it_was(store: DirectoryStore, some: list[Initiative]) -> None:
    store.save(some[:1], TERMS, [])
    broken = replace(some[1], services=("onbekend",))
    change = Change("gent", "phone", "09 1", "weg", "update", "test", "", TODAY)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.save([replace(some[0], phone="weg"), broken], TERMS, [change])
    assert list(store.each()) == some[:1]
    assert store.history("gent") == []
    assert [spot.id for spot in store.own(["klusdienst"], "Gent")] == ["gent"]


def test_history_says_who_changed_what_when_and_why(store: DirectoryStore) -> None:
    change = Change("vol", "phone", "", "09 223 45 67", "update", "blad.csv", "belde zelf", TODAY)
    store.save([FULL], TERMS, [change])
    assert store.history("vol") == [replace(change, batch=1)]
    assert store.history("iemand anders") == []


def test_verifying_moves_the_date_the_rank_and_the_history(store: DirectoryStore, some: list[Initiative]) -> None:
    store.save(some, TERMS, [])
    store.verify("gent", "de Koepel", TODAY)
    [one] = store.get(["gent"])
    assert (one.assured_date, one.assurer) == (TODAY, "de Koepel")
    assert all(spot.verified for spot in store.own(["klusdienst"], "Gent"))
    noted = [(line.field, line.action, line.before, line.after) for line in store.history("gent")]
    assert noted == [("assured_date", "verify", "", "2026-11-23"), ("assurer", "verify", "", "de Koepel")]


def test_a_name_is_found_by_three_letters_in_a_row_and_words_by_themselves(store: DirectoryStore) -> None:
    store.save([FULL, replace(FULL, id="w", name="Weerwerk", parent="", description="rolstoel")], TERMS, [])
    assert [one.id for one in store.named("weerwrek", 5)][:1] == ["w"]
    assert [one.id for one in store.named("moeder", 5)] == ["vol"]
    assert store.mentioning(["rolstoel"], 5) == ["w"]
    assert store.mentioning(['"', ""], 5) == []
    assert store.named("a", 5) == []


def test_the_directory_of_the_first_release_moves_over_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "lde.db"
    connection = sqlite3.connect(path)
    connection.executescript(schema._DIRECTORY + schema._CONVERSATIONS)
    connection.executescript("""
        insert into taxonomy_term values ('klusdienst', 'klusdienst'), ('fietspunt', 'fietspunt');
        insert into organization
            values ('a-gent', 'A', 'vzw', 'https://a.be', 'a@a.be', 'certain', 'https://a.be/x', 2020);
        insert into phone values ('a-gent#phone', 'a-gent', '09 223 45 67');
        insert into location values ('a-gent#location', 'a-gent', 51.05, 3.72);
        insert into address values ('a-gent#address', 'a-gent#location', 'Kade 1',
            'Gent', 'Gent', 'Oost-Vlaanderen', '9000', 'BE');
        insert into service values ('a-gent#klusdienst', 'a-gent', 'klusdienst', 'klusjes', 'active', '2026-01-02');
        insert into service values ('a-gent#fietspunt', 'a-gent', 'fietspunt', 'klusjes', 'active', '2026-01-02');
        insert into service_at_location values ('a-gent#klusdienst#here', 'a-gent#klusdienst', 'a-gent#location');
        insert into organization values ('r', 'R', '', '', '', 'likely', 'https://r.be/x', null);
        insert into service values ('r#klusdienst', 'r', 'klusdienst', '', 'active', null);
        insert into service_area values ('r#klusdienst#area', 'r#klusdienst', 'Limburg');
        create table _sqlite_migrations (id integer primary key, migration_set text, name text, applied_at text);
        create unique index idx on _sqlite_migrations (migration_set, name);
        insert into _sqlite_migrations
            values (1, 'lde-bot', 'm001_directory', 'x'), (2, 'lde-bot', 'm002_conversations', 'x');
    """)
    connection.close()
    db = open_database(path)
    first, second = DirectoryStore(db).each()
    assert (first.name, first.services, first.phone, first.street) == (
        "A",
        ("klusdienst", "fietspunt"),
        "09 223 45 67",
        "Kade 1",
    )
    assert (first.assured_date, first.lde_status, first.description) == (date(2026, 1, 2), LdeStatus.CERTAIN, "klusjes")
    assert (second.regional, second.service_areas, second.province) == (True, ("Limburg",), "Limburg")
    assert [spot.id for spot in DirectoryStore(db).own(["fietspunt"], "Gent")] == ["a-gent"]
    assert not [name for name in db.table_names() if name.startswith("old_")]
    db.close()
