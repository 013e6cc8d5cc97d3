"""A conversation with a draft, on the page where it was checked: every message of it is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lde_bot import services_editing
from lde_bot.channels.plain import plain_text
from lde_bot.channels.web.desk.base import Visit
from lde_bot.dialogue.model import Choice, Turn, UserMessage
from lde_bot.services import App

_MOST_SAID = 12  # messages of one conversation


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what the bot would do with it."""

    said: str
    """What was typed, or the label of the button that was pressed."""
    reply: str
    """What people would read."""
    act: str
    """What the bot does, in words."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The conversation until now."""

    lines: Sequence[str]
    """What was said, as it is kept in the address: ``t:`` and a text, or ``k:`` and the button."""
    exchanges: Sequence[Exchange]
    """Each message with its reply; none while the draft is still being tried."""
    choices: Sequence[Choice]
    """Buttons below the last reply."""


def trial_of(app: App, token: str, visit: Visit) -> Trial:
    """Hold the conversation of a page with a draft, from its beginning."""
    asked, pressed = visit.get("vraag"), visit.get("keuze")
    now = [f"k:{pressed}"] if pressed else [f"t:{asked}"] if asked else []
    lines = [*visit.request.query_params.getlist("zeg"), *now][-_MOST_SAID:]
    turns = services_editing.tried(app, token, [_message(line) for line in lines])
    say = app.snapshot.knowledge.responses.say
    exchanges = [
        Exchange(_shown(line, before), plain_text(turn.reply, say), services_editing.ACTS[turn.act])
        for line, turn, before in zip(lines, turns, [None, *turns], strict=False)
    ]
    return Trial(lines, exchanges, turns[-1].reply.choices if turns else ())


def _message(line: str) -> UserMessage:
    kind, _, said = line.partition(":")
    return UserMessage(choice=said) if kind == "k" else UserMessage(text=said)


def _shown(line: str, before: Turn | None) -> str:
    kind, _, said = line.partition(":")
    choices = before.reply.choices if before and kind == "k" else ()
    return next((one.label for one in choices if one.value == said), said)
