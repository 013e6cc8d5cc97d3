"""Staff of the Koepel on their phone: linking, judging, undoing, and what they are told. Real HTTP, real content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from lde_bot import services, services_access, services_desk, services_digest, services_staff
from lde_bot.channels.web.app import web_app
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.triage import Guess, UnansweredQuery
from tests.botapi import BotApi
from tests.botapi.model import BotMessage
from tests.botapi.people import User
from tests.channels.telegram.conftest import settled
from tests.conftest import NOW, Clock

pytestmark = pytest.mark.usefixtures("bot")

WEDNESDAY = NOW + timedelta(days=2)
PASSWORD = "een lang wachtwoord"
OURS = {"sec-fetch-site": "same-origin"}
LONG = 240.0  # seconds that a check may take on a busy machine; nothing is asserted about it


@pytest.fixture
def app(brief_app: App) -> App:
    """The whole program on few phrases: a phrase is learnt here."""
    return brief_app


@pytest.fixture(autouse=True)
def midweek(app: App) -> None:
    """It is Wednesday, so that nobody gets the figures of the week unless a test wants that."""
    assert isinstance(app.clock, Clock)
    app.clock.now = WEDNESDAY


def account(app: App, role: Role = Role.CURATOR) -> DeskUser:
    services_access.add_user(app, role.value, role, PASSWORD, "test")
    user = app.desk.user_named(role.value)
    assert user is not None
    return user


def asked(app: App, text: str, times: int = 1, entries: Sequence[str] = ("wat-is-lde",), who: str = "p") -> None:
    guesses = tuple(Guess(entry, 0.41, f"lijkt op: iets over {entry}") for entry in entries)
    for number in range(times):
        query = UnansweredQuery(0, text, app.clock(), "te onzeker", guesses, app.snapshot.revision)
        app.curation.add(f"{who}{number}", query)


async def linked(app: App, api: BotApi, user: DeskUser) -> User:
    """Return someone in Telegram whose conversation belongs to the account."""
    an = api.user()
    an.sends(f"/koppel {services_staff.begin_link(app, user)}")
    [reply] = await api.wait_for(chat=an)
    assert f"het account {user.name}" in reply.text
    return an


async def pressed(api: BotApi, who: User, message: BotMessage, label: str) -> BotMessage:
    """Press a button and return what takes the place of its message."""
    who.presses(message, label)
    [reply] = await api.wait_for(chat=who, edits=True)
    return reply


def number_of(message: BotMessage, start: str) -> str:
    return next(label for label in message.labels if label.startswith(start))


async def test_a_code_from_the_desk_links_a_conversation_once(app: App, api: BotApi) -> None:
    user = account(app)
    transport = httpx.ASGITransport(web_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as site:
        await site.post("/desk/login", data={"naam": user.name, "wachtwoord": PASSWORD}, headers=OURS)
        page = await site.post("/desk/telegram", headers=OURS)
        code = page.text.split('<code id="koppelcode">')[1].split("<")[0]
        an = api.user()
        an.sends(f"/koppel {code.lower()}")
        [reply] = await api.wait_for(chat=an)
        assert "account curator" in reply.text
        bert = api.user()
        bert.starts(f"w_{code}")
        [refused] = await api.wait_for(chat=bert)
        assert "klopt niet" in refused.text
        assert "Gekoppeld sinds 25 november 2026" in (await site.get("/desk/account")).text
        await site.post("/desk/telegram", data={"los": "1"}, headers=OURS)
        assert "Gekoppeld sinds" not in (await site.get("/desk/account")).text
    an.sends("/onbeantwoord")
    [help_] = await api.wait_for(chat=an)
    assert "Stel je vraag in gewone woorden" in help_.text
    said = [line.action for line in app.desk.lines(10)]
    assert {"code voor Telegram gemaakt", "Telegram gekoppeld", "Telegram losgemaakt"} <= set(said)
    kept = [row for row in app.staff._db.execute("select code from staff_code").fetchall() if code in row[0]]
    assert kept == []


async def test_a_deep_link_with_the_code_links_too(app: App, api: BotApi) -> None:
    an = api.user()
    an.starts(f"w_{services_staff.begin_link(app, account(app))}")
    [reply] = await api.wait_for(chat=an)
    assert "account curator" in reply.text


async def test_a_code_is_over_after_ten_minutes_and_an_older_one_when_there_is_a_new_one(app: App, api: BotApi) -> None:
    assert isinstance(app.clock, Clock)
    user, an = account(app), api.user()
    older, newer = services_staff.begin_link(app, user), services_staff.begin_link(app, user)
    an.sends(f"/koppel {older}")
    [reply] = await api.wait_for(chat=an)
    assert "klopt niet" in reply.text
    app.clock.now += timedelta(minutes=11)
    an.sends(f"/koppel {newer}")
    [reply] = await api.wait_for(chat=an)
    assert "klopt niet" in reply.text


async def test_after_five_wrong_codes_a_right_one_has_to_wait(app: App, api: BotApi) -> None:
    assert isinstance(app.clock, Clock)
    user, an = account(app), api.user()
    for _ in range(5):
        an.sends("/koppel AAAAAAAA")
        await api.wait_for(chat=an)
    an.sends(f"/koppel {services_staff.begin_link(app, user)}")
    [reply] = await api.wait_for(chat=an)
    assert "klopt niet" in reply.text
    assert [line.action for line in app.desk.lines(100)].count("Telegram koppelen mislukt") == 5
    app.clock.now += timedelta(minutes=16)
    an.sends(f"/koppel {services_staff.begin_link(app, user)}")
    [reply] = await api.wait_for(chat=an)
    assert "account curator" in reply.text


async def test_for_everyone_else_the_command_is_as_unknown_as_any_other(app: App, api: BotApi) -> None:
    asked(app, "mag mijn hond mee")
    anna = api.user()
    anna.sends("/onbeantwoord")
    [reply] = await api.wait_for(chat=anna)
    anna.sends("/bestaatniet")
    [other] = await api.wait_for(chat=anna)
    assert reply.text == other.text
    assert "hond" not in reply.text


@pytest.mark.parametrize("how", ["role", "off", "logout", "delete", "block"])
async def test_a_link_ends_with_the_account_the_role_or_the_conversation(app: App, api: BotApi, how: str) -> None:
    user, admin = account(app), account(app, Role.ADMIN)
    an = await linked(app, api, user)
    if how == "role":
        services_access.add_user(app, user.name, Role.READER, PASSWORD, "test")
    elif how == "off":
        services_access.set_active(app, user.id, admin, active=False)
        services_access.set_active(app, user.id, admin, active=True)
    elif how == "logout":
        services_access.log_out_everywhere(app, user)
    elif how == "delete":
        an.sends("/verwijder")
        await api.wait_for(chat=an)
    else:
        an.blocks()
        await settled(app)
        an.unblocks()
    an.sends("/onbeantwoord")
    [reply] = await api.wait_for(chat=an)
    assert "Stel je vraag in gewone woorden" in reply.text
    assert services_staff.chats(app) == []


async def test_staff_see_the_command_in_their_menu_until_they_are_no_staff(app: App, api: BotApi) -> None:
    user = account(app)
    an = await linked(app, api, user)
    key = (json.dumps({"chat_id": an.id, "type": "chat"}, sort_keys=True), "")
    async with asyncio.timeout(10):
        while key not in api.world.commands:
            await asyncio.sleep(0.01)
    assert [one["command"] for one in api.world.commands[key]][:2] == ["onbeantwoord", "start"]
    services_staff.end_link(app, user)
    async with asyncio.timeout(10):
        while key in api.world.commands:
            await asyncio.sleep(0.01)


async def test_the_list_shows_what_is_asked_most_and_turns_in_place(app: App, api: BotApi) -> None:
    subjects = ("mag mijn hond mee", "zijn er stageplaatsen", "is de fietsenstalling gratis", "hoe word ik chauffeur",
                "verkopen jullie verf", "wanneer is de rommelmarkt")  # fmt: skip
    app.alert_at = 100
    for number, text in enumerate(subjects):
        asked(app, text, times=7 - number, who=text)
    an = await linked(app, api, account(app))
    an.sends("/onbeantwoord")
    [first] = await api.wait_for(chat=an)
    assert "Nieuwe vragen die nu hun groep krijgen: " in first.text
    services_desk.put_in_groups(app)
    an.sends("/onbeantwoord")
    [first] = await api.wait_for(chat=an)
    assert "Groepen van vragen die wachten: 6." in first.text
    assert "hun groep krijgen" not in first.text
    assert "1. 7 keer: mag mijn hond mee (te onzeker, laatst op 25 november 2026)" in first.text
    assert first.labels[:5] == ["1", "2", "3", "4", "5"]
    second = await pressed(api, an, first, "Volgende")
    assert second.message_id == first.message_id
    assert "6. 2 keer: wanneer is de rommelmarkt" in second.text
    assert "mag mijn hond mee" in (await pressed(api, an, second, "Vorige")).text


async def test_a_group_is_judged_and_taken_back_with_buttons_and_the_log_says_who(app: App, api: BotApi) -> None:
    asked(app, "mag mijn hond mee", times=3)
    an = await linked(app, api, account(app))
    an.sends("/onbeantwoord")
    [waiting] = await api.wait_for(chat=an)
    group = await pressed(api, an, waiting, "1")
    assert "3 keer gevraagd" in group.text
    assert "Wat is" in group.text
    assert "(41 %)" in group.text
    assert group.labels[-3:] == ["Buiten bereik", "Twijfel", "Naar de lijst"]
    done = await pressed(api, an, group, "Buiten bereik")
    assert "Beoordeeld: buiten bereik" in done.text
    empty = await pressed(api, an, done, "Naar de lijst")
    assert "Er wacht niets" in empty.text
    back = await pressed_again(app, api, an, done, "Neem terug")
    assert back.text.startswith("Teruggenomen")
    assert app.groups.count_open() == 1
    unsure = await pressed(api, an, back, "Twijfel")
    assert "Beoordeeld: twijfel" in unsure.text
    lines = [(line.user, line.action) for line in app.desk.lines(3)]
    assert lines == [
        ("curator", "oordeel: twijfel"),
        ("curator", "oordeel teruggenomen"),
        ("curator", "oordeel: buiten bereik"),
    ]


async def pressed_again(app: App, api: BotApi, who: User, message: BotMessage, label: str) -> BotMessage:
    """Press a button that stood in a message before it changed; return how the message is then."""
    data = next(
        button["callback_data"]
        for row in (message.markup or {})["inline_keyboard"]
        for button in row
        if button["text"] == label
    )
    return await forged(app, api, who, message, data)


async def forged(app: App, api: BotApi, who: User, message: BotMessage, data: str) -> BotMessage:
    """Send what a button would send, whether it exists or not; return how its message is then."""
    query = who._query(who.chat, message.message_id, data)
    await api.until(lambda: any(answer.query_id == query for answer in api.world.answers))
    await settled(app)
    if shown := api.world.untaken(who.id, edits=True):
        api.world.take(shown)
    return next(one for one in api.messages(who) if one.message_id == message.message_id)


async def test_two_taps_on_the_same_button_judge_once(app: App, api: BotApi) -> None:
    asked(app, "mag mijn hond mee")
    an = await linked(app, api, account(app))
    an.sends("/onbeantwoord")
    [waiting] = await api.wait_for(chat=an)
    group = await pressed(api, an, waiting, "1")
    done = await pressed(api, an, group, "Buiten bereik")
    again = await pressed_again(app, api, an, group, "Buiten bereik")
    assert again.text == done.text
    [number] = [one.id for one in app.groups.judged(5)]
    assert len(app.groups.judgements(number)) == 1


async def test_a_question_becomes_a_phrase_of_an_entry_after_a_check_and_comes_out_again(app: App, api: BotApi) -> None:
    text = "mag mijn hond mee naar het xyzzy"
    asked(app, text, entries=("dienst-sociaal-restaurant", "wat-is-lde"))
    entry = "dienst-sociaal-restaurant"
    question = app.snapshot.knowledge.entries[entry].question
    an = await linked(app, api, account(app))
    an.sends("/onbeantwoord")
    [waiting] = await api.wait_for(chat=an)
    group = await pressed(api, an, waiting, "1")
    checking = await pressed(api, an, group, number_of(group, "Hoort bij"))
    assert "Ik kijk na" in checking.text
    [checked] = await api.wait_for(chat=an, edits=True, timeout=LONG)
    assert "Nagekeken" in checked.text
    assert question in checked.text
    done = await pressed(api, an, checked, "Publiceer")
    assert "Gepubliceerd" in done.text
    assert text in app.snapshot.knowledge.entries[entry].utterances
    assert services.reply_to(app, EMPTY, UserMessage(text=text)).entry == entry
    [line] = app.desk.lines(1)
    assert (line.user, line.action, line.about) == ("curator", "gepubliceerd", entry)
    again = await pressed_again(app, api, an, checked, "Publiceer")
    assert again.text == done.text
    back = await pressed(api, an, done, "Neem terug")
    assert "Teruggenomen" in back.text
    [removed] = await api.wait_for(chat=an, timeout=LONG)
    assert "weer weg uit de fiche" in removed.text
    assert text not in app.snapshot.knowledge.entries[entry].utterances
    assert app.groups.count_open() == 1


async def test_a_question_with_something_taken_out_is_left_to_the_desk(app: App, api: BotApi) -> None:
    asked(app, "ik ben [naam] en mijn hond moet mee")
    an = await linked(app, api, account(app))
    an.sends("/onbeantwoord")
    [waiting] = await api.wait_for(chat=an)
    group = await pressed(api, an, waiting, "1")
    refused = await pressed(api, an, group, number_of(group, "Hoort bij"))
    assert "Doe het aan het bureau" in refused.text
    assert app.groups.count_open() == 1


async def test_a_reader_looks_and_cannot_judge_even_with_a_forged_button(app: App, api: BotApi) -> None:
    asked(app, "mag mijn hond mee")
    rita = await linked(app, api, account(app, Role.READER))
    rita.sends("/onbeantwoord")
    [waiting] = await api.wait_for(chat=rita)
    group = await pressed(api, rita, waiting, "1")
    assert group.labels == ["Naar de lijst"]
    assert "mag kijken" in group.text
    number = app.groups.open(1)[0].id
    for data in (f"o:b:{number}", f"o:f:{number}:wat-is-lde", "o:p:x", "o:u:1"):
        refused = await forged(app, api, rita, group, data)
        assert refused.text == "Jouw account mag kijken, niet beoordelen."
    assert app.groups.count_open() == 1
    refusals = [line for line in app.desk.lines(100) if line.action == "geweigerd"]
    assert [(line.user, line.about) for line in refusals] == [("reader", "een knop in Telegram")] * 4


@pytest.mark.parametrize("data", ["o:", "o:g:x", "o:g:99", "o:b:99", "o:u:99", "o:p:weg", "o:f:1", "o:l:-5", "o:z:²"])
async def test_a_button_that_was_never_made_gets_a_kind_word(app: App, api: BotApi, data: str) -> None:
    an = await linked(app, api, account(app))
    an.sends("/onbeantwoord")
    [empty] = await api.wait_for(chat=an)
    await forged(app, api, an, empty, data)
    assert "Er ging iets mis" not in an.conversation()


async def test_in_a_group_there_is_nothing_for_staff(app: App, api: BotApi) -> None:
    asked(app, "mag mijn hond mee")
    user = account(app)
    an = await linked(app, api, user)
    team = api.group()
    an.sends("/onbeantwoord", chat=team)
    [reply] = await api.wait_for(chat=team)
    assert "hond" not in reply.text
    an.sends(f"/koppel {services_staff.begin_link(app, user)}", chat=team)
    [reply] = await api.wait_for(chat=team)
    assert "account" not in reply.text


async def test_staff_hear_once_of_a_group_that_is_asked_often_without_what_was_typed(app: App, api: BotApi) -> None:
    an = await linked(app, api, account(app))
    asked(app, "mag mijn hond mee", times=4)
    anna = api.user()
    anna.sends("dank je")
    await api.wait_for(chat=anna)
    asked(app, "mag mijn hond mee", who="nog")
    [alert] = await api.wait_for(chat=an)
    assert "vaak gevraagd" in alert.text
    assert "hond" not in alert.text
    asked(app, "mag mijn hond mee", who="en nog")
    group = await pressed(api, an, alert, "Bekijk: 5 keer gevraagd")
    assert "mag mijn hond mee" in group.text
    assert _count(an, "vaak gevraagd") == 1


async def test_a_second_group_waits_an_hour(app: App, api: BotApi) -> None:
    assert isinstance(app.clock, Clock)
    an = await linked(app, api, account(app))
    asked(app, "mag mijn hond mee", times=5)
    await api.wait_for(chat=an)
    asked(app, "hoe word ik chauffeur van een bus", times=5, who="q")
    an.sends("/onbeantwoord")
    await api.wait_for(chat=an)
    assert _count(an, "vaak gevraagd") == 1
    app.clock.now += timedelta(minutes=61)
    await api.wait_for(chat=an)
    assert _count(an, "vaak gevraagd") == 2


async def test_staff_hear_of_an_emergency_once_a_day_and_not_what_was_typed(app: App, api: BotApi) -> None:
    an = await linked(app, api, account(app))
    for text in ("ik wil er een einde aan maken", "ik wil niet meer leven"):
        anna = api.user(2002)
        anna.sends(text)
        await api.wait_for(chat=anna)
    [alert] = await api.wait_for(chat=an)
    assert "noodnummers" in alert.text
    assert "einde" not in alert.text
    an.sends("/onbeantwoord")
    await api.wait_for(chat=an)
    assert _count(an, "kreeg iemand de noodnummers") == 1


async def test_who_switched_alerts_off_hears_nothing_and_can_switch_them_on_again(app: App, api: BotApi) -> None:
    an = api.user()
    an.sends(f"/koppel {services_staff.begin_link(app, account(app))}")
    [hello] = await api.wait_for(chat=an)
    off = await pressed(api, an, hello, "Geen meldingen meer")
    assert "Meldingen: af. Weekoverzicht: aan." in off.text
    asked(app, "mag mijn hond mee", times=6)
    on = await pressed(api, an, await pressed(api, an, off, "Geen weekoverzicht meer"), "Wel meldingen")
    assert "Meldingen: aan. Weekoverzicht: af." in on.text
    [alert] = await api.wait_for(chat=an)
    assert "vaak gevraagd" in alert.text
    assert _count(an, "vaak gevraagd") == 1


async def test_on_monday_staff_get_the_figures_of_the_week_once(app: App, api: BotApi) -> None:
    assert isinstance(app.clock, Clock)
    app.clock.now = NOW - timedelta(days=3)
    for number, (text, times) in enumerate((("wat is lde", 2), ("fietspunt leuven", 1), ("klusdienst de panne", 6))):
        for again in range(times):
            message = UserMessage(text=text)
            services.remember(app, f"{number} {again}", EMPTY, message, services.reply_to(app, EMPTY, message))
    app.clock.now = NOW - timedelta(days=1)
    an = await linked(app, api, account(app))
    app.clock.now = NOW
    [digest] = await api.wait_for(chat=an)
    week = services_digest.digest(app, services_digest.last_week(app))
    assert "Week van 16 november 2026 tot en met 22 november 2026" in digest.text
    assert f"Vragen aan de bot: {week.acts.total}." in digest.text
    assert week.acts.answered == 2
    assert "De Panne (6)" in digest.text
    assert "Leuven" not in digest.text
    off = await pressed(api, an, digest, "Geen weekoverzicht meer")
    assert "Weekoverzicht: af" in off.text
    assert _count(an, "Week van") == 1


def _count(who: User, words: str) -> int:
    return who.conversation().count(words)
