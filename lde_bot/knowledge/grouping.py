"""Which questions ask the same: letters and, with an encoder, meaning, compared with every group at once.

What a question looks like here does not depend on the entries of the moment, so groups stay as they are when content
changes. Letters are hashed trigrams (Weinberger et al., 2009), meaning is the sentence embedding less its usual value.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from lde_bot.encoder import WIDTH, Encoder, Vectors
from lde_bot.text import content_words

SAME = 0.55
"""From this likeness on, two questions stand in one group."""
_LETTERS = 512
_MOST_WORDS = 4000
Row = npt.NDArray[np.float32]


@dataclass(slots=True)
class _Known:
    numbers: list[int]
    rows: Vectors


class Grouping:
    """Compares questions with the groups there are; groups are added as they come, and never change."""

    def __init__(self, encoder: Encoder | None, usual: Vectors | None) -> None:
        """Start without groups.

        :param encoder: sentence encoder; without one, only letters are compared.
        :param usual: embeddings of ordinary questions: their mean says nothing about a question.
        """
        self._encoder = encoder
        self._centre = usual.mean(axis=0) if usual is not None and len(usual) else np.zeros(WIDTH, dtype=np.float32)
        self._known = _Known([], np.zeros((64, _LETTERS + WIDTH), dtype=np.float32))

    @property
    def last(self) -> int:
        """Number of the last group that was added; 0 when there is none."""
        return self._known.numbers[-1] if self._known.numbers else 0

    def describe(self, text: str) -> str:
        """Return what a question looks like, as text to keep."""
        letters = np.zeros(_LETTERS, dtype=np.float32)
        padded = f" {' '.join(content_words(text))[:_MOST_WORDS]} "
        for start in range(len(padded) - 2):
            code = crc32(padded[start : start + 3].encode())
            letters[code % _LETTERS] += 1.0 if code & 0x80000000 else -1.0
        meaning = np.zeros(WIDTH, dtype=np.float32)
        if self._encoder:
            meaning = np.asarray(self._encoder([text])[0]) - self._centre
        whole = np.concatenate((_unit(letters), _unit(meaning))).astype(np.float16)
        return base64.b64encode(whole.tobytes()).decode()

    def add(self, number: int, described: str) -> None:
        """Add a group by what its first question looks like."""
        known, row = self._known, _row(described)
        if len(known.numbers) == len(known.rows):
            known.rows = np.concatenate((known.rows, np.zeros_like(known.rows)))
        known.rows[len(known.numbers)] = row
        known.numbers.append(number)

    def nearest(self, described: str) -> tuple[int, float]:
        """Return the group that a question is most like, and how much, 0 to 1; (0, 0) when there are no groups."""
        count = len(self._known.numbers)
        if not count:
            return 0, 0.0
        row = _row(described)
        kinds = 2 if row[_LETTERS:].any() else 1
        scores = self._known.rows[:count] @ row / kinds
        best = int(np.argmax(scores))
        return self._known.numbers[best], float(max(0.0, scores[best]))

    def keep(self, numbers: Collection[int]) -> None:
        """Go on with these groups only: the others are no more."""
        known, wanted = self._known, set(numbers)
        places = [place for place, number in enumerate(known.numbers) if number in wanted]
        known.rows[: len(places)] = known.rows[places]
        known.numbers = [known.numbers[place] for place in places]

    def forget(self) -> None:
        """Start again without groups."""
        self._known.numbers.clear()


def _row(described: str) -> Row:
    row = np.frombuffer(base64.b64decode(described), dtype=np.float16).astype(np.float32)
    return row if len(row) == _LETTERS + WIDTH else np.zeros(_LETTERS + WIDTH, dtype=np.float32)


def _unit(vector: Row) -> Row:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
