"""A day of traffic at twenty times what is expected, pressed together: does memory grow, does anything go wrong?

    make bench-soak SECONDS=600

The whole program as a process against the strict stand-in for Telegram. Expected is 500 questions a day, so a day is
10,000 questions; they come as fast as the program answers (Telegram allows 30 a second). A shorter run
is a part of the day and says so. Memory is read from /proc after a quarter of the run (warm) and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.botapi import BotApi  # noqa: E402 - the project is found through the line above
from tests.chaos.program import Database, Program  # noqa: E402
from tests.test_machine import seeds  # noqa: E402

A_DAY = 10_000
MOST_OPEN = 100
MOST_GROWTH = 0.05
WARM = 0.25
"""Part of the run after which memory counts as warm: caches of words are full then."""


def memory(pid: int) -> float:
    """Return the megabytes that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("no VmRSS in /proc: this needs Linux")


def forgotten(api: BotApi) -> None:
    """Let the stand-in forget what it kept of calls, so that it stays quick."""
    api.calls.clear()
    api.call_times.clear()
    api.world.outputs.clear()


async def soak(seconds: float, most: int, seed: int) -> int:
    """Run, print, and return the exit status."""
    chance, typed = random.Random(seed), [one for one in seeds() if one.strip()]
    async with BotApi() as api:
        program = Program(api, Path(tempfile.mkdtemp(prefix="soak-")))
        await program.up()
        assert program.process is not None
        pid, began, asked, warm = program.process.pid, time.monotonic(), 0, 0.0
        open_chats: set[int] = set()
        while asked < most and time.monotonic() - began < seconds:
            open_chats = {chat for chat in open_chats if not answered(api, chat)}
            if len(open_chats) < MOST_OPEN:
                asked += 1
                chat = 1_000_000 + asked
                api.user(id=chat).sends(chance.choice(typed))
                open_chats.add(chat)
            else:
                await asyncio.sleep(0.02)
            if asked % 50 == 0:
                await asyncio.sleep(0.01)
            if asked % 500 == 0:
                forgotten(api)
            part = max(asked / most, (time.monotonic() - began) / seconds)
            if not warm and part >= WARM:
                warm = memory(pid)
        await program.settled(120)
        end, took = memory(pid), time.monotonic() - began
        status = await program.stop()
        unanswered = sum(not answered(api, 1_000_000 + number) for number in range(1, asked + 1))
        wrong = [line for line in program.log.splitlines() if " ERROR " in line or "Traceback" in line]
        growth = end / warm - 1
        print(f"{asked:,} questions in {took:.0f} s: {asked / A_DAY:.0%} of a day at twenty times the expected load")
        print(f"memory {warm:.1f} MB at {WARM:.0%}, {end:.1f} MB at the end: {growth:+.1%}")
        print(f"unanswered {unanswered}, errors in the log {len(wrong)}, rules broken {len(api.violations)}")
        sound = Database(program.data).is_sound()
        print(f"database whole: {sound}; exit status {status}")
        bad = unanswered or wrong or api.violations or status or not sound or growth > MOST_GROWTH
        return 1 if bad else 0


def answered(api: BotApi, chat: int) -> bool:
    """True when a chat has a message of the bot."""
    return any(stored.by_bot for stored in api.world.chats[chat].messages.values())


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--most", type=int, default=A_DAY)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    return asyncio.run(soak(chosen.seconds, chosen.most, chosen.seed))


if __name__ == "__main__":
    sys.exit(main())
