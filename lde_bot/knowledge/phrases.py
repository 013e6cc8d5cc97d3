"""Every phrase of the knowledge base with its owner: what the index learns from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lde_bot.knowledge.model import KnowledgeBase
from lde_bot.knowledge.ranker import Indices
from lde_bot.languages import DUTCH
from lde_bot.text import normalise


@dataclass(frozen=True, slots=True)
class Phrases:
    """Indexed phrases, those of one owner together."""

    ids: tuple[str, ...]
    """Owners: ids of entries, then ``service:`` and the id of a service; phrases outside belong to one number more."""
    texts: tuple[str, ...]
    """The phrases as they were written."""
    owners: Indices
    """For each phrase, the number of its owner."""
    languages: tuple[str, ...]
    """For each phrase, the code of its language."""


def dutch_phrases(base: KnowledgeBase) -> Phrases:
    """Return the Dutch phrases of every entry, of every service, and those outside the subject, in that order.

    What an entry took up is not outside the subject any more.
    """
    groups = [(entry.id, (entry.question, *entry.utterances)) for entry in base.entries.values()]
    groups += [(f"service:{one.id}", one.requests) for one in base.vocabulary.services if one.requests]
    inside = {_key(text) for entry in base.entries.values() for text in entry.utterances}
    groups.append(("", tuple(text for text in base.vocabulary.outside if _key(text) not in inside)))
    return _gather([(name, [(text, DUTCH) for text in texts]) for name, texts in groups])


@lru_cache(maxsize=50_000)
def _key(text: str) -> str:
    """Return a phrase of the content as it is compared; the same ones come by several times while starting."""
    return normalise(text)


def foreign_phrases(base: KnowledgeBase) -> Phrases:
    """Return the phrases in other languages in the same order; an owner without any is left out."""
    languages = base.languages.values()
    groups = [
        (entry, [(text, one.code) for one in languages for text in one.utterances.get(entry, ())])
        for entry in base.entries
    ]
    groups += [
        (f"service:{term.id}", [(text, one.code) for one in languages for text in one.requests.get(term.id, ())])
        for term in base.vocabulary.services
    ]
    outside = [(text, one.code) for one in languages for text in one.outside]
    return _gather([*((name, texts) for name, texts in groups if texts), ("", outside)])


def _gather(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Phrases:
    """Put phrases together, each once an owner, with the number of their owner."""
    rows = [
        (text, number, language)
        for number, (_, phrases) in enumerate(groups)
        for text, language in dict(reversed(phrases)).items()
    ]
    return Phrases(
        ids=tuple(name for name, _ in groups[:-1]),
        texts=tuple(text for text, _, _ in rows),
        owners=np.array([number for _, number, _ in rows], dtype=np.int64),
        languages=tuple(language for _, _, language in rows),
    )


def indexed_texts(base: KnowledgeBase) -> tuple[str, ...]:
    """Return every phrase that is indexed: titles, utterances, requests and phrases outside the subject."""
    return (*dutch_phrases(base).texts, *foreign_phrases(base).texts)


def written_down(base: KnowledgeBase) -> frozenset[str]:
    """Return every phrase that is known word for word, normalised: those that are indexed, and reactions.

    What is asked to measure understanding must be none of these.
    """
    reactions = (phrase for phrases in base.vocabulary.reactions.values() for phrase in phrases)
    return frozenset(map(normalise, (*indexed_texts(base), *reactions)))
