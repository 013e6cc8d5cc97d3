"""One initiative at the desk: looking, putting right, saying that it was verified, taking back, adding one by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_directory, services_guide, services_upkeep
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.channels.web.desk.initiative_form import CERTAINTIES, STATUSES, form_of, opened_of, typed_of
from lde_bot.channels.web.verify import known_lines
from lde_bot.directory.model import Initiative
from lde_bot.directory.values import phone_link
from lde_bot.services_access import Role
from lde_bot.services_guide import Added

_MOST_SAVES = 50  # of the history that are shown


class InitiativePages:
    """One initiative, and a new one."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/gids/nieuw", look(self.ask_new, Role.CURATOR), methods=["GET"]),
            Route("/desk/gids/nieuw", act(self.add), methods=["POST"]),
            Route("/desk/initiatief/{ref}", look(self.one), methods=["GET"]),
            Route("/desk/initiatief/{ref}", act(self.change), methods=["POST"]),
            Route("/desk/initiatief/{ref}/nagekeken", act(self.verify), methods=["POST"]),
            Route("/desk/initiatief/{ref}/terug", act(self.undo), methods=["POST"]),
        ]

    def _named(self, visit: Visit) -> Initiative | None:
        return self._app.directory.by_ref(str(visit.request.path_params["ref"]))

    async def one(self, visit: Visit) -> Response:
        """Show one initiative."""
        return self._one(visit, {}, {})

    def _one(self, visit: Visit, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
        one = self._named(visit)
        if one is None:
            return self._desk.page(visit, "gone.html", 404)
        return self._desk.page(
            visit,
            "initiative.html",
            422 if wrong else 200,
            one=one,
            known=known_lines(self._app, one),
            call=phone_link(one.phone) if one.phone else "",
            saves=services_guide.history(self._app, one.id)[:_MOST_SAVES],
            reports=[line for line in services_upkeep.reported(self._app) if line.initiative.id == one.id],
            back=urlencode(parse_qsl(visit.get("lijst"))),
            **self._form(visit, one, typed, wrong),
        )

    def _form(
        self, visit: Visit, one: Initiative, typed: Mapping[str, str], wrong: Mapping[str, str]
    ) -> dict[str, object]:
        """Return what the form needs."""
        provinces = sorted({place.province for place in self._app.snapshot.gazetteer.places})
        return {
            "groups": form_of(one, typed, wrong),
            "choices": {
                "status": STATUSES,
                "lde_status": CERTAINTIES,
                "province": {"": "geen: het heeft een adres"} | {name: name for name in provinces},
            },
            "terms": services_directory.terms_of(self._app),
            "waarom": visit.get("waarom"),
            "meteen": visit.get("meteen"),
            "wrong": bool(wrong),
        }

    async def change(self, visit: Visit) -> Response:
        """Put data right, and say that everything was verified when that was the button."""
        before = self._named(visit)
        if before is None:
            return self._desk.page(visit, "gone.html", 404)
        opened, verified = opened_of(visit), visit.get("doe") == "nagekeken"
        typed = services_guide.touched(typed_of(visit), opened)
        why = visit.get("waarom")
        wrong = services_guide.edit(self._app, before.id, typed, opened, visit.user, why, verified=verified)
        if wrong:
            return self._one(visit, typed, wrong)
        after = self._named(visit) or before
        said = "Bewaard en nagekeken op vandaag." if verified else "Bewaard."
        if after.municipality and (after.street, after.postcode) != (before.street, before.postcode):
            said += f" {_where(after)}"
        return self._to(visit, said)

    def _to(self, visit: Visit, said: str) -> Response:
        return to(f"/desk/initiatief/{visit.request.path_params['ref']}", said, lijst=visit.get("lijst"))

    async def verify(self, visit: Visit) -> Response:
        """Say that everything was verified."""
        one = self._named(visit)
        done = one is not None and services_guide.verify(self._app, one.id, visit.user)
        return self._to(visit, "Nagekeken op vandaag." if done else "Dat ging niet.")

    async def undo(self, visit: Visit) -> Response:
        """Take one save back."""
        one = self._named(visit)
        if one is None:
            return self._desk.page(visit, "gone.html", 404)
        refused = services_guide.undo(self._app, one.id, visit.number("nummer"), visit.user)
        return self._to(visit, refused or "Teruggezet.")

    async def ask_new(self, visit: Visit) -> Response:
        """Show an empty form, or that of another place of the same organisation."""
        like = self._app.directory.by_ref(visit.get("zoals"))
        one = Initiative("", visit.get("naam"), ())
        if like:
            one = replace(
                one,
                **{name: getattr(like, name) for name in ("name", "parent", "services", "email", "website")},
                **{name: getattr(like, name) for name in ("lde_status", "source_url", "source_year")},
            )
        return self._new(visit, Added(one, {}), {})

    def _new(self, visit: Visit, added: Added, typed: Mapping[str, str]) -> Response:
        form = self._form(visit, added.initiative, typed, added.wrong)
        status = 422 if typed else 200
        return self._desk.page(visit, "initiative_new.html", status, added=added, statuses=STATUSES, **form)

    async def add(self, visit: Visit) -> Response:
        """Add an initiative, when who may be the same was looked at."""
        typed, why, seen = typed_of(visit), visit.get("waarom"), visit.get("gezien")
        verified = bool(visit.get("meteen"))
        added = services_guide.add(self._app, typed, visit.user, why, seen, verified=verified)
        if not added.done:
            return self._new(visit, added, typed)
        said = "Toegevoegd en nagekeken op vandaag." if verified else "Toegevoegd."
        return to(f"/desk/initiatief/{added.initiative.ref}", f"{said} {_where(added.initiative)}")


def _where(one: Initiative) -> str:
    """Say which point people get."""
    if one.regional:
        return f"Zonder eigen adres: mensen vinden het in {', '.join(one.service_areas)}."
    return (
        "Het punt staat op de kaart."
        if not one.approximate
        else f"Het punt is het midden van {one.locality}: ongeveer."
    )
