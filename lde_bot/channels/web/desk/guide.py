"""Gids: finding initiatives, what people report, who to call first, taking a sheet in."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_directory, services_guide, services_lookup, services_map, services_upkeep
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.channels.web.desk.initiative_form import STATUSES
from lde_bot.directory.values import phone_link
from lde_bot.errors import DirectoryFileError, Severity
from lde_bot.services_access import Role
from lde_bot.services_lookup import Asked, Found

_MOST_STALE = 25
_SHEET = "geplakt.csv"
_MOST_SHEET = 2_000_000  # bytes of a form with a sheet in it
_MOST_LISTED = 200  # lines of a list of what a sheet changes
_MOST_TWINS = 50  # pairs that are shown
_MOST_PAIRS = 500  # pairs that are looked for
_FIELDS = ("zoek", "dienst", "plaats", "telefoon", "nagekeken", "weg")  # of the form to search with


class GuidePages:
    """The directory at the desk."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/gids", look(self.find), methods=["GET"]),
            Route("/desk/gids/inlezen", look(self.ask_sheet, Role.CURATOR), methods=["GET"]),
            Route("/desk/gids/inlezen", act(self.take_sheet, most=_MOST_SHEET), methods=["POST"]),
        ]

    async def find(self, visit: Visit) -> Response:
        """List who is looked for; without that, what people report and who to call first."""
        typed = {name: visit.get(name) for name in _FIELDS}
        name, service, place, phone, age, hidden = typed.values()
        asked = Asked(name, service, place, phone, age, hidden=bool(hidden))
        offset = visit.number("vanaf")
        found = Found() if asked.empty else services_lookup.find(self._app, asked, offset)
        where = urlencode({name: text for name, text in typed.items() if text})
        return self._desk.page(
            visit,
            "guide.html",
            typed=typed,
            looked=not asked.empty,
            found=found,
            where=where,
            here_on=urlencode({"lijst": f"{where}&vanaf={offset}" if offset else where}) if where else "",
            offset=offset,
            size=services_lookup.PAGE,
            terms=services_directory.terms_of(self._app),
            statuses=STATUSES,
            call=phone_link,
            reports=services_upkeep.reported(self._app),
            stale=services_upkeep.stale(self._app)[:_MOST_STALE],
            told=services_map.told_if_many,
        )

    async def ask_sheet(self, visit: Visit) -> Response:
        """Show where a sheet can be pasted."""
        return self._desk.page(visit, "sheet.html", planned=None, text="")

    async def take_sheet(self, visit: Visit) -> Response:
        """Show what a sheet would change, or take it in when that was shown for this very text."""
        text = visit.get("blad")
        mark = services_directory.fingerprint(text.replace("\r\n", "\n").encode())
        planned = await self._plan(text.encode())
        if visit.get("doe") != "ja":
            return self._sheet(visit, text, mark, planned)
        if visit.get("proef") != mark:
            return self._sheet(visit, text, mark, planned, 422, other=True)
        try:
            services_guide.take_in(self._app, planned, mark, visit.user)
        except DirectoryFileError:
            return self._sheet(visit, text, mark, planned, 422)
        return to("/desk/gids", f"{len(planned.added)} nieuw, {len(planned.changed)} gewijzigd.")

    async def _plan(self, data: bytes) -> services_directory.ImportPlan:
        """Return what a sheet would change now; conversations go on while that is worked out."""
        while True:
            before = self._app.directory.mark()
            make = services_directory.plan_beside(self._app, data, _SHEET, _MOST_PAIRS)
            planned = await asyncio.to_thread(make)
            if self._app.directory.mark() == before:
                return planned

    def _sheet(
        self,
        visit: Visit,
        text: str,
        mark: str,
        planned: services_directory.ImportPlan,
        status: int = 200,
        *,
        other: bool = False,
    ) -> Response:
        return self._desk.page(
            visit,
            "sheet.html",
            status,
            planned=planned,
            text=text,
            mark=mark,
            other=other,
            findings=sorted(planned.findings, key=lambda one: one.severity is not Severity.ERROR),
            most=_MOST_LISTED,
            most_twins=_MOST_TWINS,
            more_twins=len(planned.twins) == _MOST_PAIRS,
        )
