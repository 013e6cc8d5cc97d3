"""A directory goes out in every form and comes back as it was."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.directory import exchange
from lde_bot.directory.columns import sheet_rows
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.hsds import TABLES
from lde_bot.directory.ingest import read_sheet
from lde_bot.directory.model import Change, Initiative
from lde_bot.directory.tabular import Unreadable, csv_of, excel_of, rows_in
from tests.store.test_directory import FULL, TERMS

REGION = Initiative(
    "regio",
    "Regio =1+1",
    ("klusdienst",),
    province="Limburg",
    service_areas=("Limburg",),
    source_url="https://x.be/",
)
PLAIN = replace(FULL, id="tweede", name="Tweede é “aan” € ś", parent="", latitude=51.05, approximate=True)
SOME = (FULL, REGION, PLAIN)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_comes_back_as_it_went_out(gazetteer: Gazetteer, form: str) -> None:
    here = gazetteer.by_postcode("9000")[0]
    some = [replace(one, latitude=here.latitude, longitude=here.longitude) if one is PLAIN else one for one in SOME]
    rows = list(sheet_rows(some))
    data = csv_of(rows) if form == "csv" else excel_of(rows, "Gids")
    sheet = read_sheet(data, f"gids.{form}", gazetteer, TERMS)
    assert list(sheet.findings) == []
    assert list(sheet.taken) == some


@pytest.mark.parametrize("form", ["zip", "json"])
def test_hsds_comes_back_as_it_went_out(form: str) -> None:
    data = exchange.to_zip(SOME, TERMS) if form == "zip" else exchange.to_json(SOME, TERMS)
    assert sorted(exchange.read(data, f"gids.{form}"), key=lambda one: one.id) == sorted(SOME, key=lambda one: one.id)


def test_the_tabular_form_has_a_file_for_each_table_and_describes_itself() -> None:
    change = Change("vol", "phone", "", "09", "update", "blad.csv", "", date(2026, 1, 1))
    with zipfile.ZipFile(io.BytesIO(exchange.to_zip(SOME, TERMS, [change]))) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {one["path"] for one in package["resources"]} == set(archive.namelist()) - {"datapackage.json"}
        header = next(csv.reader(io.StringIO(archive.read("services.csv").decode())))
        assert tuple(header) == TABLES["service"]
        assert "vol,organization,2026-01-01,update,phone,,09,blad.csv" in archive.read("metadata.csv").decode()


def test_json_holds_a_service_with_all_that_belongs_to_it() -> None:
    service = json.loads(exchange.to_json([FULL], TERMS))["contents"][0]
    assert service["organization"]["phones"][0]["number"] == "09 223 45 67"
    assert service["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] == "9000"
    assert service["attributes"][0]["taxonomy_term"]["name"] == "klusdienst"
    assert service["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"


def test_an_organisation_of_others_with_two_locations_becomes_two_initiatives() -> None:
    def at(number: str, postcode: str) -> dict[str, object]:
        return {"id": number, "location": {"id": f"l{number}", "addresses": [{"id": number, "postal_code": postcode}]}}

    service = {
        "id": "s",
        "name": "Fietsen",
        "status": "active",
        "organization": {"id": "o", "name": "Velo", "description": ""},
        "service_at_locations": [at("1", "3000"), at("2", "3200")],
        "attributes": [{"id": "a", "taxonomy_term": {"id": "fietspunt", "name": "fietspunt"}}],
        "schedules": [{"id": "h", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00"}],
    }
    found = exchange.read(json.dumps([service]).encode(), "velo.json")
    assert [(one.id, one.postcode, one.services) for one in found] == [
        ("o", "3000", ("fietspunt",)),
        ("o@2", "3200", ("fietspunt",)),
    ]
    assert found[0].opening_hours == "Mo 09:00-12:00"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"{", "x.json"),
        (b"[" * 100_000, "x.json"),
        (b"[1, 2]", "x.json"),
        (b"{}", "x.json"),
        (b'[{"id": "s", "status": "weg", "organization": {"id": "o", "name": "n"}}]', "x.json"),
        (b'[{"name": "s"}]', "x.json"),
        (b"PK\x03\x04 no zip", "x.zip"),
    ],
)
def test_what_is_no_hsds_is_said_and_never_a_crash(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable):
        exchange.read(data, name)


HEADER = "naam;diensten;gemeente;postcode;bron"
ROW = "Café;klusdienst;Gent;9000;https://a.be/x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_a_spreadsheet_writes_is_read(gazetteer: Gazetteer, encoding: str, delimiter: str) -> None:
    text = f"{HEADER}\r\n{ROW}\r\n\r\n".replace(";", delimiter)
    sheet = read_sheet(text.encode(encoding), "blad.csv", gazetteer, TERMS)
    assert [one.name for one in sheet.taken] == ["Café"]
    assert sheet.findings == ()


def test_a_file_that_is_far_too_large_is_refused_without_reading_it(gazetteer: Gazetteer) -> None:
    sheet = read_sheet(b"x" * 200_000_000, "groot.csv", gazetteer, TERMS)
    assert "200 MB" in sheet.findings[0].message
    assert sheet.taken == ()


def test_an_excel_file_that_is_none_is_said(gazetteer: Gazetteer) -> None:
    assert read_sheet(b"geen excel", "x.xlsx", gazetteer, TERMS).findings[0].code == "sheet.unreadable"


def test_no_cell_that_goes_out_can_run_in_a_spreadsheet() -> None:
    evil = replace(FULL, name="=cmd|' /C calc'!A0", description="@SUM(1)", conditions="-2+3", price="+1")
    for line in csv.reader(io.StringIO(csv_of(sheet_rows([evil])).decode("utf-8-sig"))):
        assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@"))]
    cells = dict(rows_in(excel_of(sheet_rows([evil]), "Gids"), "x.xlsx"))[2]
    assert "=cmd|' /C calc'!A0" in cells
    assert {type(cell) for cell in cells} == {str}


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=8))
def test_any_rows_of_text_survive_csv(rows: Sequence[Sequence[str]]) -> None:
    kept = [[cell.strip() for cell in row] for row in rows]
    clean = [row for row in kept if any(row) and not any({"\0", "\r", "\x1c"} & set(cell) for cell in row)]
    if clean and all(cell.isprintable() for row in clean for cell in row):
        read = [cells for _, cells in rows_in(csv_of([["kop,", "staart"], *clean]), "x.csv")][1:]
        assert [[str(cell) for cell in row] for row in read] == clean
