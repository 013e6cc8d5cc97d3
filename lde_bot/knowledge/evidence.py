"""What speaks for each entry that a question may belong to, as numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lde_bot.knowledge.features import Matrix
from lde_bot.knowledge.ranker import Indices, Numbers

EVIDENCE = ("ranker", "nearest", "close", "lead", "letters", "words", "meaning", "outside", "known", "telling")
"""The kinds of evidence, in the order of the columns."""
FAVOURABLE = [name not in {"outside", "known", "telling"} for name in EVIDENCE]
SHORTLIST = 6
_WEIGHTS = (0.8, 0.5, 1.4)  # letters, words, meaning; chosen on the dev split
_NEIGHBOURS = 0.3  # weight of the nearest phrase, and of the three nearest, beside the ranker; chosen on the dev split
_CLOSE = 3  # phrases of an owner that lie closest
_NOTHING = -9.0  # stands for a phrase that an owner does not have, or that was not looked at
_LOOKED_AT = 48  # owners whose phrases are looked at one by one: those that the ranker finds likeliest


def join(letters: Matrix, words: Matrix, meaning: Matrix) -> Matrix:
    """Return letters, words and meaning side by side, weighted, one row a text."""
    parts = [np.float32(weight) * rows for weight, rows in zip(_WEIGHTS, (letters, words, meaning), strict=True)]
    return np.hstack(parts)


class Groups:
    """Which phrases belong to which owner, to find what is likest within each."""

    def __init__(self, owners: Indices) -> None:
        """Prepare the groups; owners are numbered from 0, in order, each with at least one phrase."""
        counts = np.bincount(owners)
        starts = np.cumsum(counts) - counts
        place = np.arange(counts[:-1].max(initial=1))
        self._starts, self._counts = starts, counts
        self._table = np.where(place < counts[:-1, None], starts[:-1, None] + place, len(owners))
        self._sizes = np.minimum(counts, _CLOSE).astype(np.float32)

    def likeliest(self, scores: Matrix, also: int | None) -> list[slice]:
        """Return where the phrases lie that are worth a closer look: those of the likeliest owners, and those outside.

        :param scores: of the ridge classifier, one an owner.
        :param also: an owner that has to be among them.
        """
        own = scores[:-1]
        most = min(_LOOKED_AT, len(own))
        near = {*map(int, np.argpartition(-own, most - 1)[:most]), len(own), *([] if also is None else [also])}
        return [slice(self._starts[one], self._starts[one] + self._counts[one]) for one in sorted(near)]

    def highest(self, similarities: Matrix) -> Matrix:
        """Return the highest similarity of each owner."""
        return np.asarray(np.maximum.reduceat(similarities, self._starts), dtype=np.float32)

    def best(self, similarities: Matrix) -> tuple[Matrix, Matrix]:
        """Return, for each owner, its highest similarity, and the mean of its three highest.

        :param similarities: one value a phrase.
        """
        padded = np.append(similarities, np.float32(_NOTHING))[self._table]
        last = similarities[self._starts[-1] :]  # the phrases outside: many times as many as those of any entry
        top = [_highest(rows) for rows in (padded, last[None])]
        known = np.concatenate([np.where(rows > _NOTHING, rows, 0).sum(axis=1) for rows in top]) / self._sizes
        most = np.concatenate([rows.max(axis=1) for rows in top])
        return np.asarray(most, dtype=np.float32), np.asarray(known, dtype=np.float32)


def _highest(rows: Matrix) -> Matrix:
    """Return the few highest values of each row, in no order."""
    most = min(_CLOSE, rows.shape[1])
    return -np.partition(-rows, most - 1, axis=1)[:, :most]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like one text is to the phrases of each owner; the last value belongs to the phrases outside."""

    scores: Matrix
    """Of the ridge classifier."""
    nearest: Matrix
    """Of the phrase that lies nearest, letters, words and meaning together."""
    close: Matrix
    """Of the three nearest phrases, on average."""
    letters: Matrix
    words: Matrix
    meaning: Matrix

    @property
    def fused(self) -> Matrix:
        """Scores and neighbours in one number; each alone finds fewer right entries than both."""
        return np.asarray(self.scores + _NEIGHBOURS * (self.nearest + self.close), dtype=np.float32)


def similarities(rows: Sequence[Matrix], text: Sequence[Matrix], parts: Sequence[slice]) -> list[Matrix]:
    """Return how like a text is to each phrase, in letters, words and meaning; far below 0 where it was not looked at.

    :param rows: letters, words and meaning of the phrases, one row a phrase.
    :param text: the same of the text.
    :param parts: which phrases to look at.
    """
    found = []
    for matrix, vector in zip(rows, text, strict=True):
        similar = np.full(len(matrix), _NOTHING, dtype=np.float32)
        for part in parts:
            similar[part] = matrix[part] @ vector
        found.append(similar)
    return found


def likeness(groups: Groups, scores: Matrix, letters: Matrix, words: Matrix, meaning: Matrix) -> Likeness:
    """Return how like a text is to each owner, from its ridge scores and its similarity to every phrase."""
    together = sum(np.float32(weight) * kind for weight, kind in zip(_WEIGHTS, (letters, words, meaning), strict=True))
    nearest, close = groups.best(np.asarray(together, dtype=np.float32))
    kinds = (groups.highest(kind) for kind in (letters, words, meaning))
    return Likeness(scores, nearest, close, *kinds)


def shortlist_of(fused: Matrix, owners: int) -> Indices:
    """Return the numbers of the owners that are likeliest, in no order; the phrases outside are none of them."""
    most = min(SHORTLIST, owners)
    return np.asarray(np.argpartition(-fused[:owners], most - 1)[:most], dtype=np.int64)


def evidence_of(like: Likeness, known: float, telling: float, shortlist: Indices) -> Numbers:
    """Return one row of evidence for each shortlisted owner."""
    fused = like.fused
    count = len(shortlist)
    return np.column_stack(
        [
            like.scores[shortlist],
            like.nearest[shortlist],
            like.close[shortlist],
            fused[shortlist] - _rivals(fused, shortlist),
            like.letters[shortlist],
            like.words[shortlist],
            like.meaning[shortlist],
            np.full(count, fused[-1]),
            np.full(count, known),
            np.full(count, telling),
        ]
    ).astype(np.float64)


def _rivals(values: Matrix, shortlist: Indices) -> npt.NDArray[np.float32]:
    """Return, for each shortlisted entry, the highest value that any other entry has."""
    order = np.argsort(-values)
    first, second = order[0], order[1]
    return np.asarray(np.where(shortlist == first, values[second], values[first]), dtype=np.float32)
