"""What the desk shows of an answer is what Telegram gets: the same texts, split the same, the same buttons in rows."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup

from lde_bot import services_editing
from lde_bot.channels.bubbles import Look
from lde_bot.channels.telegram.render import Outgoing, render
from lde_bot.dialogue.model import UserMessage
from lde_bot.knowledge.model import Source
from tests.desk.actions.test_publish import PUBLISH, TOKEN, checked
from tests.desk.office import Office

LINK = ' target="_blank" rel="noopener"'
TALKS: dict[str, Sequence[str]] = {
    "an entry": ("k:e:wat-is-lde",),
    "an answer": ("t:wat is lde", "k:z:wat-is-lde", "k:b:wat-is-lde"),
    "a search": ("t:fietspunt", "t:leuven"),
    "a choice": ("t:hofstade klusdienst",),
    "a page": ("t:sociaal restaurant gent", "k:f:sociaal-restaurant:9000-gent"),
    "no answer": ("t:xyzzy plugh",),
}


def sent(office: Office, lines: Sequence[str]) -> list[Outgoing]:
    """Return the messages that Telegram would get in a conversation."""
    said = [UserMessage(choice=one[2:]) if one[0] == "k" else UserMessage(text=one[2:]) for one in lines]
    say = office.app.snapshot.knowledge.responses.say
    turns = services_editing.tried(office.app, TOKEN, said)
    return [one for turn in turns for one in render(turn.reply, say, Look(shares=True))]


def labels(one: Outgoing) -> list[list[str]]:
    if isinstance(one.buttons, InlineKeyboardMarkup):
        return [[key.text for key in row] for row in one.buttons.inline_keyboard]
    if isinstance(one.buttons, ReplyKeyboardMarkup):
        return [[key.text for key in row] for row in one.buttons.keyboard]
    return []


def drawn(page: str) -> list[str]:
    """Return the HTML of each message on a page."""
    found = re.findall(r'<div class="bot"><span class="hidden">De bot: </span>(.*?)</div>', page, re.DOTALL)
    return [one.replace(LINK, "") for one in found]


def rows_on(page: str) -> list[list[str]]:
    """Return what stands on the buttons of a page, row by row."""
    rows = re.findall(r'<div class="keys[^>]*>(.*?)</div>', page, re.DOTALL)
    return [
        [html.unescape(label) for label in re.findall(r'class="key"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]*)<', row)]
        for row in rows
    ]


async def talked(office: Office, lines: Sequence[str]) -> str:
    """Return the part of a page where a conversation with the draft stands."""
    page = await office.client.get(f"{PUBLISH}?{urlencode([('zeg', one) for one in lines])}")
    assert page.status_code == 200
    return page.text.partition("Praat ermee</h2>")[2]


@pytest.mark.parametrize("name", TALKS)
async def test_a_conversation_shows_what_telegram_would_get(office: Office, name: str) -> None:
    checked(office)
    office.comes_in("reader")
    expected, page = sent(office, TALKS[name]), await talked(office, TALKS[name])
    assert drawn(page) == [one.html for one in expected]
    last = [one for one in expected if isinstance(one.buttons, InlineKeyboardMarkup) or one is expected[-1]]
    assert rows_on(page) == [row for one in last for row in labels(one)]


async def test_a_long_answer_is_split_where_telegram_splits_it(office: Office) -> None:
    one = checked(office)
    known = office.app.snapshot.knowledge
    answer = "\n\n".join(f"{number} " + "woord " * 300 for number in range(6))
    long = replace(known.entries["wat-is-lde"], answer=answer)
    knowledge = replace(known, entries={**known.entries, long.id: long})
    one.snapshot = replace(office.app.snapshot, knowledge=knowledge)
    office.comes_in("reader")
    shown = (await office.client.get(PUBLISH)).text
    expected = sent(office, ["k:e:wat-is-lde"])
    assert len(expected) == 3
    assert drawn(shown) == [one.html for one in expected]


async def test_buttons_of_a_preview_do_nothing_and_those_of_a_conversation_go_on_with_it(office: Office) -> None:
    checked(office)
    office.comes_in("reader")
    page = (await office.client.get(f"{PUBLISH}?vraag=sociaal+restaurant+gent")).text
    preview, _, talk = page.partition("Praat ermee</h2>")
    assert '<button class="key"' not in preview
    assert '<span class="key"' in preview
    pressed = dict(re.findall(r'name="keuze" value="([^"]+)">([^<]+)<', talk))
    [following] = [html.unescape(value) for value, label in pressed.items() if "Volgende" in label]
    lines = ["t:sociaal restaurant gent", f"k:{following}"]
    shown = await talked(office, lines)
    assert "Je duwde op “Volgende" in shown
    assert "In Telegram verandert het bericht zelf." in shown
    thanked = await talked(office, ["k:e:wat-is-lde", "k:h:y:wat-is-lde"])
    assert len(drawn(thanked)) == 1
    assert "Telegram toont even" in thanked


async def test_what_is_given_to_keep_is_named_and_stands_instead_of_a_message(office: Office) -> None:
    checked(office)
    office.comes_in("reader")
    reached = next(one for one in office.app.directory.each() if one.phone)
    shown = await talked(office, [f"k:v:{reached.ref}"])
    assert "Telegram toont een kaartje om te bewaren als contact." in shown
    assert drawn(shown) == []


async def test_a_label_that_takes_the_place_of_the_keyboard_is_said(office: Office) -> None:
    checked(office)
    office.comes_in("reader")
    talk = await talked(office, ["t:fietspunt"])
    [label] = re.findall(r'name="toets" value="([^"]+)"', talk)
    page = (await office.client.get(PUBLISH, params={"zeg": "t:fietspunt", "toets": html.unescape(label)})).text
    assert f'<span class="hidden">Jij: </span>{label}</p>' in page
    assert "Deel mijn locatie" not in page.partition("Praat ermee</h2>")[2], "that keyboard is gone"


async def test_a_source_is_a_link_that_opens_beside_the_desk_only_when_it_leads_to_the_web(office: Office) -> None:
    one = checked(office)
    known = office.app.snapshot.knowledge
    sources = (Source("Goed", "https://www.voorbeeld.be/?a=1&b=2"), Source("Slecht", "javascript:alert(1)"))
    entry = replace(known.entries["wat-is-lde"], sources=sources)
    one.snapshot = replace(office.app.snapshot, knowledge=replace(known, entries={**known.entries, entry.id: entry}))
    office.comes_in("reader")
    page = (await office.client.get(PUBLISH)).text
    assert f'<a{LINK} href="https://www.voorbeeld.be/?a=1&amp;b=2">Goed</a>' in page
    assert "javascript:" not in page


async def test_a_long_conversation_is_still_a_light_page(office: Office) -> None:
    checked(office)
    office.comes_in("reader")
    lines = ["t:sociaal restaurant gent"] * 12
    page = await office.client.get(f"{PUBLISH}?{urlencode([('zeg', one) for one in lines])}")
    assert len(drawn(page.text)) == 13
    assert len(page.content) < 100_000
