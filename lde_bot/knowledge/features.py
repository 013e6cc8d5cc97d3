"""Texts as vectors: letters, words and meaning.

Letters are character n-grams (2 to 4, within words), words are stems and the parts of compounds; both are weighted by
TF-IDF and projected at random onto a fixed number of dimensions (Johnson–Lindenstrauss: dot products survive with an
error near 1/sqrt(dimensions)), so that cost does not grow with
the vocabulary. Meaning is a sentence embedding, centred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from lde_bot.encoder import WIDTH, Encoder
from lde_bot.text import STOPWORDS, character_grams, stem, words

Matrix = npt.NDArray[np.float32]

LETTER_DIMENSIONS = 512
WORD_DIMENSIONS = 256
_SEED = 20150401
_SHORTEST_PART = 5  # letters: a shorter part of a compound is mostly chance


def spell(text: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a text, normalised, with spoken and shortened words in their standard form."""
    found: list[str] = []
    for word in words(text):
        found += spelling.get(word, word).split()
    return tuple(found)


def letters(tokens: Iterable[str]) -> Counter[str]:
    """Count the character n-grams of some words."""
    return Counter(gram for token in tokens for gram in character_grams(token))


def terms(tokens: Iterable[str], known: frozenset[str] = frozenset()) -> Counter[str]:
    """Count the stems of some words, and those of known words inside their compounds (``klusdienst``: ``dienst``)."""
    counted: Counter[str] = Counter()
    for token in tokens:
        counted[stem(token)] += 1
        for cut in range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1):
            for part in (token[:cut], token[cut:]):
                if part in known:
                    counted[stem(part)] += 1
    return counted


class _Projection:
    """TF-IDF weights and a random projection for one kind of feature."""

    def __init__(self, documents: Iterable[Counter[str]], count: int, dimensions: int, least: int) -> None:
        self.frequency = Counter(feature for document in documents for feature in document)
        known = sorted(feature for feature, times in self.frequency.items() if times >= least)
        self._rows = {feature: row for row, feature in enumerate(known)}
        self.weights = {feature: log((1 + count) / (1 + self.frequency[feature])) + 1 for feature in known}
        bits = np.random.Generator(np.random.PCG64(_SEED)).integers(0, 2, (len(known), dimensions), dtype=np.int8)
        self._signs = 2 * bits - 1

    def vector(self, counted: Counter[str]) -> Matrix:
        """Return the projected vector of unit length; zeros when nothing is known."""
        known = [feature for feature in counted if feature in self._rows]
        weights = np.array([self.weights[one] * (1 + log(counted[one])) for one in known], dtype=np.float32)
        total = weights @ self._signs[[self._rows[one] for one in known]].astype(np.float32)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Vector:
    """One text as numbers."""

    letters: Matrix
    words: Matrix
    meaning: Matrix
    """Zeros without an encoder."""


class Featurizer:
    """Turns texts into vectors with the weights learnt from the indexed utterances."""

    def __init__(self, texts: Sequence[Sequence[str]], spelling: Mapping[str, str], encoder: Encoder | None) -> None:
        """Learn the weights from ``texts`` (each already split into words)."""
        self.spelling = spelling
        self.encoder = encoder
        self.vocabulary = frozenset(token for tokens in texts for token in tokens)
        self._parts = frozenset(
            token for token in self.vocabulary if len(token) >= _SHORTEST_PART and token not in STOPWORDS
        )
        self._letters = _Projection(map(letters, texts), len(texts), LETTER_DIMENSIONS, least=2)
        self._words = _Projection(
            (terms(tokens, self._parts) for tokens in texts), len(texts), WORD_DIMENSIONS, least=1
        )
        self.centre = np.zeros(WIDTH, dtype=np.float32)

    def tokens(self, text: str) -> tuple[str, ...]:
        """Return the words of a text in their standard form."""
        return spell(text, self.spelling)

    def weight(self, token: str) -> float:
        """Return how much a word tells (inverse document frequency of its stem); 0 when it is unknown."""
        return self._words.weights.get(stem(token), 0.0)

    def spread(self, token: str) -> int:
        """Return in how many utterances the stem of a word occurs."""
        return self._words.frequency[stem(token)]

    def lexical(self, texts: Sequence[Sequence[str]]) -> tuple[Matrix, Matrix]:
        """Return letter and word vectors, one row a text."""
        return (
            np.stack([self._letters.vector(letters(tokens)) for tokens in texts]),
            np.stack([self._words.vector(terms(tokens, self._parts)) for tokens in texts]),
        )

    def meaning(self, vectors: Matrix) -> Matrix:
        """Return embeddings centred on the corpus and of unit length."""
        centred = vectors - self.centre
        return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def vector(self, text: str, tokens: Sequence[str]) -> Vector:
        """Return the vector of one text that a person typed."""
        own_letters, own_words = self.lexical([tokens])
        if self.encoder is None:
            return Vector(own_letters[0], own_words[0], np.zeros(WIDTH, dtype=np.float32))
        said = text if tuple(tokens) == words(text) else " ".join(tokens)  # the encoder knows no dialect
        return Vector(own_letters[0], own_words[0], self.meaning(self.encoder([said]))[0])
