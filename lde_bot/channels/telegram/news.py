"""Telling people who asked for it that there is an answer now: once each, and then forgotten.

A wish is taken out before its answer goes and put back when that did not work, so that it is tried again. Only a
program that dies at that very moment, without stopping, tells nobody.
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from lde_bot import services, services_news
from lde_bot.channels.telegram.render import render
from lde_bot.channels.telegram.sending import GoneError, Where, said, send
from lde_bot.dialogue.model import EMPTY, Reply, UserMessage
from lde_bot.dialogue.wording import paragraphs
from lde_bot.lasting import DatabaseFailure, UnavailableError
from lde_bot.services import App

log = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
"""How often is looked whether there is news."""
_CHANNEL = "telegram:"


async def tell_news(app: App, bot: Bot) -> None:
    """Look for news for ever, and tell it."""
    while True:
        try:
            for one in () if app.lasting.troubled else services_news.news(app):
                if one.address.startswith(_CHANNEL):
                    await _tell(app, bot, one)
        except TelegramError as failure:
            log.warning("News could not be told now (%s); it is tried again.", said(failure))
        except (UnavailableError, DatabaseFailure):
            log.warning("The database cannot be used now, so no news is told.")
        await asyncio.sleep(EVERY_SECONDS)


async def _tell(app: App, bot: Bot, one: services_news.News) -> None:
    say = app.snapshot.knowledge.responses.say
    turn = services.reply_to(app, EMPTY, UserMessage(choice=f"e:{one.entry}"))
    chat = int(one.address.removeprefix(_CHANNEL))
    if not services_news.begin_telling(app, one):
        return
    try:
        await send(bot, Where(chat), render(Reply(paragraphs(say("news"))), say))
        await send(bot, Where(chat), render(turn.reply, say))
    except GoneError:
        log.info("Someone who waited for an answer is gone.")
    except BadRequest as refused:
        log.warning("Telegram refuses to bring news to someone (%s); that is not tried again.", said(refused))
    except BaseException:  # also when the program stops now
        services_news.not_told(app, one)
        raise
    services_news.told(app, one)
