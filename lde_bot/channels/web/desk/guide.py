"""Gids: finding an initiative, putting it right, saying that it was verified, what people report, taking a sheet in."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_directory, services_map, services_upkeep
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.channels.web.verify import field_of, known_lines
from lde_bot.directory.model import Status
from lde_bot.errors import DirectoryFileError, Severity
from lde_bot.services_access import Role
from lde_bot.text import normalise

_MOST_FOUND = 40
_MOST_STALE = 25
_WAS = "was_"  # begins the name of a field that carries what another was when the form was opened
_STATUSES = {
    Status.ACTIVE.value: "actief",
    Status.INACTIVE.value: "niet actief",
    Status.DEFUNCT.value: "gestopt",
    Status.TEMPORARILY_CLOSED.value: "tijdelijk gesloten",
}
_SHEET = "geplakt.csv"
_MOST_SHEET = 2_000_000  # bytes of a form with a sheet in it
_MOST_LISTED = 200  # lines of a list of what a sheet changes
_MOST_TWINS = 50  # pairs that are shown
_MOST_PAIRS = 500  # pairs that are looked for


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
            Route("/desk/initiatief/{ref}", look(self.one), methods=["GET"]),
            Route("/desk/initiatief/{ref}", act(self.change), methods=["POST"]),
            Route("/desk/initiatief/{ref}/nagekeken", act(self.verify), methods=["POST"]),
        ]

    async def find(self, visit: Visit) -> Response:
        """List what is found by name, what people report, and what to verify first."""
        wanted = normalise(visit.get("zoek"))
        named = [one.id for one in self._app.directory.named(wanted, _MOST_FOUND)] if wanted else []
        known = {one.id: one for one in self._app.directory.get(named)}
        return self._desk.page(
            visit,
            "guide.html",
            zoek=visit.get("zoek"),
            found=[known[one] for one in named],
            reports=services_upkeep.reported(self._app),
            stale=services_upkeep.stale(self._app)[:_MOST_STALE],
            told=services_map.told_if_many,
        )

    async def one(self, visit: Visit) -> Response:
        """Show one initiative."""
        return self._one(visit, {}, {})

    def _one(self, visit: Visit, typed: dict[str, str], wrong: dict[str, str]) -> Response:
        one = self._app.directory.by_ref(str(visit.request.path_params["ref"]))
        if one is None:
            return self._desk.page(visit, "gone.html", 404)
        return self._desk.page(
            visit,
            "initiative.html",
            422 if wrong else 200,
            one=one,
            known=known_lines(self._app, one),
            fields=[field_of(one, name, typed, wrong) for name in services_upkeep.STAFF_EDITABLE],
            statuses=_STATUSES,
            changes=self._app.directory.history(one.id),
            reports=[line for line in services_upkeep.reported(self._app) if line.initiative.id == one.id],
            wrong=bool(wrong),
        )

    async def change(self, visit: Visit) -> Response:
        """Put data right."""
        ref = str(visit.request.path_params["ref"])
        one = self._app.directory.by_ref(ref)
        if one is None:
            return self._desk.page(visit, "gone.html", 404)
        opened = {name.removeprefix(_WAS): text for name, text in visit.form if name.startswith(_WAS)}
        typed = services_upkeep.touched(dict(visit.form), opened)
        wrong = services_upkeep.staff_edits(self._app, one.id, typed, visit.user.name, opened)
        return self._one(visit, typed, wrong) if wrong else to(f"/desk/initiatief/{ref}", "Bewaard.")

    async def verify(self, visit: Visit) -> Response:
        """Say that everything was verified."""
        ref = str(visit.request.path_params["ref"])
        one = self._app.directory.by_ref(ref)
        done = one is not None and services_upkeep.staff_verifies(self._app, one.id, "de Koepel", visit.user.name)
        return to(f"/desk/initiatief/{ref}", "Nagekeken op vandaag." if done else "Dat ging niet.")

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
            services_upkeep.take_in(self._app, planned, mark, visit.user.name)
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
