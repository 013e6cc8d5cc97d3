"""Receiving updates so that none is lost and none is answered twice.

Each update is written to a durable inbox before the next request tells Telegram that it arrived
(python-telegram-bot's own ``Updater`` confirms a whole batch that only memory holds). Updates of one chat are handled
in order, different chats side by side. On start, what was not ticked off comes first; what was in hand when the
program died comes when it has run for a moment, one at a time: if it was that which broke the program, it takes
nothing else along, and a program that keeps dying does not repeat the same answer every time.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from lde_bot import services, services_aside
from lde_bot.channels.telegram.sending import FIRST_PAUSE, LONGEST_PAUSE
from lde_bot.services import App
from lde_bot.services_health import POLLING

log = logging.getLogger(__name__)
Result = TypeVar("Result")

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
"""Kinds of updates that the bot asks for."""
CALM_SECONDS = 2.0
"""How long the program runs before it takes up what was in hand when it died."""
ALONE_SECONDS = 1.0
"""How long one of those has the program to itself; a chat that Telegram is slow with does not hold up the others."""
RETRY_SECONDS = 3.0
"""How often is looked whether an update must be tried again."""
MOST_IN_HAND = 2_000
"""With more updates than this in hand, Telegram keeps the rest for a while."""
POLL_SECONDS = 30
"""How long one request for updates waits at Telegram."""


class Dispatcher:
    """Hands updates to ``handle``: in order within a chat, side by side across chats."""

    def __init__(
        self, handle: Callable[[Update], Awaitable[None]], broke: Callable[[int, Exception], None] | None = None
    ) -> None:
        """Give every update to ``handle``.

        :param broke: is told the number of an update that ``handle`` broke on, and how.
        """
        self._handle, self._broke = handle, broke
        self._queues: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._done = asyncio.Event()
        self._suspects: set[int] = set()
        self._alone = asyncio.Lock()
        self._calm_at = asyncio.get_running_loop().time() + CALM_SECONDS

    def put(self, update: Update, *, suspect: bool = False) -> None:
        """Take an update; it is handled when the earlier ones of its chat are done.

        :param suspect: it was in hand when the program died.
        """
        if suspect:
            self._suspects.add(update.update_id)
        chat = _lane(update)
        if chat in self._queues:
            self._queues[chat].append(update)
            return
        self._queues[chat] = deque([update])
        task = asyncio.create_task(self._drain(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def room(self) -> None:
        """Wait until there is room for more."""
        while sum(map(len, self._queues.values())) > MOST_IN_HAND:
            self._done.clear()
            await self._done.wait()

    async def _drain(self, chat: int) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                await self._one(queue[0])
                queue.popleft()
                self._done.set()
        finally:
            del self._queues[chat]

    async def _one(self, update: Update) -> None:
        try:
            if update.update_id in self._suspects:
                await self._carefully(update)
            else:
                await self._handle(update)
        except Exception as error:
            log.exception("Update %d stays in the inbox until the next start.", update.update_id)
            if self._broke:
                self._broke(update.update_id, error)

    async def _carefully(self, update: Update) -> None:
        """Handle an update that was in hand when the program died."""
        self._suspects.discard(update.update_id)
        async with self._alone:
            await asyncio.sleep(self._calm_at - asyncio.get_running_loop().time())
            work = asyncio.ensure_future(self._handle(update))
            try:
                await asyncio.wait({work}, timeout=ALONE_SECONDS)
            except asyncio.CancelledError:
                work.cancel()
                await asyncio.wait({work})
                raise
        await work

    async def finish(self, seconds: float) -> None:
        """Wait until everything in hand is done, but no longer than ``seconds``; the inbox keeps the rest."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()


def replay(app: App, bot: Bot, dispatcher: Dispatcher) -> None:
    """Take up the updates that were not answered before the program stopped."""
    suspects = services.suspect_updates(app)
    for update_id, payload in services.waiting_updates(app):
        log.info("Update %d was left from before.", update_id)
        take_up(app, bot, dispatcher, json.loads(payload), suspect=update_id in suspects)


async def retry(app: App, bot: Bot, dispatcher: Dispatcher) -> None:
    """Take up, for ever, the updates that someone at the desk wants to be tried again."""
    while True:
        for update_id, payload in services_aside.wanted(app):
            log.info("Update %d is tried again.", update_id)
            take_up(app, bot, dispatcher, json.loads(payload), suspect=True)
        await asyncio.sleep(RETRY_SECONDS)


async def receive(app: App, bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    """Ask Telegram for updates until ``stop`` is set."""
    offset, pause = 0, FIRST_PAUSE
    app.lasting.health.beat(POLLING)
    while not stop.is_set():
        await _until(stop, dispatcher.room())
        try:
            updates = await _until(stop, _asked(bot, offset))
        except InvalidToken:
            raise
        except (NetworkError, RetryAfter, Conflict) as failure:
            app.meter.telegram_error(type(failure).__name__)
            log.warning("No updates from Telegram (%s); trying again in %.0f s.", type(failure).__name__, pause)
            await _until(stop, asyncio.sleep(pause))
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = FIRST_PAUSE
        app.lasting.health.beat(POLLING)
        unkept = _take(app, bot, dispatcher, updates or ())
        # after an empty answer everything is confirmed; without an offset a restarted numbering is followed
        offset = updates[-1]["update_id"] + 1 if updates else 0
        if unkept is not None:  # Telegram keeps what we cannot, and brings it again
            offset = unkept
            await _until(stop, asyncio.sleep(pause))
    app.lasting.health.rests(POLLING)


def _take(app: App, bot: Bot, dispatcher: Dispatcher, updates: Sequence[dict[str, Any]]) -> int | None:
    """Take updates; return the first that could not be kept."""
    unkept = None
    kept = services.take_updates(app, [(content["update_id"], json.dumps(content)) for content in updates])
    for content, receipt in zip(updates, kept, strict=True):
        if receipt.handle:
            take_up(app, bot, dispatcher, content)
        if not receipt.kept and unkept is None:
            unkept = content["update_id"]
    return unkept


async def _asked(bot: Bot, offset: int) -> list[dict[str, Any]]:
    """Return updates as Telegram sends them: ``get_updates`` stops at one that it cannot read, and logs them all."""
    wanted = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
    return cast("list[dict[str, Any]]", await bot._post("getUpdates", wanted, read_timeout=POLL_SECONDS + 10.0))


def take_up(app: App, bot: Bot, dispatcher: Dispatcher, content: dict[str, Any], *, suspect: bool = False) -> None:
    """Hand on an update; one of a kind that we cannot read is ticked off."""
    try:
        update = Update.de_json(content, bot)
    except Exception as problem:
        log.warning("Update %d cannot be read (%s).", content["update_id"], type(problem).__name__)
        services.finish_update(app, content["update_id"])
    else:
        dispatcher.put(update, suspect=suspect)


def _lane(update: Update) -> int:
    """Return what updates must have in common to wait for each other: a chat, or the person who types a query."""
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else 0


async def _until(stop: asyncio.Event, work: Awaitable[Result]) -> Result | None:
    """Return the result of some work, or nothing when ``stop`` is set before it is done."""
    task = asyncio.ensure_future(work)
    waiter = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
        return await task if task.done() else None
    finally:
        task.cancel()
        waiter.cancel()
