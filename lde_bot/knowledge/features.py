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
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, repeat
from math import log

import numpy as np
import numpy.typing as npt

from lde_bot.encoder import WIDTH, Encoder
from lde_bot.languages import DUTCH
from lde_bot.matching import Names, closest
from lde_bot.text import STOPWORDS, character_grams, stem, words

Matrix = npt.NDArray[np.float32]

LETTER_DIMENSIONS = 512
WORD_DIMENSIONS = 256
_SHORTEST_PART = 5  # letters: a shorter part of a compound is mostly chance
_REMEMBERED = 4_096  # unknown words of which is remembered what they are meant to be
_SHORTEST_MENDED = 4  # letters: shorter words are one typing mistake away from too many others


def spell(text: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a text, normalised, with spoken and shortened words in their standard form."""
    found: list[str] = []
    for word in words(text):
        found += spelling.get(word, word).split()
    return tuple(found)


def letters(tokens: Iterable[str]) -> Counter[str]:
    """Count the character n-grams of some words."""
    return Counter(chain.from_iterable(map(character_grams, tokens)))


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

    def __init__(self, frequency: Mapping[str, int], count: int, dimensions: int) -> None:
        known = sorted(frequency)
        self._rows = {feature: row for row, feature in enumerate(known)}
        self.weights = {feature: log((1 + count) / (1 + frequency[feature])) + 1 for feature in known}
        self._weights = np.array([self.weights[feature] for feature in known], dtype=np.float64)
        self._signs = _signs_of(known, dimensions)

    def vector(self, counted: Counter[str]) -> Matrix:
        """Return the projected vector of unit length; zeros when nothing is known."""
        found = np.fromiter(map(self._rows.get, counted, repeat(-1)), dtype=np.int64, count=len(counted))
        times = np.fromiter(counted.values(), dtype=np.int64, count=len(counted))
        rows, times = found[found >= 0], times[found >= 0]
        weights = (self._weights[rows] * (1 + np.log(times))).astype(np.float32)
        total = weights @ self._signs[rows].astype(np.float32)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def _signs_of(features: Sequence[str], dimensions: int) -> npt.NDArray[np.int8]:
    """Return a row of random signs for each feature, drawn from its name alone: another feature changes none of them.

    So a phrase more hardly changes what is made of all others, nor what is learnt from them.

    :param dimensions: a multiple of 8.
    """
    drawn = b"".join(blake2b(feature.encode(), digest_size=dimensions // 8).digest() for feature in features)
    bits = np.unpackbits(np.frombuffer(drawn, dtype=np.uint8)).reshape(len(features), dimensions)
    return 2 * bits.astype(np.int8) - 1


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many phrases each feature occurs."""

    phrases: int
    """How many phrases there are."""
    letters: Mapping[str, int]
    """Character n-grams that occur more than once."""
    terms: Mapping[str, int]
    """Stems and parts of compounds."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The features of some phrases, one row a phrase."""

    letters: Sequence[Counter[str]]
    terms: Sequence[Counter[str]]


def count(phrases: Sequence[Sequence[str]]) -> Counted:
    """Count the features of phrases that are already split into words."""
    parts = _parts(phrases)
    return Counted([letters(tokens) for tokens in phrases], [terms(tokens, parts) for tokens in phrases])


def frequencies_of(counted: Counted) -> Frequencies:
    """Return in how many phrases each feature occurs."""
    grams = Counter(gram for row in counted.letters for gram in row)
    stems = Counter(term for row in counted.terms for term in row)
    return Frequencies(len(counted.terms), {gram: times for gram, times in grams.items() if times > 1}, stems)


def _parts(phrases: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the words that may be part of a compound."""
    every = {token for tokens in phrases for token in tokens}
    return frozenset(token for token in every if len(token) >= _SHORTEST_PART and token not in STOPWORDS)


@dataclass(frozen=True, slots=True)
class Vector:
    """One text as numbers."""

    letters: Matrix
    words: Matrix
    meaning: Matrix
    """Zeros without an encoder."""

    @property
    def kinds(self) -> tuple[Matrix, Matrix, Matrix]:
        """Letters, words and meaning, in that order."""
        return self.letters, self.words, self.meaning


class Featurizer:
    """Turns texts into vectors with the weights learnt from the indexed utterances."""

    def __init__(
        self,
        phrases: Sequence[Sequence[str]],
        frequencies: Frequencies,
        spelling: Mapping[str, str],
        spoken: Mapping[str, Iterable[str]],
        encoder: Encoder | None,
        ordinary: Iterable[str] = (),
    ) -> None:
        """Prepare the weights.

        :param phrases: the indexed phrases, split into words.
        :param frequencies: what :func:`frequencies_of` made of them.
        :param spoken: their words by language, with which typing mistakes are mended.
        :param ordinary: other words that are no typing mistakes: *halle* is not *hallo*.
        """
        self.spelling = spelling
        self.encoder = encoder
        self.frequencies = frequencies
        self.vocabulary = frozenset(token for tokens in phrases for token in tokens) | frozenset(ordinary)
        self._spoken = {
            code: Names(token for token in tokens if len(token) >= _SHORTEST_MENDED) for code, tokens in spoken.items()
        }
        self._parts = _parts(phrases)
        self._letters = _Projection(frequencies.letters, frequencies.phrases, LETTER_DIMENSIONS)
        self._words = _Projection(frequencies.terms, frequencies.phrases, WORD_DIMENSIONS)
        self.centres: Mapping[str, Matrix] = {}
        # a message asks after each of its words several times
        self._mend = lru_cache(maxsize=_REMEMBERED)(self._mended)

    def tokens(self, text: str, language: str = DUTCH) -> tuple[str, ...]:
        """Return the words of a text in their standard form.

        :param language: an unknown word becomes the known word of this language that it is most likely meant to be.
        """
        return tuple(
            token if token in self.vocabulary or len(token) < _SHORTEST_MENDED else self._mend(token, language)
            for token in spell(text, self.spelling)
        )

    def _mended(self, token: str, language: str) -> str:
        """Return the known word nearest to an unknown one, the most usual of equals; the word itself if none is."""
        near = closest(token, self._spoken[language]) if language in self._spoken else []
        best = max(near, key=lambda match: (match.score, self.spread(match.candidate_part)), default=None)
        return best.candidate_part if best else token

    def weight(self, token: str) -> float:
        """Return how much a word tells (inverse document frequency of its stem); 0 when it is unknown."""
        return self._words.weights.get(stem(token), 0.0)

    def spread(self, token: str) -> int:
        """Return in how many utterances the stem of a word occurs."""
        return self.frequencies.terms.get(stem(token), 0)

    def lexical(self, counted: Counted) -> tuple[Matrix, Matrix]:
        """Return letter and word vectors, one row a text."""
        return (
            np.stack([self._letters.vector(row) for row in counted.letters]),
            np.stack([self._words.vector(row) for row in counted.terms]),
        )

    def meaning(self, vectors: Matrix, languages: Sequence[str]) -> Matrix:
        """Return embeddings centred on their own language and of unit length.

        Sentences in one language lie together whatever they say; taking out the mean of each language lets a question
        meet the phrases that say the same in another (Libovický, Rosa and Fraser, 2020).

        :param languages: code of the language of each row.
        """
        usual = self.centres.get(DUTCH, np.zeros(WIDTH, dtype=np.float32))
        centred = vectors - np.stack([self.centres.get(language, usual) for language in languages])
        return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def vector(self, text: str, tokens: Sequence[str], language: str) -> Vector:
        """Return the vector of one text that a person typed."""
        own_letters, own_words = self.lexical(Counted([letters(tokens)], [terms(tokens, self._parts)]))
        if self.encoder is None:
            return Vector(own_letters[0], own_words[0], np.zeros(WIDTH, dtype=np.float32))
        said = text if tuple(tokens) == words(text) else " ".join(tokens)  # the encoder knows no dialect
        return Vector(own_letters[0], own_words[0], self.meaning(self.encoder([said]), [language])[0])
