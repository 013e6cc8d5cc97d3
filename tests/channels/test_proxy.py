"""A proxy on another address than this computer's own: who asks is who it says, and only when it is trusted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from lde_bot import services_access
from lde_bot.bootstrap import build_app
from lde_bot.channels.web.api.budget import BURST
from lde_bot.config import Settings, load_settings
from lde_bot.errors import ConfigError
from lde_bot.services import App
from lde_bot.services_access import MOST_PER_ADDRESS, Role
from tests.desk.office import OURS, PASSWORD
from tests.served import served

PROXY = "127.0.0.2"
"""Another address of this computer, which stands for another container."""


@pytest.fixture
def desk(app: App) -> App:
    """The program, with one account."""
    services_access.add_user(app, "an", Role.CURATOR, PASSWORD, "test")
    return app


@asynccontextmanager
async def through_a_proxy(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the web pages to a proxy at :data:`PROXY`."""
    way = httpx.AsyncHTTPTransport(local_address=PROXY)
    async with served(app) as port, httpx.AsyncClient(transport=way, base_url=f"http://127.0.0.1:{port}") as client:
        yield client


def of(person: str, scheme: str = "http") -> dict[str, str]:
    """Return what a proxy says of who asks."""
    return {"x-forwarded-for": person, "x-forwarded-proto": scheme, **OURS}


async def logs_in(site: httpx.AsyncClient, person: str, password: str, scheme: str = "http") -> httpx.Response:
    form = {"naam": "an", "wachtwoord": password, "naar": "/desk"}
    return await site.post("/desk/login", data=form, headers=of(person, scheme))


async def guesses(site: httpx.AsyncClient, person: str) -> None:
    """Guess passwords of accounts that are not there until the address has to wait."""
    for number in range(MOST_PER_ADDRESS):
        form = {"naam": f"niemand {number}", "wachtwoord": "geraden", "naar": "/desk"}
        assert (await site.post("/desk/login", data=form, headers=of(person))).status_code == 401


@pytest.mark.parametrize("trusted", ["127.0.0.2/32", "127.0.0.1,127.0.0.0/29"])
async def test_who_guesses_behind_a_trusted_proxy_shuts_out_themselves_only(desk: App, trusted: str) -> None:
    desk.trusted_proxies = trusted
    async with through_a_proxy(desk) as site:
        await guesses(site, "198.51.100.7")
        assert (await logs_in(site, "198.51.100.7", PASSWORD)).status_code == 401
        assert (await logs_in(site, "198.51.100.8", PASSWORD)).status_code == 303


async def test_who_is_no_trusted_proxy_cannot_say_to_be_someone_else(desk: App) -> None:
    async with through_a_proxy(desk) as site:
        await guesses(site, "198.51.100.7")
        assert (await logs_in(site, "198.51.100.8", PASSWORD)).status_code == 401


async def test_everyone_behind_a_trusted_proxy_has_a_budget_of_their_own(desk: App) -> None:
    desk.trusted_proxies = PROXY
    async with through_a_proxy(desk) as site:
        for _ in range(BURST):
            await site.get("/api/v1/entries?limit=1", headers=of("198.51.100.7"))
        assert (await site.get("/api/v1/entries?limit=1", headers=of("198.51.100.7"))).status_code == 429
        assert (await site.get("/api/v1/entries?limit=1", headers=of("198.51.100.8"))).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "behind_tls", "scheme", "secure"),
    [
        (PROXY, False, "https", True),
        (PROXY, False, "http", False),
        ("127.0.0.1", False, "https", False),
        ("127.0.0.1", True, "http", True),
    ],
)
async def test_the_cookie_goes_over_tls_only_when_browsers_come_in_over_tls(
    desk: App, trusted: str, behind_tls: bool, scheme: str, secure: bool
) -> None:
    desk.trusted_proxies, desk.behind_tls = trusted, behind_tls
    async with through_a_proxy(desk) as site:
        answer = await logs_in(site, "198.51.100.7", PASSWORD, scheme)
    assert ("; secure" in answer.headers["set-cookie"].lower()) is secure


def test_what_the_settings_say_of_a_proxy_reaches_the_program(settings: Settings) -> None:
    told = settings.model_copy(update={"web_proxy": True, "web_trusted_proxies": "10.89.7.0/24"})
    app = build_app(told, in_memory=True)
    app.close()
    assert (app.behind_tls, app.trusted_proxies) == (True, "10.89.7.0/24")


@pytest.mark.parametrize("value", ["*", "", "proxy", "10.89.7.1/24", "10.89.7.0/24,"])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LDE_WEB_TRUSTED_PROXIES", value)
    with pytest.raises(ConfigError, match="LDE_WEB_TRUSTED_PROXIES cannot be used"):
        load_settings()


def test_addresses_and_networks_of_proxies_may_stand_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDE_WEB_TRUSTED_PROXIES", "127.0.0.1, 10.89.7.0/24, fd00::/8")
    assert load_settings().web_trusted_proxies == "127.0.0.1/32,10.89.7.0/24,fd00::/8"
