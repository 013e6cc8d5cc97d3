"""A conversation with a draft, on the page where it was checked: every message of it is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lde_bot import services_editing
from lde_bot.channels.bubbles import ASKED, Bubble, Look, attachment, bubbles, takes_place
from lde_bot.channels.web.desk.base import Visit
from lde_bot.dialogue.model import HELPED, Reply, Turn, UserMessage
from lde_bot.services import App

_LOOK = Look(shares=True)
_MOST_SAID = 12  # messages of one conversation
_ALONE = {"contact", "place"}  # what Telegram shows instead of a message, not beside it


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what the bot would do with it."""

    said: str
    """What was typed, or the label of the button that was pressed."""
    pressed: bool
    """It was a button below a message: nobody sees that it was pressed."""
    replaces: bool
    """What comes takes the place of the message with that button."""
    messages: Sequence[Bubble]
    """What people would see."""
    attached: str
    """What they get to keep: ``list``, ``contact``, ``place`` or nothing."""
    told: str
    """What Telegram shows for a moment."""
    act: str
    """What the bot does, in words."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The conversation until now."""

    lines: Sequence[str]
    """What was said, as it is kept in the address: ``t:`` and a text, or ``k:`` and the button."""
    exchanges: Sequence[Exchange]
    """Each message with its reply; none while the draft is still being tried."""


def seen(app: App, reply: Reply) -> list[Bubble]:
    """Return the messages that people see of a reply in Telegram."""
    return bubbles(reply, app.snapshot.knowledge.responses.say, _LOOK)


def trial_of(app: App, token: str, visit: Visit) -> Trial:
    """Hold the conversation of a page with a draft, from its beginning."""
    asked, pressed = visit.get("toets") or visit.get("vraag"), visit.get("keuze")
    now = [f"k:{pressed}"] if pressed else [f"t:{asked}"] if asked else []
    lines = [*visit.request.query_params.getlist("zeg"), *now][-_MOST_SAID:]
    turns = services_editing.tried(app, token, [_message(line) for line in lines])
    exchanges: list[Exchange] = []
    for line, turn in zip(lines, turns, strict=False):
        exchanges.append(_exchange(app, line, turn, exchanges))
    return Trial(lines, exchanges)


def _exchange(app: App, line: str, turn: Turn, before: Sequence[Exchange]) -> Exchange:
    kind, _, said = line.partition(":")
    pressed, attached = kind == "k", attachment(turn.reply)
    thanked = pressed and said.startswith(HELPED)
    messages = [] if thanked or attached in _ALONE else seen(app, turn.reply)
    return Exchange(
        said=_label(said, before) if pressed else said,
        pressed=pressed,
        replaces=pressed and takes_place(said) and bool(messages) and not messages[0].keyboard,
        messages=messages,
        attached=attached,
        told=app.snapshot.knowledge.responses.say("helped_thanks") if thanked else "",
        act=services_editing.ACTS[turn.act],
    )


def _message(line: str) -> UserMessage:
    kind, _, said = line.partition(":")
    return UserMessage(choice=said.removeprefix(ASKED)) if kind == "k" else UserMessage(text=said)


def _label(value: str, before: Sequence[Exchange]) -> str:
    """Return what stands on a button, also one of a message that came earlier."""
    keys = [key for one in before for message in one.messages for row in message.rows for key in row]
    return next((key.label for key in reversed(keys) if key.value == value), value)
