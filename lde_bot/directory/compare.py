"""What an import would change, and what looks wrong in it: the same initiative twice, a neighbour with the same phone.

Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from math import floor

from lde_bot.directory.geo import distance_km
from lde_bot.directory.model import Initiative
from lde_bot.matching import alike
from lde_bot.text import normalise

SAME_NAME = 0.88
"""Names that are at least this alike, 0 to 1, are worth a look when the initiatives are close to each other."""
NEAR_KM = 2.0
"""Close to each other: within two kilometres."""
FIELDS = tuple(field.name for field in fields(Initiative) if field.name != "id")
"""Fields of an initiative that can change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not what it was."""

    field: str
    """Name of the field."""
    before: str
    """What it was, as text."""
    after: str
    """What it is now, as text."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Two initiatives that may be the same one."""

    one: Initiative
    """The new one."""
    other: Initiative
    """The one that it looks like."""
    why: str
    """``phone``, ``address`` or ``name``."""

    @property
    def said(self) -> str:
        """What they have in common, in words for who keeps the sheet."""
        return {"phone": "dezelfde telefoon", "address": "hetzelfde adres", "name": "bijna dezelfde naam"}[self.why]


def as_text(value: object) -> str:
    """Return the value of a field as text: nothing is empty, several have a semicolon between."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value)


def differences(before: Initiative, after: Initiative) -> list[Difference]:
    """Return the fields in which two states of an initiative differ."""
    return [
        Difference(name, as_text(getattr(before, name)), as_text(getattr(after, name)))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def merged(before: Initiative, after: Initiative, given: Collection[str]) -> Initiative:
    """Return an initiative with only the fields of ``given`` taken over, and a verification that is never lost.

    A file without a column says nothing about that field. A file without a date of verification, or with an older one
    than is known, does not change when the initiative was last verified.
    """
    kept = {name: getattr(before, name) for name in FIELDS if name not in given}
    result = replace(after, **kept)
    if before.assured_date and (result.assured_date is None or result.assured_date < before.assured_date):
        result = replace(result, assured_date=before.assured_date, assurer=before.assurer)
    return result


def twins(new: Sequence[Initiative], known: Iterable[Initiative], *, any_service: bool = False) -> Iterator[Twin]:
    """Yield what in ``new`` may be there already, in ``known`` or earlier in ``new`` itself; each pair once.

    The same phone, the same street and number, or nearly the same name within two kilometres, for a service they share.

    :param any_service: also when they share none.
    """
    phones: dict[str, list[Initiative]] = defaultdict(list)
    doors: dict[tuple[str, str], list[Initiative]] = defaultdict(list)
    cells: _Cells = defaultdict(list)

    def remember(one: Initiative) -> None:
        if one.phone:
            phones[_digits(one.phone)].append(one)
        if _has_number(one.street):
            doors[(one.postcode, normalise(one.street))].append(one)
        if one.latitude is not None and one.longitude is not None:
            cells[_cell(one.latitude, one.longitude)].append((_plain_name(one), one))

    for one in known:
        remember(one)
    for one in new:
        looked_at = {one.id}
        for why, others in (
            ("phone", phones.get(_digits(one.phone), []) if one.phone else []),
            ("address", doors.get((one.postcode, normalise(one.street)), []) if _has_number(one.street) else []),
            ("name", _namesakes(one, cells)),
        ):
            for other in others:
                shared = any_service or not set(one.services).isdisjoint(other.services)
                if other.id not in looked_at and shared:
                    looked_at.add(other.id)
                    yield Twin(one, other, why)
        remember(one)


_Cells = dict[tuple[int, int], list[tuple[str, Initiative]]]


def _namesakes(one: Initiative, cells: _Cells) -> list[Initiative]:
    """Return who has nearly the same name nearby; a name with another town in it is another name."""
    if one.latitude is None or one.longitude is None:
        return []
    here = (one.latitude, one.longitude)
    row, column = _cell(*here)
    near = [
        pair
        for north in (row - 1, row, row + 1)
        for east in (column - 1, column, column + 1)
        for pair in cells.get((north, east), ())
    ]
    like = alike(_plain_name(one), [name for name, _ in near], SAME_NAME)
    towns = _towns_in_name(one)
    found = [near[number][1] for number in like]
    found = [other for other in found if not (theirs := _towns_in_name(other)) or not towns or towns & theirs]
    return [other for other in found if distance_km(here, (other.latitude or 0.0, other.longitude or 0.0)) <= NEAR_KM]


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    """Return a square of a little over two kilometres."""
    return floor(latitude / 0.02), floor(longitude / 0.032)


def _plain_name(one: Initiative) -> str:
    """Return the name without its town, which neighbours share."""
    towns, words = _towns_in_name(one), normalise(one.name).split()
    return " ".join(word for word in words if word not in towns) or " ".join(words)


def _towns_in_name(one: Initiative) -> set[str]:
    """Return the words of the name that are its town."""
    return set(normalise(f"{one.municipality} {one.locality}").split()) & set(normalise(one.name).split())


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())[-8:]


def _has_number(street: str) -> bool:
    return any(character.isdigit() for character in street)
