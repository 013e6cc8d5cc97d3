"""Inzicht: what people ask, what they get, and where there is nothing; and the weekly sample."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_insight
from lde_bot.channels.web.desk.base import Desk, Visit, to


class InsightPages:
    """Figures and the sample."""

    def __init__(self, desk: Desk) -> None:
        """Show them at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/inzicht", look(self.figures), methods=["GET"]),
            Route("/desk/inzicht/ontbreekt.csv", look(self.gaps), methods=["GET"]),
            Route("/desk/steekproef", look(self.sample), methods=["GET"]),
            Route("/desk/steekproef", act(self.judge), methods=["POST"]),
        ]

    async def figures(self, visit: Visit) -> Response:
        """Show the figures."""
        return self._desk.page(visit, "insight.html", insight=services_insight.insight(self._app))

    async def gaps(self, _visit: Visit) -> Response:
        """Give what is missing where, as a sheet."""
        name = {"Content-Disposition": "attachment; filename=ontbreekt.csv"}
        return Response(services_insight.gaps_sheet(self._app), media_type="text/csv; charset=utf-8", headers=name)

    async def sample(self, visit: Visit) -> Response:
        """Show a week's sample."""
        return self._desk.page(visit, "sample.html", judged=services_insight.sample(self._app, visit.get("week")))

    async def judge(self, visit: Visit) -> Response:
        """Judge one answer of the sample."""
        number, verdict = visit.number("nummer"), visit.get("oordeel")
        known = verdict in {"goed", "fout"}
        if not known or not services_insight.judge_answer(self._app, number, right=verdict == "goed", by=visit.user):
            return to("/desk/steekproef", "Dat ging niet: kies een antwoord dat er staat, en 'Juist' of 'Fout'.")
        return to(f"/desk/steekproef#a{number + 1}")
