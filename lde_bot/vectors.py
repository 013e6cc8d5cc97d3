"""A book of sentence embeddings that were computed before, so that starting does not mean encoding everything again.

The file is an ``npz`` with one row a text: a 64-bit hash of the text, 384 values as signed bytes and their scale, as
the encoder rounds them. It can always be made again: ``lde-bot vectors``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import numpy as np

from lde_bot.encoder import MODEL, WIDTH, Encoder, Vectors, from_bytes, in_bytes
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
            self._rows |= dict(zip((int(key) for key in keys), from_bytes(codes, scales), strict=True))

    def write(self, path: Path, texts: Sequence[str]) -> None:
        """Write the embeddings of exactly these texts."""
        keys = sorted({text_key(text) for text in texts} & self._rows.keys())
        rows = np.stack([self._rows[key] for key in keys]) if keys else np.zeros((0, WIDTH), dtype=np.float32)
        codes, scales = in_bytes(rows)
        with replacing(path) as partial:
            np.savez_compressed(partial, keys=np.array(keys, dtype=np.uint64), codes=codes, scales=scales)

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
    """An encoder that keeps what it encoded, in memory and in a file: for texts that are asked time and again.

    What it returns is bit for bit what the encoder itself returns; several threads never encode the same text twice.
    """

    def __init__(self, encoder: Encoder, path: Path | None, ready: Path | None = None) -> None:
        """Begin with what the files hold, which are read when first needed.

        :param path: file that is written; ``None`` keeps everything in memory only.
        :param ready: file that comes with the project.
        """
        self._encoder, self._path, self._lock = encoder, path, Lock()
        self._files = [file for file in (ready, path) if file]
        self._book = VectorBook()
        self._asked: set[str] = set()
        self._new = False
        self.encoded = 0
        """Texts that no file had."""

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, one row each."""
        with self._lock:
            while self._files:
                self._book.read(self._files.pop())
            self._asked.update(texts)
            if missing := self._book.missing(texts):
                self._new = True
                self.encoded += len(missing)
            return self._book.vectors(texts, self._encoder)

    def write(self) -> None:
        """Write what was asked since the start, if any of it is new; without a file the next start is only slower."""
        with self._lock:
            if self._path is None or not self._new:
                return
            self._new = False
            with suppress(OSError):
                self._book.write(self._path, sorted(self._asked))
