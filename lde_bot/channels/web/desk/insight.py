"""Inzicht: what people ask, what they get, and where there is nothing; and the weekly sample."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_insight, services_map, services_trends
from lde_bot.channels.web.desk import drawing
from lde_bot.channels.web.desk.base import Desk, Visit, to

_MOST_ROWS = 40  # rows of a table on this page; the sheets and the table by itself have them all
_SERIES = (("beantwoord", "s0"), ("teruggevraagd", "s1"), ("wist het niet", "s2"), ("hielp (wie dat zei)", "s3"))


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
            Route("/desk/inzicht/ontbreekt.csv", look(self.missed), methods=["GET"]),
            Route("/desk/inzicht/tabel", look(self.table), methods=["GET"]),
            Route("/desk/inzicht/kaart.csv", look(self.places), methods=["GET"]),
            Route("/desk/steekproef", look(self.sample), methods=["GET"]),
            Route("/desk/steekproef", act(self.judge), methods=["POST"]),
        ]

    async def figures(self, visit: Visit) -> Response:
        """Show the figures, the charts and the map."""
        every = services_map.all_needs(self._app)
        shown = services_map.need_map(self._app, visit.get("dienst"), every)
        by_day = visit.get("per") == "dag"
        moments = services_trends.rates(self._app, by_day=by_day)
        shares = list(zip(*(one.shares for one in moments), strict=True))
        return self._desk.page(
            visit,
            "insight.html",
            insight=services_insight.insight(self._app),
            moments=moments,
            by_day=by_day,
            lines=drawing.draw_lines([(*names, values) for names, values in zip(_SERIES, shares, strict=True)]),
            labels=drawing.moments([f"{one.day[8:]}/{one.day[5:7]}" for one in moments]),
            grid=drawing.grid(),
            waits=services_trends.waits(self._app),
            shown=shown,
            drawing=drawing.draw_map(shown),
            missed=services_map.missed(every),
            most_rows=_MOST_ROWS,
            services=dict(shown.services),
            reaches=services_map.REACHES,
            told=services_map.told,
        )

    async def table(self, visit: Visit) -> Response:
        """Show everything that is on the map of a service, and what is too small for it, as a table."""
        shown = services_map.need_map(self._app, visit.get("dienst"), services_map.all_needs(self._app))
        return self._desk.page(visit, "need.html", shown=shown, reaches=services_map.REACHES, told=services_map.told)

    async def missed(self, _visit: Visit) -> Response:
        """Give what is missing where, as a sheet."""
        return _sheet("ontbreekt", services_map.needs_sheet(services_map.missed(services_map.all_needs(self._app))))

    async def places(self, visit: Visit) -> Response:
        """Give the map of a service, as a sheet."""
        shown = services_map.need_map(self._app, visit.get("dienst"), services_map.all_needs(self._app))
        return _sheet(f"kaart-{shown.service}", services_map.needs_sheet(shown.needs))

    async def sample(self, visit: Visit) -> Response:
        """Show a week's sample."""
        judged = services_insight.sample(self._app, visit.get("week"))
        return self._desk.page(
            visit, "sample.html", judged=judged, sure=services_insight.SURE, most=services_insight.SAMPLE
        )

    async def judge(self, visit: Visit) -> Response:
        """Judge one answer of the sample."""
        number, verdict = visit.number("nummer"), visit.get("oordeel")
        known = verdict in {"goed", "fout"}
        if not known or not services_insight.judge_answer(self._app, number, right=verdict == "goed", by=visit.user):
            return to("/desk/steekproef", "Dat ging niet: kies een antwoord dat er staat, en 'Juist' of 'Fout'.")
        return to(f"/desk/steekproef?{urlencode({'week': visit.get('week')})}#a{number + 1}")


def _sheet(name: str, content: bytes) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f"attachment; filename={name}.csv"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
