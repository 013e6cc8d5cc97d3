"""The week in figures, to print: what staff get in Telegram too."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_digest
from lde_bot.channels.web.desk.base import Desk, Visit
from lde_bot.dialogue.wording import long_date
from lde_bot.services_digest import WEEK


class DigestPages:
    """The page of a week."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        return [Route("/desk/week", self._desk.look(self.week), methods=["GET"])]

    async def week(self, visit: Visit) -> Response:
        """Show a week: the last one that is over, unless another is asked for."""
        last = services_digest.last_week(self._app)
        monday = min(services_digest.monday_of(visit.get("van"), last), last)
        week = services_digest.digest(self._app, monday)
        return self._desk.page(
            visit,
            "week.html",
            week=week,
            start=long_date(week.monday),
            end=long_date(week.sunday),
            earlier=monday - WEEK if monday.toordinal() > WEEK.days else None,
            later=monday + WEEK if monday < last else None,
            missing=[(services_digest.label_of(self._app, gap.service), gap) for gap in week.missing],
        )
