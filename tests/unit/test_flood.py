"""One person's flood is answered politely and costs nobody else anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lde_bot.channels.telegram import flood
from lde_bot.channels.telegram.flood import BURST, CALM_SECONDS, PER_SECOND, Flood, Verdict


def test_a_person_in_a_hurry_is_answered_then_told_once_then_not_answered() -> None:
    one = Flood()
    verdicts = [one.judge(1, 0.0) for _ in range(BURST + 50)]
    assert verdicts == [Verdict.ANSWER] * BURST + [Verdict.SAY_WAIT] + [Verdict.SILENCE] * 49


def test_who_waits_is_answered_again() -> None:
    one = Flood()
    for _ in range(BURST + 2):
        one.judge(1, 0.0)
    assert one.judge(1, CALM_SECONDS - 1) is Verdict.SILENCE
    assert one.judge(1, 2 * CALM_SECONDS) is Verdict.ANSWER


def test_another_person_does_not_notice() -> None:
    one = Flood()
    for _ in range(1_000):
        one.judge(1, 0.0)
    assert one.judge(2, 0.0) is Verdict.ANSWER


def test_who_types_as_people_do_is_always_answered() -> None:
    one = Flood()
    assert {one.judge(1, second / PER_SECOND) for second in range(1_000)} == {Verdict.ANSWER}


def test_a_clock_that_jumps_gives_no_endless_silence_and_no_endless_budget() -> None:
    one = Flood()
    one.judge(1, 1_000_000.0)
    back = [one.judge(1, 5.0) for _ in range(BURST)]
    assert back == [Verdict.ANSWER] * (BURST - 1) + [Verdict.SAY_WAIT]
    assert one.judge(1, 5.0 + 2 * CALM_SECONDS) is Verdict.ANSWER


def test_no_more_people_are_remembered_than_fit() -> None:
    one = Flood()
    for person in range(flood.MOST_PEOPLE + 10_000):
        assert one.judge(person, 0.0) is Verdict.ANSWER
    assert len(one) == flood.MOST_PEOPLE


@given(st.lists(st.floats(-1e9, 1e9), max_size=200))
def test_nobody_is_told_twice_without_an_answer_or_a_pause_between(moments: list[float]) -> None:
    one, told = Flood(), False
    last = moments[0] if moments else 0.0
    for at in moments:
        verdict = one.judge(1, at)
        if verdict is Verdict.SAY_WAIT:
            assert not told or at - last >= CALM_SECONDS
        told, last = verdict is not Verdict.ANSWER, at
