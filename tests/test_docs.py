"""Every command, setting, field and finding is written down; every sentence that the bot says exists and is used."""

from __future__ import annotations

import ast
import re

import pytest

from lde_bot.__main__ import cli
from lde_bot.config import PROJECT, Settings
from lde_bot.directory.columns import COLUMNS
from lde_bot.errors import Severity
from lde_bot.knowledge.model import Audience, Kind
from lde_bot.knowledge.parse import ENTRY_FIELDS
from lde_bot.knowledge.sentences import SENTENCES
from lde_bot.passwords import WORDS
from scripts.make_directory_report import made

DOCS = PROJECT / "docs"
SOURCES = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "lde_bot").rglob("*.py"))]


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_documented_with_its_options(name: str) -> None:
    text = text_of("running.md")
    line = next((line for line in text.splitlines() if line.startswith(f"| `lde-bot {name}")), "")
    assert line, f"docs/running.md does not tell about {name}"
    for parameter in cli.commands[name].params:
        for option in parameter.opts:
            assert not option.startswith("--") or option in line, f"{option} of {name}"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `LDE_{name.upper()}` |" in text_of("running.md")


@pytest.mark.parametrize("name", sorted(ENTRY_FIELDS))
def test_every_field_of_an_entry_is_documented(name: str) -> None:
    assert f"| `{name}` |" in text_of("fiche-schrijven.md")


@pytest.mark.parametrize("value", [*Kind, *Audience])
def test_every_value_of_a_field_is_documented(value: str) -> None:
    assert f"`{value}`" in text_of("fiche-schrijven.md")


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_of_a_sheet_is_documented(name: str) -> None:
    assert f"`{name}`" in text_of("gids.md")


def test_the_directory_in_figures_is_up_to_date() -> None:
    assert text_of("directory.md") == made(), "run: make docs"


def test_every_document_is_named_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for path in DOCS.glob("*.md"):
        assert f"docs/{path.name}" in readme


def test_every_runtime_dependency_is_named_in_the_readme_with_its_reason() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    declared = project.split("dependencies = [")[1].split("\n]")[0]
    for name in re.findall(r'^\s+"([A-Za-z0-9-]+)', declared, re.MULTILINE):
        assert re.search(rf"^\| [^|]*\b{re.escape(name)}\b[^|]*\| [^|]{{10,}}", readme, re.MULTILINE), name


def test_every_dependency_is_pinned_with_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        for block in re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL):
            assert "==" in block
            assert "--hash=sha256:" in block


def test_every_sentence_that_is_said_exists_and_every_sentence_is_said() -> None:
    said: dict[str, set[str]] = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
                "say",
                "_say",
            }:
                for argument in ast.walk(node.args[0]) if node.args else ():
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        said.setdefault(argument.value, set()).update(word.arg or "" for word in node.keywords)
    literal = "\n".join(SOURCES)
    for name in SENTENCES:
        assert re.search(rf'"{name}"', literal.replace(f'"{name}": "', "", 1)), f"nobody says {name}"
    for name, fields in said.items():
        if name in SENTENCES and fields:
            assert fields == SENTENCES[name], name


TESTS = {
    path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in PROJECT.glob("tests/**/*.py")
}
MAKE = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def named_in(text: str) -> tuple[set[str], set[str], set[str]]:
    """Return the tests that a text names between backticks, the paths to tests, and the targets of make."""
    quoted = re.findall(r"`([^`\n]+)`", text)
    tests = {one for one in quoted if re.fullmatch(r"test_[a-z0-9_]+", one)}
    paths = {one for one in quoted if re.fullmatch(r"(tests/)?[a-z_/]*(test_[a-z0-9_]+\.py|tests/[a-z_/]+)", one)}
    return tests, paths, {one.removeprefix("make ").split()[0] for one in quoted if one.startswith("make ")}


@pytest.mark.parametrize("name", ["threat-model.md", "reliability.md", "privacy.md", "architecture.md", "quality.md"])
def test_every_test_and_command_that_a_document_leans_on_exists(name: str) -> None:
    tests, paths, targets = named_in(text_of(name))
    every = "\n".join(TESTS.values())
    assert {one for one in tests if not re.search(rf"^\s*(async )?def {one}\(", every, re.MULTILINE)} == set()
    assert {one for one in paths if not (PROJECT / one).exists() and len(found_as(one)) != 1} == set()
    assert targets - MAKE == set()


def found_as(name: str) -> list[str]:
    """Return the files of tests that a short name may stand for."""
    return [path for path in TESTS if path.endswith(f"/{name}")]


def test_every_threat_names_a_test_that_would_fail_without_what_stops_it() -> None:
    text = text_of("threat-model.md")
    stride = text.split("## STRIDE")[1].split("\n## ")[0]
    rows = [line.split("|") for line in stride.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 20
    for row in rows:
        tests, paths, targets = named_in(row[-2])
        assert tests or targets, f"{row[2]}: name the tests, not a file"
        assert not paths, f"{row[2]}: name the tests, not a file"


ASVS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3
5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3
9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
17.1:1 17.2:4 17.3:2
"""
"""Sections of OWASP ASVS 5.0.0, and how many requirements of levels 1 and 2 each begins with."""


def test_every_requirement_of_levels_1_and_2_is_accounted_for_once() -> None:
    sections = (one.split(":") for one in ASVS.split())
    known = [f"{section}.{number + 1}" for section, most in sections for number in range(int(most))]
    assert len(known) == 253
    standard = text_of("threat-model.md").split("## OWASP ASVS")[1].split("\n## ")[0].split("\n### ")[1:]
    assert [part.split()[0] for part in standard] == [f"V{number + 1}" for number in range(17)]
    found: list[str] = []
    for part in standard:
        rows = [line.split("|") for line in part.splitlines() if re.match(r"\| \d", line)]
        left = " ".join(line for line in part.splitlines() if line.startswith("Not here"))
        here = re.findall(r"\d+\.\d+\.\d+", " ".join([*(row[1] for row in rows), left]))
        assert all(f"V{one.split('.')[0]}" == part.split()[0] for one in here), part.split()[0]
        found += here
        for row in rows:
            assert len(row) == 5, row[1]
            assert len(row[3].strip()) > 12, f"{row[1]}: a test or a reason"
    assert sorted(found) == sorted(known)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_that_counts_for_nothing_in_a_password_is_documented(word: str) -> None:
    assert re.search(rf"\b{re.escape(word)}\b", text_of("bureau.md").split("telt niet mee")[1].split("*Account*")[0])


def test_findings_speak_dutch() -> None:
    assert {severity.value for severity in Severity} == {"fout", "waarschuwing", "melding"}


def test_nothing_names_what_is_not_part_of_the_project() -> None:
    for path in [*DOCS.glob("*.md"), PROJECT / "README.md", PROJECT / "CHANGELOG.md", PROJECT / "data" / "SOURCES.md"]:
        text = path.read_text(encoding="utf-8")
        assert "../" not in text.replace("](../", ""), path.name
        assert "/work/" not in text, path.name
