"""Killed at random moments under load: what was confirmed is there afterwards, and no answer comes three times.

One *lane* is a program with its own database and its own Telegram. Each round it is started, gets questions from new
chats and judgements at the desk, and is killed with ``SIGKILL`` at a random moment: during start-up, while it takes up
what was left, or in full traffic. After every kill the database is looked at from outside. At the end the program may
finish, and the answers are counted, chat by chat.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from lde_bot import services, services_access, services_desk
from lde_bot.bootstrap import build_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import UserMessage
from lde_bot.services_access import Role
from tests.botapi import BotApi
from tests.chaos.program import Database, Program

MOST_OPEN = 60
"""Questions that wait for an answer at once; more traffic waits."""
EARLY = 0.3
"""Share of the kills that come while the program starts."""
START, TRAFFIC = 3.0, 3.5
"""Seconds in which a kill during start-up, and one in traffic, falls."""
UNKNOWN = "xyzzy plugh fnord"
"""A question that gets no answer, and is kept for the Koepel."""
QUESTIONS = ("/help", "wat is lokale diensteneconomie", "fietspunt leuven", UNKNOWN)
_PASSWORD = "een lang wachtwoord"


@dataclass
class Tally:
    """What happened over all rounds."""

    kills: int = 0
    """Times that the program was killed."""
    unsound: int = 0
    """Times that the database was not whole afterwards."""
    asked: int = 0
    """Questions that were asked."""
    lost: set[int] = field(default_factory=set)
    """Updates that were confirmed to Telegram and are not in the database, or never got an answer."""
    aside: set[int] = field(default_factory=set)
    """Updates that were in hand at three deaths, and wait for a person."""
    answers: Counter[int] = field(default_factory=Counter)
    """How many questions got so many answers."""
    kept_wrongly: int = 0
    """Questions for the Koepel that are not kept exactly once."""
    judged: int = 0
    """Judgements that the desk confirmed."""
    judgements_lost: int = 0
    """Judgements that the desk confirmed and that are not there."""
    violations: list[str] = field(default_factory=list)
    """Rules of the Bot API that were broken."""

    @property
    def holds(self) -> bool:
        """True when nothing was lost and nothing answered more than twice."""
        wrong = (self.unsound, len(self.lost), len(self.aside), self.kept_wrongly, self.judgements_lost)
        return not any(wrong) and not self.violations and all(times in (1, 2) for times in self.answers)

    def add(self, other: Tally) -> None:
        """Take in what happened in another lane."""
        for name in ("kills", "unsound", "asked", "kept_wrongly", "judged", "judgements_lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lost |= other.lost
        self.aside |= other.aside
        self.answers += other.answers
        self.violations += other.violations


class Lane:
    """One program, killed again and again."""

    def __init__(self, api: BotApi, folder: Path, seed: int, first_chat: int = 1_000_000) -> None:
        """Everything random comes from ``seed``."""
        self._api, self._program, self._chance = api, Program(api, folder), random.Random(seed)
        self._chats: dict[int, str] = {}
        self._updates: dict[int, int] = {}
        self._next_chat, self._cookie, self._groups = first_chat, "", list[int]()
        self._confirmed: list[str] = []
        self._note = 0
        self.tally = Tally()

    def prepare(self) -> None:
        """Make the database: an account at the desk, and questions to judge."""
        app = build_app(Settings(data_dir=self._program.data))
        services_access.add_user(app, "an", Role.CURATOR, _PASSWORD, "test")
        self._cookie = services_access.log_in(app, "an", _PASSWORD, "", "127.0.0.1") or ""
        for number in range(5):
            services.respond(app, f"p{number}", UserMessage(text=f"{UNKNOWN} {number}"))
        self._groups = [group.id for group in services_desk.inbox(app).groups]
        app.close()

    async def rounds(self, number: int, seen: Callable[[Tally], None] = lambda _: None) -> Tally:
        """Kill it so many times, let it finish, and return what happened."""
        try:
            for _ in range(number):
                await self._round()
                seen(self.tally)
            await self._finish()
        finally:
            await self._program.end()
        return self.tally

    async def _round(self) -> None:
        program, chance = self._program, self._chance
        await program.start()
        load = [asyncio.create_task(self._ask()), asyncio.create_task(self._judge())]
        try:
            if chance.random() < EARLY:
                await asyncio.sleep(chance.uniform(0, START))
            else:
                await program.polls()
                await asyncio.sleep(chance.uniform(0, TRAFFIC))
        finally:
            for task in load:
                task.cancel()
            await program.stop(signal.SIGKILL)
            await asyncio.gather(*load, return_exceptions=True)
        self.tally.kills += 1
        self._look()

    async def _ask(self) -> None:
        """Ask from new chats, ever again, as long as not too many wait."""
        while True:
            if self._open() < MOST_OPEN:
                text = self._chance.choice(QUESTIONS)
                before = self._api.world.queue._next_id
                self._api.user(id=self._next_chat).sends(text)
                self._chats[self._next_chat], self._updates[before] = text, self._next_chat
                self._next_chat += 1
                self.tally.asked += 1
            await asyncio.sleep(self._chance.uniform(0, 0.06))

    def _open(self) -> int:
        return sum(not self._answers(chat) for chat in list(self._chats)[-2 * MOST_OPEN :])

    def _answers(self, chat: int) -> int:
        return sum(stored.by_bot for stored in self._api.world.chats[chat].messages.values())

    async def _judge(self) -> None:
        """Judge at the desk, ever again; what the desk confirmed is noted."""
        headers = {"sec-fetch-site": "same-origin", "cookie": f"lde_desk={self._cookie}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._program.port}", headers=headers) as desk:
            while True:
                self._note += 1
                note = f"oordeel {self._note}"
                form = {"groep": str(self._chance.choice(self._groups)), "oordeel": "twijfel", "nota": note}
                with contextlib.suppress(httpx.HTTPError):
                    answer = await desk.post("/desk/oordeel", data=form)
                    if answer.status_code == 303 and "beoordeeld" in answer.headers["location"]:
                        self._confirmed.append(note)
                await asyncio.sleep(0.1)

    def _look(self) -> None:
        """Compare the database of the dead program with what it had confirmed."""
        database, tally = Database(self._program.data), self.tally
        tally.unsound += not database.is_sound()
        pending = {int(update["update_id"]) for update in self._api.world.queue.pending}
        tally.lost |= set(self._updates) - pending - database.received()
        tally.judged, there = len(self._confirmed), Counter(database.judged())
        tally.judgements_lost = sum(there[note] != 1 for note in self._confirmed)

    async def _finish(self) -> None:
        """Let the program answer what waits, and count."""
        await self._program.up()
        await self._program.settled(120)
        await self._program.stop()
        self._look()
        database, tally = Database(self._program.data), self.tally
        tally.aside = database.aside()
        for update, chat in self._updates.items():
            times = self._answers(chat)
            tally.answers[times] += 1
            if not times:
                tally.lost.add(update)
            if self._chats[chat] == UNKNOWN and update not in tally.aside:
                tally.kept_wrongly += database.kept(chat) != 1
        tally.violations = [f"{one.method}: {one.description}" for one in self._api.violations]
