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

from lde_bot.directory.hsds import initiatives_of, tables_of
from lde_bot.directory.hsds_files import FIELDS, FILES, NESTED, OTHER_FILES, VERSION, datapackage, filled
from lde_bot.directory.model import Change, Initiative
from lde_bot.directory.tabular import BROKEN, MOST_BYTES, Unreadable, harmless, refuse_bomb

_RUNS = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]


def to_zip(initiatives: Sequence[Initiative], terms: Mapping[str, str], changes: Sequence[Change] = ()) -> bytes:
    """Return initiatives in the tabular form of HSDS: one CSV file a table, all in a zip.

    :param terms: label of each service by id, for ``taxonomy_terms.csv``.
    :param changes: what was changed, for ``metadata.csv``.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        tables: dict[str, list[dict[str, object]]] = tables_of(initiatives)
        tables["taxonomy_term"] = [_term(term, label) for term, label in terms.items()]
        tables["metadata"] = [_change(number, one) for number, one in enumerate(changes, 1)]
        for table, rows in tables.items():
            text = io.StringIO(newline="")
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(FIELDS[table])
            writer.writerows([harmless(_cell(row[name])) for name in FIELDS[table]] for row in rows)
            archive.writestr(_dated(f"{FILES[table]}.csv"), text.getvalue())
        archive.writestr(_dated("datapackage.json"), json.dumps(datapackage(), indent=2))
    return out.getvalue()


def _dated(name: str) -> zipfile.ZipInfo:
    """Return a file in the zip with a fixed date, so that the same data always gives the same bytes."""
    info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _term(term: str, label: str) -> dict[str, object]:
    return {"id": term, "name": label, "description": f"Dienst: {label}", "taxonomy": "LDE-diensten"}


def _change(number: int, one: Change) -> dict[str, object]:
    what = (one.initiative, "organization", one.on.isoformat(), one.action, one.field, one.before, one.after, one.by)
    return dict(zip(FIELDS["metadata"], (number, *what), strict=True))


def to_json(initiatives: Sequence[Initiative], terms: Mapping[str, str]) -> bytes:
    """Return initiatives as HSDS JSON: a list of services, each with its organisation, places, phones and hours."""
    tables = {table: [filled(table, row) for row in rows] for table, rows in tables_of(initiatives).items()}
    organizations: dict[object, Row] = {row["id"]: row for row in tables["organization"]}
    for table in ("organization_identifier", "phone"):
        for row in tables[table]:
            organizations[row["organization_id"]].setdefault(NESTED[table], []).append(row)
    locations: dict[object, Row] = {row["id"]: row for row in tables["location"]}
    for table in ("address", "accessibility"):
        for row in tables[table]:
            locations[row["location_id"]].setdefault(NESTED[table], []).append(row)
    services: dict[object, Row] = {row["id"]: row for row in tables["service"]}
    for service in services.values():
        service["organization"] = organizations[service["organization_id"]]
    for row in tables["service_at_location"]:
        place = row | {"location": locations[row["location_id"]]}
        services[row["service_id"]].setdefault(NESTED["service_at_location"], []).append(place)
    for row in tables["attribute"]:
        term = str(row["taxonomy_term_id"])
        named = row | {"taxonomy_term": _term(term, terms.get(term, term))}
        services[row["link_id"]].setdefault(NESTED["attribute"], []).append(named)
    for table in ("service_area", "schedule", "language"):
        for row in tables[table]:
            services[row["service_id"]].setdefault(NESTED[table], []).append(row)
    parents = [row for row in organizations.values() if str(row["id"]).startswith("parent:")]
    content = _page(list(services.values())) | {"version": VERSION, "organizations": parents}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _page(contents: Sequence[Row]) -> Row:
    """Return services as the one page of a list, in the form that the standard gives to lists."""
    count = len(contents)
    pages = {"total_items": count, "total_pages": 1, "page_number": 1, "size": count}
    return pages | {"first_page": True, "last_page": True, "empty": not count, "contents": contents}


def read(data: bytes, name: str) -> list[Initiative]:
    """Return the initiatives of an HSDS file: ``.zip`` is the tabular form, ``.json`` JSON.

    :raises Unreadable: the file is neither, is too large, or lacks what everything hangs on.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"het bestand is {len(data) / 1e6:.0f} MB groot; hoogstens {MOST_BYTES / 1e6:.0f} MB")
    read_as = _zipped if name.lower().endswith(".zip") else _nested
    tables = {table: [_storable(row) for row in rows] for table, rows in read_as(data).items()}
    if not tables.get("organization") or not tables.get("service"):
        raise Unreadable("dit is geen HSDS: er zijn geen organisaties of geen diensten")
    try:
        return initiatives_of(tables)
    except KeyError as error:
        raise Unreadable(f"het veld {error} ontbreekt") from None
    except ValueError as error:
        raise Unreadable(f"een waarde klopt niet: {error}") from None


def _storable(row: Row) -> Row:
    """Return a row without what no database takes: null characters, half of a surrogate pair."""
    return {
        name: value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in row.items()
    }


def _zipped(data: bytes) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive, len(data))
            names = {part.rsplit("/", 1)[-1]: part for part in archive.namelist()}
            for file, table in {**OTHER_FILES, **{file: table for table, file in FILES.items()}}.items():
                if f"{file}.csv" in names:
                    with archive.open(names[f"{file}.csv"]) as source:
                        lines = io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
                        tables[table] = [_unquoted(row) for row in csv.DictReader(lines, strict=True)]
    except (csv.Error, *BROKEN):
        raise Unreadable("dit is geen HSDS-zip, of ze is beschadigd") from None
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
    if not isinstance(extra, list) or not all(isinstance(one, dict) for one in (*contents, *extra)):
        raise Unreadable("dit is geen HSDS: verwacht een lijst van diensten")
    tables: dict[str, dict[str, Row]] = {}
    for kind, rows in (("service", contents), ("organization", extra)):
        for row in rows:
            for table, flat in _flat(kind, row, {}):
                tables.setdefault(table, {}).setdefault(str(flat.get("id", "")), flat)
    return {table: list(rows.values()) for table, rows in tables.items()}


_WITHIN = {name: table for table, name in NESTED.items()}
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
