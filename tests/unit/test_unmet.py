"""What is told of a place: never a number that could point to a person."""

from __future__ import annotations

from itertools import product

from lde_bot.directory.unmet import Reach, needs
from lde_bot.directory.upkeep import FEW

PROVINCES = {"Gent": "Oost-Vlaanderen", "Zele": "Oost-Vlaanderen", "Aalst": "Oost-Vlaanderen", "Genk": "Limburg"}


def test_a_municipality_with_few_questions_is_not_named() -> None:
    [genk, rest] = needs([("fietspunt", "Genk", "none", 6), ("fietspunt", "Zele", "none", 4)], {}, PROVINCES)
    assert (genk.municipality, genk.asked, genk.none, genk.mostly) == ("Genk", 6, 6, Reach.NONE)
    assert (rest.municipality, rest.province, rest.asked) == ("", "Oost-Vlaanderen", None)


def test_those_with_few_are_told_together_by_province() -> None:
    asked = [("fietspunt", "Zele", "none", 4), ("fietspunt", "Aalst", "far", 3)]
    [together] = needs(asked, {}, PROVINCES)
    assert (together.municipality, together.asked, together.none) == ("", 7, 7)


def test_a_part_that_is_small_or_leaves_a_small_rest_is_not_told() -> None:
    for parts in product(range(8), repeat=3):
        asked = [("s", "Gent", reach, count) for reach, count in zip(("own", "near", "none"), parts, strict=True)]
        [one] = needs(asked, {}, PROVINCES)
        _, near, none = parts
        if sum(parts) < FEW:
            assert (one.asked, one.unmet, one.none, one.mostly) == (None, None, None, None)
        elif any(0 < part < FEW for part in parts):
            assert (one.asked, one.unmet, one.none) == (sum(parts), None, None)
        else:
            assert (one.asked, one.unmet, one.none) == (sum(parts), near + none, none)


def test_what_is_on_offer_is_told_where_nobody_asks() -> None:
    [one] = needs([], {("fietspunt", "Gent"): 2}, PROVINCES)
    assert (one.municipality, one.asked, one.supply) == ("Gent", None, 2)


def test_what_is_asked_most_comes_first() -> None:
    asked = [("s", "Gent", "own", 6), ("s", "Genk", "none", 30)]
    assert [one.municipality for one in needs(asked, {}, PROVINCES)] == ["Genk", "Gent"]
