"""Write the figures of ``lde-bot eval`` into docs/quality.md: ``python scripts/make_quality.py``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot.bootstrap import build_app  # noqa: E402 - the project is found through the line above
from lde_bot.config import Settings  # noqa: E402
from lde_bot.evaluation import evaluate, figures, load_cases, wilson  # noqa: E402

BEGIN, END = "<!-- begin: scripts/make_quality.py -->", "<!-- end -->"


def table() -> str:
    """Return the figures as a Markdown table: with sentence embeddings, and with words alone."""
    cases = load_cases(PROJECT / "tests" / "cases")
    apps = (build_app(Settings(), in_memory=True), build_app(Settings(encoder=False), in_memory=True))
    full, lexical = (figures(evaluate(app.snapshot, cases)) for app in apps)
    lines = ["| figure | share | cases | 95 % interval | words alone |", "|---|---|---|---|---|"]
    for name, (hits, total) in full.items():
        low, high = wilson(hits, total)
        other = lexical[name][0] / total
        lines.append(f"| {name} | {hits / total:.1%} | {total} | {low:.1%} - {high:.1%} | {other:.1%} |")
    return "\n".join(lines)


def main() -> None:
    """Replace the table in docs/quality.md."""
    path = PROJECT / "docs" / "quality.md"
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    text = path.read_text(encoding="utf-8")
    path.write_text(pattern.sub(lambda _: f"{BEGIN}\n{table()}\n{END}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
