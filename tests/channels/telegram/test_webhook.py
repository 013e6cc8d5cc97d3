"""Telegram brings updates to the same server as the web pages: with the right secret, and into the inbox first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from lde_bot.channels.telegram.app import make_bot, serve
from lde_bot.channels.telegram.webhook import Webhook
from lde_bot.channels.web.app import web_app
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import settled

URL = "https://lde.example.org/telegram"
SECRET = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1001, "type": "private", "first_name": "Anna"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Anna"},
        "text": "/help",
    },
}


@pytest.fixture
async def site(app: App, api: BotApi) -> AsyncIterator[tuple[httpx.AsyncClient, Webhook]]:
    """The web pages with the bot behind them, once it has told Telegram where it is."""
    hook, stop = Webhook(app, URL), asyncio.Event()
    transport = httpx.ASGITransport(web_app(app, (hook.path, hook.deliver, lambda: hook.open)))
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as client:
        assert (await client.get("/readyz")).status_code == 503
        running = asyncio.create_task(serve(app, make_bot(api.token, api.base_url), stop, hook))
        async with asyncio.timeout(10):
            while not hook.open:
                await asyncio.sleep(0.01)
        yield client, hook
        stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(running, 10)
        assert (await client.get("/readyz")).status_code == 503


async def test_telegram_is_told_where_and_with_which_secret(
    api: BotApi, site: tuple[httpx.AsyncClient, Webhook]
) -> None:
    [call] = api.calls_of("setWebhook")
    assert call["url"] == URL
    assert len(call["secret_token"]) >= 20
    assert "inline_query" in call["allowed_updates"]
    assert call["max_connections"] == 40
    assert not api.polling


async def test_an_update_that_is_brought_is_answered_once(
    app: App, api: BotApi, site: tuple[httpx.AsyncClient, Webhook]
) -> None:
    client, _ = site
    anna = api.user()
    secret = {SECRET: app.sign("telegram webhook")}
    assert (await client.get("/healthz")).text == "ok"
    assert (await client.get("/readyz")).status_code == 200
    for _ in range(2):
        assert (await client.post("/telegram", json=UPDATE, headers=secret)).status_code == 200
    [reply] = await api.wait_for(chat=anna)
    assert "Bijvoorbeeld" in reply.text
    await settled(app)
    assert len(api.messages(anna)) == 1


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"{}", 403),
        ({SECRET: "fout"}, b"{}", 403),
        ({SECRET: "é".encode("latin-1")}, b"{}", 403),
        ("right", b"geen json", 400),
        ("right", b"[]", 400),
        ("right", b'{"update_id": "x"}', 400),
        ("right", b"x" * 2_000_000, 413),
    ],
)
async def test_what_is_no_update_of_telegram_is_refused_and_kept_nowhere(
    app: App,
    site: tuple[httpx.AsyncClient, Webhook],
    headers: dict[str, str] | str,
    content: bytes,
    status: int,
) -> None:
    client, _ = site
    sent = {SECRET: app.sign("telegram webhook")} if isinstance(headers, str) else headers
    assert (await client.post("/telegram", content=content, headers=sent)).status_code == status
    assert app.inbox.waiting() == []
    assert (await client.get("/telegram")).status_code in {404, 405}


DEEP = 5_000
NESTED = {
    "lists": b'{"update_id": 8, "message": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "objects": b'{"update_id": 8, "message": ' + b'{"a":' * DEEP + b"1" + b"}" * (DEEP + 1),
    "never closed": b'{"update_id": 8, "message": ' + b"[" * DEEP,
}


@pytest.mark.parametrize("content", NESTED.values(), ids=NESTED)
async def test_an_update_that_is_nested_thousands_deep_is_refused_or_passed_over(
    app: App, api: BotApi, site: tuple[httpx.AsyncClient, Webhook], content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    client, _ = site
    secret = {SECRET: app.sign("telegram webhook")}
    assert (await client.post("/telegram", content=content, headers=secret)).status_code in {200, 400}
    assert app.inbox.waiting() == []
    assert not any(record.exc_info for record in caplog.records)
    assert (await client.post("/telegram", json=UPDATE, headers=secret)).status_code == 200
    assert await api.wait_for(chat=api.user())


@pytest.mark.parametrize(("size", "status"), [(990_000, 200), (1_000_000, 413)])
async def test_a_button_that_holds_a_megabyte_disturbs_nobody(
    app: App,
    api: BotApi,
    site: tuple[httpx.AsyncClient, Webhook],
    size: int,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client, _ = site
    secret = {SECRET: app.sign("telegram webhook")}
    anna = api.user()
    message = UPDATE["message"] | {"text": "dag"}  # type: ignore[operator]
    pressed = {"id": "1", "chat_instance": "1", "from": message["from"], "message": message, "data": "s:" + "x" * size}
    update = {"update_id": 9, "callback_query": pressed}
    assert (await client.post("/telegram", json=update, headers=secret)).status_code == status
    await settled(app)
    assert (await client.post("/telegram", json=UPDATE, headers=secret)).status_code == 200
    await api.until(lambda: any("Bijvoorbeeld" in one.text for one in api.messages(anna)), 30)
    assert not any(record.exc_info for record in caplog.records)
