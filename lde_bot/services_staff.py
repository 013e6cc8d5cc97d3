"""The desk on the phone: a conversation in Telegram that belongs to an account, and judging there.

A code from the desk, good once and for a few minutes, proves whose conversation it is. Every button is checked against
the account as it is at that moment: its role, and whether it may still log in. Judging itself is what the desk does.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lde_bot import services_desk, services_editing
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.dialogue.turn import respond
from lde_bot.drafts import Check
from lde_bot.knowledge.model import Kind
from lde_bot.knowledge.writer import entry_text
from lde_bot.services import App
from lde_bot.services_access import NOBODY, WINDOW
from lde_bot.services_versions import ADDED
from lde_bot.store.desk import DeskUser
from lde_bot.store.groups import Group, Verdict
from lde_bot.store.staff import StaffChat
from lde_bot.text import normalise
from lde_bot.triage import Guess, UnansweredQuery

__all__ = ["Check", "DeskUser", "Group", "StaffChat", "Verdict"]

CODE_MINUTES = 10
"""How long a code counts."""
CODE_LENGTH = 8
"""Characters of a code: 32 to the eighth, and five wrong ones in a quarter of an hour at most."""
MOST_WRONG = 5
"""Wrong codes from one conversation in a quarter of an hour; then it waits."""
CANDIDATES = 3
"""Entries that the phone offers."""
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Nothing that looks like something else."""


def begin_link(app: App, user: DeskUser) -> str:
    """Return a new code, which links one conversation to this account."""
    code = "".join(secrets.choice(_SIGNS) for _ in range(CODE_LENGTH))
    with app.transaction():
        app.staff.offer(app.sign(f"staff {code}"), user.id, app.clock() + timedelta(minutes=CODE_MINUTES))
        app.desk.log(user.name, "code voor Telegram gemaakt", "", app.clock())
    return code


def link(app: App, conversation: str, address: str, code: str) -> DeskUser | None:
    """Link a conversation to the account whose code this is; ``None`` when it is none, or it was tried too often."""
    now = app.clock()
    key = app.sign(f"staff tries {conversation}")
    if not code or app.desk.attempts(key, now - WINDOW, now) >= MOST_WRONG:
        return None
    with app.transaction():
        number = app.staff.take(app.sign(f"staff {code.upper()}"), now)
        user = app.desk.user(number) if number is not None else None
        if user is None:
            app.desk.note_attempt(key, now)
            app.desk.log(NOBODY, "Telegram koppelen mislukt", "", now)
            return None
        app.staff.link(user.id, conversation, address, now)
        app.desk.log(user.name, "Telegram gekoppeld", "", now)
    return user


def end_link(app: App, user: DeskUser) -> None:
    """Let go of the conversation of an account."""
    with app.transaction():
        app.staff.unlink_user(user.id)
        app.desk.log(user.name, "Telegram losgemaakt", "", app.clock())


def staff(app: App, conversation: str) -> DeskUser | None:
    """Return whose conversation it is; ``None`` for everyone who has no account that may log in now."""
    number = app.staff.user_of(conversation)
    return app.desk.user(number) if number is not None else None


def chats(app: App) -> list[StaffChat]:
    """Return every conversation that belongs to an account."""
    return app.staff.chats()


def chat_of(app: App, user: DeskUser) -> StaffChat | None:
    """Return the conversation of an account, if it has one."""
    return next((one for one in app.staff.chats() if one.user == user.id), None)


def wish(app: App, user: DeskUser, *, alerts: bool | None = None, digest: bool | None = None) -> StaffChat | None:
    """Say what someone wants to hear; ``None`` leaves it as it is."""
    now = chat_of(app, user)
    if now is None:
        return None
    wanted = now.alerts if alerts is None else alerts, now.digest if digest is None else digest
    app.staff.wish(user.id, alerts=wanted[0], digest=wanted[1])
    return replace(now, alerts=wanted[0], digest=wanted[1])


def suggestions(app: App, questions: Sequence[UnansweredQuery]) -> list[Guess]:
    """Return the entries that the phone offers for questions: what the bot thought of then, else what it thinks now."""
    known = app.snapshot.knowledge.entries
    found: dict[str, Guess] = {}
    for question in questions:
        for guess in question.guesses:
            found.setdefault(guess.entry, guess)
    if not found and questions:
        now = respond(app.snapshot, EMPTY, UserMessage(text=questions[0].text), app.today).trace.candidates
        found = {entry: Guess(entry, confidence, "") for entry, confidence, _ in now}
    sound = [one for one in found.values() if one.entry in known and known[one.entry].kind is not Kind.EMERGENCY]
    return sound[:CANDIDATES]


@dataclass(frozen=True, slots=True)
class Belonging:
    """What came of saying that a group belongs to an entry."""

    check: Check | None = None
    """The entry with the question as a phrase, which is being checked."""
    judgement: int = 0
    """The verdict, when the entry has the phrase already."""


def belongs(app: App, number: int, entry: str, by: DeskUser) -> Belonging | None:
    """Say that a group belongs to an entry: its question becomes a phrase, once that is checked and published.

    What was taken out of a question (a name, a number) leaves a mark: with nothing but those the answer is ``None``,
    and so it is when the group or the entry is gone.
    """
    found, known = services_desk.group(app, number), app.snapshot.knowledge.entries.get(entry)
    clean = [" ".join(one.text.split()) for one in found[1] if "[" not in one.text] if found else []
    if known is None or not clean:
        return None
    if normalise(clean[0]) in {normalise(one) for one in known.utterances}:
        return Belonging(judgement=services_desk.judge(app, [number], Verdict.BELONGS, entry, "", by)[0])
    content = entry_text(replace(known, utterances=(*known.utterances, clean[0])))
    return Belonging(services_editing.begin_check(app, known.path, content, (number,)))


def publish(app: App, token: str, by: DeskUser) -> tuple[str, int]:
    """Publish what was checked; return what keeps it from that, or nothing and the number of the verdict."""
    one = services_editing.check_of(app, token)
    refused = services_editing.publish(app, token, ADDED, by)
    if refused or one is None:
        return refused, 0
    verdicts = app.groups.judgements(one.groups[0]) if one.groups else []
    return "", verdicts[0].id if verdicts else 0


def standing(app: App, number: int, verdict: Verdict) -> int | None:
    """Return the verdict on a group when the last one that stands says this and the group was not asked since."""
    group = app.groups.get(number)
    last = next((one for one in app.groups.judgements(number) if not one.undone), None)
    if group is None or last is None or last.verdict is not verdict or group.last_seen > last.at:
        return None
    return last.id
