"""Throw made-up inputs at everything that reads what others wrote, and count them until the time is over.

    make fuzz SECONDS=600 (WRITE=1 renews the table in docs/reliability.md)

Inputs are changed copies of the corpus in bench/corpus (one file a target, one seed a line), of sound files, and of
what turned out new: an input after which a target answered in a way not seen before (the shape of its answer, or which
exception it refused with) joins the corpus of this run; with ``--write`` the shortest of those that can be printed stay
in bench/corpus for the next. Whatever makes a target raise something it does not promise, or
keeps a processor busy for more than a second, is written to bench/crashes and ends the run with exit status 1.
Everything random comes from ``--seed``.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import fuzz_files as files  # noqa: E402 - the project is found through the line above
from bench import tables  # noqa: E402
from lde_bot.channels.jsonl import _BadLineError, parse_request  # noqa: E402
from lde_bot.dialogue.state import from_json, to_json  # noqa: E402
from lde_bot.directory.geo import Gazetteer  # noqa: E402
from lde_bot.directory.hours import in_dutch, opening_at, read_hours  # noqa: E402
from lde_bot.directory.tabular import Unreadable, csv_of, rows_in  # noqa: E402
from lde_bot.errors import Finding  # noqa: E402
from lde_bot.knowledge.reader import read_yaml  # noqa: E402
from lde_bot.redaction import redact  # noqa: E402
from lde_bot.text import normalise, words  # noqa: E402

CORPUS, CRASHES = PROJECT / "bench" / "corpus", PROJECT / "bench" / "crashes"
SLOW = 1.0
"""Seconds of a processor after which an input is a mistake: a person who asks meanwhile waits as long."""
LONGEST, LONGEST_FILE, MOST_KEPT = 400, 6_000, 2_000
LONGEST_SEED, MOST_SEEDS = 200, 36
"""Characters of a new seed that stays, and how many lines a file of the corpus may have then."""
SPLICES = [*"\0é9[{:,@ \n\t\"'", "\u0301", "\ud83d", "👨\u200d👩", "\u202e", "9000", "+32", "- "]
NOWHERE = Gazetteer([])
MOMENT = datetime(2026, 11, 25, 10, 0)  # noqa: DTZ001 - opening hours have no zone


def _normalise(text: str) -> object:
    once = normalise(text)
    assert normalise(once) == once, "normalising twice is not normalising once"
    assert " ".join(words(text)) == once
    return len(once.split())


def _redact(text: str) -> object:
    once = redact(text)
    return tuple(mark for mark in ("[e-mail]", "[rekening]", "[rijksregister]", "[telefoon]") if mark in once)


def _jsonl(text: str) -> object:
    try:
        request = parse_request(text)
    except _BadLineError as refused:
        return str(refused).partition(":")[0][:40]
    return type(request.id).__name__, bool(request.message.text), request.today is None


def _csv(text: str) -> object:
    try:
        rows = [cells for _, cells in rows_in(text.encode("utf-8", "replace"), "x.csv")]
    except Unreadable as refused:
        return str(refused)[:25]
    again = [cells for _, cells in rows_in(csv_of(rows), "x.csv")] if rows else []
    return len(rows), max(map(len, rows), default=0), len(again) == len(rows)


def _hours(text: str) -> object:
    try:
        hours = read_hours(text)
    except ValueError as refused:
        return str(refused)[:12]
    if hours:
        assert read_hours(hours) == hours, "reading what was written gives something else"
        opening_at(hours, MOMENT)
    return len(in_dutch(hours)) // 10


def _state(text: str) -> object:
    state = from_json(text, NOWHERE)
    written = to_json(state)
    assert to_json(from_json(written, NOWHERE)) == written
    return len(written) // 20


def _yaml(text: str) -> object:
    findings: list[Finding] = []
    section = read_yaml(text, "x.yaml", findings)
    return tuple(one.code for one in findings), section.names()[:3] if section else None


TARGETS: dict[str, Callable[[str], object]] = {
    "normalise": _normalise,
    "redact": _redact,
    "jsonl": _jsonl,
    "csv": _csv,
    "hours": _hours,
    "state": _state,
    "yaml": _yaml,
    "entry": files.entry,
    "sheet": files.sheet,
    "hsds": files.hsds,
    "archive": files.archive,
    "workbook": files.workbook,
}


@dataclass
class Run:
    """What happened to one target."""

    inputs: int = 0
    kinds: int = 0
    crashes: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


def changed(text: str, other: str, chance: random.Random, longest: int = LONGEST) -> str:
    """Return a text with a few changes: cut, doubled, spliced, swapped with another."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        to = min(len(text), at + chance.randint(0, 8))
        how = chance.randrange(6)
        if how == 0:
            text = text[:at] + text[to:]
        elif how == 1:
            text = text[:at] + text[at:to] * chance.randint(2, 9) + text[to:]
        elif how == 2:
            text = text[:at] + chance.choice(SPLICES) + text[at:]
        elif how == 3:
            text = text[:at] + chr(chance.randrange(0x250)) + text[to:]
        elif how == 4:
            text = text[:at] + other[chance.randint(0, len(other)) :]
        else:
            text = text[:at] + chr(chance.randrange(0x110000)) + text[at:]
    return text[:longest]


def corpus_of(name: str) -> list[str]:
    """Return the lines of the corpus of a target: one seed a line, with ``\\n`` for the end of a line in it."""
    return (CORPUS / f"{name}.txt").read_text("utf-8").splitlines()


def keep(name: str, new: list[str]) -> None:
    """Add to the corpus of a target the shortest new inputs that can be printed."""
    lines = corpus_of(name)
    for text in sorted(new, key=lambda one: (len(one), one)):
        line = text.replace("\n", "\\n")
        fits = line.isprintable() and line.strip() and len(line) < LONGEST_SEED
        if fits and line.replace("\\n", "\n") == text and line not in lines and len(lines) < MOST_SEEDS:
            lines.append(line)
    (CORPUS / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def fuzz(name: str, seconds: float, most: int, seed: int) -> tuple[str, Run]:
    """Fuzz one target."""
    target, chance, run = TARGETS[name], random.Random(f"{seed} {name}"), Run()
    corpus = [line.replace("\\n", "\n") for line in corpus_of(name)]
    corpus += files.seeds(name)
    longest = LONGEST_FILE if files.seeds(name) else LONGEST
    seen: set[object] = set()
    ends = time.monotonic() + seconds
    while run.inputs < most and (run.inputs % 256 or time.monotonic() < ends):
        text = changed(chance.choice(corpus), chance.choice(corpus), chance, longest)
        run.inputs += 1
        began = time.process_time()
        try:
            kind = target(text)
            assert time.process_time() - began < SLOW, "it takes too long"
        except Exception as crash:
            run.crashes.append(f"{type(crash).__name__}: {crash}\n{text!r}")
            if len(run.crashes) >= 5:
                break
            continue
        if kind not in seen and len(corpus) < MOST_KEPT:
            seen.add(kind)
            corpus.append(text)
            run.new.append(text)
    run.kinds = len(seen)
    return name, run


def rows(results: list[tuple[str, Run]]) -> list[tuple[str, ...]]:
    """Return the lines of the table, and one for all together."""
    every = [(name, run.inputs, f"{run.kinds:,}", len(run.crashes)) for name, run in results]
    every.append(("together", sum(one[1] for one in every), "", sum(one[3] for one in every)))
    return [(name, f"{inputs:,}", kinds, str(crashes)) for name, inputs, kinds, crashes in every]


def main() -> int:
    """Fuzz every target, side by side over the processors, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--most", type=int, default=10**9, help="inputs for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="renew the table in docs/reliability.md and the corpus")
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    chosen = parser.parse_args()
    work = [(name, chosen.seconds, chosen.most, chosen.seed) for name in chosen.target or TARGETS]
    with multiprocessing.Pool(chosen.jobs) as pool:
        results = pool.starmap(fuzz, work, chunksize=1)
    for name, run in results:
        for number, crash in enumerate(run.crashes):
            CRASHES.mkdir(exist_ok=True)
            (CRASHES / f"{name}-{number}.txt").write_text(crash, encoding="utf-8", errors="backslashreplace")
    table = tables.table(["reader", "inputs", "kinds of answer", "crashes"], rows(results))
    print(table)
    if chosen.write:
        tables.write("fuzz", table)
        for name, run in results:
            keep(name, run.new)
    return 1 if any(run.crashes for _, run in results) else 0


if __name__ == "__main__":
    sys.exit(main())
