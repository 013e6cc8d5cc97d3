"""An initiative confirms its data on a page without an account: real HTTP against the real server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from lde_bot import services_upkeep
from lde_bot.services import App
from tests.conftest import TODAY
from tests.served import served

GEEL = "fietspunt-geel-de-sprong-geel"


@pytest.fixture
async def site(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The web pages on a free port."""
    async with (
        served(app) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


async def test_the_page_shows_what_people_read_and_looking_uses_nothing_up(app: App, site: httpx.AsyncClient) -> None:
    token = services_upkeep.make_token(app, GEEL)
    for _ in range(2):
        page = await site.get(f"/k/{token}")
        assert page.status_code == 200
        assert "Fietspunt Geel (De Sprong)" in page.text
        assert 'value="0478 69 18 59"' in page.text
        assert '<a href="tel:+32478691859">0478 69 18 59</a>' in page.text
    assert app.directory.get([GEEL])[0].assured_date is None


async def test_one_button_confirms_everything(app: App, site: httpx.AsyncClient) -> None:
    token = services_upkeep.make_token(app, GEEL)
    thanks = await site.post(f"/k/{token}", data={"answer": "right"})
    assert thanks.status_code == 200
    assert "nagekeken op 23 november 2026" in thanks.text
    assert app.directory.get([GEEL])[0].assured_date == TODAY
    again = await site.get(f"/k/{token}")
    assert again.status_code == 410
    assert "al gebruikt" in again.text


async def test_a_form_puts_data_right_and_says_what_cannot_be(app: App, site: httpx.AsyncClient) -> None:
    token = services_upkeep.make_token(app, GEEL)
    page = await site.get(f"/k/{token}")
    names = re.findall(r'<input id="(\w+)" name="\1" value="([^"]*)"', page.text)
    typed = dict(names) | {"answer": "change", "opening_hours": "ma-vr 7u-19u", "phone": "bel maar"}
    refused = await site.post(f"/k/{token}", data=typed)
    assert refused.status_code == 422
    assert "Er is nog niets bewaard" in refused.text
    assert 'value="bel maar"' in refused.text
    accepted = await site.post(f"/k/{token}", data=typed | {"phone": "014 12 34 56"})
    assert accepted.status_code == 200
    [one] = app.directory.get([GEEL])
    assert (one.phone, one.opening_hours, one.website) == (
        "014 12 34 56",
        "Mo-Fr 07:00-19:00",
        "https://www.olen.be/fietsherstellingsdienst-aan-station" if one.website else "",
    )


async def test_what_was_typed_cannot_become_a_part_of_the_page(app: App, site: httpx.AsyncClient) -> None:
    token = services_upkeep.make_token(app, GEEL)
    evil = '"><script>alert(1)</script>'
    page = await site.post(f"/k/{token}", data={"answer": "change", "price": evil, "phone": "bel maar"})
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize(
    "path", ["/", "/k/", "/k/1_abc", "/k/..%2f..%2fetc", "/static/../app.py", "/static/nothing.css"]
)
async def test_any_other_address_is_a_kind_page_not_found(site: httpx.AsyncClient, path: str) -> None:
    page = await site.get(path)
    assert page.status_code == 404
    assert "bestaat niet" in page.text


async def test_a_page_is_never_kept_framed_or_told_to_others(app: App, site: httpx.AsyncClient) -> None:
    page = await site.get(f"/k/{services_upkeep.make_token(app, GEEL)}")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http" not in re.sub(r">[^<]*<|value=\"[^\"]*\"", "", page.text)


@pytest.mark.parametrize("form", [b"price=gratis&email=" + b"x" * 3_000_000, b"price=gratis" + b"&x=" * 300])
async def test_of_a_form_that_is_too_large_nothing_is_used(app: App, site: httpx.AsyncClient, form: bytes) -> None:
    token, [before] = services_upkeep.make_token(app, GEEL), app.directory.get([GEEL])
    page = await site.post(f"/k/{token}", content=form)
    assert page.status_code == 413
    assert "te groot" in page.text
    assert app.directory.get([GEEL]) == [before]
    assert (await site.get(f"/k/{token}")).status_code == 200, "the link was not used up"
