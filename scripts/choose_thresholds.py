"""Which thresholds cost people least, on the dev half of the held-out phrases: ``python scripts/choose_thresholds.py``.

What a turn costs the person who asked (1 is one question back):

- a wrong answer 5: it may be believed;
- a question back with the right choice among the buttons 1, without it 3;
- "I do not know" 2 when there is an answer, 0 when there is none;
- an answer to something outside the subject 5, a question back about it 1.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot.bootstrap import build_app  # noqa: E402 - the project is found through the line above
from lde_bot.config import Settings  # noqa: E402
from lde_bot.dialogue import policy, thresholds  # noqa: E402
from lde_bot.dialogue.decision import Decision  # noqa: E402
from lde_bot.dialogue.model import EMPTY, Act  # noqa: E402
from lde_bot.dialogue.nlu import Understanding  # noqa: E402
from lde_bot.dialogue.snapshot import Snapshot  # noqa: E402
from lde_bot.dialogue.subject import gains_of, understand, weigh  # noqa: E402
from lde_bot.evaluation import Case, load_cases, load_dialogues, play  # noqa: E402
from lde_bot.evaluation.dialogues import DETAIL  # noqa: E402

ANSWER_AT = (0.55, 0.60, 0.65, 0.70, 0.75, 0.80)
LEAD = (0.05, 0.10, 0.15, 0.20)
CLARIFY_AT = (0.25, 0.35, 0.45, 0.55, 0.65)
SHOWN = {Act.ANSWER, Act.REDIRECT, Act.SMALLTALK}


def cost(case: Case, decision: Decision) -> float:
    """Return what a decision costs the person who asked."""
    right = set(case.entries)
    if decision.act.value in case.acts and (decision.entry in right or not right or decision.act not in SHOWN):
        return 0.0
    if decision.act in SHOWN:
        return 0.0 if decision.entry in right else 5.0
    if decision.act is Act.CLARIFY:
        return 1.0 if not right or right & set(decision.options) else 3.0
    return 2.0


def correction(read: list[tuple[Case, Understanding]]) -> tuple[float, float]:
    """Return slope and offset (Platt 1999) that would make confidence fit these cases; 1 and 0 when it does."""
    pairs = [
        (min(max(one.confidence, 1e-6), 1 - 1e-6), one.entry in case.entries)
        for case, understood in read
        for one in understood.ranked
    ]
    odds = np.array([[np.log(chance / (1 - chance)), 1.0] for chance, _ in pairs])
    right = np.array([good for _, good in pairs], dtype=np.float64)
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-odds @ weights))
        curvature = (odds * (chances * (1 - chances))[:, None]).T @ odds
        weights = weights + np.linalg.solve(curvature, odds.T @ (right - chances))
    return float(weights[0]), float(weights[1])


def follow_ups(snapshot: Snapshot) -> tuple[int, int, int, int]:
    """Return how many questions in the dev conversations come after another one and have an answer.

    And of those: how many are about the subject or what its entry leads to, have the right entry first when they are
    read alone, and when they are weighed by what was said before.
    """
    asked = linked = alone = weighed = 0
    for held in play(snapshot, load_dialogues(PROJECT / "tests" / "cases", snapshot, "dev")):
        for said in held.said[1:]:
            gains, right = gains_of(snapshot, said.before), set(said.wanted.entries)
            if not gains or not right or SHOWN.isdisjoint(map(Act, set(said.wanted.acts) - {DETAIL})):
                continue
            understood = understand(snapshot, said.before, said.wanted.text)
            after = weigh(snapshot, said.before, understood, gains)
            asked += 1
            linked += not right.isdisjoint(gains)
            alone += understood.best is not None and understood.best.entry in right
            weighed += max(after, key=after.__getitem__, default="") in right
    return asked, linked, alone, weighed


def main() -> None:
    """Print the cheapest settings, what the present ones cost, and what would still correct the confidence."""
    snapshot = build_app(Settings(), in_memory=True).snapshot
    cases = [case for case in load_cases(PROJECT / "tests" / "cases", "dev") if not case.services and not case.place]
    read: list[Understanding] = [understand(snapshot, EMPTY, case.text) for case in cases]

    def total() -> float:
        pairs = zip(cases, read, strict=True)
        return sum(cost(case, policy.decide(snapshot, EMPTY, understood)) for case, understood in pairs)

    for name, foreign in (("Dutch", False), ("other languages", True)):
        own = [pair for pair in zip(cases, read, strict=True) if bool(pair[1].language) is foreign]
        slope, offset = correction(own)
        print(f"{name}: confidence would fit better with slope {slope:.2f} and offset {offset:+.2f}")
    asked, linked, alone, weighed = follow_ups(snapshot)
    print(
        f"{asked} questions after another: {linked} about the subject or what it leads to; right first {alone} alone,"
    )
    print(f"{weighed} when weighed by what was said before")
    print(f"{len(cases)} phrases; now: {total() / len(cases):.3f} a phrase")
    tried = []
    for answer, lead, clarify in itertools.product(ANSWER_AT, LEAD, CLARIFY_AT):
        thresholds.ANSWER_AT, thresholds.LEAD, thresholds.CLARIFY_AT = answer, lead, clarify
        tried.append((total() / len(cases), answer, lead, clarify))
    for price, answer, lead, clarify in sorted(tried)[:12]:
        print(f"{price:.3f}  ANSWER_AT {answer:.2f}  LEAD {lead:.2f}  CLARIFY_AT {clarify:.2f}")


if __name__ == "__main__":
    main()
