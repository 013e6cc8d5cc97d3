"""Updates that come in, from their arrival until they are ticked off; and what is deleted when its time is over.

Channels reach these through :mod:`lde_bot.services`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lde_bot.lasting import Receipt, UnavailableError
from lde_bot.services_forget import rewrite, sweep

if TYPE_CHECKING:
    from lde_bot.services import App

log = logging.getLogger(__name__)
ATTEMPT_AGE = timedelta(days=1)
"""How long it is remembered that someone could not log in at the desk."""
DRAFT_AGE = timedelta(days=30)
"""How long a draft of a fiche is kept that nobody hands in again."""
WAITING_DAYS = 30
"""After how many days someone who wanted to hear an answer is forgotten."""


def purge(app: App) -> int:
    """Delete what has reached its end date; return how many questions that were.

    Nothing goes while the database cannot be used, nor after the clock was moved: it could be years ahead. What was
    dated by a clock that was wrong gets a new date first, so that it goes neither too early nor too late.
    """
    if app.lasting.health.jumped(app.clock()):
        return 0
    try:
        with app.lasting.guard():
            return _purge(app, app.clock())
    except UnavailableError:
        return 0


def expire(app: App) -> None:
    """Delete what conversations remember that were silent too long; a few minutes later nothing is left of it."""
    if app.lasting.health.jumped(app.clock()):
        return
    try:
        with app.lasting.guard():
            if app.sessions.purge(app.clock()):
                app.sweep_due = True
    except UnavailableError:
        return
    rewrite(app)


def _purge(app: App, now: datetime) -> int:
    ticks = app.lasting.health.ticks()
    with app.transaction():
        wrong = app.dates.correct(now, ticks)
        app.sessions.purge(now)
        app.inbox.purge(now)
        app.care.purge(now, app.keep_days)
        app.echo.purge(now, min(app.keep_days, WAITING_DAYS))
        app.desk.purge(now, now - ATTEMPT_AGE)
        app.typed.purge(now - DRAFT_AGE)
        app.staff.purge(now, now - timedelta(days=app.keep_days))
        app.tally.purge(now - timedelta(days=app.keep_days))
        gone = app.curation.purge(now, app.keep_days)
    app.dates.look(ticks)
    if wrong:
        log.warning("%d dates were noted while the clock was wrong, and are of now instead.", wrong)
    app.grouping.keep(app.groups.all_numbers())  # a group may have gone with its last question
    app.rewrite_due = True
    rewrite(app)
    return gone


def take_update(app: App, update_id: int, payload: str) -> Receipt:
    """Keep an update before Telegram is told that it arrived; one that cannot be kept is answered, never confirmed."""
    return take_updates(app, [(update_id, payload)])[0]


def take_updates(app: App, updates: Sequence[tuple[int, str]]) -> list[Receipt]:
    """Keep updates that came together, as :func:`take_update` does one: the disk is waited for once, for all."""
    try:
        with app.lasting.guard(), app.transaction():
            new = [app.inbox.receive(update_id, payload, app.clock()) for update_id, payload in updates]
    except UnavailableError:
        return [_unkept(app, update_id) for update_id, _ in updates]
    return [_kept(app, update_id, is_new) for (update_id, _), is_new in zip(updates, new, strict=True)]


def _unkept(app: App, update_id: int) -> Receipt:
    new = update_id not in app.lasting.unkept
    app.lasting.unkept.setdefault(update_id, False)
    app.meter.update(kept=False)
    return Receipt(new, kept=False)


def _kept(app: App, update_id: int, new: bool) -> Receipt:
    app.meter.update(kept=True)
    answered = app.lasting.unkept.pop(update_id, None)
    if answered:  # from memory, while it could not be kept
        finish_update(app, update_id)
    return Receipt(new and answered is None, kept=True)


def waiting_updates(app: App) -> list[tuple[int, str]]:
    """Return the updates that were received and not answered yet, oldest first."""
    return app.inbox.waiting()


def suspect_updates(app: App) -> set[int]:
    """Return the numbers of the waiting updates that were in hand when the program died."""
    return app.inbox.suspects()


def acquit_update(app: App, update_id: int) -> None:
    """Note that the reply to an update is ready to be sent: a program that dies while sending did not break on it."""
    if update_id not in app.lasting.unkept:
        app.lasting.write(lambda: app.inbox.acquit(update_id), hurry=False)


def begin_update(app: App, update_id: int) -> None:
    """Note that an update is being handled, so that one that breaks the program is not tried for ever."""
    app.meter.begun(update_id)
    if update_id not in app.lasting.unkept:
        app.lasting.write(lambda: app.inbox.attempt(update_id), hurry=False)


def postpone_update(app: App, update_id: int) -> None:
    """Take that note back: the program stops before the update was handled, and that is not the update's fault."""
    app.lasting.write(lambda: app.inbox.postpone(update_id), hurry=False)


def finish_update(app: App, update_id: int) -> None:
    """Tick off an update after its reply was sent."""
    app.meter.finished(update_id)
    if update_id in app.lasting.unkept:
        app.lasting.unkept[update_id] = True
    else:
        app.lasting.write(lambda: app.inbox.done(update_id, app.clock()), hurry=False)
    sweep(app)
