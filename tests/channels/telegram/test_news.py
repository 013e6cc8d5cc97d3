"""Who asked to hear that there is an answer hears it once, whatever Telegram or the machine does meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from lde_bot import services_desk
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.services_desk import Verdict
from tests.botapi import BotApi, User
from tests.channels.telegram.conftest import Running, settled

NEWS, ANSWER = "De Koepel heeft er nu een antwoord op", "Lokale diensteneconomie"


async def waits(app: App, api: BotApi, number: int, text: str = "xyzzy plugh frobnicate") -> User:
    """Let someone ask what the bot does not know, and want to hear it later."""
    person = api.user(id=number)
    person.sends(text)
    [admits] = await api.wait_for(chat=person)
    person.presses(admits, "Laat het mij weten")
    await api.wait_for(chat=person)
    await settled(app)
    return person


def wishes(app: App) -> list[tuple[object, ...]]:
    return [tuple(row) for row in app.echo._db.execute("select * from waiting order by id").fetchall()]


def answered(app: App) -> None:
    """Let the Koepel say which entry answers everything that waits."""
    app.desk.add_user("an", Role.CURATOR, "x", app.clock())
    user = app.desk.user_named("an")
    assert isinstance(user, DeskUser)
    groups = [one.id for one in services_desk.inbox(app).groups]
    services_desk.judge(app, groups, Verdict.BELONGS, "wat-is-lde", "", user)


def heard(api: BotApi, person: User) -> int:
    """Return how often someone got the news."""
    return sum(NEWS in message.text for message in api.messages(person))


async def told(api: BotApi, person: User) -> None:
    await api.until(lambda: ANSWER in api.messages(person)[-1].text, 10)


async def test_who_blocked_the_bot_is_forgotten_and_holds_up_nobody(app: App, api: BotApi, bot: Running) -> None:
    anna, bert = [await waits(app, api, number) for number in (1, 2)]
    anna.blocks()
    answered(app)
    await told(api, bert)
    assert (heard(api, anna), heard(api, bert)) == (0, 1)
    assert wishes(app) == []


@pytest.mark.parametrize("code", [500, 409])
async def test_while_telegram_fails_it_is_tried_again_until_it_is_told_once(
    app: App, api: BotApi, bot: Running, code: int
) -> None:
    anna = await waits(app, api, 1)
    before = len(api.calls_of("sendMessage"))
    api.fail("sendMessage", 4, error_code=code)
    answered(app)
    await told(api, anna)
    await asyncio.sleep(0.3)
    assert len(api.calls_of("sendMessage")) == before + 4 + 2
    assert heard(api, anna) == 1
    assert wishes(app) == []


async def test_who_was_not_told_before_a_stop_is_told_once_after_it(app: App, api: BotApi) -> None:
    first = Running(app, api)
    await first.polls()
    anna = await waits(app, api, 1)
    [wish] = wishes(app)
    before = len(api.calls_of("sendMessage"))
    api.fail("sendMessage", None, error_code=502)
    answered(app)
    await api.until(lambda: len(api.calls_of("sendMessage")) > before, 10)
    await first.ends()
    assert wishes(app) == [wish]
    api.clear()
    second = Running(app, api)
    await told(api, anna)
    await asyncio.sleep(0.3)
    assert heard(api, anna) == 1
    assert wishes(app) == []
    await second.ends()


async def test_what_telegram_refuses_for_good_is_not_tried_for_ever(app: App, api: BotApi, bot: Running) -> None:
    anna, bert = [await waits(app, api, number) for number in (1, 2)]
    api.fail("sendMessage", 2, error_code=400)
    answered(app)
    await told(api, bert)
    assert (heard(api, anna), heard(api, bert)) == (0, 1)
    assert wishes(app) == []


async def test_who_takes_the_wish_back_or_is_forgotten_meanwhile_hears_nothing(app: App, api: BotApi) -> None:
    first = Running(app, api)
    await first.polls()
    anna = await waits(app, api, 1)
    [(number, _, conversation, *_)] = wishes(app)
    assert isinstance(number, int)
    assert app.echo.take(number)
    app.echo.stop(str(conversation))
    app.echo.put_back(number)
    assert wishes(app) == []
    anna = await waits(app, api, 1)
    [(number, *_)] = wishes(app)
    assert isinstance(number, int)
    assert app.echo.take(number)
    anna.sends("/verwijder")
    await api.wait_for(chat=anna)
    await settled(app)
    app.echo.put_back(number)
    assert wishes(app) == []
    await first.ends()
