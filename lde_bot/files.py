"""Files that are whole or not there, also when the disk is full or the program ends while one is written."""

from __future__ import annotations

import os
import stat
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
        take_place(partial, path)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def take_place(new: Path, old: Path) -> None:
    """Let a new file belong to whom the old one belongs, with its rights; without an old one, to whom its folder does.

    Only for root, who works beside a service with a user of its own: that could not read what root keeps to itself.

    :raises OSError: this root may not give a file away.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return
    known = (old if old.exists() else old.parent).stat()
    made = new.stat()
    if (made.st_uid, made.st_gid) != (known.st_uid, known.st_gid):
        os.chown(new, known.st_uid, known.st_gid)
    if old.exists():
        new.chmod(stat.S_IMODE(known.st_mode))
