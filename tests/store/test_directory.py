"""Initiatives go into HSDS tables and come out as they went in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.model import Initiative
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.schema import open_database
from tests.conftest import NOW
from tests.unit.test_search import at

TERMS = {"klusdienst": "klusdienst", "fietspunt": "fietspunt"}


@pytest.fixture
def store() -> Iterator[DirectoryStore]:
    db = open_database(None)
    yield DirectoryStore(db)
    db.close()


@pytest.fixture
def some(gazetteer: Gazetteer) -> list[Initiative]:
    gent = at(
        gazetteer, "9000", "gent", services=("klusdienst", "fietspunt"), phone="09 1", email="a@b.be", street="Kade 1"
    )
    return [gent, Initiative("regio", "Regio", ("klusdienst",), province="Limburg", source_url="https://x.be/")]


def test_what_goes_in_comes_out(store: DirectoryStore, some: list[Initiative]) -> None:
    outcome = store.take_in(some, TERMS, "blad.csv", "f1", 0, NOW)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (2, 0, 0)
    assert store.all() == some
    assert store.taken_in("f1")
    assert not store.taken_in("f2")


def test_taking_in_the_same_again_changes_nothing(store: DirectoryStore, some: list[Initiative]) -> None:
    store.take_in(some, TERMS, "blad.csv", "f1", 0, NOW)
    outcome = store.take_in(some, TERMS, "blad.csv", "f1", 0, NOW)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 2)


def test_a_changed_initiative_replaces_the_older_one_only(store: DirectoryStore, some: list[Initiative]) -> None:
    store.take_in(some, TERMS, "blad.csv", "f1", 0, NOW)
    outcome = store.take_in([replace(some[0], phone="09 2")], TERMS, "blad.csv", "f2", 1, NOW)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 0)
    assert [one.phone for one in store.all()] == ["09 2", ""]


def test_a_failure_half_way_leaves_everything_as_it_was(store: DirectoryStore, some: list[Initiative]) -> None:
    store.take_in(some[:1], TERMS, "blad.csv", "f1", 0, NOW)
    broken = replace(some[1], services=("onbekend",))
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.take_in([replace(some[0], phone="weg"), broken], TERMS, "blad.csv", "f2", 0, NOW)
    assert store.all() == some[:1]
    assert not store.taken_in("f2")
