"""A start asks Telegram for as little as can be before people are answered."""

from __future__ import annotations

import asyncio

from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, called


async def test_people_are_answered_while_telegram_does_not_take_the_profile(app: App, api: BotApi) -> None:
    api.fail("getMyCommands", None)
    running = Running(app, api)
    await asyncio.wait_for(running.polls(), 10)
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [reply] = await api.wait_for(chat=anna)
    assert "lokale diensteneconomie" in reply.text
    assert not api.calls_of("setMyDescription")
    await running.ends()


async def test_the_profile_is_set_as_soon_as_telegram_takes_it(app: App, api: BotApi) -> None:
    api.fail("getMyCommands", 3)
    api.drop_connection("getMyName", 2)
    running = Running(app, api)
    await called(api, "setMyDescription")
    await running.ends()


async def test_before_the_first_request_for_updates_only_three_things_are_asked(app: App, api: BotApi) -> None:
    running = Running(app, api)
    await asyncio.wait_for(running.polls(), 10)
    methods = [call.method for call in api.calls]
    before = [method for method in methods[: methods.index("getUpdates")] if not method.endswith("MyCommands")]
    assert set(before) <= {"getMe", "deleteWebhook"}
    await running.ends()
