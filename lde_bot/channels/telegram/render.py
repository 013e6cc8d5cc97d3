"""A reply as Telegram HTML within Telegram's limits: 4,096 characters a message, 64 bytes a button.

Every text from outside is escaped; the only tags are the ones written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from lde_bot.channels.plain import Say, listing_lines, numbered, source_lines
from lde_bot.dialogue.model import Choice, Listing, Reply
from lde_bot.dialogue.wording import source_name

MESSAGE_LIMIT = 4096
"""Characters of one message (Bot API, sendMessage)."""
SMALL_A_ROW = 3
"""Small buttons side by side that a thumb still hits."""
LABEL_LIMIT = 64
"""Characters of a button that a phone still shows over two lines."""


ASKED = "~"
"""Before the value of a button: its message asked something, and what is chosen takes its place."""
_COMPACT_LISTINGS = 3
_COMPACT_CHOICES = ("d:", "e:", "s:", "p:", "n")
Buttons = InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply


@dataclass(frozen=True, slots=True)
class Look:
    """What the chat allows."""

    private: bool = True
    """A chat with one person: a place can be shared with a button."""
    shares: bool = False
    """The bot has inline mode, so that something can be sent on to another chat."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send."""

    html: str
    """Text with Telegram's HTML tags."""
    plain: str
    """The same without tags, for when Telegram refuses the HTML."""
    buttons: Buttons | None = None
    """Buttons below; only on the last message of a reply."""


def render(reply: Reply, say: Say, look: Look = Look()) -> list[Outgoing]:
    """Return the messages that show a reply, in order."""
    blocks = [(escape(text, quote=False), text) for text in reply.before]
    blocks += [_listing(listing, say, reply) for listing in reply.listings]
    blocks += [(escape(text, quote=False), text) for text in reply.after]
    if reply.sources or reply.reviewed_on:
        blocks.append(_sources(reply, say))
    messages = [Outgoing(*part) for part in _pack([piece for block in blocks for piece in _fit(*block)])]
    buttons = _buttons(reply, say, look)
    if messages and buttons:
        messages[-1] = replace(messages[-1], buttons=buttons)
    return messages


def _buttons(reply: Reply, say: Say, look: Look) -> Buttons | None:
    """Return what stands below a reply: the way to share a place when it asks for one, else its choices."""
    if reply.wants_place and not look.private:
        return ForceReply(selective=True, input_field_placeholder=say("place_hint"))
    if reply.wants_place:
        rows = [[KeyboardButton(say("share_location"), request_location=True)]]
        rows += [[KeyboardButton(choice.label)] for choice in reply.choices if choice.value.startswith("e:")]
        return ReplyKeyboardMarkup(
            rows, resize_keyboard=True, one_time_keyboard=True, input_field_placeholder=say("place_hint")
        )
    choices = [choice for choice in (*reply.choices, *reply.feedback) if look.shares or not choice.share]
    return keyboard(choices, ASKED if reply.asks else "") if choices else None


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


def keyboard(choices: Sequence[Choice], prefix: str = "") -> InlineKeyboardMarkup:
    """Return the choices as buttons, one a row; small ones stand side by side.

    :param prefix: put before each value.
    """
    rows: list[list[InlineKeyboardButton]] = []
    beside = False
    for choice in choices:
        if choice.small and beside and len(rows[-1]) < SMALL_A_ROW:
            rows[-1].append(_button(choice, prefix))
        else:
            rows.append([_button(choice, prefix)])
        beside = choice.small
    return InlineKeyboardMarkup(rows)


def _button(choice: Choice, prefix: str) -> InlineKeyboardButton:
    label = choice.label if len(choice.label) <= LABEL_LIMIT else choice.label[: LABEL_LIMIT - 1].rstrip() + "…"
    if choice.url:
        return InlineKeyboardButton(label, url=choice.url)
    if choice.share:
        return InlineKeyboardButton(label, switch_inline_query=choice.share)
    return InlineKeyboardButton(label, callback_data=prefix + choice.value)


def _listing(listing: Listing, say: Say, reply: Reply) -> tuple[str, str]:
    """Return one initiative; its name in bold, so that the eye finds it."""
    first, *others = listing_lines(listing, say, full=reply.full, brief=reply.brief)
    name = listing.initiative.name
    bold = f"<b>{escape(name, quote=False)}</b>{escape(first.removeprefix(name), quote=False)}"
    html = "\n".join([numbered(listing, bold), *(escape(line, quote=False) for line in others)])
    return html, "\n".join([numbered(listing, first), *others])


def _sources(reply: Reply, say: Say) -> tuple[str, str]:
    """Return where it stands written, each source as a link."""
    plain = "\n".join(source_lines(reply, say))
    html, rest = "", escape(plain, quote=False)
    for source in reply.sources:
        name = escape(source_name(source), quote=False)
        before, found, after = rest.partition(name)
        if found:  # what stands before it is done with, so that no name is looked for inside a tag
            html, rest = f'{html}{before}<a href="{escape(source.url)}">{name}</a>', after
    return f"<i>{html}{rest}</i>", plain


def _fit(html: str, plain: str) -> list[tuple[str, str]]:
    """Return a block as pieces that each fit a message; a piece that had to be cut loses its tags."""
    if _length(plain) <= MESSAGE_LIMIT:
        return [(html, plain)]
    pieces: list[str] = [""]
    for word in plain.split(" "):
        for part in [word[start : start + 2000] for start in range(0, len(word), 2000)] or [""]:
            if _length(pieces[-1]) + _length(part) + 1 > MESSAGE_LIMIT:
                pieces.append("")
            pieces[-1] = f"{pieces[-1]} {part}".strip()
    return [(escape(piece, quote=False), piece) for piece in pieces if piece]


def _pack(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the blocks put together into as few messages as they fit in, with a blank line between."""
    packed: list[tuple[str, str]] = []
    for html, plain in blocks:
        if packed and _length(packed[-1][1]) + _length(plain) + 2 <= MESSAGE_LIMIT:
            packed[-1] = (f"{packed[-1][0]}\n\n{html}", f"{packed[-1][1]}\n\n{plain}")
        else:
            packed.append((html, plain))
    return packed


def _length(text: str) -> int:
    """Return the length as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
