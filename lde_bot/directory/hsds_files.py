"""How HSDS 3 names its files and nests its objects: what the standard says, apart from how we write and read it.

Pure. Held against the official names in ``tests/fixtures/hsds3.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lde_bot.directory.hsds import OURS, TABLES

VERSION = "3.0"
"""Version of HSDS that is written; later ones of version 3 only add."""
FILES: Mapping[str, str] = {
    "organization": "organizations",
    "organization_identifier": "organization_identifiers",
    "location": "locations",
    "address": "addresses",
    "accessibility": "accessibility",
    "phone": "phones",
    "service": "services",
    "service_at_location": "service_at_location",
    "service_area": "service_areas",
    "schedule": "schedules",
    "language": "languages",
    "attribute": "attributes",
    "taxonomy_term": "taxonomy_terms",
    "metadata": "metadata",
}
"""Name of the CSV file of each table, without its ending."""
OTHER_FILES: Mapping[str, str] = {"service_at_locations": "service_at_location", "addresss": "address"}
"""Names that other programs, and this one before, gave to a file, with its table."""
NESTED: Mapping[str, str] = {**FILES, "service_at_location": "service_at_locations"}
"""Name of the list of objects of each table inside another object of a JSON file."""
FIELDS: Mapping[str, Sequence[str]] = {
    **TABLES,
    "organization_identifier": ("id", "organization_id", "identifier_scheme", "identifier_type", "identifier"),
    "taxonomy_term": ("id", "name", "description", "taxonomy"),
    "metadata": (
        *("id", "resource_id", "resource_type", "last_action_date", "last_action_type"),
        *("field_name", "previous_value", "replacement_value", "updated_by"),
    ),
}
"""Fields of each table as they are written."""
REQUIRED: Mapping[str, frozenset[str]] = {
    "organization": frozenset({"id", "name", "description"}),
    "address": frozenset({"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"}),
}
"""Fields that stand in JSON even when they are empty; elsewhere what is empty is left out."""
_TYPES = {"latitude": "number", "longitude": "number", "source_year": "integer"}
_TYPES |= dict.fromkeys(("assured_date", "last_action_date"), "date")


def datapackage() -> dict[str, Any]:
    """Return the description of a tabular data package (https://specs.frictionlessdata.io/tabular-data-package)."""
    return {
        "name": "lde-gids",
        "profile": "tabular-data-package",
        "hsds_version": VERSION,
        "resources": [
            {
                "name": table,
                "path": f"{file}.csv",
                "profile": "tabular-data-resource",
                "schema": {"primaryKey": "id", "fields": [_field(name) for name in FIELDS[table]]},
            }
            for table, file in FILES.items()
        ],
    }


def _field(name: str) -> dict[str, Any]:
    return {"name": name, "type": _TYPES.get(name, "string")} | ({"x-lde-bot": True} if name in OURS else {})


def filled(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as an object of JSON: without what is empty, which the standard has no word for."""
    needed = REQUIRED.get(table, frozenset())
    return {name: value for name, value in row.items() if name in needed or value not in {None, ""}}
