"""A book of sentence embeddings that were computed before, so that starting does not mean encoding everything again.

The file is an ``npz`` with one row a text: a 64-bit hash of the text, 384 values as signed bytes and their scale
(rounding moves a cosine by less than 0.01). It can always be made again: ``lde-bot vectors``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import numpy as np

from lde_bot.encoder import MODEL, WIDTH, Encoder, Vectors
from lde_bot.files import replacing


def text_key(text: str) -> int:
    """Return the 64-bit key of a text under the current model."""
    return int.from_bytes(blake2b(f"{MODEL}\0{text}".encode(), digest_size=8).digest(), "big")


class VectorBook:
    """Embeddings by text."""

    def __init__(self) -> None:
        """Start with an empty book."""
        self._rows: dict[int, Vectors] = {}

    def read(self, path: Path) -> None:
        """Add what a file holds; a file that is missing or damaged adds nothing, for it can be made again."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                keys, codes, scales = stored["keys"], stored["codes"], stored["scales"]
        except Exception:  # damage in a zip shows as a dozen kinds of error
            return
        if codes.shape == (len(keys), WIDTH) and scales.shape == (len(keys),):
            rows = codes.astype(np.float32) * scales[:, None].astype(np.float32)
            self._rows |= dict(zip((int(key) for key in keys), rows, strict=True))

    def write(self, path: Path, texts: Sequence[str]) -> None:
        """Write the embeddings of exactly these texts."""
        keys = sorted({text_key(text) for text in texts} & self._rows.keys())
        rows = np.stack([self._rows[key] for key in keys]) if keys else np.zeros((0, WIDTH), dtype=np.float32)
        scales = np.maximum(np.abs(rows).max(axis=1, initial=1e-9), 1e-9) / 127
        with replacing(path) as partial:
            np.savez_compressed(
                partial,
                keys=np.array(keys, dtype=np.uint64),
                codes=np.round(rows / scales[:, None]).astype(np.int8),
                scales=scales.astype(np.float32),
            )

    def missing(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the texts that are not in the book."""
        return tuple(dict.fromkeys(text for text in texts if text_key(text) not in self._rows))

    def vectors(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """Return the embeddings of the texts, encoding those that are not in the book yet."""
        new = self.missing(texts)
        for start in range(0, len(new), 64):
            some = new[start : start + 64]
            self._rows |= zip((text_key(text) for text in some), encoder(some), strict=True)
        if not texts:
            return np.zeros((0, WIDTH), dtype=np.float32)
        return np.stack([self._rows[text_key(text)] for text in texts])


class Held:
    """An encoder that keeps exactly what it encoded, in memory and in a file: for texts that are asked time and again.

    What it returns is bit for bit what the encoder itself returns; several threads never encode the same text twice.
    """

    def __init__(self, encoder: Encoder, path: Path | None) -> None:
        """Begin with what a file holds, which is read when first needed; ``None`` keeps everything in memory only."""
        self._encoder, self._path, self._lock = encoder, path, Lock()
        self._rows: dict[int, Vectors] | None = None
        self._asked: set[int] = set()
        self._new = False

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, one row each."""
        if not texts:
            return np.zeros((0, WIDTH), dtype=np.float32)
        with self._lock:
            if self._rows is None:
                self._rows = self._read()
            for text in texts:
                key = text_key(text)
                self._asked.add(key)
                if key not in self._rows:
                    self._rows[key] = self._encoder([text])[0]
                    self._new = True
            return np.stack([self._rows[text_key(text)] for text in texts])

    def write(self) -> None:
        """Write what was asked since the start, if any of it is new; without a file the next start is only slower."""
        with self._lock:
            if self._path is None or not self._new or not self._rows:
                return
            self._new = False
            keys = sorted(self._asked)
            rows = np.stack([self._rows[key] for key in keys])
            with suppress(OSError), replacing(self._path) as partial:
                np.savez(partial, keys=np.array(keys, dtype=np.uint64), rows=rows)

    def _read(self) -> dict[int, Vectors]:
        if self._path is None:
            return {}
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                keys, rows = stored["keys"], stored["rows"]
        except Exception:  # damage in a zip shows as a dozen kinds of error
            return {}
        sound = rows.shape == (len(keys), WIDTH) and rows.dtype == np.float32
        return {int(key): row for key, row in zip(keys, rows, strict=True)} if sound else {}
