"""The columns of the simple sheet, their Dutch headings, and initiatives written in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from lde_bot.directory.compare import as_text
from lde_bot.directory.model import Initiative
from lde_bot.text import normalise

COLUMNS: Mapping[str, str] = {
    "id": "id",
    "name": "naam",
    "alternate_name": "andere naam",
    "organization": "organisatie",
    "enterprise_number": "ondernemingsnummer",
    "legal_form": "rechtsvorm",
    "services": "diensten",
    "street": "straat",
    "number": "huisnummer",
    "postcode": "postcode",
    "municipality": "gemeente",
    "province": "provincie",
    "service_area": "werkgebied",
    "latitude": "breedtegraad",
    "longitude": "lengtegraad",
    "phone": "telefoon",
    "email": "e-mail",
    "website": "website",
    "opening_hours": "openingsuren",
    "languages": "talen",
    "accessibility": "toegankelijkheid",
    "price": "prijs",
    "conditions": "voorwaarden",
    "target_group": "doelgroep",
    "status": "status",
    "lde_status": "lde",
    "source_url": "bron",
    "source_year": "bronjaar",
    "assured_date": "nagekeken op",
    "assurer": "nagekeken door",
    "description": "beschrijving",
    "notes": "nota's",
    "postcode_derived": "afgeleide postcode",
}
"""Name of each column, and its heading in Dutch; either may stand in a file."""
REQUIRED = ("name", "services", "municipality", "source_url")
"""Columns without which a file cannot be read."""
STATUS_WORDS = {
    "actief": "active",
    "niet actief": "inactive",
    "gestopt": "defunct",
    "tijdelijk gesloten": "temporarily closed",
}
"""What may stand under *status*, beside the words of HSDS."""
LDE_WORDS = {"zeker": "certain", "waarschijnlijk": "likely", "zelfde dienst": "same_service"}
"""What may stand under *lde*."""
_FIELDS = {
    "organization": ("parent",),
    "street": ("street",),
    "number": ("street",),
    "postcode": ("postcode", "municipality", "province", "latitude", "longitude", "approximate", "locality"),
    "municipality": ("postcode", "municipality", "province", "latitude", "longitude", "approximate", "locality"),
    "service_area": ("service_areas",),
    "latitude": ("latitude", "longitude", "approximate"),
    "longitude": ("latitude", "longitude", "approximate"),
    "province": ("province", "service_areas"),
}
_BY_HEADING = {normalise(heading): name for name, heading in COLUMNS.items()} | {name: name for name in COLUMNS}
_NOT_WRITTEN = {"number", "notes", "postcode_derived"}


def column_of(heading: str) -> str:
    """Return the column that a heading stands for; empty when it is not known."""
    plain = heading.strip().lower()
    return _BY_HEADING.get(plain) or _BY_HEADING.get(normalise(plain), "")


def fields_of(columns: Collection[str]) -> frozenset[str]:
    """Return the fields of an initiative that a file with these columns says something about."""
    named = {name for column in columns for name in _FIELDS.get(column, (column,))}
    return frozenset(named - {"", "id", "notes", "postcode_derived"})


def sheet_rows(initiatives: Iterable[Initiative]) -> Iterator[list[str]]:
    """Yield the header in Dutch and a row for each initiative, as ``ingest.read_sheet`` reads them."""
    columns = [name for name in COLUMNS if name not in _NOT_WRITTEN]
    yield [COLUMNS[name] for name in columns]
    status = {value: word for word, value in STATUS_WORDS.items()}
    certainty = {value: word for word, value in LDE_WORDS.items()}
    for one in initiatives:
        told = {
            "organization": one.parent,
            "municipality": one.locality,
            "service_area": as_text(one.service_areas),
            "latitude": "" if one.approximate else as_text(one.latitude),
            "longitude": "" if one.approximate else as_text(one.longitude),
            "status": status[one.status.value],
            "lde_status": certainty[one.lde_status.value],
        }
        yield [told[name] if name in told else as_text(getattr(one, name)) for name in columns]
