"""For who watches the program: is it alive, can it do its work, and its figures."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lde_bot import services_health
from lde_bot.metrics import FORM
from lde_bot.services import App

_HERE = ("127.0.0.1", "::1")


class HealthPages:
    """What monitoring reads; nothing about persons."""

    def __init__(self, app: App, taking: Callable[[], bool] | None) -> None:
        """Tell about this program.

        :param taking: whether updates that Telegram brings are taken; ``None`` when the bot asks for them itself.
        """
        self._app, self._taking = app, taking

    @property
    def routes(self) -> list[Route]:
        """Where it listens; both names are in use."""
        pairs = (
            (self.alive, ("/health", "/healthz")),
            (self.ready, ("/ready", "/readyz")),
            (self.figures, ("/metrics",)),
        )
        return [Route(path, endpoint) for endpoint, paths in pairs for path in paths]

    async def alive(self, _request: Request) -> Response:
        """Say that the program runs."""
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """Say whether it can do its work: write, answer, hear Telegram; else the codes of what is wrong."""
        codes = [trouble.code for trouble in services_health.not_ready(self._app)]
        if self._taking and not self._taking():
            codes.append("telegram")
        return PlainTextResponse("niet klaar: " + " ".join(codes) if codes else "ok", 503 if codes else 200)

    async def figures(self, request: Request) -> Response:
        """Show figures to who is on this computer or has the token."""
        if not self._allowed(request):
            return PlainTextResponse("no", 403)
        return Response(services_health.figures(self._app), media_type=FORM)

    def _allowed(self, request: Request) -> bool:
        token = self._app.metrics_token
        if token:
            given = request.headers.get("authorization", "")
            return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
        return not self._app.behind_proxy and request.client is not None and request.client.host in _HERE
