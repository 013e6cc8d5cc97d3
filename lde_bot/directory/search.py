"""Which initiatives offer a service near a place.

Pure. Order: the own municipality first, then by distance; whole-region organisations after those, and said to be so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lde_bot.directory.geo import distance_km
from lde_bot.directory.model import Initiative, LdeStatus, Place, Status

NEAR_KM = 25.0
"""Further than this is not nearby: the reply says how far it is."""
MOST = 5
"""Results a page."""
MOST_WIDENED = 2
"""Results when nothing is near: enough to call and ask, too few to suggest that they are close."""
_CERTAINTY = {LdeStatus.CERTAIN: 0, LdeStatus.LIKELY: 1, LdeStatus.SAME_SERVICE: 2}


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of one search."""

    local: tuple[tuple[Initiative, float], ...]
    """Initiatives with their distance in km, in order of showing: this page only."""
    regional: tuple[Initiative, ...]
    """Organisations that work in the whole region."""
    own: int
    """How many of all results lie in the own municipality."""
    total: int
    """How many results there are within reach, all pages together."""
    widened: bool
    """True when nothing was near, and what is shown lies beyond :data:`NEAR_KM`."""

    @property
    def empty(self) -> bool:
        """True when there is nothing at all."""
        return not self.local and not self.regional


class DirectoryIndex:
    """All initiatives, ready to be searched."""

    def __init__(self, initiatives: Sequence[Initiative]) -> None:
        """Keep the initiatives that may be shown: not the defunct ones, not the inactive ones."""
        shown = {Status.ACTIVE, Status.TEMPORARILY_CLOSED}
        self.initiatives = tuple(initiative for initiative in initiatives if initiative.status in shown)
        self._by_id = {initiative.id: initiative for initiative in self.initiatives}

    def by_id(self, name: str) -> Initiative | None:
        """Return the initiative with this id, if it may be shown."""
        return self._by_id.get(name)

    def search(self, services: Collection[str], place: Place, offset: int = 0, most: int = MOST) -> Found:
        """Return who offers any of ``services`` around ``place``.

        :param offset: how many results to pass over, for a next page.
        :param most: results a page.
        """
        offering = [one for one in self.initiatives if not set(services).isdisjoint(one.services)]
        ranked = sorted(self._distances(offering, place), key=lambda pair: _order(pair, place))
        near = [pair for pair in ranked if pair[1] <= NEAR_KM or pair[0].municipality == place.municipality]
        widened = not near
        reachable = ranked[:MOST_WIDENED] if widened else near
        return Found(
            local=tuple(reachable[offset : offset + most]),
            regional=self._regional(offering, place) if offset + most >= len(reachable) else (),
            own=sum(pair[0].municipality == place.municipality for pair in reachable),
            total=len(reachable),
            widened=widened,
        )

    def services_near(self, place: Place) -> tuple[str, ...]:
        """Return the services that are offered near a place, the nearest first."""
        nearest: dict[str, float] = {}
        for initiative, distance in self._distances(self.initiatives, place):
            for service in initiative.services:
                nearest[service] = min(distance, nearest.get(service, distance))
        return tuple(sorted((s for s, km in nearest.items() if km <= NEAR_KM), key=lambda s: (nearest[s], s)))

    @staticmethod
    def _distances(initiatives: Sequence[Initiative], place: Place) -> list[tuple[Initiative, float]]:
        here = (place.latitude, place.longitude)
        return [
            (one, distance_km(here, (one.latitude, one.longitude)))
            for one in initiatives
            if one.latitude is not None and one.longitude is not None
        ]

    @staticmethod
    def _regional(initiatives: Sequence[Initiative], place: Place) -> tuple[Initiative, ...]:
        fitting = [one for one in initiatives if one.regional and one.province in {"", place.province}]
        return tuple(sorted(fitting, key=lambda one: (not one.province, _CERTAINTY[one.lde_status], one.name))[:2])


def _order(pair: tuple[Initiative, float], place: Place) -> tuple[bool, bool, float, bool, int, str]:
    initiative, distance = pair
    return (
        initiative.municipality != place.municipality,
        initiative.status is not Status.ACTIVE,
        round(distance, 1),
        initiative.assured_date is None,
        _CERTAINTY[initiative.lde_status],
        initiative.name,
    )
