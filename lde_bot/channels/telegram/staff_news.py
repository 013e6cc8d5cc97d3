"""Telling staff on their phone what they should know: what came of a check, what is asked often, and the week."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from telegram import Bot
from telegram.error import TelegramError

from lde_bot import services, services_alerts
from lde_bot.channels.telegram.render import render
from lde_bot.channels.telegram.sending import GoneError, Where, said, send
from lde_bot.channels.telegram.staff import StaffDesk, chat_of
from lde_bot.channels.telegram.staff_views import Views
from lde_bot.lasting import DatabaseFailure, UnavailableError
from lde_bot.services import App

log = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
"""How often is looked whether a check is done."""
ALERTS_EVERY = 30
"""Once in so many times is looked whether there is something to tell."""


async def tell_staff(app: App, bot: Bot, desk: StaffDesk) -> None:
    """Look for ever whether there is something to tell, and tell it."""
    turn = 0
    while True:
        try:
            if not app.lasting.troubled:
                await desk.tell_checked()
                if turn % ALERTS_EVERY == 0:
                    await desk.set_menus()
                    await _alert(app, bot)
        except TelegramError as failure:
            log.warning("Staff could not be told something (%s).", said(failure))
        except (UnavailableError, DatabaseFailure):
            log.warning("The database cannot be used now, so staff are told nothing.")
        except Exception:
            log.exception("Staff could not be told something; the bot goes on.")
        turn += 1
        await asyncio.sleep(EVERY_SECONDS)


async def _alert(app: App, bot: Bot) -> None:
    say = app.snapshot.knowledge.responses.say
    for one in services_alerts.due(app):
        chat = chat_of(one.chat.address)
        try:
            await send(bot, Where(chat), render(Views(app).alert(one), say))
        except GoneError:
            with contextlib.suppress(UnavailableError):
                services.forget(app, app.pseudonym("telegram", chat))
