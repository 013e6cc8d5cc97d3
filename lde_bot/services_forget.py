"""Removing everything of one person at once, and saying what that was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lde_bot.store.erasure import Removed

if TYPE_CHECKING:
    from lde_bot.services import App

_PEOPLE = ("chat", "from")
_LINES = {
    "state": "forgotten_state",
    "questions": "forgotten_questions",
    "wishes": "forgotten_wishes",
    "reports": "forgotten_reports",
    "updates": "forgotten_updates",
    "samples": "forgotten_samples",
    "consents": "forgotten_consent",
    "links": "forgotten_links",
    "others": "forgotten_others",
}
"""What is removed, and the sentence that says so."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What came of it."""

    done: bool = False
    """It happened; False when the database cannot be written now, then it happens as soon as it can."""
    removed: Removed = field(default_factory=Removed)
    """What was removed."""
    left: int = 0
    """Rows that were still there when it was looked at afterwards."""
    emptied: bool = True
    """Older states of what was removed are gone from every page and from the journal; False: that is tried again."""


def forget(app: App, conversation: str, until: int | None = None) -> Forgotten:
    """Delete everything that is kept of a conversation, and look whether anything is left.

    :param until: number of the update that asks for it; messages that came later are a new beginning.
    """
    app.lasting.forget(conversation)
    outcome: list[Forgotten] = []

    def its(update: str) -> bool:
        return any(app.pseudonym("telegram", identity) == conversation for identity in _identities(update))

    def work() -> None:
        with app.transaction():
            begun = app.erasure.begun_by(conversation)
            asked = app.erasure.asked_by(conversation)
            app.typed.without("utterances", {" ".join(line.split()) for text in asked for line in text.splitlines()})
            removed = app.erasure.remove(conversation, its, until)
            for group in begun:
                text = app.erasure.left_in(group)
                if text:
                    app.erasure.describe(group, app.grouping.describe(text))
        app.grouping.forget()
        app.drafts.forget(begun)
        app.rewrite_due = True
        rewrite(app)
        emptied = not (app.sweep_due or app.rewrite_due)
        outcome.append(Forgotten(True, removed, app.erasure.left(conversation, its, until), emptied))

    app.lasting.write(work)
    return outcome[0] if outcome else Forgotten()


def sweep(app: App) -> None:
    """Empty the journal when something was removed that may still lie in it."""
    if app.sweep_due:
        app.sweep_due = not app.lasting.read(app.erasure.empty_journal, otherwise=False)


def rewrite(app: App) -> None:
    """Write the pages anew when something was removed that copies may still be of, and empty the journal after it.

    Tried by whoever removes something, and again every minute.
    """
    if app.rewrite_due:
        app.rewrite_due = not app.lasting.read(app.erasure.rewrite, otherwise=False)
        app.sweep_due = True
    sweep(app)


def said_forgotten(app: App, forgotten: Forgotten) -> tuple[str, ...]:
    """Return what the person gets to read about it, as paragraphs."""
    say = app.snapshot.knowledge.responses.say
    if not forgotten.done:
        return (say("forgotten_later"),)
    counts = {name: getattr(forgotten.removed, part) for part, name in _LINES.items()}
    lines = [f"- {say(name, count=count)}" for name, count in counts.items() if count]
    if not lines:
        return (say("forgotten_nothing"),)
    proof = say("forgotten_left", count=forgotten.left) if forgotten.left else say("forgotten_checked")
    copies = (say("forgotten_copies"),) if app.backup_dir else ()
    return ("\n".join([say("forgotten"), *lines]), proof, *copies)


def _identities(update: str) -> set[int]:
    """Return the numbers of the chats and people that an update, as Telegram sends it, is of."""
    try:
        content = json.loads(update)
    except ValueError:
        return set()
    return set(_numbers(content))


def _numbers(content: object) -> Iterator[int]:
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
            for part in _PEOPLE:
                identity = one[part].get("id") if isinstance(one.get(part), dict) else None
                if isinstance(identity, int):
                    yield identity
