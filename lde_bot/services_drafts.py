"""Drafts that were handed in and not published yet: kept as they were typed, so that a restart costs no work."""

from __future__ import annotations

from collections.abc import Sequence

from lde_bot import services_editing
from lde_bot.drafts import Check
from lde_bot.services import App
from lde_bot.services_access import Role, may, require
from lde_bot.store.desk import DeskUser
from lde_bot.store.drafts import Fields, KeptDraft

__all__ = ["KeptDraft"]


def hand_in(app: App, path: str, content: str, groups: Sequence[int], by: DeskUser) -> Check:
    """Begin to check a draft; the log says who handed it in."""
    one = services_editing.begin_check(app, path, content, groups)
    app.desk.log(by.name, "concept nagekeken", one.entry, app.clock())
    return one


def keep(app: App, token: str, fields: Fields, by: DeskUser, instead_of: str = "") -> None:
    """Keep what someone typed; what they themselves handed in before for the same fiche is over.

    :param token: name of the check that it was handed in for.
    :param instead_of: name of the check whose draft this is an improvement of.
    """
    entry = next((value for name, value in fields if name == "id"), "")
    with app.transaction():
        for one in app.typed.every():
            if one.by == by.name and (one.token == instead_of or one.field("id") == entry):
                app.typed.drop(one.token)
        app.typed.keep(token, by.id, fields, app.clock())


def kept(app: App, token: str) -> KeptDraft | None:
    """Return a draft that is not published yet."""
    return app.typed.get(token)


def all_kept(app: App) -> list[KeptDraft]:
    """Return every draft that is not published yet, newest first."""
    return app.typed.every()


def throw_away(app: App, token: str, by: DeskUser) -> bool:
    """Delete a draft, one's own or as an admin any; False when there is none such.

    :raises DeniedError: they may not write.
    """
    require(by, Role.CURATOR)
    one = app.typed.get(token)
    if one is None or not (one.by == by.name or may(by, Role.ADMIN)):
        return False
    with app.transaction():
        app.typed.drop(token)
        app.desk.log(by.name, "concept weggegooid", one.field("id"), app.clock())
    app.drafts.checks.pop(token, None)
    return True
