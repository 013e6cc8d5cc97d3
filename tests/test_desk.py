"""The desk's loop: alike questions are one group, a draft is checked against everything, published, and told."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from lde_bot import services, services_access, services_desk, services_editing, services_news
from lde_bot.dialogue.model import EMPTY, Act, UserMessage
from lde_bot.drafts import Check
from lde_bot.services import App
from lde_bot.services_access import IDLE, MOST_PER_PAIR, SESSION, WINDOW, DeskUser, Role
from lde_bot.services_desk import Verdict
from lde_bot.triage import UnansweredQuery
from tests.conftest import NOW, Clock

PASSWORD = "een lang wachtwoord"
NEW = """
id: hond-mee
question: Mag mijn hond mee naar een sociaal restaurant?
audience: [citizen]
utterances:
  - mag mijn hond mee naar het restaurant
  - hond mee op restaurant
answer: Dat beslist elk restaurant zelf. Bel eerst.
sources:
  - title: De Koepel
    url: https://www.voorbeeld.be/hond
reviewed_on: 2026-11-23
""".lstrip()
PATH = "knowledge/diensten/hond-mee.yaml"


@pytest.fixture
def app(brief_app: App) -> App:
    """The whole program on few phrases: drafts are learnt and tried here, again and again."""
    return brief_app


@pytest.fixture
def curator(app: App) -> DeskUser:
    return curator_of(app)


def curator_of(app: App) -> DeskUser:
    services_access.add_user(app, "an", Role.CURATOR, PASSWORD, "test")
    user = app.desk.user_named("an")
    assert user is not None
    return user


def ask(app: App, person: str, text: str, address: str = "") -> None:
    message = UserMessage(text=text)
    state = services.state_of(app, person)
    turn = services.reply_to(app, state, message)
    services.remember(app, person, state, message, turn)
    if address:
        turn = services.reply_to(app, turn.state, UserMessage(choice="t"))
        services.remember(app, person, turn.state, UserMessage(choice="t"), turn, address=address)


def checked(app: App, path: str, content: str, groups: tuple[int, ...] = ()) -> Check:
    one = services_editing.begin_check(app, path, content, groups)
    deadline = time.monotonic() + 300
    while not one.done:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return one


def test_alike_questions_are_one_group_and_others_are_not(app: App) -> None:
    asked = ("mag mijn hond mee", "Mag mijn hond mee?", "mijn hond mag die mee", "flurp blorp zzz")
    for number, text in enumerate(asked):
        app.curation.add(f"p{number}", question(app, text))
    found = services_desk.inbox(app)
    assert [(group.count, found.total) for group in found.groups] == [(3, 2), (1, 2)]
    shown = services_desk.group(app, found.groups[0].id)
    assert shown is not None
    _, questions, _ = shown
    assert [round(one.likeness, 1) >= 0.5 for one in questions] == [True] * 3


def question(app: App, text: str) -> UnansweredQuery:
    return UnansweredQuery(0, text, app.clock(), "te onzeker", (), app.snapshot.revision)


def test_groups_survive_a_restart(app: App) -> None:
    app.curation.add("a", question(app, "mag mijn hond mee"))
    services_desk.inbox(app)
    app.grouping.forget()
    app.curation.add("b", question(app, "mag mijn hond mee?"))
    [group] = services_desk.inbox(app).groups
    assert group.count == 2


def test_a_page_does_not_wait_until_every_question_has_its_group(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services_desk, "PAGE_SECONDS", 0.0)
    with app.transaction():
        for number in range(30):
            app.curation.add(f"p{number}", question(app, f"vraag {'abcdefghij'[number % 10] * 9} {number}"))
    first = services_desk.inbox(app)
    assert 0 < first.ungrouped < 30
    assert sum(group.count for group in first.groups) + first.ungrouped == 30
    while not services_desk.group_for(app, 0.0):
        pass
    last = services_desk.inbox(app)
    assert last.ungrouped == 0
    assert sum(group.count for group in last.groups) == 30


def test_groups_are_read_bit_by_bit_after_a_restart(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services_desk, "_READ", 2)
    for number, text in enumerate(("mag mijn hond mee", "flurp blorp zzz", "kan ik betalen met bitcoin")):
        app.curation.add(f"p{number}", question(app, text))
    services_desk.put_in_groups(app)
    app.grouping.forget()
    app.curation.add("later", question(app, "kan ik betalen met bitcoin?"))
    assert not services_desk.group_for(app, -1.0)
    assert app.groups.count_ungrouped() == 1
    while not services_desk.group_for(app, -1.0):
        pass
    assert [group.count for group in services_desk.inbox(app).groups] == [2, 1, 1]


def test_groups_that_went_are_not_compared_with_any_more(app: App) -> None:
    assert isinstance(app.clock, Clock)
    app.curation.add("a", question(app, "mag mijn hond mee"))
    services_desk.inbox(app)
    app.clock.now += timedelta(days=80)
    app.curation.add("b", question(app, "flurp blorp zzz"))
    [_, kept] = sorted(group.id for group in services_desk.inbox(app).groups)
    app.clock.now += timedelta(days=20)
    services.purge(app)
    assert app.grouping.last == kept
    app.curation.add("c", question(app, "mag mijn hond mee"))
    assert sorted(group.count for group in services_desk.inbox(app).groups) == [1, 1]


def test_the_inbox_says_how_many_wait_on_every_page(app: App) -> None:
    for number, text in enumerate(("mag mijn hond mee", "flurp blorp zzz", "kan ik betalen met bitcoin")):
        app.curation.add(f"p{number}", question(app, text))
    services_desk.put_in_groups(app)
    assert [app.groups.open_page(2, offset)[1] for offset in (0, 2, 40)] == [3, 3, 3]
    assert app.groups.open_page(2, 40)[0] == []


def test_a_judged_group_leaves_the_inbox_until_it_is_asked_again(app: App, curator: DeskUser) -> None:
    assert isinstance(app.clock, Clock)
    app.curation.add("a", question(app, "mag mijn hond mee"))
    [group] = services_desk.inbox(app).groups
    [judgement] = services_desk.judge(app, [group.id], Verdict.OUTSIDE, "", "gaat niet over LDE", curator)
    assert services_desk.inbox(app).groups == ()
    assert [one.id for one in services_desk.judged(app)] == [group.id]
    assert services_desk.undo(app, judgement, curator) == group.id
    assert services_desk.undo(app, judgement, curator) is None
    assert len(services_desk.inbox(app).groups) == 1
    services_desk.judge(app, [group.id], Verdict.OUTSIDE, "", "", curator)
    app.clock.now += timedelta(hours=1)
    app.curation.add("b", question(app, "mag mijn hond mee"))
    assert len(services_desk.inbox(app).groups) == 1


def test_from_a_question_without_answer_to_an_answer_for_everyone(app: App, curator: DeskUser) -> None:
    ask(app, "anna", "mag mijn hond mee naar het restaurant xyzzy", "telegram:1")
    [kept] = app.curation.all()
    [group] = services_desk.inbox(app).groups
    one = checked(app, PATH, NEW, (group.id,))
    assert not one.blocked, (one.findings, one.stolen, one.changed)
    assert one.answers == [(group.id, kept.text, True)]
    before = app.snapshot
    assert services_editing.publish(app, one.token, "vaak gevraagd", curator) == ""
    assert app.snapshot is not before
    turn = services.reply_to(app, EMPTY, UserMessage(text="hond mee op restaurant"))
    assert (turn.act, turn.entry) == (Act.ANSWER, "hond-mee")
    assert services_desk.inbox(app).groups == ()
    [news] = services_news.news(app)
    assert (news.address, news.entry) == ("telegram:1", "hond-mee")
    assert services_news.begin_telling(app, news)
    assert services_news.news(app) == []
    assert not services_news.begin_telling(app, news)
    [revision] = services_editing.history(app, PATH)
    assert (revision.content, revision.published_by, revision.why) == (NEW, "an", "vaak gevraagd")


def test_what_is_published_lies_over_git_until_someone_changes_the_file_there(app: App, curator: DeskUser) -> None:
    path = "knowledge/basis/win-win.yaml"
    one = checked(app, path, app.texts[path].replace("question: ", "question: Nieuw! "))
    assert services_editing.publish(app, one.token, "", curator) == ""
    assert app.snapshot.knowledge.entries["win-win"].question.startswith("Nieuw!")
    assert [revision.path for revision in app.revisions.live()] == [path]
    assert services_editing.diverged(app) == []
    app.texts = {**app.texts, path: app.texts[path] + "# iemand schreef in git\n"}
    assert [one.entry for one in services_editing.diverged(app)] == ["win-win"]


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("dienst-fietspunt", "legt de dienst 'fietspunt' uit"),
        ("vandaag-werkzoekende", "zegt wat nu geldt"),
        ("nood-112", "brengt mensen in nood bij hulp"),
    ],
)
def test_an_entry_that_something_needs_is_not_withdrawn_and_the_page_says_what_to_do(
    app: App, curator: DeskUser, name: str, needs: str
) -> None:
    one = checked(app, app.snapshot.knowledge.entries[name].path, "")
    assert one.blocked
    assert any(needs in finding.message and "in te trekken" in finding.message for finding in one.findings)
    assert services_editing.publish(app, one.token, "", curator)
    assert name in app.snapshot.knowledge.entries


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id: hond-mee\n", "field.missing"),
        (NEW.replace("id: hond-mee", "id: iets-anders"), "entry.id"),
        (NEW.replace("mag mijn hond mee naar het restaurant", "wat is LDE"), "entry.shared-utterance"),
        (NEW + "related: [bestaat-niet]\n", "entry.dead-link"),
        (NEW.split("sources:")[0] + "reviewed_on: 2026-11-23\n", "entry.missing-source"),
        ("{{{", "file.yaml"),
    ],
)
def test_a_draft_with_mistakes_is_not_published(app: App, curator: DeskUser, content: str, code: str) -> None:
    one = checked(app, PATH, content)
    assert code in {finding.code for finding in one.findings}, one.findings
    assert one.blocked
    assert services_editing.publish(app, one.token, "", curator)
    assert "hond-mee" not in app.snapshot.knowledge.entries


def test_what_was_checked_before_another_publication_is_checked_again(app: App, curator: DeskUser) -> None:
    first = checked(app, PATH, NEW)
    second = checked(app, PATH, NEW.replace("Bel eerst.", "Vraag het eerst."))
    assert services_editing.publish(app, first.token, "", curator) == ""
    assert "opnieuw" in services_editing.publish(app, second.token, "", curator)
    again = checked(app, PATH, NEW.replace("Bel eerst.", "Vraag het eerst."))
    assert services_editing.publish(app, again.token, "", curator) == ""


def test_logging_in_needs_the_password_and_ends(app: App, curator: DeskUser) -> None:
    assert isinstance(app.clock, Clock)
    assert services_access.log_in(app, "an", "fout wachtwoord!", "", "1.2.3.4") is None
    assert services_access.log_in(app, "niemand", PASSWORD, "", "1.2.3.4") is None
    token = services_access.log_in(app, "AN", PASSWORD, "", "1.2.3.4")
    assert token is not None
    user = services_access.who(app, token)
    assert user is not None
    assert services_access.who(app, token + "x") is None
    app.clock.now += IDLE
    assert services_access.who(app, token) is None
    token = services_access.log_in(app, "an", PASSWORD, "", "1.2.3.4") or ""
    for _ in range(7):
        app.clock.now += IDLE - timedelta(minutes=10)
        last = services_access.who(app, token)
    assert SESSION < 7 * IDLE
    assert last is None


def test_guessing_is_slowed_down_and_the_owner_is_not_locked_out(app: App, curator: DeskUser) -> None:
    assert isinstance(app.clock, Clock)
    for _ in range(MOST_PER_PAIR):
        assert services_access.log_in(app, "an", "geraden wachtwoord", "", "6.6.6.6") is None
    assert services_access.log_in(app, "an", PASSWORD, "", "6.6.6.6") is None, "even the right one, from there"
    assert services_access.log_in(app, "an", PASSWORD, "", "1.2.3.4"), "the owner comes in from elsewhere"
    app.clock.now += WINDOW
    assert services_access.log_in(app, "an", PASSWORD, "", "6.6.6.6")


def test_a_one_time_code_is_good_once(app: App, curator: DeskUser) -> None:
    import pyotp

    secret, url = services_access.begin_codes(app, curator)
    assert "LDE-bot" in url
    assert services_access.switch_codes(app, curator, secret, "000000", PASSWORD)
    code = pyotp.TOTP(secret).at(app.clock())
    assert services_access.switch_codes(app, curator, secret, code, PASSWORD) == ""
    assert services_access.log_in(app, "an", PASSWORD, "", "1.1.1.1") is None
    assert services_access.log_in(app, "an", PASSWORD, code, "1.1.1.1")
    assert services_access.log_in(app, "an", PASSWORD, code, "1.1.1.1") is None
    assert secret.encode() not in app.desk._db.execute("select totp from desk_user").fetchone()[0]


def test_everyone_can_be_logged_out_and_nobody_shuts_themselves_out(app: App, curator: DeskUser) -> None:
    tokens = [services_access.log_in(app, "an", PASSWORD, "", "1.1.1.1") or "" for _ in range(2)]
    services_access.log_out(app, tokens[0])
    assert [services_access.who(app, token) is not None for token in tokens] == [False, True]
    services_access.log_out_everywhere(app, curator)
    assert services_access.who(app, tokens[1]) is None
    services_access.add_user(app, "bo", Role.ADMIN, PASSWORD, "test")
    bo = app.desk.user_named("bo")
    assert bo is not None
    assert not services_access.set_active(app, bo.id, bo, active=False)
    assert services_access.set_active(app, curator.id, bo, active=False)
    assert services_access.log_in(app, "an", PASSWORD, "", "1.1.1.1") is None
    with pytest.raises(ValueError, match="minstens 12"):
        services_access.add_user(app, "cas", Role.READER, "kort", "test")


def test_a_week_holds_at_most_fifty_answers_all_of_who_said_yes(app: App) -> None:
    for person in ("ja", "nee", "zwijgt"):
        if person != "zwijgt":
            services.respond(app, person, UserMessage(choice="c:y" if person == "ja" else "c:n"))
        for _ in range(30):
            services.respond(app, person, UserMessage(text="wat is lde"))
    assert len(app.tally.of("ja")) == len(app.tally.sampled("2026-11-23")) == 30
    services.respond(app, "ook", UserMessage(choice="c:y"))
    for _ in range(30):
        services.respond(app, "ook", UserMessage(text="wat is lde"))
    assert len(app.tally.sampled("2026-11-23")) == 50
    assert app.tally.totals("sampled", "") == [("2026-11-23", 60)]


def test_what_someone_in_need_typed_is_never_in_the_sample(app: App) -> None:
    services.respond(app, "ja", UserMessage(choice="c:y"))
    services.respond(app, "ja", UserMessage(text="ik wil niet meer leven"))
    assert app.tally.sampled("2026-11-23") == []
    services.respond(app, "ja", UserMessage(choice="e:wat-is-lde"))
    services.respond(app, "ja", UserMessage(text="hoe vraag ik een leefloon aan"))
    assert [one.entry for one in app.tally.sampled("2026-11-23")] == ["leefloon"]


def test_when_a_yes_ends_only_what_was_kept_because_of_it_goes(app: App) -> None:
    week = "2026-11-23"
    for number, (person, days) in enumerate((("vroeg", 3), ("laat", 1), ("nee", 1)), start=1):
        app.tally.agree(person, person != "nee", NOW - timedelta(days=days))
        app.tally.sample(week, number, 0.0, "wat is lde", "wat-is-lde", 0.9, person)
    app.tally.purge(NOW - timedelta(days=4))
    assert len(app.tally.sampled(week)) == 3, "nothing ended"
    app.tally.purge(NOW - timedelta(days=2))
    assert [len(app.tally.of(person)) for person in ("vroeg", "laat", "nee")] == [0, 1, 0]
    assert app.tally.agreed("vroeg", NOW - timedelta(days=90)) is None


def test_a_week_s_sample_keeps_fifty_of_all_answers_each_as_likely(app: App) -> None:
    chances = iter([0.999] * 20 + [0.0] * 20)
    app.chance = lambda: next(chances, 0.5)
    for number in range(52):
        app.tally.sample("2026-11-23", number + 1, app.chance(), f"vraag {number}", "wat-is-lde", 0.9)
    kept = app.tally.sampled("2026-11-23")
    assert len(kept) == 50
    assert any(one.question in {"vraag 50", "vraag 51"} for one in kept)


def test_what_the_bot_does_has_a_name_for_people_who_do_not_program() -> None:
    assert set(services_editing.ACTS) == set(Act)
    assert not {name for name in services_editing.ACTS.values() if "_" in name}
