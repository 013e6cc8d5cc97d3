"""Initiatives from another form than rows, held against the same rules as the rows of a sheet. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from lde_bot.directory import values
from lde_bot.directory.geo import Gazetteer, names_in
from lde_bot.directory.ingest import MOST_FIELD, Sheet
from lde_bot.directory.model import Initiative
from lde_bot.errors import Finding, Severity

Value = TypeVar("Value")
EVERY = 500
"""Progress is told after as many."""


def sheet_of(
    initiatives: Sequence[Initiative],
    terms: Collection[str],
    file: str,
    fields: frozenset[str],
    gazetteer: Gazetteer,
    progress: Callable[[int], None] = lambda done: None,
) -> Sheet:
    """Return initiatives as a sheet: what cannot be used is refused, a value that cannot be right is left out and said.

    :param terms: ids of the known services.
    :param file: name of the file, for findings.
    :param fields: fields that the file says something about.
    :param gazetteer: the known places; they give the municipality and the point that HSDS does not always have.
    :param progress: told how many were looked at, now and then.
    """
    taken: dict[str, Initiative] = {}
    findings = []
    for number, one in enumerate(initiatives):
        if number % EVERY == 0:
            progress(number)
        problem = _problem(one, terms, gazetteer) or ("het id staat er twee keer" if one.id in taken else "")
        if problem:
            message = f"geweigerd: {one.name[:80]} ({one.id[:80]}): {problem}"
            findings.append(Finding(file, 0, Severity.ERROR, "hsds.refused", message))
            continue
        doubts: list[values.Doubt] = []
        taken[one.id] = _placed(_checked(one, doubts), gazetteer, doubts)
        findings += [
            Finding(file, 0, Severity.WARNING, doubt.code, f"{one.name} ({one.id}): {doubt}") for doubt in doubts
        ]
    return Sheet(tuple(taken.values()), tuple(findings), len(initiatives), fields)


def _problem(one: Initiative, terms: Collection[str], gazetteer: Gazetteer) -> str:
    """Return why an initiative cannot be used; empty when it can."""
    unknown = [service for service in one.services if service not in terms]
    if any(len(value) > MOST_FIELD for value in _texts(one)):
        return f"een veld is langer dan {MOST_FIELD} tekens"
    if not one.name.strip():
        return "de naam ontbreekt"
    if not one.services:
        return "geen enkele dienst uit onze lijst"
    if unknown:
        return f"onbekende dienst {', '.join(unknown)}"
    if one.postcode and not gazetteer.by_postcode(one.postcode):
        return f"postcode {one.postcode} bestaat niet in Vlaanderen of Brussel"
    return ""


def _texts(one: Initiative) -> Iterator[str]:
    for field in fields(one):
        value = getattr(one, field.name)
        if isinstance(value, str | tuple):
            yield from (value,) if isinstance(value, str) else value


def _checked(one: Initiative, doubts: list[values.Doubt]) -> Initiative:
    """Return an initiative with its values written our way; those that cannot be right are empty and in ``doubts``."""

    def text(cell: str, how: Callable[[str], str]) -> str:
        if values.says_nothing(cell.strip()):
            doubts.append(values.Doubt("sheet.empty", f"{cell!r} zegt niets: leeg gelaten"))
            return ""
        return _or_noted(lambda: how(cell.strip()), "", doubts)

    here = (one.latitude, one.longitude)
    point = None
    if here != (None, None):
        point = _or_noted(lambda: values.degrees(*map(str, here)), None, doubts)
    checked = replace(
        one,
        enterprise_number=text(one.enterprise_number, values.enterprise_number),
        phone=text(one.phone, values.phone),
        email=text(one.email, values.email),
        website=text(one.website, values.website),
        source_year=_or_noted(lambda: values.year(str(one.source_year or "")), None, doubts),
        languages=_or_noted(lambda: values.languages(";".join(one.languages)), (), doubts),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
    )
    doubts += values.dead_looking(checked.phone)
    if not values.is_web_address(one.source_url):
        doubts.append(values.Doubt("sheet.source", "de bron (source_url) ontbreekt of is geen webadres"))
    return checked


def _or_noted(read: Callable[[], Value], otherwise: Value, doubts: list[values.Doubt]) -> Value:
    try:
        return read()
    except values.Doubt as doubt:
        doubts.append(doubt)
        return otherwise


def _placed(one: Initiative, gazetteer: Gazetteer, doubts: list[values.Doubt]) -> Initiative:
    """Return an initiative with the municipality, province and point of its postcode, where it has none itself."""
    here = gazetteer.by_postcode(one.postcode)
    if not here:
        return one
    names = [*names_in(one.locality), *names_in(one.municipality)]
    fitting = gazetteer.fitting(here, names)
    if names and fitting is None:
        message = f"postcode {one.postcode} en gemeente {one.locality or one.municipality} horen niet samen"
        doubts.append(values.Doubt("sheet.place", message))
    place = fitting or here[0]
    if not one.municipality:
        one = replace(one, municipality=place.municipality, province=place.province)
    if one.latitude is None or one.longitude is None:
        one = replace(one, latitude=place.latitude, longitude=place.longitude, approximate=True)
    return one
