"""The map under the map: every place lies in its own province, and everything lies on the sheet."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from lde_bot.config import Settings
from lde_bot.directory.atlas import HEIGHT, WIDTH, Ring, make_atlas, project, read_outlines
from lde_bot.directory.geo import Gazetteer

OUTLINES = read_outlines(Settings().outlines_file.read_text(encoding="utf-8"))


def inside(rings: tuple[Ring, ...], lon: float, lat: float) -> bool:
    sides = [side for ring in rings for side in pairwise(ring)]
    crossed = [
        (ax, ay, bx, by)
        for (ax, ay), (bx, by) in sides
        if (ay > lat) != (by > lat) and lon < (bx - ax) * (lat - ay) / (by - ay) + ax
    ]
    return len(crossed) % 2 == 1


def test_every_place_lies_in_the_outline_of_its_province_and_in_no_other(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places:
        found = [name for name, rings in OUTLINES.items() if inside(rings, place.longitude, place.latitude)]
        assert found == [place.province], place.key


def test_neighbours_share_the_same_line() -> None:
    points = Counter(point for rings in OUTLINES.values() for ring in rings for point in set(ring))
    shared = sum(count > 1 for count in points.values())
    assert shared > 200


def test_everything_lies_on_the_sheet(gazetteer: Gazetteer) -> None:
    atlas = make_atlas(OUTLINES, gazetteer.places)
    assert len(atlas.municipalities) == 285 + 19
    for rings in OUTLINES.values():
        for lon, lat in (point for ring in rings for point in ring):
            x, y = project(lat, lon)
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    assert all(path.startswith("M") and path.endswith("Z") for path in atlas.provinces.values())


def test_a_file_that_is_something_else_is_refused() -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        read_outlines('{"Antwerpen": [[1, 2, 3]]}')
