"""HTTP/1.1 over asyncio streams: keep-alive, cut connections, and going away on the same port."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

_LIMIT = 1 << 20


@dataclass(frozen=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """One HTTP response, or a cut connection."""

    status: int
    body: bytes
    content_type: str = "application/json"
    drop: bool = False
    pause: float = 0.0


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request on a connection; None at its end."""
    line = await reader.readline()
    if not line:
        return None
    method, target, _version = line.decode("latin-1").split()
    headers: dict[str, str] = {}
    while (line := await reader.readline()) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    path, _, query = target.partition("?")
    return Request(method, unquote(path), query, headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).partition(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    while (await reader.readline()).strip():
        pass
    return body


class HttpServer:
    """A server on 127.0.0.1 that keeps its port while it goes away and comes back."""

    def __init__(self, handler: Callable[[Request], Awaitable[Reply]]) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def listen(self) -> None:
        """Start to accept connections."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=_LIMIT)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop accepting, and cut every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
                while (request := await read_request(reader)) is not None:
                    reply = await self._handler(request)
                    if reply.drop:
                        writer.transport.abort()
                        break
                    await _write(writer, reply, head_only=request.method == "HEAD")
                    if request.headers.get("connection", "").lower() == "close":
                        break
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def _write(writer: asyncio.StreamWriter, reply: Reply, *, head_only: bool) -> None:
    phrase = HTTPStatus(reply.status).phrase
    head = f"HTTP/1.1 {reply.status} {phrase}\r\nContent-Type: {reply.content_type}\r\n"
    writer.write(f"{head}Content-Length: {len(reply.body)}\r\nConnection: keep-alive\r\n\r\n".encode())
    if not head_only and reply.pause:
        for byte in reply.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.pause)
    elif not head_only:
        writer.write(reply.body)
    await writer.drain()
