"""A stand-in for Telegram, and the whole program as a process beside it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lde_bot.bootstrap import build_app
from lde_bot.config import Settings
from lde_bot.services import App
from tests.botapi import BotApi
from tests.chaos.program import Database, Program


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A stand-in; at the end, the program must not have broken any rule of the Bot API."""
    async with BotApi() as running:
        yield running
        assert running.violations == []


@pytest.fixture(scope="session")
def learnt(built: App, settings: Settings) -> Path:
    """A data directory that a program has used before, so that every next start is quick."""
    build_app(settings).close()
    return settings.data_dir


@pytest.fixture
async def program(api: BotApi, learnt: Path, tmp_path: Path) -> AsyncIterator[Program]:
    """The program, not started yet; nothing of it runs after the test."""
    shutil.copytree(learnt, tmp_path / "program" / "data")
    made = Program(api, tmp_path / "program")
    yield made
    await made.end()


@pytest.fixture
async def running(program: Program, api: BotApi) -> AsyncIterator[Program]:
    """The program, asking for updates; afterwards everything was answered once and nothing leaked."""
    await program.up()
    yield program
    if program.process is None:
        await program.up()
    api.clear()
    await program.settled(90)
    await program.stop()
    database = Database(program.data)
    assert database.is_sound()
    assert database.waiting() == database.aside() == set()
    assert api.token not in program.log
    assert api.token.partition(":")[2] not in program.log
    assert "geheime vraag" not in program.log
    assert "Traceback" not in program.log
