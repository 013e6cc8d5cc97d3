"""Write the figures of ``lde-bot eval`` into docs/quality.md: ``python scripts/make_quality.py``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot.bootstrap import build_app  # noqa: E402 - the project is found through the line above
from lde_bot.config import Settings  # noqa: E402
from lde_bot.evaluation import (  # noqa: E402
    auroc,
    calibration_error,
    coverage_at_precision,
    dialogue_figures,
    evaluate,
    figures,
    load_cases,
    load_dialogues,
    play,
    reliability,
    under_noise,
    wilson,
)

BEGIN, END = "<!-- begin: scripts/make_quality.py -->", "<!-- end -->"


UNDER_NOISE = ("in.recall@1", "in.recall@3", "in.right or offered", "in.wrong answer", "directory.act")


def tables() -> str:
    """Return the figures as Markdown: with embeddings and with words alone, by half, how honest, and under noise."""
    folder = PROJECT / "tests" / "cases"
    cases = load_cases(folder)
    app = build_app(Settings(), in_memory=True)
    snapshot = app.snapshot.with_encoder(app.drafts.held)
    spoken = load_dialogues(folder, snapshot)
    words_alone = build_app(Settings(encoder=False), in_memory=True).snapshot
    lexical = {**figures(evaluate(words_alone, cases)), **dialogue_figures(play(words_alone, spoken))}
    outcomes, played = evaluate(snapshot, cases), play(snapshot, spoken)
    halves = [
        figures([one for one in outcomes if one.case.split == split])
        | dialogue_figures([one for one in played if one.dialogue.split == split])
        for split in ("dev", "test")
    ]
    lines = ["| figure | share | cases | 95 % interval | dev | test | words alone |", "|---|---|---|---|---|---|---|"]
    for name, (hits, total) in {**figures(outcomes), **dialogue_figures(played)}.items():
        low, high = wilson(hits, total)
        shares = " | ".join(f"{half[name][0] / half[name][1]:.1%}" for half in (*halves, lexical))
        lines.append(f"| {name} | {hits / total:.1%} | {total} | {low:.1%} - {high:.1%} | {shares} |")
    tested = [one for one in outcomes if one.case.split == "test"]
    lines += [
        "",
        "How honest the confidence is, on the test half: "
        f"calibration error {calibration_error(tested):.3f}; "
        f"{coverage_at_precision(tested):.1%} of the questions in scope can be answered with 95 % right; "
        f"area under the ROC curve, in scope against far outside, {auroc(tested):.3f}, "
        f"against near outside {auroc(tested, 'net buiten bereik'):.3f}.",
        "",
        "| confidence from | cases | mean | right |",
        "|---|---|---|---|",
        *(f"| {one.low:.1f} | {one.cases} | {one.confidence:.2f} | {one.right:.2f} |" for one in reliability(tested)),
        "",
        "The test half typed in worse ways (`lde-bot eval --split test --noise`):",
        "",
        f"| typed | {' | '.join(UNDER_NOISE)} |",
        "|---" * (len(UNDER_NOISE) + 1) + "|",
    ]
    for name, run in under_noise(snapshot, [one.case for one in tested]).items():
        lines.append(f"| {name} | {' | '.join(f'{run[figure]:.1%}' for figure in UNDER_NOISE)} |")
    return "\n".join(lines)


def main() -> None:
    """Replace the table in docs/quality.md."""
    path = PROJECT / "docs" / "quality.md"
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    text = path.read_text(encoding="utf-8")
    path.write_text(pattern.sub(lambda _: f"{BEGIN}\n{tables()}\n{END}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
