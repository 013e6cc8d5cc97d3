"""Which entries a question may belong to, with calibrated confidence and the reasons why.

Built once from the knowledge base, then only read. A new knowledge base is a new index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lde_bot.encoder import WIDTH, Encoder
from lde_bot.knowledge.features import Featurizer, Matrix, Vector, spell
from lde_bot.knowledge.model import KnowledgeBase
from lde_bot.knowledge.ranker import Indices, Logistic, Numbers, Ridge, fit_ridge, fit_sensible_logistic
from lde_bot.text import stem
from lde_bot.vectors import VectorBook

EVIDENCE = ("ranker", "lead", "letters", "words", "meaning", "lead in letters", "lead in meaning", "outside", "known")
"""The kinds of evidence, in the order of the columns."""
_FAVOURABLE = [name not in {"outside", "known"} for name in EVIDENCE]
_WEIGHTS = (0.8, 0.5, 1.4)  # letters, words, meaning in the ridge classifier; chosen on the dev split
_PENALTY = 0.6
_SHORTLIST = 6
_CHUNK = 512  # phrases at a time, to keep memory low
_EVERY = 3  # one in so many utterances teaches the confidence


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
    """One entry that the question may belong to."""

    entry: str
    """Id of the entry."""
    confidence: float
    """Probability that this is the right entry."""
    nearest: str
    """The utterance of the entry that is most like the question."""
    shared: tuple[str, ...]
    """Words that the question shares with the entry's utterances, most telling first."""
    pieces: tuple[Piece, ...]
    """The evidence."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Everything that was learnt, as arrays."""

    letters: Matrix
    words: Matrix
    meaning: Matrix
    ridge: Ridge
    logistic: Logistic


@dataclass(frozen=True, slots=True)
class Theft:
    """An utterance that another entry would claim."""

    text: str
    """The utterance."""
    owner: str
    """Entry that it belongs to; empty for a phrase outside the subject."""
    thief: str
    """Entry that would claim it."""
    confidence: float
    """How sure the bot would be of that mistake."""


class KnowledgeIndex:
    """Ranks entries for a question."""

    def __init__(self, base: KnowledgeBase, encoder: Encoder | None, book: VectorBook) -> None:
        """Build the index: learn weights, classifier and confidence from the utterances."""
        self.ids = tuple(base.entries)
        self.texts, self.owners = _rows(base)
        self.spelling = base.vocabulary.spelling
        tokens = [spell(text, self.spelling) for text in self.texts]
        self.featurizer = Featurizer(tokens, self.spelling, encoder)
        self._exact = {" ".join(row): owner for row, owner in zip(tokens, self.owners, strict=True)}
        self._stems = [frozenset(stem(token) for token in row) for row in tokens]
        self.starts = np.flatnonzero(np.r_[True, self.owners[1:] != self.owners[:-1]])
        self._fitted = self._fit(tokens, encoder, book)

    @property
    def semantic(self) -> bool:
        """True when sentence embeddings take part."""
        return self.featurizer.encoder is not None

    def _fit(self, tokens: Sequence[Sequence[str]], encoder: Encoder | None, book: VectorBook) -> Fitted:
        letters, words = self.featurizer.lexical(tokens)
        meaning = np.zeros((len(tokens), WIDTH), dtype=np.float32)
        if encoder:
            raw = book.vectors(self.texts, encoder)
            self.featurizer.centre = raw.mean(axis=0)
            meaning = self.featurizer.meaning(raw)
        ridge, left_out = fit_ridge(_join(letters, words, meaning), self.owners, len(self.ids) + 1, _PENALTY)
        chosen = np.arange(0, len(tokens), _EVERY)
        shortlists, evidence = self._left_out(tokens, (letters, words, meaning), left_out, chosen)
        right = [shortlist == self.owners[row] for shortlist, row in zip(shortlists, chosen, strict=True)]
        logistic = fit_sensible_logistic(np.vstack(evidence), np.concatenate(right), _FAVOURABLE)
        return Fitted(letters, words, meaning, ridge, logistic)

    def _left_out(
        self, tokens: Sequence[Sequence[str]], kinds: Sequence[Matrix], scores: Matrix, chosen: Indices
    ) -> tuple[list[Indices], list[Numbers]]:
        """Return shortlist and evidence for each chosen phrase as if it were not in the index."""
        best = [self._best_of_others(rows, chosen) for rows in kinds]
        shortlists, evidence = [], []
        for number, row in enumerate(map(int, chosen)):
            shortlist = _shortlist(scores[row], len(self.ids))
            own = [table[number] for table in best]
            shortlists.append(shortlist)
            evidence.append(_evidence(scores[row], own, self._known(tokens[row], least=2), shortlist))
        return shortlists, evidence

    def stolen(self, at_least: float) -> list[Theft]:
        """Return the utterances that another entry would claim, at this confidence, if they were not indexed."""
        fitted = self._fitted
        kinds = (fitted.letters, fitted.words, fitted.meaning)
        tokens = [spell(text, self.spelling) for text in self.texts]
        _, scores = fit_ridge(_join(*kinds), self.owners, len(self.ids) + 1, _PENALTY)
        thefts = []
        for start in range(0, len(tokens), _CHUNK):
            chosen = np.arange(start, min(start + _CHUNK, len(tokens)))
            for row, shortlist, evidence in zip(chosen, *self._left_out(tokens, kinds, scores, chosen), strict=True):
                chances = fitted.logistic.probabilities(evidence)
                thief = int(np.argmax(chances))
                if chances[thief] >= at_least and shortlist[thief] != self.owners[row]:
                    own = self.ids[self.owners[row]] if self.owners[row] < len(self.ids) else ""
                    thefts.append(Theft(self.texts[int(row)], own, self.ids[shortlist[thief]], float(chances[thief])))
        return thefts

    def _best_of_others(self, rows: Matrix, chosen: Indices) -> Matrix:
        """Return, for each chosen phrase, the highest similarity within each entry, its own row aside."""
        similarities = rows[chosen] @ rows.T
        similarities[np.arange(len(chosen)), chosen] = -1.0
        return np.asarray(np.maximum.reduceat(similarities, self.starts, axis=1), dtype=np.float32)

    def _best(self, similarities: Matrix) -> Matrix:
        """Return the highest similarity within each entry; the last column is the phrases outside."""
        return np.asarray(np.maximum.reduceat(similarities, self.starts), dtype=np.float32)

    def _known(self, tokens: Sequence[str], least: int = 1) -> float:
        """Return the share of the words that occur in at least so many utterances."""
        return sum(self.featurizer.spread(token) >= least for token in tokens) / max(len(tokens), 1)

    def rank(self, text: str, most: int = 5) -> tuple[Candidate, ...]:
        """Return the entries that a question may belong to, best first; none when it has no words."""
        tokens = self.featurizer.tokens(text)
        if not tokens:
            return ()
        vector = self.featurizer.vector(text, tokens)
        fitted = self._fitted
        scores = fitted.ridge.scores(_join(vector.letters[None], vector.words[None], vector.meaning[None]))[0]
        sims = self._similarities(vector)
        shortlist = _shortlist(scores, len(self.ids))
        exact = self._exact.get(" ".join(tokens))
        if exact is not None and exact < len(self.ids) and exact not in shortlist:
            shortlist = np.append(shortlist, exact)
        evidence = _evidence(scores, [self._best(sim) for sim in sims], self._known(tokens), shortlist)
        chances = fitted.logistic.probabilities(evidence)
        chances = np.where(shortlist == exact, np.maximum(chances, 0.99), chances) if exact is not None else chances
        parts = fitted.logistic.parts(evidence)
        order = sorted(range(len(shortlist)), key=lambda place: (-chances[place], self.ids[shortlist[place]]))
        total = sims[0] + sims[1] + sims[2]
        return tuple(
            self._candidate(int(shortlist[place]), float(chances[place]), tokens, total, evidence[place], parts[place])
            for place in order[:most]
        )

    def similarity(self, one: str, other: str) -> float:
        """Return how alike two questions are, from 0 to 1: letters and, with an encoder, meaning."""
        tokens = self.featurizer.tokens(one), self.featurizer.tokens(other)
        if tokens[0] == tokens[1]:
            return 1.0
        first, second = self.featurizer.vector(one, tokens[0]), self.featurizer.vector(other, tokens[1])
        kinds = [float(first.letters @ second.letters), float(first.words @ second.words)]
        if self.semantic:
            kinds.append(float(first.meaning @ second.meaning))
        return max(0.0, sum(kinds) / len(kinds))

    def _similarities(self, vector: Vector) -> tuple[Matrix, Matrix, Matrix]:
        fitted = self._fitted
        return fitted.letters @ vector.letters, fitted.words @ vector.words, fitted.meaning @ vector.meaning

    def _candidate(
        self, owner: int, chance: float, tokens: Sequence[str], total: Matrix, values: Numbers, parts: Numbers
    ) -> Candidate:
        rows = np.flatnonzero(self.owners == owner)
        nearest = int(rows[int(np.argmax(total[rows]))])
        stems = frozenset[str]().union(*(self._stems[row] for row in rows))
        shared = sorted(
            {token for token in tokens if stem(token) in stems}, key=lambda t: (-self.featurizer.weight(t), t)
        )
        pieces = tuple(
            Piece(name, float(value), float(part)) for name, value, part in zip(EVIDENCE, values, parts, strict=False)
        )
        return Candidate(self.ids[owner], chance, self.texts[nearest], tuple(shared[:6]), pieces)


def indexed_texts(base: KnowledgeBase) -> tuple[str, ...]:
    """Return every phrase that the index holds: titles, utterances and phrases outside the subject."""
    return _rows(base)[0]


def _rows(base: KnowledgeBase) -> tuple[tuple[str, ...], Indices]:
    """Return the phrases and, for each, the number of its entry; phrases outside have the number after the last."""
    texts: list[str] = []
    owners: list[int] = []
    for number, entry in enumerate(base.entries.values()):
        own = list(dict.fromkeys((entry.question, *entry.utterances)))
        texts += own
        owners += [number] * len(own)
    texts += base.vocabulary.outside
    owners += [len(base.entries)] * len(base.vocabulary.outside)
    return tuple(texts), np.array(owners, dtype=np.int64)


def _join(letters: Matrix, words: Matrix, meaning: Matrix) -> Matrix:
    parts = [np.float32(weight) * rows for weight, rows in zip(_WEIGHTS, (letters, words, meaning), strict=True)]
    return np.hstack(parts)


def _shortlist(scores: Matrix, classes: int) -> Indices:
    most = min(_SHORTLIST, classes)
    return np.asarray(np.argpartition(-scores[:classes], most - 1)[:most], dtype=np.int64)


def _evidence(scores: Matrix, best: Sequence[Matrix], known: float, shortlist: Indices) -> Numbers:
    """Return one row of evidence for each shortlisted entry."""
    letters, words, meaning = best
    count = len(shortlist)
    return np.column_stack(
        [
            scores[shortlist],
            scores[shortlist] - _rivals(scores, shortlist),
            letters[shortlist],
            words[shortlist],
            meaning[shortlist],
            letters[shortlist] - _rivals(letters, shortlist),
            meaning[shortlist] - _rivals(meaning, shortlist),
            np.full(count, scores[-1]),
            np.full(count, known),
        ]
    ).astype(np.float64)


def _rivals(values: Matrix, shortlist: Indices) -> npt.NDArray[np.float32]:
    """Return, for each shortlisted entry, the highest value that any other entry has."""
    order = np.argsort(-values)
    first, second = order[0], order[1]
    return np.asarray(np.where(shortlist == first, values[second], values[first]), dtype=np.float32)
