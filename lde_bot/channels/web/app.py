"""The pages, as an ASGI application: what a link shows, and what its buttons do.

Looking never uses a link up (programs that show a preview look too); only a button does. The token is the only secret,
so no page may be cached, be framed, or tell other sites where the visitor came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lde_bot import services_upkeep
from lde_bot.channels.plain import detail_lines, listing_origin
from lde_bot.dialogue.model import Listing
from lde_bot.dialogue.wording import long_date
from lde_bot.directory.freshness import freshness
from lde_bot.directory.hours import in_dutch, to_type
from lde_bot.directory.model import Initiative
from lde_bot.services import App
from lde_bot.services_upkeep import Link, LinkState

_HERE = Path(__file__).resolve().parent
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_STATUS = {LinkState.OPEN: 200, LinkState.USED: 410, LinkState.OVER: 410, LinkState.UNKNOWN: 404}
_MOST_BODY = 20_000
_LABELS = {
    "phone": "Telefoon",
    "email": "E-mail",
    "website": "Website",
    "opening_hours": "Openingsuren",
    "target_group": "Voor wie is het?",
    "conditions": "Hoe vraag je het aan?",
    "price": "Prijs",
    "accessibility": "Toegankelijk voor mensen met een beperking?",
}
_HINTS = {"opening_hours": "bijvoorbeeld: ma-vr 9u-12u30; za gesloten", "price": "bijvoorbeeld: 8 euro per uur (2026)"}


def web_app(app: App) -> Starlette:
    """Return the web application on a running program."""
    pages = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape())

    def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(pages.get_template(template).render(**values), status_code=status, headers=_HEADERS)

    def shown(link: Link, typed: Mapping[str, str], wrong: Mapping[str, str]) -> HTMLResponse:
        if link.state is not LinkState.OPEN or link.initiative is None:
            return page("closed.html", _STATUS[link.state], state=link.state.value)
        one = link.initiative
        fields = [_field(one, name, typed, wrong) for name in services_upkeep.EDITABLE]
        status = 422 if wrong else 200
        return page("verify.html", status, name=one.name, known=_known(app, one), fields=fields, wrong=bool(wrong))

    async def look(request: Request) -> Response:
        return shown(services_upkeep.look_up(app, request.path_params["token"]), {}, {})

    async def answer(request: Request) -> Response:
        token = request.path_params["token"]
        typed = await _form(request)
        if typed.get("answer") == "right":
            link = services_upkeep.confirm(app, token)
        else:
            link, wrong = services_upkeep.correct(app, token, typed)
            if wrong:
                return shown(link, typed, wrong)
        if link.state is not LinkState.OPEN or link.initiative is None:
            return shown(link, {}, {})
        return page("thanks.html", name=link.initiative.name, day=long_date(app.today))

    async def missing(_request: Request, _error: Exception) -> Response:
        return page("closed.html", 404, state="unknown")

    return Starlette(
        routes=[
            Route("/k/{token}", look, methods=["GET"]),
            Route("/k/{token}", answer, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        exception_handlers={404: missing},
    )


def _field(one: Initiative, name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, str]:
    """Return a field of the form: what was typed before, else what is known."""
    known = str(getattr(one, name))
    value = to_type(known) if name == "opening_hours" else known
    told = {"label": _LABELS[name], "hint": _HINTS.get(name, ""), "wrong": wrong.get(name, "")}
    return {"name": name, "value": typed.get(name, value)} | told


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form; too much of it is cut off."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BODY:
            break
    text = body[:_MOST_BODY].decode(errors="replace")
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))


def _known(app: App, one: Initiative) -> list[str]:
    """Return what people see of an initiative, line by line."""
    say = app.snapshot.knowledge.responses.say
    listing = Listing(one, None, freshness=freshness(one.assured_date, app.today))
    services = [term.label for term in map(app.snapshot.knowledge.vocabulary.service, one.services) if term]
    where = ", ".join(part for part in (one.street, f"{one.postcode} {one.locality}".strip()) if part)
    hours = say("opening", hours=in_dutch(one.opening_hours)) if one.opening_hours else ""
    lines = [", ".join(services), where, one.phone, one.email, one.website, one.description, hours]
    return [line for line in (*lines, *detail_lines(listing, say), listing_origin(listing, say)) if line]
