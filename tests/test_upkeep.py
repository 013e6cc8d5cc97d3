"""The directory is kept right: what is old comes up first, and initiatives confirm with a link that works once."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lde_bot import services, services_directory, services_guide, services_upkeep
from lde_bot.bootstrap import _first_directory, build_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import UserMessage
from lde_bot.directory.freshness import Freshness, freshness
from lde_bot.directory.model import Initiative, Status
from lde_bot.directory.upkeep import FEW, gaps, stalest
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.services_upkeep import LINK_AGE, REMIND_AFTER, LinkState
from tests.conftest import TODAY, Clock

GEEL = "fietspunt-geel-de-sprong-geel"


def initiative(app: App, identity: str = GEEL) -> Initiative:
    [one] = app.directory.get([identity])
    return one


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, Freshness.FRESH),
        (180, Freshness.FRESH),
        (181, Freshness.AGEING),
        (365, Freshness.AGEING),
        (366, Freshness.STALE),
    ],
)
def test_a_verification_ages_in_bands(days: int, band: str) -> None:
    assert freshness(TODAY - timedelta(days=days), TODAY) == band
    assert freshness(None, TODAY) is Freshness.NEVER
    assert freshness(None, TODAY, TODAY.year - 1) is Freshness.NEVER
    assert freshness(None, TODAY, TODAY.year) is Freshness.NEW
    assert freshness(TODAY, TODAY, TODAY.year) is Freshness.FRESH


def test_what_is_asked_most_and_is_oldest_is_called_first() -> None:
    old = Initiative("oud", "Oud", ("klusdienst",), source_year=2010)
    asked = Initiative("gevraagd", "Gevraagd", ("klusdienst",), source_year=2022)
    fresh = Initiative("vers", "Vers", ("klusdienst",), assured_date=TODAY)
    reported = replace(fresh, id="gemeld", assured_date=TODAY - timedelta(days=60))
    ordered = stalest([old, asked, fresh, reported], {"gevraagd": 20, "oud": 1}, {"gemeld": 1}, TODAY)
    assert [one.initiative.id for one in ordered] == ["gevraagd", "oud", "gemeld"]


def test_nobody_is_called_about_what_stopped() -> None:
    going = Initiative("open", "Open", ("klusdienst",))
    resting = replace(going, id="even dicht", status=Status.TEMPORARILY_CLOSED)
    stopped = [replace(going, id=status.value, status=status) for status in (Status.INACTIVE, Status.DEFUNCT)]
    ordered = stalest([*stopped, going, resting], {}, {"defunct": 3}, TODAY)
    assert {one.initiative.id for one in ordered} == {"open", "even dicht"}


def test_what_is_shown_and_reported_weighs(app: App) -> None:
    for person in ("a", "b"):
        services.respond(app, person, UserMessage("fietspunt geel"))
    app.care.report(GEEL, "phone", "a", app.clock())
    first = services_upkeep.stale(app)[0]
    assert (first.initiative.id, first.shown, first.reports) == (GEEL, 2, 1)


def test_gaps_show_where_services_are_asked_for_and_not_offered_and_few_questions_name_no_town() -> None:
    asked = [
        ("fietspunt", "Ieper", "far", FEW),
        ("fietspunt", "Ieper", "none", 1),
        ("fietspunt", "Veurne", "near", FEW - 1),
        ("fietspunt", "Diksmuide", "far", 1),
        ("klusdienst", "Gent", "own", 9),
    ]
    provinces = {"Ieper": "West-Vlaanderen", "Veurne": "West-Vlaanderen", "Diksmuide": "West-Vlaanderen"}
    found = [(one.municipality, one.asked, one.unmet, one.none) for one in gaps(asked, provinces)]
    assert found == [("Ieper", 6, 6, 6), ("", 5, 5, 1)]


def test_a_search_is_counted_with_how_near_the_nearest_was(app: App) -> None:
    services.respond(app, "a", UserMessage("fietspunt geel"))
    services.respond(app, "a", UserMessage("fietspunt geel"))
    services.respond(app, "b", UserMessage("huisbewaarder de panne"))
    counted = {(one.service, one.municipality, one.found): one.count for one in app.care.demand()}
    assert counted == {("fietspunt", "Geel", "own"): 2, ("huisbewaarder", "De Panne", "far"): 1}
    assert [one.municipality for one in services_upkeep.unmet(app)] == [""]


def test_a_link_confirms_once_and_moves_the_date(app: App) -> None:
    app.care.report(GEEL, "phone", "iemand", app.clock())
    token = services_upkeep.make_token(app, GEEL)
    assert len(f"k_{token}") <= 64
    assert services_upkeep.look_up(app, token).state is LinkState.OPEN
    assert initiative(app).assured_date is None
    services_upkeep.confirm(app, token)
    assert (initiative(app).assured_date, initiative(app).assurer) == (TODAY, "het initiatief zelf")
    assert app.care.reports() == []
    assert services_upkeep.look_up(app, token).state is LinkState.USED
    assert services_upkeep.confirm(app, token).state is LinkState.USED
    assert [line.action for line in app.directory.history(GEEL)][-1:] == ["verify"]


def test_a_link_ends_and_a_newer_one_ends_the_older(app: App) -> None:
    first = services_upkeep.make_token(app, GEEL)
    second = services_upkeep.make_token(app, GEEL)
    assert services_upkeep.look_up(app, first).state is LinkState.OVER
    assert isinstance(app.clock, Clock)
    app.clock.now += LINK_AGE
    assert services_upkeep.look_up(app, second).state is LinkState.OVER
    services_upkeep.confirm(app, second)
    assert initiative(app).assured_date is None


@pytest.mark.parametrize(
    "change", ["", "1", "1_", "_", "x_y", "2_{rest}", "1_{rest}x", "١_{rest}", "9" * 40 + "_{rest}"]
)
def test_a_link_that_was_tampered_with_is_nobody_s(app: App, change: str) -> None:
    token = services_upkeep.make_token(app, GEEL)
    services_upkeep.make_token(app, "natuurwerk-magazijn-retie-retie")
    tampered = change.replace("{rest}", token.partition("_")[2])
    assert services_upkeep.look_up(app, tampered).state is LinkState.UNKNOWN


def test_data_is_put_right_with_a_trace_and_the_rest_is_confirmed(app: App) -> None:
    token = services_upkeep.make_token(app, GEEL)
    typed = {"phone": "014/12.34.56", "opening_hours": "ma-vr 7u-19u", "price": " gratis  nazicht ", "name": "Gehackt"}
    link, wrong = services_upkeep.correct(app, token, typed)
    one = initiative(app)
    assert (link.state, wrong) == (LinkState.OPEN, {})
    assert (one.phone, one.opening_hours, one.price) == ("014 12 34 56", "Mo-Fr 07:00-19:00", "gratis nazicht")
    assert (one.name, one.assured_date) == ("Fietspunt Geel (De Sprong)", TODAY)
    assert {line.field for line in app.directory.history(GEEL)} == {
        "",
        "phone",
        "opening_hours",
        "price",
        "assured_date",
        "assurer",
    }


def test_a_value_that_cannot_be_right_changes_nothing_and_keeps_the_link(app: App) -> None:
    token = services_upkeep.make_token(app, GEEL)
    _, wrong = services_upkeep.correct(app, token, {"phone": "bel maar", "price": "5 euro", "opening_hours": "soms"})
    assert set(wrong) == {"phone", "opening_hours"}
    assert initiative(app).price == ""
    assert services_upkeep.look_up(app, token).state is LinkState.OPEN


def test_who_no_longer_exists_is_no_longer_shown(app: App) -> None:
    services_upkeep.correct(app, services_upkeep.make_token(app, GEEL), {"status": services_upkeep.STOPPED})
    assert initiative(app).status is Status.INACTIVE
    names = [one.initiative.id for one in services.respond(app, "a", UserMessage("fietspunt geel")).reply.listings]
    assert names
    assert GEEL not in names


def test_who_does_not_answer_is_reminded_once_and_then_called(app: App) -> None:
    services_upkeep.make_token(app, GEEL)
    [asked] = services_upkeep.waiting(app)
    assert not services_upkeep.due_for_reminder(app, asked)
    assert isinstance(app.clock, Clock)
    app.clock.now += REMIND_AFTER
    assert services_upkeep.due_for_reminder(app, asked)
    app.care.remind(asked.id, app.clock())
    [asked] = services_upkeep.waiting(app)
    assert not services_upkeep.due_for_reminder(app, asked)


def test_staff_notes_what_was_confirmed_by_phone(app: App) -> None:
    assert services_upkeep.staff_verifies(app, GEEL, "de Koepel")
    assert initiative(app).assurer == "de Koepel"
    assert not services_upkeep.staff_verifies(app, "bestaat-niet", "de Koepel")


def test_forgetting_a_person_forgets_the_reports(app: App) -> None:
    app.care.report(GEEL, "phone", "iemand", app.clock())
    services.forget(app, "iemand")
    assert app.care.reports() == []


def test_who_reported_something_is_forgotten_in_time_and_the_report_is_not(app: App) -> None:
    assert isinstance(app.clock, Clock)
    for person in ("een", "twee"):
        app.care.report(GEEL, "phone", person, app.clock())
    app.care.report("levanto-antwerpen", "gone", "een", app.clock())
    app.care.settle("levanto-antwerpen", app.clock())
    app.clock.now += timedelta(days=app.keep_days + 1)
    services.purge(app)
    assert [(one.initiative, one.count) for one in app.care.reports()] == [(GEEL, 2)]
    services.forget(app, "een")
    assert app.care.reports()[0].count == 2, "nobody can tell any more whose report it is"


def test_the_terminal_says_no_number_of_a_place_that_could_tell_about_a_person(started_before: Settings) -> None:
    folders = {"LDE_DATA_DIR": started_before.data_dir, "LDE_KNOWLEDGE_DIR": started_before.knowledge_dir}
    environment = {**os.environ, **{name: str(folder) for name, folder in folders.items()}}
    app = build_app(started_before)
    for found, times in (("own", 2), ("none", 7)):
        for _ in range(times):
            with app.transaction():
                app.care.count_search(("klusdienst",), "De Panne", found, app.clock())
    app.close()
    command = [sys.executable, "-m", "lde_bot", "directory", "gaps"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert "De Panne: 9x gevraagd" in told
    assert "7x" not in told


def test_a_newer_file_of_the_project_leaves_what_others_changed_since_and_brings_the_rest(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = DeskUser(1, "an", Role.CURATOR, "", "", 0, active=True)
    moved = {"street": "Markt 1", "postcode": "2300", "locality": "Turnhout", "phone": "014 58 40 53"}
    assert services_guide.edit(app, GEEL, moved, {}, user) == {}
    made = {"name": "Pomp", "services": "fietspunt", "postcode": "2440", "source_url": "https://www.geel.be/pomp"}
    assert services_guide.add(app, made, user).done
    lines = Settings().initiatives_file.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    [row] = [line for line in csv.DictReader(lines) if line["name"].startswith("Fietspunt Geel")]
    row |= {"phone": "014 11 11 11", "email": "nieuw@voorbeeldje.be", "status": "defunct", "street": "Elders"}
    pomp = dict.fromkeys(header, "") | made | {"municipality": "Geel", "phone": "014 22 22 22"}
    newer = tmp_path / "initiatives.csv"
    with newer.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows([row, pomp])
    monkeypatch.setattr(Settings, "initiatives_file", property(lambda settings: newer))
    _first_directory(app, Settings())
    one = initiative(app)
    assert (one.phone, one.street, one.municipality) == ("014 58 40 53", "Markt 1", "Turnhout")
    assert (one.email, one.status) == ("nieuw@voorbeeldje.be", Status.DEFUNCT)
    assert initiative(app, "pomp-geel").phone == ""
    assert services_directory.plan(app, newer.read_bytes(), "blad.csv").changed, (
        "who takes it in by hand may have it so"
    )
