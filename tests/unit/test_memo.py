"""What was understood before is remembered: no answer changes by it, and new content is used at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml

from lde_bot import services, services_editing
from lde_bot.dialogue.memo import Memo
from lde_bot.dialogue.model import EMPTY, Act, State, Turn, UserMessage
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import understand
from lde_bot.dialogue.turn import respond
from lde_bot.services import App
from tests.conftest import TODAY
from tests.test_desk import NEW, PATH, checked, curator_of
from tests.test_dialogues import FILES, message_of

STATES = (
    EMPTY,
    State(awaiting="place", services=("klusdienst",)),
    State(services=("fietspunt",)),
    State(entry="wat-is-lde"),
    State(entry="traject-duur", language="fr"),
)
TEXTS = (
    "hoe lang duurt dat",
    "nee ik bedoel in leuven",
    "en voor mijn dochter?",
    "gent",
    "klusdienst gent",
    "Wat is LDE?",
    "wat is lde",
    "quel est le prix",
    "1234 AB",
    "",
)


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    memo = Memo(most=2)
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    assert [memo.get(key, partial(make, key)) for key in "abacab"] == list("ABACAB")
    assert made == ["a", "b", "c", "b"]
    assert len(memo) == 2
    assert "c" not in memo


def test_what_is_understood_is_the_same_with_and_without(app: App) -> None:
    shared = replace(app.snapshot)
    for _ in range(2):
        for state in STATES:
            for text in TEXTS:
                assert understand(shared, state, text) == understand(replace(app.snapshot), state, text), (state, text)
    assert len(shared.understood) > len(TEXTS)


def turns_of(path: Path, snapshot: Snapshot, *, remembers: bool) -> list[Turn]:
    """Play a conversation; who does not remember begins every turn with nothing remembered."""
    turns: list[Turn] = []
    for wanted in yaml.safe_load(path.read_text(encoding="utf-8"))["turns"]:
        last = turns[-1] if turns else None
        message = message_of(wanted, last.reply.choices if last else ())
        known = snapshot if remembers else replace(snapshot)
        turns.append(respond(known, last.state if last else EMPTY, message, TODAY))
    return turns


@pytest.mark.parametrize("path", FILES[::3], ids=lambda path: path.stem)
def test_a_conversation_is_the_same_with_and_without(app: App, path: Path) -> None:
    shared = replace(app.snapshot)
    first = turns_of(path, shared, remembers=True)
    assert turns_of(path, shared, remembers=True) == first
    assert turns_of(path, shared, remembers=False) == first


def test_an_entry_that_is_published_answers_a_question_that_was_asked_before(brief_app: App) -> None:
    app = brief_app
    question = UserMessage(text="hond mee op restaurant")
    assert services.reply_to(app, EMPTY, question).entry != "hond-mee"
    assert services.think_ahead(app, EMPTY, question) is None
    one = checked(app, PATH, NEW)
    assert services_editing.publish(app, one.token, "vaak gevraagd", curator_of(app)) == ""
    assert services.think_ahead(app, EMPTY, question) is not None
    turn = services.reply_to(app, EMPTY, question)
    assert (turn.act, turn.entry) == (Act.ANSWER, "hond-mee")


def test_only_what_was_not_understood_before_is_thought_about_ahead(app: App) -> None:
    app.snapshot = replace(app.snapshot)
    state, question = State(entry="wat-is-lde"), UserMessage(text="hoe lang duurt dat")
    work = services.think_ahead(app, state, question)
    assert work is not None
    work()
    assert services.think_ahead(app, state, question) is None
    assert services.think_ahead(app, State(entry="win-win"), question) is not None, "it goes on about something else"
    assert services.think_ahead(app, state, UserMessage(choice="e:wat-is-lde")) is None
    assert services.think_ahead(app, state, UserMessage(location=(51.0, 3.7))) is None
