"""An address that is typed: postcode and municipality agree, and the point follows, exact only from a source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lde_bot.directory.columns import sheet_rows
from lde_bot.directory.correction import STAFF_EDITABLE, edited_by_staff, to_edit
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.ingest import read_sheet
from lde_bot.directory.model import Initiative
from lde_bot.directory.placing import placed
from lde_bot.directory.tabular import csv_of
from tests.store.test_directory import FULL, TERMS

EXACT = (51.05, 3.72)


def test_an_address_that_was_not_touched_stays_as_it_is(gazetteer: Gazetteer) -> None:
    odd = replace(FULL, locality="Zo schrijft de bron het")
    assert placed(odd, {"phone": "09 1"}, gazetteer) == (odd, {})


def test_who_moves_gets_the_point_of_the_town_and_it_is_no_longer_exact(gazetteer: Gazetteer) -> None:
    after, wrong = placed(FULL, {"street": "Markt 1", "postcode": "2440", "locality": "Geel"}, gazetteer)
    [geel] = [one for one in gazetteer.by_postcode("2440") if one.name == "Geel"]
    assert wrong == {}
    assert (after.street, after.postcode, after.municipality, after.province) == (
        "Markt 1",
        "2440",
        "Geel",
        "Antwerpen",
    )
    assert ((after.latitude, after.longitude), after.approximate) == (geel.position, True)


def test_another_street_in_the_same_town_loses_the_exact_point_and_the_same_street_keeps_it(
    gazetteer: Gazetteer,
) -> None:
    moved, _ = placed(FULL, {"street": "Kade 2"}, gazetteer)
    assert (moved.approximate, (moved.latitude, moved.longitude) == EXACT) == (True, False)
    named, _ = placed(FULL, {"locality": "gent"}, gazetteer)
    assert (named.approximate, (named.latitude, named.longitude)) == (False, EXACT)


def test_a_point_from_a_source_is_exact_and_an_emptied_one_is_not(gazetteer: Gazetteer) -> None:
    after, wrong = placed(FULL, {"street": "Kade 2", "point": "51.0601, 3.7301"}, gazetteer)
    assert (wrong, after.approximate, after.latitude, after.longitude) == ({}, False, 51.0601, 3.7301)
    assert placed(after, {"point": ""}, gazetteer)[0].approximate


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"postcode": "9001"}, "postcode", "9001 bestaat niet"),
        ({"postcode": "2440"}, "postcode", "2440 is van Geel, niet van Gent"),
        ({"locality": "Geel"}, "locality", "9000 is van Gent, niet van Geel"),
        ({"postcode": "", "locality": "Gent"}, "postcode", "vul ook de postcode in"),
        ({"postcode": "", "locality": "Geell"}, "locality", "bedoel je Geel?"),
        ({"postcode": "", "locality": ""}, "postcode", "vul bij een straat ook de postcode"),
        ({"street": "", "postcode": "", "locality": ""}, "postcode", "kies onderaan een provincie"),
        ({"point": "3.72, 51.05"}, "point", "geen punt in België"),
        ({"point": "51.2194, 4.4025"}, "point", "km van Gent"),
        ({"point": "hier"}, "point", "geen punt in België"),
    ],
)
def test_what_does_not_agree_is_said_beside_its_field_and_nothing_moves(
    gazetteer: Gazetteer, typed: dict[str, str], field: str, said: str
) -> None:
    after, wrong = placed(FULL, typed, gazetteer)
    assert after == FULL
    assert list(wrong) == [field]
    assert said in wrong[field]


def test_a_town_with_one_postcode_needs_none(gazetteer: Gazetteer) -> None:
    after, wrong = placed(FULL, {"postcode": "", "locality": "Wortel (Hoogstraten)"}, gazetteer)
    assert (wrong, after.postcode, after.municipality) == ({}, "2323", "Hoogstraten")


def test_who_works_in_a_whole_region_has_a_province_and_no_point(gazetteer: Gazetteer) -> None:
    typed = {"street": "", "postcode": "", "locality": "", "province": "Limburg", "point": ""}
    after, wrong = placed(replace(FULL, service_areas=()), typed, gazetteer)
    assert wrong == {}
    assert (after.regional, after.province, after.municipality, after.postcode) == (True, "Limburg", "", "")
    assert after.service_areas == ("Limburg",)


@pytest.mark.parametrize(
    "typed",
    [
        {"street": "Markt 1", "postcode": "2440", "locality": "Geel"},
        {"postcode": "9120", "locality": "Kallo"},
        {"postcode": "2323", "locality": ""},
        {"postcode": "", "locality": "Wortel"},
        {"point": "51.0601, 3.7301"},
        {"street": "", "postcode": "", "locality": "", "province": "Limburg", "point": ""},
        {"name": "Kade & Co", "alternate_name": "De Nieuwe Kade", "services": "fietspunt", "service_areas": "Melle"},
        {"status": "defunct", "source_year": "", "languages": "nl", "opening_hours": "za 9u-12u"},
    ],
)
def test_what_the_desk_makes_of_it_is_what_a_sheet_of_it_says(gazetteer: Gazetteer, typed: dict[str, str]) -> None:
    after, wrong = edited_by_staff(FULL, typed, gazetteer, TERMS)
    assert wrong == {}
    assert after != FULL
    again = read_sheet(csv_of(sheet_rows([after])), "gids.csv", gazetteer, TERMS)
    assert again.findings == ()
    assert again.taken == (after,)


def test_a_form_that_nobody_changed_changes_nothing(gazetteer: Gazetteer) -> None:
    for one in (FULL, replace(FULL, approximate=True), _regional(gazetteer)):
        form = {name: to_edit(one, name) for name in STAFF_EDITABLE}
        after, wrong = edited_by_staff(one, form, gazetteer, TERMS)
        assert wrong == {}
        position = {"latitude": one.latitude, "longitude": one.longitude}
        assert replace(after, **position) == one  # type: ignore[arg-type]


def _regional(gazetteer: Gazetteer) -> Initiative:
    typed = {"street": "", "postcode": "", "locality": "", "province": "Limburg", "point": ""}
    return placed(FULL, typed, gazetteer)[0]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "", "vul de naam in"),
        ("name", "n.v.t.", "zegt niets"),
        ("services", "", "minstens één dienst"),
        ("services", "bestaat-niet", "minstens één dienst"),
        ("source_url", "een folder", "heel webadres"),
        ("service_areas", "Gentt", "bedoel je Gent?"),
        ("service_areas", "Geel; Atlantis aan Zee", "Atlantis aan Zee is geen gemeente"),
        ("languages", "Nederlands", "twee letters"),
        ("lde_status", "misschien", "kies uit de lijst"),
        ("price", "?", "laat dit leeg"),
        ("street", "x" * 151, "te lang"),
        ("name", "x" * 151, "te lang"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(gazetteer: Gazetteer, field: str, text: str, said: str) -> None:
    after, wrong = edited_by_staff(FULL, {field: text}, gazetteer, TERMS)
    assert list(wrong) == [field]
    assert said in wrong[field]
    assert after == FULL


def test_an_area_that_a_source_wrote_its_own_way_stays(gazetteer: Gazetteer) -> None:
    before = replace(FULL, service_areas=("het Meetjesland",))
    after, wrong = edited_by_staff(before, {"service_areas": "het Meetjesland; Geel"}, gazetteer, TERMS)
    assert (wrong, after.service_areas) == ({}, ("het Meetjesland", "Geel"))
