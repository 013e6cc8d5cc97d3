"""The fuzzer (``make fuzz``): a few hundred changed inputs for each reader, and that it would tell of a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import fuzz, fuzz_files, tables
from lde_bot.directory.tabular import csv_of, rows_in


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_changed_inputs_are_refused_or_read_and_break_nothing(name: str) -> None:
    _, run = fuzz.fuzz(name, 600, most=300, seed=7)
    assert run.inputs == 300
    assert run.kinds > 1
    assert run.crashes == []


@pytest.mark.parametrize("name", ["sheet", "hsds", "archive", "workbook"])
def test_among_the_sound_files_that_are_changed_is_one_that_is_taken(name: str) -> None:
    codes, taken = (), 1
    assert (codes, taken) in [fuzz.TARGETS[name](seed) for seed in fuzz_files.seeds(name)]


@pytest.mark.parametrize("cell", ["a\tb\tc", "a;b;c", "\x85a;b;c", 'a";";";b', "a\n;;;b"])
def test_separators_within_a_cell_of_the_header_separate_nothing(cell: str) -> None:
    rows = [[cell.strip(), "x"], ["1", "2"]]
    assert [cells for _, cells in rows_in(csv_of(rows), "x.csv")] == rows


def test_a_header_with_a_loose_quote_or_an_odd_end_of_line_has_its_separator_still() -> None:
    for header in ('naam";dienst', "na\x85am;dienst"):
        assert [len(cells) for _, cells in rows_in(f"{header}\n1;2\n".encode(), "x.csv")] == [2, 2]


def test_a_reader_that_breaks_is_told_with_what_broke_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(text: str) -> object:
        raise KeyError(len(text))

    monkeypatch.setitem(fuzz.TARGETS, "csv", breaks)
    _, run = fuzz.fuzz("csv", 600, most=300, seed=7)
    assert len(run.crashes) == 5
    assert all(crash.startswith("KeyError") for crash in run.crashes)
    assert fuzz.rows([("csv", run)])[-1] == ("together", "5", "", "5")


def test_a_reader_that_is_slow_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "SLOW", -1.0)
    _, run = fuzz.fuzz("csv", 600, most=300, seed=7)
    assert [crash.partition("\n")[0] for crash in run.crashes] == ["AssertionError: it takes too long"] * 5


def test_a_table_replaces_the_one_between_its_marks_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a:start -->\nold\n<!-- a:end -->\nafter\n", encoding="utf-8")
    tables.write("a", tables.table(["x", "y"], [("1", "2")]), page)
    expected = "before\n<!-- a:start -->\n| x | y |\n| --- | --- |\n| 1 | 2 |\n<!-- a:end -->\nafter\n"
    assert page.read_text("utf-8") == expected
    with pytest.raises(ValueError, match="no place for b"):
        tables.write("b", "", page)


def test_the_shortest_new_inputs_that_can_be_printed_stay_in_the_corpus_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "CORPUS", tmp_path)
    (tmp_path / "csv.txt").write_text("a,b\\n1,2\\n\n", encoding="utf-8")
    left_out = ["a,b\n1,2\n", "x\0", "\ud83d", "x\u2028y", "a\\nb", " ", "x" * 200]
    for _ in range(2):
        fuzz.keep("csv", ["naam\né", "x;y", "x;y", *left_out])
    assert fuzz.corpus_of("csv") == ["a,b\\n1,2\\n", "x;y", "naam\\né"]
    fuzz.keep("csv", [f"regel {number}" for number in range(100)])
    assert len(fuzz.corpus_of("csv")) == fuzz.MOST_SEEDS
    _, run = fuzz.fuzz("csv", 600, most=300, seed=7)
    assert run.new
