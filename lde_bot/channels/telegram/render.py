"""Messages as python-telegram-bot sends them; what they say and which buttons they have is made in ``bubbles``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from lde_bot.channels.bubbles import ALONE, Bubble, Button, Look, bubbles
from lde_bot.channels.plain import Say
from lde_bot.dialogue.model import Reply

_COMPACT_LISTINGS = 3
_COMPACT_CHOICES = ("d:", "e:", "s:", "p:", "n")
Buttons = InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send."""

    html: str
    """Text with Telegram's HTML tags."""
    plain: str
    """The same without tags, for when Telegram refuses the HTML."""
    buttons: Buttons | None = None
    """Buttons below; only on the last message of a reply."""


def render(reply: Reply, say: Say, look: Look = ALONE) -> list[Outgoing]:
    """Return the messages that show a reply, in order."""
    messages = [Outgoing(one.html, one.plain, _markup(one, say)) for one in bubbles(reply, say, look)]
    if messages and reply.wants_place and not look.private:
        hint = ForceReply(selective=True, input_field_placeholder=say("place_hint"))
        messages[-1] = replace(messages[-1], buttons=hint)
    return messages


def compact(reply: Reply) -> Reply:
    """Return a reply as short as a group needs it: no talk around it, and only the buttons that go on with it."""
    return replace(
        reply,
        listings=reply.listings[:_COMPACT_LISTINGS],
        after=reply.after[:1],
        choices=tuple(choice for choice in reply.choices if choice.value.startswith(_COMPACT_CHOICES))[:4],
        feedback=(),
    )


def render_text(text: str) -> list[Outgoing]:
    """Return the messages that show a plain text."""
    return render(Reply(before=tuple(part for part in text.strip().split("\n\n") if part.strip())), lambda name: name)


def _markup(one: Bubble, say: Say) -> Buttons | None:
    if one.keyboard:
        rows = [[KeyboardButton(key.label, request_location=key.location or None) for key in row] for row in one.rows]
        return ReplyKeyboardMarkup(
            rows, resize_keyboard=True, one_time_keyboard=True, input_field_placeholder=say("place_hint")
        )
    return InlineKeyboardMarkup([[_inline(key) for key in row] for row in one.rows]) if one.rows else None


def _inline(key: Button) -> InlineKeyboardButton:
    if key.url:
        return InlineKeyboardButton(key.label, url=key.url)
    if key.share:
        return InlineKeyboardButton(key.label, switch_inline_query=key.share)
    return InlineKeyboardButton(key.label, callback_data=key.value)
