"""What the fuzzer does with files: sheets, HSDS and entries, as an initiative, a colleague or a curator brings them.

Binary files are texts here, one character a byte. What does not begin as a zip does is what lies in one: a name and a
content, a line of dashes, and so on; it is packed before it is read, so that changes reach what is inside. Whatever is
in a file, reading refuses with a sentence or gives what a database takes and what reads the same again.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache

from lde_bot.directory import exchange
from lde_bot.directory.checked import sheet_of
from lde_bot.directory.columns import sheet_rows
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.ingest import MOST_FIELD, read_sheet
from lde_bot.directory.model import Initiative, Place
from lde_bot.directory.tabular import Unreadable, csv_of, excel_of
from lde_bot.errors import Finding
from lde_bot.knowledge.parse import parse_entry
from lde_bot.knowledge.writer import entry_text

BETWEEN = "\n-----\n"
"""What lies between two files that are packed together."""
TERMS = {"fietspunt": "Fietspunt", "klusdienst": "Klusdienst"}
PLACES = Gazetteer([Place("9000", "Gent", "Gent", "Oost-Vlaanderen", 51.05, 3.72)])
ONE = Initiative(
    "een",
    "Een",
    ("fietspunt",),
    street="Straat 1",
    postcode="9000",
    locality="Gent",
    municipality="Gent",
    province="Oost-Vlaanderen",
    opening_hours="ma 9:00-12:00",
    languages=("nl",),
    phone="014 24 86 05",
    latitude=51.0,
    longitude=3.7,
    source_url="https://a.be/",
    source_year=2024,
)


@cache
def seeds(name: str) -> list[str]:
    """Return sound files for a target, beside those of the corpus."""
    rows = list(sheet_rows([ONE]))
    archive, workbook = exchange.to_zip([ONE], TERMS), excel_of(rows, "blad")
    made: dict[str, list[bytes]] = {
        "sheet": [csv_of(rows)],
        "hsds": [exchange.to_json([ONE], TERMS), b'{"contents": [{"id": "1"}], "organizations": [{"id": "2"}]}'],
        "archive": [_small(zipfile.ZIP_STORED), _small(zipfile.ZIP_DEFLATED)],
        "workbook": [excel_of([["naam", "diensten"], ["x", "fietspunt"]], "blad")],
    }
    inside = {"archive": _unpacked(archive, "csv"), "workbook": _unpacked(workbook, "sheet1.xml", "Strings.xml")}
    seeds = [data.decode("utf-8" if name in {"sheet", "hsds"} else "latin-1") for data in made.get(name, [])]
    return [*seeds, inside[name]] if name in inside else seeds


def _small(how: int) -> bytes:
    """Return a small HSDS archive: what is not packed can be changed inside."""
    tables = {"organizations": "id,name\no,Een\n", "services": "id,organization_id,name,status\ns,o,Een,active\n"}
    return _packed({f"{name}.csv": content.encode() for name, content in tables.items()}, how)


def _packed(files: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return out.getvalue()


def _unpacked(data: bytes, *ends: str) -> str:
    """Return the files in an archive of which the name ends like this, as one text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(ends)]
        return BETWEEN.join(f"{name}\n{archive.read(name).decode('utf-8-sig')}" for name in names)


@cache
def _around() -> dict[str, bytes]:
    """Return the files in an Excel file."""
    with zipfile.ZipFile(io.BytesIO(excel_of([["x"]], "blad"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _file(text: str, around: dict[str, bytes]) -> bytes:
    """Return the file that a text stands for; ``around`` lies in it too."""
    if text.startswith("PK"):
        return text.encode("latin-1", "replace")
    parts = [part.partition("\n") for part in text.split(BETWEEN)]
    packed = {name.replace("\0", "").encode("utf-8", "replace").decode(): content for name, _, content in parts}
    return _packed(around | {name: content.encode("utf-8", "surrogatepass") for name, content in packed.items()})


def sheet(text: str) -> object:
    """Read a sheet of initiatives."""
    return _sheet(text.encode("utf-8", "replace"), "x.csv")


def workbook(text: str) -> object:
    """Read an Excel file with initiatives."""
    return _sheet(_file(text, _around()), "x.xlsx")


def _sheet(data: bytes, name: str) -> object:
    """Read a sheet, and write and read what was taken."""
    read = read_sheet(data, name, PLACES, TERMS)
    _storable(read.taken)
    again = read_sheet(csv_of(sheet_rows(read.taken)), "x.csv", PLACES, TERMS)
    assert again.taken == read.taken, f"reading what was written gives something else: {again}"
    return tuple(sorted({one.code for one in read.findings})), len(read.taken)


def hsds(text: str) -> object:
    """Read HSDS as JSON."""
    return _hsds(text.encode("utf-8", "surrogatepass"), "x.json")


def archive(text: str) -> object:
    """Read HSDS as tables in a zip."""
    return _hsds(_file(text, {}), "x.zip")


def _hsds(data: bytes, name: str) -> object:
    try:
        found = exchange.read(data, name)
    except Unreadable as refused:
        return str(refused)[:30]
    read = sheet_of(found, TERMS, name, frozenset(), PLACES)
    _storable(read.taken)
    return tuple(sorted({one.code for one in read.findings})), len(read.taken)


def entry(text: str) -> object:
    """Read an entry, and write and read it."""
    findings: list[Finding] = []
    read = parse_entry(text, "knowledge/basis/a.yaml", findings)
    if read is None:
        return tuple(sorted({one.code for one in findings}))
    more: list[Finding] = []
    again = parse_entry(entry_text(read), "knowledge/basis/a.yaml", more)
    assert again is not None, f"what was written cannot be read: {more}"
    assert entry_text(again) == entry_text(read), "reading what was written gives something else"
    return tuple(sorted({one.code for one in findings})), len(read.utterances)


def _storable(taken: tuple[Initiative, ...]) -> None:
    for one in taken:
        one.name.encode()
        assert "\0" not in one.name
        assert len(one.name) <= MOST_FIELD
        assert one.source_year is None or 0 < one.source_year < 3000
