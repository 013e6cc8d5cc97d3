"""Tests of the stand-in: sending, chats, waiting and a whole conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
)
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from . import BotApi

# sending, editing, deleting


async def test_a_sent_message_comes_back_as_telegram_returns_it(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    anna.sends("Hallo")
    markup = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Ja", callback_data="y"), InlineKeyboardButton("W", "https://a.be")]]
    )
    sent = await bot.send_message(
        anna.id,
        "<b>Dag</b> Anna",
        parse_mode="HTML",
        reply_markup=markup,
        reply_to_message_id=1,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert (sent.message_id, sent.chat.type, sent.text) == (2, "private", "Dag Anna")
    assert sent.from_user is not None
    assert sent.from_user.is_bot
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Hallo"
    assert sent.reply_markup == markup
    (message,) = api.messages(anna)
    assert message.buttons == [[("Ja", "y"), ("W", "https://a.be")]]
    assert (message.html, message.text, message.reply_to) == ("<b>Dag</b> Anna", "Dag Anna", 1)
    assert api.calls[-1].params["chat_id"] == anna.id
    assert api.violations == []


async def test_an_edit_without_keyboard_removes_the_keyboard(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="y")]])
    sent = await bot.send_message(anna.id, "een", reply_markup=markup)
    await bot.edit_message_text("twee", anna.id, sent.message_id)
    (message,) = api.messages(anna)
    assert (message.text, message.buttons, message.edited) == ("twee", [], True)
    await bot.edit_message_reply_markup(anna.id, sent.message_id, reply_markup=markup)
    assert api.messages(anna)[0].labels == ["Ja"]


async def test_an_edit_that_changes_nothing_is_refused_but_is_no_violation(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    sent = await bot.send_message(anna.id, "<b>een</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup"):
        await bot.edit_message_text("<strong>een</strong>", anna.id, sent.message_id, parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(anna.id, sent.message_id)
    await bot.edit_message_text("een", anna.id, sent.message_id)
    assert api.violations == []


async def test_what_cannot_be_edited_or_deleted_is_refused(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    own = anna.sends("Hallo")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, own)
    removed = await bot.send_message(anna.id, "x", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", anna.id, removed.message_id)
    place = await bot.send_location(anna.id, 51.05, 3.72)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("y", anna.id, place.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(anna.id, 99)
    assert api.violations == []


async def test_a_message_can_be_deleted_within_48_hours_only(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    first = await bot.send_message(anna.id, "een")
    second = await bot.send_message(anna.id, "twee")
    assert await bot.delete_message(anna.id, first.message_id)
    api.advance(49 * 3600)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(anna.id, second.message_id)
    assert [message.text for message in api.messages(anna)] == ["twee"]


async def test_places_and_contacts_are_sent_and_checked(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    venue = await bot.send_venue(anna.id, 51.05, 3.72, "Wijkhuis", "Kerkstraat 1, Gent")
    assert venue.venue is not None
    assert venue.location is not None
    contact = await bot.send_contact(anna.id, "+3292345678", "Dienstenloket")
    assert contact.contact is not None
    assert await bot.send_chat_action(anna.id, "typing")
    assert [message.kind for message in api.messages(anna)] == ["venue", "contact"]
    assert api.actions == [(anna.id, "typing")]
    assert api.violations == []
    with pytest.raises(BadRequest, match="Wrong latitude"):
        await bot.send_location(anna.id, 151.05, 3.72)
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(anna.id, "sleeping")


# chats


async def test_a_chat_that_cannot_be_reached_says_why(api: BotApi, bot: Bot) -> None:
    anna, group = api.user(), api.group(-77, "Buurt")
    stranger = api.user(id=5, started=False)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "x")
    anna.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "x")
    anna.unblocks()
    await bot.send_message(anna.id, "x")
    successor = group.migrates(-1_001_111)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == successor.id
    await bot.send_message(successor.id, "x")
    successor.kicks_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(successor.id, "x")
    kinds = [update.effective_message is not None for update in await bot.get_updates()]
    assert kinds == [False, False, True, True]
    assert api.violations == []


async def test_get_chat_and_get_me_satisfy_the_library(api: BotApi, bot: Bot) -> None:
    api.group(-1_002, "Buurt", username="buurt")
    assert (await bot.get_chat("@buurt")).title == "Buurt"
    assert (await bot.get_chat(api.user(first_name="Bea").id)).first_name == "Bea"
    me = await bot.get_me()
    assert (me.id, me.username, me.can_read_all_group_messages) == (123456, "lde_test_bot", False)


# waiting and the transcript


async def test_waiting_takes_each_message_once_and_edits_on_request(api: BotApi, bot: Bot) -> None:
    anna, bea = api.user(), api.user(id=2, first_name="Bea")
    sent = await bot.send_message(anna.id, "een")
    await bot.send_message(bea.id, "twee")
    assert [message.text for message in await api.wait_for(chat=bea)] == ["twee"]
    assert [message.text for message in await api.wait_for(2 - 1)] == ["een"]
    await bot.edit_message_text("drie", anna.id, sent.message_id)
    with pytest.raises(TimeoutError, match="drie"):
        await api.wait_for(chat=anna, timeout=0.05)
    assert [message.text for message in await api.wait_for(chat=anna, edits=True)] == ["drie"]


@asynccontextmanager
async def running(api: BotApi) -> AsyncIterator[None]:
    """A small real application that polls the stand-in."""

    async def reply(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="y")]])
        await update.message.reply_text("Zoek je <b>poetshulp</b>?", parse_mode="HTML", reply_markup=markup)

    async def pressed(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Even kijken")
        await update.callback_query.edit_message_text("Ik zoek poetshulp.")

    app = Application.builder().token(api.token).base_url(api.base_url).build()
    app.add_handler(MessageHandler(filters.TEXT, reply))
    app.add_handler(CallbackQueryHandler(pressed))
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(timeout=5)
        await app.start()
        yield
        await app.updater.stop()
        await app.stop()


async def test_a_real_application_holds_a_conversation_with_a_readable_transcript(api: BotApi) -> None:
    anna = api.user(first_name="Anna")
    async with running(api):
        anna.sends("poets")
        (question,) = await api.wait_for(chat=anna)
        anna.presses(question, "Ja")
        (edited,) = await api.wait_for(chat=anna, edits=True)
    assert edited.text == "Ik zoek poetshulp."
    assert anna.conversation().splitlines() == [
        "👤 Anna: poets",
        "🤖 LDE-bot: Zoek je poetshulp?",
        "   [Ja]",
        "👤 Anna ▸ [Ja]",
        "💬 LDE-bot: Even kijken",
        "🤖 LDE-bot: ✎ Ik zoek poetshulp.",
    ]
    assert api.violations == []
