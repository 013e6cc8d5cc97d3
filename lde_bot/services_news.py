"""Who waited for an answer that there is now, and that they were told, once."""

from __future__ import annotations

from dataclasses import dataclass

from lde_bot.services import App


@dataclass(frozen=True, slots=True)
class News:
    """Someone waited for an answer, and there is one."""

    id: int
    """Number of the wish."""
    address: str
    """Where it goes."""
    entry: str
    """Entry that answers."""


def news(app: App) -> list[News]:
    """Return who can be told that there is an answer to their question."""
    told = []
    for entry, numbers in app.groups.answered().items():
        if entry in app.snapshot.knowledge.entries:
            told += [News(one.id, one.address, entry) for one in app.echo.waiting(numbers)]
    return told


def begin_telling(app: App, one: News) -> bool:
    """Take a wish out before its answer goes, so that it goes once; False when nobody waits for it any more."""
    return app.echo.take(one.id)


def told(app: App, one: News) -> None:
    """Forget a wish, once the answer was sent or cannot be."""
    app.echo.told(one.id)


def not_told(app: App, one: News) -> None:
    """Put a wish back whose answer could not be sent now; while the database cannot be used, as soon as it can."""
    app.lasting.write(lambda: app.echo.put_back(one.id))
