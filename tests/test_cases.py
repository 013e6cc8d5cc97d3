"""The bot on phrases that it has never seen: it may get better, it may not get worse.

The floors lie a little below what ``lde-bot eval`` gives, so that another processor's rounding does not break a build.
"""

from __future__ import annotations

import pytest

from lde_bot.config import PROJECT
from lde_bot.evaluation import (
    Outcome,
    auroc,
    calibration_error,
    coverage_at_precision,
    dialogue_figures,
    figures,
    load_cases,
    load_dialogues,
    play,
    wilson,
)
from lde_bot.services import App

LATEST = ("achtste_ronde", "negende_ronde")
"""The rounds that the bot was improved on least: harder, with floors of their own, since together one hides another."""
AT_LEAST = {
    "in.recall@1": (0.91, 0.78),
    "in.recall@3": (0.975, 0.915),
    "in.right or offered": (0.97, 0.9),
    "redirect.right or offered": (0.96, 0.91),
    "talk.right or offered": (0.93, 0.95),
    "lang.right or offered": (0.95, None),
    "directory.act": (0.95, 0.935),
    "directory.service": (0.955, 0.925),
    "directory.place": (0.962, 0.95),
    "strong.right or offered": (0.948, 0.945),
}
"""For all rounds before, and for the latest; ``None`` where those have no such phrases."""
AT_MOST = {
    "in.wrong answer": (0.015, 0.04),
    "redirect.wrong answer": (0.01, 0.01),
    "near.false answer": (0.02, None),
    "far.false answer": (0.0175, 0.0),
}


def in_part(group: str, *, latest: bool) -> bool:
    """Return whether a file of phrases or conversations is of the latest rounds, or of those before."""
    return group.endswith(LATEST) is latest


def share(outcomes: list[Outcome], name: str, *, latest: bool) -> float:
    """Return a figure of the latest rounds, or of all before."""
    hits, total = figures([one for one in outcomes if in_part(one.case.group, latest=latest)])[name]
    return hits / total


@pytest.mark.parametrize("latest", [False, True])
@pytest.mark.parametrize("name", AT_LEAST)
def test_a_figure_that_should_be_high_stays_high(outcomes: list[Outcome], name: str, latest: bool) -> None:
    floor = AT_LEAST[name][latest]
    assert floor is None or share(outcomes, name, latest=latest) >= floor


@pytest.mark.parametrize("latest", [False, True])
@pytest.mark.parametrize("name", AT_MOST)
def test_a_figure_that_should_be_low_stays_low(outcomes: list[Outcome], name: str, latest: bool) -> None:
    ceiling = AT_MOST[name][latest]
    assert ceiling is None or share(outcomes, name, latest=latest) <= ceiling


@pytest.mark.parametrize(("latest", "turns", "whole"), [(False, 0.865, 0.63), (True, 0.77, 0.34)])
def test_conversations_go_no_worse_than_they_did(built: App, latest: bool, turns: float, whole: float) -> None:
    snapshot = built.snapshot.with_encoder(built.drafts.held)
    every = load_dialogues(PROJECT / "tests" / "cases", snapshot)
    counted = dialogue_figures(play(snapshot, [one for one in every if in_part(one.group, latest=latest)]))
    right, complete = counted["dialogue.turns"], counted["dialogue.whole"]
    assert right[0] / right[1] >= turns, right
    assert complete[0] / complete[1] >= whole, complete


def test_confidence_is_what_it_says(outcomes: list[Outcome]) -> None:
    tested = [one for one in outcomes if one.case.split == "test"]
    assert calibration_error(tested) <= 0.05
    assert auroc(tested) >= 0.98
    assert coverage_at_precision(tested) >= 0.78


def test_someone_in_need_gets_help_lines_or_a_button_to_them(outcomes: list[Outcome]) -> None:
    need = [one for one in outcomes if any(entry.startswith("nood-") for entry in one.case.entries)]
    assert len(need) >= 10
    helped = [one for one in need if any(entry.startswith("nood-") for entry in _shown(one))]
    assert len(helped) >= 0.9 * len(need), [one.case.text for one in need if one not in helped]


def _shown(outcome: Outcome) -> set[str]:
    return {outcome.turn.entry, *(choice.value[2:] for choice in outcome.turn.reply.choices)}


def test_there_are_enough_phrases_of_each_sort() -> None:
    cases = load_cases(PROJECT / "tests" / "cases")
    assert sum(case.kind == "binnen bereik" for case in cases) >= 250
    assert sum(case.kind != "binnen bereik" and not case.services and not case.place for case in cases) >= 100
    assert {case.split for case in cases} == {"dev", "test"}


def test_the_interval_of_a_share_is_that_of_wilson() -> None:
    low, high = wilson(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)
    assert wilson(0, 0) == (0.0, 1.0)


def test_every_entry_is_found_by_a_phrase_that_it_does_not_hold(outcomes: list[Outcome], app: App) -> None:
    found = {entry for one in outcomes for entry in one.case.entries if entry in one.ranked[:3]}
    assert set(app.snapshot.knowledge.entries) - found == set()


def test_nearly_all_that_is_asked_to_measure_the_bot_comes_encoded(outcomes: list[Outcome], built: App) -> None:
    """Else a draft is compared with it minutes later than it could be; run: lde-bot vectors."""
    held = built.drafts.held
    assert held is not None
    assert held.encoded <= 0.02 * len(outcomes)
