"""How the cost grows with the number of entries: made-up entries of words that the bot knows, from 100 to 10,000.

Sentence embeddings take no part: their cost does not depend on the number of entries. Writes docs/scaling.svg.

    make bench-scaling
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from math import log10
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - the project is found through the line above
from lde_bot.bootstrap import load_knowledge  # noqa: E402
from lde_bot.config import Settings  # noqa: E402
from lde_bot.knowledge.index import KnowledgeIndex  # noqa: E402
from lde_bot.knowledge.model import KnowledgeBase  # noqa: E402
from lde_bot.text import words  # noqa: E402
from lde_bot.vectors import VectorBook  # noqa: E402

SIZES = (100, 300, 1_000, 3_000, 10_000)
PHRASES = 5
LENGTH = 6


def made_up(base: KnowledgeBase, entries: int) -> tuple[KnowledgeBase, list[str]]:
    """Return a knowledge base of so many entries, and questions that resemble some of its phrases."""
    chance = random.Random(entries)
    known = sorted({word for entry in base.entries.values() for text in entry.utterances for word in words(text)})
    model = next(iter(base.entries.values()))
    made = {}
    for number in range(entries):
        own = chance.sample(known, LENGTH * 2)
        texts = tuple(" ".join(chance.sample(own, LENGTH)) for _ in range(PHRASES))
        made[f"e{number:05}"] = replace(model, id=f"e{number:05}", question=texts[0], utterances=texts[1:])
    asked = [" ".join(chance.sample(words(entry.question), LENGTH - 2)) for entry in list(made.values())[:100]]
    return replace(base, entries=made, languages={}), asked


def measure(base: KnowledgeBase, entries: int) -> tuple[float, float]:
    """Return the seconds to learn, and the median milliseconds of a question."""
    made, asked = made_up(base, entries)
    began = time.perf_counter()
    index = KnowledgeIndex(made, None, VectorBook())
    learnt = time.perf_counter() - began
    times = []
    for question in asked:
        began = time.perf_counter()
        index.rank(question)
        times.append((time.perf_counter() - began) * 1000)
    return learnt, median(times)


def drawing(rows: list[tuple[int, float, float]]) -> str:
    """Return both lines on logarithmic axes, with what linear growth would be (dashed), as SVG."""
    left, top, wide, high = 60, 20, 420, 260

    def place(entries: float, value: float) -> str:
        across = left + wide * (log10(entries) - 2) / 2
        return f"{across:.1f},{top + high * (1 - (log10(value) + 1) / 4):.1f}"

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 340" font-family="sans-serif" font-size="12">',
        "<title>Seconds to learn and milliseconds a question, by number of entries</title>",
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="none" stroke="#888"/>',
    ]
    for power in range(-1, 4):
        y = top + high * (1 - (power + 1) / 4)
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
        parts.append(f'<line x1="{left}" x2="{left + wide}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
    for entries in SIZES:
        x = place(entries, 1).split(",")[0]
        parts.append(f'<text x="{x}" y="{top + high + 18}" text-anchor="middle">{entries}</text>')
    for column, colour, label in ((1, "#0a5", "s to learn"), (2, "#05a", "ms a question")):
        points = " ".join(place(row[0], row[column]) for row in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = place(rows[-1][0], rows[-1][column]).split(",")
        parts.append(f'<text x="{float(x) + 6:.1f}" y="{y}" fill="{colour}">{label}</text>')
        first, last = rows[0], rows[-1]
        ideal = f"{place(first[0], first[column])} {place(last[0], first[column] * last[0] / first[0])}"
        parts.append(f'<polyline points="{ideal}" fill="none" stroke="{colour}" stroke-dasharray="4 4"/>')
    parts.append(f'<text x="{left + wide / 2}" y="{top + high + 40}" text-anchor="middle">entries</text></svg>')
    return "\n".join(parts)


def main() -> None:
    """Measure, draw, and put the table in docs/quality.md."""
    base, _ = load_knowledge(Settings())
    measure(base, 30)  # what is done only once, such as loading the stemmer
    rows = [(entries, *measure(base, entries)) for entries in SIZES]
    lines = ["| entries | phrases | s to learn | ms a question |", "|---|---|---|---|"]
    lines += [f"| {size:,} | {size * PHRASES:,} | {learn:.2f} | {each:.2f} |" for size, learn, each in rows]
    (PROJECT / "docs" / "scaling.svg").write_text(drawing(rows), encoding="utf-8")
    table = "\n".join(lines)
    tables.write("scaling", table, tables.QUALITY)
    sys.stdout.write(f"{table}\n")


if __name__ == "__main__":
    main()
