"""What was published of a fiche before, and putting something of it back."""

from __future__ import annotations

from difflib import unified_diff

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_drafts, services_versions
from lde_bot.channels.web.desk.base import Desk, Visit, to


class VersionPages:
    """The versions of a fiche."""

    def __init__(self, desk: Desk) -> None:
        """Show them at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/geschiedenis/{entry}", look(self.history), methods=["GET"]),
            Route("/desk/herstel", act(self.restore), methods=["POST"]),
        ]

    async def history(self, visit: Visit) -> Response:
        """Show what was published of an entry, each against the text that it took the place of."""
        entry = str(visit.request.path_params["entry"])
        path = services_versions.path_of(self._app, entry)
        if not path:
            return self._desk.page(visit, "gone.html", 404)
        shown = [
            (one, before is not None, _difference(before or "", one.content))
            for one, before in services_versions.versions(self._app, path)
        ]
        return self._desk.page(visit, "history.html", entry=entry, shown=shown, in_git=path in self._app.texts)

    async def restore(self, visit: Visit) -> Response:
        """Check an older state of an entry, that of git, or its withdrawal, as a draft."""
        entry, number = visit.get("fiche"), visit.number("versie")
        path = services_versions.path_of(self._app, entry)
        revision = self._app.revisions.get(number) if number else None
        if not path or (number and (revision is None or revision.path != path)):
            return self._desk.page(visit, "gone.html", 404)
        text = revision.content if revision else ""
        if visit.get("git"):
            text = self._app.texts.get(path, "")
        one = services_drafts.hand_in(self._app, path, text, (), visit.user)
        return to(f"/desk/concept/{one.token}")


def _difference(before: str, after: str) -> list[str]:
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))
    return lines[2:]
