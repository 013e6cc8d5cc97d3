"""Who only reacts, in whatever row of small words, gets a word back; who says more is understood as before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lde_bot import services
from lde_bot.dialogue.model import EMPTY, Act, State, Turn, UserMessage
from lde_bot.dialogue.reactions import reaction_of
from lde_bot.services import App
from lde_bot.text import words
from tests.conftest import TODAY


def _say(app: App, state: State, text: str) -> Turn:
    return services.reply_to(app, state, UserMessage(text=text), TODAY)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("wacht efkes hé", "wacht"),
        ("ok, momentje", "wacht"),
        ("hahahahaha", "lach"),
        ("haha merciiii", "dank"),
        ("pfffff", "jammer"),
        ("oei da's jammer zeg", "jammer"),
        ("oef, gelukkig maar", "compliment"),
        ("amai zeg", "verrast"),
        ("echt waar?", "verrast"),
        ("tja, misschien wel", "twijfel"),
        ("kweet het niet", "twijfel"),
        ("oeps, sorry hoor", "vergissing"),
        ("ok dan weet ik het", "ok"),
        ("ah ja, nu snap ik het", "ok"),
        ("sorry maar ik snap het niet", "niet-begrepen"),
        ("hoi, ik heb een vraagje", "wat-kan-je"),
        ("merci en tot de volgende keer", "afscheid"),
    ],
)
def test_a_row_of_small_words_is_a_reaction(app: App, text: str, entry: str) -> None:
    turn = _say(app, EMPTY, text)

    assert (turn.act, turn.entry) == (Act.SMALLTALK, entry)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hoelang",
        "is dat duur voor een gepensioneerde",
        "ok maar wat kost dat",
        "merci, en in Gent?",
        "wachtlijst",
        "sorry ik bedoel Aalst",
        "ik heb een vraag over mijn loon",
        "klaar voor werk",
        "duur?",
        "goedkoop?",
        "goed werk zoeken",
    ],
)
def test_who_says_more_does_not_only_react(app: App, text: str) -> None:
    assert reaction_of(words(text), app.snapshot.knowledge.vocabulary) == ""


@pytest.mark.parametrize(
    ("text", "entry"), [("alles goed?", "hoe-gaat-het"), ("top ok", "ok"), ("dag en bedankt", "afscheid")]
)
def test_a_phrase_that_was_written_down_belongs_where_it_stands(app: App, text: str, entry: str) -> None:
    assert _say(app, EMPTY, text).entry == entry


def test_who_thanks_in_another_language_is_answered_in_it(app: App) -> None:
    assert _say(app, EMPTY, "merci beaucoup").state.language == "fr"


def test_without_words_for_reactions_nothing_is_one(app: App) -> None:
    assert reaction_of(("merci",), replace(app.snapshot.knowledge.vocabulary, reactions={})) == ""


def test_a_reaction_leaves_what_was_spoken_of_as_it_is(app: App) -> None:
    answered = _say(app, EMPTY, "wat is individueel maatwerk")
    waited = _say(app, answered.state, "wacht even, ik lees eerst")
    asked = _say(app, waited.state, "en hoelang duurt dat?")

    assert waited.entry == "wacht"
    assert asked.entry == "imw-duur"


def test_a_sigh_after_help_lines_gets_them_again_and_thanks_do_not(app: App) -> None:
    helped = _say(app, EMPTY, "mijn man slaat mij")
    sighed, thanked = _say(app, helped.state, "pff"), _say(app, helped.state, "bedankt, ik zal het doen")

    assert sighed.entry == helped.entry == "nood-geweld"
    assert thanked.entry == "dank"


def test_never_mind_still_drops_what_was_going_on(app: App) -> None:
    asked = _say(app, EMPTY, "klusdienst")

    assert _say(app, asked.state, "laat maar").state.services == ()


def test_who_wants_none_of_what_was_offered_is_not_asked_for_a_choice_any_more(app: App) -> None:
    offered = State(awaiting="choice", offered=("koepel-lde", "koepel-contact"), question="koepel")

    assert _say(app, offered, "nee").state.awaiting == ""
    assert _say(app, offered, "wacht even").state.awaiting == "choice"
