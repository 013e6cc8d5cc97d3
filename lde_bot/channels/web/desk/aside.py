"""Opzijgezet: updates that broke the program three times, for admins. What they say is never shown."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_aside
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.services_access import Role


class AsidePages:
    """What was put aside."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        return [
            Route("/desk/opzij", self._desk.look(self.aside, Role.ADMIN), methods=["GET"]),
            Route("/desk/opzij", self._desk.act(self.decide, Role.ADMIN), methods=["POST"]),
        ]

    async def aside(self, visit: Visit) -> Response:
        """Show what was put aside."""
        found = services_aside.put_aside(self._app)
        return self._desk.page(visit, "aside.html", found=found, kinds=services_aside.KINDS)

    async def decide(self, visit: Visit) -> Response:
        """Try one again, or let it go."""
        number = visit.number("nummer")
        if visit.get("doe") == "opnieuw":
            done = services_aside.try_again(self._app, number, visit.user)
            said = "Het wordt opnieuw geprobeerd."
        else:
            done = visit.get("doe") == "wis" and services_aside.let_go(self._app, number, visit.user)
            said = "Gewist. Wie het stuurde, krijgt geen antwoord."
        return to("/desk/opzij", said if done else "Dat staat niet meer opzij.")
