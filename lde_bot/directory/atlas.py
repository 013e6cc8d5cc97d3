"""A plain map of Flanders: the outlines of the provinces and where each municipality lies, on a flat sheet.

Pure. Within Flanders, degrees on a plane (equirectangular around 51° north) are right within half a percent.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians

from lde_bot.directory.model import Place

WIDTH, HEIGHT = 720, 284
"""Size of the sheet."""
_WEST, _NORTH = 2.52, 51.52
_ACROSS = 3.42  # degrees of longitude that the sheet shows
_SQUEEZE = cos(radians(51.1))
_SCALE = WIDTH / (_ACROSS * _SQUEEZE)
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Atlas:
    """What is drawn under every map."""

    provinces: Mapping[str, str] = field(default_factory=dict)
    """Outline of each province (and ``Brussel``) as an SVG path."""
    municipalities: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Where each municipality lies on the sheet: the middle of its localities."""


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a point lies on the sheet, from its upper left corner."""
    return (longitude - _WEST) * _SQUEEZE * _SCALE, (_NORTH - latitude) * _SCALE


def read_outlines(text: str) -> dict[str, tuple[Ring, ...]]:
    """Read ``outlines.json`` (as ``scripts/build_outlines.py`` writes it): closed lines of (longitude, latitude).

    :raises KeyError, TypeError, ValueError: the file is not what the script writes.
    """
    return {
        name: tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in rings)
        for name, rings in json.loads(text).items()
    }


def make_atlas(outlines: Mapping[str, Sequence[Ring]], places: Iterable[Place]) -> Atlas:
    """Return the atlas of these outlines and places."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for place in places:
        points[place.municipality].append(project(place.latitude, place.longitude))
    middles = {
        name: (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found))
        for name, found in points.items()
    }
    return Atlas({name: _path(rings) for name, rings in outlines.items()}, middles)


def _path(rings: Sequence[Ring]) -> str:
    parts = []
    for ring in rings:
        points = [project(lat, lon) for lon, lat in ring[:-1]]
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)
