"""The web pages as one ASGI application: what a link shows, health, and the way in for Telegram. The door to
``starlette``."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from lde_bot import services_health
from lde_bot.channels.web.api.pages import ApiPages
from lde_bot.channels.web.desk.access import Access
from lde_bot.channels.web.desk.aside import AsidePages
from lde_bot.channels.web.desk.base import Desk
from lde_bot.channels.web.desk.concepts import ConceptPages
from lde_bot.channels.web.desk.digest import DigestPages
from lde_bot.channels.web.desk.editor import EditorPages
from lde_bot.channels.web.desk.guide import GuidePages
from lde_bot.channels.web.desk.inbox import InboxPages
from lde_bot.channels.web.desk.initiative import InitiativePages
from lde_bot.channels.web.desk.insight import InsightPages
from lde_bot.channels.web.desk.versions import VersionPages
from lde_bot.channels.web.headers import Headers
from lde_bot.channels.web.health import HealthPages
from lde_bot.channels.web.pages import HERE, Pages, TooLargeError
from lde_bot.channels.web.verify import Verify
from lde_bot.lasting import DatabaseFailure, UnavailableError
from lde_bot.services import App

Hook = tuple[str, Callable[[str, bytes], int], Callable[[], bool]]
"""A path to which Telegram brings updates; what takes one (the secret that came with it and the body, to the HTTP
status); and whether updates are taken now."""
_SECRET = "X-Telegram-Bot-Api-Secret-Token"
_MOST_UPDATE = 1_000_000
_DESK = (
    Access,
    AsidePages,
    InboxPages,
    EditorPages,
    ConceptPages,
    VersionPages,
    GuidePages,
    InitiativePages,
    InsightPages,
    DigestPages,
)


def web_app(app: App, hook: Hook | None = None) -> Starlette:
    """Return the web application on a running program."""
    pages = Pages()
    desk = Desk(app, pages)

    async def missing(_request: Request, _error: Exception) -> Response:
        return pages("closed.html", 404, state="unknown")

    async def unavailable(_request: Request, error: Exception) -> Response:
        if isinstance(error, DatabaseFailure):
            app.lasting.note(error)  # raises when the mistake is ours
        return pages("desk/trouble.html", 503, troubles=services_health.wrong_now(app))

    async def broken(_request: Request, _error: Exception) -> Response:
        return pages("broken.html", 500)

    async def too_large(_request: Request, _error: Exception) -> Response:
        return pages("large.html", 413)

    routes: list[BaseRoute] = [
        *HealthPages(app, hook[2] if hook else None).routes,
        *Verify(app, pages).routes,
        *ApiPages(app).routes,
        *(route for part in _DESK for route in part(desk).routes),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    if hook:
        routes.append(Route(hook[0], _taking(hook), methods=["POST"]))
    handlers = {
        404: missing,
        DatabaseFailure: unavailable,
        UnavailableError: unavailable,
        TooLargeError: too_large,
        Exception: broken,
    }
    site = Starlette(routes=routes, exception_handlers=handlers)
    site.middleware_stack = Headers(site.build_middleware_stack(), app)
    return site


def _taking(hook: Hook) -> Callable[[Request], object]:
    async def take(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _MOST_UPDATE:
                return Response(status_code=413)
        return Response(status_code=hook[1](request.headers.get(_SECRET, ""), body))

    return take
