"""Fixtures for the tests of the stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from .server import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A stand-in that runs for one test."""
    async with BotApi() as running:
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """A real Bot that talks to it."""
    async with Bot(api.token, base_url=api.base_url) as ready:
        yield ready
