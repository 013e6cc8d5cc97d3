"""What a publication took the place of, and a verdict that is taken back with the phrase that came with it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from lde_bot import services_access, services_desk, services_editing, services_staff, services_versions
from lde_bot.drafts import Check
from lde_bot.knowledge.writer import entry_text
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.services_versions import TakenBack
from lde_bot.triage import UnansweredQuery
from tests.conftest import Clock

NAME = "dienst-sociaal-restaurant"
PATH = f"knowledge/diensten/{NAME}.yaml"
ASKED, WRITTEN = "mag mijn hond mee xyzzy", "eten met een hond aan tafel xyzzy"


@pytest.fixture
def app(brief_app: App) -> App:
    """The whole program on few phrases: phrases are learnt here, again and again."""
    return brief_app


@pytest.fixture
def an(app: App) -> DeskUser:
    services_access.add_user(app, "an", Role.CURATOR, "een lang wachtwoord", "test")
    user = app.desk.user_named("an")
    assert user is not None
    return user


@pytest.fixture
def group(app: App) -> int:
    """A group of two questions that are written differently."""
    for number, text in enumerate((ASKED, f"{ASKED} plugh")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    [one] = services_desk.inbox(app).groups
    return one.id


def ready(one: Check | None) -> Check:
    assert one is not None
    deadline = time.monotonic() + 300
    while not one.done:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert not one.blocked, (one.findings, one.stolen, one.changed)
    return one


def published(app: App, by: DeskUser, *added: str, groups: tuple[int, ...] = ()) -> None:
    """Publish the entry with more phrases, a while after what came before."""
    assert isinstance(app.clock, Clock)
    app.clock.now += timedelta(minutes=5)
    known = app.snapshot.knowledge.entries[NAME]
    content = entry_text(replace(known, utterances=(*known.utterances, *added)))
    one = ready(services_editing.begin_check(app, PATH, content, groups))
    assert services_editing.publish(app, one.token, "", by) == ""
    app.clock.now += timedelta(minutes=5)


def verdict(app: App, group: int) -> int:
    return app.groups.judgements(group)[0].id


def phrases(app: App) -> tuple[str, ...]:
    return app.snapshot.knowledge.entries[NAME].utterances


def test_a_verdict_at_the_desk_takes_out_the_questions_that_came_with_it_and_nothing_written_by_hand(
    app: App, an: DeskUser, group: int
) -> None:
    before = phrases(app)
    published(app, an, f"{ASKED} plugh")
    published(app, an, ASKED, WRITTEN, groups=(group,))
    done = services_versions.take_back(app, verdict(app, group), an)
    assert done.group == group
    one = ready(done.check)
    assert services_editing.publish(app, one.token, "", an) == ""
    assert phrases(app) == (*before, f"{ASKED} plugh", WRITTEN)
    assert [one.id for one in services_desk.inbox(app).groups] == [group]


def test_a_verdict_on_the_phone_takes_out_the_one_phrase_that_came_with_it(app: App, an: DeskUser, group: int) -> None:
    assert isinstance(app.clock, Clock)
    before = phrases(app)
    published(app, an, ASKED)
    done = services_staff.belongs(app, group, NAME, an)
    assert done is not None
    one = ready(done.check)
    refused, number = services_staff.publish(app, one.token, an)
    assert (refused, phrases(app)) == ("", (*before, ASKED, f"{ASKED} plugh"))
    published(app, an, WRITTEN)
    back = ready(services_versions.take_back(app, number, an).check)
    assert services_editing.publish(app, back.token, "", an) == ""
    assert phrases(app) == (*before, ASKED, WRITTEN)


def test_a_phrase_that_was_taken_out_and_written_again_since_stays_and_that_is_said(
    app: App, an: DeskUser, group: int
) -> None:
    published(app, an, ASKED, groups=(group,))
    known = app.snapshot.knowledge.entries[NAME]
    without = entry_text(replace(known, utterances=known.utterances[:-1]))
    one = ready(services_editing.begin_check(app, PATH, without))
    assert services_editing.publish(app, one.token, "", an) == ""
    published(app, an, ASKED)
    assert services_versions.take_back(app, verdict(app, group), an) == TakenBack(group, stays=NAME)
    assert ASKED in phrases(app)


def test_a_version_is_compared_with_what_it_was_based_on_as_long_as_that_is_kept(app: App, an: DeskUser) -> None:
    git = app.texts[PATH]
    published(app, an, ASKED)
    published(app, an, WRITTEN)
    [second, first] = services_editing.history(app, PATH)
    assert services_versions.versions(app, PATH) == [(second, first.content), (first, git)]
    app.texts = {**app.texts, PATH: second.content}
    assert services_versions.versions(app, PATH) == [(second, first.content), (first, None)], "written into git since"
    app.texts = {path: text for path, text in app.texts.items() if path != PATH}
    assert services_versions.versions(app, PATH)[-1] == (first, None)
    assert services_versions.versions(app, "knowledge/basis/nieuw.yaml") == []
