"""What was said before makes some answers likelier: the subject, and what its entry leads to."""

from __future__ import annotations

import pytest

from lde_bot import services
from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.model import EMPTY, Act, State, UserMessage
from lde_bot.dialogue.subject import gains_of, names_another, narrower, subjects, topic_of, understand, weigh
from lde_bot.dialogue.turn import respond
from lde_bot.knowledge.model import Kind
from lde_bot.services import App
from tests.conftest import TODAY

SAID, FAR = "wat kost een nieuw zadel", "wat is de hoogste berg van afrika"
"""A question that says nothing of bicycles by itself, and one that is about none."""


def test_a_conversation_that_begins_has_no_subject(app: App) -> None:
    assert subjects(app.snapshot, EMPTY) == ()
    assert gains_of(app.snapshot, EMPTY) == {}


def test_the_subject_of_a_search_is_the_service(app: App) -> None:
    assert subjects(app.snapshot, State(services=("klusdienst",))) == ("dienst-klusdienst",)


def test_an_answer_after_a_search_is_the_subject_instead(app: App) -> None:
    assert subjects(app.snapshot, State(services=("klusdienst",), entry="leefloon")) == ("leefloon",)


def test_what_was_offered_just_now_comes_before_what_was_shown(app: App) -> None:
    state = State(entry="leefloon", awaiting="choice", offered=("artikel-60", "service:klusdienst"))
    assert subjects(app.snapshot, state) == ("artikel-60", "dienst-klusdienst", "leefloon")


def test_what_was_offered_before_the_last_answer_counts_no_more(app: App) -> None:
    assert subjects(app.snapshot, State(entry="leefloon", offered=("artikel-60",))) == ("leefloon",)


def test_help_lines_gain_nothing(app: App) -> None:
    kinds = {name: entry.kind for name, entry in app.snapshot.knowledge.entries.items()}
    for name in kinds:
        gains = gains_of(app.snapshot, State(entry=name))
        assert not [other for other in gains if kinds[other] is Kind.EMERGENCY]


def test_the_subject_gains_most_and_then_what_it_leads_to(app: App) -> None:
    gains = gains_of(app.snapshot, State(entry="dienst-klusdienst"))
    assert gains["dienst-klusdienst"] == at.SUBJECT_GAINS > gains["prijs-klusdienst"] == at.RELATED_GAINS
    assert "artikel-60" not in gains


def test_an_entry_is_weighed_higher_after_its_subject_than_alone(app: App) -> None:
    state = State(entry="verschil-wijk-werken")
    understood = understand(app.snapshot, state, "en hoe word je dat")
    gains = gains_of(app.snapshot, state)
    alone, after = (weigh(app.snapshot, state, understood, each) for each in ({}, gains))
    assert {name for name in alone if after[name] > alone[name]} == gains.keys() & alone.keys() != set()
    assert max(after, key=after.__getitem__) in gains


def test_thanks_are_no_answer_to_a_message_that_points_back(app: App) -> None:
    state = State(entry="duur-traject")
    understood = understand(app.snapshot, state, "en daarna?")
    weighed = weigh(app.snapshot, state, understood, gains_of(app.snapshot, state))
    kinds = {app.snapshot.knowledge.entries[name].kind for name in weighed if name in app.snapshot.knowledge.entries}
    assert weighed
    assert Kind.SMALLTALK not in kinds


@pytest.mark.parametrize(
    ("service", "price"),
    [
        ("aanvullende-thuiszorg", "prijs-poetshulp"),
        ("klusdienst", "prijs-klusdienst"),
        ("sociaal-restaurant", "prijs-sociaal-restaurant"),
        ("vervoer-en-boodschappen", "prijs-vervoer"),
        ("buurtgerichte-kinderopvang", "kinderopvang-inkomenstarief"),
        ("energiesnoeiers", "energiescan-voorwaarden"),
    ],
)
def test_what_something_costs_is_said_of_the_service_that_was_searched_for(app: App, service: str, price: str) -> None:
    narrow = narrower(app.snapshot, State(services=(service,)), "prijs-diensten")
    assert narrow is not None
    assert narrow.id == price


def test_the_general_answer_is_given_where_no_other_fits(app: App) -> None:
    assert narrower(app.snapshot, State(services=("huisbewaarder",)), "prijs-diensten") is None
    assert narrower(app.snapshot, EMPTY, "prijs-diensten") is None


def test_choices_about_one_topic_are_that_topic_and_choices_about_two_are_none(app: App) -> None:
    about_imw = State(awaiting="choice", offered=("individueel-maatwerk", "imw-duur"))
    about_two = State(awaiting="choice", offered=("individueel-maatwerk", "wijk-werker-worden"))
    assert topic_of(app.snapshot, about_imw) == app.snapshot.knowledge.vocabulary.topic("imw-duur")
    assert topic_of(app.snapshot, about_two) is None
    assert topic_of(app.snapshot, EMPTY) is None


def test_a_word_of_the_name_of_another_topic_is_not_that_name(app: App) -> None:
    state = State(entry="collectief-maatwerk")
    assert not names_another(app.snapshot, state, ("kan", "ik", "daar", "werken"))
    assert not names_another(app.snapshot, state, ("is", "er", "een", "in", "mijn", "wijk"))
    assert names_another(app.snapshot, state, ("en", "wijk", "werken"))
    assert not names_another(app.snapshot, State(entry="wijk-werker-worden"), ("en", "wijk", "werken"))


def test_thanks_do_not_change_the_subject(app: App) -> None:
    turn = services.reply_to(app, State(entry="leefloon"), UserMessage(text="dank u wel"), TODAY)
    assert turn.act is Act.SMALLTALK
    assert turn.state.entry == "leefloon"


def test_a_question_after_an_offer_is_read_as_another_one_only_when_it_is(app: App) -> None:
    offered = services.reply_to(app, EMPTY, UserMessage(text="ik heb een vraag over mijn loon"), TODAY)
    assert offered.act is Act.CLARIFY
    again = services.reply_to(app, offered.state, UserMessage(text="wablief"), TODAY)
    assert again.act is not Act.CLARIFY


def test_what_says_nothing_by_itself_is_read_together_with_the_subject(app: App) -> None:
    alone = understand(app.snapshot, EMPTY, SAID)
    assert alone.likely < at.CLARIFY_AT
    after = understand(app.snapshot, State(entry="dienst-fietspunt"), SAID)
    assert after.in_context[0].entry == "fietspunt-herstelling"
    assert after.in_context[0].confidence >= at.MEANT_AT
    turn = respond(app.snapshot, State(entry="dienst-fietspunt"), UserMessage(text=SAID), TODAY)
    assert "e:fietspunt-herstelling" in {one.value for one in turn.reply.choices}
    far = respond(app.snapshot, State(entry="dienst-fietspunt"), UserMessage(text=FAR), TODAY)
    assert far.act is Act.FALLBACK
