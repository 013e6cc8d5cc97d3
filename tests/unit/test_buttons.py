"""Whoever types what stands on a button gets what pressing it gives: not everyone knows that it can be pressed."""

from __future__ import annotations

import pytest

from lde_bot import services
from lde_bot.dialogue.model import EMPTY, Act, State, Turn, UserMessage
from lde_bot.dialogue.state import from_json, to_json
from lde_bot.services import App
from tests.conftest import TODAY


def said(app: App, state: State, text: str) -> Turn:
    return services.reply_to(app, state, UserMessage(text=text), TODAY)


@pytest.mark.parametrize(
    "first",
    [
        "klusdienst gent",
        "wat is lde",
        "hoelang duurt een traject",
        "ik heb een vraag over mijn loon",
        "poetshulp",
        "wat is er in mol",
        "mag ik mijn leefloon houden",
        "kringwinkel aalst",
        "hoe warm is het op de maan",
    ],
)
def test_typing_what_stands_on_a_button_is_pressing_it(app: App, first: str) -> None:
    turn = said(app, EMPTY, first)
    state = from_json(to_json(turn.state), app.snapshot.gazetteer)
    pressable = [one for one in (*turn.reply.choices, *turn.reply.feedback) if one.value]
    assert pressable
    for one in pressable:
        pressed = services.reply_to(app, state, UserMessage(choice=one.value), TODAY)
        for typed in (one.label, one.label.upper(), f" {one.label.rstrip('?')} "):
            assert said(app, state, typed) == pressed, typed


def test_only_the_buttons_below_the_last_reply_can_be_typed(app: App) -> None:
    shown = said(app, EMPTY, "wat is lde")
    label = next(one.label for one in shown.reply.feedback)
    later = said(app, shown.state, "klusdienst gent")
    assert said(app, shown.state, label).helped == ("wat-is-lde", True)
    assert said(app, later.state, label).helped is None


def test_a_question_that_did_not_help_is_kept_and_not_what_stood_on_the_button(app: App) -> None:
    asked = "wat is lde"
    state = said(app, EMPTY, asked).state
    for label in ("Dit hielp niet", "Geef mijn vraag aan de Koepel"):
        turn = said(app, state, label)
        state = turn.state
    assert turn.act is Act.SMALLTALK
    assert state.asked == asked


def test_buttons_alone_do_not_begin_a_conversation(app: App) -> None:
    assert not State(buttons=(("volgende", "m"),)).begun
    assert from_json(to_json(State(buttons=(("volgende", "m"),))), app.snapshot.gazetteer).buttons == (
        ("volgende", "m"),
    )
