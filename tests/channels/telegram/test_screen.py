"""What people see and press in Telegram: messages that change in place, menus, links, cards in other chats."""

from __future__ import annotations

import asyncio
import json
from functools import partial

import pytest

from lde_bot import services
from lde_bot.channels.telegram.commands import COMMANDS, GROUP_COMMANDS, start_of_entry, start_of_search
from lde_bot.dialogue.model import Reason
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, called, settled

pytestmark = pytest.mark.usefixtures("bot")
USERNAME = "lde_test_bot"


async def test_the_menu_is_set_for_each_language_and_for_groups(api: BotApi, app: App) -> None:
    await called(api, "setMyDescription")
    calls = api.calls_of("setMyCommands")
    told = {(call.get("language_code", ""), call["scope"]["type"]): call["commands"] for call in calls}
    assert {code for code, _ in told} == {"", *app.snapshot.knowledge.languages}
    assert [one["command"] for one in told["", "default"]] == list(COMMANDS)
    assert [one["command"] for one in told["", "all_group_chats"]] == list(GROUP_COMMANDS)
    assert told["fr", "default"] != told["", "default"]
    assert "computerprogramma" in api.calls_of("setMyShortDescription")[0]["short_description"]


async def test_what_is_set_already_is_not_set_again(api: BotApi, app: App, bot: Running) -> None:
    await called(api, "setMyDescription")
    await bot.ends()
    before = len(api.calls_of("setMyCommands"))
    again = Running(app, api)
    await called(api, "getMyDescription", 2)
    assert len(api.calls_of("setMyCommands")) == before
    assert len(api.calls_of("setMyDescription")) == 1
    await again.ends()


async def test_a_choice_takes_the_place_of_the_question(api: BotApi) -> None:
    anna = api.user()
    anna.sends("hofstade klusdienst")
    [question] = await api.wait_for(chat=anna)
    assert "Welke bedoel je" in question.text
    anna.presses(question, question.labels[0])
    [results] = await api.wait_for(chat=anna, edits=True)
    assert results.message_id == question.message_id
    assert "Hofstade" in results.text


async def test_results_turn_their_pages_in_place_and_back(api: BotApi) -> None:
    anna = api.user()
    anna.sends("sociaal restaurant gent")
    [first] = await api.wait_for(chat=anna)
    anna.presses(first, "Volgende")
    [second] = await api.wait_for(chat=anna, edits=True)
    assert second.message_id == first.message_id
    assert "Vorige" in second.labels
    assert second.text != first.text
    anna.presses(second, "Vorige")
    [again] = await api.wait_for(chat=anna, edits=True)
    assert again.text == first.text


async def test_pressing_twice_changes_once_and_harms_nothing(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("sociaal restaurant gent")
    [first] = await api.wait_for(chat=anna)
    anna.presses(first, "Volgende")
    anna.presses(first, "Volgende", stale=True)
    [second] = await api.wait_for(chat=anna, edits=True)
    await api.until(lambda: len(api.answers) == 2)
    await settled(app)
    assert [one.text for one in api.messages(anna)] == [second.text]


async def test_a_message_that_cannot_change_any_more_gets_a_new_one_below(api: BotApi) -> None:
    anna = api.user()
    anna.sends("sociaal restaurant gent")
    [first] = await api.wait_for(chat=anna)
    api.fail("editMessageText", error_code=400, description="Bad Request: message can't be edited")
    anna.presses(first, "Volgende")
    [second] = await api.wait_for(chat=anna)
    assert second.message_id != first.message_id
    assert "Vorige" in second.labels


async def test_a_question_for_a_place_offers_to_share_it(api: BotApi) -> None:
    anna = api.user()
    anna.sends("fietspunt")
    [question] = await api.wait_for(chat=anna)
    assert question.keyboard[0] == ["Deel mijn locatie"]
    assert question.markup is not None
    assert question.markup["keyboard"][0][0]["request_location"] is True
    assert question.markup["one_time_keyboard"] is True


async def test_a_location_that_moves_is_answered_once(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("fietspunt")
    await api.wait_for(chat=anna)
    number = anna.sends_location(50.8796, 4.7009)
    await api.wait_for(chat=anna)
    api.world.queue.put(
        "edited_message",
        {
            "message_id": number,
            "date": 1,
            "edit_date": 2,
            "chat": {"id": anna.id, "type": "private", "first_name": "Anna"},
            "from": anna.json,
            "location": {"latitude": 51.05, "longitude": 3.72, "live_period": 900},
        },
    )
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna)
    assert "Bijvoorbeeld" in reply.text


async def test_a_link_on_a_poster_opens_its_answer_after_saying_who_is_talking(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.starts(start_of_entry(app, "wat-is-lde"))
    welcome, answer = await api.wait_for(2, chat=anna)
    assert "computerprogramma" in welcome.text
    assert "lokale diensteneconomie" in answer.text
    anna.starts(start_of_search(app, "fietspunt", "3000"))
    _, results = await api.wait_for(2, chat=anna)
    assert "Fietspunt Leuven" in results.text
    anna.starts("e_bestaat-niet")
    [only] = await api.wait_for(chat=anna)
    assert "computerprogramma" in only.text


async def test_commands_open_what_they_say(api: BotApi) -> None:
    anna = api.user()
    for text, word in (
        ("/zoek", "Welke dienst"),
        ("/zoek fietspunt leuven", "Fietspunt Leuven"),
        ("/diensten", "twaalf"),
        ("/werk", "VDAB"),
        ("/taal", "Nederlands"),
        ("/contact", "1700"),
        ("/regels", "decre"),
    ):
        anna.sends(text)
        [reply] = await api.wait_for(chat=anna)
        assert word in reply.text, text


async def test_all_twelve_services_can_be_pressed(api: BotApi) -> None:
    anna = api.user()
    anna.sends("/zoek")
    [menu] = await api.wait_for(chat=anna)
    assert len(menu.labels) == 12
    anna.presses(menu, "Fietspunt")
    [question] = await api.wait_for(chat=anna)
    assert "In welke gemeente" in question.text


async def test_whether_it_helped_is_asked_once_and_counted(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [answer] = await api.wait_for(chat=anna)
    assert answer.labels[-2:] == ["Dit hielp", "Dit hielp niet"]
    anna.presses(answer, "Dit hielp")
    [left] = await api.wait_for(chat=anna, edits=True)
    assert "Dit hielp" not in left.labels
    assert "Fijn" in api.answers[-1].text
    anna.sends("wat is lokale diensteneconomie")
    [again] = await api.wait_for(chat=anna)
    assert "Dit hielp" not in again.labels
    await settled(app)
    assert [(one.entry, one.yes, one.no) for one in app.echo.helped()] == [("wat-is-lde", 1, 0)]


async def test_what_did_not_help_can_be_left_with_the_koepel(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [answer] = await api.wait_for(chat=anna)
    anna.presses(answer, "Dit hielp niet")
    [ways] = await api.wait_for(chat=anna)
    assert "Praat met een mens" in ways.labels
    anna.presses(ways, "Geef mijn vraag aan de Koepel")
    [thanks] = await api.wait_for(chat=anna)
    assert "bewaard voor de Koepel" in thanks.text
    await settled(app)
    [kept] = app.curation.all()
    assert (kept.text, kept.reason) == ("wat is lokale diensteneconomie", Reason.NOT_HELPFUL.value)


async def test_someone_can_ask_to_hear_later_and_take_that_back(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("xyzzy plugh frobnicate")
    [admits] = await api.wait_for(chat=anna)
    anna.presses(admits, "Laat het mij weten")
    [promise] = await api.wait_for(chat=anna)
    assert "één keer" in promise.text
    await settled(app)
    [kept] = app.curation.all()
    [wish] = app.echo.waiting([kept.id])
    assert wish.address == f"telegram:{anna.id}"
    sealed = app.echo._db.execute("select sealed from waiting").fetchone()[0]
    assert str(anna.id).encode() not in sealed
    anna.presses(promise, "Toch niet")
    await api.wait_for(chat=anna)
    await settled(app)
    assert app.echo.waiting([kept.id]) == []


async def test_who_is_forgotten_hears_nothing_later(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("xyzzy plugh frobnicate")
    [admits] = await api.wait_for(chat=anna)
    anna.presses(admits, "Laat het mij weten")
    await api.wait_for(chat=anna)
    anna.sends("/verwijder")
    await api.wait_for(chat=anna)
    await settled(app)
    assert app.echo._db.execute("select count(*) from waiting").fetchone()[0] == 0


async def test_what_people_think_is_kept_redacted(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("/feedback")
    [how] = await api.wait_for(chat=anna)
    assert "/feedback" in how.text
    anna.sends("/feedback Het nummer 0478 12 34 56 werkt niet")
    [thanks] = await api.wait_for(chat=anna)
    assert "Bedankt" in thanks.text
    await settled(app)
    [kept] = app.curation.all()
    assert (kept.text, kept.reason) == ("Het nummer [telefoon] werkt niet", Reason.FEEDBACK.value)


async def test_a_card_offers_what_one_does_with_it(api: BotApi) -> None:
    anna = api.user()
    anna.sends("klusdienst dendermonde")
    [results] = await api.wait_for(chat=anna)
    anna.presses(results, "Meer over 1")
    [card] = await api.wait_for(chat=anna)
    assert {"Bel of bewaar", "Route", "Website", "Klopt dit niet?"} <= set(card.labels)
    assert any("Gentsesteenweg" in action for action in card.actions)


async def test_the_simpler_text_and_all_sources_come_in_place(api: BotApi) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [answer] = await api.wait_for(chat=anna)
    anna.presses(answer, "Lees eenvoudiger")
    [simpler] = await api.wait_for(chat=anna, edits=True)
    assert simpler.message_id == answer.message_id
    assert len(simpler.text) < len(answer.text)
    anna.presses(simpler, "Alle bronnen")
    [sources] = await api.wait_for(chat=anna, edits=True)
    assert sources.text.count("https://") > 2
    anna.presses(sources, "Terug naar het antwoord")
    [back] = await api.wait_for(chat=anna, edits=True)
    assert back.text == answer.text


def answered(api: BotApi, count: int) -> bool:
    return len(api.inline_answers) == count


async def test_in_any_chat_a_search_and_a_question_give_cards_to_send(api: BotApi, app: App) -> None:
    anna = api.user()
    asked = (("klusdienst riemst", "Riemst"), ("hoelang duurt een traject", "vijf"), ("velo leuven", "VELO"))
    for count, (query, word) in enumerate(asked, start=1):
        anna.asks_inline(query)
        await api.until(partial(answered, api, count))
        answer = api.inline_answers[-1]
        assert 0 < len(answer.results) <= 50
        assert word in json.dumps(answer.results[0], ensure_ascii=False), query
    assert app.curation.all() == []


async def test_an_inline_query_that_says_nothing_gets_a_way_to_the_bot(api: BotApi) -> None:
    anna = api.user()
    for count, query in enumerate(("", "   ", "xyzzy plugh"), start=1):
        anna.asks_inline(query)
        await api.until(partial(answered, api, count))
        assert api.inline_answers[-1].results == []
    assert api.calls_of("answerInlineQuery")[-1]["button"]["start_parameter"]


async def test_a_group_gets_a_short_reply_to_the_message(api: BotApi) -> None:
    anna, group = api.user(), api.group()
    number = group.sends(anna, f"/zoek@{USERNAME} sociaal restaurant gent")
    [reply] = await api.wait_for(chat=group)
    assert reply.reply_to == number
    assert "4." not in reply.text
    assert "Dit hielp" not in reply.labels
    other = api.group(id=-1_002_000_000_000)
    other.sends(anna, f"/zoek@{USERNAME} fietspunt")
    [question] = await api.wait_for(chat=other)
    assert question.markup is not None
    assert question.markup["force_reply"] is True


async def test_who_blocks_the_bot_is_forgotten_at_once(api: BotApi, app: App) -> None:
    anna = api.user()
    anna.sends("xyzzy plugh frobnicate")
    await api.wait_for(chat=anna)
    await settled(app)
    assert app.curation.all()
    anna.blocks()
    async with asyncio.timeout(5):
        while app.curation.all():
            await asyncio.sleep(0.01)


async def test_a_forgotten_snapshot_of_services_is_not_needed_for_a_first_word(api: BotApi, app: App) -> None:
    anna = api.user()
    services.forget(app, app.pseudonym("telegram", anna.id))
    anna.sends("dag")
    [reply] = await api.wait_for(chat=anna)
    assert reply.text
