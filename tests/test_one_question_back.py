"""The bot asks back once: whoever does not choose from what it offers gets an answer, a search or an honest no."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lde_bot.dialogue.model import Act, State, UserMessage
from lde_bot.dialogue.state import from_json, to_json
from lde_bot.dialogue.turn import respond
from lde_bot.directory.geo import Gazetteer
from lde_bot.evaluation import DAY, Outcome
from lde_bot.services import App

UNCLEAR = (
    "zxqv wplk grmbl",
    "???",
    "🤷",
    "hmm",
    "wablief",
    "geen idee",
    "wa zegde",
    "ik weet het niet",
    "ik snap het niet",
    "allebei",
    "meer",
    "iets anders",
    "1",
)
"""What people type who do not choose."""
NONE = ("geen van deze", "Geen van deze!", "geen enkele", "geen van die")


@pytest.fixture(scope="module")
def asked(outcomes: list[Outcome], gazetteer: Gazetteer) -> list[tuple[str, State]]:
    """Return every held-out phrase that leads to a question back, with what is remembered between messages then."""
    found = [(one.case.text, one.turn.state) for one in outcomes if one.turn.act is Act.CLARIFY]
    return [(text, from_json(to_json(state), gazetteer)) for text, state in found]


def again(app: App, state: State, message: UserMessage) -> bool:
    """True when the bot asks back once more."""
    return respond(app.snapshot, state, message, DAY).act is Act.CLARIFY


def test_there_are_many_phrases_that_lead_to_a_question_back(asked: list[tuple[str, State]]) -> None:
    assert len(asked) >= 300
    assert all(state.awaiting == "choice" and state.offered for _, state in asked)


@pytest.mark.parametrize("said", [*UNCLEAR, *NONE])
def test_what_cannot_be_understood_leads_to_no_second_question_back(
    app: App, asked: list[tuple[str, State]], said: str
) -> None:
    assert [text for text, state in asked if again(app, state, UserMessage(text=said))] == []


def test_none_of_these_as_a_button_leads_to_no_second_question_back(app: App, asked: list[tuple[str, State]]) -> None:
    assert [text for text, state in asked if again(app, state, UserMessage(choice="n"))] == []


@pytest.mark.parametrize("way", ["{}", "ik vraag: {}"])
def test_the_same_question_leads_to_no_second_question_back(app: App, asked: list[tuple[str, State]], way: str) -> None:
    assert [text for text, state in asked if again(app, state, UserMessage(text=way.format(text)))] == []


def test_the_same_question_in_capitals_leads_to_no_second_question_back(
    app: App, asked: list[tuple[str, State]]
) -> None:
    assert [text for text, state in asked if again(app, state, UserMessage(text=text.upper()))] == []


def test_after_an_answer_more_and_more_asks_back_once(app: App) -> None:
    entries = [one for one in app.snapshot.knowledge.entries.values() if one.related]
    assert entries
    for entry in entries:
        first = respond(app.snapshot, State(entry=entry.id, detailed=True), UserMessage(text="meer"), DAY)
        assert first.act is Act.CLARIFY, entry.id
        assert not again(app, first.state, UserMessage(text="meer")), entry.id


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(min_value=0, max_value=10_000), noise=st.text("bcdfghjklmnpqrstvwxz ", max_size=25))
def test_no_row_of_consonants_leads_to_a_second_question_back(
    app: App, asked: list[tuple[str, State]], number: int, noise: str
) -> None:
    text, state = asked[number % len(asked)]
    assert not again(app, state, UserMessage(text=noise)), text


def test_another_question_may_be_asked_back_about(app: App, asked: list[tuple[str, State]]) -> None:
    """Who lets the buttons be and asks something else that is unclear, is not sent away."""
    helped = 0
    for (_, state), (text, other) in zip(asked, reversed(asked), strict=True):
        if set(state.offered).isdisjoint(other.offered):
            helped += again(app, replace(state, place=None, services=()), UserMessage(text=text))
    assert helped >= 100
