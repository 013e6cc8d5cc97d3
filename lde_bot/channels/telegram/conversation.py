"""One update in, its reply out: what Telegram sends, in the bot's own terms."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from telegram import Bot, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TimedOut

from lde_bot import services
from lde_bot.channels.telegram import verification
from lde_bot.channels.telegram.render import Outgoing, render, render_text
from lde_bot.channels.telegram.sending import GoneError, attach, patiently, send
from lde_bot.dialogue.model import Reply, UserMessage
from lde_bot.services import App

log = logging.getLogger(__name__)

COMMANDS = {
    "start": "Begin",
    "help": "Wat kan ik vragen?",
    "privacy": "Wat bewaart de bot?",
    "verwijder": "Wis alles wat de bot van jou bewaart",
}
"""Commands, with what they do."""


async def handle(app: App, bot: Bot, update: Update) -> None:
    """Answer one update and tick it off; a mistake of ours is logged, said, and ticked off too."""
    chat = update.effective_chat
    if chat is None or not _meant_for_us(update, bot):
        services.finish_update(app, update.update_id)
        return
    conversation = app.pseudonym("telegram", chat.id)
    services.begin_update(app, update.update_id)
    try:
        await _answer(app, bot, update, chat.id, conversation)
    except GoneError:
        services.forget(app, conversation)
    except asyncio.CancelledError:
        services.postpone_update(app, update.update_id)
        raise
    except Exception:
        log.exception("An update could not be handled.")
        with contextlib.suppress(GoneError):
            await send(bot, chat.id, render_text(app.snapshot.knowledge.responses.say("trouble")))
    services.finish_update(app, update.update_id)


async def _answer(app: App, bot: Bot, update: Update, chat_id: int, conversation: str) -> None:
    if update.callback_query:
        await _stop_spinning(bot, update.callback_query.id)
    message = update.effective_message
    text = (message.text or message.caption or "") if message else ""
    say = app.snapshot.knowledge.responses.say
    verifying = _verifying(app, update, text)
    if verifying:
        await send(bot, chat_id, render(verifying, say))
        return
    if not update.callback_query and text.startswith("/"):
        await send(bot, chat_id, _command(app, text, conversation))
        return
    said = _said(update, bot)
    if said is None:
        await send(bot, chat_id, render_text(say("not_text")))
        return
    state = services.state_of(app, conversation)
    turn = services.reply_to(app, state, said)
    await send(bot, chat_id, render(turn.reply, say))
    await attach(bot, chat_id, turn.reply, say)
    services.remember(app, conversation, state, said, turn, update.update_id)


async def _stop_spinning(bot: Bot, query_id: str) -> None:
    """Tell Telegram that the button was received; too late is no harm."""
    try:
        await patiently(lambda: bot.answer_callback_query(query_id))
    except (BadRequest, TimedOut) as refused:
        log.info("A button was answered too late (%s).", refused.message)


def _command(app: App, text: str, conversation: str) -> list[Outgoing]:
    """Return the reply to a command; one that does not exist gets the help."""
    name = text[1:].split(maxsplit=1)[0].partition("@")[0].lower() if len(text) > 1 else ""
    say = app.snapshot.knowledge.responses.say
    if name == "start":
        services.forget_session(app, conversation)
        return render_text(say("welcome"))
    if name == "privacy":
        return render_text(say("privacy", days=app.keep_days))
    if name == "verwijder":
        return render_text(say("forgotten", count=services.forget(app, conversation)))
    return render_text(say("help"))


def _verifying(app: App, update: Update, text: str) -> Reply | None:
    """Return the reply to an initiative that opened its link or pressed a button below it."""
    if update.callback_query:
        value = update.callback_query.data or ""
        return verification.pressed(app, value) if value.startswith(verification.BUTTON) else None
    command, _, token = text.partition(" ")
    if command == "/start" and token.startswith(verification.START):
        return verification.shown(app, token.removeprefix(verification.START).strip())
    return None


def _said(update: Update, bot: Bot) -> UserMessage | None:
    """Return what the person says; ``None`` for a voice message, a photo, a sticker …"""
    if update.callback_query:
        return UserMessage(choice=update.callback_query.data or "")
    message = update.effective_message
    if message is None:
        return None
    location = message.venue.location if message.venue else message.location
    if location:
        return UserMessage(location=(location.latitude, location.longitude))
    if message.text is not None:
        return UserMessage(text=message.text.replace(f"@{bot.username}", " "))
    return None


def _meant_for_us(update: Update, bot: Bot) -> bool:
    """In a group, only commands, buttons, mentions and replies to the bot are for the bot."""
    message = update.effective_message
    if update.callback_query or message is None or message.chat.type == ChatType.PRIVATE:
        return message is not None
    text = message.text or ""
    if text.startswith("/"):
        addressed = text.split(maxsplit=1)[0].partition("@")[2]
        return not addressed or addressed.lower() == bot.username.lower()
    return f"@{bot.username}".lower() in text.lower() or _replies_to(message, bot)


def _replies_to(message: Message, bot: Bot) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot.id)
