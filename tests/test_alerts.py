"""What staff are told and when: decided and noted before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lde_bot import (
    services,
    services_access,
    services_alerts,
    services_desk,
    services_digest,
    services_staff,
    services_versions,
)
from lde_bot.bootstrap import build_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.services_versions import TakenBack
from lde_bot.triage import UnansweredQuery
from tests.conftest import Clock

PASSWORD = "een lang wachtwoord"
NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


@pytest.fixture
def an(app: App) -> DeskUser:
    """A curator whose Telegram is linked; it is Wednesday."""
    at(app, DAY)
    services_access.add_user(app, "an", Role.CURATOR, PASSWORD, "test")
    user = app.desk.user_named("an")
    assert user is not None
    assert services_staff.link(app, "c" * 32, "telegram:1", services_staff.begin_link(app, user)) == user
    return user


def at(app: App, moment: datetime) -> None:
    assert isinstance(app.clock, Clock)
    app.clock.now = moment


def asked(app: App, text: str, times: int) -> None:
    for number in range(times):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))


def said(app: App, text: str) -> None:
    message = UserMessage(text=text)
    services.remember(app, "iemand", EMPTY, message, services.reply_to(app, EMPTY, message))


@pytest.mark.usefixtures("an")
def test_at_night_staff_hear_of_an_emergency_and_of_a_group_in_the_morning(app: App) -> None:
    at(app, NIGHT)
    asked(app, "mag mijn hond mee", 5)
    said(app, "ik wil niet meer leven")
    assert [bool(one.entry) for one in services_alerts.due(app)] == [True]
    at(app, NIGHT + timedelta(hours=10))
    assert [len(one.groups) for one in services_alerts.due(app)] == [1]
    assert services_alerts.due(app) == []


@pytest.mark.usefixtures("an")
def test_the_number_of_questions_is_a_setting(app: App) -> None:
    app.alert_at = 3
    asked(app, "mag mijn hond mee", 2)
    assert services_alerts.due(app) == []
    asked(app, "mag mijn hond mee", 1)
    assert len(services_alerts.due(app)) == 1


def test_nobody_hears_of_a_group_that_was_judged_or_not_asked_for_a_day(app: App, an: DeskUser) -> None:
    asked(app, "mag mijn hond mee", 5)
    asked(app, "waar koop ik verf voor mijn boot", 5)
    [first, _] = services_desk.inbox(app).groups
    services_desk.judge(app, [first.id], services_desk.Verdict.OUTSIDE, "", "", an)
    [alert] = services_alerts.due(app)
    assert len(alert.groups) == 1
    assert alert.groups[0].id != first.id
    services_access.add_user(app, "bert", Role.READER, PASSWORD, "test")
    bert = app.desk.user_named("bert")
    assert bert is not None
    services_staff.link(app, "d" * 32, "telegram:2", services_staff.begin_link(app, bert))
    at(app, DAY + timedelta(days=1, hours=1))
    assert services_alerts.due(app) == []


def test_a_message_about_groups_names_three_and_the_rest_comes_an_hour_later(app: App, an: DeskUser) -> None:
    for text in ("mag mijn hond mee", "waar koop ik verf", "is er een rommelmarkt", "hoe word ik buschauffeur"):
        asked(app, text, 5)
    assert [len(one.groups) for one in services_alerts.due(app)] == [3]
    at(app, DAY + timedelta(minutes=59))
    assert services_alerts.due(app) == []
    at(app, DAY + timedelta(minutes=61))
    assert [(one.chat.user, len(one.groups)) for one in services_alerts.due(app)] == [(an.id, 1)]


@pytest.mark.usefixtures("an")
@pytest.mark.parametrize(
    ("moment", "times"),
    [
        (datetime(2026, 11, 30, 6, 0, tzinfo=UTC), 0),
        (datetime(2026, 11, 30, 8, 0, tzinfo=UTC), 1),
        (datetime(2026, 12, 2, 8, 0, tzinfo=UTC), 1),
        (datetime(2026, 12, 2, 20, 0, tzinfo=UTC), 0),
        (datetime(2026, 12, 6, 16, 0, tzinfo=UTC), 1),
    ],
)
def test_the_week_comes_once_by_day_from_monday_on(app: App, moment: datetime, times: int) -> None:
    at(app, moment)
    told = [one.digest.monday.isoformat() for one in services_alerts.due(app) if one.digest]
    assert told == ["2026-11-23"] * times
    assert services_alerts.due(app) == []


def test_who_links_in_the_middle_of_a_week_hears_of_it_when_it_is_over(app: App, an: DeskUser) -> None:
    at(app, datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    assert services_staff.link(app, "d" * 32, "telegram:2", services_staff.begin_link(app, an)) == an
    assert services_alerts.due(app) == []
    at(app, datetime(2026, 12, 7, 9, 0, tzinfo=UTC))
    assert [str(one.digest.monday) for one in services_alerts.due(app) if one.digest] == ["2026-11-30"]


def test_a_machine_that_was_off_on_monday_and_tuesday_sends_the_week_when_it_runs_again_and_only_once(
    started_before: Settings,
) -> None:
    def week_at(moment: datetime) -> list[str]:
        """Start the program on the same database, look what is due, and stop it."""
        app = build_app(started_before)
        app.clock = lambda: moment
        if not app.desk.users():
            services_access.add_user(app, "an", Role.CURATOR, PASSWORD, "test")
            user = app.desk.user_named("an")
            assert user is not None
            services_staff.link(app, "c" * 32, "telegram:1", services_staff.begin_link(app, user))
        told = [str(one.digest.monday) for _ in range(2) for one in services_alerts.due(app) if one.digest]
        app.close()
        return told

    assert week_at(DAY) == []
    assert week_at(datetime(2026, 12, 2, 5, 30, tzinfo=UTC)) == []
    assert week_at(datetime(2026, 12, 2, 9, 0, tzinfo=UTC)) == ["2026-11-23"]
    assert week_at(datetime(2026, 12, 3, 9, 0, tzinfo=UTC)) == []
    assert week_at(datetime(2026, 12, 24, 9, 0, tzinfo=UTC)) == ["2026-12-14"]


def test_who_switched_it_off_gets_no_week_and_no_alerts(app: App, an: DeskUser) -> None:
    services_staff.wish(app, an, alerts=False, digest=False)
    at(app, datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    asked(app, "mag mijn hond mee", 9)
    said(app, "ik wil niet meer leven")
    assert services_alerts.due(app) == []


def test_a_week_counts_only_what_was_in_it(app: App, an: DeskUser) -> None:
    said(app, "wat is lde")
    asked(app, "mag mijn hond mee", 1)
    [group] = services_desk.inbox(app).groups
    services_desk.judge(app, [group.id], services_desk.Verdict.UNSURE, "", "", an)
    at(app, DAY + timedelta(weeks=1))
    said(app, "ik wil niet meer leven")
    week = services_digest.digest(app, services_digest.last_week(app))
    assert (week.acts.total, week.before.total, week.emergencies, week.judged, week.waiting) == (1, 0, 0, 1, 1)
    this = services_digest.digest(app, services_digest.monday_of("2026-12-02", app.today))
    assert (this.acts.total, this.before.total, this.emergencies, this.judged) == (1, 1, 1, 0)


def test_a_question_that_is_a_phrase_already_is_judged_at_once_and_the_phrase_stays(app: App, an: DeskUser) -> None:
    known = app.snapshot.knowledge.entries["wat-is-lde"]
    asked(app, known.utterances[0], 1)
    [group] = services_desk.inbox(app).groups
    done = services_staff.belongs(app, group.id, known.id, an)
    assert done is not None
    assert done.check is None
    assert services_staff.standing(app, group.id, services_desk.Verdict.BELONGS) == done.judgement
    assert services_versions.take_back(app, done.judgement, an) == TakenBack(group.id, stays=known.id)
    assert app.snapshot.knowledge.entries["wat-is-lde"].utterances == known.utterances
    assert services_versions.take_back(app, done.judgement, an) == TakenBack()


def test_codes_that_are_over_and_what_was_told_long_ago_are_deleted(app: App, an: DeskUser) -> None:
    asked(app, "mag mijn hond mee", 5)
    services_alerts.due(app)
    services_staff.begin_link(app, an)
    at(app, DAY + timedelta(days=app.keep_days + 1))
    services.purge(app)
    for table in ("staff_code", "staff_told"):
        assert app.staff._db.execute(f"select count(*) from {table}").fetchone()[0] == 0
    assert len(services_staff.chats(app)) == 1
