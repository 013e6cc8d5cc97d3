"""The description of the API by OpenAPI 3.1: made from the same table that serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lde_bot.channels.web.api.shapes import SCHEMAS, Json, page_of, reference

VERSION = "1.0.0"
"""Version of what is described here; the first number stands in its address."""
_WORDS = {
    "theme": "Alleen fiches van dit thema.",
    "service": "Id van een dienst, zoals /services ze geeft.",
    "municipality": "Gemeente (2025), zoals /places ze schrijft.",
    "postcode": "Vier cijfers, in Vlaanderen of Brussel.",
    "place": "Sleutel van een plaats, zoals /places ze geeft; in de plaats van de postcode.",
    "name": "Naam van een plaats; ook een deelgemeente of een oude naam.",
    "after": "Waar de bladzijde begint; staat in `next` van de vorige.",
    "offset": "Hoeveel resultaten er al getoond zijn; staat in `next` van de vorige.",
    "limit": "Hoeveel er op een bladzijde staan, van 1 tot 100.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    path: str
    """Path under the root of the API; ``{id}`` is the name of one thing."""
    name: str
    """Its ``operationId``."""
    summary: str
    """What it gives, in a sentence."""
    gives: Json
    """Schema of what it gives."""
    asks: tuple[str, ...] = ()
    """Parameters that may be given."""
    needs: tuple[str, ...] = ()
    """Parameters that must be given."""


OPERATIONS = (
    Operation("/entries", "listEntries", "Alle antwoordfiches.", page_of("Entry"), ("theme", "after", "limit")),
    Operation("/entries/{id}", "getEntry", "Eén antwoordfiche.", reference("Entry")),
    Operation("/services", "listServices", "De diensten.", page_of("Service")),
    Operation(
        "/organizations",
        "listOrganizations",
        "De gids: alle initiatieven, of die van een dienst of een gemeente.",
        page_of("Organization"),
        ("service", "municipality", "after", "limit"),
    ),
    Operation("/organizations/{id}", "getOrganization", "Eén initiatief.", reference("Organization")),
    Operation("/places", "findPlaces", "Plaatsen met deze postcode of naam.", page_of("Place"), ("postcode", "name")),
    Operation(
        "/search",
        "search",
        "Wie een dienst aanbiedt rond een postcode of plaats, zoals de bot het toont.",
        reference("Found"),
        ("postcode", "place", "offset", "limit"),
        ("service",),
    ),
)
"""Everything that can be asked."""


def describe(root: str) -> Json:
    """Return the OpenAPI description.

    :param root: address of the API.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LDE-bot: openbare gegevens",
            "version": VERSION,
            "summary": "Antwoordfiches en gids van de lokale diensteneconomie, om te lezen.",
            "description": "Alleen lezen, zonder account, zonder persoonsgegevens. Noem de bron van elk gegeven.",
            "license": {"name": "MIT (code); gegevens: zie data/SOURCES.md", "identifier": "MIT"},
        },
        "servers": [{"url": root}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS},
        "components": {"schemas": dict(SCHEMAS), "headers": {"ETag": _ETAG}},
    }


_ETAG: Json = {
    "description": "Vingerafdruk van dit antwoord; stuur ze terug in If-None-Match.",
    "schema": {"type": "string"},
}


def _operation(one: Operation) -> Json:
    made: Json = {
        "operationId": one.name,
        "summary": one.summary,
        "responses": {
            "200": {
                "description": one.summary,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {"application/json": {"schema": one.gives}},
            },
            "304": {"description": "Er is niets veranderd sinds die ETag."},
            "400": _problem("Een gegeven ontbreekt of klopt niet."),
            "429": _problem("Te veel vragen na elkaar; Retry-After zegt na hoeveel seconden het weer kan."),
            "503": _problem("De databank kan nu niet gelezen worden."),
        },
    }
    if "{id}" in one.path:
        made["responses"]["404"] = _problem("Dat is er niet.")
    parameters = [_parameter("id", "path")] if "{id}" in one.path else []
    parameters += [_parameter(name, "query", required=True) for name in one.needs]
    parameters += [_parameter(name, "query") for name in one.asks]
    return made | ({"parameters": parameters} if parameters else {})


def _parameter(name: str, where: str, *, required: bool = False) -> Json:
    schema: dict[str, Any] = {"type": "string", "maxLength": 200}
    if name in {"limit", "offset"}:
        schema = {"type": "integer", "minimum": 1 if name == "limit" else 0, "maximum": 100 if name == "limit" else 500}
    elif name == "postcode":
        schema = {"type": "string", "pattern": "^[0-9]{4}$"}
    made: Json = {"name": name, "in": where, "required": required or where == "path", "schema": schema}
    return made | ({"description": _WORDS[name]} if name in _WORDS else {})


def _problem(text: str) -> Json:
    return {"description": text, "content": {"application/problem+json": {"schema": reference("Problem")}}}


def known(operations: Sequence[Operation] = OPERATIONS) -> dict[str, set[str]]:
    """Return the parameters that each path takes."""
    return {one.path: {*one.asks, *one.needs} for one in operations}
