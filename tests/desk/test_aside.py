"""Opzijgezet: what broke the program three times, for admins, never what it says; they try it again or let it go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from lde_bot import services, services_access, services_aside
from lde_bot.channels.web.app import web_app
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.store.sessions import MOST_ATTEMPTS
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled
from tests.desk.office import OURS, PASSWORD, enter

TEXT = "zeldzame zin van een mens"


def break_on(app: App, update_id: int, content: dict[str, object], error: Exception | None = None) -> None:
    """Let an update come in and break the program until it is put aside."""
    services.take_update(app, update_id, json.dumps({"update_id": update_id} | content))
    for _ in range(MOST_ATTEMPTS):
        services.begin_update(app, update_id)
        if error:
            services_aside.note(app, update_id, error)


@pytest.fixture
async def site(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The desk, with two updates aside and an account of each role."""
    for role in Role:
        services_access.add_user(app, role.value, role, PASSWORD, "test")
    break_on(app, 71, {"message": {"text": TEXT}}, ValueError(TEXT))
    break_on(app, 72, {"callback_query": {"data": TEXT}})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web_app(app)), base_url="http://lde.test") as client:
        yield client


async def test_it_tells_what_was_put_aside_and_never_what_it_says(site: httpx.AsyncClient) -> None:
    await enter(site, Role.ADMIN)
    page = (await site.get("/desk/opzij")).text
    for told in ("71", "bericht", "23/11/2026", "ValueError", "72", "druk op een knop", "het programma viel stil"):
        assert told in page
    assert TEXT not in page
    assert "2 berichten" in page  # the trouble above every page


async def test_letting_one_go_deletes_what_it_says_and_is_written_down(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.ADMIN)
    await site.post("/desk/opzij", data={"nummer": "71", "doe": "wis"}, headers=OURS)
    assert [one.update_id for one in services_aside.put_aside(app)] == [72]
    assert app.inbox.payload(71) == ""
    assert app.desk.lines(1)[0].action == "opzijgezet bericht gewist"
    again = await site.post("/desk/opzij", data={"nummer": "71", "doe": "wis"}, headers=OURS)
    assert "niet+meer" in again.headers["location"]


async def test_trying_again_is_written_down_and_waits_for_the_bot(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.ADMIN)
    await site.post("/desk/opzij", data={"nummer": "72", "doe": "opnieuw"}, headers=OURS)
    assert app.desk.lines(1)[0].action == "opnieuw geprobeerd"
    assert [update_id for update_id, _ in services.waiting_updates(app)] == [72]
    assert [update_id for update_id, _ in services_aside.wanted(app)] == [72]
    assert services_aside.wanted(app) == []


@pytest.mark.parametrize("form", [{"nummer": "x", "doe": "wis"}, {"nummer": "71"}, {"nummer": "9", "doe": "opnieuw"}])
async def test_what_makes_no_sense_changes_nothing(site: httpx.AsyncClient, app: App, form: dict[str, str]) -> None:
    await enter(site, Role.ADMIN)
    await site.post("/desk/opzij", data=form, headers=OURS)
    assert len(services_aside.put_aside(app)) == 2


async def test_an_update_that_is_tried_again_gets_its_answer_while_the_bot_runs(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lde_bot.channels.telegram import receiver

    monkeypatch.setattr(receiver, "RETRY_SECONDS", 0.02)
    services_access.add_user(app, "an", Role.ADMIN, PASSWORD, "test")
    admin = app.desk.user_named("an")
    assert admin is not None
    async with BotApi() as api:
        anna = api.user(1)
        running = Running(app, api)
        await running.polls()
        anna.sends("wat is lde")
        await api.wait_for(chat=anna)
        await settled(app)
        message = {
            "message_id": 900,
            "date": int(app.clock().timestamp()),
            "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": False, "first_name": "x"},
            "text": "wat is doorstroom",
        }
        break_on(app, 900_000, {"message": message}, RuntimeError())
        assert services_aside.try_again(app, 900_000, admin)
        async with asyncio.timeout(10):
            while app.inbox.payload(900_000):
                await asyncio.sleep(0.02)
        await running.ends()
    assert services_aside.put_aside(app) == []
