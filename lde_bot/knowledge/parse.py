"""From the files of the knowledge base to frozen dataclasses; every mistake is a finding with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from string import Formatter
from typing import TypeVar

from lde_bot.errors import ContentError, Finding, Severity, errors
from lde_bot.knowledge.foreign import read_language
from lde_bot.knowledge.model import (
    Audience,
    Entry,
    Kind,
    KnowledgeBase,
    Language,
    NextStep,
    Responses,
    Source,
)
from lde_bot.knowledge.reader import Section, read_yaml
from lde_bot.knowledge.sentences import SENTENCES
from lde_bot.knowledge.words import LABEL_LIMIT, read_vocabulary

ANSWER_LIMIT = 900
"""Characters of an answer: what fits a phone screen."""
DETAILS_LIMIT = 2000
"""Characters of the longer explanation: one Telegram message with room to spare."""
QUESTION_LIMIT = 90
"""Characters of a title."""

ENTRY_FIELDS = frozenset(
    "id kind question audience utterances answer details simpler sources valid_from valid_until successor reviewed_on"
    " related next_step".split()
)
"""Fields that an entry may have."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAMES = TypeVar("_NAMES", bound=StrEnum)
_OF_WORDS = ("vocabulary.yaml", "outside.yaml", "requests.yaml", "aspects.yaml")
_FIXED_FILES = ("responses.yaml", *_OF_WORDS)
_LANGUAGES = "languages"
"""Folder with one file for each language other than Dutch."""


def load_dir(root: Path) -> tuple[KnowledgeBase, list[Finding]]:
    """Read the knowledge base from a directory.

    :returns: the content, and findings that are no errors.
    :raises ContentError: at least one file cannot be used; carries all findings.
    """
    if not root.is_dir():
        finding = Finding(str(root), 0, Severity.ERROR, "file.missing", "deze map bestaat niet")
        raise ContentError(f"There is no knowledge base in {root}.", [finding])
    base, findings = parse(read_texts(root), root.name)
    if base is None:
        raise ContentError("The knowledge base has errors.", findings)
    return base, findings


def read_texts(root: Path) -> dict[str, str]:
    """Return the files of a knowledge base as text, by path."""
    return {
        path.relative_to(root.parent).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted([*root.glob("*/*.yaml"), *(root / name for name in _FIXED_FILES)])
        if path.is_file()
    }


def parse(texts: Mapping[str, str], root: str = "knowledge") -> tuple[KnowledgeBase | None, list[Finding]]:
    """Parse the files of a knowledge base, given as text by path.

    :returns: the content, or ``None`` when a finding is an error; and all findings.
    """
    findings: list[Finding] = []
    entries: dict[str, Entry] = {}
    languages: dict[str, Language] = {}
    for path, text in texts.items():
        if path.startswith(f"{root}/{_LANGUAGES}/"):
            section = read_yaml(text, path, findings)
            if section:
                languages[Path(path).stem] = read_language(section, path)
        elif path.count("/") == 2:
            entry = parse_entry(text, path, findings)
            if entry and entry.id in entries:
                message = f"id '{entry.id}' bestaat al in {entries[entry.id].path}"
                findings.append(Finding(path, entry.line_of("id"), Severity.ERROR, "entry.duplicate-id", message))
            elif entry:
                entries[entry.id] = entry
    fixed = {name: _required(texts, f"{root}/{name}", findings) for name in _FIXED_FILES}
    vocabulary = read_vocabulary(*(fixed[name] for name in _OF_WORDS))
    responses = _responses(fixed["responses.yaml"])
    if errors(findings) or vocabulary is None or responses is None:
        return None, sorted(findings)
    ordered = dict(sorted(entries.items()))
    return KnowledgeBase(ordered, vocabulary, responses, _revision(texts), languages), sorted(findings)


def parse_entry(text: str, path: str, findings: list[Finding]) -> Entry | None:
    """Parse one entry; ``None`` with findings when it cannot be used."""
    section = read_yaml(text, path, findings)
    if section is None:
        return None
    before = len(errors(findings))
    section.expect_only(ENTRY_FIELDS)
    utterances = section.texts("utterances", required=True)
    lines = {name: section.line_of(name) for name in section.names()}
    lines |= {f"utterances.{number}": item.line for number, item in enumerate(utterances)}
    kind = _one_of(section, "kind", Kind) or Kind.ANSWER
    reviewed_on = section.day("reviewed_on", required=True)
    entry = Entry(
        id=_id(section, path),
        theme=path.split("/")[-2],
        kind=kind,
        question=section.text("question", required=True, longest=QUESTION_LIMIT),
        utterances=tuple(item.text for item in utterances),
        answer=section.text("answer", required=True, longest=ANSWER_LIMIT),
        details=section.text("details", longest=DETAILS_LIMIT),
        simpler=section.text("simpler", longest=ANSWER_LIMIT),
        sources=_sources(section, required=kind is not Kind.SMALLTALK),
        audience=_audience(section),
        valid_from=section.day("valid_from"),
        valid_until=section.day("valid_until"),
        successor=section.text("successor"),
        reviewed_on=reviewed_on or date.min,
        related=tuple(item.text for item in section.texts("related")),
        next_step=_next_step(section),
        path=path,
        lines=lines,
    )
    return entry if len(errors(findings)) == before else None


def _id(section: Section, path: str) -> str:
    value = section.text("id", required=True, longest=48)
    if value and not _ID.fullmatch(value):
        section.complain(
            "entry.id", f"id '{value}' mag enkel kleine letters, cijfers en streepjes hebben", section.line_of("id")
        )
    elif value and value != Path(path).stem:
        section.complain(
            "entry.id", f"id '{value}' moet de naam van het bestand zijn ({Path(path).stem})", section.line_of("id")
        )
    return value


def _one_of(section: Section, name: str, names: type[_NAMES]) -> _NAMES | None:
    value = section.text(name)
    if not value:
        return None
    try:
        return names(value)
    except ValueError:
        known = ", ".join(item.value for item in names)
        section.complain("field.value", f"'{value}' is geen {name}; kies uit: {known}", section.line_of(name))
        return None


def _audience(section: Section) -> tuple[Audience, ...]:
    found = []
    for item in section.texts("audience", required=True):
        try:
            found.append(Audience(item.text))
        except ValueError:
            known = ", ".join(audience.value for audience in Audience)
            section.complain("field.value", f"'{item.text}' is geen publiek; kies uit: {known}", item.line)
    return tuple(found)


def _sources(section: Section, *, required: bool) -> tuple[Source, ...]:
    found = []
    for item in section.sections("sources"):
        item.expect_only(frozenset({"title", "url", "act", "article"}))
        source = Source(
            title=item.text("title", required=True),
            url=item.text("url", required=True),
            act=item.text("act"),
            article=item.text("article"),
        )
        if source.url and not re.fullmatch(r"https?://[^\s.]{1,100}\.[^\s]+", source.url):
            item.complain("source.url", f"'{source.url}' is geen webadres", item.line_of("url"))
        found.append(source)
    if required and not found:
        section.complain("entry.missing-source", "er staat geen bron bij", section.line_of("sources"))
    return tuple(found)


def _next_step(section: Section) -> NextStep | None:
    item = section.section("next_step")
    if item is None:
        return None
    item.expect_only(frozenset({"label", "entry", "service", "url"}))
    step = NextStep(
        label=item.text("label", required=True, longest=LABEL_LIMIT),
        entry=item.text("entry"),
        service=item.text("service"),
        url=item.text("url"),
    )
    if sum(map(bool, (step.entry, step.service, step.url))) != 1:
        item.complain("next-step.target", "zet één doel: entry, service of url")
    return step


def _required(texts: Mapping[str, str], path: str, findings: list[Finding]) -> Section | None:
    if path not in texts:
        findings.append(Finding(path, 0, Severity.ERROR, "file.missing", "dit bestand ontbreekt"))
        return None
    return read_yaml(texts[path], path, findings)


def _responses(section: Section | None) -> Responses | None:
    """Read the sentences, and hold each against its contract: a wrong name between braces would break a reply."""
    if section is None:
        return None
    section.expect_only(frozenset(SENTENCES))
    texts = {name: section.text(name, required=True) for name in SENTENCES}
    for name, text in texts.items():
        try:
            found = {part for _, part, _, _ in Formatter().parse(text) if part is not None}
        except ValueError:
            section.complain("response.braces", f"zin '{name}' heeft een losse accolade", section.line_of(name))
            continue
        if text and found != SENTENCES[name]:
            names = ", ".join(f"{{{part}}}" for part in sorted(SENTENCES[name])) or "niets"
            section.complain(
                "response.placeholder", f"zin '{name}' moet tussen accolades {names} hebben", section.line_of(name)
            )
    return Responses(texts)


def _revision(texts: Mapping[str, str]) -> str:
    digest = blake2b(digest_size=8)
    for path, text in sorted(texts.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()
