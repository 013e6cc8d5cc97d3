"""What someone sends to break the bot gets a fitting reply, or none, and disturbs nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lde_bot import services
from lde_bot.channels.telegram.flood import BURST
from lde_bot.dialogue.model import UserMessage
from lde_bot.services import App
from tests.botapi import BotApi
from tests.channels.telegram.conftest import Running, settled

HOSTILE = {
    "as long as Telegram allows": "a" * 4_096,
    "as many words as fit": "wat is lde " * 372,
    "zalgo": "w" + "̷̧̢̛̛͈̮̓" * 600 + "at is lde",
    "right to left": "\u202ewat is lde\u202c \u200f\u202b klusdienst gent",
    "null bytes": "wat\0is\0lde\0",
    "invisible": "\u200b\u200c\u200d\u2060\ufeff" * 400 + "x",
    "emoji bomb": "👨‍👩‍👧‍👦🏳️‍🌈" * 300,
    "half a pair": "wat is \ud83d lde",
    "digits": "9" * 4_096,
    "postcodes": "9000 " * 800,
    "brackets": "(" * 2_000 + ")" * 2_000,
    "at signs": "@" * 4_096,
    "letters drawn out": "ha" + "l" * 4_000 + "o",
    "every separator": "- . , ; : / " * 340,
    "an e-mail without end": "a@" * 2_000,
    "numbers like phones": "+32 470 " * 500,
    "html": "<b><i><a href='javascript:x'>" * 100,
    "entities": "&lt;&amp;&#x0;&#xD800;" * 180,
    "markdown": "*_[x](http://y)`" * 250,
    "format fields": "{0.__class__} {text} %s %(x)s ${jndi:ldap://x}" * 60,
    "sql": "'; drop table inbox; --" * 100,
    "a command in other letters": "/ѕtart /ｓｔａｒｔ /start\u200b",
    "a homoglyph of a command": "/рrivасу",
    "a command without end": "/" + "x" * 4_000,
    "only a slash and marks": "/\u0301\u0301\u0301",
    "line breaks": "\n" * 2_000 + "x",
    "private use and unassigned": "\ue000\U000f0000\U0010ffff\ufffe" * 500,
    "width and digits of elsewhere": "９０００ ٩٠٠٠ ⑨⓪⓪⓪ klusdienst",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_text_gets_a_reply_that_telegram_takes(
    api: BotApi, bot: Running, app: App, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    anna = api.user()
    if "\ud83d" in text:  # no JSON that Telegram sends can hold it; what it becomes is what arrives
        text = text.encode("utf-8", "replace").decode()
    anna.sends(text)
    await api.wait_for(chat=anna, timeout=30)
    await settled(app)
    assert "Traceback" not in caplog.text
    assert not any("refused" in record.message for record in caplog.records)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_through_the_core_leaves_a_small_state(app: App, text: str) -> None:
    turn = services.respond(app, "iemand", UserMessage(text=text))
    assert turn.reply.before or turn.reply.listings
    [row] = app.sessions._db.execute("select length(sealed) from session").fetchall()
    assert row[0] < 20_000


LOOKALIKES = {
    "a Cyrillic letter": "/v\u0435rwijder",
    "wide letters": "/\uff56\uff45\uff52\uff57\uff49\uff4a\uff44\uff45\uff52",
    "a wide slash": "\uff0fverwijder",
    "a ligature": "/verw\u0133der",
    "a mark on a letter": "/verwij\u0301der",
    "a space without width inside": "/ver\u200bwijder",
    "a space without width at the end": "/verwijder\u200b",
    "turned round": "/\u202eredjiwrev",
    "bold letters of mathematics": "/" + "".join(chr(0x1D41A + ord(letter) - ord("a")) for letter in "verwijder"),
}


@pytest.mark.parametrize("text", LOOKALIKES.values(), ids=LOOKALIKES)
async def test_what_only_looks_like_a_command_is_not_obeyed(api: BotApi, bot: Running, app: App, text: str) -> None:
    anna = api.user()
    anna.sends("/feedback dit wil ik bewaren")
    await api.wait_for(chat=anna)
    anna.sends(text)
    [reply] = await api.wait_for(chat=anna)
    assert "gewist" not in reply.text
    await settled(app)
    assert [one.text for one in app.curation.all() if "bewaren" in one.text]
    anna.sends("/verwijder")
    await api.wait_for(chat=anna)
    await settled(app)
    assert app.curation.all() == [], "the command itself is obeyed"


async def test_how_someone_calls_themselves_is_neither_shown_nor_kept(api: BotApi, bot: Running, app: App) -> None:
    name = "<b>Boem</b></a><script>alert(1)</script>"
    eva = api.user(id=77, first_name=name, last_name="{0} %s [x](http://y)", username="drop_table_eva")
    for text in ("/start", "wat is lde", "xyzzy flurp", "/feedback goed zo", "fietspunt leuven"):
        eva.sends(text)
        await api.wait_for(chat=eva)
    await settled(app)
    said = "".join(message.text for message in api.messages(eva))
    kept = "\n".join(app.curation._db.conn.iterdump())
    for part in ("Boem", "{0} %s", "drop_table_eva"):
        assert part not in said
        assert part not in kept


async def test_buttons_that_were_never_made_are_answered_kindly(api: BotApi, bot: Running, app: App) -> None:
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie")
    [reply] = await api.wait_for(chat=anna)
    hostile: tuple[str, ...] = (
        "",
        "x" * 64,
        "e:" + "x" * 60,
        "r:999999999999999999999:klusdienst:9000",
        "r:-1:::",
        "~~~~",
        "é" * 32,
    )
    hostile += ("h:y", "h:n:", "z:", "b:\0", "k:'; drop", "i:" + "9" * 60, "o:<b>", "r:" + "٩" * 20, "1" * 64)
    for data in hostile:
        anna._query(anna.chat, reply.message_id, data)
    assert len(hostile) < BURST
    await api.until(lambda: len(api.answers) == len(hostile), 60)
    anna.sends_location(1e-300, -1e-300)
    before = len(api.messages(anna))
    await api.until(lambda: len(api.messages(anna)) > before, 30)


def nested(depth: int) -> dict[str, Any]:
    """Return a message that answers a message that answers a message."""
    person = {"id": 5, "is_bot": False, "first_name": "Eva"}
    message: dict[str, Any] = {}
    for number in range(depth):
        chat = {"id": 5, "type": "private", "first_name": "Eva"}
        message = {
            "message_id": number + 1,
            "date": 1_800_000_000,
            "chat": chat,
            "from": person,
            "text": f"diep {number}",
            **({"reply_to_message": message} if message else {}),
        }
    return message


async def test_a_deeply_nested_update_does_not_stop_the_next_one(api: BotApi, bot: Running, app: App) -> None:
    api.user(id=5)
    api.world.queue.put("message", nested(60))
    api.world.queue.put("message", {**nested(1), "entities": [{"type": "bold", "offset": 0, "length": 1}] * 2_000})
    anna = api.user(id=6)
    anna.sends("/help")
    await api.wait_for(chat=anna, timeout=30)
    await settled(app)


async def test_an_update_that_nobody_can_read_is_ticked_off_and_the_next_one_is_answered(
    api: BotApi, bot: Running, app: App, caplog: pytest.LogCaptureFixture
) -> None:
    anna = api.user(id=6)
    api.world.queue.put("message", {"message_id": 1})
    anna.sends("/help")
    [reply] = await api.wait_for(chat=anna, timeout=30)
    assert "gemeente" in reply.text
    assert "/help" not in caplog.text
    await settled(app)


def test_json_that_is_nested_too_deep_is_a_bad_line(app: App) -> None:
    from lde_bot.channels.jsonl import Answers

    deep = "[" * 100_000
    answers = Answers(app)
    assert "error" in answers.answer(deep)
    assert "error" in answers.answer(json.dumps({"id": 1, "text": 5}))
    assert "error" in answers.answer('{"id": ' + deep)
