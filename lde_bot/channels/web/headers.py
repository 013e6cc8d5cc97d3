"""The headers that every answer has, whatever made it: a page, a file, a refusal, or a mistake of ours."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lde_bot.services import App

_EVERY = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def over_tls(app: App, scope: Scope) -> bool:
    """True when this request came in over TLS, or every browser does."""
    return app.behind_tls or scope.get("scheme") == "https"


class Headers:
    """Gives every answer the strictest headers; what an answer says itself, a page of its own policy, stays."""

    def __init__(self, inner: ASGIApp, app: App) -> None:
        """Stand around this web application, outside of what answers when a page fails."""
        self._inner, self._app = inner, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (_EVERY | (_OVER_TLS if over_tls(self._app, scope) else {})).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._inner(scope, receive, sent)
