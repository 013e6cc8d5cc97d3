"""A file is replaced whole, or not at all."""

from pathlib import Path

import pytest

from lde_bot.files import replacing


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
