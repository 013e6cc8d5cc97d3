"""Tests of the stand-in: what the bot sets, the transport and the faults."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
)
from telegram.error import (
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from . import BotApi
from .probe import call, keyboard, refused

# profile


async def test_commands_are_kept_by_scope_and_language_and_checked(api: BotApi, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("help", "Hulp")])
    await bot.set_my_commands([BotCommand("help", "Help")], language_code="en")
    assert [c.description for c in await bot.get_my_commands(language_code="en")] == ["Help"]
    await bot.delete_my_commands(language_code="en")
    assert await bot.get_my_commands(language_code="en") == ()
    assert [c.description for c in await bot.get_my_commands()] == ["Hulp"]
    one = {"command": "a", "description": "x"}
    for wrong, reason in (
        ([{**one, "command": "Help"}], "BOT_COMMAND_INVALID"),
        ([{**one, "command": "x" * 33}], "BOT_COMMAND_INVALID"),
        ([{**one, "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{**one, "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([one] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ):
        assert await refused(api, "setMyCommands", commands=wrong) == f"Bad Request: {reason}"
    assert await refused(api, "setMyCommands", commands=[one], language_code="nld") == "Bad Request: LANG_CODE_INVALID"


async def test_names_and_descriptions_fall_back_to_the_general_one_and_are_limited(api: BotApi, bot: Bot) -> None:
    assert (await bot.get_my_name()).name == "LDE-bot"
    await bot.set_my_description("Stel je vraag")
    await bot.set_my_short_description("LDE", language_code="nl")
    assert (await bot.get_my_description("fr")).description == "Stel je vraag"
    assert (await bot.get_my_short_description("nl")).short_description == "LDE"
    assert (await bot.get_my_short_description()).short_description == ""
    await bot.set_chat_menu_button()
    assert api.violations == []
    for method, field, limit in (("Name", "name", 64), ("Description", "description", 512)):
        await refused(api, f"setMy{method}", **{field: "x" * (limit + 1)})
    await refused(api, "setMyShortDescription", short_description="x" * 121)
    assert len(api.violations) == 3


# transport


async def test_forms_multipart_json_and_query_strings_mean_the_same(api: BotApi) -> None:
    anna = api.user()
    url = f"{api.base_url}{api.token}/sendMessage"
    markup = json.dumps(keyboard([{"text": "é", "callback_data": "a"}]))
    fields = {"chat_id": str(anna.id), "text": "é\r\nx", "reply_markup": markup, "disable_notification": "true"}
    async with httpx.AsyncClient() as client:
        for request in (
            client.build_request("POST", url, data=fields),
            client.build_request("POST", url, files={name: (None, value) for name, value in fields.items()}),
            client.build_request("POST", url, json={**fields, "chat_id": anna.id, "disable_notification": True}),
            client.build_request("GET", url, params=fields),
        ):
            answer = await client.send(request)
            assert answer.json()["ok"] is True, answer.text
    assert {message.text for message in api.messages(anna)} == {"é\r\nx"}
    assert [message.labels for message in api.messages(anna)] == [["é"]] * 4


async def test_an_unknown_method_is_404_and_a_wrong_token_401(api: BotApi) -> None:
    assert await call(api, "sendMesage") == (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert [v.description for v in api.violations] == ["unknown method"]
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=api.base_url):
            pass


async def test_one_connection_serves_many_calls(api: BotApi) -> None:
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=1)) as client:
        for _ in range(50):
            answer = await client.post(f"{api.base_url}{api.token}/getMe")
            assert answer.json()["result"]["is_bot"] is True
        wrong = await client.post(
            f"{api.base_url}{api.token}/sendMessage", content=b"x", headers={"Content-Type": "a/b"}
        )
    assert wrong.status_code == 400
    assert len(api.call_times) == len(api.calls) == 51


# faults


async def test_errors_are_answered_as_often_as_asked(api: BotApi, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    anna = api.user()
    api.fail("sendMessage", 2, error_code=429, retry_after=3)
    api.fail("sendMessage", error_code=502)
    api.fail("sendMessage", error_code=403)
    for _ in range(2):
        with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
            await bot.send_message(anna.id, "x")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(anna.id, "x")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "x")
    await bot.send_message(anna.id, "x")
    assert len(api.calls_of("sendMessage")) == 5
    assert len(api.messages(anna)) == 1


async def test_a_cut_connection_does_nothing_or_everything(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    api.drop_connection("sendMessage")
    api.answer_then_drop("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "een")
    assert api.messages(anna) == []
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "twee")
    await bot.send_message(anna.id, "drie")
    assert [message.text for message in api.messages(anna)] == ["twee", "drie"]


async def test_a_delay_can_make_a_call_time_out_after_it_arrived(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    api.delay("sendMessage", 0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "x", read_timeout=0.1)
    assert [message.text for message in await api.wait_for(chat=anna)] == ["x"]


async def test_an_outage_ends_by_itself(api: BotApi, bot: Bot) -> None:
    await api.going_away(0.2)
    with pytest.raises(NetworkError):
        await bot.get_me()
    await asyncio.sleep(0.25)
    await bot.get_me()
    await api.going_away(0.2, refuse=True)
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.get_me()
    await asyncio.sleep(0.3)
    await bot.get_me()


async def test_a_stop_ends_calls_that_are_held_open() -> None:
    async with httpx.AsyncClient() as client:
        async with BotApi() as api:
            url = f"{api.base_url}{api.token}/getUpdates"
            polling = asyncio.ensure_future(client.post(url, json={"timeout": 30}, timeout=40))
            await asyncio.sleep(0.1)
            assert api.polling
        with pytest.raises(httpx.TransportError):
            await polling


async def test_a_body_that_is_no_form_is_refused(api: BotApi) -> None:
    kinds = {"application/x-www-form-urlencoded": b"\xff", "application/json": b"[1]", "multipart/form-data": b"x"}
    async with httpx.AsyncClient() as client:
        for kind, body in kinds.items():
            url = f"{api.base_url}{api.token}/sendMessage"
            answer = await client.post(url, content=body, headers={"Content-Type": kind})
            assert answer.status_code == 400
    assert len(api.violations) == 3
