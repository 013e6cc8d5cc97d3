"""Where an initiative is, as someone types it: postcode and municipality have to agree, and the point follows.

Pure. A point is exact only when it was typed, from a source; otherwise it is that of the locality, and *ongeveer*: the
same point that a sheet with this address would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lde_bot.directory import values
from lde_bot.directory.geo import Gazetteer, distance_km, names_in
from lde_bot.directory.model import Initiative, Place

ADDRESS = ("street", "postcode", "locality", "point", "province")
"""What is typed about where an initiative is."""
MOVES_WITH = frozenset(
    "street postcode locality municipality province latitude longitude approximate".split(),
)
"""Fields of an initiative that say together where it is: one of them is never taken from elsewhere without the rest."""
FAR_KM = 20.0
"""Further than this from its locality, a point is a mistake."""
_MOST_POSTCODES = 4


def typed_address(one: Initiative) -> dict[str, str]:
    """Return the address of an initiative as it is typed in a form."""
    return {
        "street": one.street,
        "postcode": one.postcode,
        "locality": one.locality or one.municipality,
        "point": "" if one.approximate or one.regional else f"{one.latitude}, {one.longitude}",
        "province": one.province if one.regional else "",
    }


class _Wrong(Exception):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def placed(one: Initiative, typed: Mapping[str, str], gazetteer: Gazetteer) -> tuple[Initiative, dict[str, str]]:
    """Return an initiative at the address that was typed, and what is wrong with which field: then it did not move.

    :param typed: the fields of :data:`ADDRESS` that were changed; the others are as they were.
    """
    if not any(name in typed for name in ADDRESS):
        return one, {}
    told = {name: " ".join(typed.get(name, known).split()) for name, known in typed_address(one).items()}
    try:
        place = _place(told, "postcode" if "postcode" in typed else "locality", gazetteer)
        moved = _at(one, told, place) if place else _in_a_region(one, told, gazetteer)
        exact = _exact(one, moved, told["point"], place, chosen="point" in typed)
    except _Wrong as wrong:
        return one, {wrong.field: str(wrong)}
    if exact:
        moved = replace(moved, latitude=exact[0], longitude=exact[1], approximate=False)
    return moved, {}


def _place(told: Mapping[str, str], asked: str, gazetteer: Gazetteer) -> Place | None:
    """Return the place of a postcode and a municipality that agree; ``None`` when neither was typed.

    :param asked: the field beside which is said that they do not agree.
    """
    postcode, names = told["postcode"], names_in(told["locality"])
    if postcode:
        here = gazetteer.by_postcode(postcode)
        if not here:
            raise _Wrong("postcode", f"postcode {postcode} bestaat niet in Vlaanderen of Brussel")
        fitting = gazetteer.fitting(here, names)
        if names and fitting is None:
            raise _Wrong(asked, f"postcode {postcode} is van {here[0].label}, niet van {told['locality']}")
        return fitting or here[0]
    if not names:
        return None
    match = next(filter(None, map(gazetteer.by_name, names)), None)
    if match is None:
        near = gazetteer.like_name(names[0])
        hint = f": bedoel je {near.place.label}?" if near else ""
        raise _Wrong("locality", f"{told['locality']} ken ik niet als gemeente of deelgemeente{hint}")
    codes = sorted({one.postcode for one in gazetteer.places if _bears(one, match.places)})
    if len(codes) > 1:
        some = ", ".join(codes[:_MOST_POSTCODES]) + (" ..." if len(codes) > _MOST_POSTCODES else "")
        raise _Wrong("postcode", f"vul ook de postcode in: voor {told['locality']} zijn er meer ({some})")
    return match.place


def _bears(one: Place, named: tuple[Place, ...]) -> bool:
    """True for a place that a name may stand for: itself, or all of a municipality that is called so."""
    return any(one == other or (other.name == other.municipality == one.municipality) for other in named)


def _at(one: Initiative, told: Mapping[str, str], place: Place) -> Initiative:
    return replace(
        one,
        street=told["street"],
        postcode=place.postcode,
        locality=told["locality"] or place.municipality,
        municipality=place.municipality,
        province=place.province,
        latitude=place.latitude,
        longitude=place.longitude,
        approximate=True,
    )


def _in_a_region(one: Initiative, told: Mapping[str, str], gazetteer: Gazetteer) -> Initiative:
    """Return an initiative without a place of its own: then it says in which province it works."""
    if told["street"]:
        raise _Wrong("postcode", "vul bij een straat ook de postcode en de gemeente in")
    if told["province"] not in {place.province for place in gazetteer.places}:
        raise _Wrong("postcode", "vul de postcode en de gemeente in, of kies onderaan een provincie")
    return replace(
        one,
        street="",
        postcode="",
        locality="",
        municipality="",
        province=told["province"],
        latitude=None,
        longitude=None,
        approximate=True,
        service_areas=one.service_areas or (told["province"],),
    )


def _exact(
    before: Initiative, moved: Initiative, point: str, place: Place | None, *, chosen: bool
) -> tuple[float, float] | None:
    """Return the exact point; ``None`` when there is none, or when the one that was known was of another address.

    :param chosen: the point was typed now.
    """
    same = (before.street, before.postcode, before.municipality) == (moved.street, moved.postcode, moved.municipality)
    if not point or not (chosen or same):
        return None
    if place is None:
        raise _Wrong("point", "een punt kan alleen met een postcode en een gemeente")
    north, _, east = point.replace(";", ",").partition(",")
    try:
        exact = values.degrees(north.strip(), east.strip())
    except values.Doubt:
        exact = None
    if exact is None:
        raise _Wrong("point", "dit is geen punt in België: schrijf bijvoorbeeld 51.2194, 4.4025")
    away = distance_km(exact, place.position)
    if away > FAR_KM:
        raise _Wrong("point", f"dit punt ligt {round(away)} km van {place.label}: kijk het na")
    return exact
