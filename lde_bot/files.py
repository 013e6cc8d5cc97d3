"""Files that are whole or not there, also when the disk is full or the program ends while one is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to, with the same ending; what stands there at the end takes the place of a file at once.

    The folder is made when it is not there. After an error the file is as it was, and nothing half written stays: half
    a file would keep a full disk full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".partial{path.suffix}")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
