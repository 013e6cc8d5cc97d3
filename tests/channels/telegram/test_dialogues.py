"""The conversations of ``tests/dialogues`` in Telegram, all at once: what people see is what the files say.

Each is played over HTTP by a person of its own. Beside it runs the pure function, so that every message and every
button can be compared, and a conversation that gets something of another one is seen.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from lde_bot import services
from lde_bot.channels.bubbles import Look
from lde_bot.channels.telegram import conversation
from lde_bot.channels.telegram.render import render
from lde_bot.dialogue.model import EMPTY, Turn, UserMessage
from lde_bot.services import App
from lde_bot.store.sessions import SESSION_AGE
from tests.botapi import BotApi, BotMessage, User
from tests.channels.telegram.conftest import Running, settled
from tests.conftest import Clock
from tests.test_dialogues import FILES, check, message_of

LOOK = Look(shares=True)


class Talk:
    """One conversation in Telegram, beside the same one in the pure function."""

    def __init__(self, app: App, api: BotApi, person: User) -> None:
        """Begin it."""
        self._app, self._api, self._person = app, api, person
        self._turn: Turn | None = None
        self._last: BotMessage | None = None

    async def takes(self, wanted: dict[str, Any], where: str) -> None:
        """Say or press what the file says, and compare what comes."""
        state = self._turn.state if self._turn else EMPTY
        turn = services.reply_to(self._app, state, self._act(wanted))
        expected = [one.plain for one in render(turn.reply, self._app.snapshot.knowledge.responses.say, LOOK)]
        shown = await self._api.wait_for(len(expected), chat=self._person, edits=True, timeout=120)
        assert [one.text for one in shown] == expected, where
        check(turn, wanted, "\n".join([*(one.text for one in shown), *shown[-1].labels]), where)
        self._turn, self._last = turn, shown[-1]

    def _act(self, wanted: dict[str, Any]) -> UserMessage:
        """Do what a turn says in Telegram; return it in the bot's own terms."""
        person, last = self._person, self._last
        if "press" in wanted:
            assert last
            person.presses(last, wanted["press"])
            if any(wanted["press"] in row for row in last.keyboard):
                return UserMessage(text=wanted["press"])
        elif "location" in wanted:
            person.sends_location(*wanted["location"])
        elif "choice" in wanted:
            person._query(person.chat, last.message_id if last else 1, wanted["choice"])
        else:
            person.sends(wanted["say"])
        return message_of(wanted, self._turn.reply.choices if self._turn else ())


def turns_of(path: Path) -> list[dict[str, Any]]:
    """Return the turns of a file."""
    turns: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["turns"]
    return turns


async def played(app: App, api: BotApi, number: int, path: Path) -> str:
    """Play one conversation; return what is wrong with it."""
    talk = Talk(app, api, api.user(id=20_000 + number, first_name=path.stem))
    try:
        for turn, wanted in enumerate(turns_of(path), start=1):
            await talk.takes(wanted, f"{path.name}, turn {turn}")
    except (AssertionError, LookupError, TimeoutError) as problem:
        return f"{path.name}: {type(problem).__name__} {str(problem)[:600]}"
    return ""


def sayable(path: Path) -> bool:
    """True when a client would send all of it: none sends an empty text."""
    return all(str(turn.get("say", "x")).strip() for turn in turns_of(path))


async def test_all_conversations_go_in_telegram_as_they_should(
    api: BotApi, bot: Running, app: App, caplog: pytest.LogCaptureFixture
) -> None:
    files = [path for path in FILES if sayable(path)]
    assert len(files) > 60
    problems = await asyncio.gather(*(played(app, api, number, path) for number, path in enumerate(files)))
    assert [problem for problem in problems if problem] == []
    await settled(app)
    assert api.world.untaken(None, edits=True) == [], "nobody gets more than the replies"
    assert "Traceback" not in caplog.text


async def test_a_place_is_remembered_only_while_the_conversation_lasts(api: BotApi, bot: Running, app: App) -> None:
    assert isinstance(app.clock, Clock)
    anna = api.user()
    for before in ("half an hour", "/start"):
        for text in ("klusdienst gent", "fietspunt"):
            anna.sends(text)
            [results] = await api.wait_for(chat=anna, timeout=30)
            assert "Gent" in results.text.partition("\n")[0], "the place of before is used without asking again"
        await settled(app)
        if before == "/start":
            anna.sends("/start")
            await api.wait_for(chat=anna, timeout=30)
        else:
            app.clock.now += SESSION_AGE
        anna.sends("sociaal restaurant")
        [question] = await api.wait_for(chat=anna, timeout=30)
        assert "In welke gemeente" in question.text, before


async def test_a_new_question_shows_that_the_bot_is_typing_and_one_that_is_known_does_not(
    api: BotApi, bot: Running, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert conversation.THINKING_SECONDS == 0.3
    monkeypatch.setattr(conversation, "THINKING_SECONDS", 0.0)
    app.snapshot = replace(app.snapshot)
    anna = api.user()
    anna.sends("wat is lokale diensteneconomie juist")
    await api.wait_for(chat=anna, timeout=30)
    assert (anna.id, "typing") in api.actions
    shown = len(api.actions)
    for text in ("wat is lokale diensteneconomie juist", "/help"):
        anna.sends(text)
        await api.wait_for(chat=anna, timeout=30)
    assert len(api.actions) == shown
