"""HSDS 3 files: the tabular form (a zip of CSV files with a ``datapackage.json``), and JSON (services with all of it).

Pure: bytes in, bytes out. Field names are those of the standard; see :mod:`lde_bot.directory.hsds`.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lde_bot.directory.hsds import OURS, TABLES, initiatives_of, tables_of
from lde_bot.directory.model import Change, Initiative
from lde_bot.directory.tabular import MOST_BYTES, Unreadable, harmless, refuse_bomb

VERSION = "3.0"
"""Version of HSDS that is written."""
_FILES = {
    "organization": "organizations",
    "organization_identifier": "organization_identifiers",
    "location": "locations",
    "address": "addresses",
    "accessibility": "accessibility",
    "phone": "phones",
    "service": "services",
    "service_at_location": "service_at_locations",
    "service_area": "service_areas",
    "schedule": "schedules",
    "language": "languages",
    "attribute": "attributes",
}
_METADATA = "id resource_id resource_type last_action_date last_action_type field_name previous_value".split()
_METADATA += "replacement_value updated_by".split()
_RUNS = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]


def to_zip(initiatives: Sequence[Initiative], terms: Mapping[str, str], changes: Sequence[Change] = ()) -> bytes:
    """Return initiatives in the tabular form of HSDS: one CSV file a table, all in a zip.

    :param terms: label of each service by id, for ``taxonomy_terms.csv``.
    :param changes: what was changed, for ``metadata.csv``.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files: list[tuple[str, str, Sequence[str], list[list[str]]]] = []
        for table, rows in tables_of(initiatives).items():
            lines = [[_cell(row[name]) for name in TABLES[table]] for row in rows]
            files.append((table, _FILES[table], TABLES[table], lines))
        named = [[term, label, "LDE-diensten"] for term, label in terms.items()]
        files.append(("taxonomy_term", "taxonomy_terms", ("id", "name", "taxonomy"), named))
        files.append(
            ("metadata", "metadata", _METADATA, [_change(number, one) for number, one in enumerate(changes, 1)])
        )
        for _, file, fields, lines in files:
            text = io.StringIO(newline="")
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(fields)
            writer.writerows([harmless(cell) for cell in line] for line in lines)
            archive.writestr(_dated(f"{file}.csv"), text.getvalue())
        archive.writestr(_dated("datapackage.json"), json.dumps(_package(files), indent=2))
    return out.getvalue()


def _dated(name: str) -> zipfile.ZipInfo:
    """Return a file in the zip with a fixed date, so that the same data always gives the same bytes."""
    info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _package(files: Sequence[tuple[str, str, Sequence[str], object]]) -> Row:
    """Return the description of a tabular data package (https://specs.frictionlessdata.io/tabular-data-package)."""
    resources = [
        {
            "name": table,
            "path": f"{file}.csv",
            "profile": "tabular-data-resource",
            "schema": {
                "primaryKey": "id",
                "fields": [
                    {"name": name, "type": "string"} | ({"x-lde-bot": True} if name in OURS else {}) for name in fields
                ],
            },
        }
        for table, file, fields, _ in files
    ]
    return {"name": "lde-gids", "profile": "tabular-data-package", "hsds_version": VERSION, "resources": resources}


def _change(number: int, one: Change) -> list[str]:
    what = [one.initiative, "organization", one.on.isoformat(), one.action, one.field, one.before, one.after, one.by]
    return [str(number), *what]


def to_json(initiatives: Sequence[Initiative], terms: Mapping[str, str]) -> bytes:
    """Return initiatives as HSDS JSON: a list of services, each with its organisation, places, phones and hours."""
    tables = tables_of(initiatives)
    organizations: dict[object, Row] = {row["id"]: dict(row) for row in tables["organization"]}
    for table, name in (("organization_identifier", "organization_identifiers"), ("phone", "phones")):
        for row in tables[table]:
            organizations[row["organization_id"]].setdefault(name, []).append(row)
    locations: dict[object, Row] = {row["id"]: dict(row) for row in tables["location"]}
    for table, name in (("address", "addresses"), ("accessibility", "accessibility")):
        for row in tables[table]:
            locations[row["location_id"]].setdefault(name, []).append(row)
    services: dict[object, Row] = {row["id"]: dict(row) for row in tables["service"]}
    for service in services.values():
        service["organization"] = organizations[service["organization_id"]]
    for row in tables["service_at_location"]:
        place = row | {"location": locations[row["location_id"]]}
        services[row["service_id"]].setdefault("service_at_locations", []).append(place)
    for row in tables["attribute"]:
        term = row["taxonomy_term_id"]
        named = row | {"taxonomy_term": {"id": term, "name": terms.get(str(term), ""), "taxonomy": "LDE-diensten"}}
        services[row["link_id"]].setdefault("attributes", []).append(named)
    for table, name in (("service_area", "service_areas"), ("schedule", "schedules"), ("language", "languages")):
        for row in tables[table]:
            services[row["service_id"]].setdefault(name, []).append(row)
    parents = [row for row in organizations.values() if str(row["id"]).startswith("parent:")]
    content = {"version": VERSION, "contents": list(services.values()), "organizations": parents}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read(data: bytes, name: str) -> list[Initiative]:
    """Return the initiatives of an HSDS file: ``.zip`` is the tabular form, ``.json`` JSON.

    :raises Unreadable: the file is neither, is too large, or lacks what everything hangs on.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"het bestand is {len(data) / 1e6:.0f} MB groot; hoogstens {MOST_BYTES / 1e6:.0f} MB")
    tables = _zipped(data) if name.lower().endswith(".zip") else _nested(data)
    if not tables.get("organization") or not tables.get("service"):
        raise Unreadable("dit is geen HSDS: er zijn geen organisaties of geen diensten")
    try:
        return initiatives_of(tables)
    except KeyError as error:
        raise Unreadable(f"het veld {error} ontbreekt") from None
    except ValueError as error:
        raise Unreadable(f"een waarde klopt niet: {error}") from None


def _zipped(data: bytes) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive, len(data))
            names = {part.rsplit("/", 1)[-1]: part for part in archive.namelist()}
            for table, file in _FILES.items():
                if f"{file}.csv" in names:
                    with archive.open(names[f"{file}.csv"]) as source:
                        lines = io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
                        tables[table] = [_unquoted(row) for row in csv.DictReader(lines, strict=True)]
    except (zipfile.BadZipFile, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"dit is geen HSDS-zip: {error}") from None
    return tables


def _unquoted(row: Mapping[str, str | None]) -> Row:
    return {
        name: value[1:] if value and value.startswith("'") and value[1:].startswith(_RUNS) else value or ""
        for name, value in row.items()
        if name is not None
    }


def _nested(data: bytes) -> dict[str, list[Row]]:
    """Return the tables that a JSON file holds: every object under the name of its table, each id once."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable("dit is geen geldige JSON") from None
    contents = content.get("contents", content) if isinstance(content, dict) else content
    contents = contents if isinstance(contents, list) else [contents]
    extra = content.get("organizations", []) if isinstance(content, dict) else []
    if not all(isinstance(one, dict) for one in (*contents, *extra)):
        raise Unreadable("dit is geen HSDS: verwacht een lijst van diensten")
    tables: dict[str, dict[str, Row]] = {}
    for kind, rows in (("service", contents), ("organization", extra)):
        for row in rows:
            for table, flat in _flat(kind, row, {}):
                tables.setdefault(table, {}).setdefault(str(flat.get("id", "")), flat)
    return {table: list(rows.values()) for table, rows in tables.items()}


_WITHIN = {file: table for table, file in _FILES.items()}
_OWNER_FIELD = {
    "service_at_location": "service_id",
    "service_area": "service_id",
    "schedule": "service_id",
    "language": "service_id",
    "attribute": "link_id",
    "address": "location_id",
    "accessibility": "location_id",
}


def _flat(table: str, row: Row, owner: Row) -> Iterator[tuple[str, Row]]:
    """Yield an object and all that it holds as rows that refer to each other by id."""
    flat = {name: value for name, value in row.items() if not isinstance(value, list | dict)}
    if table in _OWNER_FIELD and owner:
        flat.setdefault(_OWNER_FIELD[table], owner.get("id"))
    if table in {"phone", "organization_identifier"} and owner:
        flat.setdefault(f"{owner['__table__']}_id", owner.get("id"))
    here = {"id": row.get("id"), "__table__": table}
    for name, value in row.items():
        inner = _WITHIN.get(name)
        if inner and isinstance(value, list):
            for part in value:
                if isinstance(part, dict):
                    yield from _flat(inner, part, here)
        elif name in {"organization", "location"} and isinstance(value, dict):
            flat.setdefault(f"{name}_id", value.get("id"))
            yield from _flat(name, value, here)
        elif name == "taxonomy_term" and isinstance(value, dict):
            flat.setdefault("taxonomy_term_id", value.get("id"))
    yield table, flat


def _cell(value: object) -> str:
    return "" if value is None else str(value)
