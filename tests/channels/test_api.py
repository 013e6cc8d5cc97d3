"""The public part for other programs: it is as it is described, it can only be read, and nobody is in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from lde_bot.channels.web.api.budget import BURST, MOST_ADDRESSES, Budget
from lde_bot.channels.web.api.described import OPERATIONS
from lde_bot.channels.web.app import web_app
from lde_bot.directory.model import Status
from lde_bot.services import App
from lde_bot.services_directory import terms_of

ROOT = "/api/v1"
EXAMPLES = {
    "listEntries": ("/entries", "/entries?theme=basis&limit=2", "/entries?limit=100"),
    "getEntry": ("/entries/wat-is-lde",),
    "listServices": ("/services",),
    "listOrganizations": ("/organizations", "/organizations?service=fietspunt&municipality=Leuven"),
    "getOrganization": ("/organizations/levanto-antwerpen",),
    "findPlaces": ("/places?postcode=9120", "/places?name=Gent", "/places?name=nergens"),
    "search": ("/search?service=fietspunt&postcode=3000", "/search?service=klusdienst&place=9120%20Kallo&limit=3"),
}


@pytest.fixture
async def api(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The API, for a stranger."""
    transport = httpx.ASGITransport(web_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as client:
        yield client


async def get(api: httpx.AsyncClient, path: str) -> Any:
    answer = await api.get(f"{ROOT}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_description_is_openapi(api: httpx.AsyncClient) -> None:
    described = await get(api, "/openapi.json")
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "http://lde.test/api/v1"}]
    assert set(described["paths"]) == {one.path for one in OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_every_answer_is_as_it_is_described(api: httpx.AsyncClient, operation: Any) -> None:
    described = await get(api, "/openapi.json")
    given = described["paths"][operation.path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    checks = Draft202012Validator(given | {"components": described["components"]}, format_checker=FormatChecker())
    for path in EXAMPLES[operation.name]:
        checks.validate(await get(api, path))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/entries/nergens", 404),
        ("/organizations/nergens", 404),
        ("/entries?limit=0", 400),
        ("/entries?limit=101", 400),
        ("/entries?limit=٣", 400),
        ("/entries?zoek=x", 400),
        ("/organizations?service=nergens", 400),
        ("/places", 400),
        ("/places?postcode=9000&name=Gent", 400),
        ("/search?service=fietspunt", 400),
        ("/search?postcode=9000", 400),
        ("/search?service=fietspunt&postcode=6000", 400),
        ("/search?service=fietspunt&postcode=9000&offset=501", 400),
    ],
)
async def test_what_cannot_be_given_is_told_as_a_problem(api: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await api.get(f"{ROOT}{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_it_can_only_be_read(api: httpx.AsyncClient, method: str) -> None:
    answer = await api.request(method, f"{ROOT}/entries")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_any_site_may_read_it(api: httpx.AsyncClient) -> None:
    asked = {"origin": "https://elders.be", "access-control-request-method": "GET"}
    before = await api.options(f"{ROOT}/entries", headers=asked)
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in before.headers["access-control-allow-headers"]
    answer = await api.get(f"{ROOT}/entries", headers={"origin": "https://elders.be"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_what_did_not_change_is_not_sent_again(api: httpx.AsyncClient, app: App) -> None:
    first = await api.get(f"{ROOT}/organizations/levanto-antwerpen")
    tag = {"if-none-match": f'"x", W/{first.headers["etag"]}'}
    again = await api.get(f"{ROOT}/organizations/levanto-antwerpen", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    [one] = app.directory.get(["levanto-antwerpen"])
    app.directory.save([replace(one, phone="03 000 00 00")], terms_of(app), [])
    assert (await api.get(f"{ROOT}/organizations/levanto-antwerpen", headers=tag)).status_code == 200
    assert (await api.head(f"{ROOT}/entries")).content == b""


async def test_pages_follow_each_other_until_everything_was_given(api: httpx.AsyncClient, app: App) -> None:
    for path, expected in (
        ("/entries", sorted(app.snapshot.knowledge.entries)),
        ("/organizations", [one.id for one in app.directory.each() if one.status.shown]),
    ):
        found, following = [], f"{ROOT}{path}?limit=100"
        while following:
            page = (await api.get(following)).json()
            found += [one["id"] for one in page["items"]]
            following = page["next"]
        assert found == expected


async def test_a_search_gives_what_the_bot_shows_in_the_same_order(api: httpx.AsyncClient, app: App) -> None:
    place = app.snapshot.gazetteer.by_postcode("3000")[0]
    shown = [hit.initiative.id for hit in app.snapshot.find(["fietspunt"], place, most=100).all]
    found = await get(api, "/search?service=fietspunt&postcode=3000&limit=100")
    assert [one["organization"]["id"] for one in found["items"]] == shown
    first = await get(api, "/search?service=fietspunt&postcode=3000&limit=1")
    second = (await api.get(first["next"])).json()
    assert [one["organization"]["id"] for one in (*first["items"], *second["items"])] == shown[:2]


async def test_what_stopped_is_not_given(api: httpx.AsyncClient, app: App) -> None:
    [one] = app.directory.get(["levanto-antwerpen"])
    app.directory.save([replace(one, status=Status.DEFUNCT)], terms_of(app), [])
    assert (await api.get(f"{ROOT}/organizations/levanto-antwerpen")).status_code == 404
    listed = await get(api, "/organizations?municipality=Antwerpen&limit=100")
    assert "levanto-antwerpen" not in [item["id"] for item in listed["items"]]


async def test_nothing_is_given_that_people_typed_or_that_names_staff(api: httpx.AsyncClient, app: App) -> None:
    app.directory.verify("levanto-antwerpen", "Jan van het secretariaat", app.today)
    text = json.dumps([await get(api, path) for paths in EXAMPLES.values() for path in paths])
    assert "secretariaat" not in text
    for name in ("utterances", "assurer", "conversation"):
        assert f'"{name}"' not in text


async def test_who_asks_too_often_hears_when_to_come_back(api: httpx.AsyncClient) -> None:
    for _ in range(BURST):
        assert (await api.get(f"{ROOT}/services")).status_code == 200
    answer = await api.get(f"{ROOT}/services")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["title"] == "Too many requests"


def test_a_budget_fills_again_and_each_address_has_its_own() -> None:
    budget = Budget()
    assert [budget.spend("a", 0.0) for _ in range(BURST)] == [0] * BURST
    assert budget.spend("a", 0.0) == 1
    assert budget.spend("b", 0.0) == 0
    assert budget.spend("a", -5.0) == 1
    assert budget.spend("a", 1.0) == 0


def test_only_so_many_addresses_are_remembered() -> None:
    budget = Budget()
    for number in range(MOST_ADDRESSES + 5):
        budget.spend(str(number), 0.0)
    assert len(budget) == MOST_ADDRESSES
