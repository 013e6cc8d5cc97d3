"""The figures as tables to read: ``lde-bot eval``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.evaluation.cases import Case, Outcome, evaluate
from lde_bot.evaluation.figures import (
    PRECISION,
    auroc,
    calibration_error,
    confusions,
    coverage_at_precision,
    figures,
    misses,
    reliability,
    wilson,
    worst_entries,
)
from lde_bot.evaluation.noise import NOISES, noisy
from lde_bot.evaluation.played import Played, dialogue_figures, lost_turns

_MOST = 15  # lines of a table of mistakes
_UNDER_NOISE = ("in.recall@1", "in.recall@3", "in.right or offered", "in.wrong answer", "directory.act")


def render(outcomes: Sequence[Outcome], most: int, played: Sequence[Played] = ()) -> Group:
    """Return tables with the figures, how honest the confidence is, what is mixed up, and the misses.

    :param most: how many misses to list, of each sort.
    :param played: what came of whole conversations.
    """
    title = f"{len(outcomes)} zinnen en {len(played)} gesprekken die de bot nooit zag"
    table = Table("cijfer", "deel", "n", "95 %-interval", title=title)
    for name, (hits, total) in {**figures(outcomes), **dialogue_figures(played)}.items():
        low, high = wilson(hits, total)
        table.add_row(name, f"{hits / total:.1%}", f"{hits}/{total}", f"{low:.1%} - {high:.1%}")
    return Group(table, *(_of_phrases(outcomes, most) if outcomes else ()), *([_turns(played, most)] if played else ()))


def _of_phrases(outcomes: Sequence[Outcome], most: int) -> Sequence[RenderableType]:
    lost = misses(outcomes)
    acts = Counter(outcome.turn.act.value for outcome in outcomes)
    listed = Table(
        "bestand", "zin", "verwacht", "kreeg", "zeker", title=f"{min(most, len(lost))} van {len(lost)} missers"
    )
    for one in lost[:most]:
        case = one.case
        wanted = " ".join(("|".join(case.entries) or "|".join(case.acts), "+".join(case.services), case.place)).strip()
        got = " ".join((one.turn.act.value, one.turn.entry, "+".join(one.services), *one.places[:1])).strip()
        listed.add_row(f"{case.group}:{case.line}", case.text, wanted, got, f"{one.turn.confidence:.2f}")
    acted = ", ".join(f"{act} {count}" for act, count in acts.most_common())
    return f"Handelingen: {acted}", _honesty(outcomes), _mixed_up(outcomes), listed


def _turns(played: Sequence[Played], most: int) -> Table:
    """Return the turns of conversations that went wrong."""
    lost = lost_turns(played)
    title = f"{min(most, len(lost))} van {len(lost)} beurten die misliepen"
    table = Table("bestand", "gesprek", "beurt", "zin", "verwacht", "kreeg", "zeker", title=title)
    for dialogue, number, one in lost[:most]:
        where = f"{dialogue.group}:{one.wanted.line}"
        sure = f"{one.turn.confidence:.2f}"
        table.add_row(where, dialogue.title, str(number), one.wanted.text, one.asked_for, one.got, sure)
    return table


def _honesty(outcomes: Sequence[Outcome]) -> Table:
    near, far = auroc(outcomes, "net buiten bereik"), auroc(outcomes)
    title = (
        f"Zo eerlijk is de zekerheid: fout {calibration_error(outcomes):.3f}; "
        f"dekking bij {PRECISION:.0%} juist {coverage_at_precision(outcomes):.1%}; AUROC ver {far:.3f}, net {near:.3f}"
    )
    table = Table("zekerheid vanaf", "n", "gemiddeld", "juist", title=title)
    for one in reliability(outcomes):
        table.add_row(f"{one.low:.1f}", str(one.cases), f"{one.confidence:.2f}", f"{one.right:.2f}")
    return table


def _mixed_up(outcomes: Sequence[Outcome]) -> Table:
    table = Table("gezocht", "eerst gevonden", "keer", "", "moeilijkst te vinden", "eerst", title="Verward")
    worst = [(name, f"{first} van {cases}") for name, first, cases in worst_entries(outcomes, _MOST)]
    mixed = [(wanted, got, str(times)) for wanted, got, times in confusions(outcomes, _MOST)]
    for number in range(max(len(worst), len(mixed))):
        left = mixed[number] if number < len(mixed) else ("", "", "")
        right = worst[number] if number < len(worst) else ("", "")
        table.add_row(*left, "", *right)
    return table


def under_noise(snapshot: Snapshot, cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Return shares by figure, for the phrases as they are and for each way of typing them."""
    runs = {"zoals ze zijn": list(cases), **{name: [noisy(case, name) for case in cases] for name in NOISES}}
    return {
        name: {figure: hits / total for figure, (hits, total) in figures(evaluate(snapshot, run)).items()}
        for name, run in runs.items()
    }


def render_noise(snapshot: Snapshot, cases: Sequence[Case]) -> Table:
    """Return a table of what each way of typing costs."""
    found = under_noise(snapshot, cases)
    known = [name for name in _UNDER_NOISE if all(name in run for run in found.values())]
    table = Table("getypt", *known, title="Dezelfde zinnen, anders getypt")
    for name, run in found.items():
        table.add_row(name, *(f"{run[figure]:.1%}" for figure in known))
    return table
