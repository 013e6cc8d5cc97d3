"""What every page of the desk goes through: who is there, may they do this, and did the request come from our own page.

Changes only come by POST from a page of this desk: the browser says so (``Sec-Fetch-Site``), or else its ``Origin`` is
ours. Together with a cookie that other sites cannot send (``SameSite=Strict``) a form on another site can do nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lde_bot import services_access, services_health
from lde_bot.channels.web.headers import over_tls
from lde_bot.channels.web.pages import MOST_BODY, Pages, TooLargeError, read_fields
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role

COOKIE = "lde_desk"
_SECRETS = {"bewijs", "code", "geheim", "nieuw_wachtwoord", "wachtwoord"}
Form = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of someone who is logged in."""

    request: Request
    """The request."""
    user: DeskUser
    """Who it is."""
    form: Form
    """Fields that were sent; none when a page is only looked at."""

    def get(self, name: str) -> str:
        """Return a field of the form, or of the address."""
        value = next((value for key, value in reversed(self.form) if key == name), None)
        return (value if value is not None else self.request.query_params.get(name, "")).strip()

    def every(self, name: str) -> list[str]:
        """Return all fields of that name."""
        return [value for key, value in self.form if key == name]

    def number(self, name: str) -> int:
        """Return a field, or a part of the path, as a number; 0 when it is none."""
        return _number(str(self.request.path_params.get(name, "") or self.get(name)))

    def numbers(self, name: str) -> list[int]:
        """Return all fields of that name that are numbers."""
        return [number for value in self.every(name) if (number := _number(value))]


Shown = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Desk:
    """The desk around its pages."""

    def __init__(self, app: App, pages: Pages) -> None:
        """Serve this program."""
        self.app, self._pages = app, pages

    def page(self, visit: Visit, template: str, status: int = 200, **values: object) -> Response:
        """Return a page of the desk."""
        common = {
            "user": visit.user,
            "may_write": services_access.may(visit.user, Role.CURATOR),
            "is_admin": services_access.may(visit.user, Role.ADMIN),
            "here": visit.request.url.path,
            "said": visit.request.query_params.get("gezegd", "")[:300],
            "troubles": services_health.wrong_now(self.app),
            "entries": self.app.snapshot.knowledge.entries,
        }
        return self._pages(f"desk/{template}", status, **(common | values))

    def bare(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page for someone who is not logged in."""
        return self._pages(f"desk/{template}", status, **values)

    def login(
        self, wanted: str, kept: str = "", status: int = 200, *, wrong: bool = False, waits: bool = False
    ) -> Response:
        """Return the page to log in on.

        :param wanted: page to go to afterwards.
        :param kept: what was typed there, to go on with; see :func:`_kept`.
        :param wrong: name, password or code was wrong.
        :param waits: it was tried too often.
        """
        return self.bare("login.html", status, naar=wanted, kept=kept, wrong=wrong, waits=waits)

    def look(self, show: Shown, role: Role = Role.READER) -> Endpoint:
        """Return what shows a page to who may see it; others log in first."""

        async def endpoint(request: Request) -> Response:
            user = self.user_of(request)
            if user is None:
                return RedirectResponse(f"/desk/login?{urlencode({'naar': _wanted(request)})}", 303)
            if not services_access.may(user, role):
                return self._refused(request, user)
            return await show(Visit(request, user, []))

        return endpoint

    def act(self, do: Shown, role: Role = Role.CURATOR, most: int = MOST_BODY) -> Endpoint:
        """Return what does something for who may do it, when it is asked from one of our own pages.

        :param most: bytes that its form may have.
        """

        async def endpoint(request: Request) -> Response:
            user = self.user_of(request)
            if not is_ours(request):
                return self._refused(request, user)
            if user is None:
                kept = _kept(await read_fields(request))
                return self.login(request.url.path if kept else "/desk", kept, 401)
            if not services_access.may(user, role):
                return self._refused(request, user)
            try:
                form = await read_fields(request, most)
            except TooLargeError:
                return self.page(Visit(request, user, []), "large.html", 413, sheet=most > MOST_BODY)
            return await do(Visit(request, user, form))

        return endpoint

    def _refused(self, request: Request, user: DeskUser | None) -> Response:
        if user:
            services_access.note_refused(self.app, user, f"{request.method} {request.url.path}")
        return self.bare("refused.html", 403)

    def user_of(self, request: Request) -> DeskUser | None:
        """Return who is logged in."""
        return services_access.who(self.app, self.token_of(request))

    def token_of(self, request: Request) -> str:
        """Return the token of a session that a browser sends; empty when it sends none."""
        return request.cookies.get(cookie_name(secure=over_tls(self.app, request.scope)), "")

    def keep(self, response: Response, request: Request, token: str) -> Response:
        """Let a browser keep the token of a session, or forget it when it is empty."""
        secure = over_tls(self.app, request.scope)
        response.set_cookie(
            cookie_name(secure=secure),
            token,
            max_age=int(services_access.SESSION.total_seconds()) if token else 0,
            httponly=True,
            samesite="strict",
            secure=secure,
            path="/",
        )
        return response


def cookie_name(*, secure: bool) -> str:
    """Return the name of the cookie; over TLS one that a browser only takes from this very host."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def is_ours(request: Request) -> bool:
    """True when a request comes from a page of this server."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host", "")


def _kept(form: Form) -> str:
    """Return what was typed, to go on with after logging in again; nothing of a form with a secret in it."""
    return "" if any(name in _SECRETS for name, _ in form) else urlencode(form)


def to(path: str, said: str = "", **more: str) -> Response:
    """Return the way to a page, with something to say there.

    :param more: other fields of its address; empty ones are left out.
    """
    fields = {name: text for name, text in {"gezegd": said, **more}.items() if text}
    return RedirectResponse(f"{path}?{urlencode(fields)}" if fields else path, 303)


def _wanted(request: Request) -> str:
    return request.url.path if request.url.path.startswith("/desk") else "/desk"
