"""A sheet is read row by row: what cannot be used is refused with its reason, and nothing is guessed."""

import pytest

from lde_bot.config import PROJECT
from lde_bot.directory.columns import COLUMNS
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.ingest import Sheet, read_sheet
from lde_bot.directory.model import LdeStatus
from lde_bot.errors import Severity

SERVICES = {"klusdienst": "klusdienst", "fietspunt": "fietspunt"}
GOOD = {
    "name": "Klus",
    "services": "klusdienst",
    "municipality": "Gent",
    "postcode": "9000",
    "source_url": "https://www.voorbeeld.be/klus",
}


def sheet_of(gazetteer: Gazetteer, *rows: dict[str, str]) -> Sheet:
    lines = [",".join(COLUMNS)]
    lines += [",".join(f'"{row.get(column, "")}"' for column in COLUMNS) for row in rows]
    return read_sheet(("\n".join(lines) + "\n").encode(), "blad.csv", gazetteer, SERVICES)


def test_a_good_row_is_taken_as_it_stands(gazetteer: Gazetteer) -> None:
    row = GOOD | {
        "phone": "09/223 45 67",
        "street": "Kade",
        "number": "1",
        "lde_status": "likely",
        "source_year": "2018",
    }
    sheet = sheet_of(gazetteer, row)
    [one] = sheet.taken
    assert sheet.findings == ()
    assert (one.name, one.services, one.street, one.phone) == ("Klus", ("klusdienst",), "Kade 1", "09 223 45 67")
    assert (one.municipality, one.province, one.lde_status) == ("Gent", "Oost-Vlaanderen", LdeStatus.LIKELY)
    assert (one.source_year, one.assured_date, one.email) == (2018, None, "")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "sheet.name"),
        ({"services": ""}, "sheet.services"),
        ({"services": "toverdienst"}, "sheet.services"),
        ({"postcode": "9999"}, "sheet.postcode"),
        ({"postcode": "", "municipality": "Blurkegem"}, "sheet.place"),
        ({"source_url": ""}, "sheet.source"),
        ({"source_url": "geen adres"}, "sheet.source"),
        ({"lde_status": "misschien"}, "sheet.status"),
        ({"description": "x" * 2001}, "sheet.long"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line_and_reason(
    gazetteer: Gazetteer, change: dict[str, str], code: str
) -> None:
    sheet = sheet_of(gazetteer, GOOD, GOOD | {"name": "Ander"} | change)
    assert [one.name for one in sheet.taken] == ["Klus"]
    [finding] = sheet.findings
    assert (finding.path, finding.line, finding.severity, finding.code) == ("blad.csv", 3, Severity.ERROR, code)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phone", "bel maar", "sheet.phone"),
        ("phone", "12", "sheet.phone"),
        ("email", "info(at)klus.be", "sheet.email"),
        ("website", "http://", "sheet.website"),
        ("website", "javascript://voorbeeld.be/%0aalert(1)", "sheet.website"),
        ("website", "data:text/html,x", "sheet.website"),
        ("source_year", "onlangs", "sheet.year"),
        ("phone", "09 999 99 99 99 99", "sheet.phone"),
        ("email", "info@example.com", "sheet.email"),
        ("website", "http://www.example.com/", "sheet.website"),
        ("enterprise_number", "0123.456.789", "sheet.enterprise"),
        ("opening_hours", "soms", "sheet.hours"),
        ("assured_date", "gisteren", "sheet.date"),
        ("languages", "Nederlands", "sheet.language"),
        ("description", "n.v.t.", "sheet.empty"),
        ("description", "=HYPERLINK(1)", "sheet.formula"),
    ],
)
def test_a_doubtful_value_is_left_out_and_said(gazetteer: Gazetteer, field: str, value: str, code: str) -> None:
    sheet = sheet_of(gazetteer, GOOD | {field: value})
    assert getattr(sheet.taken[0], field) in {"", None, ()}
    assert [(finding.code, finding.severity) for finding in sheet.findings] == [(code, Severity.WARNING)]


@pytest.mark.parametrize("number", ["012 34 56 78", "0470 00 00 00", "011 11 11 11"])
def test_a_number_that_looks_typed_to_fill_a_cell_is_kept_and_said(gazetteer: Gazetteer, number: str) -> None:
    sheet = sheet_of(gazetteer, GOOD | {"phone": number})
    assert sheet.taken[0].phone == number
    assert [(finding.code, finding.severity) for finding in sheet.findings] == [("sheet.dead", Severity.WARNING)]


def test_an_address_that_only_ends_like_an_example_is_taken(gazetteer: Gazetteer) -> None:
    sheet = sheet_of(gazetteer, GOOD | {"email": "info@protest.be", "website": "https://protest.be/"})
    assert (sheet.taken[0].email, sheet.taken[0].website, sheet.findings) == (
        "info@protest.be",
        "https://protest.be/",
        (),
    )


def test_a_refused_row_says_its_doubts_too(gazetteer: Gazetteer) -> None:
    sheet = sheet_of(gazetteer, GOOD | {"name": "=1+1", "phone": "bel"})
    assert [finding.code for finding in sheet.findings] == ["sheet.name", "sheet.formula"]


def test_a_sheet_with_an_unknown_mark_between_its_cells_is_told_which_marks_are_read(gazetteer: Gazetteer) -> None:
    [finding] = read_sheet(b"naam/diensten/gemeente/bron\n", "blad.csv", gazetteer, SERVICES).findings
    assert "puntkomma" in finding.message


def test_a_postcode_and_a_municipality_that_disagree_are_reported(gazetteer: Gazetteer) -> None:
    sheet = sheet_of(gazetteer, GOOD | {"municipality": "Brugge"})
    assert sheet.taken[0].municipality == "Gent"
    assert [finding.code for finding in sheet.findings] == ["sheet.place"]


def test_an_old_municipality_name_leads_to_the_new_one(gazetteer: Gazetteer) -> None:
    sheet = sheet_of(gazetteer, GOOD | {"municipality": "Wortel (Hoogstraten)", "postcode": "2323"})
    assert (sheet.taken[0].municipality, sheet.taken[0].locality) == ("Hoogstraten", "Wortel (Hoogstraten)")
    assert (
        sheet_of(gazetteer, GOOD | {"municipality": "Galmaarden", "postcode": ""}).taken[0].municipality == "Pajottegem"
    )


def test_the_same_initiative_twice_is_refused_the_second_time(gazetteer: Gazetteer) -> None:
    sheet = sheet_of(gazetteer, GOOD, GOOD)
    assert len(sheet.taken) == 1
    assert [finding.code for finding in sheet.findings] == ["sheet.duplicate"]
    assert "rij 2" in sheet.findings[0].message


def test_a_sheet_without_its_columns_is_refused_as_a_whole(gazetteer: Gazetteer) -> None:
    sheet = read_sheet(b"naam,dienst\nKlus,klusdienst\n", "blad.csv", gazetteer, SERVICES)
    assert sheet.taken == ()
    assert [(finding.code, finding.line) for finding in sheet.findings] == [("sheet.columns", 1)]


def test_a_row_with_too_many_cells_is_refused(gazetteer: Gazetteer) -> None:
    text = "name,services,municipality,source_url\nKlus,klusdienst,Gent,https://a.be/x,en nog,iets\n"
    assert [f.code for f in read_sheet(text.encode(), "blad.csv", gazetteer, SERVICES).findings] == ["sheet.cells"]


@pytest.mark.parametrize("text", ["", "\n\n", "\x00\x01", '"open', "a" * 200_000])
def test_a_file_that_is_no_sheet_is_a_finding_and_never_a_crash(gazetteer: Gazetteer, text: str) -> None:
    sheet = read_sheet(text.encode(), "blad.csv", gazetteer, SERVICES)
    assert sheet.taken == ()
    assert sheet.findings


def test_all_public_records_of_the_project_are_taken_in(gazetteer: Gazetteer) -> None:
    terms = {"aanvullende-thuiszorg", "buurtgerichte-kinderopvang", "vervoer-en-boodschappen", "energiesnoeiers"}
    terms |= {"fietspunt", "sociaal-restaurant", "klusdienst", "groenonderhoud", "fiets-en-wandelpaden"}
    terms |= {"buurtsport", "gezinsondersteuning", "huisbewaarder"}
    text = (PROJECT / "data" / "initiatives.csv").read_text(encoding="utf-8")
    sheet = read_sheet(text.encode(), "initiatives.csv", gazetteer, {term: term for term in terms})
    assert (sheet.rows, len(sheet.taken), sheet.findings) == (216, 216, ())
    assert {term for one in sheet.taken for term in one.services} == terms
    assert sum(one.regional for one in sheet.taken) == 13
