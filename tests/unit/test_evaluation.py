"""The figures are what they are called, on outcomes that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lde_bot.config import PROJECT
from lde_bot.dialogue.model import EMPTY, Act, Reply, Trace, Turn
from lde_bot.evaluation import (
    NOISES,
    Case,
    Outcome,
    auroc,
    calibration_error,
    confusions,
    coverage_at_precision,
    load_cases,
    noisy,
    reliability,
    worst_entries,
)

CASE = Case("hoelang duurt het traject", ("answer",), ("duur",), (), "", "vraag", "STRONG", "in_scope", 2)


def outcome(got: str, confidence: float, *, wanted: str = "duur", group: str = "in_scope") -> Outcome:
    turn = Turn(Act.ANSWER, Reply(("Vijf jaar.",)), EMPTY, entry=got, trace=Trace(((got, confidence, ()),), ()))
    case = replace(CASE, entries=(wanted,) if wanted else (), group=group)
    return Outcome(case, turn, (got,), (), ())


def test_the_reliability_curve_puts_confidence_beside_the_share_that_is_right() -> None:
    found = reliability([outcome("duur", 0.95), outcome("duur", 0.91), outcome("loon", 0.15)])
    assert [(one.low, one.cases, round(one.confidence, 2), one.right) for one in found] == [
        (0.1, 1, 0.15, 0.0),
        (0.9, 2, 0.93, 1.0),
    ]


def test_the_calibration_error_is_the_mean_distance_of_that_curve() -> None:
    assert calibration_error([outcome("duur", 0.9), outcome("loon", 0.5)]) == pytest.approx((0.1 + 0.5) / 2)


def test_coverage_stops_where_too_many_answers_are_wrong() -> None:
    many = [outcome("duur", 0.9) for _ in range(19)] + [outcome("loon", 0.8), outcome("loon", 0.7)]
    assert coverage_at_precision(many) == pytest.approx(19 / 21)
    assert coverage_at_precision([outcome("loon", 0.9)]) == 0.0


def test_the_area_is_one_when_everything_in_scope_is_likelier_and_a_half_when_nothing_is() -> None:
    inside, outside = outcome("duur", 0.9), outcome("duur", 0.1, wanted="", group="far")
    assert auroc([inside, outside]) == 1.0
    assert auroc([inside, outcome("duur", 0.9, wanted="", group="far")]) == 0.5


def test_what_is_mixed_up_and_what_is_hard_to_find_is_counted() -> None:
    many = [outcome("loon", 0.9), outcome("loon", 0.8), outcome("duur", 0.9)]
    assert confusions(many, 5) == [("duur", "loon", 2)]
    assert worst_entries(many, 5) == [("duur", 1, 3)]


@pytest.mark.parametrize("name", NOISES)
def test_a_way_of_typing_is_the_same_each_time_and_keeps_what_was_asked(name: str) -> None:
    case = replace(CASE, text="Hoelang dùurt het hele traject bij jullie?")
    assert noisy(case, name) == noisy(case, name)
    assert noisy(case, name).text != case.text
    assert noisy(case, name).entries == case.entries


def test_a_slip_is_made_in_every_second_long_word() -> None:
    typed = noisy(replace(CASE, text="welke premie krijgt mijn werkgever"), "een typfout in elk tweede woord").text
    changed = [
        one != other for one, other in zip(typed.split(), "welke premie krijgt mijn werkgever".split(), strict=True)
    ]
    assert changed == [True, False, True, False, True]


def test_one_round_of_cases_can_be_asked_alone() -> None:
    folder = PROJECT / "tests" / "cases"
    last = load_cases(folder, only="derde_ronde")
    assert last
    assert {case.group for case in last} < {case.group for case in load_cases(folder)}
    assert all(case.group.endswith("derde_ronde") for case in last)
