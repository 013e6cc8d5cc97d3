"""Browsers that send drop by drop, or nothing at all, keep nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from lde_bot.services import App
from tests.served import served

SLOW = 200
BEGINNINGS = (
    b"",
    b"GET /desk/login HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    b"POST /desk/login HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100000\r\n\r\nnaam=",
)


@pytest.fixture
async def port(app: App) -> AsyncIterator[int]:
    """The web pages on a real port."""
    async with served(app, patience=30) as number:
        yield number


async def test_who_sends_drop_by_drop_keeps_nobody_waiting_and_the_server_still_stops(app: App, port: int) -> None:
    writers = []
    for number in range(SLOW):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(BEGINNINGS[number % len(BEGINNINGS)])
        writers.append(writer)
    for writer in writers:
        writer.write(b"x")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/desk/login")).status_code == 200
    for writer in writers:
        writer.close()
