"""Held-out conversations: a mistake in a file has a place, and a turn is right when a fair judge would say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from lde_bot.dialogue.model import EMPTY, Act, Choice, Reply, Turn
from lde_bot.errors import CasesError, Finding
from lde_bot.evaluation import Played, dialogue_figures, load_dialogues, lost_turns, play, read_dialogues
from lde_bot.evaluation.dialogues import Wanted
from lde_bot.evaluation.played import Said
from lde_bot.services import App

SEARCH = "{say: ik zoek een poetshulp in aalst, act: results, service: aanvullende-thuiszorg, place: Aalst}"


def file(*turns: str, title: str = "proef") -> str:
    return f"- title: {title}\n  turns:\n" + "".join(f"    - {turn}\n" for turn in turns)


def held(app: App, *turns: str) -> Played:
    findings: list[Finding] = []
    [played] = play(app.snapshot, read_dialogues(file(*turns), "dialogues_proef.yaml", findings))
    assert findings == []
    return played


def judged(app: App, *turns: str) -> list[bool]:
    return [one.right for one in held(app, *turns).said]


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        ("{say: hallo, act: zingen}", "dialogue.act"),
        ("{say: hallo, act: smalltalk, entry: groet | bestaat-niet}", "dialogue.entry"),
        ("{say: hallo, act: ask_place, service: klusdienst + ruimtevaart}", "dialogue.service"),
        ("{say: hallo, act: results, service: klusdienst, place: Nergensgem}", "dialogue.place"),
        ("{say: hallo, act: smalltalk, entri: groet}", "field.unknown"),
        ("{act: smalltalk}", "field.missing"),
        ("hallo", "field.type"),
    ],
)
def test_a_mistake_in_a_conversation_is_a_finding_with_its_line(app: App, tmp_path: Path, turn: str, code: str) -> None:
    (tmp_path / "dialogues_proef.yaml").write_text(file(SEARCH, turn), encoding="utf-8")
    with pytest.raises(CasesError) as refused:
        load_dialogues(tmp_path, app.snapshot)
    assert [(one.path, one.line, one.code) for one in refused.value.findings] == [("dialogues_proef.yaml", 4, code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: proef", "file.shape"),
        ("- title: [", "file.yaml"),
        ("", "file.shape"),
        ("- title: leeg\n", "dialogue.turns"),
        (file(SEARCH) + file(SEARCH), "dialogue.twice"),
    ],
)
def test_a_file_that_holds_no_conversations_is_a_finding(app: App, tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "dialogues_proef.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CasesError) as refused:
        load_dialogues(tmp_path, app.snapshot)
    assert [one.code for one in refused.value.findings] == [code]


def test_a_place_that_is_not_ours_may_be_named_where_that_is_the_point(app: App, tmp_path: Path) -> None:
    turn = "{say: en in maastricht?, act: outside_area, place: Maastricht}"
    (tmp_path / "dialogues_proef.yaml").write_text(file(SEARCH, turn), encoding="utf-8")
    [dialogue] = load_dialogues(tmp_path, app.snapshot)
    assert dialogue.turns[1].places == ("Maastricht",)


def test_the_half_follows_from_the_title_and_one_round_can_be_held_alone(app: App, tmp_path: Path) -> None:
    for name in ("een", "twee"):
        many = "".join(file(SEARCH, title=f"{name} {number}") for number in range(20))
        (tmp_path / f"dialogues_{name}.yaml").write_text(many, encoding="utf-8")
    every = load_dialogues(tmp_path, app.snapshot)
    halves = [load_dialogues(tmp_path, app.snapshot, split) for split in ("dev", "test")]
    assert all(halves)
    assert sorted(one.title for half in halves for one in half) == sorted(one.title for one in every)
    assert {one.group for one in load_dialogues(tmp_path, app.snapshot, only="twee")} == {"dialogues_twee"}


def test_a_conversation_goes_on_from_what_was_said(app: App) -> None:
    then = "{say: en in gent?, act: results, service: aanvullende-thuiszorg, place: 9000 | Gent}"
    assert judged(app, SEARCH, then) == [True, True]
    assert judged(app, then) == [False]


def test_asking_about_what_was_shown_is_a_detail_and_no_new_search(app: App) -> None:
    asked = "{say: telefoon van de eerste?, act: detail}"
    assert judged(app, SEARCH, asked, "{say: wanneer zijn ze open?, act: detail}") == [True, True, True]
    assert judged(app, SEARCH, asked.replace("detail", "results")) == [True, False]
    assert judged(app, SEARCH.replace("results", "detail")) == [False]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("place: Aalst", "place: Gent"),
        ("service: aanvullende-thuiszorg", "service: klusdienst"),
        ("act: results", "act: ask_place | answer"),
    ],
)
def test_a_turn_is_wrong_when_its_act_service_or_place_is_another(app: App, right: str, wrong: str) -> None:
    assert judged(app, SEARCH) == [True]
    assert judged(app, SEARCH.replace(right, wrong)) == [False]


def test_an_answer_is_right_when_it_is_one_of_the_entries(app: App) -> None:
    asked = "{say: wat is lde?, act: answer, entry: %s}"
    assert judged(app, asked % "twaalf-diensten | wat-is-lde") == [True]
    assert judged(app, asked % "twaalf-diensten") == [False]


@pytest.mark.parametrize(
    ("acts", "entry", "service", "right"),
    [
        ("answer", "duur", "", True),
        ("clarify", "duur", "", True),
        ("results", "", "klusdienst", True),
        ("answer", "loon", "", False),
        ("clarify", "loon", "", False),
        ("results", "", "fietspunt", False),
    ],
)
def test_a_question_back_is_right_when_the_right_thing_is_one_of_its_buttons(
    acts: str, entry: str, service: str, *, right: bool
) -> None:
    choices = (
        Choice("Hoelang?", "e:duur"),
        Choice("Zoek een klusdienst", "s:klusdienst"),
        Choice("Geen van deze", "n"),
    )
    turn = Turn(Act.CLARIFY, Reply(("Wat bedoel je?",), choices=choices), EMPTY)
    wanted = Wanted("hoelang", (acts,), (entry,) if entry else (), ((service,),) if service else (), (), 1)
    assert Said(wanted, turn, EMPTY).right is right


def test_turns_and_whole_conversations_are_counted_and_what_went_wrong_is_listed(app: App) -> None:
    wrong = "{say: telefoon van de eerste?, act: answer, entry: wat-is-lde}"
    played = [held(app, SEARCH), held(app, SEARCH, wrong)]
    assert dialogue_figures(played) == {"dialogue.turns": (2, 3), "dialogue.whole": (1, 2)}
    [(_, number, said)] = lost_turns(played)
    assert (number, said.wanted.line, said.asked_for) == (2, 4, "answer wat-is-lde")
    assert said.got.startswith("detail aanvullende-thuiszorg Aalst")
    assert dialogue_figures([]) == {}


def test_a_phrase_that_the_bot_holds_is_said_and_not_counted(app: App) -> None:
    played = held(app, "{say: dank u wel, act: smalltalk, entry: dank}", SEARCH)
    assert [one.seen for one in played.said] == [True, False]
    assert dialogue_figures([played]) == {"dialogue.turns": (1, 1), "dialogue.whole": (1, 1)}
