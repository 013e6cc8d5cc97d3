"""Which initiatives offer a service near a place, in the order in which they help.

Pure over a :class:`Directory`. A service that comes to people's homes: first who says that it comes to this place, then
the own municipality, then by distance, and last who only comes elsewhere. A place that people go to: by distance.
Among those, who is open comes before who is closed for a time; then by whole kilometres; within a kilometre who was
verified first, then who is more certainly LDE; then by the exact distance, so that of two that are equal in all this
the nearer one always comes first. At one and the same point, who can be reached comes before who cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lde_bot.directory.geo import distance_km
from lde_bot.directory.model import Initiative, Named, Place, Spot

NEAR_KM = 25.0
"""Further than this is not nearby: the reply says how far it is."""
MOST = 5
"""Results a page."""
MOST_WIDENED = 2
"""Results when nothing is near: enough to call and ask, too few to suggest that they are close."""
MOST_REGIONAL = 2
"""Organisations of a whole region on a page."""
_SERVES, _OWN, _NEAR, _ELSEWHERE = range(4)  # tiers: comes here, is of this municipality, is near, comes elsewhere only
_ALSO_TOWNS = frozenset({"Antwerpen", "Brussel"})  # provinces that are called after a town
_RINGS = (1.5, 3.5, 7.5, 15.5, NEAR_KM)  # km: each ends where a whole kilometre, rounded, does
_FAR_RINGS = (60.0, 150.0, 400.0)  # km: beyond that, Flanders has ended


class Directory(Protocol):
    """What search needs of a store of initiatives."""

    def around(self, services: Collection[str], position: tuple[float, float], km: float) -> list[Spot]:
        """Return at least the spots of these services within ``km`` of a (latitude, longitude)."""

    def own(self, services: Collection[str], municipality: str) -> list[Spot]:
        """Return the spots of these services in a municipality."""

    def spots(self, services: Collection[str], identities: Collection[str]) -> list[Spot]:
        """Return the spots of these services of these initiatives."""

    def serving(self, services: Collection[str], areas: Sequence[str]) -> list[tuple[str, str]]:
        """Return (id, area) of who says that it comes to one of these areas for one of these services."""

    def named(self, text: str, most: int) -> list[Named]:
        """Return initiatives whose name looks like a text."""

    def mentioning(self, words: Sequence[str], most: int) -> list[str]:
        """Return the ids of initiatives whose name or description has all these words."""

    def get(self, identities: Collection[str]) -> list[Initiative]:
        """Return the initiatives with these ids, in that order."""

    def by_ref(self, ref: str) -> Initiative | None:
        """Return the initiative with this short name."""

    def terms(self) -> list[str]:
        """Return the ids of the services that someone offers."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One initiative as the outcome of a search."""

    initiative: Initiative
    """Who it is."""
    distance_km: float | None
    """Distance as the crow flies; ``None`` when it has no place of its own."""
    serves: str = ""
    """The area around the place that it says it comes to; empty when it does not say."""


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of one search."""

    local: tuple[Hit, ...]
    """Results in order of showing: this page only."""
    regional: tuple[Hit, ...]
    """Organisations without a place of their own that work in the whole region; on the last page."""
    own: bool
    """True when at least one of all results is in the municipality itself or says that it comes there."""
    more: bool
    """True when there is a next page."""
    widened: bool
    """True when nothing was near, and what is shown lies beyond :data:`NEAR_KM`."""

    @property
    def empty(self) -> bool:
        """True when there is nothing at all."""
        return not self.local and not self.regional

    @property
    def all(self) -> tuple[Hit, ...]:
        """Everything on the page; who comes here from afar before who is only far away."""
        return (*self.regional, *self.local) if self.widened else (*self.local, *self.regional)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A spot with what decides its rank."""

    spot: Spot
    distance: float
    tier: int
    serves: str

    @property
    def rank(self) -> tuple[int, bool, int, bool, int, float]:
        one = self.spot
        whole = round(self.distance)
        return (self.tier, not one.active, whole, not one.verified, one.certainty, self.distance)

    @property
    def order(self) -> tuple[tuple[int, bool, int, bool, int, float], str]:
        return (self.rank, self.spot.id)


def search(
    directory: Directory,
    services: Collection[str],
    place: Place,
    *,
    at_home: Collection[str] = (),
    offset: int = 0,
    most: int = MOST,
) -> Found:
    """Return who offers any of ``services`` around ``place``.

    :param at_home: which services come to people's homes.
    :param offset: how many results to pass over, for a next page.
    :param most: results a page.
    """
    here = place.position
    home = set(at_home) & set(services)
    coming = _coming(directory, services, home, place)
    wanted = offset + most + 1
    first = [spot for spot in coming.spots if spot.service in home]
    serving = coming.wide | coming.town
    near: dict[str, _Ranked] = {}
    rank = _Ranker(place, home, serving)
    for ring in _RINGS:
        near = rank([*first, *directory.around(services, here, ring)], ring)
        if _useful(near, _NEAR) >= wanted:
            break
    if home and _useful(near, _OWN) < wanted:  # further on there may be more of the own municipality
        for one in rank(directory.own(home, place.municipality), NEAR_KM).values():
            near[one.spot.id] = min(one, near.get(one.spot.id, one), key=lambda ranked: ranked.order)
    widened = not near
    for ring in _FAR_RINGS if widened else ():
        near = rank(directory.around(services, here, ring), ring)
        if _useful(near, _NEAR) >= MOST_WIDENED:
            break
    ordered = sorted(near.values(), key=lambda one: one.order)
    end = MOST_WIDENED if widened else offset + most
    more = len(ordered) > end and not widened
    page = _reachable_first(directory, ordered, offset, end)
    known = {one.id: one for one in directory.get([one.spot.id for one in page])}
    regional = () if more else _regional(directory, place, coming)
    in_town = any(one.spot.municipality == place.municipality or one.serves for one in near.values())
    return Found(
        local=tuple(Hit(known[one.spot.id], one.distance, one.serves) for one in page if one.spot.id in known),
        regional=regional,
        own=in_town or any(hit.initiative.id in coming.town for hit in regional),
        more=more,
        widened=widened,
    )


def _reachable_first(directory: Directory, ordered: list[_Ranked], start: int, end: int) -> list[_Ranked]:
    """Return a page in which, of those that rank the same but for their id, who can be reached comes first.

    Who is on the page can hang on that, so everyone who ranks the same as the first or the last of it takes part.
    """
    page = ordered[start:end]
    if not page:
        return page
    first, last = page[0].rank, page[-1].rank
    before = sum(one.rank < first for one in ordered)
    tied = [one for one in ordered if first <= one.rank <= last]
    shared = Counter(one.rank for one in tied)
    known = directory.get([one.spot.id for one in tied if shared[one.rank] > 1])
    reached = {one.id for one in known if one.phone or one.email or one.website}
    tied.sort(key=lambda one: (one.rank, one.spot.id not in reached, one.spot.id))
    return tied[start - before : end - before]


@dataclass(frozen=True, slots=True)
class _Coming:
    """Who says that it comes to a place, by id, with the name of the area that it gives."""

    town: dict[str, str]
    """To this town."""
    wide: dict[str, str]
    """To its whole province, or to all of Flanders."""
    spots: list[Spot]
    """Where those are that have a place of their own, as far as that matters."""


def _coming(directory: Directory, services: Collection[str], home: Collection[str], place: Place) -> _Coming:
    """Return who says that it comes here.

    Antwerpen and Brussel are a town and a province: who names one and has no place of its own means the province.
    """
    found = sorted(directory.serving(services, (place.municipality, place.name, place.province, "Vlaanderen")))
    either = {area for _, area in found} & _ALSO_TOWNS & {place.province}
    wanted = [identity for identity, area in found if home or area in either]
    spots = directory.spots(services, wanted) if wanted else []
    placed = {spot.id for spot in spots}
    town: dict[str, str] = {}
    wide: dict[str, str] = {}
    for identity, area in found:
        if area in {place.municipality, place.name} and (area not in either or identity in placed):
            town[identity] = area
        elif area not in either or identity not in placed:
            wide[identity] = area
    return _Coming(town, wide, spots)


def _useful(ranked: dict[str, _Ranked], tier: int) -> int:
    """Return how many are open and at least of this tier: nothing further on can rank before these."""
    return sum(one.spot.active and one.tier <= tier for one in ranked.values())


@dataclass(frozen=True, slots=True)
class _Ranker:
    """Puts spots in order for one search."""

    place: Place
    home: set[str]
    serving: dict[str, str]

    def __call__(self, spots: Iterable[Spot], ring: float) -> dict[str, _Ranked]:
        """Return the best spot of each initiative within the ring; who comes to this place counts wherever it is."""
        here = self.place.position
        best: dict[str, _Ranked] = {}
        for spot in spots:
            distance = distance_km(here, (spot.latitude, spot.longitude))
            tier = self._tier(spot)
            if tier >= _NEAR and distance > ring:
                continue
            serves = self.serving.get(spot.id, "") if tier == _SERVES else ""
            ranked = _Ranked(spot, distance, tier, serves)
            if spot.id not in best or ranked.order < best[spot.id].order:
                best[spot.id] = ranked
        return best

    def _tier(self, spot: Spot) -> int:
        if spot.service not in self.home:
            return _NEAR
        if spot.id in self.serving:
            return _SERVES
        if spot.bounded:
            return _ELSEWHERE
        return _OWN if spot.municipality == self.place.municipality else _NEAR


def _regional(directory: Directory, place: Place, coming: _Coming) -> tuple[Hit, ...]:
    """Return who has no place of its own and comes here, the most precise area first."""
    named = coming.wide | coming.town
    placed = {spot.id for spot in coming.spots}
    others = directory.get([identity for identity in named if identity not in placed])
    hits = [Hit(one, None, named[one.id]) for one in others if one.regional]
    order = {place.municipality: 0, place.name: 0, place.province: 1}
    hits.sort(key=lambda hit: (order.get(hit.serves, 2), hit.initiative.assured_date is None, hit.initiative.name))
    return tuple(hits[:MOST_REGIONAL])


def services_near(directory: Directory, place: Place) -> tuple[str, ...]:
    """Return the services that are offered near a place, the nearest first."""
    here = place.position
    nearest: dict[str, float] = {}
    for service in directory.terms():
        for ring in _RINGS:
            spots = directory.around([service], here, ring)
            distances = [distance_km(here, (spot.latitude, spot.longitude)) for spot in spots]
            if distances and min(distances) <= ring:
                nearest[service] = min(distances)
                break
    return tuple(sorted(nearest, key=lambda service: (nearest[service], service)))
