"""What to look after first: who to call, and which service is asked for where there is none.

Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lde_bot.directory.freshness import Freshness, age_in_years, freshness
from lde_bot.directory.model import Initiative

FEW = 5
"""Fewer questions than this are not told by municipality: they could point to a person."""
_REPORT_WEIGHT = 5.0  # a report that something is wrong weighs as much as being shown so often


@dataclass(frozen=True, slots=True)
class Stale:
    """An initiative that should be asked whether its data is right."""

    initiative: Initiative
    """Who it is."""
    years: float
    """How old what we know is."""
    shown: int
    """How often it was shown to people."""
    reports: int
    """How many people said that something is wrong."""

    @property
    def weight(self) -> float:
        """Asked most times oldest: what to call first."""
        return (1 + self.shown + _REPORT_WEIGHT * self.reports) * self.years


def stalest(
    initiatives: Iterable[Initiative], shown: Mapping[str, int], reports: Mapping[str, int], today: date
) -> list[Stale]:
    """Return the initiatives that are not verified within half a year, or are reported, most urgent first.

    What stopped is shown to nobody, so nobody has to be called about it.
    """
    found = [
        Stale(one, age_in_years(one.assured_date, one.source_year, today), shown.get(one.id, 0), reports.get(one.id, 0))
        for one in initiatives
        if one.status.shown and (freshness(one.assured_date, today) is not Freshness.FRESH or reports.get(one.id))
    ]
    return sorted(found, key=lambda one: (-one.weight, one.initiative.id))


@dataclass(frozen=True, slots=True)
class Gap:
    """A service that is asked for where it is not offered."""

    service: str
    """Id of the service."""
    municipality: str
    """Where; empty for several municipalities of a province together, each asked about too seldom to be named."""
    province: str
    """Its province."""
    asked: int
    """How often it was asked for."""
    unmet: int
    """How often the nearest was in another municipality, or there was none near."""
    none: int
    """How often there was nothing within reach at all."""


def gaps(asked: Iterable[tuple[str, str, str, int]], provinces: Mapping[str, str]) -> list[Gap]:
    """Return where services are asked for and not offered, most often unmet first.

    :param asked: service, municipality, how near the nearest was (``own``, ``near``, ``far``, ``none``), how often.
    :param provinces: province of each municipality.
    """
    counted: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for service, municipality, near, count in asked:
        counted[service, municipality][near] += count
    rows: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for (service, municipality), found in counted.items():
        total, none = sum(found.values()), found["far"] + found["none"]
        named = municipality if total >= FEW else ""
        row = rows[service, named, provinces.get(municipality, "")]
        for place, value in enumerate((total, total - found["own"], none)):
            row[place] += value
    made = [Gap(*key, *row) for key, row in rows.items() if row[1]]
    return sorted(made, key=lambda one: (-one.none, -one.unmet, one.service, one.province, one.municipality))


def supply(initiatives: Iterable[Initiative]) -> dict[tuple[str, str], int]:
    """Return how many initiatives offer each service in each province."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for one in initiatives:
        for service in one.services:
            counted[service, one.province] += 1
    return dict(counted)
