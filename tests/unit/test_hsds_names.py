"""What goes out as HSDS bears the official names.

``tests/fixtures/hsds3.csv`` holds, for each table that we write, the names of its file, of its list in JSON and of its
fields, and which fields are required, as in the schemas of version 3 (https://github.com/openreferral/specification,
``schema/*.json``; seen on 26 November 2026). Names only.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lde_bot.directory import exchange
from lde_bot.directory.hsds import OURS
from lde_bot.directory.hsds_files import FIELDS, FILES
from lde_bot.directory.model import Change
from tests.conftest import TODAY
from tests.store.test_directory import FULL, TERMS
from tests.unit.test_exchange import SOME


@dataclass(frozen=True, slots=True)
class Official:
    """A table of the standard."""

    file: str
    nested: str
    required: frozenset[str]
    fields: frozenset[str]


def _read() -> dict[str, Official]:
    with (Path(__file__).parent.parent / "fixtures" / "hsds3.csv").open(encoding="utf-8", newline="") as source:
        return {
            row["table"]: Official(
                row["file"], row["nested"], frozenset(row["required"].split()), frozenset(row["fields"].split())
            )
            for row in csv.DictReader(source)
        }


OFFICIAL = _read()
NESTED = {table.nested: name for name, table in OFFICIAL.items()}
LINKS = {"organization_id", "service_id", "location_id", "link_id", "taxonomy_term_id", "link_entity"}
"""Fields that only the tabular form requires: in JSON the nesting says it."""
ENUMS = {
    "status": {"active", "inactive", "defunct", "temporarily closed"},
    "location_type": {"physical", "postal", "virtual"},
    "address_type": {"physical", "postal", "virtual"},
    "freq": {"WEEKLY", "MONTHLY"},
}
"""Fields that take only these values."""


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, str]]]:
    """The tabular form, by name of the file."""
    change = Change("vol", "phone", "", "09", "update", "blad.csv", "", TODAY)
    with zipfile.ZipFile(io.BytesIO(exchange.to_zip(SOME, TERMS, [change]))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        return {name: list(csv.DictReader(io.StringIO(archive.read(name).decode()))) for name in names}


def test_every_table_is_one_of_the_standard_and_lies_in_its_own_file() -> None:
    assert set(FILES) == set(FIELDS) == set(OFFICIAL)
    assert {table: f"{file}.csv" for table, file in FILES.items()} == {name: one.file for name, one in OFFICIAL.items()}


@pytest.mark.parametrize("table", OFFICIAL)
def test_every_field_is_one_of_the_standard_or_named_as_ours(table: str) -> None:
    assert set(FIELDS[table]) - set(OURS) <= OFFICIAL[table].fields
    assert OFFICIAL[table].required <= set(FIELDS[table])


def test_no_field_of_ours_bears_a_name_that_the_table_has() -> None:
    assert [
        (table, name) for table, one in OFFICIAL.items() for name in FIELDS[table] if name in {*OURS} & one.fields
    ] == []


def test_what_the_standard_requires_of_a_named_thing_is_never_empty(tables: dict[str, list[dict[str, str]]]) -> None:
    told_by_us = {
        "address",
        "organization",
        "metadata",
    }  # a region without an address; parents; what a field was before
    for name, one in OFFICIAL.items():
        assert tables[one.file], f"the example must fill {name}"
        for row in tables[one.file]:
            empty = {field for field in one.required if not row[field]}
            assert not empty or name in told_by_us, (name, empty)


def objects(kind: str, value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object in a JSON file with its table."""
    yield kind, value
    for name, inner in value.items():
        if isinstance(inner, list | dict):
            assert name in NESTED, f"{kind}.{name}"
            for part in inner if isinstance(inner, list) else [inner]:
                yield from objects(NESTED[name], part)


def test_every_object_in_json_has_official_names_what_is_required_and_nothing_empty() -> None:
    content = json.loads(exchange.to_json(SOME, TERMS))
    found = [pair for service in content["contents"] for pair in objects("service", service)]
    found += [pair for parent in content["organizations"] for pair in objects("organization", parent)]
    assert {kind for kind, _ in found} == set(OFFICIAL) - {"metadata"}
    for kind, one in found:
        own = {name for name, value in one.items() if not isinstance(value, list | dict)}
        assert own - set(OURS) <= OFFICIAL[kind].fields, kind
        assert OFFICIAL[kind].required - LINKS <= own, kind
        assert None not in one.values()
        assert {name for name in own if one[name] == ""} <= OFFICIAL[kind].required
        assert all(one[name] in values for name, values in ENUMS.items() if name in one)


def test_a_json_file_is_one_page_of_a_list_of_services() -> None:
    content = json.loads(exchange.to_json([FULL], TERMS))
    assert {name: content[name] for name in ("total_items", "total_pages", "page_number", "size")} == {
        "total_items": 2,
        "total_pages": 1,
        "page_number": 1,
        "size": 2,
    }
    assert (content["first_page"], content["last_page"], content["empty"]) == (True, True, False)


def test_the_enterprise_number_names_its_register(tables: dict[str, list[dict[str, str]]]) -> None:
    row = tables["organization_identifiers.csv"][0]
    assert (row["identifier_scheme"], row["identifier_type"]) == ("BE-BCE_KBO", "company")


def test_of_several_numbers_the_one_of_our_register_is_taken() -> None:
    content = json.loads(exchange.to_json([FULL], TERMS))
    for service in content["contents"]:
        other = {"id": "x", "identifier_scheme": "GB-COH", "identifier_type": "company", "identifier": "123"}
        service["organization"]["organization_identifiers"].insert(0, other)
    [back] = exchange.read(json.dumps(content).encode(), "gids.json")
    assert back.enterprise_number == FULL.enterprise_number


def test_a_file_that_we_wrote_before_under_another_name_is_still_read() -> None:
    old, out = exchange.to_zip(SOME, TERMS), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(old)) as archive, zipfile.ZipFile(out, "w") as renamed:
        for name in archive.namelist():
            renamed.writestr(name.replace("service_at_location.csv", "service_at_locations.csv"), archive.read(name))
    assert exchange.read(out.getvalue(), "gids.zip") == exchange.read(old, "gids.zip")
