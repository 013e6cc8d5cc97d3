"""Serving the web pages: on their own, or beside the bot in the same event loop. The door to ``uvicorn``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from lde_bot.channels.web.app import Hook, web_app
from lde_bot.services import App
from lde_bot.stopping import Beside, stop_on_signals


class _Beside(uvicorn.Server):
    """A server that leaves Ctrl-C and SIGTERM to whoever started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: App, host: str, port: int, hook: Hook | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        web_app(app, hook),
        host=host,
        port=port,
        forwarded_allow_ips=app.trusted_proxies,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
    )


def run_web(app: App, host: str, port: int, beside: Beside) -> None:
    """Serve until stopped.

    :param beside: what runs in the same event loop until then.
    """

    async def serve() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        await asyncio.gather(serve_beside(app, host, port, stop), beside(stop))

    asyncio.run(serve())


async def serve_beside(app: App, host: str, port: int, stop: asyncio.Event, hook: Hook | None = None) -> None:
    """Serve until ``stop`` is set.

    :param hook: see :func:`lde_bot.channels.web.app.web_app`.
    """
    server = _Beside(_config(app, host, port, hook))
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
