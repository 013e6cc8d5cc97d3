"""What every page shares: templates, headers, and reading a form without trusting its size. The door to ``jinja2``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

HERE = Path(__file__).resolve().parent
MOST_BODY = 200_000
"""Bytes of a form; more is cut off."""
_MOST_FIELDS = 200
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Pages:
    """Draws pages from templates, always with the same strict headers."""

    def __init__(self) -> None:
        """Read templates from this package."""
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def __call__(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self.environment.get_template(template).render(**values), status, _HEADERS)


async def read_form(request: Request, most: int = MOST_BODY) -> dict[str, str]:
    """Return the fields of a form; too much of it is cut off. Of fields with the same name, the last counts."""
    return dict(await read_fields(request, most))


async def read_fields(request: Request, most: int = MOST_BODY) -> list[tuple[str, str]]:
    """Return the fields of a form in order; too much of it is cut off."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            break
    text = body[:most].decode(errors="replace")
    fields = parse_qsl(text, keep_blank_values=True)
    return fields[:_MOST_FIELDS]
