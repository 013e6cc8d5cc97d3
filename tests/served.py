"""The web pages of the program on a port of its own: for tests, benches and pictures that need real HTTP."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lde_bot.channels.web.server import serve_beside
from lde_bot.services import App


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def served(app: App, patience: float = 10) -> AsyncIterator[int]:
    """Serve the web pages, and give the port once it listens.

    :param patience: seconds within which the server stops.
    """
    port, stop = free_port(), asyncio.Event()
    serving = asyncio.create_task(serve_beside(app, "127.0.0.1", port, stop))
    try:
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                except OSError:
                    await asyncio.sleep(0.05)
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(serving, patience)
