"""The content without what points to entries that were withdrawn, and what cannot do without such an entry. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from lde_bot.knowledge.model import Entry, Kind, KnowledgeBase, Language
from lde_bot.knowledge.vocabulary import Topic

_INSTEAD = "Verander de tekst in plaats van ze in te trekken"


def without(base: KnowledgeBase, names: Collection[str]) -> KnowledgeBase:
    """Return the content without references to withdrawn entries; what others say stays as it is.

    What the vocabulary names as general is left alone: see :func:`needed_by`.

    :param names: ids of the withdrawn entries; one that another file holds again is not withdrawn.
    """
    gone = set(names) - base.entries.keys()
    if not gone:
        return base
    entries = {name: _unlinked(entry, gone) for name, entry in base.entries.items()}
    languages = {code: _untold(language, gone) for code, language in base.languages.items()}
    topics = tuple(_untaught(topic, gone) for topic in base.vocabulary.topics)
    return replace(base, entries=entries, languages=languages, vocabulary=replace(base.vocabulary, topics=topics))


def _unlinked(entry: Entry, gone: Collection[str]) -> Entry:
    step = entry.next_step
    return replace(
        entry,
        related=tuple(name for name in entry.related if name not in gone),
        successor="" if entry.successor in gone else entry.successor,
        next_step=None if step and step.entry in gone else step,
    )


def _untaught(topic: Topic, gone: Collection[str]) -> Topic:
    answers = {aspect: name for aspect, name in topic.answers.items() if name not in gone}
    return replace(topic, entries=tuple(name for name in topic.entries if name not in gone), answers=answers)


def _untold(language: Language, gone: Collection[str]) -> Language:
    return replace(
        language,
        utterances={name: texts for name, texts in language.utterances.items() if name not in gone},
        translations={name: text for name, text in language.translations.items() if name not in gone},
    )


def needed_by(base: KnowledgeBase, name: str, today: date) -> Iterator[str]:
    """Yield, as Dutch sentences, why an entry cannot be withdrawn and what to do instead.

    :param base: the content with the entry in it.
    :param today: the day, for answers that no longer hold.
    """
    if name in base.entries and base.entries[name].kind is Kind.EMERGENCY:
        yield f"Deze fiche brengt mensen in nood bij hulp. {_INSTEAD}."
    for service in base.vocabulary.services:
        if service.entry == name:
            yield f"Deze fiche legt de dienst '{service.label}' uit. {_INSTEAD}."
    if name in base.vocabulary.named:
        yield f"De woordenlijst van de bot (vocabulary.yaml) noemt deze fiche. {_INSTEAD}."
    over = [one for one in base.entries.values() if one.valid_until and one.valid_until < today]
    if led := [one.id for one in over if one.successor == name]:
        what = f"Deze fiche zegt wat nu geldt, voor wie iets leest dat voorbij is: {', '.join(led)}."
        yield f"{what} {_INSTEAD}, of kies daar eerst een andere opvolger."
