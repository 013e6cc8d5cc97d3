"""Ten thousand people write to the bot within a minute: is anyone lost, how much memory does it take, who waits?

    make bench-crowd PEOPLE=10000 WRITE=1

The whole program as a process against the strict stand-in for Telegram. A thousand of them send three messages without
waiting for an answer. Telegram takes 30 messages a second from a bot, so the last has to wait; nobody may be lost,
answered twice, answered with something else or in another order, and the program may not take in more than it can hold.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - the project is found through the line above
from lde_bot.channels.telegram.receiver import MOST_IN_HAND  # noqa: E402
from tests.botapi import BotApi  # noqa: E402
from tests.chaos.crowd import Crowd, Outcome  # noqa: E402
from tests.chaos.program import Database, Program  # noqa: E402

MOST_GROWTH = 60.0
"""Megabytes that a crowd may take, however large it is."""
SLOWEST = 10.0
"""Messages a second that even a busy machine sends."""


async def meet(people: int, seconds: float, *, write: bool) -> int:
    """Run, print, and return the exit status."""
    async with BotApi() as api:
        program = Program(api, Path(tempfile.mkdtemp(prefix="crowd-")))
        await program.up()
        try:
            outcome = await Crowd(api, program, people).comes(seconds, patience=seconds + 2 * people / SLOWEST)
            status = await program.stop()
        finally:
            await program.end()
        database = Database(program.data)
        left = len(database.waiting()) + len(database.aside())
        broken = sum(" ERROR " in line or "Traceback" in line for line in program.log.splitlines())
        leaks = sum(one in program.log for one in (api.token, "geheime vraag"))
        wrong = (status, left, broken, leaks, len(api.violations), not database.is_sound())
    text = table(outcome, seconds, any(wrong))
    print(text)
    print(f"exit status, updates left, mistakes, secrets in the log, rules broken, database not whole: {wrong}")
    if write:
        tables.write("crowd", text)
    bounded = outcome.most - outcome.before <= MOST_GROWTH and outcome.most_in_hand <= MOST_IN_HAND + 100
    return 0 if outcome.holds and not outcome.too_fast and bounded and not any(wrong) else 1


def table(outcome: Outcome, seconds: float, wrong: bool) -> str:
    """Return what was measured."""
    waited, last, people = median(outcome.waited), outcome.waited[-1], f"{outcome.people:,} within {seconds:.0f} s"
    answered = (
        f"after {outcome.seconds:.0f} s; half waited {waited:.0f} s or less for the first answer, the last {last:.0f}"
    )
    rows = (
        ("people, messages", f"{people}, {outcome.messages:,}"),
        (
            "answers lost, too many, with another text or in another order",
            f"{outcome.lost}, {outcome.extra}, {outcome.other}",
        ),
        ("questions kept for the Koepel other than exactly once", f"{outcome.kept_wrongly}"),
        ("everyone answered", answered),
        ("messages of the bot within a second, within ten", f"{outcome.fastest[0]}, {outcome.fastest[1]} at most"),
        ("updates in hand", f"{outcome.most_in_hand:,} at most; Telegram keeps the rest"),
        ("memory", f"{outcome.before:.0f} MB before, {outcome.most:.0f} MB at most"),
        ("database, log, rules of the Bot API, exit status", "SOMETHING IS WRONG" if wrong else "nothing wrong"),
    )
    return tables.table(("", "measured"), rows)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--write", action="store_true", help="renew the table in docs/reliability.md")
    chosen = parser.parse_args()
    return asyncio.run(meet(chosen.people, chosen.seconds, write=chosen.write))


if __name__ == "__main__":
    sys.exit(main())
