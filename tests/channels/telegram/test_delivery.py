"""No question is lost, none is answered twice, and Telegram's own failures are survived."""

from __future__ import annotations

import asyncio
import logging

import pytest

from lde_bot.channels.telegram import flood, receiver
from lde_bot.channels.telegram.app import make_bot, serve
from lde_bot.errors import ConfigError
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled


async def test_what_was_received_before_a_crash_is_answered_after_it(app: App, api: BotApi) -> None:
    anna = api.user()
    api.delay("sendMessage", 30)
    first = Running(app, api)
    await first.polls()
    anna.sends("wat is lokale diensteneconomie")
    while not app.inbox.waiting():
        await asyncio.sleep(0.01)
    await first.dies()
    api.clear()
    second = Running(app, api)
    [reply] = await api.wait_for(chat=anna)
    assert "lokale diensteneconomie" in reply.text
    await second.ends()
    assert app.inbox.waiting() == []


async def test_what_was_in_hand_at_a_crash_comes_after_the_rest_one_at_a_time(
    app: App, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "CALM_SECONDS", 1.0)
    people = [api.user(id=number) for number in (1, 2, 3)]
    api.fail("sendMessage", None, error_code=502)
    first = Running(app, api)
    await first.polls()
    for person in people[:2]:
        person.sends("/help")
    await api.until(lambda: {call["chat_id"] for call in api.calls_of("sendMessage")} == {1, 2})
    for update_id, _ in app.inbox.waiting():
        app.inbox.attempt(update_id)  # a task that is cancelled takes its mark back; a process that dies cannot
    await first.dies()
    api.clear()
    people[2].sends("/help")
    second = Running(app, api)
    replies = await api.wait_for(3)
    assert replies[0].chat_id == 3
    assert sorted(reply.chat_id for reply in replies) == [1, 2, 3]
    await second.ends()
    assert app.inbox.waiting() == []


async def test_a_program_that_dies_while_an_answer_waits_to_be_sent_does_not_blame_the_question(
    app: App, api: BotApi
) -> None:
    anna = api.user()
    api.fail("sendMessage", None, error_code=502)
    anna.sends("wat is lokale diensteneconomie")
    for _ in range(4):
        running = Running(app, api)
        await api.until(lambda: bool(api.calls_of("sendMessage")), 10)
        [(update_id, _)] = app.inbox.waiting()
        app.inbox.attempt(update_id)  # stopping takes a mark back; dying cannot
        await running.dies()
        api.calls.clear()
    api.clear()
    running = Running(app, api)
    [reply] = await api.wait_for(chat=anna)
    assert "lokale diensteneconomie" in reply.text
    await running.ends()


async def test_an_update_that_telegram_repeats_is_answered_once(app: App, api: BotApi, bot: Running) -> None:
    anna = api.user()
    api.duplicate_next_update()
    anna.sends("hallo")
    anna.sends("/help")
    await api.wait_for(2, chat=anna)
    await asyncio.sleep(0.2)
    assert len(api.messages(anna)) == 2


async def test_messages_of_one_person_are_answered_in_order(api: BotApi, bot: Running) -> None:
    anna = api.user()
    for command in ("/start", "/help", "/privacy"):
        anna.sends(command)
    replies = await api.wait_for(3, chat=anna)
    assert ["computerprogramma" in replies[0].text, "Bijvoorbeeld" in replies[1].text, "dagen" in replies[2].text] == [
        True,
        True,
        True,
    ]


async def test_one_slow_chat_does_not_hold_up_another(api: BotApi, bot: Running) -> None:
    anna, bob = api.user(id=1), api.user(id=2)
    api.delay("sendMessage", 1.5)
    anna.sends("/help")
    await api.until(lambda: bool(api.calls_of("sendMessage")))
    bob.sends("/help")
    [reply] = await api.wait_for(chat=bob, timeout=1.2)
    assert reply.text
    await api.wait_for(chat=anna)


@pytest.mark.parametrize("code", [500, 502])
async def test_a_failing_telegram_is_tried_again(api: BotApi, bot: Running, code: int) -> None:
    anna = api.user()
    api.fail("sendMessage", 2, error_code=code)
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna)
    assert "gemeente" in reply.text
    assert len(api.messages(anna)) == 1


async def test_too_many_requests_is_obeyed(api: BotApi, bot: Running) -> None:
    anna = api.user()
    api.fail("sendMessage", 1, error_code=429, retry_after=1)
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna)
    assert reply.text
    assert len(api.messages(anna)) == 1


async def test_a_connection_that_breaks_before_the_message_is_sent_is_repeated(api: BotApi, bot: Running) -> None:
    anna = api.user()
    api.drop_connection("sendMessage", 1)
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna)
    assert reply.text


async def test_html_that_telegram_refuses_is_sent_as_plain_text(api: BotApi, bot: Running) -> None:
    anna = api.user()
    api.fail("sendMessage", 1, error_code=400, description="Bad Request: can't parse entities: oops")
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna)
    assert "gemeente" in reply.text


async def test_someone_who_blocked_the_bot_is_forgotten_and_not_retried(app: App, api: BotApi, bot: Running) -> None:
    anna = api.user()
    anna.sends("xyzzy plugh")
    await api.wait_for(chat=anna)
    await settled(app)
    assert len(app.curation.all()) == 1
    anna.sends("/help")
    anna.blocks()
    async with asyncio.timeout(10):
        while app.curation.all():
            await asyncio.sleep(0.01)
    await settled(app)
    assert len(api.calls_of("sendMessage")) == 2


async def test_a_mistake_of_ours_is_admitted_and_does_not_stop_the_bot(
    app: App, api: BotApi, bot: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from lde_bot import services

    anna = api.user()
    with monkeypatch.context() as broken:
        broken.setattr(services, "reply_to", lambda *_: 1 / 0)
        anna.sends("geheime vraag")
        [reply] = await api.wait_for(chat=anna)
    assert "ging iets mis" in reply.text
    assert "geheime vraag" not in caplog.text
    anna.sends("/help")
    [after] = await api.wait_for(chat=anna)
    assert "gemeente" in after.text


async def test_an_update_on_which_we_make_a_mistake_is_put_aside_and_answered_when_it_is_tried_again(
    app: App, api: BotApi, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lde_bot import services, services_access, services_aside
    from lde_bot.channels.telegram import receiver

    monkeypatch.setattr(receiver, "RETRY_SECONDS", 0.02)
    services_access.add_user(app, "an", services_access.Role.ADMIN, "een lang wachtwoord", "test")
    admin = app.desk.user_named("an")
    assert admin
    anna = api.user()
    with monkeypatch.context() as broken:
        broken.setattr(services, "reply_to", lambda *_: 1 / 0)
        api.fail("sendMessage", 2, error_code=400)  # not even that can be said, with markup or without
        anna.sends("wat is lde")
        async with asyncio.timeout(10):
            while not (aside := services_aside.put_aside(app)):
                await asyncio.sleep(0.01)
    assert [one.error for one in aside] == ["ZeroDivisionError"]
    assert services.waiting_updates(app) == []
    assert api.messages(anna) == []
    assert services_aside.try_again(app, aside[0].update_id, admin)
    [reply] = await api.wait_for(chat=anna)
    assert "lokale diensteneconomie" in reply.text.lower()
    await settled(app)
    assert services_aside.put_aside(app) == []


async def test_what_runs_beside_the_bot_begins_again_after_a_mistake(
    app: App, api: BotApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from lde_bot.channels.telegram import app as module

    tried: list[int] = []

    async def breaks(*_: object) -> None:
        tried.append(1)
        raise ValueError("geheime vraag")

    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(module, "retry", breaks)
    running = Running(app, api)
    await running.polls()
    async with asyncio.timeout(10):
        while len(tried) < 3:
            await asyncio.sleep(0.01)
    await running.ends()
    assert "begins again" in caplog.text


async def test_the_bot_starts_while_telegram_is_away(app: App, api: BotApi) -> None:
    api.fail("*", 3, error_code=502)
    running = Running(app, api)
    anna = api.user()
    await running.polls()
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna)
    assert reply.text
    await running.ends()


async def test_a_bot_that_telegram_does_not_know_stops_with_a_clear_sentence(app: App, api: BotApi) -> None:
    with pytest.raises(ConfigError, match="does not know this token"):
        await serve(app, make_bot("999999:WRONG-token", api.base_url), asyncio.Event())


async def test_a_stopping_bot_finishes_what_is_in_hand(app: App, api: BotApi) -> None:
    anna = api.user()
    running = Running(app, api)
    await running.polls()
    api.delay("sendMessage", 0.5)
    anna.sends("/help")
    await api.until(lambda: bool(api.calls_of("sendMessage")))
    await running.ends()
    assert len(api.messages(anna)) == 1
    assert app.inbox.waiting() == []


async def test_the_token_is_in_no_log_line(
    app: App, api: BotApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    from lde_bot.config import Settings
    from lde_bot.logs import configure_logging

    configure_logging(Settings(log_level="DEBUG"), api.token)
    try:
        api.fail("getUpdates", 2, error_code=500)
        running = Running(app, api)
        await running.polls()
        logging.getLogger("anything").error("https://api.telegram.org/bot%s/getMe", api.token)
        await running.ends()
    finally:
        logging.basicConfig(force=True, handlers=[logging.NullHandler()])
    assert "[token]" in capsys.readouterr().err
    assert api.token not in capsys.readouterr().err


async def test_stopping_while_telegram_is_away_does_not_count_against_a_question(app: App, api: BotApi) -> None:
    anna = api.user()
    for _ in range(4):
        running = Running(app, api)
        await running.polls()
        api.fail("sendMessage", None, error_code=502)
        if not app.inbox.waiting():
            anna.sends("/help")
        async with asyncio.timeout(10):
            while not api.calls_of("sendMessage"):
                await asyncio.sleep(0.01)
        await running.dies()
    assert len(app.inbox.waiting()) == 1
    api.clear()
    running = Running(app, api)
    [reply] = await api.wait_for(chat=anna)
    assert "gemeente" in reply.text
    await running.ends()


async def test_an_answer_that_telegram_confirms_too_late_is_not_sent_for_ever(
    api: BotApi, bot: Running, app: App
) -> None:
    anna = api.user()
    api.answer_then_drop("sendMessage", 1)
    anna.sends("/help")
    await api.wait_for(chat=anna)
    await settled(app)
    assert 1 <= len(api.messages(anna)) <= 2


async def test_a_flood_from_one_person_is_answered_for_a_while_then_once_then_not(
    app: App, api: BotApi, bot: Running
) -> None:
    anna, bob = api.user(id=1), api.user(id=2)
    for _ in range(200):
        anna.sends("/verwijder")
    bob.sends("/help")
    [reply] = await api.wait_for(chat=bob)
    assert "gemeente" in reply.text
    await api.until(lambda: "Wacht even" in api.messages(anna)[-1].text if api.messages(anna) else False, 60)
    await settled(app)
    assert len(api.messages(anna)) == flood.BURST + 1
    assert "112" in api.messages(anna)[-1].text


async def test_a_crowd_is_held_at_telegram_while_much_is_in_hand(
    app: App, api: BotApi, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "MOST_IN_HAND", 20)
    api.fail("sendMessage", None, error_code=502)
    for number in range(1, 151):
        api.user(id=number).sends("/help")
    await api.until(lambda: len(app.inbox.waiting()) >= 100)
    await asyncio.sleep(0.3)
    assert len(app.inbox.waiting()) == 100, "one request brings a hundred; the rest waits"
    api.clear()
    await api.until(lambda: all(len(api.messages(number)) == 1 for number in range(1, 151)), 60)
