"""Kill the whole program at random moments under load, and see what was lost (see tests/chaos/kills.py).

    make bench-kills ROUNDS=1000 (WRITE=1 renews the table in docs/reliability.md)

Several lanes run side by side, each a program with a database and a Telegram of its own. Exit status 1 when anything
that was confirmed is not there, or anything was answered more than twice.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - the project is found through the line above
from tests.botapi import BotApi  # noqa: E402
from tests.chaos.kills import Lane, Tally  # noqa: E402


async def lane(number: int, rounds: int, seconds: float, seed: int, folder: Path) -> Tally:
    """Run one lane in a folder of its own."""
    async with BotApi() as api:
        one = Lane(api, folder, seed + number, 1_000_000 * (number + 1))
        one.prepare()

        def seen(tally: Tally) -> None:
            if tally.kills % 25 == 0:
                done = f"{tally.kills} kills, {tally.asked} questions, {tally.published} publications"
                wrong = (tally.unsound, len(tally.lost), tally.judgements_lost, tally.publications_lost)
                print(f"lane {number}: {done}; wrong {wrong} {tally.publications_wrong}", file=sys.stderr, flush=True)

        return await one.rounds(rounds, seen, seconds)


async def kill(rounds: int, seconds: float, lanes: int, seed: int) -> Tally:
    """Divide the rounds over the lanes and add up what happened."""
    shares = [rounds // lanes + (number < rounds % lanes) for number in range(lanes)]
    with tempfile.TemporaryDirectory() as folder:
        folders = [Path(folder) / str(number) for number in range(lanes)]
        work = [lane(number, shares[number], seconds, seed, folders[number]) for number in range(lanes)]
        total = Tally()
        for tally in await asyncio.gather(*work):
            total.add(tally)
        return total


def rows(told: str, tally: Tally) -> list[tuple[str, str]]:
    """Return the lines of the table."""
    times = ", ".join(f"{count:,} answered {times}x" for times, count in sorted(tally.answers.items()))
    wrong = tally.publications_wrong
    return [
        ("kills", told),
        ("of a program that people had been asking something since its start", f"{tally.loaded:,}"),
        ("database not whole", f"{tally.unsound}"),
        ("questions asked", f"{tally.asked:,}: {len(tally.lost)} lost; {times}"),
        ("of those, put aside and tried again at the desk", f"{len(tally.aside)}"),
        ("questions kept for the Koepel other than exactly once", f"{tally.kept_wrongly}"),
        ("judgements confirmed", f"{tally.judged:,}: {tally.judgements_lost} lost"),
        (
            "publications confirmed",
            f"{tally.published:,}: {tally.publications_lost} lost; {tally.unheard} more are there",
        ),
        (
            "published twice, in part, or not what the bot answers with",
            f"{len(wrong)} {' '.join(sorted(set(wrong))[:5])}".strip(),
        ),
        ("rules of the Bot API broken", f"{len(tally.violations)}"),
    ]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop killing after so long")
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--write", action="store_true", help="write the table into docs/reliability.md")
    chosen = parser.parse_args()
    began = time.monotonic()
    tally = asyncio.run(kill(chosen.rounds, 60 * chosen.minutes, chosen.lanes, chosen.seed))
    told = f"{tally.kills}, in {time.monotonic() - began:.0f} s (seed {chosen.seed}, {chosen.lanes} lanes side by side)"
    table = tables.table(["", "measured"], rows(told, tally))
    print(table)
    if chosen.write:
        tables.write("kills", table)
    return 0 if tally.holds else 1


if __name__ == "__main__":
    sys.exit(main())
