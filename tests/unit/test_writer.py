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
from lde_bot.knowledge.parse import parse_entry
from lde_bot.knowledge.writer import entry_text, printable

ENTRIES = load_knowledge(Settings())[0].entries


def read(text: str, path: str) -> tuple[Entry | None, list[Finding]]:
    findings: list[Finding] = []
    return parse_entry(text, path, findings), findings


def test_every_entry_survives_being_written_and_read() -> None:
    for entry in ENTRIES.values():
        again, findings = read(entry_text(entry), entry.path)
        assert again is not None, findings
        assert replace(again, lines={}) == replace(entry, lines={}), entry.id


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
