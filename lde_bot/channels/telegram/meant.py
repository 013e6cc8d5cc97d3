"""Which updates are for the bot, and which kind of message it got. Everything else is passed over on purpose."""

from __future__ import annotations

from telegram import Bot, Message, Update
from telegram.constants import ChatType

_KINDS = {
    "not_text_voice": ("voice", "audio", "video_note"),
    "not_text_photo": ("photo", "live_photo", "video", "animation", "paid_media", "story"),
    "not_text_document": ("document",),
    "not_text_sticker": ("sticker", "dice", "game"),
    "not_text_poll": ("poll",),
    "not_text_contact": ("contact",),
    "not_text": ("location", "venue", "checklist", "rich_message", "invoice", "giveaway", "giveaway_winners"),
}
"""What a person may send besides text, by the sentence that answers it. Other messages only say what happened."""


def kind_of(message: Message) -> str:
    """Return the sentence that answers a message without text; empty when it only says that something happened."""
    fitting = (sentence for sentence, names in _KINDS.items() if any(_has(message, name) for name in names))
    return next(fitting, "")


def _has(message: Message, name: str) -> bool:
    """True when a message has this content, also when the library is older than it."""
    return bool(getattr(message, name, None) or message.api_kwargs.get(name))


def private(message: object) -> bool:
    """True in a chat with one person."""
    chat = getattr(message, "chat", None)
    return chat is None or chat.type == ChatType.PRIVATE


def for_us(update: Update, bot: Bot) -> bool:
    """True for what is for the bot: in a group commands, buttons, mentions and replies to it.

    Not what is written in a channel, what a business gets from its customers, or what nobody said.
    """
    if update.callback_query:
        return True
    message = update.message or update.edited_message
    if message is None or (message.text is None and not kind_of(message)):
        return False
    if update.edited_message and message.text is None:  # a location that moves, a photo that was drawn on
        return False
    if private(message):
        return True
    text = message.text or ""
    if text.startswith("/"):
        addressed = text.split(maxsplit=1)[0].partition("@")[2]
        return not addressed or addressed.lower() == bot.username.lower()
    return f"@{bot.username}".lower() in text.lower() or _replies_to(message, bot)


def _replies_to(message: Message, bot: Bot) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot.id)
