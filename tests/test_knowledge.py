"""The real content: complete, sound, sourced, and each phrase in one entry only."""

from __future__ import annotations

import re

import pytest

from lde_bot.bootstrap import load_knowledge
from lde_bot.config import PROJECT, Settings
from lde_bot.errors import errors
from lde_bot.evaluation import load_cases, load_dialogues
from lde_bot.knowledge.check import check
from lde_bot.knowledge.model import Kind, KnowledgeBase
from lde_bot.knowledge.phrases import indexed_texts, written_down
from lde_bot.services import App
from lde_bot.text import normalise
from lde_bot.vectors import VectorBook
from tests.conftest import TODAY

CASES = load_cases(PROJECT / "tests" / "cases")


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge(Settings())[0]


def test_the_content_has_no_errors(base: KnowledgeBase) -> None:
    assert [str(finding) for finding in errors(check(base, TODAY))] == []


def test_there_are_more_than_enough_entries_and_phrases(base: KnowledgeBase) -> None:
    answers = [entry for entry in base.entries.values() if entry.kind is Kind.ANSWER]
    assert len(answers) >= 110
    assert all(len(entry.utterances) >= 15 for entry in base.entries.values())


def test_each_of_the_twelve_services_has_its_own_entry(base: KnowledgeBase) -> None:
    assert len(base.vocabulary.services) == 12
    for service in base.vocabulary.services:
        step = base.entries[service.entry].next_step
        assert step is not None
        assert step.service == service.id


def test_every_rule_of_the_past_says_so_in_its_text(base: KnowledgeBase) -> None:
    for entry in base.entries.values():
        if entry.valid_until and entry.valid_until < TODAY:
            assert re.search(r"2023|2015|vroeger|oude|gold|was ", entry.answer), entry.id


def test_no_answer_holds_for_tomorrow_only(base: KnowledgeBase) -> None:
    assert [entry.id for entry in base.entries.values() if entry.valid_from and entry.valid_from > TODAY] == []


def test_answers_have_no_markup_and_no_emoji(base: KnowledgeBase) -> None:
    for entry in base.entries.values():
        for text in (entry.answer, entry.details, entry.question):
            assert not re.search(r"[<>*_`#\[\]]|[\U0001F000-\U0001FAFF]", text), entry.id


def test_held_out_phrases_are_never_indexed(base: KnowledgeBase) -> None:
    indexed = written_down(base)
    shared = [f"{case.group}:{case.line} {case.text}" for case in CASES if normalise(case.text) in indexed]
    assert shared == []


def test_little_of_what_is_said_in_held_out_conversations_is_indexed(app: App, base: KnowledgeBase) -> None:
    """A greeting or thanks may be, and is not counted then; a conversation of such phrases alone tests nothing."""
    indexed = written_down(base)
    dialogues = load_dialogues(PROJECT / "tests" / "cases", app.snapshot)
    known = [[normalise(turn.text) in indexed for turn in one.turns] for one in dialogues]
    assert len(known) >= 50
    assert sum(map(sum, known)) <= 0.1 * sum(map(len, known))
    assert [one.title for one, each in zip(dialogues, known, strict=True) if all(each)] == []


def test_held_out_phrases_name_entries_and_services_that_exist(base: KnowledgeBase) -> None:
    for case in CASES:
        assert set(case.entries) <= set(base.entries), f"{case.group}:{case.line}"
        services = [name for part in case.services for name in part.split("/")]
        assert all(map(base.vocabulary.service, services)), f"{case.group}:{case.line}"


def test_every_entry_with_an_answer_has_held_out_phrases(base: KnowledgeBase) -> None:
    asked = {entry for case in CASES for entry in case.entries}
    answers = {entry.id for entry in base.entries.values() if entry.kind is Kind.ANSWER}
    assert answers <= asked


def test_an_indexed_phrase_finds_its_own_entry_first(app: App, base: KnowledgeBase) -> None:
    lost = []
    for entry in base.entries.values():
        for utterance in entry.utterances[::4]:
            best = app.snapshot.index.rank(utterance)[0]
            if best.entry != entry.id:
                lost.append(f"{entry.id}: {utterance!r} goes to {best.entry}")
    assert lost == []


def test_few_phrases_would_be_claimed_by_another_entry_if_they_were_not_indexed(app: App) -> None:
    stolen = app.snapshot.index.stolen(0.98)
    assert len(stolen) <= 0.02 * len(app.snapshot.index.texts), [f"{one.text} -> {one.claimant}" for one in stolen]


def test_the_embeddings_in_the_project_are_those_of_the_content(base: KnowledgeBase) -> None:
    book = VectorBook()
    book.read(Settings().vectors_file)
    assert book.missing(indexed_texts(base)) == (), "run: lde-bot vectors"
