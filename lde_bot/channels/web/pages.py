"""What every page shares: templates, headers, and reading a form without trusting its size. The door to ``jinja2``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.filters import do_mark_safe
from starlette.requests import Request
from starlette.responses import HTMLResponse

from lde_bot.dialogue.wording import language_name
from lde_bot.services import BRUSSELS

HERE = Path(__file__).resolve().parent
MOST_BODY = 200_000
"""Bytes of a form; more is refused."""
_MOST_FIELDS = 200
_MOST_READ = 20_000_000  # bytes that are read of a form that is refused, so that a browser hears why
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
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
        self.environment.filters |= {"day": _day, "moment": _moment, "language": language_name, "bubble": _bubble}

    def __call__(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self.environment.get_template(template).render(**values), status, _HEADERS)


def _day(moment: datetime) -> str:
    """Return the day in Brussels."""
    return f"{moment.astimezone(BRUSSELS):%d/%m/%Y}"


def _moment(moment: datetime) -> str:
    """Return the day and the time in Brussels."""
    return f"{moment.astimezone(BRUSSELS):%d/%m/%Y %H.%M}"


def _bubble(html: str) -> str:
    """Return the text of a bubble as HTML of a page, its links in a tab of their own.

    It is taken as it is: ``channels/bubbles`` made its tags and escaped everything else.
    """
    return do_mark_safe(html.replace("<a href=", '<a target="_blank" rel="noopener" href='))


class TooLargeError(Exception):
    """A form is larger than may be: a part of it is never acted upon."""

    def __init__(self, most: int) -> None:
        """Refuse a form of more than this many bytes, or of far too many fields."""
        super().__init__(most)
        self.most = most


async def read_form(request: Request, most: int = MOST_BODY) -> dict[str, str]:
    """Return the fields of a form. Of fields with the same name, the last counts.

    :raises TooLargeError: it is larger than ``most`` bytes.
    """
    return dict(await read_fields(request, most))


async def read_fields(request: Request, most: int = MOST_BODY) -> list[tuple[str, str]]:
    """Return the fields of a form in order.

    :raises TooLargeError: it is larger than ``most`` bytes.
    """
    body, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size <= most:
            body += part
        elif size > _MOST_READ:
            break
    if size > most:
        raise TooLargeError(most)
    fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    if len(fields) > _MOST_FIELDS:
        raise TooLargeError(most)
    return fields
