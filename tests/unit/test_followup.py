"""What is said after something else is understood from what was said before, and from nothing older."""

from __future__ import annotations

import pytest

from lde_bot import services
from lde_bot.dialogue.followup import FollowUp, leaning_of
from lde_bot.dialogue.model import EMPTY, Act, State, UserMessage
from lde_bot.services import App
from lde_bot.text import words
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "asks", "number"),
    [
        ("telefoon van de eerste", FollowUp.CONTACT, 1),
        ("wat is het nummer van de tweede?", FollowUp.CONTACT, 2),
        ("adres van de laatste aub", FollowUp.CONTACT, -1),
        ("open nu?", FollowUp.HOURS, 0),
        ("zijn ze zaterdag open", FollowUp.HOURS, 0),
        ("tot hoe laat is de tweede open?", FollowUp.HOURS, 2),
        ("een vacature die nog open staat", None, 0),
        ("prima, dan bel ik ze straks", FollowUp.ANNOUNCE, 0),
        ("ik ga dat eens overleggen met mijn dochter", FollowUp.ANNOUNCE, 0),
        ("ik bel maar niemand neemt op", None, 0),
        ("ik ga daar werken", None, 0),
        ("zelfde nummer?", FollowUp.CONTACT, 0),
        ("meer", FollowUp.MORE, 0),
        ("heb je er nog?", FollowUp.OTHERS, 0),
        ("laat maar", FollowUp.CANCEL, 0),
        ("en de volgende", FollowUp.OTHERS, 0),
        ("stuur door", FollowUp.HAND_OUT, 0),
        ("kan ik dat printen", FollowUp.HAND_OUT, 0),
        ("kan ik dat op papier hebben", FollowUp.HAND_OUT, 0),
        ("moet hij daar een papier voor hebben", None, 0),
        ("welke is het dichtst bij de Brusselsesteenweg", FollowUp.NEAREST, 0),
        ("is er niks dichter bij?", FollowUp.NEAREST, 0),
        ("heeft het eerste een telefoonnummer want ik bel liever", FollowUp.CONTACT, 1),
        ("hedde daar een nummer van", FollowUp.CONTACT, 0),
        ("waar is het station", None, 0),
        ("zelfde gemeente", FollowUp.SAME_PLACE, 0),
        ("wachtlijst?", FollowUp.DETAIL, 0),
        ("mag de hond mee", FollowUp.DETAIL, 0),
        ("ook op zaterdag", FollowUp.HOURS, 0),
        ("geen van deze", FollowUp.REFUSE, 0),
        ("en voor mijn dochter dan?", FollowUp.PERSON, 0),
        ("voor een cliënt", FollowUp.PERSON, 0),
        ("ik zoek poetshulp voor mijn moeder", None, 0),
        ("voor wie is het", None, 0),
        ("hoe kom ik daar?", FollowUp.ROUTE, 0),
        ("is de tweede ver met de bus", FollowUp.ROUTE, 2),
        ("hoe kom ik in aanmerking", None, 0),
        ("kom ik daar ook voor in aanmerking", None, 0),
        ("welke is het dichtst bij?", FollowUp.NEAREST, 0),
        ("is er daar geen dichter bij", FollowUp.NEAREST, 0),
        ("en dichterbij?", FollowUp.NEAREST, 0),
        ("het nummer van de bovenste", FollowUp.CONTACT, 1),
        ("en het adres van de onderste", FollowUp.CONTACT, -1),
        ("nee ik bedoel het nummer van de derde", FollowUp.CONTACT, 3),
        ("kunt ge mij de telefoon van de tweede nog eens doorgeven aub", FollowUp.CONTACT, 2),
        ("nog een andere", FollowUp.OTHERS, 0),
        ("dat is veel te ver", FollowUp.ELSEWHERE, 0),
        ("merci é", None, 0),
    ],
)
def test_what_goes_on_from_before_is_recognised(app: App, text: str, asks: FollowUp | None, number: int) -> None:
    leaning = leaning_of(words(text), app.snapshot.knowledge.vocabulary)
    assert (leaning.asks, leaning.number) == (asks, number)


@pytest.mark.parametrize(
    ("entry", "text", "answer"),
    [
        ("individueel-maatwerk", "hoelang duurt dat", "imw-duur"),
        ("dienst-klusdienst", "wat kost dat", "prijs-klusdienst"),
        ("wijk-werker-worden", "hoeveel verdien je dan", "wijk-werken-grenzen"),
        ("wat-is-lde", "en hoelang duurt dat?", "duur-traject"),
    ],
)
def test_a_question_that_points_back_is_about_the_last_subject(app: App, entry: str, text: str, answer: str) -> None:
    turn = services.reply_to(app, State(entry=entry), UserMessage(text=text), TODAY)
    assert turn.entry == answer


def test_the_same_words_without_a_subject_are_not_guessed_at(app: App) -> None:
    turn = services.reply_to(app, EMPTY, UserMessage(text="hoelang duurt dat"), TODAY)
    assert turn.act is Act.CLARIFY


def test_a_whole_question_is_not_bent_to_the_last_subject(app: App) -> None:
    turn = services.reply_to(app, State(entry="dienst-klusdienst"), UserMessage(text="wat is artikel 60"), TODAY)
    assert turn.entry == "artikel-60"


def test_asking_the_same_for_someone_else_says_so_and_answers_again(app: App) -> None:
    turn = services.reply_to(app, State(entry="leefloon"), UserMessage(text="en voor mijn zoon?"), TODAY)
    assert turn.entry == "leefloon"
    assert turn.reply.before[0] == app.snapshot.knowledge.responses.say("same_for_other")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("De tweede is in de buurt. Hoe bereik ik die?", "some of the results"),
        ("en is er geen dichter bij ons", "some of the results"),
    ],
)
def test_what_is_said_before_the_question_or_apart_still_counts(app: App, text: str, rule: str) -> None:
    found = services.reply_to(app, EMPTY, UserMessage(text="klusdienst gent"), TODAY)
    turn = services.reply_to(app, found.state, UserMessage(text=text), TODAY)
    assert f"regel: {rule}" in turn.trace.notes
    assert len(turn.reply.listings) == 1


def test_who_says_what_comes_next_gets_no_list_again_and_a_cry_for_help_is_heard(app: App) -> None:
    found = services.reply_to(app, EMPTY, UserMessage(text="klusdienst gent"), TODAY)
    turn = services.reply_to(app, found.state, UserMessage(text="goed, dan kijk ik daar morgen eens naar"), TODAY)
    assert (turn.act, turn.entry) == (Act.SMALLTALK, "ok")
    need = services.reply_to(app, found.state, UserMessage(text="ik ga dood"), TODAY)
    assert need.act is Act.REDIRECT


def test_who_asks_how_to_reach_them_after_a_question_back_gets_the_choice_that_says_so(app: App) -> None:
    state = State(awaiting="choice", offered=("koepel-lde", "koepel-contact"), question="koepel")

    assert services.reply_to(app, state, UserMessage(text="hun telefoon"), TODAY).entry == "koepel-contact"


def test_a_service_that_is_described_is_searched_for_where_the_bot_asked_which(app: App) -> None:
    asked = services.reply_to(app, EMPTY, UserMessage(text="iets in de buurt van Wervik"), TODAY)
    turn = services.reply_to(app, asked.state, UserMessage(text="groen ofzo"), TODAY)

    assert asked.act is Act.ASK_SERVICE
    assert (turn.act, turn.service) == (Act.RESULTS, "groenonderhoud")


def test_who_found_something_and_names_another_town_in_a_few_more_words_searches_there(app: App) -> None:
    found = services.reply_to(app, EMPTY, UserMessage(text="huis van het kind Hasselt"), TODAY)
    turn = services.reply_to(app, found.state, UserMessage(text="in Genk bedoelden ze eigenlijk"), TODAY)

    assert (turn.act, turn.place and turn.place.name) == (Act.RESULTS, "Genk")


def test_a_question_about_the_service_that_was_found_is_one_about_that_service(app: App) -> None:
    found = services.reply_to(app, EMPTY, UserMessage(text="fietspunt Leuven"), TODAY)
    turn = services.reply_to(app, found.state, UserMessage(text="wat kost een nieuwe binnenband ongeveer"), TODAY)

    assert (turn.act, turn.entry) == (Act.ANSWER, "fietspunt-herstelling")
