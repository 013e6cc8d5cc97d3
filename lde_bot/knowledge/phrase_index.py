"""Which owner a question may belong to, learnt from a set of phrases, with calibrated confidence and the reasons why.

Built once from the phrases, then only read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import log1p

import numpy as np

from lde_bot.encoder import WIDTH, Encoder
from lde_bot.knowledge.evidence import (
    EVIDENCE,
    FAVOURABLE,
    Groups,
    evidence_of,
    join,
    likeness,
    shortlist_of,
    similarities,
)
from lde_bot.knowledge.features import Counted, Featurizer, Frequencies, Matrix, count, frequencies_of, spell
from lde_bot.knowledge.phrases import Phrases
from lde_bot.knowledge.ranker import (
    DRAWN_FROM,
    WORKERS,
    Indices,
    Logistic,
    Numbers,
    Softmax,
    draws_of,
    fit_in_turn,
    fit_sensible_logistic,
    mean_of,
    parts_of,
)
from lde_bot.languages import DUTCH
from lde_bot.text import STOPWORDS, stem
from lde_bot.vectors import VectorBook

_CHUNK = 128  # phrases at a time, to keep memory low
# Slope and offset of the log-odds, in Dutch and in other languages. A phrase that is left out is harder than what
# people ask: its siblings were written to differ from it. Fitted on the dev half by scripts/choose_thresholds.py.
_CORRECTION = {True: (1.07, 0.77), False: (0.68, 0.47)}
_SHARE = 0.2  # of the utterances teaches the confidence
_ENOUGH = 2_000  # utterances for that; with more, learning would grow with the square of the number of entries


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence for a candidate."""

    name: str
    """Which of :data:`EVIDENCE`."""
    value: float
    """Its value."""
    part: float
    """What it adds to the log-odds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that the question may belong to, or one service that it may ask for."""

    entry: str
    """Id of the entry; empty for a service."""
    service: str
    """Id of the service that is asked for; empty for an entry."""
    confidence: float
    """Probability that this is the right one."""
    nearest: str
    """The phrase of the entry or service that is most like the question."""
    shared: tuple[str, ...]
    """Words that the question shares with those phrases, most telling first."""
    pieces: tuple[Piece, ...]
    """The evidence."""

    @property
    def option(self) -> str:
        """How it stands among choices: the id of the entry, or ``service:`` and that of the service."""
        return self.entry or f"service:{self.service}"


@dataclass(frozen=True, slots=True)
class Learnt:
    """Everything that was learnt from the phrases, as arrays; can be kept and taken up again."""

    frequencies: Frequencies
    centres: Mapping[str, Matrix]
    letters: Matrix
    words: Matrix
    meaning: Matrix
    classifiers: Sequence[Softmax]
    """One a part of the phrases, which it has not seen."""
    parts: Indices
    """In which part each phrase is."""
    logistic: Logistic

    @property
    def kinds(self) -> tuple[Matrix, Matrix, Matrix]:
        """Letters, words and meaning of the phrases, one row a phrase."""
        return self.letters, self.words, self.meaning


@dataclass(frozen=True, slots=True)
class Claim:
    """Who would get an utterance if it were not indexed."""

    text: str
    """The utterance."""
    owner: str
    """Entry that it belongs to; empty for a phrase outside the subject."""
    claimant: str
    """Entry that would get it."""
    confidence: float
    """How sure the bot would be of that."""

    @property
    def stolen(self) -> bool:
        """True when it would go to another than its owner."""
        return self.claimant != self.owner


class PhraseIndex:
    """Ranks the owners of phrases for a question."""

    def __init__(
        self,
        phrases: Phrases,
        spelling: Mapping[str, str],
        encoder: Encoder | None,
        book: VectorBook,
        learnt: Learnt | None = None,
        ordinary: Iterable[str] = (),
    ) -> None:
        """Build the index.

        :param spelling: spoken or shortened word to its standard form.
        :param encoder: sentence encoder; without one, meaning takes no part.
        :param book: embeddings that were computed before.
        :param learnt: what an index of the same phrases learnt before; learns anew when ``None``.
        :param ordinary: words that are no typing mistakes, though no phrase has them.
        """
        self.ids, self.texts, self.owners = phrases.ids, phrases.texts, phrases.owners
        self.languages = frozenset(phrases.languages)
        self._tokens = [spell(text, spelling) for text in self.texts]
        spoken: dict[str, set[str]] = {code: set() for code in self.languages}
        for row, code in zip(self._tokens, phrases.languages, strict=True):
            spoken[code].update(row)
        counted = count(self._tokens if learnt is None else ())
        frequencies = learnt.frequencies if learnt else frequencies_of(counted)
        self.featurizer = Featurizer(self._tokens, frequencies, spelling, spoken, encoder, ordinary)
        self._exact = {" ".join(row): owner for row, owner in zip(self._tokens, self.owners, strict=True)}
        self._groups = Groups(self.owners)
        self._stems: dict[int, frozenset[str]] = {}
        self.learnt = learnt or self._learn(phrases.languages, encoder, book, counted)
        self.featurizer.centres = self.learnt.centres
        self._classifier = mean_of(self.learnt.classifiers)

    def _learn(self, languages: Sequence[str], encoder: Encoder | None, book: VectorBook, counted: Counted) -> Learnt:
        tokens = self._tokens
        letters, words = self.featurizer.lexical(counted)
        meaning = np.zeros((len(tokens), WIDTH), dtype=np.float32)
        if encoder:
            raw = book.vectors(self.texts, encoder)
            codes = np.array(languages)
            self.featurizer.centres = {code: raw[codes == code].mean(axis=0) for code in sorted(set(languages))}
            meaning = self.featurizer.meaning(raw, languages)
        kinds, draws = (letters, words, meaning), draws_of(self.texts)
        drawn = draws[:, -1] < min(_SHARE, _ENOUGH / len(tokens)) * DRAWN_FROM
        chosen = np.flatnonzero(drawn | (self.owners == len(self.ids)))
        parts = parts_of(self.owners, draws)
        classifiers = fit_in_turn(join(*kinds), self.owners, len(self.ids) + 1, parts, draws)
        shortlists, evidence = self._left_out(kinds, classifiers, parts, chosen)
        right = shortlists == self.owners[chosen, None]
        logistic = fit_sensible_logistic(np.concatenate(evidence), right.ravel(), FAVOURABLE)
        corrected = logistic.corrected(*_CORRECTION[DUTCH in languages])
        centres = self.featurizer.centres
        return Learnt(self.featurizer.frequencies, centres, *kinds, classifiers, parts, corrected)

    def _left_out(
        self, kinds: Sequence[Matrix], classifiers: Sequence[Softmax], parts: Indices, chosen: Indices
    ) -> tuple[Indices, Numbers]:
        """Return shortlist and evidence for each chosen phrase as if it were not in the index."""
        scores = np.empty((len(chosen), len(self.ids) + 1), dtype=np.float32)
        for number, classifier in enumerate(classifiers):
            own = parts[chosen] == number
            scores[own] = classifier.scores(join(*(rows[chosen[own]] for rows in kinds)))

        def judged(start: int) -> tuple[Indices, Numbers]:
            now = slice(start, start + _CHUNK)
            rows = chosen[now]
            similar = [every[rows] @ every.T for every in kinds]
            for similarity in similar:
                similarity[np.arange(len(rows)), rows] = -1.0
            known = np.array([self._known(self._tokens[row], least=2) for row in rows])
            telling = np.array([self._telling(self._tokens[row]) for row in rows])
            like = likeness(self._groups, scores[now], *similar)
            shortlist = shortlist_of(like.fused, len(self.ids))
            return shortlist, evidence_of(like, known, telling, shortlist)

        with ThreadPoolExecutor(WORKERS) as workers:
            shortlists, evidence = zip(*workers.map(judged, range(0, len(chosen), _CHUNK)), strict=True)
        return np.concatenate(shortlists), np.concatenate(evidence)

    def claims(self, some: Collection[str] | None = None) -> list[Claim]:
        """Return who would get each utterance if it were not indexed: its owner, or a thief.

        :param some: only these.
        """
        fitted = self.learnt
        chosen = np.array([row for row, text in enumerate(self.texts) if some is None or text in some], dtype=np.int64)
        if not len(chosen):
            return []
        shortlists, evidence = self._left_out(fitted.kinds, fitted.classifiers, fitted.parts, chosen)
        chances = fitted.logistic.probabilities(evidence.reshape(-1, evidence.shape[-1])).reshape(shortlists.shape)
        first = np.argmax(chances, axis=1)[:, None]
        claimants = np.take_along_axis(shortlists, first, axis=1).ravel()
        sure = np.take_along_axis(chances, first, axis=1).ravel()
        names = [*self.ids, ""]
        return [
            Claim(self.texts[row], names[self.owners[row]], names[claimant], float(chance))
            for row, claimant, chance in zip(chosen, claimants, sure, strict=True)
        ]

    def _telling(self, tokens: Sequence[str]) -> float:
        """Return how much the known words with meaning tell together, as a logarithm."""
        return log1p(sum(self.featurizer.weight(token) for token in set(tokens) if token not in STOPWORDS))

    def _known(self, tokens: Sequence[str], least: int = 1) -> float:
        """Return the share of the words that occur in at least so many utterances."""
        return sum(self.featurizer.spread(token) >= least for token in tokens) / max(len(tokens), 1)

    def rank(self, text: str, language: str, most: int) -> tuple[Candidate, ...]:
        """Return the entries and services that a question may belong to, best first; none when it has no words."""
        tokens = self.featurizer.tokens(text, language)
        if not tokens:
            return ()
        vector = self.featurizer.vector(text, tokens, language)
        fitted = self.learnt
        scores = self._classifier.scores(join(*(kind[None] for kind in vector.kinds)))[0]
        exact = self._exact.get(" ".join(tokens))
        sims = similarities(fitted.kinds, vector.kinds, self._groups.likeliest(scores, exact))
        like = likeness(self._groups, scores, *sims)
        shortlist = shortlist_of(like.fused, len(self.ids))
        if exact is not None and exact < len(self.ids) and exact not in shortlist:
            shortlist = np.append(shortlist, exact)
        evidence = evidence_of(like, self._known(tokens), self._telling(tokens), shortlist)
        chances = fitted.logistic.probabilities(evidence)
        if exact is not None:  # it was written down where it belongs
            chances = np.where(shortlist == exact, np.maximum(chances, 0.99), np.minimum(chances, 0.3))
        parts = fitted.logistic.parts(evidence)
        order = sorted(range(len(shortlist)), key=lambda place: (-chances[place], self.ids[shortlist[place]]))
        total = sims[0] + sims[1] + sims[2]
        telling = sorted(set(tokens), key=lambda token: (-self.featurizer.weight(token), token))
        said = [(token, stem(token)) for token in telling]
        return tuple(
            self._candidate(int(shortlist[place]), float(chances[place]), said, total, evidence[place], parts[place])
            for place in order[:most]
        )

    def _stems_of(self, owner: int) -> frozenset[str]:
        """Return the stems of all words in the phrases of an owner, worked out when first asked for."""
        if owner not in self._stems:
            rows = self._tokens[self._groups.phrases_of(owner)]
            self._stems[owner] = frozenset(stem(token) for row in rows for token in row)
        return self._stems[owner]

    def _candidate(
        self,
        owner: int,
        chance: float,
        said: Sequence[tuple[str, str]],
        total: Matrix,
        values: Numbers,
        parts: Numbers,
    ) -> Candidate:
        rows = self._groups.phrases_of(owner)
        nearest = rows.start + int(np.argmax(total[rows]))
        stems = self._stems_of(owner)
        shared = [token for token, stemmed in said if stemmed in stems]
        pieces = tuple(
            Piece(name, float(value), float(part)) for name, value, part in zip(EVIDENCE, values, parts, strict=False)
        )
        kind, _, name = self.ids[owner].rpartition(":")
        entry, service = ("", name) if kind else (name, "")
        return Candidate(entry, service, chance, self.texts[nearest], tuple(shared[:6]), pieces)
