"""What is asked for in each municipality beside what there is, without a number that could point to a person.

Pure. A number from one to four of a place is never told, nor one that such a number could be reckoned from: of a
municipality with fewer than five questions only its province is named; and when a part of a number (*nothing in the
neighbourhood*) or its rest is that small, only the whole is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lde_bot.directory.upkeep import FEW


class Reach(StrEnum):
    """How near the nearest was, for most who asked."""

    OWN = "own"
    """In the municipality itself."""
    NEAR = "near"
    """In another one, within reach."""
    NONE = "none"
    """Nowhere within reach."""


@dataclass(frozen=True, slots=True)
class Need:
    """One service in one place: asked for and on offer."""

    service: str
    """Id of the service."""
    municipality: str
    """Where; empty for the municipalities of a province together that were each asked about too seldom."""
    province: str
    """Its province."""
    asked: int | None
    """How often it was asked for; ``None`` when that is too seldom to tell."""
    unmet: int | None
    """How often the nearest was in another municipality, or there was none; ``None`` when that cannot be told."""
    none: int | None
    """How often there was nothing within reach; ``None`` when that cannot be told."""
    mostly: Reach | None
    """What most who asked there got; ``None`` when too few asked."""
    supply: int
    """How many initiatives offer it there."""


_REACHES = (Reach.OWN, Reach.NEAR, Reach.NONE)
_COLUMN = {"own": 0, "near": 1, "far": 2, "none": 2}


def needs(
    asked: Iterable[tuple[str, str, str, int]], supply: Mapping[tuple[str, str], int], provinces: Mapping[str, str]
) -> list[Need]:
    """Return what is asked and on offer by service and place, what is most asked first.

    :param asked: service, municipality, how near the nearest was (``own``, ``near``, ``far``, ``none``), how often.
    :param supply: how many initiatives offer a service, by service and municipality.
    :param provinces: province of each municipality.
    """
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for service, municipality, near, count in asked:
        counted[service, municipality][_COLUMN[near]] += count
    rows: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for (service, municipality), found in counted.items():
        named = municipality if sum(found) >= FEW else ""
        row = rows[service, named, provinces.get(municipality, "")]
        for column, count in enumerate(found):
            row[column] += count
    for service, municipality in supply:
        rows[service, municipality, provinces.get(municipality, "")]  # on offer, perhaps never asked for
    made = [_need(key, found, supply.get(key[:2], 0)) for key, found in rows.items()]
    return sorted(made, key=lambda one: (-(one.asked or 0), -one.supply, one.service, one.province, one.municipality))


def _need(key: tuple[str, str, str], found: Sequence[int], supply: int) -> Need:
    own, near, none = found
    total = own + near + none
    if total < FEW:
        return Need(*key, None, None, None, None, supply)
    mostly = _REACHES[max(range(3), key=found.__getitem__)]
    if any(0 < count < FEW for count in found):
        return Need(*key, total, None, None, mostly, supply)
    return Need(*key, total, near + none, none, mostly, supply)
