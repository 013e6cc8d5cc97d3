"""The way to Telegram: only to a server that proves who it is, over TLS of today, and never to where it sends us on."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from telegram.error import NetworkError, TelegramError

from lde_bot.channels.telegram.app import make_bot

TOKEN = "123456:geheim"
ANSWER = b'{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "x", "username": "x"}}'


def certificate(folder: Path) -> ssl.SSLContext:
    """Return what a server needs that only vouches for itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    both = key.private_bytes(serialization.Encoding.PEM, form, plain) + made.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(both)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@asynccontextmanager
async def listening(answer: bytes, seen: list[bytes], context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve one answer to everything; note what was asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Return an answer."""
    lines = (f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "", "")).encode() + body


@pytest.mark.parametrize("trusted", [False, True])
async def test_a_server_whose_certificate_nobody_trusts_never_sees_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    seen: list[bytes] = []
    async with listening(http("200 OK", ANSWER), seen, certificate(tmp_path)) as port:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        bot = make_bot(TOKEN, f"https://127.0.0.1:{port}/bot")
        try:
            if trusted:
                assert (await bot.get_me()).username == "x"
            else:
                with pytest.raises(NetworkError, match=r"(?i)certificate"):
                    await bot.get_me()
        finally:
            await bot.shutdown()
    assert len(seen) == int(trusted)


async def test_a_server_that_sends_us_on_is_not_followed() -> None:
    elsewhere: list[bytes] = []
    async with listening(http("200 OK", ANSWER), elsewhere) as other:
        here: list[bytes] = []
        onward = http("302 Found", b"", f"Location: http://127.0.0.1:{other}/bot{TOKEN}/getMe")
        async with listening(onward, here) as port:
            bot = make_bot(TOKEN, f"http://127.0.0.1:{port}/bot")
            with pytest.raises(TelegramError):
                await bot.get_me()
            await bot.shutdown()
    assert here
    assert elsewhere == []


def test_nothing_older_than_tls_1_2_is_spoken() -> None:
    assert ssl.create_default_context().minimum_version >= ssl.TLSVersion.TLSv1_2
