"""The JSON-lines contract, field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lde_bot.channels.jsonl import Answers
from lde_bot.services import App

FIELDS = {
    "id",
    "act",
    "text",
    "entry",
    "choices",
    "service",
    "place",
    "initiatives",
    "sources",
    "confidence",
    "why",
}
ACTS = set(
    "answer clarify ask_place ask_service results outside_area unknown_place smalltalk redirect fallback".split()
)


def ask(answers: Answers, **request: object) -> dict[str, Any]:
    [line] = answers.lines([json.dumps({"id": 1} | request)])
    answer: dict[str, Any] = json.loads(line)
    return answer


@pytest.fixture
def answers(app: App) -> Answers:
    return Answers(app)


@pytest.mark.parametrize("text", ["wat is lde", "klusdienst 9000", "fietspunt", "9000", "asdf", "", "hallo", "🙂"])
def test_every_answer_has_every_field_and_a_known_act(answers: Answers, text: str) -> None:
    answer = ask(answers, text=text)
    assert set(answer) == FIELDS
    assert answer["act"] in ACTS
    assert answer["text"].strip()
    assert 0 <= answer["confidence"] <= 1
    assert isinstance(answer["why"], list)


@pytest.mark.parametrize("identity", [1, "a", None, [1, 2], {"x": 1}, 0.5])
def test_the_id_comes_back_whatever_it_is(answers: Answers, identity: object) -> None:
    [line] = answers.lines([json.dumps({"id": identity, "text": "hallo"})])
    assert json.loads(line)["id"] == identity


def test_an_answer_names_its_entry_and_its_sources(answers: Answers) -> None:
    answer = ask(answers, text="wat is lokale diensteneconomie")
    assert (answer["act"], answer["entry"]) == ("answer", "wat-is-lde")
    assert set(answer["sources"][0]) == {"title", "url", "article"}
    assert answer["initiatives"] == []


def test_a_search_names_service_place_and_initiatives_nearest_first(answers: Answers) -> None:
    answer = ask(answers, text="fietspunt 3000")
    assert (answer["act"], answer["service"]) == ("results", "fietspunt")
    assert answer["place"] == {"postcode": "3000", "name": "Leuven"}
    first = answer["initiatives"][0]
    assert set(first) == {
        "id",
        "name",
        "services",
        "postcode",
        "municipality",
        "distance_km",
        "phone",
        "email",
        "website",
        "assured_date",
        "source",
    }
    assert (first["municipality"], first["assured_date"]) == ("Leuven", None)
    assert first["source"].startswith("http")


def test_turns_that_share_a_conversation_share_its_state(answers: Answers) -> None:
    assert ask(answers, text="fietspunt", conversation="a")["act"] == "ask_place"
    assert ask(answers, text="leuven", conversation="a")["act"] == "results"
    assert ask(answers, text="leuven", conversation="b")["act"] == "ask_service"
    assert ask(answers, text="leuven")["act"] == "ask_service"


def test_sending_the_value_of_a_choice_back_presses_it(answers: Answers) -> None:
    choices = ask(answers, text="wat is lokale diensteneconomie", conversation="a")["choices"]
    assert all(set(choice) == {"label", "value"} for choice in choices)
    pressed = ask(answers, choice=choices[-1]["value"], conversation="a")
    assert pressed["act"] == "answer"
    assert f"e:{pressed['entry']}" == choices[-1]["value"]


def test_a_location_is_a_place(answers: Answers) -> None:
    ask(answers, text="fietspunt", conversation="a")
    answer = ask(answers, location={"lat": 50.8796, "lon": 4.7009}, conversation="a")
    assert (answer["act"], answer["initiatives"][0]["municipality"]) == ("results", "Leuven")


def test_the_day_decides_whether_an_answer_still_holds(answers: Answers) -> None:
    before = ask(answers, choice="e:duur-traject", today="2020-01-01")
    after = ask(answers, choice="e:duur-traject", today="2026-11-23")
    assert "deze regel gold" not in before["text"]
    assert "deze regel gold van 1 april 2015 tot en met 30 juni 2023" in after["text"]


@pytest.mark.parametrize(
    "line",
    [
        "geen json",
        "[]",
        "1",
        '{"text": "hallo"}',
        '{"id": 1}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "text": "x", "today": "morgen"}',
        '{"id": 1, "text": "x", "location": [1, 2]}',
        '{"id": 1, "location": {"lat": 95, "lon": 4}}',
        '{"id": 1, "location": {"lat": true, "lon": 4}}',
        '{"id": 1, "text": "x", "onbekend": 1}',
        '{"id": 1, "text": "x", "conversation": 3}',
        "[" * 100_000,
        '{"id": 1, "text": "\\ud800"',
    ],
)
def test_a_bad_line_says_so_and_the_stream_goes_on(answers: Answers, line: str) -> None:
    bad, good = answers.lines([line, '{"id": 2, "text": "hallo"}'])
    assert set(json.loads(bad)) == {"id", "error"}
    assert json.loads(good)["id"] == 2
    assert answers.bad == 1


def test_blank_lines_are_passed_over(answers: Answers) -> None:
    assert list(answers.lines(["", "  ", "\n"])) == []
    assert answers.bad == 0


def test_nothing_is_kept_unless_asked(app: App) -> None:
    ask(Answers(app), text="xyzzy plugh")
    assert app.curation.all() == []
    ask(Answers(app, record=True), text="xyzzy plugh")
    assert [query.text for query in app.curation.all()] == ["xyzzy plugh"]


def pressed(answers: Answers, shown: dict[str, Any], label: str) -> dict[str, Any]:
    """Press the choice with this label, as a program would: by sending its value back."""
    value = next(choice["value"] for choice in shown["choices"] if choice["label"] == label)
    return ask(answers, choice=value, conversation="a")


@pytest.mark.parametrize("record", [True, False])
def test_what_is_said_to_be_wrong_is_kept_with_its_field_when_asked(app: App, record: bool) -> None:
    answers = Answers(app, record=record)
    shown = ask(answers, text="fietspunt geel", conversation="a")
    for label in ("Meer over 1", "Klopt dit niet?", "De website"):
        shown = pressed(answers, shown, label)
    assert "Bedankt" in shown["text"]
    kept = [(one.initiative, one.field, one.count) for one in app.care.reports()]
    assert kept == ([("fietspunt-geel-de-sprong-geel", "website", 1)] if record else [])


def test_a_lone_surrogate_is_no_reason_to_stop(answers: Answers) -> None:
    [line] = answers.lines(['{"id": 1, "text": "\\ud800 hallo"}'])
    line.encode("utf-8", errors="strict")


def test_who_says_that_it_helped_is_asked_once_whether_questions_may_be_reread(app: App) -> None:
    answers = Answers(app, record=True)
    asked = ask(answers, choice="h:y:wat-is-lde", conversation="a")
    assert [choice["label"] for choice in asked["choices"]] == ["Ja, dat mag", "Liever niet"]
    told = pressed(answers, asked, "Ja, dat mag")
    assert pressed(answers, told, "Niet meer herlezen")["choices"] == []
    assert ask(answers, choice="h:y:doorstroom", conversation="a")["choices"] == []
    assert len(ask(answers, choice="h:y:doorstroom", conversation="b")["choices"]) == 2
