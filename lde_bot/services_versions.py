"""What each publication took the place of."""

from __future__ import annotations

from lde_bot import services_editing
from lde_bot.services import App
from lde_bot.services_editing import fingerprint
from lde_bot.store.revisions import Revision


def versions(app: App, path: str) -> list[tuple[Revision, str | None]]:
    """Return what was published of a file, newest first, each with the text that it took the place of.

    That text is empty where there was none, and ``None`` where it is not kept: a file of git that was changed since.
    """
    found = services_editing.history(app, path)
    kept = {fingerprint(text): text for text in ("", app.texts.get(path, ""), *(one.content for one in found))}
    older = [one.content for one in found[1:]] + [kept.get(one.base) for one in found[-1:]]
    return list(zip(found, older, strict=True))
