"""The desk's inbox: questions without a good answer, grouped, and what is judged about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from lde_bot.knowledge.grouping import SAME
from lde_bot.services import App
from lde_bot.services_access import Role, require
from lde_bot.store.desk import DeskUser
from lde_bot.store.groups import Group, Judgement, Verdict
from lde_bot.text import content_words, stem
from lde_bot.triage import Guess, UnansweredQuery

__all__ = ["Group", "Guess", "Judgement", "Verdict"]

AT_ONCE = 200
"""Questions that are put in groups in one go; more wait for the next."""
PAGE_SECONDS = 0.02
"""How long a page goes on with putting questions in groups; the rest is done beside the bot, or by the next page."""
_FEW = 8  # so few questions a page puts in groups at once, however long it takes
_READ = 250  # groups that are read at a time
PAGE = 25
"""Groups on a page."""
MOST_SHOWN = 50
"""Questions of a group that are shown."""
MOST_TARGET = 200
"""Characters that say where people can go, or what is wrong in the guide."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of groups."""

    groups: tuple[Group, ...]
    """The groups."""
    total: int
    """How many wait in all."""
    offset: int
    """How many came before."""
    ungrouped: int = 0
    """How many questions still have to be put in groups."""


def put_in_groups(app: App, most: int = AT_ONCE) -> int:
    """Put new questions in groups: the nearest one that is alike enough, else a group of their own; return how many."""
    for number, described in app.groups.vectors(app.grouping.last):
        app.grouping.add(number, described)
    new = app.groups.ungrouped(most)
    with app.transaction():
        for question in new:
            _put(app, question)
    return len(new)


def _put(app: App, question: UnansweredQuery) -> None:
    described = app.grouping.describe(question.text)
    group, likeness = app.grouping.nearest(described)
    if likeness < SAME:
        group, likeness = app.groups.begin(described), 1.0
        app.grouping.add(group, described)
    app.groups.put(question.id, group, likeness)


def group_for(app: App, seconds: float, few: int = 1) -> bool:
    """Go on with putting new questions in groups for a while; True when there is nothing left to do.

    :param few: when there are no more questions than this, all of them, however long that takes.
    """
    until = monotonic() + seconds
    while read := app.groups.vectors(app.grouping.last, _READ):
        for number, described in read:
            app.grouping.add(number, described)
        if monotonic() > until and len(read) == _READ:
            return False
    new = app.groups.ungrouped(AT_ONCE)
    if not new:
        return True
    done = 0
    with app.transaction():
        for question in new:
            _put(app, question)
            done += 1
            if len(new) > few and monotonic() > until:
                break
    return done == len(new) < AT_ONCE


def inbox(app: App, offset: int = 0, *, newest: bool = False, size: int = PAGE) -> Inbox:
    """Return the groups that wait for someone."""
    left = 0 if group_for(app, PAGE_SECONDS, _FEW) else app.groups.count_ungrouped()
    found, total = app.groups.open_page(size, offset, newest)
    return Inbox(tuple(found), total, offset, left)


def everything(app: App) -> list[tuple[Group, list[UnansweredQuery]]]:
    """Return every group that waits, with its questions, newest first."""
    while put_in_groups(app) == AT_ONCE:
        pass
    found, offset = [], 0
    while page := app.groups.open(PAGE, offset):
        found += [(group, app.groups.questions(group.id, 1_000)) for group in page]
        offset += PAGE
    return found


def judged(app: App, offset: int = 0) -> Sequence[Group]:
    """Return the groups that were judged, last first."""
    return app.groups.judged(PAGE, offset)


def group(app: App, number: int) -> tuple[Group, list[UnansweredQuery], list[Judgement]] | None:
    """Return a group with its questions and what was judged."""
    found = app.groups.get(number)
    if found is None:
        return None
    return found, app.groups.questions(number, MOST_SHOWN), app.groups.judgements(number)


def shared_words(questions: Sequence[UnansweredQuery]) -> dict[int, tuple[str, ...]]:
    """Return which words with meaning each question of a group shares, in some form, with the one that began it."""
    first = [one for one in questions if one.likeness == 1.0] or questions[-1:]
    known = {stem(word) for one in first for word in content_words(one.text)}
    return {
        one.id: tuple(dict.fromkeys(word for word in content_words(one.text) if stem(word) in known))
        for one in questions
    }


def judge(app: App, numbers: Sequence[int], verdict: Verdict, target: str, note: str, by: DeskUser) -> list[int]:
    """Judge groups; return the numbers of the judgements, to undo them.

    :param target: entry that the questions belong to, where people can go instead, or what is wrong in the guide.
    :raises DeniedError: they may not judge.
    """
    require(by, Role.CURATOR)
    target, done = target[:MOST_TARGET], []
    with app.transaction():
        for number in numbers:
            if app.groups.get(number):
                done.append(app.groups.judge(number, verdict, target, note[:500], by.name, app.clock()))
                app.desk.log(by.name, f"oordeel: {verdict.value}", f"groep {number} {target}".strip(), app.clock())
    return done


def undo(app: App, judgement: int, by: DeskUser) -> int | None:
    """Take a judgement back; return its group, or ``None`` when it does not stand.

    :raises DeniedError: they may not judge.
    """
    require(by, Role.CURATOR)
    with app.transaction():
        number = app.groups.undo(judgement, app.clock())
        if number is not None:
            app.desk.log(by.name, "oordeel teruggenomen", f"groep {number}", app.clock())
    return number
