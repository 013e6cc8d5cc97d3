"""Killed at random moments under load: what was confirmed is there afterwards, and no answer comes three times.

One *lane* is a program with its own database and its own Telegram. Each round it is started, gets questions from new
chats, judgements and publications at the desk, and is killed with ``SIGKILL`` at a random moment: during start-up,
while it takes up what was left, in full traffic, or within milliseconds of the button that publishes. After every kill
the database is looked at from outside. At the end the program may finish, what was put aside is tried again at the
desk, and the answers are counted, chat by chat.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import signal
import time
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
from tests.chaos.publishing import Publisher, small_content

MOST_OPEN = 60
"""Questions that wait for an answer at once; more traffic waits."""
EARLY = 0.3
"""Share of the kills that come while the program starts."""
PRESSED = 0.4
"""Share of the kills that come as something is being published."""
MOST_PATIENCE = 30.0
"""Seconds to wait for something to be published, or for people to ask again, before the program is killed all the same.
"""
START, TRAFFIC, PUBLISHING = 2.5, 2.5, 0.05
"""Seconds in which a kill during start-up, one in traffic, and one after the button that publishes, falls."""
MOST_FINISH = 900.0
"""Seconds, on a machine however busy, in which hundreds that were in hand at deaths get their answers one by one."""
UNKNOWN = "xyzzy plugh fnord"
"""A question that gets no answer, and is kept for the Koepel."""
QUESTIONS = ("/help", "wat is lokale diensteneconomie", "fietspunt leuven", UNKNOWN)
_PASSWORD = "een lang wachtwoord"


@dataclass
class Tally:
    """What happened over all rounds."""

    kills: int = 0
    """Times that the program was killed."""
    loaded: int = 0
    """Kills of a program that people had been asking something since it was started."""
    unsound: int = 0
    """Times that the database was not whole afterwards."""
    asked: int = 0
    """Questions that were asked."""
    lost: set[int] = field(default_factory=set)
    """Updates that were confirmed to Telegram and are not in the database, or never got an answer."""
    aside: set[int] = field(default_factory=set)
    """Updates that were in hand at three deaths, and were tried again at the desk."""
    answers: Counter[int] = field(default_factory=Counter)
    """How many questions got so many answers."""
    kept_wrongly: int = 0
    """Questions for the Koepel that are not kept exactly once."""
    judged: int = 0
    """Judgements that the desk confirmed."""
    judgements_lost: int = 0
    """Judgements that the desk confirmed and that are not there."""
    published: int = 0
    """Publications that the desk confirmed."""
    unheard: int = 0
    """Publications that are there though the program died before it confirmed them."""
    publications_lost: int = 0
    """Publications that the desk confirmed and that are not there exactly once."""
    publications_wrong: list[str] = field(default_factory=list)
    """What was published twice, or in part, or is not what the program answers with."""
    violations: list[str] = field(default_factory=list)
    """Rules of the Bot API that were broken."""

    @property
    def holds(self) -> bool:
        """True when nothing was lost and nothing answered more than twice."""
        wrong = (self.unsound, len(self.lost), len(self.aside), self.kept_wrongly, self.judgements_lost)
        sound = not any(wrong) and not self.publications_lost and not self.publications_wrong
        return sound and not self.violations and all(times in (1, 2) for times in self.answers)

    def add(self, other: Tally) -> None:
        """Take in what happened in another lane."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lost |= other.lost
        self.aside |= other.aside
        self.answers += other.answers
        self.violations += other.violations
        self.publications_wrong += other.publications_wrong


_COUNTS = (
    *("kills", "loaded", "unsound", "asked", "kept_wrongly", "judged", "judgements_lost"),
    *("published", "unheard", "publications_lost"),
)


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
        self._program.extra |= small_content(folder)
        self._publisher = Publisher(self._chance, [])
        self.patience = MOST_PATIENCE
        self.further = 0  # kills more, at most, until the desk has confirmed a publication
        self.tally = Tally()

    def prepare(self) -> None:
        """Make the database: an account at the desk, and questions to judge."""
        knowledge = Path(self._program.extra["LDE_KNOWLEDGE_DIR"])
        app = build_app(Settings(data_dir=self._program.data, knowledge_dir=knowledge))
        services_access.add_user(app, "an", Role.ADMIN, _PASSWORD, "test")
        self._cookie = services_access.log_in(app, "an", _PASSWORD, "", "127.0.0.1") or ""
        for number in range(5):
            services.respond(app, f"p{number}", UserMessage(text=f"{UNKNOWN} {number}"))
        self._groups = [group.id for group in services_desk.inbox(app).groups]
        self._publisher = Publisher(self._chance, self._groups)
        app.close()

    async def rounds(
        self, number: int, seen: Callable[[Tally], None] = lambda _: None, seconds: float = math.inf
    ) -> Tally:
        """Kill it so many times, or for so long; let it finish, and return what happened."""
        ends = time.monotonic() + seconds
        try:
            for done in range(number + self.further):
                if time.monotonic() >= ends or (done >= number and self.tally.published):
                    break
                await self._round()
                seen(self.tally)
            await self._finish()
        finally:
            await self._program.end()
        return self.tally

    async def _round(self) -> None:
        program, when, asked = self._program, self._chance.random(), self.tally.asked
        await program.start()
        load = [asyncio.create_task(work) for work in (self._ask(), self._judge(), self._publish())]
        try:
            if when < EARLY:
                await asyncio.sleep(self._chance.uniform(0, START))
            else:
                await program.polls()
                await self._flows()
                await self._moment(pressed=when < EARLY + PRESSED)
        finally:
            for task in load:
                task.cancel()
            await program.stop(signal.SIGKILL)
            ends = await asyncio.gather(*load, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end
        self.tally.kills += 1
        self.tally.loaded += self.tally.asked > asked
        self._look()

    async def _flows(self) -> None:
        """Wait until people ask: when many deaths came soon after each other, all that may wait does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.patience):
                while self._open() >= MOST_OPEN:
                    await asyncio.sleep(0.02)

    async def _moment(self, *, pressed: bool) -> None:
        """Wait until the moment of a kill."""
        if pressed:
            self._publisher.pressing.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._publisher.pressing.wait(), self.patience)
            await asyncio.sleep(self._chance.uniform(0, PUBLISHING))
        else:
            await asyncio.sleep(self._chance.uniform(0, TRAFFIC))

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
        async with self._desk() as desk:
            while True:
                self._note += 1
                note = f"oordeel {self._note}"
                form = {"groep": str(self._chance.choice(self._groups)), "oordeel": "twijfel", "nota": note}
                with contextlib.suppress(httpx.HTTPError):
                    answer = await desk.post("/desk/oordeel", data=form)
                    if answer.status_code == 303 and "beoordeeld" in answer.headers["location"]:
                        self._confirmed.append(note)
                await asyncio.sleep(0.1)

    async def _publish(self) -> None:
        """Publish at the desk, ever again."""
        async with self._desk() as desk:
            await self._publisher.work(desk)

    def _desk(self) -> httpx.AsyncClient:
        """Return the browser of a curator."""
        headers = {"sec-fetch-site": "same-origin", "cookie": f"lde_desk={self._cookie}"}
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._program.port}", headers=headers, timeout=30)

    def _look(self) -> None:
        """Compare the database of the dead program with what it had confirmed."""
        database, tally = Database(self._program.data), self.tally
        tally.unsound += not database.is_sound()
        pending = {int(update["update_id"]) for update in self._api.world.queue.pending}
        tally.lost |= set(self._updates) - pending - database.received()
        tally.judged, there = len(self._confirmed), Counter(database.judged())
        tally.judgements_lost = sum(there[note] != 1 for note in self._confirmed)
        self._look_at_publications(database)

    def _look_at_publications(self, database: Database) -> None:
        publisher, tally = self._publisher, self.tally
        tally.published, tally.publications_lost = len(publisher.confirmed), publisher.lost(database)
        tally.unheard = len(database.published()) - tally.published
        tally.publications_wrong += publisher.halves(database)

    async def _finish(self) -> None:
        """Let the program answer what waits, and count."""
        await self._program.up()
        await self._program.settled(MOST_FINISH)
        async with self._desk() as desk:
            not_live = await self._publisher.not_live(desk, Database(self._program.data))
            await self._try_again(desk)
        await self._program.stop()
        self._look()
        database, tally = Database(self._program.data), self.tally
        tally.publications_wrong += [f"{name} is not live" for name in not_live]
        tally.publications_wrong += ["published again by the same button"] * self._publisher.twice
        for update, chat in self._updates.items():
            times = self._answers(chat)
            tally.answers[times] += 1
            if not times:
                tally.lost.add(update)
            if self._chats[chat] == UNKNOWN:
                tally.kept_wrongly += database.kept(chat) != 1
        tally.violations = [f"{one.method}: {one.description}" for one in self._api.violations]

    async def _try_again(self, desk: httpx.AsyncClient) -> None:
        """Let what was put aside be tried again."""
        self.tally.aside = Database(self._program.data).aside()
        for update in self.tally.aside:
            await desk.post("/desk/opzij", data={"nummer": str(update), "doe": "opnieuw"})
        await self._program.settled(MOST_FINISH)
