"""Finding places by name, postcode or position.

Pure. A postcode is matched exactly, never fuzzily; names exactly first, then within a few typing mistakes.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from lde_bot.directory.model import Initiative, Place
from lde_bot.matching import Names, closest, nearly
from lde_bot.text import normalise

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
_PARENTHESIS = re.compile(r"^(?P<locality>[^()]{1,100}?)\s{0,5}\((?P<other>[^()]{1,100})\)$")
_ALIKE = 0.6  # how much of the name of a place must be right to ask whether it is meant
_VOWELS = re.compile("[aeiouy ]")
_OF_DISTRICTS = frozenset({"Antwerpen"})
"""Cities whose districts are towns by themselves: *Deurne* is the one of 80,000 people, not the hamlet."""


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance in kilometres between two (latitude, longitude) pairs in degrees (haversine)."""
    lat1, lon1, lat2, lon2 = (radians(value) for value in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def distance_to(one: Initiative, here: tuple[float, float] | None) -> float | None:
    """Return how far an initiative is from a (latitude, longitude) pair, in km; ``None`` when either has no spot."""
    if here is None or one.latitude is None or one.longitude is None:
        return None
    return distance_km(here, (one.latitude, one.longitude))


@lru_cache(maxsize=4_096)  # a message asks for each of its parts several times
def name_key(name: str) -> str:
    """Return a place name as it is compared: normalised, ``St.`` and ``Ste`` written in full, *ij* as *y*."""
    parts = normalise(name).replace("ij", "y").split()
    return " ".join("sint" if part in {"st", "ste", "sinte"} else part for part in parts)


def read_places(lines: Iterable[str]) -> tuple[Place, ...]:
    """Read ``places.csv`` (columns as ``scripts/build_places.py`` writes them).

    :raises KeyError, ValueError: the file is not what the script writes.
    """
    return tuple(
        Place(
            postcode=row["postcode"],
            name=row["name"],
            municipality=row["municipality"],
            province=row["province"],
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
            main=row["main"] == "1",
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        )
        for row in csv.DictReader(lines)
    )


def read_exonyms(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read ``exonyms.csv``: what other languages call a municipality, with the endings that *in* gives it there.

    :return: the names by municipality, in Dutch.
    :raises KeyError, ValueError: a column is missing.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(lines):
        found[row["municipality"]] = (*found.get(row["municipality"], ()), *row["names"].split(";"))
    return found


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """Places that a name or postcode may mean."""

    query: str
    """The words of the person."""
    places: tuple[Place, ...]
    """One place, or several that share the name, most likely first."""
    exact: bool
    """False when typing mistakes were forgiven."""
    likeness: float = 1.0
    """How like the name is to what was typed, 0 to 1."""

    @property
    def place(self) -> Place:
        """The most likely place."""
        return max(self.places, key=_standing)  # the first of equals

    @property
    def ambiguous(self) -> bool:
        """True when the places lie in different municipalities and none of them stands out.

        *Aalst* is the town, not the village of that name in Sint-Truiden, and *Tielt* is not Tielt-Winge; *Nieuwkerke*
        or *Nieuwkerken* can be any.
        """
        if len({place.municipality for place in self.places}) == 1:
            return False
        standings = [_standing(place) for place in self.places]
        return max(standings) == 0 or standings.count(max(standings)) > 1

    @property
    def others(self) -> tuple[Place, ...]:
        """Other places that may be meant all the same; none when a municipality bears the name itself."""
        if _standing(self.place) == 2:
            return ()
        return tuple(place for place in self.places if place.municipality != self.place.municipality)


def _standing(place: Place) -> int:
    """Return how well known a place is by its name, 0 to 2.

    2: its municipality has the same name; 1: the municipality is called after it as the first of several after a
    fusion, or it has a postcode of its own in a city of districts; 0: a village like others.
    """
    names = (place.name, *place.aliases)
    if place.municipality in names:
        return 2
    district = place.main and place.municipality in _OF_DISTRICTS
    return int(district or any(place.municipality.startswith(f"{name}-") for name in names))


class Gazetteer:
    """All places of Flanders and Brussels, by postcode and by every name they have."""

    def __init__(self, places: Sequence[Place], exonyms: Mapping[str, Sequence[str]] | None = None) -> None:
        """Index the places, also by the names that other languages have for a municipality."""
        self.places = tuple(places)
        self._by_postcode: dict[str, list[Place]] = defaultdict(list)
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            self._by_postcode[place.postcode].append(place)
        for place in self.places:
            for name in {place.name, *place.aliases}:
                self._add(name, place)
        self._main = self._main_of_each_municipality()
        for place in self._main:
            for name in (place.municipality, *(exonyms or {}).get(place.municipality, ())):
                self._add(name, place)
        self._by_consonants: dict[str, list[Place]] = defaultdict(list)
        for place in self._main:
            self._by_consonants[_VOWELS.sub("", name_key(place.municipality))].append(place)
        for found in self._by_postcode.values():
            found.sort(key=lambda place: (not place.main, place.name))
        self._names = Names(self._by_name)
        self.words = frozenset(word for name in self._by_name for word in name.split())
        """All words that occur in a name."""
        self.longest_name = max((name.count(" ") + 1 for name in self._by_name), default=0)

    def _add(self, name: str, place: Place) -> None:
        found = self._by_name[name_key(name)]
        if all(other.municipality != place.municipality for other in found):
            found.append(place)

    def _main_of_each_municipality(self) -> list[Place]:
        """The place that a municipality's own name stands for: its namesake, else the first part of its name."""
        grouped: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            grouped[place.municipality].append(place)

        def rank(place: Place) -> tuple[bool, int, bool, str]:
            own = name_key(place.municipality)
            parts = [own.find(name_key(name)) for name in (place.name, *place.aliases)]
            part = min((part for part in parts if part >= 0), default=len(own))
            return (name_key(place.name) != own, part, not place.main, place.postcode)

        return [min(found, key=rank) for found in grouped.values()]

    def by_postcode(self, postcode: str) -> tuple[Place, ...]:
        """Return the localities of a postcode, the main one first; none when it does not exist here."""
        return tuple(self._by_postcode.get(postcode, ()))

    def by_name(self, name: str) -> PlaceMatch | None:
        """Return the places of exactly this name (accents, case, hyphens and ``St.`` aside)."""
        found = self._by_name.get(name_key(name))
        return PlaceMatch(name, tuple(found), exact=True) if found else None

    def like_name(self, name: str) -> PlaceMatch | None:
        """Return the places whose name is within a few typing mistakes; equally close names are all returned."""
        matches = closest(name_key(name), self._names)
        if not matches:
            return None
        best = [match for match in matches if match.score == matches[0].score]
        places = [place for match in best for place in self._by_name[match.candidate_part]]
        unique = list({place.municipality: place for place in places}.values())
        return PlaceMatch(name, tuple(unique), exact=False, likeness=best[0].score)

    def resembling(self, name: str) -> list[Place]:
        """Return the places that a name of none may be meant for, the most alike first; none when it is like none."""
        matches = nearly(name_key(name), self._by_name, _ALIKE)
        return list(dict.fromkeys(place for match in matches for place in self._by_name[match.candidate_part]))

    def fitting(self, here: Sequence[Place], names: Sequence[str]) -> Place | None:
        """Return the place of a postcode that has one of these names, or whose municipality has it.

        :param here: the places of the postcode.
        :param names: the most precise first.
        """
        for name in names:
            match = self.by_name(name)
            for place in here:
                if (match and place in match.places) or name_key(place.name) == name_key(name):
                    return place
            if match and match.place.municipality == here[0].municipality:
                return here[0]
        return None

    def by_start(self, start: str) -> PlaceMatch | None:
        """Return the only municipality whose name begins so (``opw``); ``None`` when there are more, or none."""
        key = name_key(start)
        found = [place for place in self._main if name_key(place.municipality).startswith(key)]
        return PlaceMatch(start, tuple(found), exact=False) if len(found) == 1 else None

    def by_consonants(self, name: str) -> PlaceMatch | None:
        """Return the only municipality that has just these consonants, as in a text message (``gnt``, ``lvn``)."""
        key = name_key(name)
        found = self._by_consonants.get(key, []) if key == _VOWELS.sub("", key) else []
        return PlaceMatch(name, tuple(found), exact=False) if len(found) == 1 else None

    def by_key(self, key: str) -> Place | None:
        """Return the place with this :attr:`Place.key`."""
        return next((place for place in self._by_postcode.get(key[:4], ()) if place.key == key), None)

    def nearest(self, position: tuple[float, float], within_km: float = 10.0) -> Place | None:
        """Return the place nearest to a (latitude, longitude); ``None`` when it lies outside Flanders and Brussels."""
        nearest = min(self.places, key=lambda place: distance_km(position, place.position))
        return nearest if distance_km(position, nearest.position) <= within_km else None


def names_in(cell: str) -> list[str]:
    """Return the names in a text such as ``Wortel (Hoogstraten)``, the most precise first."""
    match = _PARENTHESIS.match(cell)
    return [match["locality"], match["other"]] if match else [cell] if cell else []
