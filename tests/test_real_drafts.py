"""What a draft does to the real content: what it takes from others, what it loses, what comes back."""

from __future__ import annotations

from dataclasses import replace

from lde_bot import services, services_editing
from lde_bot.dialogue.model import EMPTY, Act, UserMessage
from lde_bot.evaluation.cases import Case
from lde_bot.knowledge.writer import entry_text
from lde_bot.services import App
from lde_bot.services_access import DeskUser
from tests.test_desk import NEW, PATH, checked
from tests.test_desk import curator as curator

LINKED = "knowledge/doorverwijzing/afval-en-straat.yaml"
DOG = """
id: hond-registreren
kind: redirect
question: Hoe registreer ik mijn hond?
audience: [citizen]
utterances:
  - waar registreer ik mijn hond
  - hond laten chippen en registreren
  - moet mijn hond geregistreerd zijn
  - hoe laat ik mijn hond registreren
answer: Vraag het aan je dierenarts.
sources:
  - title: De Koepel
    url: https://www.voorbeeld.be/hond
reviewed_on: 2026-11-23
""".lstrip()


def test_an_entry_from_git_with_links_to_it_is_withdrawn_and_put_back(app: App, curator: DeskUser) -> None:
    name, known = "afval-en-straat", app.snapshot.knowledge
    assert any(name in entry.related for entry in known.entries.values())
    assert any(name in language.utterances for language in known.languages.values())
    asked = UserMessage(text=known.entries[name].question)
    assert services.reply_to(app, EMPTY, asked).entry == name
    app.cases = lambda: [Case(asked.text, ("redirect",), (name,), (), "", "", "STRONG", "proef", 1)]
    gone = checked(app, LINKED, "")
    assert not gone.blocked, (gone.findings, gone.stolen, gone.changed)
    assert [(one.text, one.worse) for one in gone.changed] == [(asked.text, True)]
    assert services_editing.publish(app, gone.token, "dubbel", curator) == ""
    assert services.reply_to(app, EMPTY, asked).entry != name
    for entry in app.snapshot.knowledge.entries.values():
        shown = services.reply_to(app, EMPTY, UserMessage(choice=f"e:{entry.id}"))
        assert f"e:{name}" not in {choice.value for choice in shown.reply.choices}
    assert [one.path for one in services_editing.withdrawn(app)] == [LINKED]
    after, _ = services_editing.published(app.texts, app.revisions.live(), app.knowledge_root)
    assert after == app.snapshot.knowledge, "a restart knows the same"
    back = checked(app, LINKED, app.texts[LINKED])
    assert back.doubtful, "a phrase of another entry that it had before"
    assert not back.blocked, (back.findings, back.stolen, back.changed)
    assert services_editing.publish(app, back.token, "", curator) == ""
    assert services.reply_to(app, EMPTY, asked).entry == name
    assert app.snapshot.knowledge.entries == known.entries
    assert services_editing.withdrawn(app) == []


def test_a_draft_that_would_steal_a_phrase_or_lose_a_known_question_is_blocked(app: App, curator: DeskUser) -> None:
    entry = app.snapshot.knowledge.entries["duur-traject"]
    copied = replace(entry, id="dief", utterances=tuple(f"{one} precies" for one in entry.utterances), path="")
    case = Case("hoelang duurt dat traject", ("answer",), ("duur-traject",), (), "", "", "STRONG", "proef", 1)
    app.cases = lambda: [case]
    one = checked(app, "knowledge/traject/dief.yaml", entry_text(copied))
    assert one.stolen
    assert {claim.owner for claim in one.stolen} >= {"duur-traject"}
    assert one.blocked
    assert services_editing.publish(app, one.token, "", curator)


def test_a_draft_on_what_another_entry_only_knows_by_one_phrase_is_shown_and_not_blocked(
    app: App, curator: DeskUser
) -> None:
    """Nobody got an answer about dogs but by typing exactly that phrase, and whoever does so still gets it."""
    text = "mag mijn hond een avond bij de buurvrouw slapen"
    app.cases = lambda: [Case(text, ("fallback",), (), (), "", "", "STRONG", "proef", 1)]
    one = checked(app, "knowledge/doorverwijzing/hond-registreren.yaml", DOG)
    assert "mijn hond registreren" in {claim.text for claim in one.doubtful}
    assert not one.stolen
    assert not one.blocked, one.changed
    assert services_editing.publish(app, one.token, "", curator) == ""
    exact, variant = (
        services.reply_to(app, EMPTY, UserMessage(text=asked))
        for asked in ("mijn hond registreren", "waar laat ik mijn hond registreren")
    )
    assert (exact.entry, variant.entry) == ("andere-overheidszaken", "hond-registreren")


def test_a_question_that_was_outside_the_subject_may_get_an_entry(app: App, curator: DeskUser) -> None:
    asked = "mijn hond is ziek"
    assert asked in app.snapshot.knowledge.vocabulary.outside
    assert services.reply_to(app, EMPTY, UserMessage(text=asked)).act is Act.FALLBACK
    one = checked(app, PATH, NEW.replace("hond mee op restaurant", asked))
    assert {finding.code for finding in one.findings} >= {"entry.outside-utterance"}
    assert not one.blocked, (one.errors, one.stolen)
    assert services_editing.publish(app, one.token, "", curator) == ""
    assert services.reply_to(app, EMPTY, UserMessage(text=asked)).entry == "hond-mee"
