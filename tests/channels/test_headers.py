"""Every answer of the web server has the strict headers, whatever made it; and no answer tells how it is made."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.routing import Mount, Route

from lde_bot import services_health
from lde_bot.channels.web.app import web_app
from lde_bot.services import App
from tests.served import served

YEAR = 365 * 24 * 3600
SOME = ("/", "/nergens", "/static/desk.js", "/static/desk.css", "/static/", "/static/nergens.js", "/.git/config")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "TRACE")


@pytest.fixture
async def site(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The web server as a stranger reaches it, with Telegram's way in."""
    hook = ("/telegram", lambda _secret, _body: 403, lambda: True)
    transport = httpx.ASGITransport(web_app(app, hook), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as client:
        yield client


def addresses(app: App) -> list[str]:
    """Return an address for each route of the server, and some that lead nowhere."""
    routes = [one for one in web_app(app).routes if isinstance(one, Route | Mount)]
    return sorted({re.sub(r"\{\w+\}", "1", one.path) for one in routes} | {*SOME, "/telegram"})


def policy(answer: httpx.Response) -> dict[str, str]:
    """Return the directives of the content security policy."""
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


async def test_every_answer_has_the_strict_headers_and_says_what_it_is(app: App, site: httpx.AsyncClient) -> None:
    seen = set()
    for path in addresses(app):
        for method in METHODS:
            answer = await site.request(method, path)
            seen.add(answer.status_code)
            told = policy(answer)
            assert told["default-src"] == told["frame-ancestors"] == told["base-uri"] == "'none'", (method, path)
            assert told.get("script-src", "'self'") == "'self'", "scripts of this server, none in a page"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "strict-transport-security" not in answer.headers, "there is no TLS here"
            assert not {"server", "x-powered-by"} & set(answer.headers)
            kind = answer.headers.get("content-type", "")
            assert kind or not answer.content, (method, path)
            assert "charset=utf-8" in kind or not kind.startswith("text/"), (method, path)
    assert {200, 204, 303, 400, 403, 404, 405} <= seen


async def test_over_tls_every_answer_asks_browsers_to_stay_there(app: App, site: httpx.AsyncClient) -> None:
    app.behind_tls = True
    for path in addresses(app):
        told = (await site.get(path)).headers["strict-transport-security"]
        assert "includeSubDomains" in told
        assert int(told.partition("max-age=")[2].partition(";")[0]) >= YEAR


async def test_a_method_that_a_client_could_hear_itself_with_is_refused(app: App, site: httpx.AsyncClient) -> None:
    for path in addresses(app):
        answer = await site.request("TRACE", path, headers={"x-secret": "echo"})
        assert answer.status_code in {307, 404, 405}, path
        assert "echo" not in answer.text


async def test_what_lies_beside_the_program_is_not_served(site: httpx.AsyncClient) -> None:
    for path in (*SOME[4:], "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/data/lde.db", "/lde.key", "/static/.env"):
        answer = await site.get(path)
        assert answer.status_code == 404, path
        assert "Index of" not in answer.text


async def test_a_mistake_of_ours_is_a_page_that_tells_nothing_of_it(
    app: App, site: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_app: App) -> None:
        raise ValueError("geheim: select * from desk_user")

    monkeypatch.setattr(services_health, "not_ready", fails)
    app.behind_tls = True
    answer = await site.get("/ready")
    assert answer.status_code == 500
    assert "Het programma maakte een fout" in answer.text
    for told in ("geheim", "select", "ValueError", "Traceback", ".py"):
        assert told not in answer.text
    assert policy(answer)["frame-ancestors"] == "'none'"
    assert "strict-transport-security" in answer.headers
    assert (await site.get("/health")).status_code == 200, "the program goes on"


SMUGGLED = (
    b"POST /desk/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /desk/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    b"POST /desk/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST /desk/login HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\r\n",
)


@pytest.mark.parametrize("first", SMUGGLED, ids=["both lengths", "two lengths", "unknown coding", "sign", "sound"])
async def test_where_a_request_ends_is_told_in_one_way_only(app: App, first: bytes) -> None:
    import asyncio

    async with served(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(first + b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        told = await asyncio.wait_for(reader.read(), 30)
        writer.close()
    statuses = re.findall(rb"HTTP/1\.1 (\d{3})", told)
    if first is SMUGGLED[0]:
        assert statuses == [b"403", b"200"], "chunks count, and the length is not looked at"
    elif first is SMUGGLED[-1]:
        assert statuses == [b"200", b"200"]
    else:
        assert statuses == [b"400"], "and nothing after it is read"
