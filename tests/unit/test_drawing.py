"""Drawings are numbers that fit: no name over another, no mark outside, a break where nothing is known."""

from __future__ import annotations

from itertools import pairwise

from lde_bot.channels.web.desk.drawing import CHART_HEIGHT, LARGEST, draw_lines, draw_map, grid, moments
from lde_bot.directory.atlas import HEIGHT, WIDTH, Atlas
from lde_bot.directory.unmet import Need, Reach
from lde_bot.services_map import NeedMap


def shown(*needs: Need) -> NeedMap:
    towns = {"Gent": (300.0, 100.0), "Melle": (304.0, 103.0), "Genk": (600.0, 120.0)}
    return NeedMap("s", "Fietspunt", (), needs, Atlas({}, towns))


def test_the_area_of_a_mark_goes_with_the_number() -> None:
    drawn = draw_map(
        shown(
            Need("s", "Gent", "O", 100, 100, 100, Reach.NONE, 0),
            Need("s", "Genk", "L", 25, 25, 0, Reach.NEAR, 2),
            Need("s", "", "L", 9, None, None, Reach.NONE, 0),
            Need("s", "Melle", "O", None, None, None, None, 0),
        )
    )
    assert [(mark.title, mark.radius, mark.kind) for mark in drawn.marks] == [
        ("Gent: 100", LARGEST, "none"),
        ("Genk: 25", LARGEST / 2, "near"),
    ]
    assert [square.title for square in drawn.squares] == ["Genk: 2 aanbod"]


def test_names_do_not_lie_over_each_other_and_stay_on_the_sheet() -> None:
    drawn = draw_map(shown(*(Need("s", town, "", 50, 0, 0, Reach.OWN, 0) for town in ("Gent", "Melle", "Genk"))))
    assert [(name.text, name.anchor) for name in drawn.names] == [
        ("Gent 50", "start"),
        ("Melle 50", "end"),
        ("Genk 50", "start"),
    ]
    assert all(0 <= name.x <= WIDTH and 0 <= name.y <= HEIGHT for name in drawn.names)


def test_a_line_breaks_where_nothing_is_known() -> None:
    [line] = draw_lines([("hielp", "s3", [0.5, None, 1.0])])
    assert line.path.count("M") == 2
    assert len(line.points) == 2


def test_a_series_of_which_nothing_is_known_is_not_drawn() -> None:
    assert draw_lines([("hielp", "s3", [None, None])]) == ()


def test_names_at_the_end_of_lines_stand_apart() -> None:
    lines = draw_lines([("a", "s0", [0.5]), ("b", "s1", [0.5]), ("c", "s2", [0.51])])
    ends = sorted(line.end for line in lines)
    assert all(lower - upper >= 14 for upper, lower in pairwise(ends))
    assert all(0 < y < CHART_HEIGHT for y, _ in grid())


def test_at_most_eight_moments_are_named() -> None:
    assert len(moments([str(day) for day in range(28)])) <= 8
    assert [text for _, text in moments(["a", "b"])] == ["a", "b"]
