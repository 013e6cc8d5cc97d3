"""Serving the public part as JSON: looked up, checked, with an ETag, readable from any site, and not too often."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lde_bot.channels.web.api import shapes
from lde_bot.channels.web.api.budget import Budget
from lde_bot.channels.web.api.described import describe, known
from lde_bot.channels.web.api.shapes import Json
from lde_bot.directory.model import Place
from lde_bot.lasting import DatabaseFailure, UnavailableError
from lde_bot.services import App

ROOT = "/api/v1"
"""Where it lives."""
MOST, USUAL = 100, 50
"""Things on a page: at most, and when nothing is said."""
FURTHEST = 500
"""A search goes no further than this."""
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_TITLES = {400: "Bad request", 404: "Not found", 405: "Method not allowed", 429: "Too many requests", 503: "Not now"}


class _Refused(Exception):
    """What was asked cannot be given."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


Asked = Callable[[Request], Json]


class ApiPages:
    """The public part of this program."""

    def __init__(self, app: App) -> None:
        """Show this program."""
        self._app, self._budget = app, Budget()

    @property
    def routes(self) -> list[Route]:
        """Where it listens; any other method is refused by :meth:`_serve` itself, in JSON."""
        table: dict[str, Asked] = {
            "": self.root,
            "/openapi.json": self.description,
            "/entries": self.entries,
            "/entries/{id}": self.entry,
            "/services": self.services,
            "/organizations": self.organizations,
            "/organizations/{id}": self.organization,
            "/places": self.places,
            "/search": self.search,
        }
        every = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
        return [Route(f"{ROOT}{path}", self._serve(path, asked), methods=every) for path, asked in table.items()]

    def _serve(self, path: str, asked: Asked) -> Callable[[Request], Awaitable[Response]]:
        takes = known().get(path, set())

        async def endpoint(request: Request) -> Response:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=_HEADERS | _PREFLIGHT)
            if request.method not in {"GET", "HEAD"}:
                return _problem(405, "This API can only be read: use GET.", {"Allow": "GET, HEAD, OPTIONS"})
            address = request.client.host if request.client else ""
            if wait := self._budget.spend(address, self._app.clock().timestamp()):
                return _problem(429, f"Try again in {wait} s.", {"Retry-After": str(wait)})
            if unknown := sorted(set(request.query_params) - takes):
                return _problem(400, f"Unknown parameter: {unknown[0][:50]}.")
            try:
                return _answer(request, asked(request))
            except _Refused as refused:
                return _problem(refused.status, refused.detail)
            except (DatabaseFailure, UnavailableError) as error:
                if isinstance(error, DatabaseFailure):
                    self._app.lasting.note(error)  # raises when the mistake is ours
                return _problem(503, "The database cannot be read now.", {"Retry-After": "60"})

        return endpoint

    def _address(self, request: Request) -> str:
        return f"{self._app.web_url or str(request.base_url).rstrip('/')}{ROOT}"

    def root(self, request: Request) -> Json:
        """Say what there is."""
        names = ("entries", "services", "organizations", "places", "search", "openapi.json")
        links = {name: f"{self._address(request)}/{name}" for name in names}
        return {"name": "LDE-bot", "revision": self._app.snapshot.revision, "links": links}

    def description(self, request: Request) -> Json:
        """Return the OpenAPI description."""
        return describe(self._address(request))

    def entries(self, request: Request) -> Json:
        """Return entries, in order of id."""
        theme, after, most = (
            request.query_params.get("theme", ""),
            request.query_params.get("after", ""),
            _most(request),
        )
        every = self._app.snapshot.knowledge.entries
        found = [one for name, one in sorted(every.items()) if name > after and (not theme or one.theme == theme)]
        return _paged(request, [shapes.entry(one) for one in found[: most + 1]], most)

    def entry(self, request: Request) -> Json:
        """Return one entry."""
        found = self._app.snapshot.knowledge.entries.get(str(request.path_params["id"]))
        if found is None:
            raise _Refused(404, "There is no entry with this id.")
        return shapes.entry(found)

    def services(self, request: Request) -> Json:
        """Return the services."""
        found = self._app.snapshot.knowledge.vocabulary.services
        return {"items": [shapes.service(one) for one in found], "next": None}

    def organizations(self, request: Request) -> Json:
        """Return initiatives that are shown, in order of id."""
        given, most = request.query_params, _most(request)
        service = given.get("service", "")
        if service:
            self._known_service(service)
        names = self._app.directory.listed(given.get("after", ""), most + 1, service, given.get("municipality", ""))
        return _paged(request, [shapes.organization(one) for one in self._app.directory.get(names)], most)

    def organization(self, request: Request) -> Json:
        """Return one initiative that is shown."""
        found = next(iter(self._app.directory.get([str(request.path_params["id"])])), None)
        if found is None or not found.status.shown:
            raise _Refused(404, "There is no organization with this id.")
        return shapes.organization(found)

    def places(self, request: Request) -> Json:
        """Return places by postcode or name."""
        postcode, name = request.query_params.get("postcode", ""), request.query_params.get("name", "")
        if bool(postcode) == bool(name):
            raise _Refused(400, "Give postcode or name.")
        gazetteer = self._app.snapshot.gazetteer
        match = gazetteer.by_name(name[:200]) if name else None
        found = gazetteer.by_postcode(postcode) if postcode else (match.places if match else ())
        return {"items": [shapes.place(one) for one in found], "next": None}

    def search(self, request: Request) -> Json:
        """Return who offers a service around a place."""
        service, where = request.query_params.get("service", ""), self._where(request)
        self._known_service(service)
        offset, most = _number(request, "offset", 0, FURTHEST, 0), _most(request)
        found = self._app.snapshot.find([service], where, offset, most)
        items = [
            {
                "organization": shapes.organization(hit.initiative),
                "distance_km": None if hit.distance_km is None else round(hit.distance_km, 1),
                "serves": hit.serves,
            }
            for hit in found.all
        ]
        more = found.more and offset + most <= FURTHEST
        following = _next(request, offset=str(offset + most)) if more else None
        told = {"place": shapes.place(where), "service": service, "widened": found.widened}
        return told | {"items": items, "next": following}

    def _where(self, request: Request) -> Place:
        postcode, key = request.query_params.get("postcode", ""), request.query_params.get("place", "")
        if bool(postcode) == bool(key):
            raise _Refused(400, "Give postcode or place.")
        if key:
            found = self._app.snapshot.gazetteer.by_key(key)
        else:
            found = next(iter(self._app.snapshot.gazetteer.by_postcode(postcode)), None)
        if found is None:
            raise _Refused(400, "This place is not known in Flanders or Brussels.")
        return found

    def _known_service(self, service: str) -> None:
        if service not in {one.id for one in self._app.snapshot.knowledge.vocabulary.services}:
            raise _Refused(400, "This service is not known: see /services.")


def _most(request: Request) -> int:
    return _number(request, "limit", 1, MOST, USUAL)


def _number(request: Request, name: str, low: int, high: int, usual: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return usual
    if not (given.isascii() and given.isdigit()) or len(given) > 6 or not low <= int(given) <= high:
        raise _Refused(400, f"{name} must be a number from {low} to {high}.")
    return int(given)


def _paged(request: Request, items: Sequence[Json], most: int) -> Json:
    """Return a page: at most ``most`` items, and the way to the next when there are more."""
    shown = list(items[:most])
    return {"items": shown, "next": _next(request, after=shown[-1]["id"]) if len(items) > most else None}


def _next(request: Request, **changes: str) -> str:
    return f"{request.url.path}?{urlencode(dict(request.query_params) | changes)}"


def _answer(request: Request, content: Json) -> Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    headers = _HEADERS | {"ETag": tag, "Cache-Control": "public, max-age=300"}
    given = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in given or "*" in given:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _problem(status: int, detail: str, more: dict[str, str] | None = None) -> Response:
    """Return what is wrong as RFC 9457 has it."""
    content = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    headers = _HEADERS | {"Cache-Control": "no-store"} | (more or {})
    return Response(json.dumps(content), status, headers, "application/problem+json")
