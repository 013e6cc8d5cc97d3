"""Webhook mode: Telegram brings the updates itself, to a path on the same server as the web pages.

An update is in the durable inbox before Telegram hears 200; anything else makes Telegram bring it again.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot

from lde_bot import services
from lde_bot.channels.telegram.receiver import ALLOWED_UPDATES, Dispatcher, take_up
from lde_bot.services import App

log = logging.getLogger(__name__)
CONNECTIONS = 40
"""How many updates Telegram may bring at once."""
MOST_BODY = 1_000_000
"""Bytes of one update; Telegram's are far smaller."""
_PURPOSE = "telegram webhook"


class Webhook:
    """Where Telegram brings updates; closed until the bot runs."""

    def __init__(self, app: App, url: str) -> None:
        """Expect updates at a public ``https`` address."""
        self._app, self._url = app, url
        self._secret = app.sign(_PURPOSE)
        self._take: Callable[[dict[str, Any]], bool] | None = None

    @property
    def path(self) -> str:
        """The path of the address: where the server listens for it."""
        return urlsplit(self._url).path or "/"

    @property
    def open(self) -> bool:
        """True while updates are taken."""
        return self._take is not None

    async def announce(self, bot: Bot) -> None:
        """Tell Telegram where to bring updates, and with which secret."""
        await bot.set_webhook(
            self._url,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
            secret_token=self._secret,
            drop_pending_updates=False,
        )

    def start(self, bot: Bot, dispatcher: Dispatcher) -> None:
        """Take updates from now on."""

        def take(content: dict[str, Any]) -> bool:
            receipt = services.take_update(self._app, content["update_id"], json.dumps(content))
            if receipt.handle:
                take_up(self._app, bot, dispatcher, content)
            return receipt.kept

        self._take = take

    def stop(self) -> None:
        """Take no more updates: Telegram keeps them and brings them again."""
        self._take = None

    def deliver(self, secret: str, body: bytes) -> int:
        """Take one update that was brought; return the HTTP status to answer with.

        :param secret: content of ``X-Telegram-Bot-Api-Secret-Token``, compared in constant time.
        """
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            return HTTPStatus.FORBIDDEN
        if self._take is None:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            content = json.loads(body)
            if not isinstance(content, dict) or not isinstance(content.get("update_id"), int):
                return HTTPStatus.BAD_REQUEST
            if not self._take(content):  # Telegram keeps what we cannot, and brings it again
                return HTTPStatus.SERVICE_UNAVAILABLE
        except (ValueError, RecursionError):  # no JSON, or nested so deep that nothing of Telegram's is
            return HTTPStatus.BAD_REQUEST
        except Exception:
            log.exception("An update that Telegram brought could not be taken.")
            return HTTPStatus.INTERNAL_SERVER_ERROR
        return HTTPStatus.OK
