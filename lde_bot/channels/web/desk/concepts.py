"""Drafts of fiches that were handed in: what came of trying them, publishing them, throwing them away."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_drafts, services_editing
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.channels.web.desk.remarks import remarks_of
from lde_bot.channels.web.desk.trial import seen, trial_of
from lde_bot.dialogue.model import UserMessage


class ConceptPages:
    """A draft that was handed in."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/concept/{token}", look(self.checked), methods=["GET"]),
            Route("/desk/concept/{token}", act(self.publish), methods=["POST"]),
            Route("/desk/concept/{token}/weg", act(self.throw_away), methods=["POST"]),
        ]

    async def checked(self, visit: Visit) -> Response:
        """Show how far a check is, and what came of it; a draft from before a restart opens as a form."""
        token = str(visit.request.path_params["token"])
        one = services_editing.check_of(self._app, token)
        if one is None and services_drafts.kept(self._app, token):
            return to(f"/desk/fiche?concept={token}")
        if one is None:
            return self._desk.page(visit, "gone.html", 404)
        shown = [UserMessage(choice=f"e:{one.entry}")] if one.content else []
        preview = services_editing.tried(self._app, token, shown)
        return self._desk.page(
            visit,
            "check.html",
            check=one,
            remarks=remarks_of(one),
            preview=seen(self._app, preview[0].reply) if preview else [],
            trial=trial_of(self._app, token, visit),
        )

    async def publish(self, visit: Visit) -> Response:
        """Publish a draft that was checked."""
        token = str(visit.request.path_params["token"])
        one = services_editing.check_of(self._app, token)
        refused = services_editing.publish(self._app, token, visit.get("waarom"), visit.user)
        if refused or one is None:
            return to(f"/desk/concept/{token}", refused)
        done = "gepubliceerd" if one.content else "ingetrokken"
        return to("/desk", f"De fiche '{one.entry}' is {done}. Ze werkt nu.")

    async def throw_away(self, visit: Visit) -> Response:
        """Throw a draft away."""
        done = services_drafts.throw_away(self._app, str(visit.request.path_params["token"]), visit.user)
        said = "Het concept is weg." if done else "Dat concept is er niet meer, of het is van een collega."
        return to("/desk/fiches", said)
