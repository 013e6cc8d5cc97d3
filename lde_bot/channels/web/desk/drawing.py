"""Where things stand in a drawing: marks and names on the map, lines and bars in a chart. Only numbers; SVG is in the
templates, colour in the style sheet, and nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from lde_bot.directory.atlas import HEIGHT, WIDTH
from lde_bot.services_map import NeedMap

LARGEST, SMALLEST = 22.0, 4.0
"""Radius of the largest and the smallest mark; in between, the area goes with the number."""
MOST_NAMES = 14
_LETTER, _LINE = 5.6, 12.0  # room that a letter and a line of a name take
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A circle of what is asked for in a municipality."""

    x: float
    y: float
    radius: float
    kind: str
    """``own``, ``near`` or ``none``: open, hatched or full."""
    title: str
    """Municipality and number."""


@dataclass(frozen=True, slots=True)
class Square:
    """What is on offer in a municipality."""

    x: float
    """Left."""
    y: float
    """Top."""
    side: float
    title: str
    """Municipality and number."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name beside a mark."""

    x: float
    y: float
    anchor: str
    """``start`` or ``end``: on which side of the mark it stands."""
    text: str


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """All that stands on the map."""

    marks: tuple[Mark, ...]
    squares: tuple[Square, ...]
    names: tuple[Name, ...]


def draw_map(shown: NeedMap) -> MapDrawing:
    """Return where everything stands: large circles first, so that small ones lie on top."""
    where = shown.atlas.municipalities
    asked = [(one, one.asked) for one in shown.needs if one.asked and one.mostly and one.municipality in where]
    most = max((count for _, count in asked), default=1)
    marks, taken = [], list[Box]()
    names: list[Name] = []
    for one, count in asked:
        x, y = where[one.municipality]
        radius = max(SMALLEST, LARGEST * sqrt(count / most))
        kind = one.mostly.value if one.mostly else ""
        marks.append(Mark(round(x, 1), round(y, 1), round(radius, 1), kind, f"{one.municipality}: {count}"))
        name = _name(x, y, radius, f"{one.municipality} {count}", taken) if len(names) < MOST_NAMES else None
        names += [name] if name else []
    squares = []
    for one in shown.needs:
        if one.supply and one.municipality in where:
            x, y = where[one.municipality]
            side = 7.0 + min(one.supply - 1, 3) * 1.5
            title = f"{one.municipality}: {one.supply} aanbod"
            squares.append(Square(round(x - side / 2, 1), round(y - side / 2, 1), side, title))
    return MapDrawing(tuple(marks), tuple(squares), tuple(names))


def _name(x: float, y: float, radius: float, text: str, taken: list[Box]) -> Name | None:
    """Return where a name fits beside its mark, right or left; ``None`` when it would lie over another."""
    width = len(text) * _LETTER
    for anchor, left in (("start", x + radius + 3), ("end", x - radius - 3 - width)):
        box = (left, y - _LINE / 2, left + width, y + _LINE / 2)
        inside = left >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return Name(round(left if anchor == "start" else left + width, 1), round(y + 4, 1), anchor, text)
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


CHART_WIDTH, CHART_HEIGHT = 720.0, 220.0
"""Size of a chart."""
LEFT, RIGHT, TOP, BOTTOM = 48.0, 130.0, 10.0, 30.0
"""Room around its field."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series in a chart."""

    name: str
    """What it counts."""
    kind: str
    """Class of its dashes and marks."""
    path: str
    """SVG path of the line, broken where nothing is known."""
    points: tuple[tuple[float, float], ...]
    """Where its marks stand."""
    end: float
    """Height of its name at the right, moved so that names do not lie over each other."""


def draw_lines(series: Sequence[tuple[str, str, Sequence[float | None]]]) -> tuple[Line, ...]:
    """Return lines of shares from 0 to 1, each a name, a kind and a value for every moment."""
    made = []
    for name, kind, values in series:
        points = [(_across(number, len(values)), value) for number, value in enumerate(values)]
        parts, pen = [], "M"
        for x, value in points:
            if value is None:
                pen = "M"
            else:
                parts.append(f"{pen}{x:.1f} {_up(value):.1f}")
                pen = "L"
        known = tuple((round(x, 1), round(_up(value), 1)) for x, value in points if value is not None)
        if known:
            made.append(Line(name, kind, "".join(parts), known, known[-1][1]))
    return _apart(made)


def _across(number: int, count: int) -> float:
    return LEFT + (CHART_WIDTH - LEFT - RIGHT) * (number / (count - 1) if count > 1 else 0.5)


def _up(value: float) -> float:
    return TOP + (CHART_HEIGHT - TOP - BOTTOM) * (1 - value)


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with their names at least a line of text from each other."""
    moved, above = [], TOP - 14.0
    for line in sorted(lines, key=lambda one: one.end):
        above = max(line.end, above + 14.0)
        moved.append(Line(line.name, line.kind, line.path, line.points, above))
    return tuple(moved)


def moments(labels: Sequence[str]) -> list[tuple[float, str]]:
    """Return the labels under a chart, at most eight of them, each with where it stands."""
    step = max(1, -(-len(labels) // 8))
    return [(round(_across(number, len(labels)), 1), labels[number]) for number in range(0, len(labels), step)]


def grid() -> list[tuple[float, str]]:
    """Return the heights of the lines of 0, 25, 50, 75 and 100 %."""
    return [(round(_up(share / 100), 1), f"{share} %") for share in (0, 25, 50, 75, 100)]
