"""Whole conversations as data: each turn does what it should. One file a conversation, in ``tests/dialogues``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lde_bot import services
from lde_bot.channels.plain import plain_text
from lde_bot.config import PROJECT
from lde_bot.dialogue.model import EMPTY, Choice, Turn, UserMessage
from lde_bot.services import App
from tests.conftest import TODAY

FILES = sorted((PROJECT / "tests" / "dialogues").glob("*.yaml"))
KNOWN = {"say", "press", "choice", "location", "act", "entry", "service", "place", "contains", "lacks"}
KNOWN_FAILURES: dict[str, str] = {}
"""Conversations that do not go well yet; one that starts to go well must leave this list."""


def message_of(turn: dict[str, Any], choices: tuple[Choice, ...]) -> UserMessage:
    if "press" in turn:
        labels = [choice.label for choice in choices]
        assert turn["press"] in labels, f"there is no button {turn['press']!r}, only {labels}"
        return UserMessage(choice=next(choice.value for choice in choices if choice.label == turn["press"]))
    if "location" in turn:
        return UserMessage(location=tuple(turn["location"]))
    return UserMessage(text=turn.get("say", ""), choice=turn.get("choice", ""))


def played(path: Path) -> Any:
    reason = KNOWN_FAILURES.get(path.stem)
    marks = pytest.mark.xfail(strict=True, reason=reason) if reason else ()
    return pytest.param(path, id=path.stem, marks=marks)


def check(turn: Turn, wanted: dict[str, Any], shown: str, where: str) -> None:
    """Compare a turn, and what the person sees of it, with what the file says."""
    where = f"{where}: {wanted} gave {turn.act.value} {turn.entry}\n{shown[:300]}"
    assert set(wanted) <= KNOWN, where
    assert turn.act.value in str(wanted["act"]).split("|"), where
    if "entry" in wanted:
        assert turn.entry in str(wanted["entry"]).split("|"), where
    if "service" in wanted:
        assert wanted["service"] in (turn.service, *turn.state.services), where
    if "place" in wanted:
        assert turn.place is not None, where
        assert wanted["place"] in {turn.place.municipality, turn.place.name, turn.place.postcode}, where
    for part in wanted.get("lacks", ()):
        assert str(part).lower() not in shown.lower(), where
    for part in wanted.get("contains", ()):
        assert str(part).lower() in shown.lower(), where


@pytest.mark.parametrize("path", [played(path) for path in FILES])
def test_a_conversation_goes_as_it_should(app: App, path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    say = app.snapshot.knowledge.responses.say
    state = EMPTY
    choices: tuple[Choice, ...] = ()
    for number, wanted in enumerate(content["turns"], start=1):
        turn = services.reply_to(app, state, message_of(wanted, choices), TODAY)
        state, choices = turn.state, turn.reply.choices
        check(turn, wanted, plain_text(turn.reply, say), f"{path.name}, turn {number}")


def test_there_are_conversations_to_play() -> None:
    assert len(FILES) >= 20
