"""The whole program as a process of its own, as an operator runs it, and its database seen from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lde_bot.config import PROJECT
from lde_bot.vault import open_vault
from tests.botapi import BotApi
from tests.served import free_port

SECRET_TEXT = "mijn geheime vraag over xyzzy"
"""A question that gets no answer, and may never be in the log."""
LAUNCHER = PROJECT / "tests" / "chaos" / "launcher.py"
"""Starts the program with a clock and spans of time that a test chooses."""
START_SECONDS = 90.0
"""A start that takes longer than this, on a machine however busy, is one that hangs."""


def replies(api: BotApi, *chats: int) -> list[int]:
    """Return how many messages of the bot stand in each chat."""
    return [len(api.messages(chat)) for chat in chats]


async def answered(api: BotApi, *chats: int, times: int = 1) -> None:
    """Wait until each chat has a message of the bot, or so many."""
    await api.until(lambda: all(count >= times for count in replies(api, *chats)), 60)


@dataclass
class Program:
    """``bot.py run`` on a data directory, talking with a stand-in for Telegram."""

    api: BotApi
    """The stand-in."""
    folder: Path
    """Where data and log lie."""
    extra: dict[str, str] = field(default_factory=dict)
    """More of its environment."""
    port: int = field(default_factory=free_port)
    """Where its web pages are."""
    script: Path = PROJECT / "bot.py"
    """What is started."""
    process: asyncio.subprocess.Process | None = None
    """The process, while there is one."""
    _looked_at: int = 0

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """Everything it logged so far, over all its starts."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def base(self) -> str:
        """The API that it is told to use."""
        return self.extra.get("LDE_TELEGRAM_API_URL", self.api.base_url)

    def shortens(self, **spans: float) -> None:
        """Let spans of time be shorter, as ``caretaker__PURGE_SECONDS=1``, so that a test need not last a day."""
        self.script = LAUNCHER
        chosen = (f"lde_bot.{name.replace('__', '.')}={seconds}" for name, seconds in spans.items())
        self.extra["LDE_CHAOS_SPANS"] = " ".join(chosen)

    def clock(self, ahead: float, passed: float = 0.0) -> None:
        """Put its clock so many seconds ahead of ours; ``passed`` of those really did, for whoever counts them."""
        file = self.folder / "clock"
        self.script, self.extra["LDE_CHAOS_CLOCK"] = LAUNCHER, str(file)
        file.with_suffix(".new").write_text(f"{ahead} {passed}", encoding="ascii")
        file.with_suffix(".new").replace(file)

    def environment(self) -> dict[str, str]:
        """Return its environment: nothing of ours but the path, the folder for the model and its threads."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "OMP_NUM_THREADS") if name in os.environ}
        return kept | {
            "LDE_TELEGRAM_TOKEN": self.api.token,
            "LDE_TELEGRAM_API_URL": self.api.base_url,
            "LDE_DATA_DIR": str(self.data),
            "LDE_WEB_PORT": str(self.port),
            **self.extra,
        }

    async def start(self) -> None:
        """Start it, without waiting until it does anything."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._looked_at = len(self.api.calls)
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, str(self.script), "run", env=self.environment(), stdout=log, stderr=log
            )

    async def polls(self) -> None:
        """Wait until it asks for updates.

        In full traffic a request never stays open, because there is always something to bring: that it was made counts.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                while not self.api.polling and not self._asked():
                    assert self.process is not None
                    assert self.process.returncode is None, self.log[-2000:]
                    await asyncio.sleep(0.02)
        except TimeoutError:
            calls = [call.method for call in self.api.calls[-5:]]
            raise AssertionError(f"no request for updates; last calls {calls}; log:\n{self.log[-2000:]}") from None

    def _asked(self) -> bool:
        """True when it asked for updates since it was started."""
        calls, begun = self.api.calls, self._looked_at
        self._looked_at = len(calls)
        return any(call.method == "getUpdates" for call in calls[begun:])

    async def up(self) -> None:
        """Start it and wait until it asks for updates."""
        await self.start()
        await self.polls()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; return the exit status."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        status = await asyncio.wait_for(self.process.wait(), 60)
        self.process = None
        self.api.world.queue.interrupt("the program is gone")  # its connection is, and Telegram would notice
        return status

    async def end(self) -> None:
        """Make sure that nothing runs any more."""
        if self.process is not None:
            await self.stop(signal.SIGKILL)

    async def settled(self, seconds: float = 60) -> None:
        """Wait until Telegram has nothing left to bring and every update is ticked off."""
        async with asyncio.timeout(seconds):
            while self.api.world.queue.pending or Database(self.data).waiting():
                await asyncio.sleep(0.1)


class Database:
    """The program's database, opened beside it or after its death."""

    def __init__(self, data: Path) -> None:
        """Look in this data directory."""
        self._data = data

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        connection = sqlite3.connect(self._data / "lde.db", timeout=30)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def is_sound(self) -> bool:
        """True when SQLite finds nothing wrong, no row points nowhere, and everything sealed in the inbox opens."""
        vault = open_vault(self._data / "lde.key")
        for (sealed,) in self.rows("select sealed from inbox where sealed is not null"):
            assert isinstance(sealed, bytes)
            vault.open(sealed, "inbox")
        whole = self.rows("pragma integrity_check") == [("ok",)]
        return whole and self.rows("pragma foreign_key_check") == []

    def received(self) -> set[int]:
        """Return the numbers of all updates that were received."""
        return {int(str(number)) for (number,) in self.rows("select update_id from inbox")}

    def waiting(self) -> set[int]:
        """Return the numbers of the updates that are not ticked off and not put aside."""
        rows = self.rows("select update_id from inbox where done_at is null and attempts < 3")
        return {int(str(number)) for (number,) in rows}

    def aside(self) -> set[int]:
        """Return the numbers of the updates that were put aside."""
        rows = self.rows("select update_id from inbox where done_at is null and attempts >= 3")
        return {int(str(number)) for (number,) in rows}

    def kept(self, conversation: int) -> int:
        """Return how many questions without answer are kept of a chat."""
        name = open_vault(self._data / "lde.key").pseudonym("telegram", conversation)
        return len(self.rows(f"select id from unanswered where conversation = '{name}'"))

    def judged(self) -> list[str]:
        """Return the notes of all judgements."""
        return [note for (note,) in self._opened("select sealed from judgement where sealed is not null", "note")]

    def published(self) -> list[tuple[str, ...]]:
        """Return why, file and content of everything that was published, oldest first."""
        return self._opened("select sealed, path, content from revision order by id", "why")

    def logged(self, action: str) -> list[str]:
        """Return what the lines of the desk's log with this action are about."""
        return [about for (about,) in self._opened(f"select sealed from desk_log where action = '{action}'", "about")]

    def _opened(self, query: str, label: str) -> list[tuple[str, ...]]:
        """Return the rows of a query of which the first column is sealed, with that opened."""
        vault, opened = open_vault(self._data / "lde.key"), []
        for sealed, *others in self.rows(query):
            assert isinstance(sealed, bytes)
            opened.append((vault.open(sealed, label), *map(str, others)))
        return opened
