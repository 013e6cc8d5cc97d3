"""A short question after an answer is about what that answer was about, or the bot says that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from lde_bot import services
from lde_bot.dialogue.model import EMPTY, Act, Reason, State, Turn, UserMessage
from lde_bot.errors import ContentError
from lde_bot.knowledge.parse import load_dir
from lde_bot.knowledge.withdrawn import without
from lde_bot.services import App
from tests.conftest import TODAY


def say(app: App, state: State, text: str) -> Turn:
    return services.reply_to(app, state, UserMessage(text=text), TODAY)


@pytest.mark.parametrize(
    ("before", "text", "entry"),
    [
        ("individueel-maatwerk", "en hoe lang duurt dat dan?", "imw-duur"),
        ("individueel-maatwerk", "aan wie vraag ik dat", "imw-contact"),
        ("imw-duur", "ik ben niet akkoord", "imw-beroep"),
        ("wijk-werker-worden", "hoeveel krijgt ge daar", "wijk-werken-grenzen"),
        ("wijk-werken-grenzen", "hoe geraak ik daar aan", "wijk-werker-worden"),
        ("activeringstraject", "max duur?", "activeringstraject"),
        ("artikel-60", "wie helpt mij daarbij", "contact-ocmw"),
        ("kom-ik-in-aanmerking", "en mijn dop?", "werkloosheidsuitkering"),
        ("duur-traject", "wat is mijn loon", "loon-en-contract"),
        ("prijs-klusdienst", "zijn er voorwaarden", "voorwaarden-klusdienst"),
        ("prijs-klusdienst", "en voor gepensioneerden?", "voorwaarden-klusdienst"),
        ("artikel-60", "hoeveel verdien je dan", "artikel-60"),
        ("klacht-lokale-dienst", "bij wie", "contact-ocmw"),
        ("klacht-lokale-dienst", "en als ze niks doen", "klacht-lokale-dienst"),
        ("imw-duur", "hoeveel krijgt de werkgever", "imw-loonpremie"),
        ("individueel-maatwerk", "krijgt mijn baas daar geld voor", "imw-loonpremie"),
    ],
)
def test_what_is_asked_is_told_about_what_was_spoken_of(app: App, before: str, text: str, entry: str) -> None:
    turn = say(app, State(entry=before), text)
    assert turn.entry == entry
    assert turn.act in {Act.ANSWER, Act.REDIRECT}
    assert turn.unanswered is None


@pytest.mark.parametrize(
    ("before", "text", "entry"),
    [
        ("individueel-maatwerk", "et combien de temps", "imw-duur"),
        ("individueel-maatwerk", "who decides that?", "individueel-maatwerk"),
        ("verschil-wijk-werken", "how do i apply", "wijk-werker-worden"),
        ("verschil-wijk-werken", "cuánto gano", "wijk-werken-grenzen"),
        ("artikel-60", "wie lange dauert das", "artikel-60"),
        ("individueel-maatwerk", "ne kadar sürer", "imw-duur"),
        ("individueel-maatwerk", "jak długo to trwa", "imw-duur"),
        ("individueel-maatwerk", "كم مدة ذلك", "imw-duur"),
        ("individueel-maatwerk", "скільки це триває", "imw-duur"),
        ("prijs-klusdienst", "quelles sont les conditions", "voorwaarden-klusdienst"),
        ("individueel-maatwerk", "how long does lde take", "duur-traject"),
    ],
)
def test_a_short_question_in_another_language_goes_on_too(app: App, before: str, text: str, entry: str) -> None:
    turn = say(app, State(entry=before), text)
    assert (turn.entry, turn.unanswered) == (entry, None)
    assert turn.state.language


@pytest.mark.parametrize("text", ["how much do i earn", "how do i apply", "est-ce que je peux", "wie lange"])
def test_a_few_small_words_tell_their_language(app: App, text: str) -> None:
    assert say(app, EMPTY, text).state.language


@pytest.mark.parametrize("text", ["wie is die man", "was het maar zo", "en dan?", "is het in de buurt", "hoelang dan"])
def test_a_few_small_words_of_dutch_are_dutch(app: App, text: str) -> None:
    assert not say(app, EMPTY, text).state.language


def test_what_holds_for_lde_is_not_told_of_something_else(app: App) -> None:
    alone = say(app, EMPTY, "hoeveel verdien je in lde")
    assert alone.entry == "loon-en-contract"
    after = say(app, State(entry="individueel-maatwerk"), "hoeveel verdien je daar")
    assert after.act is Act.FALLBACK
    assert after.unanswered is Reason.BELOW_THRESHOLD
    assert after.reply.before[0].startswith("Dat weet ik niet.")
    assert "0800 30 700" in " ".join(after.reply.before)


@pytest.mark.parametrize(
    ("before", "text", "entry"),
    [
        ("individueel-maatwerk", "en hoelang duurt lde", "duur-traject"),
        ("duur-traject", "en hoelang duurt imw", "imw-duur"),
        ("leefloon", "hoeveel verdien je met wijk-werken", "wijk-werken-grenzen"),
    ],
)
def test_a_message_that_names_another_topic_is_about_that_one(app: App, before: str, text: str, entry: str) -> None:
    assert say(app, State(entry=before), text).entry == entry


def test_an_answer_that_sends_people_elsewhere_says_who_knows_the_rest(app: App) -> None:
    turn = say(app, State(entry="kinderbijslag"), "hoeveel is dat")
    assert (turn.act, turn.unanswered, turn.state.entry) == (Act.FALLBACK, Reason.BELOW_THRESHOLD, "kinderbijslag")
    assert turn.reply.before[0] == "Wat ik daarover weet, staat hierin:"
    assert len(turn.reply.before) > 1


def test_what_is_not_known_of_a_service_is_for_those_who_offer_it(app: App) -> None:
    turn = say(app, State(entry="prijs-poetshulp"), "hoeveel uur mag dat")
    assert (turn.act, turn.unanswered) == (Act.ASK_PLACE, Reason.BELOW_THRESHOLD)
    assert turn.state.services == ("aanvullende-thuiszorg",)
    assert "Dat weet ik niet." in turn.reply.before[0]


def test_not_knowing_one_thing_leaves_the_subject(app: App) -> None:
    unknown = say(app, State(entry="individueel-maatwerk"), "wat verdien je dan")
    assert unknown.state.entry == "individueel-maatwerk"
    assert say(app, unknown.state, "en hoelang?").entry == "imw-duur"


def test_an_answer_that_stands_there_already_is_said_to_hold_it(app: App) -> None:
    turn = say(app, State(entry="wijk-werken-grenzen"), "en hoelang mag dat")
    assert turn.entry == "wijk-werken-grenzen"
    assert turn.reply.before[0] == "Wat ik daarover weet, staat hierin:"


def test_what_the_longer_explanation_says_is_shown_from_there(app: App) -> None:
    turn = say(app, State(entry="individueel-maatwerk"), "kwam dat in de plaats van iets")
    assert turn.entry == "individueel-maatwerk"
    assert "VOP" in turn.reply.before[0]


def test_what_only_those_who_offer_a_service_know_is_a_search_for_them(app: App) -> None:
    asked = say(app, State(entry="dienst-klusdienst"), "bij wie moet ik zijn")
    assert asked.act is Act.ASK_PLACE
    assert asked.state.services == ("klusdienst",)
    place = say(app, asked.state, "9300").place
    found = say(app, State(entry="dienst-klusdienst", place=place), "bij wie moet ik zijn")
    assert (found.act, found.service, found.place) == (Act.RESULTS, "klusdienst", place)


@pytest.mark.parametrize(
    "text", ["hoelang blijft een dienstencheque geldig", "ik wil niet meer leven", "klusdienst gent", "merci", "stop"]
)
def test_a_message_about_something_else_is_no_such_question(app: App, text: str) -> None:
    after, alone = say(app, State(entry="individueel-maatwerk"), text), say(app, EMPTY, text)
    assert (after.act, after.entry or after.service) != (Act.ANSWER, "imw-duur")
    if text != "stop":
        assert (after.act, after.entry) == (alone.act, alone.entry)


def test_an_aspect_of_which_the_entry_was_withdrawn_is_no_longer_told(knowledge_dir: Path) -> None:
    path = knowledge_dir / "aspects.yaml"
    path.write_text(path.read_text().split("\ntopics:")[0] + "\ntopics:\n  - entries: [een, twee]\n    price: twee\n")
    base, _ = load_dir(knowledge_dir)
    [topic] = base.vocabulary.topics
    assert topic.answers == {"price": "twee"}
    (knowledge_dir / "basis" / "twee.yaml").unlink()
    [left] = without(load_dir(knowledge_dir)[0], {"twee"}).vocabulary.topics
    assert (left.entries, left.answers) == (("een",), {})


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ("  - entries: [een]\n    apply: dienst goochelaar\n", "'goochelaar' is geen dienst"),
        ("  - entries: [een]\n    hoogte: twee\n", "veld 'hoogte' bestaat niet"),
        ("  - entries: [een]\n  - entries: [twee, een]\n", "fiche 'een' hoort ook bij het onderwerp van regel"),
        ("  - price: een\n", "veld 'entries' ontbreekt"),
    ],
)
def test_a_mistake_in_a_topic_is_a_finding_with_its_line(knowledge_dir: Path, topics: str, message: str) -> None:
    path = knowledge_dir / "aspects.yaml"
    kept = path.read_text().split("\ntopics:")[0]
    path.write_text(f"{kept}\ntopics:\n{topics}")
    with pytest.raises(ContentError) as raised:
        load_dir(knowledge_dir)
    [found] = [one for one in raised.value.findings if message in one.message]
    assert found.path == "knowledge/aspects.yaml"
    assert found.line > kept.count("\n")
