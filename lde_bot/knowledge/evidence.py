"""What speaks for each entry that a question may belong to, as numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lde_bot.knowledge.features import Matrix
from lde_bot.knowledge.ranker import Indices, Numbers

EVIDENCE = ("ranker", "lead", "letters", "words", "meaning", "lead in letters", "lead in meaning", "outside", "known")
"""The kinds of evidence, in the order of the columns."""
FAVOURABLE = [name not in {"outside", "known"} for name in EVIDENCE]
_WEIGHTS = (0.8, 0.5, 1.4)  # letters, words, meaning in the ridge classifier; chosen on the dev split
SHORTLIST = 6


def join(letters: Matrix, words: Matrix, meaning: Matrix) -> Matrix:
    """Return letters, words and meaning side by side, weighted, one row a text."""
    parts = [np.float32(weight) * rows for weight, rows in zip(_WEIGHTS, (letters, words, meaning), strict=True)]
    return np.hstack(parts)


def shortlist_of(scores: Matrix, classes: int) -> Indices:
    """Return the numbers of the owners with the highest scores, in no order."""
    most = min(SHORTLIST, classes)
    return np.asarray(np.argpartition(-scores[:classes], most - 1)[:most], dtype=np.int64)


def evidence_of(scores: Matrix, best: Sequence[Matrix], known: float, shortlist: Indices) -> Numbers:
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
