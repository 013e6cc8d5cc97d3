"""Telegram answers 500 for minutes, while people go on asking: who is answered afterwards, and how often?

    make bench-faults MINUTES=3

The whole program as a process against the strict stand-in for Telegram, twice: first every call fails, then only what
sends a message, so that questions still come in; in the middle of that the program is told to stop and started again.
Afterwards Telegram works. Everyone must be answered once, every question without an answer be kept once, the database
be whole, and the log without texts, token or traceback. How long it took is printed, and not judged.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.botapi import BotApi  # noqa: E402 - the project is found through the line above
from tests.chaos.program import Database, Program  # noqa: E402

QUESTIONS = ("/help", "wat is lokale diensteneconomie", "fietspunt leuven", "xyzzy geheime vraag fnord")
PEOPLE = 80
"""How many people ask during one outage, evenly over its time."""
PATIENCE = 180
"""Seconds in which all must be answered after an outage; a pause between two tries is a minute at most."""


async def outage(api: BotApi, program: Program, method: str, minutes: float, first: int) -> tuple[int, float]:
    """Let calls fail while people ask; return how many were answered meanwhile, and when the last was afterwards.

    :param method: calls that fail; "*" is every one.
    :param first: number of the first chat.
    """
    api.fail(method, None, error_code=500)
    for number in range(PEOPLE):
        if method != "*" and number == PEOPLE // 2:
            status = await program.stop()
            if status:
                raise SystemExit(f"exit status {status} when it was told to stop")
            await program.up()
        api.user(id=first + number).sends(QUESTIONS[number % len(QUESTIONS)])
        await asyncio.sleep(60 * minutes / PEOPLE)
    meanwhile = sum(replies(api, first + number) > 0 for number in range(PEOPLE))
    api.clear()
    began = time.monotonic()
    await api.until(lambda: all(replies(api, first + number) for number in range(PEOPLE)), PATIENCE)
    took = time.monotonic() - began
    await program.settled(PATIENCE)
    return meanwhile, took


def replies(api: BotApi, chat: int) -> int:
    """Return how many messages of the bot stand in a chat."""
    return sum(stored.by_bot for stored in api.world.chats[chat].messages.values())


async def suffer(minutes: float) -> int:
    """Run both outages, print, and return the exit status."""
    async with BotApi() as api:
        program = Program(api, Path(tempfile.mkdtemp(prefix="faults-")))
        await program.up()
        try:
            for number, (method, name) in enumerate((("*", "every call"), ("sendMessage", "only sending"))):
                meanwhile, took = await outage(api, program, method, minutes, 1000 * (number + 1))
                print(f"500 to {name} for {minutes:g} minutes, {PEOPLE} people asked: {meanwhile} answered meanwhile,")
                print(f"  the last {took:.0f} s after Telegram worked again", flush=True)
            status = await program.stop()
        finally:
            await program.end()
        return told(api, program, status)


def told(api: BotApi, program: Program, status: int) -> int:
    """Print what came of it; return the exit status."""
    chats = [1000 * outage + number for outage in (1, 2) for number in range(PEOPLE)]
    database, times = Database(program.data), [replies(api, chat) for chat in chats]
    unknown = [chat for chat in chats if "xyzzy" in QUESTIONS[chat % 1000 % len(QUESTIONS)]]
    kept = [database.kept(chat) for chat in unknown]
    secrets = (api.token, api.token.partition(":")[2], "geheime vraag")
    leaks = sum(one in program.log for one in secrets)
    broken = program.log.count("Traceback") + program.log.count(" ERROR ")
    left = len(database.waiting()) + len(database.aside())
    print(f"{times.count(1)} answered once, {sum(one > 1 for one in times)} more often, {times.count(0)} not at all")
    print(f"{kept.count(1)} of {len(unknown)} questions kept once; {left} updates left; exit status {status}")
    print(f"database whole: {database.is_sound()}; rules of the Bot API broken: {len(api.violations)}")
    print(f"log: {len(program.log.splitlines())} lines, {broken} mistakes, {leaks} of {len(secrets)} secrets")
    good = times.count(1) == len(times) and kept.count(1) == len(unknown) and database.is_sound()
    return 0 if good and not (left or status or broken or leaks or api.violations) else 1


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3)
    return asyncio.run(suffer(parser.parse_args().minutes))


if __name__ == "__main__":
    sys.exit(main())
