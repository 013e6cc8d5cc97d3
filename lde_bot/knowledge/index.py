"""Which entries a question may belong to, in Dutch or in another language.

Built once from the knowledge base, then only read. A new knowledge base is a new index. Phrases in other languages have
an index of their own: together with the Dutch ones they made Dutch questions three points worse.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass

from lde_bot.encoder import Encoder
from lde_bot.knowledge.features import Featurizer
from lde_bot.knowledge.model import Kind, KnowledgeBase
from lde_bot.knowledge.phrase_index import Candidate, Claim, Learnt, PhraseIndex
from lde_bot.knowledge.phrases import dutch_phrases, foreign_phrases
from lde_bot.languages import DUTCH
from lde_bot.text import normalise
from lde_bot.vectors import VectorBook

__all__ = ["Candidate", "Claim", "KnowledgeIndex", "LearntBoth"]


@dataclass(frozen=True, slots=True)
class LearntBoth:
    """What both indexes learnt."""

    dutch: Learnt
    foreign: Learnt | None


class KnowledgeIndex:
    """Ranks entries and services for a question."""

    def __init__(
        self, base: KnowledgeBase, encoder: Encoder | None, book: VectorBook, learnt: LearntBoth | None = None
    ) -> None:
        """Build the index.

        :param encoder: sentence encoder; without one, meaning takes no part.
        :param book: embeddings that were computed before.
        :param learnt: what an index of the same content learnt before; learns anew when ``None``.
        """
        words, others = base.vocabulary, foreign_phrases(base)
        known, known_others = (learnt.dutch, learnt.foreign) if learnt else (None, None)
        with ThreadPoolExecutor(1) as beside:  # the arithmetic of the one runs beside the counting of the other
            foreign = beside.submit(PhraseIndex, others, {}, encoder, book, known_others) if others.ids else None
            self._dutch = PhraseIndex(dutch_phrases(base), words.spelling, encoder, book, known, words.common_words)
            self._foreign = foreign.result() if foreign else None
        small_talk = (entry for entry in base.entries.values() if entry.kind is Kind.SMALLTALK)
        self._small_talk = {normalise(phrase): entry.id for entry in small_talk for phrase in entry.utterances}
        self._codes = {
            normalise(phrase): code
            for code, language in base.languages.items()
            for phrases in (*language.utterances.values(), *language.requests.values())
            for phrase in phrases
        }

    def chats(self, text: str) -> str:
        """Return the entry of small talk that has exactly this phrase (*dankjewel*); empty when none has."""
        return self._small_talk.get(normalise(text), "")

    def with_encoder(self, encoder: Encoder) -> KnowledgeIndex:
        """Return the same index with another encoder that gives the same vectors; this one stays as it is."""
        other = copy(self)
        other._dutch = _with_encoder(self._dutch, encoder)
        other._foreign = _with_encoder(self._foreign, encoder) if self._foreign else None
        return other

    @property
    def featurizer(self) -> Featurizer:
        """What turns Dutch texts into vectors."""
        return self._dutch.featurizer

    @property
    def texts(self) -> tuple[str, ...]:
        """Every phrase that is indexed."""
        return (*self._dutch.texts, *(self._foreign.texts if self._foreign else ()))

    @property
    def learnt(self) -> LearntBoth:
        """What was learnt, to be kept and taken up again."""
        return LearntBoth(self._dutch.learnt, self._foreign.learnt if self._foreign else None)

    def rank(self, text: str, most: int = 5, language: str = "") -> tuple[Candidate, ...]:
        """Return the entries and services that a question may belong to, best first; none when it has no words.

        :param language: code of its language, when that is not Dutch; a language without phrases of its own meets the
            Dutch ones.
        """
        if self._foreign and language in self._foreign.languages:
            return self._foreign.rank(text, language, most)
        return self._dutch.rank(text, language or DUTCH, most)

    def language_of(self, text: str) -> str:
        """Return the language, other than Dutch, in which exactly this is a phrase; empty when it is none.

        A greeting of one word is too short for a language detector.
        """
        return self._codes.get(normalise(text), "")

    def claims(self, some: Collection[str] | None = None) -> list[Claim]:
        """Return who would get each Dutch utterance if it were not indexed: its owner, or a thief.

        :param some: only these.
        """
        return self._dutch.claims(some)

    def stolen(self, at_least: float) -> list[Claim]:
        """Return the utterances that another entry would claim, at this confidence, if they were not indexed."""
        return [claim for claim in self.claims() if claim.stolen and claim.confidence >= at_least]


def _with_encoder(index: PhraseIndex, encoder: Encoder) -> PhraseIndex:
    other = copy(index)
    other.featurizer = copy(index.featurizer)
    other.featurizer.encoder = encoder
    return other
