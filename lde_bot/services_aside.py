"""Updates that broke the program and were put aside: what they are, trying one again, letting one go."""

from __future__ import annotations

from functools import partial

from lde_bot.services import App
from lde_bot.services_access import Role, require
from lde_bot.store.desk import DeskUser
from lde_bot.store.sessions import Aside

__all__ = ["Aside"]

KINDS = {
    "message": "bericht",
    "edited_message": "bericht dat veranderd werd",
    "callback_query": "druk op een knop",
    "inline_query": "zoeken vanuit een ander gesprek",
    "my_chat_member": "toegevoegd aan of weg uit een gesprek",
}
"""What Telegram brings, in words."""


def put_aside(app: App) -> list[Aside]:
    """Return the updates that were put aside, oldest first."""
    return app.inbox.aside()


def note(app: App, update_id: int, error: Exception) -> None:
    """Note what class of mistake an update made us make; its message could hold what someone said."""
    if update_id not in app.lasting.unkept:
        app.lasting.write(lambda: app.inbox.broke(update_id, type(error).__name__))


def set_aside(app: App, update_id: int, error: Exception) -> None:
    """Put an update aside on which we made a mistake, with the class of it: what it says is not lost."""
    app.meter.finished(update_id)

    def work() -> None:
        with app.transaction():
            app.inbox.broke(update_id, type(error).__name__)
            app.inbox.set_aside(update_id)

    if update_id not in app.lasting.unkept:
        app.lasting.write(work)


def try_again(app: App, update_id: int, by: DeskUser) -> bool:
    """Let an update be tried again, at once when the bot runs here and else when it starts; False when not aside.

    :raises DeniedError: they are no admin.
    """
    require(by, Role.ADMIN)
    with app.transaction():
        done = app.inbox.again(update_id)
        if done:
            app.desk.log(by.name, "opnieuw geprobeerd", f"update {update_id}", app.clock())
            app.retries.add(update_id)
    return done


def let_go(app: App, update_id: int, by: DeskUser) -> bool:
    """Delete an update, unanswered; False when it is not aside.

    :raises DeniedError: they are no admin.
    """
    require(by, Role.ADMIN)
    with app.transaction():
        done = app.inbox.drop(update_id, app.clock())
        if done:
            app.desk.log(by.name, "opzijgezet bericht gewist", f"update {update_id}", app.clock())
    return done


def wanted(app: App) -> list[tuple[int, str]]:
    """Return the updates that must be tried again, each once."""
    found = []
    while app.retries:
        update_id = app.retries.pop()
        payload = app.lasting.read(partial(app.inbox.payload, update_id), "")
        if payload:
            found.append((update_id, payload))
    return found
