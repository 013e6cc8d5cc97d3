"""What speaks for each entry that a question may belong to, as numbers. Pure.

Arrays have one value a phrase or an owner along their last axis: of one text, or of many, one row a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lde_bot.knowledge.features import Matrix
from lde_bot.knowledge.ranker import Indices, Numbers

EVIDENCE = ("ranker", "nearest", "close", "lead", "letters", "words", "meaning", "outside", "known", "telling")
"""The kinds of evidence, in the order of the columns."""
FAVOURABLE = [name not in {"outside", "known", "telling"} for name in EVIDENCE]
SHORTLIST = 6
_WEIGHTS = (0.8, 0.5, 1.4)  # letters, words, meaning; chosen on the dev split
_NEIGHBOURS = 3.0  # weight of the nearest phrase, and of the three nearest, beside the ranker; chosen on the dev split
_CLOSE = 3  # phrases of an owner that lie closest
_NOTHING = -9.0  # stands for a phrase that an owner does not have, or that was not looked at
_LOOKED_AT = 24  # owners whose phrases are looked at one by one: those that the ranker finds likeliest


def join(letters: Matrix, words: Matrix, meaning: Matrix) -> Matrix:
    """Return letters, words and meaning side by side, weighted, one row a text."""
    parts = [np.float32(weight) * rows for weight, rows in zip(_WEIGHTS, (letters, words, meaning), strict=True)]
    return np.hstack(parts)


class Groups:
    """Which phrases belong to which owner, to find what is likest within each."""

    def __init__(self, owners: Indices) -> None:
        """Prepare the groups; owners are numbered from 0, in order, each with at least one phrase."""
        counts = np.bincount(owners)
        self._starts, self._ends = np.cumsum(counts) - counts, np.cumsum(counts)
        self._sizes = np.minimum(counts, _CLOSE).astype(np.float32)
        doublings = np.ceil(np.log2(counts)).astype(int)
        self._tables = [self._table(np.flatnonzero(doublings == some), len(owners)) for some in np.unique(doublings)]
        """The phrases of owners that have about as many, one row an owner, filled up with one that does not exist."""

    def _table(self, some: Indices, beyond: int) -> tuple[Indices, Indices]:
        starts, ends = self._starts[some, None], self._ends[some, None]
        places = starts + np.arange((ends - starts).max())
        return some, np.where(places < ends, places, beyond)

    def phrases_of(self, owner: int) -> slice:
        """Return where the phrases of an owner lie."""
        return slice(int(self._starts[owner]), int(self._ends[owner]))

    def likeliest(self, scores: Matrix, also: int | None) -> list[slice]:
        """Return where the phrases lie that are worth a closer look: those of the likeliest owners, and those outside.

        :param scores: of the classifier, one an owner.
        :param also: an owner that has to be among them.
        """
        own = scores[:-1]
        most = min(_LOOKED_AT, len(own))
        near = {*map(int, np.argpartition(-own, most - 1)[:most]), len(own), *([] if also is None else [also])}
        first = [one for one in near if one - 1 not in near]
        last = [one for one in near if one + 1 not in near]
        edges = zip(sorted(first), sorted(last), strict=True)  # owners in a row are looked at in one go
        return [slice(int(self._starts[one]), int(self._ends[other])) for one, other in edges]

    def highest(self, similarities: Matrix) -> Matrix:
        """Return the highest similarity of each owner."""
        return np.asarray(np.maximum.reduceat(similarities, self._starts, axis=-1), dtype=np.float32)

    def best(self, similarities: Matrix) -> tuple[Matrix, Matrix]:
        """Return, for each owner, its highest similarity, and the mean of its three highest.

        :param similarities: one value a phrase.
        """
        nothing = np.full((*similarities.shape[:-1], 1), _NOTHING, dtype=np.float32)
        padded = np.concatenate([similarities, nothing], axis=-1)
        most = np.empty((*similarities.shape[:-1], len(self._starts)), dtype=np.float32)
        known = np.empty_like(most)
        for some, table in self._tables:
            top = _highest(padded[..., table])
            most[..., some] = top.max(axis=-1)
            known[..., some] = np.where(top > _NOTHING, top, 0).sum(axis=-1) / self._sizes[some]
        return most, known


def _highest(rows: Matrix) -> Matrix:
    """Return the few highest values of each row, in no order."""
    most = min(_CLOSE, rows.shape[-1])
    return -np.partition(-rows, most - 1, axis=-1)[..., :most]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like one text is to the phrases of each owner; the last value belongs to the phrases outside."""

    scores: Matrix
    """Of the classifier: the log of a probability."""
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
    """Return how like a text is to each owner, from its scores and its similarity to every phrase."""
    together = sum(np.float32(weight) * kind for weight, kind in zip(_WEIGHTS, (letters, words, meaning), strict=True))
    nearest, close = groups.best(np.asarray(together, dtype=np.float32))
    kinds = (groups.highest(kind) for kind in (letters, words, meaning))
    return Likeness(scores, nearest, close, *kinds)


def shortlist_of(fused: Matrix, owners: int) -> Indices:
    """Return the numbers of the owners that are likeliest, in no order; the phrases outside are none of them."""
    most = min(SHORTLIST, owners)
    return np.asarray(np.argpartition(-fused[..., :owners], most - 1)[..., :most], dtype=np.int64)


def evidence_of(like: Likeness, known: Numbers | float, telling: Numbers | float, shortlist: Indices) -> Numbers:
    """Return one row of evidence for each shortlisted owner of each text.

    :param known: one value a text, as ``telling``.
    """
    fused = like.fused
    kinds = (like.scores, like.nearest, like.close, fused - _rivals(fused), like.letters, like.words, like.meaning)
    of_text = (fused[..., -1], known, telling)
    columns = [np.take_along_axis(kind, shortlist, axis=-1) for kind in kinds]
    columns += [np.broadcast_to(np.asarray(one)[..., None], shortlist.shape) for one in of_text]
    return np.stack(columns, axis=-1).astype(np.float64)


def _rivals(values: Matrix) -> Matrix:
    """Return, for each owner, the highest value that any other has."""
    second, first = np.moveaxis(np.partition(values, -2)[..., -2:, None], -2, 0)
    return np.asarray(np.where(values == first, second, first), dtype=np.float32)
