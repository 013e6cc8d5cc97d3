"""The clock was wrong for a while: nothing goes too early for it, and nothing too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lde_bot import passwords, services, services_access
from lde_bot.dialogue.model import UserMessage
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_updates import WAITING_DAYS
from tests.conftest import NOW, Clock
from tests.unit.test_watching import moved

QUESTION = UserMessage(text="kan mijn konijn ook meedoen aan de stoelendans")
PASSWORD = "een lang wachtwoord"
YEAR = timedelta(days=365)
AHEAD_OR_BACK = pytest.mark.parametrize("by", [YEAR, -YEAR], ids=["ahead", "back"])


def asks(app: App) -> None:
    """Let someone ask what the bot does not know, and want to hear it; and let an update wait."""
    services.respond(app, "anna", QUESTION)
    app.echo.wait("anna", "telegram:7", app.clock())
    services.take_update(app, 5, "{}")


def kept(app: App) -> tuple[int, int, int]:
    """Return how many questions, wishes and updates there are."""
    return len(app.curation.all()), len(app.echo.waiting([1])), len(services.waiting_updates(app))


def passes(ticks: list[float], clock: Clock, days: float) -> None:
    """Let time pass."""
    ticks[0] += days * 86_400
    clock.now += timedelta(days=days)


@AHEAD_OR_BACK
def test_what_came_in_while_the_clock_was_wrong_stays_its_whole_time_and_no_longer(app: App, by: timedelta) -> None:
    app, ticks, clock = moved(app)
    clock.now += by
    assert services.purge(app) == 0
    asks(app)
    clock.now = NOW
    services.purge(app)
    assert kept(app) == (1, 1, 1)
    passes(ticks, clock, 6)
    services.purge(app)
    assert kept(app) == (1, 1, 1)
    passes(ticks, clock, WAITING_DAYS - 5)
    services.purge(app)
    assert kept(app) == (1, 0, 0)
    passes(ticks, clock, app.keep_days - WAITING_DAYS)
    assert services.purge(app) == 1


@AHEAD_OR_BACK
def test_what_came_in_before_a_clock_that_was_wrong_at_the_start_was_put_right_stays_its_whole_time(
    app: App, by: timedelta
) -> None:
    app, ticks, clock = moved(app)
    asks(app)
    clock.now -= by
    for _ in range(3):  # after a day it is believed
        services.purge(app)
        passes(ticks, clock, 0.7)
    services.purge(app)
    assert kept(app) == (1, 1, 1)
    passes(ticks, clock, WAITING_DAYS + 1)
    services.purge(app)
    assert kept(app) == (1, 0, 0)


def test_a_clock_that_jumps_again_is_believed_a_day_after_that(app: App) -> None:
    app, ticks, clock = moved(app)
    asks(app)
    services.purge(app)
    clock.now += timedelta(hours=2)
    services.purge(app)
    passes(ticks, clock, 0.9)
    clock.now += 10 * YEAR
    for _ in range(2):
        services.purge(app)
        passes(ticks, clock, 0.4)
    assert services.purge(app) == 0
    assert kept(app) == (1, 1, 1)


def test_a_computer_that_sleeps_every_night_still_lets_go_of_what_is_too_old(app: App) -> None:
    app, ticks, clock = moved(app)
    asks(app)
    gone = 0
    for _ in range(app.keep_days + 3):
        passes(ticks, clock, 2 / 3)
        gone += services.purge(app)
        clock.now += timedelta(hours=8)
    assert gone == 1


def test_a_conversation_from_while_the_clock_was_ahead_is_over(app: App) -> None:
    app, _, clock = moved(app)
    clock.now += YEAR
    services.respond(app, "anna", UserMessage(text="klusdienst"))
    clock.now = NOW
    assert app.sessions.load("anna", clock.now)
    services.expire(app)
    assert app.sessions.load("anna", clock.now) == ""


def test_who_failed_to_log_in_while_the_clock_was_ahead_is_not_kept_out_until_then(app: App) -> None:
    app, _, clock = moved(app)
    app.desk.add_user("an", Role.ADMIN, passwords.hash_password(PASSWORD), clock.now)
    clock.now += YEAR
    for _ in range(services_access.MOST_PER_PAIR):
        assert services_access.log_in(app, "an", "niet mijn wachtwoord", "", "1.2.3.4") is None
    assert services_access.must_wait(app, "an", "1.2.3.4")
    clock.now = NOW
    assert services_access.log_in(app, "an", PASSWORD, "", "1.2.3.4")


def test_who_logged_in_while_the_clock_was_ahead_is_not_logged_in_for_that_long(app: App) -> None:
    app, _, clock = moved(app)
    app.desk.add_user("an", Role.ADMIN, passwords.hash_password(PASSWORD), clock.now)
    tokens = []
    for ahead in (YEAR, timedelta()):
        clock.now = NOW + ahead
        tokens.append(services_access.log_in(app, "an", PASSWORD, "", "1.2.3.4") or "")
    services.purge(app)
    assert [bool(services_access.who(app, token)) for token in tokens] == [False, True]
