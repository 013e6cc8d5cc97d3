"""Tests of the stand-in: texts and keyboards."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import (
    BadRequest,
)

from . import BotApi, HtmlError, parse_html
from .probe import keyboard, refused

# texts


def test_html_gives_text_and_entities_in_utf16_units() -> None:
    parsed = parse_html('👋 <b>Dag <i>jij</i></b> &amp; <a href="https://vdab.be">VDAB</a>')
    assert parsed.text == "👋 Dag jij & VDAB"
    assert parsed.entities == [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "italic", "offset": 7, "length": 3},
        {"type": "text_link", "offset": 13, "length": 4, "url": "https://vdab.be"},
    ]
    assert parsed.warnings == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<strong>x</strong>", "bold"),
        ("<em>x</em>", "italic"),
        ("<ins>x</ins>", "underline"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<code>x</code>", "code"),
        ('<pre><code class="language-python">x</code></pre>', "pre"),
        ('<a href="tg://user?id=7">x</a>', "text_mention"),
        ("<B>x</B>", "bold"),
    ],
)
def test_every_allowed_tag_becomes_its_entity(source: str, kind: str) -> None:
    parsed = parse_html(source)
    assert [entity["type"] for entity in parsed.entities] == [kind]
    assert parsed.text == "x"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("é<b>x", "Can't find end tag corresponding to start tag b"),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("5 <3", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b >x</b", "Unclosed end tag at byte offset 5"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_broken_html_names_the_byte_where_it_breaks(source: str, reason: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse_html(source)
    assert str(caught.value) == reason


def test_what_telegram_would_silently_lose_is_a_warning() -> None:
    parsed = parse_html('<a href="tel:+3292345678">bel</a>&nbsp;R&D')
    assert parsed.text == "bel&nbsp;R&D"
    assert parsed.entities == []
    assert len(parsed.warnings) == 2


async def test_a_dropped_link_is_sent_but_recorded_as_a_violation(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    await bot.send_message(anna.id, '<a href="mailto:x@y.be">mail</a>', parse_mode="HTML")
    assert [v.method for v in api.violations] == ["sendMessage"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag b",
        ),
        ({"text": "x", "parse_mode": "RTF"}, "unsupported parse_mode"),
        ({"text": "x", "colour": "red"}, 'unknown parameter "colour" for method sendMessage'),
        ({"text": "x", "disable_web_page_preview": True}, None),
        (
            {"text": "x", "disable_notification": "yes"},
            'wrong type of "disable_notification": it must be of type Boolean',
        ),
        ({"text": "x", "link_preview_options": {"is_disabled": 1}}, None),
        ({"text": "x", "link_preview_options": {"disabled": True}}, 'unknown field "disabled" in link_preview_options'),
        ({"text": "x", "link_preview_options": "{"}, None),
        ({"text": "x", "reply_parameters": {}}, "can't parse reply_parameters: can't find field \"message_id\""),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "ENTITY_BOUNDS_INVALID"),
    ],
)
async def test_a_faulty_text_message_is_refused_and_recorded(
    api: BotApi, params: dict[str, Any], reason: str | None
) -> None:
    description = await refused(api, "sendMessage", chat_id=api.user().id, **params)
    assert reason is None or description == f"Bad Request: {reason}"
    assert [v.description for v in api.violations] == [description]
    assert api.messages(1001) == []


async def test_the_limit_counts_the_text_after_parsing(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    await bot.send_message(anna.id, "<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")
    assert len(api.messages(anna)[0].text) == 4096
    assert api.violations == []


async def test_only_the_first_hundred_entities_are_shown_and_the_rest_is_a_violation(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    sent = await bot.send_message(anna.id, "<b>x</b> " * 101, parse_mode="HTML")
    assert len(sent.entities) == 100
    assert len(api.violations) == 1


async def test_white_space_around_a_text_is_cut_and_entities_move_along(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    sent = await bot.send_message(anna.id, "\n <b>x </b> ", parse_mode="HTML")
    assert sent.text == "x"
    assert [(e.offset, e.length) for e in sent.entities] == [(0, 1)]


# keyboards


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (keyboard([{"text": "a", "callback_data": "é" * 33}]), "BUTTON_DATA_INVALID"),
        (
            keyboard([{"text": "a", "callback_data": ""}]),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (keyboard([{"text": "a"}]), None),
        (keyboard([{"callback_data": "a"}]), None),
        (keyboard([{"text": " ", "callback_data": "a"}]), "REPLY_MARKUP_INVALID"),
        (keyboard([{"text": "a", "callback_data": "a", "url": "https://a.be"}]), None),
        (
            keyboard([{"text": "a", "url": "tel:112"}]),
            "inline keyboard button URL 'tel:112' is invalid: Unsupported URL protocol",
        ),
        (
            keyboard([{"text": "a", "url": "vdab"}]),
            "inline keyboard button URL 'vdab' is invalid: Wrong HTTP URL",
        ),
        (keyboard([{"text": "a", "callback_data": "a"}] * 9), "REPLY_MARKUP_TOO_LONG"),
        (keyboard(*[[{"text": "a", "callback_data": "a"}]] * 101), "REPLY_MARKUP_TOO_LONG"),
        (keyboard([{"text": "a", "callback_data": 7}]), None),
        (keyboard([{"text": "a", "data": "7"}]), None),
        ({"keyboard": [[{"text": ""}]]}, "REPLY_MARKUP_INVALID"),
        ([], "object expected as reply markup"),
    ],
)
async def test_a_faulty_keyboard_is_refused_and_recorded(api: BotApi, markup: object, reason: str | None) -> None:
    description = await refused(api, "sendMessage", chat_id=api.user().id, text="x", reply_markup=markup)
    assert reason is None or description == f"Bad Request: {reason}"
    assert len(api.violations) == 1


async def test_callback_data_of_exactly_64_bytes_and_full_rows_are_accepted(api: BotApi, bot: Bot) -> None:
    anna = api.user()
    rows = [[InlineKeyboardButton("a", callback_data="é" * 32)] * 8] * 12
    await bot.send_message(anna.id, "x", reply_markup=InlineKeyboardMarkup(rows))
    await bot.send_message(anna.id, "x", reply_markup=InlineKeyboardMarkup([]))
    assert [len(message.labels) for message in api.messages(anna)] == [96, 0]
    assert api.violations == []


async def test_a_location_may_be_requested_in_private_chats_only(api: BotApi, bot: Bot) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("Waar ben ik?", request_location=True)]])
    await bot.send_message(api.user().id, "x", reply_markup=keys)
    with pytest.raises(BadRequest, match="Location can be requested in private chats only"):
        await bot.send_message(api.group().id, "x", reply_markup=keys)
    assert api.messages(1001)[0].keyboard == [["Waar ben ik?"]]
