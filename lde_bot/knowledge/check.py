"""Looking for mistakes across the whole knowledge base: findings with file and line. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from lde_bot.errors import Finding, Severity
from lde_bot.knowledge.foreign import check_languages
from lde_bot.knowledge.index import KnowledgeIndex
from lde_bot.knowledge.model import Entry, Kind, KnowledgeBase
from lde_bot.knowledge.readability import B1_AT_LEAST, longest_sentence, reading_ease
from lde_bot.text import normalise

FEWEST_UTTERANCES = 8
"""An entry with fewer is hard to find."""
REVIEW_AGE = timedelta(days=365)
"""After so long, a person should look at an entry again."""
LONGEST_SENTENCE = 20
"""Words; longer sentences lose readers."""
MOST_RELATED = 4
_NUMBER = re.compile(r"\d+")
STOLEN_AT = 0.99
"""Confidence of another entry from which a phrase is reported."""


def check(base: KnowledgeBase, today: date) -> list[Finding]:
    """Return everything that is wrong or doubtful, in order of file and line.

    :param today: the day, for reviews that are old and answers that no longer hold.
    """
    rules: tuple[Callable[[KnowledgeBase, Entry, date], Iterator[Finding]], ...] = (
        _utterances,
        _links,
        _dates,
        _plainness,
        _simpler,
    )
    findings = [finding for entry in base.entries.values() for rule in rules for finding in rule(base, entry, today)]
    return sorted([*findings, *_shared_utterances(base), *_vocabulary(base), *check_languages(base)])


def overmatches(base: KnowledgeBase, index: KnowledgeIndex) -> list[Finding]:
    """Return a warning for each utterance that another entry would claim with near certainty if it were not indexed."""
    findings = []
    for theft in index.stolen(STOLEN_AT):
        entry = base.entries.get(theft.owner)
        phrases = (entry.question, *entry.utterances) if entry else ()
        if entry and theft.text in phrases:
            number = phrases.index(theft.text)
            field = f"utterances.{number - 1}" if number else "question"
            kind, _, name = theft.claimant.rpartition(":")
            other = f"het zoeken van dienst '{name}'" if kind else f"fiche '{name}'"
            message = f"'{theft.text}' lijkt meer op {other}: hoort ze daar, of kan ze duidelijker?"
            findings.append(_at(entry, field, Severity.WARNING, "entry.stolen-utterance", message))
    return sorted(findings)


def _at(entry: Entry, field: str, severity: Severity, code: str, message: str) -> Finding:
    return Finding(entry.path, entry.line_of(field), severity, code, message)


def _utterances(base: KnowledgeBase, entry: Entry, today: date) -> Iterator[Finding]:
    if len(entry.utterances) < FEWEST_UTTERANCES:
        message = f"{len(entry.utterances)} formuleringen; schrijf er minstens {FEWEST_UTTERANCES}"
        yield _at(entry, "utterances", Severity.ERROR, "entry.few-utterances", message)


def _shared_utterances(base: KnowledgeBase) -> Iterator[Finding]:
    """A phrase belongs to one entry; one that stood outside the subject as well is the entry's from then on."""
    outside = {normalise(phrase) for phrase in base.vocabulary.outside}
    owner: dict[str, str] = {}
    for entry in base.entries.values():
        for number, utterance in enumerate(entry.utterances):
            key = normalise(utterance)
            if key in owner:
                message = f"formulering '{utterance}' staat ook in {owner[key]}"
                yield _at(entry, f"utterances.{number}", Severity.ERROR, "entry.shared-utterance", message)
            if key in outside:
                message = f"formulering '{utterance}' staat ook in outside.yaml: ze hoort nu bij deze fiche"
                yield _at(entry, f"utterances.{number}", Severity.WARNING, "entry.outside-utterance", message)
            owner.setdefault(key, entry.path)


def _links(base: KnowledgeBase, entry: Entry, today: date) -> Iterator[Finding]:
    for field, names in (("related", entry.related), ("successor", (entry.successor,) if entry.successor else ())):
        for name in names:
            if name not in base.entries:
                yield _at(entry, field, Severity.ERROR, "entry.dead-link", f"fiche '{name}' bestaat niet")
            elif name == entry.id:
                yield _at(entry, field, Severity.ERROR, "entry.self-link", "de fiche verwijst naar zichzelf")
    if len(entry.related) > MOST_RELATED:
        yield _at(entry, "related", Severity.WARNING, "entry.many-related", f"hoogstens {MOST_RELATED} verwante fiches")
    step = entry.next_step
    if step and step.entry and step.entry not in base.entries:
        yield _at(entry, "next_step", Severity.ERROR, "entry.dead-link", f"fiche '{step.entry}' bestaat niet")
    if step and step.service and not base.vocabulary.service(step.service):
        yield _at(entry, "next_step", Severity.ERROR, "entry.dead-link", f"dienst '{step.service}' bestaat niet")


def _dates(base: KnowledgeBase, entry: Entry, today: date) -> Iterator[Finding]:
    if entry.valid_from and entry.valid_until and entry.valid_from > entry.valid_until:
        yield _at(entry, "valid_until", Severity.ERROR, "entry.dates", "valid_until ligt voor valid_from")
    if entry.valid_until and entry.valid_until < today and not entry.successor:
        message = f"geldig tot {entry.valid_until}, en er is geen successor die zegt wat nu geldt"
        yield _at(entry, "valid_until", Severity.ERROR, "entry.expired", message)
    if entry.reviewed_on > today:
        yield _at(entry, "reviewed_on", Severity.ERROR, "entry.dates", "reviewed_on ligt in de toekomst")
    elif today - entry.reviewed_on > REVIEW_AGE:
        message = f"laatst nagekeken op {entry.reviewed_on}: langer dan een jaar geleden"
        yield _at(entry, "reviewed_on", Severity.WARNING, "entry.old-review", message)


def _plainness(base: KnowledgeBase, entry: Entry, today: date) -> Iterator[Finding]:
    ease = reading_ease(entry.answer)
    if ease < B1_AT_LEAST and entry.kind is not Kind.SMALLTALK:
        message = f"leesbaarheid {ease:.0f}; B1 vraagt minstens {B1_AT_LEAST:.0f}: kortere zinnen, kortere woorden"
        yield _at(entry, "answer", Severity.WARNING, "entry.hard-to-read", message)
    longest = longest_sentence(entry.answer)
    if longest > LONGEST_SENTENCE:
        message = f"de langste zin telt {longest} woorden; hoogstens {LONGEST_SENTENCE}"
        yield _at(entry, "answer", Severity.WARNING, "entry.long-sentence", message)


def _simpler(base: KnowledgeBase, entry: Entry, today: date) -> Iterator[Finding]:
    """The simpler text says no other numbers than the answer, and is simpler."""
    strange = set(_NUMBER.findall(entry.simpler)) - set(_NUMBER.findall(f"{entry.answer} {entry.details}"))
    if strange:
        message = f"getal {', '.join(sorted(strange))} staat niet in answer of details"
        yield _at(entry, "simpler", Severity.ERROR, "entry.simpler-number", message)
    if entry.simpler and reading_ease(entry.simpler) < reading_ease(entry.answer):
        yield _at(entry, "simpler", Severity.WARNING, "entry.simpler-harder", "deze tekst leest moeilijker dan answer")


def _vocabulary(base: KnowledgeBase) -> Iterator[Finding]:
    for name in base.vocabulary.entries - base.entries.keys():
        path, line = base.vocabulary.mentions[name]
        yield Finding(path, line, Severity.ERROR, "vocabulary.dead-link", f"fiche '{name}' bestaat niet")
