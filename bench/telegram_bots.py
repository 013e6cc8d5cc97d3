"""The two bots that ``bench/telegram_load.py`` compares, each in a process of its own."""

from __future__ import annotations

import asyncio
import logging
import signal

from telegram import Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    ContextTypes,
    MessageHandler,
    filters,
)

from lde_bot.bootstrap import build_app
from lde_bot.channels.telegram.app import make_bot, serve
from lde_bot.config import Settings
from lde_bot.services import App

TOKEN = "123456:TEST-token"


def echo(api_url: str) -> None:
    """The smallest bot that python-telegram-bot can make; updates side by side, as it advises for speed."""

    async def repeat(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    logging.getLogger("httpx").setLevel(logging.WARNING)
    application: Application = (  # type: ignore[type-arg]
        ApplicationBuilder().token(TOKEN).base_url(api_url).concurrent_updates(True).build()
    )
    application.add_handler(MessageHandler(filters.TEXT, repeat))
    application.run_polling()


def lde(api_url: str) -> None:
    """LDE-bot as it runs, with the limits of its rate limiter lifted."""
    logging.basicConfig(level=logging.WARNING)
    app = build_app(Settings())
    asyncio.run(_served(app, api_url))


async def _served(app: App, api_url: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    limits = AIORateLimiter(overall_max_rate=0, group_max_rate=0, max_retries=5)
    await serve(app, make_bot(TOKEN, api_url, limits=limits), stop)
