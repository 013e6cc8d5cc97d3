"""A mistake in content is a finding with file and line; nothing is guessed and nothing crashes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.errors import ContentError, Finding, Severity
from lde_bot.knowledge.model import Kind
from lde_bot.knowledge.parse import load_dir, parse_entry
from lde_bot.knowledge.reader import read_yaml
from tests.conftest import entry_text


def findings_of(text: str, path: str = "knowledge/basis/een.yaml") -> list[Finding]:
    findings: list[Finding] = []
    parse_entry(text, path, findings)
    return findings


def test_a_sound_entry_is_read_as_it_stands() -> None:
    findings: list[Finding] = []
    entry = parse_entry(entry_text("een"), "knowledge/basis/een.yaml", findings)
    assert findings == []
    assert entry is not None
    assert (entry.id, entry.theme, entry.kind, len(entry.utterances)) == ("een", "basis", Kind.ANSWER, 8)
    assert entry.answer == "Dit is een. Het is kort."
    assert entry.line_of("answer") == entry_text("een").splitlines().index("answer: |") + 1


@pytest.mark.parametrize(
    ("field", "change", "code", "line"),
    [
        ("id", "id: Een!", "entry.id", 1),
        ("id", "id: twee", "entry.id", 1),
        ("question", "", "field.missing", 1),
        ("question", "question:", "field.empty", 2),
        ("question", "question: " + "x" * 91, "field.too-long", 2),
        ("question", "question: [a, b]", "field.type", 2),
        ("audience", "audience: [martian]", "field.value", 3),
        ("audience", "audience: citizen", "field.type", 3),
        ("answer", "answer: " + "x" * 901, "field.too-long", 13),
        ("sources", "", "entry.missing-source", 1),
        ("sources", "sources:\n  - title: Bron\n    url: geen adres", "source.url", 17),
        ("reviewed_on", "reviewed_on: gisteren", "field.date", 18),
        ("reviewed_on", "reviewed_on: 2026-02-30", "field.date", 18),
        ("extra", "anwser: typfout", "field.unknown", 19),
        ("extra", "id: nog eens", "field.twice", 19),
        ("extra", "kind: soms", "field.value", 19),
        ("extra", "next_step:\n  label: Verder", "next-step.target", 20),
        ("extra", "next_step: verder", "field.type", 19),
    ],
)
def test_each_mistake_is_found_on_its_own_line(field: str, change: str, code: str, line: int) -> None:
    found = [(finding.code, finding.line) for finding in findings_of(entry_text("een", **{field: change}))]
    assert (code, line) in found


def test_broken_yaml_names_the_line_and_says_it_in_dutch() -> None:
    finding = findings_of("id: een\nquestion: wat: nu\n")[0]
    assert (finding.code, finding.line, finding.severity) == ("file.yaml", 2, Severity.ERROR)
    assert str(finding).startswith("knowledge/basis/een.yaml:2: fout: geen geldige YAML")


@pytest.mark.parametrize("text", ["- een lijst", "gewoon tekst", "", "null"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    assert [finding.code for finding in findings_of(text)] == ["file.shape"]


def test_values_that_yaml_would_change_stay_as_typed() -> None:
    utterances = "utterances: [ja, nee, 1700, on, 2026-01-01, 'null', 0x1F, ~]"
    findings: list[Finding] = []
    entry = parse_entry(entry_text("een", utterances=utterances), "knowledge/basis/een.yaml", findings)
    assert entry is not None
    assert entry.utterances == ("ja", "nee", "1700", "on", "2026-01-01", "null", "0x1F", "~")


def test_a_bomb_of_aliases_is_no_bomb() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert findings_of(bomb)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    findings: list[Finding] = []
    section = read_yaml(text, "x.yaml", findings)
    assert section is not None or findings


def test_a_folder_with_sound_files_becomes_a_knowledge_base(knowledge_dir: Path) -> None:
    base, findings = load_dir(knowledge_dir)
    assert list(base.entries) == ["een", "twee"]
    assert findings == []


def test_the_same_content_has_the_same_revision_and_other_content_another(knowledge_dir: Path) -> None:
    before = load_dir(knowledge_dir)[0].revision
    assert load_dir(knowledge_dir)[0].revision == before
    (knowledge_dir / "basis" / "een.yaml").write_text(entry_text("een", question="question: Anders?"))
    assert load_dir(knowledge_dir)[0].revision != before


def test_one_bad_file_refuses_the_whole_and_names_every_mistake(knowledge_dir: Path) -> None:
    (knowledge_dir / "basis" / "een.yaml").write_text(entry_text("een", answer=""))
    (knowledge_dir / "responses.yaml").write_text("welcome: dag {naam}\n")
    with pytest.raises(ContentError) as caught:
        load_dir(knowledge_dir)
    codes = {(finding.path, finding.code) for finding in caught.value.findings}
    assert ("knowledge/basis/een.yaml", "field.missing") in codes
    assert ("knowledge/responses.yaml", "response.placeholder") in codes


def test_an_id_in_two_folders_is_found(knowledge_dir: Path) -> None:
    (knowledge_dir / "ander").mkdir()
    (knowledge_dir / "ander" / "een.yaml").write_text(entry_text("een"))
    with pytest.raises(ContentError) as caught:
        load_dir(knowledge_dir)
    assert [finding.code for finding in caught.value.findings] == ["entry.duplicate-id"]


def test_a_folder_that_is_not_there_is_a_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no knowledge base"):
        load_dir(tmp_path / "nergens")
