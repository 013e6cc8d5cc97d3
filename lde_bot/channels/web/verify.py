"""The page behind a link: an initiative confirms its data, or puts it right.

Looking never uses a link up (programs that show a preview look too); only a button does. The token is the only secret,
so no page may be cached, be framed, or tell other sites where the visitor came from.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_upkeep
from lde_bot.channels.plain import detail_lines, listing_origin
from lde_bot.channels.web.pages import Pages, read_form
from lde_bot.dialogue.model import Listing
from lde_bot.dialogue.wording import long_date
from lde_bot.directory.freshness import freshness
from lde_bot.directory.hours import in_dutch
from lde_bot.directory.model import Initiative
from lde_bot.directory.values import phone_link
from lde_bot.services import App
from lde_bot.services_upkeep import Link, LinkState

_STATUS = {LinkState.OPEN: 200, LinkState.USED: 410, LinkState.OVER: 410, LinkState.UNKNOWN: 404}
_MOST_BODY = 20_000
LABELS = {
    "phone": "Telefoon",
    "email": "E-mail",
    "website": "Website",
    "opening_hours": "Openingsuren",
    "target_group": "Voor wie is het?",
    "conditions": "Hoe vraag je het aan?",
    "price": "Prijs",
    "accessibility": "Toegankelijk voor mensen met een beperking?",
    "description": "Beschrijving",
    "status": "Status",
}
"""What people read above a field."""
HINTS = {
    "opening_hours": "bijvoorbeeld: ma-vr 9u-12u30; za gesloten",
    "price": "bijvoorbeeld: 8 euro per uur (2026)",
    "description": "hoogstens 500 tekens",
}
"""What helps to fill a field in."""


class Verify:
    """Shows what a link leads to, and takes the answer."""

    def __init__(self, app: App, pages: Pages) -> None:
        """Answer for this program."""
        self._app, self._page = app, pages

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        return [Route("/k/{token}", self.look, methods=["GET"]), Route("/k/{token}", self.answer, methods=["POST"])]

    async def look(self, request: Request) -> Response:
        """Show what is known."""
        return self._shown(services_upkeep.look_up(self._app, request.path_params["token"]), {}, {})

    async def answer(self, request: Request) -> Response:
        """Take a confirmation, or what is put right."""
        token = request.path_params["token"]
        typed = await read_form(request, _MOST_BODY)
        if typed.get("answer") == "right":
            link = services_upkeep.confirm(self._app, token)
        else:
            link, wrong = services_upkeep.correct(self._app, token, typed)
            if wrong:
                return self._shown(link, typed, wrong)
        if link.state is not LinkState.OPEN or link.initiative is None:
            return self._shown(link, {}, {})
        return self._page("thanks.html", name=link.initiative.name, day=long_date(self._app.today))

    def _shown(self, link: Link, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
        if link.state is not LinkState.OPEN or link.initiative is None:
            return self._page("closed.html", _STATUS[link.state], state=link.state.value)
        one = link.initiative
        fields = [_field_of(one, name, typed, wrong) for name in services_upkeep.EDITABLE]
        status = 422 if wrong else 200
        known = known_lines(self._app, one)
        call = {one.phone: phone_link(one.phone)} if one.phone else {}
        shown = {"name": one.name, "known": known, "call": call, "fields": fields, "wrong": bool(wrong)}
        return self._page("verify.html", status, **shown)


def _field_of(one: Initiative, name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, str]:
    """Return a field of the form: what was typed before, else what is known."""
    value = services_upkeep.to_edit(one, name)
    told = {"label": LABELS[name], "known": value, "hint": HINTS.get(name, ""), "wrong": wrong.get(name, "")}
    return {"name": name, "value": typed.get(name, value)} | told


def known_lines(app: App, one: Initiative) -> list[str]:
    """Return what people see of an initiative, line by line."""
    say = app.snapshot.knowledge.responses.say
    listing = Listing(one, None, freshness=freshness(one.assured_date, app.today, one.source_year))
    services = [term.label for term in map(app.snapshot.knowledge.vocabulary.service, one.services) if term]
    where = ", ".join(part for part in (one.street, f"{one.postcode} {one.locality}".strip()) if part)
    hours = say("opening", hours=in_dutch(one.opening_hours)) if one.opening_hours else ""
    also = f"ook: {one.alternate_name}" if one.alternate_name else ""
    lines = [also, ", ".join(services), where, one.phone, one.email, one.website, one.description, hours]
    return [line for line in (*lines, *detail_lines(listing, say), listing_origin(listing, say)) if line]
