"""A crowd that writes at once: is everyone answered once, in order, at Telegram's pace, within bounded memory?

Every tenth person sends three messages without waiting, the others one. What the answers must be is what the program
says to someone who asks the same before the crowd comes.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi import BotApi
from tests.chaos.program import Database, Program, answered

UNKNOWN = "xyzzy geheime vraag fnord"
"""A question that gets no answer, and is kept for the Koepel."""
ALONE = (("/help",), ("wat is lokale diensteneconomie",), ("fietspunt leuven",), (UNKNOWN,))
THREE = ("/help", "wat is lokale diensteneconomie", "fietspunt leuven")
FIRST = 10_000_000
"""Number of the first chat of the crowd."""
TEN_SECONDS = 390
"""Messages that may come within ten seconds: 30 at once, 30 every second, and what a busy machine lets pile up."""


@dataclass
class Outcome:
    """What came of a crowd."""

    people: int
    """How many there were."""
    messages: int = 0
    """How many messages they sent."""
    lost: int = 0
    """Answers that did not come."""
    extra: int = 0
    """Answers too much."""
    other: int = 0
    """People who got other answers, or in another order."""
    kept_wrongly: int = 0
    """Questions for the Koepel that are not kept exactly once."""
    most_in_hand: int = 0
    """Updates that the program had taken in and not answered, at most."""
    before: float = 0.0
    """Megabytes of memory before the crowd came."""
    most: float = 0.0
    """Megabytes at most."""
    waited: list[float] = field(default_factory=list)
    """Seconds that people waited for their first answer, shortest first."""
    fastest: tuple[int, int] = (0, 0)
    """Most messages of the bot within a second, and within ten."""
    seconds: float = 0.0
    """How long it took until everyone had been answered."""

    @property
    def holds(self) -> bool:
        """True when everyone was answered once and as they should."""
        return not (self.lost or self.extra or self.other or self.kept_wrongly)

    @property
    def too_fast(self) -> bool:
        """True when the bot sent more within ten seconds than Telegram allows."""
        return self.fastest[1] > TEN_SECONDS


class Crowd:
    """People who all write to a running program within some seconds."""

    def __init__(self, api: BotApi, program: Program, people: int) -> None:
        """Let so many people write to this program."""
        self._api, self._program = api, program
        self._outcome = Outcome(people)
        self._asked: dict[int, float] = {}
        self._right: dict[tuple[str, ...], list[str]] = {}

    async def comes(self, seconds: float, patience: float) -> Outcome:
        """Let them write within so many seconds; wait until they have their answers, at most ``patience`` seconds."""
        await self._learn()
        outcome, began = self._outcome, time.monotonic()
        before = len(self._api.calls)
        outcome.before = outcome.most = self._memory()
        watch = asyncio.create_task(self._watch())
        for number in range(outcome.people):
            self._writes(FIRST + number, _questions(number))
            await asyncio.sleep(max(0.0, began + seconds * (number + 1) / outcome.people - time.monotonic()))
        await self._until(lambda: self._answers() >= outcome.messages, patience)
        await self._program.settled(120)
        outcome.seconds = time.monotonic() - began
        watch.cancel()
        self._count(before)
        return outcome

    async def _learn(self) -> None:
        """See what the program answers when it is quiet."""
        for chat, questions in enumerate((*ALONE, THREE), 1):
            for number, question in enumerate(questions, 1):
                self._api.user(id=chat).sends(question)
                await answered(self._api, chat, times=number)
            await self._program.settled()
            self._right[questions] = [message.text for message in self._api.messages(chat)]

    def _writes(self, chat: int, questions: tuple[str, ...]) -> None:
        person = self._api.user(id=chat)
        for question in questions:
            person.sends(question)
        self._asked[chat] = time.monotonic()
        self._outcome.messages += len(questions)

    def _answers(self) -> int:
        return sum(call["chat_id"] >= FIRST for call in self._api.calls_of("sendMessage"))

    def _memory(self) -> float:
        assert self._program.process is not None
        lines = Path(f"/proc/{self._program.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))

    async def _watch(self) -> None:
        outcome = self._outcome
        while True:
            outcome.most = max(outcome.most, self._memory())
            outcome.most_in_hand = max(outcome.most_in_hand, len(Database(self._program.data).waiting()))
            await asyncio.sleep(0.5)

    async def _until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait without looking at every change: with ten thousand chats there are many."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.5)

    def _count(self, before: int) -> None:
        """Compare every chat with what it should be."""
        outcome, api = self._outcome, self._api
        for number in range(outcome.people):
            right = self._right[_questions(number)]
            texts = [message.text for message in api.messages(FIRST + number)]
            outcome.lost += max(0, len(right) - len(texts))
            outcome.extra += max(0, len(texts) - len(right))
            outcome.other += texts != right
        wanted = Counter(_questions(number) for number in range(outcome.people))[UNKNOWN,] + 1
        kept = Database(self._program.data).rows("select count(*) from unanswered group by conversation")
        outcome.kept_wrongly = abs(wanted - len(kept)) + sum(count != (1,) for count in kept)
        calls = list(zip(api.calls, api.call_times, strict=True))[before:]
        sent = [(call.params["chat_id"], at) for call, at in calls if call.method == "sendMessage"]
        first = dict(reversed(sent))
        outcome.waited = sorted(first[chat] - at for chat, at in self._asked.items() if chat in first)
        moments = [at for _, at in sent]
        outcome.fastest = (_most_within(moments, 1.0), _most_within(moments, 10.0))


def _questions(number: int) -> tuple[str, ...]:
    """Return what a person of the crowd sends."""
    return ALONE[number % len(ALONE)] if number % 10 else THREE


def _most_within(moments: list[float], seconds: float) -> int:
    """Return how many moments lie within a span at most."""
    return max(bisect_right(moments, at + seconds) - index for index, at in enumerate(moments))
