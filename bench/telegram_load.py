"""The bot in Telegram under load, beside a bot that only repeats what is said to it.

    make bench-telegram QUESTIONS=600 WRITE=1

Fifty conversations at once, each of four questions, through the strict stand-in over real HTTP. Each bot is a process
of its own: LDE-bot with its durable inbox in a real database, and the smallest bot that python-telegram-bot can make,
both with the same library, the same transport and the same Telegram, and neither held back to the 30 messages a second
that Telegram allows. Twice: with people who ask the next question as soon as they have their reply, which shows what a
bot can do at most, and with people who first read for two seconds, as fifty people at once would.

What LDE-bot has to say is worked out before, from the pure function, so that a reply that is lost, doubled or another
one is seen.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - the project is found through the line above
from lde_bot.bootstrap import build_app  # noqa: E402
from lde_bot.channels.bubbles import Look  # noqa: E402
from lde_bot.channels.telegram.render import render  # noqa: E402
from lde_bot.config import Settings  # noqa: E402
from lde_bot.dialogue.model import EMPTY, UserMessage  # noqa: E402
from lde_bot.evaluation.cases import load_cases  # noqa: E402
from lde_bot.services import App, reply_to  # noqa: E402
from tests.botapi import BotApi, User  # noqa: E402

AT_ONCE = 50
TURNS = 4
"""Questions of one conversation."""
READING_SECONDS = 2.0
"""How long someone reads, half as long or half as long again, before the next question."""
DIFFERENT = 40
"""Questions that are repeated, where they are."""


@dataclass(frozen=True, slots=True)
class Question:
    """What someone asks, and how many messages must come back, with which text; no text when any will do."""

    text: str
    replies: tuple[str, ...]


Talk = tuple[Question, ...]


@dataclass(slots=True)
class Outcome:
    """What a run measured."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    lost: int = 0
    extra: int = 0
    other: int = 0

    @property
    def per_second(self) -> float:
        """Replies a second."""
        return len(self.times) / self.seconds

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 replies came."""
        return quantiles(self.times, n=100)[98] * 1000

    def cells(self) -> str:
        """Return the figures as the cells of a table."""
        middle = median(self.times) * 1000
        return (
            f"{self.per_second:.0f} | {middle:.0f} ms | {self.p99:.0f} ms | {self.lost} | {self.extra} | {self.other}"
        )


class Load:
    """Asks, waits for what must come, and counts."""

    def __init__(self, api: BotApi, first_chat: int) -> None:
        """Ask through this stand-in, from chats that were not used before."""
        self._api, self._chat, self._seen = api, first_chat, len(api.world.outputs)
        self._got: dict[int, list[str]] = {}
        self._more: dict[int, asyncio.Event] = {}
        self.outcome = Outcome()

    async def talk(self, talks: Sequence[Talk], reading: float = 0.0) -> Outcome:
        """Hold the conversations, :data:`AT_ONCE` of them at any moment.

        :param reading: how many seconds people read before the next question.
        """
        left, chance = iter(talks), random.Random(7)

        async def lane() -> None:
            await asyncio.sleep(reading * chance.random())  # they do not begin at the same moment
            for talk in left:
                await self._hold(talk, lambda: reading * (0.5 + chance.random()))

        return await self._timed([lane() for _ in range(AT_ONCE)])

    async def _timed(self, work: Sequence[Awaitable[None]]) -> Outcome:
        watcher, began = asyncio.create_task(self._watch()), time.perf_counter()
        await asyncio.gather(*work)
        self.outcome.seconds = time.perf_counter() - began
        await asyncio.sleep(1.0)  # what comes too much comes now
        self.outcome.extra += sum(map(len, self._got.values()))
        watcher.cancel()
        return self.outcome

    async def _hold(self, talk: Talk, pause: Callable[[], float]) -> None:
        self._chat += 1
        person = self._api.user(id=self._chat)
        self._got[person.id], self._more[person.id] = [], asyncio.Event()
        for question in talk:
            await self._ask(person, question)
            await asyncio.sleep(pause())

    async def _ask(self, person: User, question: Question) -> None:
        got, began = self._got[person.id], time.perf_counter()
        person.sends(question.text)
        try:
            async with asyncio.timeout(60):
                while len(got) < len(question.replies):
                    self._more[person.id].clear()
                    await self._more[person.id].wait()
        except TimeoutError:
            self.outcome.lost += 1
            return
        self.outcome.times.append(time.perf_counter() - began)
        replies = [got.pop(0) for _ in question.replies]
        self.outcome.other += any(
            wanted not in ("", reply) for wanted, reply in zip(question.replies, replies, strict=True)
        )

    async def _watch(self) -> None:
        """Hand on what the bot says, as it comes."""
        world = self._api.world
        while True:
            await world.until(lambda: len(world.outputs) > self._seen, 120)
            for output in world.outputs[self._seen :]:
                message = world.chats[output.chat_id].messages[output.message_id].json
                self._got.setdefault(output.chat_id, []).append(message.get("text", ""))
                if output.chat_id in self._more:
                    self._more[output.chat_id].set()
            self._seen = len(world.outputs)


def worked_out(app: App, texts: Sequence[str]) -> Talk:
    """Return a conversation with what the bot must say in it."""
    state, talk, say = EMPTY, [], app.snapshot.knowledge.responses.say
    for text in texts:
        turn = reply_to(app, state, UserMessage(text=text))
        shown = [message.plain for message in render(turn.reply, say, Look(shares=True))]
        attached = [""] if turn.reply.attach else []
        state = turn.state
        talk.append(Question(text, (*shown, *attached)))
    return tuple(talk)


def talks_of(texts: Sequence[str], questions: int) -> list[list[str]]:
    """Return texts in conversations, as many as make so many questions; from the start again when they are used up."""
    endless = [texts[number % len(texts)] for number in range(questions)]
    return [endless[start : start + TURNS] for start in range(0, questions, TURNS)]


@asynccontextmanager
async def running(name: str, api: BotApi) -> AsyncIterator[None]:
    """A bot as a process, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--be", name, "--api", api.base_url, env={**kept, "LDE_DATA_DIR": folder}
        )
        try:
            async with asyncio.timeout(90):
                while not api.polling:
                    assert process.returncode is None, "the bot stopped"
                    await asyncio.sleep(0.02)
            yield
        finally:
            process.terminate()
            await process.wait()


async def measured(name: str, warm: Sequence[Talk], fast: Sequence[Talk], reading: Sequence[Talk]) -> list[Outcome]:
    """Return what a bot does with people who ask on at once, and with people who read first."""
    async with BotApi() as api, running(name, api):
        await Load(api, 1_000_000).talk(warm)
        outcomes = [await Load(api, 2_000_000).talk(fast)]
        outcomes.append(await Load(api, 3_000_000).talk(reading, READING_SECONDS))
        assert not api.violations, api.violations[:3]
        return outcomes


def be(name: str, api_url: str) -> None:
    """Be one of the bots, until stopped."""
    from bench.telegram_bots import echo, lde

    (echo if name == "echo" else lde)(api_url)


@dataclass(frozen=True, slots=True)
class Talks:
    """What is said in one run."""

    warm: list[Talk]
    """Before it is measured; what is repeated is known from here."""
    again: list[Talk]
    """The same few questions over and over."""
    new: list[Talk]
    """Questions that nobody asked before, for people who do not read."""
    new_reading: list[Talk]
    """Others, for people who do."""


def prepared(questions: int) -> Talks:
    """Return what is said, with what the bot must answer to it."""
    app = build_app(Settings(), in_memory=True)
    texts = [case.text for case in load_cases(PROJECT / "tests" / "cases", "all") if len(case.text) > 2]
    texts = list(dict.fromkeys(text for text in texts if not text.startswith("/")))
    random.Random(5).shuffle(texts)
    most = min(questions, (len(texts) - DIFFERENT) // 2) // TURNS * TURNS
    parts = (texts[:DIFFERENT], texts[DIFFERENT : DIFFERENT + most], texts[DIFFERENT + most :])
    lengths = (DIFFERENT, questions, most, most)
    made = [
        [worked_out(app, talk) for talk in talks_of(part, length)]
        for part, length in zip((parts[0], *parts), lengths, strict=True)
    ]
    app.close()
    return Talks(*made)


async def compare(questions: int) -> str:
    """Run all of it and return the table."""
    said = prepared(questions)
    echoed = [tuple(Question(one.text, (one.text,)) for one in talk) for talk in said.again]
    runs = (
        ("echo bot", await measured("echo", echoed[:10], echoed, echoed)),
        ("LDE-bot, questions repeated", await measured("lde", said.warm, said.again, said.again)),
        ("LDE-bot, every question new", await measured("lde", said.warm, said.new, said.new_reading)),
    )
    lines = [
        f"| {AT_ONCE} conversations | of echo | replies a second | median | p99 | lost | too much | other text |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for number, about in enumerate(("asking on at once", f"reading for {READING_SECONDS:.0f} s")):
        for name, outcomes in runs:
            share = outcomes[number].per_second / runs[0][1][number].per_second
            lines.append(f"| {name}, {about} | {share:.2f} | {outcomes[number].cells()} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write into docs/reliability.md when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--write", action="store_true", help="write the table into docs/reliability.md")
    parser.add_argument("--be", choices=("echo", "lde"))
    parser.add_argument("--api", default="")
    chosen = parser.parse_args()
    if chosen.be:
        be(chosen.be, chosen.api)
        return
    table = asyncio.run(compare(chosen.questions))
    print(table)
    if chosen.write:
        tables.write("telegram", table)


if __name__ == "__main__":
    main()
