"""What comes in as HSDS is held against the same rules as a row of a sheet."""

from dataclasses import replace

import pytest

from lde_bot.directory.checked import sheet_of
from lde_bot.directory.compare import FIELDS
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.ingest import Sheet
from lde_bot.directory.model import Initiative
from lde_bot.errors import Severity
from tests.store.test_directory import TERMS

GOOD = Initiative("een", "Een", ("klusdienst",), postcode="9000", locality="Gent", source_url="https://x.be/")


def checked(gazetteer: Gazetteer, *some: Initiative) -> Sheet:
    return sheet_of(some, TERMS, "gids.json", frozenset(FIELDS), gazetteer)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phone", "bel maar", "sheet.phone"),
        ("phone", "n.v.t.", "sheet.empty"),
        ("email", "info@example.com", "sheet.email"),
        ("website", "nergens", "sheet.website"),
        ("enterprise_number", "0123456789", "sheet.enterprise"),
        ("languages", ("Nederlands",), "sheet.language"),
    ],
)
def test_a_doubtful_value_is_left_out_and_said(gazetteer: Gazetteer, field: str, value: object, code: str) -> None:
    sheet = checked(gazetteer, replace(GOOD, **{field: value}))  # type: ignore[arg-type]
    assert getattr(sheet.taken[0], field) in {"", ()}
    assert [(finding.code, finding.severity) for finding in sheet.findings] == [(code, Severity.WARNING)]


def test_a_phone_number_is_written_our_way(gazetteer: Gazetteer) -> None:
    sheet = checked(gazetteer, replace(GOOD, phone="+3292234567"))
    assert (sheet.taken[0].phone, sheet.findings) == ("09 223 45 67", ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"services": ()}, "geen enkele dienst"),
        ({"services": ("kapper",)}, "kapper"),
        ({"postcode": "0001"}, "0001"),
        ({"name": " "}, "naam"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    gazetteer: Gazetteer, change: dict[str, object], reason: str
) -> None:
    sheet = checked(gazetteer, replace(GOOD, **change))  # type: ignore[arg-type]
    [finding] = sheet.findings
    assert (sheet.taken, finding.severity) == ((), Severity.ERROR)
    assert reason in finding.message


def test_an_id_that_stands_there_twice_is_refused_the_second_time(gazetteer: Gazetteer) -> None:
    sheet = checked(gazetteer, GOOD, GOOD)
    assert len(sheet.taken) == 1
    assert [finding.code for finding in sheet.findings] == ["hsds.refused"]


def test_coordinates_in_another_country_give_way_to_the_point_of_the_town(gazetteer: Gazetteer) -> None:
    sheet = checked(gazetteer, replace(GOOD, latitude=40.7, longitude=-74.0, approximate=False))
    here = gazetteer.by_postcode("9000")[0]
    [one] = sheet.taken
    assert (one.latitude, one.longitude, one.approximate) == (here.latitude, here.longitude, True)
    assert [finding.code for finding in sheet.findings] == ["sheet.coordinates"]


def test_of_a_postcode_with_several_towns_the_one_that_is_named_is_taken(gazetteer: Gazetteer) -> None:
    towns = gazetteer.by_postcode("9320")
    assert len(towns) > 1
    for town in towns:
        sheet = checked(gazetteer, replace(GOOD, postcode="9320", locality=town.name))
        assert (sheet.taken[0].latitude, sheet.taken[0].municipality) == (town.latitude, town.municipality)
        assert sheet.findings == ()


def test_a_postcode_and_a_town_that_disagree_are_reported(gazetteer: Gazetteer) -> None:
    sheet = checked(gazetteer, replace(GOOD, locality="Brugge"))
    assert sheet.taken[0].municipality == "Gent"
    assert [finding.code for finding in sheet.findings] == ["sheet.place"]


def test_what_has_no_source_is_taken_and_said(gazetteer: Gazetteer) -> None:
    sheet = checked(gazetteer, replace(GOOD, source_url=""))
    assert [finding.code for finding in sheet.findings] == ["sheet.source"]
    assert len(sheet.taken) == 1
