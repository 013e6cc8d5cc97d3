"""What the outcomes of many cases come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from lde_bot.evaluation.cases import Outcome

BINS = 10
"""Parts into which confidence is cut for the reliability curve."""
PRECISION = 0.95
"""How often an answer should be right, where coverage is read off."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    if not total:
        return 0.0, 1.0
    z = 1.96
    share = hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def figures(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """Return each figure as (hits, cases)."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.case.kind].append(outcome)
    counted: dict[str, tuple[int, int]] = {}
    for kind, name in (
        ("binnen bereik", "in"),
        ("doorverwijzen", "redirect"),
        ("praatje en nood", "talk"),
        ("andere talen", "lang"),
    ):
        own = by_kind[kind]
        counted[f"{name}.recall@1"] = sum(one.first for one in own), len(own)
        counted[f"{name}.recall@3"] = sum(one.among_three for one in own), len(own)
        counted[f"{name}.coverage"] = sum(one.answered for one in own), len(own)
        counted[f"{name}.right or offered"] = sum(one.helped for one in own), len(own)
        counted[f"{name}.wrong answer"] = sum(one.wrong for one in own), len(own)
    for kind, name in (("net buiten bereik", "near"), ("ver buiten bereik", "far")):
        own = by_kind[kind]
        counted[f"{name}.false answer"] = sum(one.wrong for one in own), len(own)
    places = by_kind["gids"]
    counted["directory.act"] = sum(one.turn.act.value in one.case.acts for one in places), len(places)
    served = [one for one in places if one.case.services]
    counted["directory.service"] = sum(one.service_right for one in served), len(served)
    placed = [one for one in places if one.case.place and set(one.case.acts) & {"results", "ask_service"}]
    counted["directory.place"] = sum(one.place_right for one in placed), len(placed)
    strong = [one for one in outcomes if one.case.quality == "STRONG"]
    counted["strong.right or offered"] = sum(one.helped for one in strong), len(strong)
    return {name: value for name, value in counted.items() if value[1]}


def misses(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return what went wrong, the worst first: wrong answers, then strong cases, then the rest."""
    lost = [one for one in outcomes if one.wrong or not one.helped]
    order = {"STRONG": 0, "MEDIUM": 1, "WEAK": 2}
    return sorted(lost, key=lambda one: (not one.wrong, order.get(one.case.quality, 3), one.case.group, one.case.line))


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases in which the bot was about equally sure."""

    low: float
    """Lowest confidence, 0 to 1."""
    cases: int
    """How many."""
    confidence: float
    """Mean confidence."""
    right: float
    """Share in which the first candidate was right."""


def _judged(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """Return confidence and rightness of the first candidate, for every question that is no search."""
    return [(one.sureness, one.first) for one in outcomes if one.case.kind != "gids"]


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the reliability curve: where confidence is honest, its mean is the share that is right."""
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in _judged(outcomes):
        found[min(int(sure * BINS), BINS - 1)].append((sure, right))
    return [
        Bin(number / BINS, len(own), sum(sure for sure, _ in own) / len(own), sum(right for _, right in own) / len(own))
        for number, own in sorted(found.items())
    ]


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Return the expected calibration error: the mean distance of the reliability curve, weighed by cases."""
    bins = reliability(outcomes)
    total = sum(one.cases for one in bins)
    return sum(abs(one.confidence - one.right) * one.cases for one in bins) / total if total else 0.0


def coverage_at_precision(outcomes: Sequence[Outcome], precision: float = PRECISION) -> float:
    """Return the largest share of questions in scope that could be answered with this share of answers right.

    The questions outside the subject count among the answers when they come above the threshold.
    """
    judged = sorted(_judged(outcomes), key=lambda item: -item[0])
    known = sum(bool(one.case.entries) for one in outcomes if one.case.kind != "gids")
    best = right = 0
    for number, (_, good) in enumerate(judged, start=1):
        right += good
        if right / number >= precision:
            best = right
    return best / known if known else 0.0


def auroc(outcomes: Sequence[Outcome], outside: str = "ver buiten bereik") -> float:
    """Return how often a question in scope has more confidence behind it than one of a kind outside (ties count half).

    That is the area under the receiver operating characteristic (Hanley and McNeil, 1982).
    """
    inside = sorted(one.likely for one in outcomes if one.case.kind == "binnen bereik")
    others = [one.likely for one in outcomes if one.case.kind == outside]
    if not inside or not others:
        return 0.0
    won = sum((own > other) + 0.5 * (own == other) for own in inside for other in others)
    return won / (len(inside) * len(others))


def confusions(outcomes: Sequence[Outcome], most: int) -> list[tuple[str, str, int]]:
    """Return which entry was ranked first instead of which, most often first."""
    counted = Counter(
        (one.case.entries[0], one.ranked[0])
        for one in outcomes
        if one.case.entries and one.ranked and not one.first and one.case.kind != "gids"
    )
    return [(wanted, got, times) for (wanted, got), times in counted.most_common(most)]


def worst_entries(outcomes: Sequence[Outcome], most: int) -> list[tuple[str, int, int]]:
    """Return the entries that are found least often: id, times first, cases."""
    first: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for one in outcomes:
        if one.case.entries and one.case.kind != "gids":
            cases[one.case.entries[0]] += 1
            first[one.case.entries[0]] += one.first
    ordered = sorted(cases, key=lambda name: (first[name] / cases[name], -cases[name], name))
    return [(name, first[name], cases[name]) for name in ordered if first[name] < cases[name]][:most]
