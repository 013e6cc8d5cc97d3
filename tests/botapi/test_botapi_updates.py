"""Tests of the stand-in: updates and queries."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
)

from . import BotApi
from .probe import refused

# updates


async def test_everything_a_person_sends_parses_as_an_update(api: BotApi, bot: Bot) -> None:
    anna = api.user(username="anna", last_name="Aerts")
    anna.sends("Hallo")
    anna.sends_location(51.05, 3.72)
    anna.sends_sticker()
    anna.sends_voice()
    anna.sends_photo("kijk")
    anna.sends_document(caption="brief")
    anna.sends_poll()
    anna.sends_contact()
    anna.edits(1, "Hallo!")
    anna.asks_inline("poets")
    updates = await bot.get_updates()
    ids = [update.update_id for update in updates]
    assert ids == list(range(ids[0], ids[0] + 10))
    messages = [update.message for update in updates[:8]]
    assert [message.message_id for message in messages if message] == list(range(1, 9))
    assert updates[8].edited_message is not None
    assert updates[8].message is None
    assert updates[9].inline_query is not None
    assert all(update.effective_user is not None for update in updates)


async def test_commands_become_entities_counted_in_utf16_units(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    for text in ("/start gent", "👋 /help", "1/2 of /privacy@lde_test_bot?", "a/b <//x>"):
        anna.sends(text)
    updates = await bot.get_updates()
    found = [
        [(e.offset, e.length) for e in u.message.entities if e.type == "bot_command"] for u in updates if u.message
    ]
    assert found == [[(0, 6)], [(3, 5)], [(7, 21)], []]


async def test_a_text_that_is_too_long_for_a_message_arrives_in_parts(api: BotApi, bot: Bot) -> None:
    assert api.user().sends("x" * 5000) == 2
    assert [len(u.message.text or "") for u in await bot.get_updates() if u.message] == [4096, 904]


async def test_an_offset_confirms_and_a_limit_limits(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    for number in range(5):
        anna.sends(str(number))
    first = await bot.get_updates(limit=2)
    assert len(first) == 2
    assert len(await bot.get_updates()) == 5
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["2", "3", "4"]
    assert len(await bot.get_updates(offset=-1)) == 1
    assert len(await bot.get_updates()) == 1


async def test_long_polling_waits_and_returns_at_once_when_something_comes(api: BotApi, bot: Bot) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    polling = asyncio.ensure_future(bot.get_updates(timeout=30))
    await asyncio.sleep(0.1)
    assert api.polling
    assert not polling.done()
    api.user().sends("Hallo")
    assert len(await polling) == 1
    assert loop.time() - begin < 5
    begin = loop.time()
    assert await bot.get_updates(offset=polling.result()[0].update_id + 1, timeout=1) == ()
    assert 0.9 < loop.time() - begin < 5


async def test_a_second_poller_ends_the_first_with_a_conflict(api: BotApi, bot: Bot) -> None:
    polling = asyncio.ensure_future(bot.get_updates(timeout=30))
    await asyncio.sleep(0.1)
    async with Bot(api.token, base_url=api.base_url) as second:
        assert await second.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await polling


async def test_a_webhook_excludes_polling(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Bad webhook"):
        await bot.set_webhook("http://lde.be/hook")
    await bot.set_webhook("https://lde.be:8443/hook", secret_token="s", max_connections=7)
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == ("https://lde.be:8443/hook", 7)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    api.user().sends("x")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_allowed_updates_are_remembered_and_checked(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    await bot.get_updates(allowed_updates=["callback_query"])
    anna.sends("x")
    assert await bot.get_updates() == ()
    assert len(api.world.queue.filtered) == 1
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    anna.sends("y")
    assert len(await bot.get_updates()) == 1
    assert "unknown update type" in await refused(api, "getUpdates", allowed_updates=["mesage"])


async def test_a_duplicated_update_comes_back_once_after_it_was_confirmed(api: BotApi, bot: Bot) -> None:
    api.duplicate_next_update()
    api.user().sends("x")
    (first,) = await bot.get_updates()
    (again,) = await bot.get_updates(offset=first.update_id + 1)
    assert again.update_id == first.update_id
    assert await bot.get_updates(offset=first.update_id + 1) == ()


async def test_privacy_mode_shows_a_bot_only_commands_and_replies_in_a_group(api: BotApi, bot: Bot) -> None:
    anna, group = api.user(), api.group()
    sent = await bot.send_message(group.id, "Dag allemaal")
    group.sends(anna, "zomaar")
    group.sends(anna, "/help")
    group.sends(anna, "/help@other_bot")
    group.sends(anna, "ja", reply_to=sent.message_id)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/help", "ja"]


# queries


async def test_a_pressed_button_becomes_a_query_that_can_be_answered(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    rows = [[InlineKeyboardButton("Ja", callback_data="y"), InlineKeyboardButton("W", url="https://a.be")]]
    await bot.send_message(anna.id, "Zeker?", reply_markup=InlineKeyboardMarkup(rows))
    (question,) = await api.wait_for(chat=anna)
    anna.presses(question, "Ja")
    anna.presses(question, "y")
    updates = await bot.get_updates()
    queries = [update.callback_query for update in updates if update.callback_query]
    assert [query.data for query in queries] == ["y", "y"]
    assert await queries[0].answer("Goed")
    assert api.answers[0].text == "Goed"
    with pytest.raises(LookupError):
        anna.presses(question, "W")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await queries[1].answer("x" * 201)
    api.expire_queries()
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await queries[1].answer()


async def test_a_stale_button_can_be_pressed_on_purpose_only(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="y")]])
    sent = await bot.send_message(anna.id, "Zeker?", reply_markup=markup)
    (question,) = await api.wait_for()
    await bot.delete_message(anna.id, sent.message_id)
    with pytest.raises(LookupError):
        anna.presses(question, "Ja")
    anna.presses(question, "Ja", stale=True)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_a_key_of_a_reply_keyboard_sends_its_label(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    await bot.send_message(anna.id, "Kies", reply_markup=ReplyKeyboardMarkup([["Poetshulp", "Klusdienst"]]))
    anna.presses((await api.wait_for())[0], "Klusdienst")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "Klusdienst"


async def test_inline_results_are_checked_and_recorded(api: BotApi, bot: Bot) -> None:
    query_id = api.user().asks_inline("poets")
    content = InputTextMessageContent("<b>x</b>", parse_mode="HTML")
    results = [InlineQueryResultArticle(str(n), "Poetshulp", content) for n in range(50)]
    assert await bot.answer_inline_query(query_id, results, cache_time=5, is_personal=True)
    assert (len(api.inline_answers[0].results), api.inline_answers[0].cache_time) == (50, 5)
    assert api.violations == []
    article = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "x"}}
    faulty: list[list[dict[str, Any]]] = [
        [{**article, "id": str(n)} for n in range(51)],
        [{**article, "id": "é" * 33}],
        [article, article],
        [{**article, "input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}],
        [{**article, "type": "film"}],
    ]
    for wrong in faulty:
        await refused(api, "answerInlineQuery", inline_query_id=query_id, results=wrong)
    assert len(api.violations) == 5
    assert "query is too old" in await refused(api, "answerInlineQuery", inline_query_id="1", results=[article])
    assert len(api.violations) == 5
