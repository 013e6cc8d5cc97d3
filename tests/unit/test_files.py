"""A file is replaced whole, or not at all."""

import os
import stat
from pathlib import Path

import pytest

from lde_bot.files import replacing, take_place

NOBODY = 65534


def test_a_file_is_there_in_one_piece_in_a_folder_that_was_not_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.json"
    with replacing(path) as partial:
        partial.write_text("whole", encoding="utf-8")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "whole"
    assert list(path.parent.iterdir()) == [path]


def _fill_the_disk(path: Path) -> None:
    with replacing(path) as partial:
        partial.write_text("ha", encoding="utf-8")
        raise OSError("full")


def test_what_goes_wrong_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="full"):
        _fill_the_disk(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files that their owner cannot read")
def test_what_root_replaces_stays_its_owners_with_the_same_rights(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    os.chown(path, NOBODY, NOBODY)
    with replacing(path) as partial:
        partial.write_text("new", encoding="utf-8")
    made = path.stat()
    assert (made.st_uid, made.st_gid, stat.S_IMODE(made.st_mode)) == (NOBODY, NOBODY, 0o640)
    assert path.read_text(encoding="utf-8") == "new"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files that their owner cannot read")
def test_what_root_makes_in_someones_folder_is_theirs_and_as_closed_as_it_was_made(tmp_path: Path) -> None:
    os.chown(tmp_path, NOBODY, NOBODY)
    path = tmp_path / "new"
    path.touch(0o600)
    take_place(path, tmp_path / "first")
    assert (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) == (NOBODY, 0o600)
