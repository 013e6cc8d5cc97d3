"""A reply as the messages that Telegram shows: HTML within its limits, and buttons in rows.

What Telegram sends and what the desk shows of it are both made here, so that they cannot differ. Every text from
outside is escaped; the only tags are the ones written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

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
_IN_PLACE = ("r:", "z:", "b:")
"""Buttons that show the same thing another way: the message changes instead of a new one coming."""
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Look:
    """What the chat allows."""

    private: bool = True
    """A chat with one person: a place can be shared with a button."""
    shares: bool = False
    """The bot has inline mode, so that something can be sent on to another chat."""


ALONE = Look()
"""A chat with one person."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button below a message; with neither value, address nor share it is said when it is pressed."""

    label: str
    """What stands on it."""
    value: str = ""
    """What comes back when it is pressed."""
    url: str = ""
    """Web address to open instead."""
    share: str = ""
    """Text with which the person goes on in another chat instead."""
    location: bool = False
    """It shares where the person is instead."""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message."""

    html: str
    """Text with Telegram's HTML tags."""
    plain: str
    """The same without tags, for when Telegram refuses the HTML."""
    rows: Rows = ()
    """Buttons below; only on the last message of a reply."""
    keyboard: bool = False
    """The buttons stand where the keyboard is, and what is pressed is said."""


def bubbles(reply: Reply, say: Say, look: Look = ALONE) -> list[Bubble]:
    """Return the messages that show a reply, in order."""
    blocks = [(escape(text, quote=False), text) for text in reply.before]
    blocks += [_listing(listing, say, reply) for listing in reply.listings]
    blocks += [(escape(text, quote=False), text) for text in reply.after]
    if reply.sources or reply.reviewed_on:
        blocks.append(_sources(reply, say))
    messages = [Bubble(*part) for part in _pack([piece for block in blocks for piece in _fit(*block)])]
    if messages:
        keyboard = reply.wants_place and look.private
        messages[-1] = replace(messages[-1], rows=_rows(reply, say, look), keyboard=keyboard)
    return messages


def takes_place(value: str) -> bool:
    """True when what comes of a button takes the place of the message that it stands below."""
    return value.startswith((ASKED, *_IN_PLACE))


def attachment(reply: Reply) -> str:
    """Return what goes with a reply to keep: ``list`` beside it, ``contact`` or ``place`` instead of it, or nothing."""
    one = reply.listings[0].initiative if reply.listings else None
    there = {
        "list": one is not None,
        "contact": one is not None and bool(one.phone),
        "place": one is not None and one.latitude is not None,
    }
    return reply.attach if there.get(reply.attach) else ""


def _rows(reply: Reply, say: Say, look: Look) -> Rows:
    """Return what stands below a reply: the way to share a place when it asks for one, else its choices."""
    if reply.wants_place:
        if not look.private:
            return ()
        labels = [choice.label for choice in reply.choices if choice.value.startswith("e:")]
        return ((Button(say("share_location"), location=True),), *((Button(label),) for label in labels))
    choices = [choice for choice in (*reply.choices, *reply.feedback) if look.shares or not choice.share]
    return _in_rows(choices, ASKED if reply.asks else "")


def _in_rows(choices: Sequence[Choice], prefix: str) -> Rows:
    """Return the choices as buttons, one a row; small ones stand side by side.

    :param prefix: put before each value.
    """
    rows: list[tuple[Button, ...]] = []
    beside = False
    for choice in choices:
        if choice.small and beside and len(rows[-1]) < SMALL_A_ROW:
            rows[-1] += (_button(choice, prefix),)
        else:
            rows.append((_button(choice, prefix),))
        beside = choice.small
    return tuple(rows)


def _button(choice: Choice, prefix: str) -> Button:
    label = choice.label if len(choice.label) <= LABEL_LIMIT else choice.label[: LABEL_LIMIT - 1].rstrip() + "…"
    if choice.url:
        return Button(label, url=choice.url)
    if choice.share:
        return Button(label, share=choice.share)
    return Button(label, prefix + choice.value)


def _listing(listing: Listing, say: Say, reply: Reply) -> tuple[str, str]:
    """Return one initiative; its name in bold, so that the eye finds it."""
    first, *others = listing_lines(listing, say, full=reply.full, brief=reply.brief)
    name = listing.initiative.name
    bold = f"<b>{escape(name, quote=False)}</b>{escape(first.removeprefix(name), quote=False)}"
    html = "\n".join([numbered(listing, bold), *(escape(line, quote=False) for line in others)])
    return html, "\n".join([numbered(listing, first), *others])


def _sources(reply: Reply, say: Say) -> tuple[str, str]:
    """Return where it stands written, each source that has a web address as a link."""
    plain = "\n".join(source_lines(reply, say))
    html, rest = "", escape(plain, quote=False)
    for source in reply.sources:
        name = escape(source_name(source), quote=False)
        before, found, after = rest.partition(name)
        if found:  # what stands before it is done with, so that no name is looked for inside a tag
            link = f'<a href="{escape(source.url)}">{name}</a>' if source.url.startswith(_WEB) else name
            html, rest = f"{html}{before}{link}", after
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
