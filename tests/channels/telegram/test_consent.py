"""A question that got an answer is kept only for who was asked and said yes: from then on, until a button or a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lde_bot import services
from lde_bot.dialogue.feedback import CONSENT
from lde_bot.dialogue.model import HELPED
from lde_bot.health import Health
from lde_bot.lasting import Lasting
from lde_bot.services import App
from tests.botapi import BotApi, BotMessage, User
from tests.channels.telegram.conftest import Running, settled
from tests.channels.telegram.test_forget import on_disk, opened, sealed
from tests.conftest import NOW, Clock

ANSWERED, HELPS, HELPS_TOO = "wat is lde precies", "wat doet een fietspunt", "wat is doorstroom"
MARK = "kaaiman"
"""A word that a question has an answer with all the same."""
YES, NO, STOP = "Ja, dat mag", "Liever niet", "Niet meer herlezen"


@pytest.fixture
def app(lasting_app: App) -> App:
    """The program on a real file, on a machine whose clock is never moved."""
    clock = lasting_app.clock
    health = Health(lambda: (clock() - NOW).total_seconds())
    health.jumped(NOW)
    return replace(lasting_app, lasting=Lasting(health))


async def asks(api: BotApi, person: User, text: str) -> BotMessage:
    """Ask something; give the answer."""
    person.sends(text)
    [answer] = await api.wait_for(chat=person)
    return answer


async def is_asked(api: BotApi, person: User) -> BotMessage:
    """Say that an answer helped; give the question that comes of it."""
    person.presses(await asks(api, person, HELPS), "Dit hielp")
    await api.wait_for(chat=person, edits=True)
    [asked] = await api.wait_for(chat=person)
    return asked


async def says(api: BotApi, person: User, asked: BotMessage, label: str) -> BotMessage:
    """Press a button below that question; give what takes its place."""
    person.presses(asked, label)
    [told] = await api.wait_for(chat=person, edits=True)
    return told


async def over(app: App) -> None:
    """Let every conversation be over, so that only what is kept longer is left."""
    await settled(app)
    assert isinstance(app.clock, Clock)
    app.clock.now += timedelta(minutes=31)
    services.expire(app)


def sampled(app: App) -> list[str]:
    return [one.question for week in app.tally.weeks() for one in app.tally.sampled(week)]


@pytest.mark.usefixtures("bot")
async def test_without_a_yes_nothing_of_a_question_with_an_answer_is_kept(app: App, api: BotApi) -> None:
    silent, refuses = api.user(id=700_100_200), api.user(id=700_100_300)
    for person in (silent, refuses):
        await asks(api, person, f"{ANSWERED} {MARK}")
        asked = await is_asked(api, person)
        if person is refuses:
            assert "bewaar ik ze niet" in (await says(api, person, asked, NO)).text
        await asks(api, person, f"{HELPS_TOO} {MARK}")
    await over(app)
    assert sampled(app) == []
    assert MARK not in opened(app)
    assert HELPS not in opened(app)
    left = on_disk(app)
    assert app.pseudonym("telegram", silent.id).encode() not in left, "saying nothing leaves nothing at all"
    assert app.pseudonym("telegram", refuses.id).encode() in left, "a no is remembered, so that it is asked once"


@pytest.mark.usefixtures("bot")
async def test_after_a_yes_questions_that_get_an_answer_are_kept_and_none_from_before(app: App, api: BotApi) -> None:
    anna = api.user()
    await asks(api, anna, f"{ANSWERED} ezel")
    asked = await is_asked(api, anna)
    assert asked.labels == [YES, NO]
    assert asked.text.count("?") == 1
    told = await says(api, anna, asked, YES)
    assert (told.message_id, told.labels) == (asked.message_id, [STOP])
    await asks(api, anna, f"{ANSWERED} {MARK}")
    await asks(api, anna, "xyzzy plugh frobnicate")
    await settled(app)
    assert sampled(app) == [f"{ANSWERED} {MARK}"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("where", ["the message that said thanks", "/privacy"])
async def test_one_button_takes_it_back_and_no_byte_of_what_was_kept_stays(app: App, api: BotApi, where: str) -> None:
    anna, bram = api.user(id=700_100_200), api.user(id=700_100_300)
    for person in (anna, bram):
        told = await says(api, person, await is_asked(api, person), YES)
        await asks(api, person, f"{ANSWERED} {MARK if person is anna else 'ezel'}")
        if person is anna:
            hers = told if where != "/privacy" else await asks(api, anna, "/privacy")
    await settled(app)
    before = {place: content for place, content in sealed(app).items() if place[0] == "sample"}
    assert len(before) == 2
    anna.presses(hers, STOP)
    [told] = await api.wait_for(chat=anna)
    assert "Die wis ik" in told.text
    await over(app)
    assert sampled(app) == [f"{ANSWERED} ezel"]
    [gone] = [content for place, content in before.items() if place not in sealed(app)]
    assert gone[:40] not in on_disk(app), "not even unreadable"
    assert (await asks(api, anna, "/privacy")).labels == []
    await asks(api, anna, f"{ANSWERED} {MARK}")
    await settled(app)
    assert sampled(app) == [f"{ANSWERED} ezel"]


@pytest.mark.usefixtures("bot")
async def test_a_no_on_the_old_question_takes_a_yes_back_too(app: App, api: BotApi) -> None:
    anna = api.user()
    asked = await is_asked(api, anna)
    await says(api, anna, asked, YES)
    await asks(api, anna, f"{ANSWERED} {MARK}")
    anna.presses(asked, NO, stale=True)
    await api.wait_for(chat=anna, edits=True)
    await settled(app)
    assert sampled(app) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("said", [YES, NO, ""])
async def test_it_is_asked_once(app: App, api: BotApi, said: str) -> None:
    anna = api.user()
    asked = await is_asked(api, anna)
    if said:
        await says(api, anna, asked, said)
        await over(app)  # what was said is remembered longer than the conversation
    for text in ("fietspunt", "laat maar"):  # which lets go of what was talked about
        await asks(api, anna, text)
    other = await asks(api, anna, HELPS_TOO)
    count = len(api.messages(anna))
    anna.presses(other, "Dit hielp")
    await api.wait_for(chat=anna, edits=True)
    await settled(app)
    assert len(api.messages(anna)) == count
    assert "Fijn" in api.answers[-1].text


async def test_a_button_from_before_a_restart_still_says_yes(app: App, api: BotApi, bot: Running) -> None:
    anna = api.user()
    asked = await is_asked(api, anna)
    await bot.ends()
    await over(app)
    again = Running(app, api)
    await again.polls()
    await says(api, anna, asked, YES)
    await asks(api, anna, ANSWERED)
    await settled(app)
    assert sampled(app) == [ANSWERED]
    await again.ends()


@pytest.mark.usefixtures("bot")
async def test_a_group_is_never_asked_and_nobody_says_yes_for_the_others(app: App, api: BotApi) -> None:
    anna, group = api.user(), api.group()
    group.sends(anna, f"/zoek@lde_test_bot {ANSWERED} {MARK}")
    [answer] = await api.wait_for(chat=group)
    assert "Dit hielp" not in answer.labels
    for value in (f"{HELPED}:wat-is-lde", CONSENT):
        anna._query(group.chat, answer.message_id, value)  # no such button stands there: a forged press
    group.sends(anna, f"/zoek@lde_test_bot {ANSWERED} {MARK}")
    replies = [one.text for one in await api.wait_for(2, chat=group)]
    await over(app)
    assert "knop werkt niet meer" in replies[0]
    assert not [text for text in replies if "herlezen" in text]
    assert sampled(app) == []
    assert app.pseudonym("telegram", group.id).encode() not in on_disk(app)


@pytest.mark.usefixtures("bot")
async def test_a_yes_ends_after_ninety_days_however_much_is_asked_and_so_does_what_was_kept(
    app: App, api: BotApi
) -> None:
    anna = api.user()
    await says(api, anna, await is_asked(api, anna), YES)
    await settled(app)
    assert isinstance(app.clock, Clock)
    app.clock.now += timedelta(days=app.keep_days - 1)
    await asks(api, anna, f"{ANSWERED} {MARK}")
    await settled(app)
    assert sampled(app) == [f"{ANSWERED} {MARK}"]
    app.clock.now += timedelta(days=1, seconds=1)
    await asks(api, anna, f"{ANSWERED} daarna")
    await settled(app)
    assert len(sampled(app)) == 1, "the day counts, not when it is looked at"
    services.purge(app)
    assert sampled(app) == []
    await over(app)
    assert app.pseudonym("telegram", anna.id).encode() not in on_disk(app)


@pytest.mark.usefixtures("bot")
async def test_deleting_everything_takes_the_yes_and_what_was_kept(app: App, api: BotApi) -> None:
    anna = api.user()
    await says(api, anna, await is_asked(api, anna), YES)
    await asks(api, anna, f"{ANSWERED} {MARK}")
    await settled(app)
    before = [content for place, content in sealed(app).items() if place[0] == "sample"]
    told = (await asks(api, anna, "/verwijder")).text
    for line in ("of de Koepel je vragen mag herlezen", "mijn antwoord na te kijken: 1", "niets meer van jou"):
        assert line in told
    await settled(app)
    left = on_disk(app)
    assert app.pseudonym("telegram", anna.id).encode() not in left
    assert not [content for content in before if content[:40] in left]
    await asks(api, anna, f"{ANSWERED} {MARK}")
    await settled(app)
    assert sampled(app) == []
