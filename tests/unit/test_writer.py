"""An entry that is written as a file reads back as the same entry."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.bootstrap import load_knowledge
from lde_bot.config import Settings
from lde_bot.errors import Finding
from lde_bot.knowledge.model import Entry
from lde_bot.knowledge.parse import parse_entry, read_texts
from lde_bot.knowledge.writer import entry_text, printable

ENTRIES = load_knowledge(Settings())[0].entries


TEXTS = read_texts(Settings().knowledge_dir)


def read(text: str, path: str) -> tuple[Entry | None, list[Finding]]:
    findings: list[Finding] = []
    return parse_entry(text, path, findings), findings


def test_every_entry_survives_being_written_and_read() -> None:
    for entry in ENTRIES.values():
        again, findings = read(entry_text(entry), entry.path)
        assert again is not None, findings
        assert replace(again, lines={}) == replace(entry, lines={}), entry.id


def test_every_file_is_what_the_desk_would_write_so_that_git_shows_what_changed_and_no_more() -> None:
    assert len(ENTRIES) > 200
    for entry in ENTRIES.values():
        kept = [line for line in TEXTS[entry.path].splitlines() if not line.lstrip().startswith("#")]
        assert entry_text(entry).splitlines() == kept, entry.path


@pytest.mark.parametrize(
    "text",
    [
        "https://www.voorbeeld.be/bladzijde#deel",
        "De Koepel, contact",
        "hoe krijg ik zo'n scan",
        'wat is een "ticket"',
        "om 14:30",
        "art.60§7",
        "(F)",
        "met 50% & meer",
    ],
)
def test_text_that_yaml_reads_as_it_is_stands_without_quotes(text: str) -> None:
    entry = replace(ENTRIES["wat-is-lde"], utterances=(text, "gewoon"))
    assert f"\n  - {text}\n" in entry_text(entry)
    again, findings = read(entry_text(entry), entry.path)
    assert again is not None, findings
    assert again.utterances == (text, "gewoon")


@pytest.mark.parametrize(
    "text",
    [
        "ja",
        "no",
        "1700",
        "wat: dat",
        "# geen",
        "- lijst",
        "'t is",
        'zeg "ja"',
        "a #b",
        "[x]",
        "{y}",
        "*",
        "&z",
        "é?",
        "x,",
        "x:",
        "a: #b",
        "0800 30 700",
    ],
)
def test_text_that_yaml_would_misread_is_kept_as_it_is(text: str) -> None:
    entry = replace(ENTRIES["wat-is-lde"], utterances=(text, "gewoon"), question=f"{text}?")
    again, findings = read(entry_text(entry), entry.path)
    assert again is not None, findings
    assert again.utterances == (text, "gewoon")


def test_what_is_written_is_stable() -> None:
    entry = ENTRIES["wat-is-lde"]
    once = entry_text(entry)
    again, _ = read(once, entry.path)
    assert again is not None
    assert entry_text(again) == once


LINE = st.text(min_size=1, max_size=60).map(lambda text: " ".join(printable(text).split())).filter(bool)


@given(LINE, LINE, st.lists(LINE, min_size=1, max_size=4))
def test_whatever_a_curator_types_reads_back_as_it_was(question: str, utterance: str, lines: list[str]) -> None:
    entry = replace(ENTRIES["wat-is-lde"], question=question, utterances=(utterance, "gewoon"), answer="\n".join(lines))
    again, findings = read(entry_text(entry), entry.path)
    assert again is not None, findings
    assert (again.question, again.utterances[0], again.answer) == (question, utterance, entry.answer)
