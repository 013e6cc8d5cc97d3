"""Whatever a reply holds, what is sent lies within Telegram's limits and says what it should."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from lde_bot import services
from lde_bot.channels.bubbles import MESSAGE_LIMIT
from lde_bot.channels.telegram.app import make_bot
from lde_bot.channels.telegram.render import Outgoing, render, render_text
from lde_bot.channels.telegram.sending import Where, send
from lde_bot.dialogue.model import EMPTY, Choice, Reply, UserMessage
from lde_bot.knowledge.model import Source
from lde_bot.services import App
from tests.botapi import BotApi
from tests.botapi.html import parse_html
from tests.channels.telegram.conftest import Running


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def say(name: str, **values: object) -> str:
    return f"{name} {values}"


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    [message] = render(Reply(before=("1 < 2 & <b>vet</b>",)), say)
    assert message.html == "1 &lt; 2 &amp; &lt;b&gt;vet&lt;/b&gt;"
    assert message.plain == "1 < 2 & <b>vet</b>"


def test_a_source_is_a_link_whose_address_is_escaped() -> None:
    reply = Reply(before=("x",), sources=(Source("Bron & co", 'https://a.be/?q="1"&r=2'),))
    [message] = render(reply, lambda name, **values: f"Bron: {values.get('titles', '')}.")
    assert '<a href="https://a.be/?q=&quot;1&quot;&amp;r=2">Bron &amp; co</a>' in message.html


@given(st.lists(st.text(max_size=3000), max_size=6))
def test_no_message_is_ever_too_long_and_no_word_is_lost(texts: list[str]) -> None:
    messages = render(Reply(before=tuple(texts)), say)
    assert all(utf16(message.plain) <= MESSAGE_LIMIT for message in messages)
    assert all(
        unescape(message.html).split() == message.plain.split() for message in messages if "&" not in message.plain
    )
    sent = "".join(message.plain for message in messages)
    assert [c for text in texts for c in text if not c.isspace()] == [c for c in sent if not c.isspace()]


def test_one_endless_word_is_cut() -> None:
    messages = render(Reply(before=("a" * 10_000,)), say)
    assert len(messages) >= 3
    assert sum(message.plain.count("a") for message in messages) == 10_000


def test_buttons_stand_below_the_last_message_only() -> None:
    reply = Reply(before=("a " * 1500, "b " * 1500), choices=(Choice("Ja", "e:x"), Choice("Site", url="https://a.be")))
    first, last = render(reply, say)
    assert first.buttons is None
    assert isinstance(last.buttons, InlineKeyboardMarkup)
    assert [row[0].text for row in last.buttons.inline_keyboard] == ["Ja", "Site"]


def test_a_long_label_is_cut_for_a_phone() -> None:
    [message] = render(Reply(before=("x",), choices=(Choice("lang " * 40, "e:x"),)), say)
    assert isinstance(message.buttons, InlineKeyboardMarkup)
    assert len(message.buttons.inline_keyboard[0][0].text) <= 64


def test_plain_text_keeps_its_paragraphs() -> None:
    assert render_text("een\n\ntwee")[0].plain == "een\n\ntwee"


def test_every_entry_and_its_details_can_be_sent(app: App) -> None:
    say_it = app.snapshot.knowledge.responses.say
    for entry in app.snapshot.knowledge.entries:
        for value in (f"e:{entry}", f"d:{entry}"):
            turn = services.reply_to(app, EMPTY, UserMessage(choice=value))
            for message in render(turn.reply, say_it):
                assert parse_html(message.html)
                assert 0 < utf16(message.plain) <= MESSAGE_LIMIT
            assert all(len(choice.value.encode()) <= 64 for choice in turn.reply.choices)
            assert all(choice.value or choice.url.startswith("http") for choice in turn.reply.choices)


@pytest.mark.parametrize("postcode", ["9000", "8500", "3770", "1000", "2387", "8620"])
def test_every_search_can_be_sent(app: App, postcode: str) -> None:
    terms = [term.id for term in app.snapshot.knowledge.vocabulary.services]
    for term in terms:
        turn = services.reply_to(app, EMPTY, UserMessage(text=f"{term} {postcode}"))
        for message in render(turn.reply, app.snapshot.knowledge.responses.say):
            assert parse_html(message.html)
            assert utf16(message.plain) <= MESSAGE_LIMIT
        assert all(len(choice.value.encode()) <= 64 for choice in turn.reply.choices)


async def test_a_group_that_moved_is_followed(api: BotApi, bot: Running) -> None:
    anna, group = api.user(), api.group()
    group.sends(anna, "/help")
    await api.wait_for(chat=group)
    group.sends(anna, "/help")
    moved = group.migrates(-1_009_999)
    [reply] = await api.wait_for(chat=moved)
    assert "gemeente" in reply.text


async def test_a_group_that_moved_leaves_no_id_in_the_log(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    group, message = api.group(), Outgoing("dag", "dag")
    caplog.set_level("INFO", "lde_bot")
    async with make_bot(api.token, api.base_url) as bot:
        [number] = await send(bot, Where(group.id), [message])
        moved = group.migrates(-1_009_999)
        await send(bot, Where(group.id, instead_of=number), [message])
    assert [one.text for one in api.messages(moved)] == ["dag"]
    assert "could not be changed (ChatMigrated" in caplog.text
    assert "1009999" not in caplog.text
