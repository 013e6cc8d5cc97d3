"""The use cases: what is remembered, what is kept, what is removed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lde_bot import services, services_directory
from lde_bot.dialogue.model import Turn, UserMessage
from lde_bot.errors import DirectoryFileError
from lde_bot.services import App
from tests.conftest import Clock

ME = "0123456789abcdef0123456789abcdef"


def say(app: App, text: str = "", choice: str = "") -> Turn:
    return services.respond(app, ME, UserMessage(text=text, choice=choice))


def test_a_place_is_remembered_within_a_conversation(app: App) -> None:
    assert say(app, "klusdienst in riemst").act.value == "results"
    turn = say(app, "en een fietspunt?")
    assert turn.act.value == "results"
    assert turn.place is not None
    assert turn.place.municipality == "Riemst"


def test_after_half_an_hour_the_conversation_starts_afresh(app: App) -> None:
    say(app, "klusdienst in riemst")
    assert isinstance(app.clock, Clock)
    app.clock.now += timedelta(minutes=31)
    assert say(app, "fietspunt").act.value == "ask_place"


def test_a_question_that_got_a_good_answer_is_not_kept(app: App) -> None:
    say(app, "wat is lokale diensteneconomie")
    assert app.curation.all() == []


def test_a_question_without_an_answer_is_kept_once_with_its_candidates_and_their_why(app: App) -> None:
    say(app, "mijn krokodil lust geen bloemkool")
    [kept] = app.curation.all()
    assert kept.text == "mijn krokodil lust geen bloemkool"
    assert kept.revision == app.snapshot.revision
    assert kept.guesses
    assert kept.guesses[0].why.startswith("lijkt op: ")


def test_choosing_none_of_these_keeps_the_question_that_was_asked(app: App) -> None:
    for text in ("oe zit da met mijne job in die sociale winkel en mijn uitkering", "regeling", "kan dat nog"):
        turn = say(app, text)
        if turn.act.value == "clarify":
            break
    assert turn.act.value == "clarify"
    assert [choice.value for choice in turn.reply.choices][-1] == "n"
    before = len(app.curation.all())
    say(app, choice="n")
    assert [query.text for query in app.curation.all()][before:] == [text]


def test_a_search_without_results_nearby_is_kept(app: App) -> None:
    turn = say(app, "huisbewaarder in de panne")
    assert turn.act.value == "results"
    assert [query.reason for query in app.curation.all()] == ["niets in de buurt"]
    say(app, "fietspunt")
    say(app, choice="l")
    say(app, "veurne")
    assert app.curation.all()[-1].text == "fietspunt in 8630 Veurne"


def test_state_and_question_are_kept_together_or_not_at_all(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.curation, "add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        say(app, "mijn krokodil lust geen bloemkool")
    assert app.sessions.load(ME, app.clock()) == ""


def test_forgetting_removes_state_and_questions_of_that_person_only(app: App) -> None:
    say(app, "mijn krokodil lust geen bloemkool")
    services.respond(app, "f" * 32, UserMessage(text="een andere krokodil zonder vraag"))
    assert services.forget(app, ME).removed.questions == 1
    assert app.sessions.load(ME, app.clock()) == ""
    assert len(app.curation.all()) == 1


def test_what_has_reached_its_end_date_is_deleted(app: App) -> None:
    say(app, "mijn krokodil lust geen bloemkool")
    assert isinstance(app.clock, Clock)
    app.clock.now += timedelta(days=91)
    assert services.purge(app) == 1
    assert app.curation.all() == []


def test_a_sheet_that_is_taken_in_is_searched_at_once(app: App) -> None:
    text = "name,services,municipality,postcode,source_url\nNieuwe huisbewaarder,huisbewaarder,De Panne,8660,https://a.be/x\n"
    planned = services_directory.plan(app, text.encode(), "nieuw.csv")
    services_directory.carry_out(app, planned, "m", partial=False, by="test", why="nieuw")
    assert planned.counts == (1, 0, 0, 0)
    assert say(app, "huisbewaarder de panne").reply.listings[0].initiative.name == "Nieuwe huisbewaarder"


def test_a_sheet_with_a_refused_row_changes_nothing(app: App) -> None:
    text = "name,services,municipality,source_url\nGoed,klusdienst,Gent,https://a.be/x\nFout,toverdienst,Gent,https://a.be/x\n"
    before = list(app.directory.each())
    planned = services_directory.plan(app, text.encode(), "half.csv")
    with pytest.raises(DirectoryFileError) as caught:
        services_directory.carry_out(app, planned, "m", partial=False, by="test", why="half")
    assert [finding.line for finding in caught.value.findings] == [3]
    assert list(app.directory.each()) == before
    services_directory.carry_out(app, planned, "m", partial=True, by="test", why="half")
    assert len(list(app.directory.each())) == len(before) + 1
