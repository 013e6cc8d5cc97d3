"""What is looked after while the program runs: the database works again, the clock, what is too old, a copy every day.

And, once it is quiet after the start or a change in the guide, what a draft at the desk is compared with.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from lde_bot import services, services_desk, services_editing
from lde_bot.errors import StoreError
from lde_bot.services import App
from lde_bot.store.backup import Keep, backups, make_backup, thin, tidy

log = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
"""How often it looks."""
GROUPING_SECONDS, BREATH_SECONDS = 0.03, 0.3
"""How long questions are put in groups at a stretch, so that nobody waits for the bot; and the pause after it."""
BACKUP_EVERY = timedelta(hours=24)
"""How often a copy is made, and what copies left behind is cleared away."""
EXPIRE_SECONDS, PURGE_SECONDS = 60.0, 6 * 3600.0
"""How often conversations that are over go, and everything else that has reached its end date."""
REHEARSE_AFTER = 20.0
"""Seconds after the start, or after the last change in the guide, when the held-out questions are asked anew, so that
the next draft is checked at once."""
RETRY_AFTER = timedelta(hours=1)
"""How long after a copy that failed another is tried."""


class Caretaker:
    """Looks after a running program."""

    def __init__(self, app: App, keep: Keep) -> None:
        """Look after this program; keep so many copies."""
        self._app, self._keep = app, keep
        self._live, self._rehearsed, self._since = "", "", monotonic()
        self._failed_at: datetime | None = None
        self._expired = self._purged = app.lasting.health.ticks()
        self._tidied: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look every few seconds until ``stop`` is set."""
        while not stop.is_set():
            pause = EVERY_SECONDS
            try:
                await self.look()
                if not (self._app.lasting.troubled or services_desk.group_for(self._app, GROUPING_SECONDS)):
                    pause = BREATH_SECONDS
            except Exception:
                log.exception("Looking after the program failed; it is tried again.")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def look(self) -> None:
        """Look once."""
        app = self._app
        app.lasting.health.jumped(app.clock())
        app.lasting.settle()
        if app.lasting.troubled:
            app.lasting.again()
        elif app.database and app.backup_dir and self._due(app.backup_dir):
            await asyncio.to_thread(self._back_up, app.database, app.backup_dir, app.clock())
        self._let_go()
        if not app.lasting.troubled:
            self._tidy()
            self._rehearse()

    def _let_go(self) -> None:
        """Let conversations that are over go soon after, and everything else that is too old a few times a day."""
        now = self._app.lasting.health.ticks()
        if now - self._expired >= EXPIRE_SECONDS:
            self._expired = now
            services.expire(self._app)
        if now - self._purged >= PURGE_SECONDS:
            self._purged = now
            services.purge(self._app)

    def _tidy(self) -> None:
        """Clear away what copies left behind: at the start and every day, unless the clock cannot be believed."""
        app, now = self._app, self._app.clock()
        ticks = app.lasting.health.ticks()
        recent = self._tidied is not None and ticks - self._tidied < BACKUP_EVERY.total_seconds()
        if app.database is None or recent or app.lasting.health.jumped(now):
            return
        self._tidied = ticks
        gone = tidy(app.database, app.backup_dir, self._keep, now)
        if gone:
            log.info("%d databases that a restore had put aside went: they were too old.", len(gone))

    def _rehearse(self) -> None:
        """Work out what a draft is compared with, beside the bot: once for what is live, when that stays as it is."""
        live = f"{self._app.snapshot.revision} {self._app.directory.mark()}"
        if live != self._live:
            self._live, self._since = live, monotonic()
        quiet = monotonic() - self._since > REHEARSE_AFTER
        if quiet and self._rehearsed != live and self._app.desk.users():
            self._rehearsed = live
            services_editing.warm_up(self._app)

    def _due(self, folder: Path) -> bool:
        now = self._app.clock()
        if self._failed_at and timedelta(0) <= now - self._failed_at < RETRY_AFTER:
            return False
        made = backups(folder)
        return not made or abs(now - made[0][0]) >= BACKUP_EVERY

    def _back_up(self, database: Path, folder: Path, now: datetime) -> None:
        try:
            copy = make_backup(database, folder, now)
            gone = thin(folder, self._keep)
        except (StoreError, OSError) as error:
            self._failed_at = now
            log.error("%s", error)
            return
        self._failed_at = None
        log.info("A copy of the database was made and tried out (%s); %d old ones went.", copy.name, len(gone))
