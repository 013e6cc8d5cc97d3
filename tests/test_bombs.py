"""A file that is made to fill the memory is refused with a sentence, before it is read."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from lde_bot import services_directory
from lde_bot.directory.tabular import Unreadable, excel_of, rows_in
from lde_bot.errors import Finding
from lde_bot.knowledge.reader import read_yaml
from lde_bot.services import App


def workbook(sheet: bytes) -> bytes:
    """Return an Excel file in which the sheet is replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel_of([["name"], ["x"]], "blad"))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for part in whole.namelist():
            bomb.writestr(part, sheet if part.startswith("xl/worksheets/sheet") else whole.read(part))
    return out.getvalue()


def packed(**files: bytes) -> bytes:
    """Return a zip with these tables in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in files.items():
            whole.writestr(f"{name}.csv", content)
    return out.getvalue()


def spoiled(data: bytes, mark: bytes, at: int, to: bytes) -> bytes:
    """Return an archive with other bytes at a place in each of its headers that begin with a mark."""
    parts = data.split(mark)
    return mark.join([parts[0], *(part[:at] + to + part[at + len(to) :] for part in parts[1:])])


LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 12)
)
BOMBS = {
    "a zip that unpacks to 300 MB": ("x.xlsx", workbook(b"<a>" + b" " * 300_000_000)),
    "entities in entities": ("x.xlsx", workbook(LAUGHS + b"]><worksheet><sheetData>&a11;</sheetData></worksheet>")),
    "broken XML": ("x.xlsx", workbook(b"<worksheet><sheetData><row><c")),
    "no zip": ("x.xlsx", b"PK\x03\x04" + b"\0" * 100),
    "a cell without end": ("x.csv", b"name\n" + b"x" * 100_000),
    "a field that never closes": ("x.csv", b'name\n"' + b"x,\n" * 100_000),
    "columns without end": ("x.csv", b"name\n" + b",x" * 50_000),
    "null bytes": ("x.csv", b"name\0\n\0"),
}


@pytest.mark.parametrize(("name", "data"), BOMBS.values(), ids=BOMBS)
def test_a_table_that_is_a_bomb_is_refused_with_a_sentence(app: App, name: str, data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\w+ \w+"):
        list(rows_in(data, name))
    planned = services_directory.plan(app, data, name)
    assert planned.findings
    assert not planned.added
    assert not planned.changed


TABLES = packed(organizations=b"id,name\no,Een\n" * 50, services=b"id,organization_id\ns,o\n" * 50)
HSDS = {
    "a zip with a password": ("x.zip", spoiled(TABLES, b"PK\x01\x02", 4, b"\x01\x00")),
    "a zip that is packed in a way that nobody knows": ("x.zip", spoiled(TABLES, b"PK\x01\x02", 6, b"\x63\x00")),
    "a zip with damage inside": ("x.zip", spoiled(TABLES, b"PK\x03\x04", 45, b"\xff" * 9)),
    "organisations that are no list": ("x.json", b'{"contents": [], "organizations": 5}'),
    "organisations that are nothing": ("x.json", b'{"contents": [], "organizations": null}'),
    "a table that unpacks to 300 MB": ("x.zip", packed(organizations=b"id,name\n" + b"x,y\n" * 75_000_000)),
    "a cell without end": ("x.zip", packed(organizations=b"id,name\n" + b"x" * 10_000_000, services=b"id\n1\n")),
    "a zip in a zip": ("x.zip", packed(organizations=packed(organizations=b"id\n1\n"))),
    "no zip": ("x.zip", b"PK\x03\x04" + b"\0" * 100),
    "lists in lists": ("x.json", b"[" * 200_000),
    "lists in lists, closed": ("x.json", b"[" * 200_000 + b"]" * 200_000),
    "fields in fields": ("x.json", b'{"a":' * 200_000),
    "a number without end": ("x.json", b"9" * 1_000_000),
    "no text": ("x.json", b"\xff\xfe\0"),
}


@pytest.mark.parametrize(("name", "data"), HSDS.values(), ids=HSDS)
def test_an_hsds_file_that_is_a_bomb_is_refused_with_a_sentence(app: App, name: str, data: bytes) -> None:
    planned = services_directory.plan(app, data, name)
    assert planned.findings
    assert not planned.added
    assert not planned.changed


def test_an_archive_without_end_of_files_is_refused_with_how_many_there_may_be(app: App) -> None:
    many = packed(**{f"t{number}": b"" for number in range(1_001)})
    for name in ("x.zip", "x.xlsx"):
        planned = services_directory.plan(app, many, name)
        assert ["hoogstens 1000" in one.message for one in planned.findings] == [True], name
        assert not planned.added


def nested(**organization: object) -> bytes:
    """Return HSDS as JSON with one service of an organisation."""
    term = {"id": "a", "taxonomy_term": {"id": "fietspunt"}}
    owner = {"id": "o", "name": "Een", "source_url": "https://a.be/"} | organization
    return json.dumps([{"id": "s", "organization_id": "o", "organization": owner, "attributes": [term]}]).encode()


def test_a_value_that_no_database_takes_is_left_out_with_a_sentence(app: App) -> None:
    planned = services_directory.plan(app, nested(source_year=10**25), "x.json")
    assert [(one.name, one.source_year) for one in planned.added] == [("Een", None)]
    assert any("jaartal" in one.message for one in planned.findings)
    services_directory.carry_out(app, planned, "x", partial=True, by="test", why="test")
    assert app.directory.get(["o"])


def test_characters_that_no_database_takes_are_left_out(app: App) -> None:
    planned = services_directory.plan(app, nested(name="E\0e\ud83dn"), "x.json")
    services_directory.carry_out(app, planned, "x", partial=True, by="test", why="test")
    assert [one.name for one in app.directory.get(["o"])] == ["Ee?n"]


def test_a_field_of_hsds_is_no_longer_than_one_of_a_sheet(app: App) -> None:
    assert services_directory.plan(app, nested(name="E" * 2_000), "x.json").added
    planned = services_directory.plan(app, nested(name="E" * 2_001), "x.json")
    assert not planned.added
    [finding] = planned.findings
    assert "2000 tekens" in finding.message
    assert len(finding.message) < 300


YAML = {
    "lists in lists": "a: " + "[" * 60_000,
    "lists in lists, closed": "a: " + "[" * 60_000 + "]" * 60_000,
    "dashes": "- " * 90_000,
    "fields in fields": "{a: " * 40_000,
    "keys in keys": "? " * 90_000,
    "references": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a list of references": "a: &a {x: 1}\nutterances: [" + "*a, " * 20_000 + "]\n",
}


@pytest.mark.parametrize("text", YAML.values(), ids=YAML)
def test_yaml_that_is_a_bomb_is_refused_with_a_sentence(text: str) -> None:
    findings: list[Finding] = []
    assert read_yaml(text, "x.yaml", findings) is None
    [finding] = findings
    assert finding.code == "file.yaml"


def test_an_ampersand_and_an_asterisk_in_a_text_are_no_bomb() -> None:
    findings: list[Finding] = []
    assert read_yaml("question: Wonen & werken\nanswer: 2 * 3 is zes\n", "x.yaml", findings)
    assert findings == []
