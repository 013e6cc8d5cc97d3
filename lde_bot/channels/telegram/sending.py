"""Sending to Telegram, and what to do when it does not work.

``BadRequest`` and ``TimedOut`` are subclasses of ``NetworkError`` in python-telegram-bot, so the order of the
``except`` clauses is the policy: a bad request is never repeated; a network failure is, with growing pauses; who
blocked the bot is gone. A send that timed out while waiting for the answer may have arrived, and is repeated once:
twice is better than never. One that never got a connection has not arrived, and is repeated like any network failure.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot, InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from lde_bot.channels.cards import contact, file_name, page
from lde_bot.channels.plain import Say
from lde_bot.channels.telegram.render import Outgoing
from lde_bot.dialogue.model import Reply
from lde_bot.directory.values import phone_link

log = logging.getLogger(__name__)
Result = TypeVar("Result")

_NEVER_SENT = {"ConnectTimeout", "PoolTimeout"}  # names of httpx: there was no connection to send over
_MOST_NAME = 64
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


class GoneError(Exception):
    """The person blocked the bot or deleted the chat: nothing can be sent any more."""


async def send(bot: Bot, chat_id: int, messages: list[Outgoing]) -> None:
    """Send messages in order.

    :raises GoneError: the chat cannot be reached any more.
    """
    for message in messages:
        chat_id = await _send_one(bot, chat_id, message)


async def attach(bot: Bot, chat_id: int, reply: Reply, say: Say) -> None:
    """Send what a reply gives to keep: a list to print as a file, an initiative as a contact.

    Without it the reply is complete, so a refusal is logged and no more.

    :raises GoneError: the chat cannot be reached any more.
    """
    try:
        if reply.attach == "list" and reply.listings:
            document = InputFile(page(reply, say), file_name(reply))
            await patiently(lambda: bot.send_document(chat_id, document))
        elif reply.attach == "contact" and reply.listings and reply.listings[0].initiative.phone:
            one = reply.listings[0].initiative
            number = phone_link(one.phone).removeprefix("tel:") or one.phone
            card = contact(reply.listings[0])
            await patiently(lambda: bot.send_contact(chat_id, number, one.name[:_MOST_NAME], vcard=card))
    except (BadRequest, TimedOut, ChatMigrated) as refused:
        log.warning("Telegram did not take an attachment (%s).", refused.message)


async def _send_one(bot: Bot, chat_id: int, message: Outgoing) -> int:
    """Send one message; return the chat that it went to, which is another one when a group has moved."""
    try:
        await patiently(lambda: _as_html(bot, chat_id, message))
    except TimedOut:
        log.warning("Telegram was twice too late to say whether a message arrived; it is taken as sent.")
    except ChatMigrated as moved:
        new_id = moved.new_chat_id
        await patiently(lambda: _as_html(bot, new_id, message))
        return new_id
    except BadRequest as refused:
        if "chat not found" in refused.message.lower():
            raise GoneError from None
        log.warning("Telegram refused a message (%s); sent without markup instead.", refused.message)
        await patiently(lambda: bot.send_message(chat_id, message.plain, reply_markup=message.buttons))
    return chat_id


async def _as_html(bot: Bot, chat_id: int, message: Outgoing) -> object:
    return await bot.send_message(
        chat_id,
        message.html,
        parse_mode=ParseMode.HTML,
        reply_markup=message.buttons,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """Return the result of a call to Telegram, repeating it while the network fails.

    :raises BadRequest: Telegram refuses it: repeating would not help.
    :raises GoneError: the person blocked the bot.
    """
    pause, timeouts = FIRST_PAUSE, 0
    while True:
        try:
            return await call()
        except Forbidden:
            raise GoneError from None
        except BadRequest:
            raise
        except RetryAfter as limited:
            pause = max(pause, limited._retry_after.total_seconds())
        except TimedOut as late:
            timeouts += type(late.__cause__).__name__ not in _NEVER_SENT
            if timeouts > 1:
                raise
        except NetworkError as failure:
            log.warning("Telegram cannot be reached (%s); trying again in %.0f s.", type(failure).__name__, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
