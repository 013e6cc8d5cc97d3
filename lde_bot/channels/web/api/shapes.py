"""What the public part looks like as JSON, and the same as JSON Schema, side by side so that neither forgets the other.

Left out on purpose: the phrases by which an entry is found (some were typed by people), who verified or changed what,
and everything that people asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lde_bot.directory.model import Initiative, Place
from lde_bot.knowledge.model import Audience, Entry, Kind
from lde_bot.knowledge.vocabulary import ServiceTerm

Json = dict[str, Any]


def _object(**properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def reference(name: str) -> Json:
    """Return a schema that refers to one of :data:`SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def page_of(name: str) -> Json:
    """Return the schema of a page of things."""
    return _object(items=_list(reference(name)), next={"type": ["string", "null"], "format": "uri-reference"})


_TEXT: Json = {"type": "string"}
_DAY: Json = {"type": ["string", "null"], "format": "date"}
_DEGREES: Json = {"type": ["number", "null"]}
_TEXTS = _list(_TEXT)
SCHEMAS: Mapping[str, Json] = {
    "Entry": _object(
        id=_TEXT,
        theme=_TEXT,
        kind={"type": "string", "enum": [one.value for one in Kind]},
        question=_TEXT,
        answer=_TEXT,
        details=_TEXT,
        simpler=_TEXT,
        audience=_list({"type": "string", "enum": [one.value for one in Audience]}),
        sources=_list(_object(title=_TEXT, url={"type": "string", "format": "uri"}, act=_TEXT, article=_TEXT)),
        valid_from=_DAY,
        valid_until=_DAY,
        successor={"type": ["string", "null"]},
        related=_TEXTS,
        reviewed_on={"type": "string", "format": "date"},
    ),
    "Service": _object(id=_TEXT, label=_TEXT, entry=_TEXT, at_home={"type": "boolean"}),
    "Organization": _object(
        id=_TEXT,
        name=_TEXT,
        alternate_name=_TEXT,
        parent=_TEXT,
        legal_form=_TEXT,
        enterprise_number=_TEXT,
        services=_TEXTS,
        service_areas=_TEXTS,
        street=_TEXT,
        postcode=_TEXT,
        locality=_TEXT,
        municipality=_TEXT,
        province=_TEXT,
        latitude=_DEGREES,
        longitude=_DEGREES,
        approximate={"type": "boolean"},
        phone=_TEXT,
        email=_TEXT,
        website=_TEXT,
        description=_TEXT,
        opening_hours=_TEXT,
        languages=_TEXTS,
        accessibility=_TEXT,
        price=_TEXT,
        conditions=_TEXT,
        target_group=_TEXT,
        lde_status={"type": "string", "enum": ["certain", "likely", "same_service"]},
        status={"type": "string", "enum": ["active", "temporarily closed"]},
        source_url=_TEXT,
        source_year={"type": ["integer", "null"]},
        assured_date=_DAY,
    ),
    "Place": _object(
        key=_TEXT,
        postcode=_TEXT,
        name=_TEXT,
        municipality=_TEXT,
        province=_TEXT,
        latitude={"type": "number"},
        longitude={"type": "number"},
        main={"type": "boolean"},
    ),
    "Found": _object(
        place=reference("Place"),
        service=_TEXT,
        widened={"type": "boolean"},
        items=_list(
            _object(
                organization=reference("Organization"),
                distance_km={"type": ["number", "null"]},
                serves=_TEXT,
            )
        ),
        next={"type": ["string", "null"], "format": "uri-reference"},
    ),
    "Problem": _object(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
}
"""Everything that is sent, by name."""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def entry(one: Entry) -> Json:
    """Return an entry."""
    return {
        "id": one.id,
        "theme": one.theme,
        "kind": one.kind.value,
        "question": one.question,
        "answer": one.answer,
        "details": one.details,
        "simpler": one.simpler,
        "audience": [audience.value for audience in one.audience],
        "sources": [
            {"title": source.title, "url": source.url, "act": source.act, "article": source.article}
            for source in one.sources
        ],
        "valid_from": _day(one.valid_from),
        "valid_until": _day(one.valid_until),
        "successor": one.successor or None,
        "related": list(one.related),
        "reviewed_on": one.reviewed_on.isoformat(),
    }


def service(one: ServiceTerm) -> Json:
    """Return a service."""
    return {"id": one.id, "label": one.label, "entry": one.entry, "at_home": one.at_home}


def organization(one: Initiative) -> Json:
    """Return an initiative."""
    made: Json = {}
    for name in SCHEMAS["Organization"]["properties"]:
        value = getattr(one, name)
        made[name] = list(value) if isinstance(value, tuple) else value
    return made | {"assured_date": _day(one.assured_date)}


def place(one: Place) -> Json:
    """Return a place."""
    return {name: getattr(one, name) for name in SCHEMAS["Place"]["properties"]}
