"""Who keeps the directory finds everyone in it, also who people do not see: by name, service, place, phone, age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lde_bot.directory.model import Status, Wanted
from lde_bot.store.directory import DirectoryStore
from tests.store.test_directory import FULL, TERMS
from tests.store.test_directory import store as store

SOME = (
    FULL,
    replace(FULL, id="weg", name="Crèche Zon", alternate_name="", parent="", status=Status.DEFUNCT, phone="",
            services=("fietspunt",), assured_date=None, source_year=2010, postcode="2440", municipality="Geel"),
    replace(FULL, id="oud", name="anders dan de rest", alternate_name="", parent="", assured_date=date(2020, 1, 1),
            phone="+31 70 348 64 86", postcode="9030"),
    replace(FULL, id="jong", name="Zonnehoek 't Be", alternate_name="", parent="", assured_date=None, source_year=2025),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["oud", "weg", "vol", "jong"]),
        (Wanted(words=(("kade",),)), ["vol"]),
        (Wanted(words=(("moeder",),)), ["vol"]),
        (Wanted(words=(("zon",),)), ["weg", "jong"]),
        (Wanted(words=(("zon",), ("crèche", "creche"))), ["weg"]),
        (Wanted(words=(("be",),)), ["jong"]),
        (Wanted(words=(("kade",), ("zon",))), []),
        (Wanted(words=(("%",),)), []),
        (Wanted(words=(("a*b OR c",),)), []),
        (Wanted(service="klusdienst"), ["oud", "vol", "jong"]),
        (Wanted(municipality="Geel"), ["weg"]),
        (Wanted(postcodes=("9030", "2440")), ["oud", "weg"]),
        (Wanted(digits="092234567"), ["vol", "jong"]),
        (Wanted(digits="3170348"), ["oud"]),
        (Wanted(before=date(2025, 1, 1)), ["weg", "jong", "oud"]),
        (Wanted(before=date(2025, 1, 1), hidden=False), ["jong", "oud"]),
        (Wanted(hidden=True), ["weg"]),
        (Wanted(service="klusdienst", municipality="Gent", words=(("zon",),)), ["jong"]),
    ],
)
def test_all_that_is_wanted_has_to_fit(store: DirectoryStore, wanted: Wanted, found: list[str]) -> None:
    store.save(SOME, TERMS, [])
    assert store.find(wanted, 0, 9) == (found, len(found))


def test_pages_follow_each_other_and_say_how_many_there_are(store: DirectoryStore) -> None:
    store.save(SOME, TERMS, [])
    every, _ = store.find(Wanted(), 0, 9)
    pages = [store.find(Wanted(), offset, 3) for offset in (0, 3)]
    assert pages == [(every[:3], 4), (every[3:], 4)]


def test_an_organisation_that_only_runs_others_is_not_listed(store: DirectoryStore) -> None:
    store.save([FULL], TERMS, [])
    assert store.find(Wanted(words=(("moeder vzw",),)), 0, 9) == (["vol"], 1)
