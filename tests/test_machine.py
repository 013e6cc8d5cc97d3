"""Random conversations through the pure core: always a reply that Telegram takes, never an exception, a small state."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lde_bot import services
from lde_bot.channels.bubbles import Look
from lde_bot.channels.plain import plain_text
from lde_bot.channels.telegram.render import render
from lde_bot.config import PROJECT
from lde_bot.dialogue.model import EMPTY, State, Turn, UserMessage
from lde_bot.dialogue.state import from_json, to_json
from lde_bot.services import App
from tests.botapi.html import parse_html
from tests.botapi.text import units

LARGEST_STATE = 16_000
"""Bytes: two texts as long as Telegram allows, and what a conversation was about."""


def seeds() -> list[str]:
    """Return every fifth held-out question."""
    found = []
    for path in sorted((PROJECT / "tests" / "cases").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row[0] for row in csv.reader(file) if row and row[0]][1::5]
    return found


TYPED = st.one_of(
    st.sampled_from(seeds()),
    st.sampled_from(
        ["meer", "en de tweede?", "ja", "nee", "9000", "gent", "in genk", "stop", "nee ik bedoel aalst", "?"]
    ),
    st.lists(st.sampled_from(seeds()), min_size=2, max_size=4).map(" ".join),
    st.text(max_size=200),
    st.text(st.characters(codec=None), max_size=80),
)


def machine_of(app: App) -> type[RuleBasedStateMachine]:  # noqa: C901 - one small method a rule
    """Return a machine that talks with this program."""
    say = app.snapshot.knowledge.responses.say

    class Conversation(RuleBasedStateMachine):
        state: State = EMPTY
        turn: Turn | None = None

        def take(self, message: UserMessage) -> None:
            self.turn = services.reply_to(app, self.state, message)
            self.state = from_json(to_json(self.turn.state), app.snapshot.gazetteer)

        @initialize()
        def begin(self) -> None:
            self.take(UserMessage(text="hallo"))

        @rule(text=TYPED)
        def types(self, text: str) -> None:
            self.take(UserMessage(text=text[:4_096]))

        @rule(data=st.data())
        def presses_what_is_offered(self, data: st.DataObject) -> None:
            assert self.turn
            values = [one.value for one in (*self.turn.reply.choices, *self.turn.reply.feedback) if one.value]
            if values:
                self.take(UserMessage(choice=data.draw(st.sampled_from(values))))

        @rule(value=st.one_of(st.text(max_size=64), st.from_regex(r"[a-z]:[a-z0-9:\-]{0,40}", fullmatch=True)))
        def presses_what_was_never_offered(self, value: str) -> None:
            if value:
                self.take(UserMessage(choice=value))

        @rule(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
        def shares_a_place(self, latitude: float, longitude: float) -> None:
            self.take(UserMessage(location=(latitude, longitude)))

        @rule()
        def comes_back_later(self) -> None:
            self.state = EMPTY

        @invariant()
        def the_reply_is_one_that_telegram_takes(self) -> None:
            if self.turn is None:
                return
            reply = self.turn.reply
            assert plain_text(reply, say).strip()
            for look in (Look(), Look(private=False, shares=True)):
                for message in render(reply, say, look):
                    parsed = parse_html(message.html)
                    assert parsed.text.strip()
                    assert units(parsed.text) <= 4_096
                    assert parsed.warnings == []
            values = [one.value for one in (*reply.choices, *reply.feedback)]
            assert all(len(value.encode()) <= 63 for value in values), values  # one is for the mark of a question

        @invariant()
        def the_state_stays_small(self) -> None:
            written = to_json(self.state)
            assert len(written.encode()) <= LARGEST_STATE * 2
            assert to_json(from_json(written, app.snapshot.gazetteer)) == written

    return Conversation


def test_random_conversations_always_get_a_reply_that_telegram_takes(app: App) -> None:
    run_state_machine_as_test(
        machine_of(app),
        settings=settings(
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(
    "kept", ["", "[]", "5", "null", '{"services": 5}', '{"offset": "x"}', '{"place": [1]}', "{" * 9]
)
def test_a_kept_state_that_nobody_understands_is_forgotten(app: App, kept: str) -> None:
    assert replace(from_json(kept, app.snapshot.gazetteer)) == EMPTY
    assert json.loads(to_json(EMPTY)) == {}
