"""What lasts: buttons from before a restart, queries that are too old, chats that Telegram is slow with."""

from __future__ import annotations

import asyncio
from bisect import bisect_right

import pytest

from lde_bot.channels.telegram import pace
from lde_bot.channels.telegram.app import _CONNECTIONS, make_bot
from lde_bot.channels.telegram.pace import ASIDE_SECONDS, AT_ONCE, BURST, Pace
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled


async def test_buttons_from_before_a_restart_do_what_they_say(app: App, api: BotApi) -> None:
    anna, first = api.user(), Running(app, api)
    await first.polls()
    anna.sends("sociaal restaurant gent")
    [results] = await api.wait_for(chat=anna, timeout=30)
    await settled(app)
    await first.ends()
    app.sessions._db.execute("delete from session")
    second = Running(app, api)
    await second.polls()
    anna.presses(results, "Volgende")
    [next_page] = await api.wait_for(chat=anna, edits=True, timeout=30)
    assert next_page.message_id == results.message_id
    assert "Vorige" in next_page.labels
    anna.presses(results, "Meer over 1", stale=True)
    [card] = await api.wait_for(chat=anna, timeout=30)
    assert {"Bel of bewaar", "Klopt dit niet?"} & set(card.labels)
    anna._query(anna.chat, card.message_id, "e:een-fiche-die-weg-is")
    [expired] = await api.wait_for(chat=anna, timeout=30)
    assert "Die knop werkt niet meer" in expired.text
    await second.ends()


async def test_a_button_that_is_answered_too_late_still_does_what_it_says(
    app: App, api: BotApi, bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    anna = api.user()
    anna.sends("fietspunt leuven")
    [results] = await api.wait_for(chat=anna, timeout=30)
    anna.presses(results, "Meer over 1")
    api.expire_queries()
    [card] = await api.wait_for(chat=anna, timeout=30)
    assert "Fietspunt Leuven" in card.text
    anna.asks_inline("fietspunt leuven")
    api.expire_queries()
    await settled(app)
    assert "Traceback" not in caplog.text


async def test_chats_that_telegram_is_slow_with_hold_up_nobody_else(api: BotApi, bot: Running, app: App) -> None:
    slow = [api.user(id=number) for number in range(1, AT_ONCE * 2 + 1)]
    api.delay("sendMessage", ASIDE_SECONDS * 40, len(slow))
    for person in slow:
        person.sends("/help")
    await api.until(lambda: len(api.calls_of("sendMessage")) == len(slow), 30)
    bob = api.user(id=99)
    bob.sends("/help")
    await api.wait_for(chat=bob, timeout=30)
    assert not any(api.messages(person) for person in slow)
    for person in slow:
        await api.wait_for(chat=person, timeout=30)


async def test_few_requests_are_under_way_at_once_while_telegram_is_quick(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "ASIDE_SECONDS", 60.0)  # a busy machine is not a slow Telegram
    bot = make_bot(api.token, api.base_url)
    people = [api.user(id=number) for number in range(1, 21)]
    async with bot:
        await asyncio.gather(*(bot.send_message(person.id, "dag") for person in people))
        connections = bot.request._client._transport._pool.connections  # type: ignore[attr-defined]
    assert 0 < len(connections) <= AT_ONCE
    assert all(len(api.messages(person)) == 1 for person in people)


def sent_since(api: BotApi, before: int) -> list[float]:
    """Return when messages came, after so many calls."""
    calls = list(zip(api.calls, api.call_times, strict=True))[before:]
    return [at for call, at in calls if call.method == "sendMessage"]


async def test_what_piles_up_while_telegram_is_slow_does_not_go_all_at_once_after_it(api: BotApi) -> None:
    bot, people = make_bot(api.token, api.base_url), [api.user(id=number) for number in range(1, 151)]
    async with bot:
        api.delay("sendMessage", 4.0, _CONNECTIONS)  # every connection stands still
        before = len(api.calls)
        await asyncio.gather(*(bot.send_message(person.id, "dag") for person in people))
    sent = sorted(sent_since(api, before))
    assert len(sent) == len(people)
    busiest = max(bisect_right(sent, at + 1.0) - index for index, at in enumerate(sent))
    assert busiest <= 2 * 30 + _CONNECTIONS, "thirty at once, thirty in the second, and what was under way"


@pytest.mark.usefixtures("app")
async def test_nothing_goes_to_a_chat_while_telegram_asks_to_wait_and_then_it_goes_at_the_pace(api: BotApi) -> None:
    bot, people = make_bot(api.token, api.base_url), [api.user(id=number) for number in range(1, 121)]
    async with bot:
        api.fail("sendMessage", 1, error_code=429, retry_after=3)
        await bot.get_me()
        before = len(api.calls)
        await asyncio.gather(*(bot.send_message(person.id, "dag") for person in people))
    calls = sent_since(api, before)
    assert len(calls) == len(people) + 1
    under_way = [at for at in calls if at < calls[0] + 3.0]
    assert len(under_way) <= _CONNECTIONS
    assert all(len(api.messages(person)) == 1 for person in people)


def test_the_limits_are_those_of_telegram() -> None:
    limits = make_bot("1:x", "http://127.0.0.1/bot").rate_limiter
    assert isinstance(limits, Pace)
    assert limits._base_limiter is None, "it counts too early"
    assert (limits._overall.max_rate, limits._overall.time_period) == (30, 1)
    assert (limits._group_max_rate, limits._group_time_period) == (20, 60)
    assert (BURST, limits._max_retries) == (3, 5)
