"""Sending to Telegram, and what to do when it does not work.

``BadRequest`` and ``TimedOut`` are subclasses of ``NetworkError`` in python-telegram-bot, so the order of the
``except`` clauses is the policy: a bad request is never repeated; a network failure is, with growing pauses; who
blocked the bot is gone. A send that timed out while waiting for the answer may have arrived, and is repeated once:
twice is better than never. One that never got a connection has not arrived, and is repeated like any network failure;
one that Telegram began to answer with "done" has arrived, and is not repeated.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from lde_bot.channels.bubbles import attachment
from lde_bot.channels.cards import contact, file_name, page
from lde_bot.channels.picture import picture
from lde_bot.channels.plain import Say
from lde_bot.channels.telegram.render import Outgoing
from lde_bot.channels.telegram.timely import UnreadError
from lde_bot.dialogue.model import Reply
from lde_bot.directory.values import phone_link

log = logging.getLogger(__name__)
Result = TypeVar("Result")

_NEVER_SENT = {"ConnectTimeout", "PoolTimeout"}  # names of httpx: there was no connection to send over
_MOST_NAME = 64
_QUOTED = re.compile(r"""[\d"“‘:]|(?<!\w)'""")  # an apostrophe in a word begins no quotation
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


class GoneError(Exception):
    """The person blocked the bot or deleted the chat: nothing can be sent any more."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a reply goes."""

    chat_id: int
    """Telegram's number of the chat."""
    instead_of: int | None = None
    """Message whose place it takes; where that cannot be, a new one comes."""
    answers: int | None = None
    """Message that it answers, shown above it in a group."""


def said(refused: TelegramError) -> str:
    """Return the kind of a refusal and Telegram's words for the log, up to a number or a quotation: ids, and texts."""
    return f"{type(refused).__name__}: {_QUOTED.split(refused.message, 1)[0].strip()}"


async def send(bot: Bot, where: Where, messages: list[Outgoing]) -> list[int]:
    """Send messages in order; return their numbers.

    :raises GoneError: the chat cannot be reached any more.
    """
    sent: list[int] = []
    rest = messages
    first = messages[0] if messages else None
    replaces = where.instead_of if first and isinstance(first.buttons, InlineKeyboardMarkup | None) else None
    if first and replaces and await _replace(bot, where.chat_id, replaces, first):
        sent, rest = [replaces], messages[1:]
    for message in rest:
        chat_id, number = await _send_one(bot, where, message)
        where = replace(where, chat_id=chat_id)
        sent += [number] if number else []
    return sent


async def _replace(bot: Bot, chat_id: int, number: int, message: Outgoing) -> bool:
    """Put a message in the place of another; False when that one cannot be changed (any more)."""
    buttons = message.buttons if isinstance(message.buttons, InlineKeyboardMarkup) else None
    try:
        await patiently(
            lambda: bot.edit_message_text(
                message.html,
                chat_id,
                number,
                parse_mode=ParseMode.HTML,
                reply_markup=buttons,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
    except TimedOut:
        log.warning("Telegram did not say in time whether a message changed; it is taken as changed.")
    except (BadRequest, ChatMigrated) as refused:
        same = "message is not modified" in refused.message.lower()
        if not same:
            log.info("A message could not be changed (%s); a new one comes instead.", said(refused))
        return same
    return True


async def attach(bot: Bot, where: Where, reply: Reply, say: Say) -> bool:
    """Send what a reply gives to keep: a list as a picture and as a page to print, an initiative as a contact.

    Without it the reply is complete, so a refusal is logged and no more, and False is returned.

    :raises GoneError: the chat cannot be reached any more.
    """
    chat_id, kind = where.chat_id, attachment(reply)
    try:
        if kind == "list":
            photo = InputFile(await asyncio.to_thread(picture, reply, say), file_name(reply, "png"))
            document = InputFile(page(reply, say), file_name(reply))
            await patiently(lambda: bot.send_photo(chat_id, photo))
            await patiently(lambda: bot.send_document(chat_id, document))
        elif kind == "contact":
            one = reply.listings[0].initiative
            number = phone_link(one.phone).removeprefix("tel:") or one.phone
            card = contact(reply.listings[0])
            await patiently(lambda: bot.send_contact(chat_id, number, one.name[:_MOST_NAME], vcard=card))
        elif kind == "place":
            there = reply.listings[0].initiative
            point, address = (there.latitude, there.longitude), there.street or there.locality
            await patiently(lambda: bot.send_venue(chat_id, *point, there.name, address))
        else:
            return False
    except (BadRequest, TimedOut, ChatMigrated) as refused:
        log.warning("Telegram did not take an attachment (%s).", said(refused))
        return False
    return True


async def _send_one(bot: Bot, where: Where, message: Outgoing) -> tuple[int, int | None]:
    """Send one message; return the chat that it went to (another one when a group has moved), and its number."""
    chat_id = where.chat_id
    try:
        sent = await patiently(lambda: _as_html(bot, where, message))
    except TimedOut:
        log.warning("Telegram did not say in time whether a message arrived; it is taken as sent.")
        return chat_id, None
    except ChatMigrated as moved:
        chat_id = moved.new_chat_id
        sent = await patiently(lambda: _as_html(bot, Where(chat_id), message))
    except BadRequest as refused:
        if "chat not found" in refused.message.lower():
            raise GoneError from None
        log.warning("Telegram refused a message (%s); sent without markup instead.", said(refused))
        sent = await patiently(lambda: bot.send_message(chat_id, message.plain, reply_markup=message.buttons))
    return chat_id, sent.message_id


async def _as_html(bot: Bot, where: Where, message: Outgoing) -> Message:
    answered = ReplyParameters(where.answers, allow_sending_without_reply=True) if where.answers else None
    return await bot.send_message(
        where.chat_id,
        message.html,
        parse_mode=ParseMode.HTML,
        reply_markup=message.buttons,
        reply_parameters=answered,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """Return the result of a call to Telegram, repeating it while the network fails.

    :raises BadRequest: Telegram refuses it: repeating would not help.
    :raises TimedOut: it was done, or was twice too late to say so.
    :raises GoneError: the person blocked the bot.
    """
    pause, timeouts = FIRST_PAUSE, 0
    while True:
        try:
            return await call()
        except Forbidden:
            raise GoneError from None
        except (BadRequest, UnreadError):
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
