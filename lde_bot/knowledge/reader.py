"""Reading YAML with the line of every value. The door to PyYAML.

Every scalar is read as text, so that an utterance ``ja`` or ``1700`` stays what the editor typed; mistakes become
findings with file and line, never exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lde_bot.errors import Finding, Severity

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
_SIGNS = 200  # opened lists and fields: no more levels than that can be in a text
_LARGEST = 200_000  # characters: far above any real file, far below a bomb


@dataclass(frozen=True, slots=True)
class Line:
    """A text with the line on which it stands."""

    text: str
    line: int


@dataclass(slots=True)
class Section:
    """A mapping in a YAML file; what is wrong with it goes to ``findings``."""

    path: str
    line: int
    findings: list[Finding]
    _values: dict[str, Node] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)

    def complain(self, code: str, message: str, line: int = 0, severity: Severity = Severity.ERROR) -> None:
        """Add a finding about this section; what is read twice is found once."""
        finding = Finding(self.path, line or self.line, severity, code, message)
        if finding not in self.findings:
            self.findings.append(finding)

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields, in order."""
        return tuple(self._values)

    def line_of(self, name: str) -> int:
        """Return the line of a field, or of the section."""
        return self._lines.get(name, self.line)

    def expect_only(self, known: frozenset[str]) -> None:
        """Complain about fields that do not exist."""
        for name in self._values:
            if name not in known:
                message = f"veld '{name}' bestaat niet; bedoel je een van: {', '.join(sorted(known))}?"
                self.complain("field.unknown", message, self.line_of(name))

    def text(self, name: str, *, required: bool = False, longest: int = 0) -> str:
        """Return the text of a field, without space around it; empty when it is not there."""
        node = self._values.get(name)
        if node is None:
            if required:
                self.complain("field.missing", f"veld '{name}' ontbreekt")
            return ""
        if not isinstance(node, ScalarNode):
            self.complain("field.type", f"veld '{name}' moet een tekst zijn", self.line_of(name))
            return ""
        value = str(node.value).strip()
        if required and not value:
            self.complain("field.empty", f"veld '{name}' is leeg", self.line_of(name))
        if longest and len(value) > longest:
            message = f"veld '{name}' telt {len(value)} tekens; hoogstens {longest}"
            self.complain("field.too-long", message, self.line_of(name))
        return value

    def texts(self, name: str, *, required: bool = False) -> tuple[Line, ...]:
        """Return the texts of a list field, each with its line."""
        node = self._values.get(name)
        if node is None:
            if required:
                self.complain("field.missing", f"veld '{name}' ontbreekt")
            return ()
        if not isinstance(node, SequenceNode):
            self.complain("field.type", f"veld '{name}' moet een lijst zijn", self.line_of(name))
            return ()
        found = []
        for item in node.value:
            if isinstance(item, ScalarNode) and item.value.strip():
                found.append(Line(str(item.value).strip(), item.start_mark.line + 1))
            else:
                message = f"elke regel van '{name}' moet een tekst zijn"
                self.complain("field.type", message, item.start_mark.line + 1)
        return tuple(found)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """Return the day in a field, written as ``jjjj-mm-dd``."""
        value = self.text(name, required=required)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.complain("field.date", f"'{value}' is geen dag; schrijf jjjj-mm-dd", self.line_of(name))
            return None

    def section(self, name: str) -> Section | None:
        """Return the mapping in a field."""
        node = self._values.get(name)
        return None if node is None else self._section(node, name)

    def sections(self, name: str) -> Iterator[Section]:
        """Yield the mappings in a list field."""
        node = self._values.get(name)
        if isinstance(node, SequenceNode):
            for item in node.value:
                section = self._section(item, name)
                if section:
                    yield section
        elif node is not None:
            self.complain("field.type", f"veld '{name}' moet een lijst zijn", self.line_of(name))

    def _section(self, node: Node, name: str) -> Section | None:
        if isinstance(node, MappingNode):
            return _section(node, self.path, self.findings)
        self.complain("field.type", f"'{name}' moet velden met een naam bevatten", node.start_mark.line + 1)
        return None


def read_yaml(text: str, path: str, findings: list[Finding]) -> Section | None:
    """Return the mapping that a YAML text holds, or ``None`` with a finding that says what is wrong."""
    node = _compose(text, path, findings)
    if isinstance(node, MappingNode):
        return _section(node, path, findings)
    if node is not None:
        message = "het bestand moet uit velden met een naam bestaan"
        findings.append(Finding(path, 1, Severity.ERROR, "file.shape", message))
    return None


def read_yaml_list(text: str, path: str, findings: list[Finding]) -> list[Section]:
    """Return the mappings in the list that a YAML text holds; what is wrong with it becomes a finding."""
    node = _compose(text, path, findings)
    if isinstance(node, SequenceNode):
        whole = Section(path, 1, findings, {"lijst": node})
        return list(whole.sections("lijst"))
    if node is not None:
        findings.append(Finding(path, 1, Severity.ERROR, "file.shape", "het bestand moet een lijst zijn"))
    return []


def _compose(text: str, path: str, findings: list[Finding]) -> Node | None:
    """Return what a YAML text is made of, or ``None`` with a finding."""
    if len(text) > _LARGEST:
        findings.append(Finding(path, 1, Severity.ERROR, "file.too-large", f"bestand is groter dan {_LARGEST} tekens"))
        return None
    try:
        trick = _trick(text)
        if trick:
            findings.append(Finding(path, 1, Severity.ERROR, "file.yaml", trick))
            return None
        node: Node | None = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, UnicodeError) as error:  # half of a surrogate pair is no text
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "onleesbaar"
        line = mark.line + 1 if mark else 1
        message = f"geen geldige YAML: {problem}. Staat er een dubbele punt of een aanhalingsteken te veel?"
        findings.append(Finding(path, line, Severity.ERROR, "file.yaml", message))
        return None
    if node is None:
        findings.append(Finding(path, 1, Severity.ERROR, "file.shape", "het bestand is leeg"))
    return node


def _trick(text: str) -> str:
    """Return what is wrong with a text that would cost far more than it seems: references, or levels without end.

    What comes after this goes down level by level; the events do not. A text without the signs for it is not looked at
    twice.
    """
    signs = text.count("[") + text.count("{") + text.count("- -") + text.count("? ")
    if signs <= _SIGNS and not ("&" in text and "*" in text):
        return ""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            return "een verwijzing (*) kan hier niet; schrijf de tekst uit, of zet hem tussen aanhalingstekens"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return f"meer dan {_DEEPEST} niveaus in elkaar kan niet"
    return ""


def _section(node: MappingNode, path: str, findings: list[Finding]) -> Section:
    section = Section(path, node.start_mark.line + 1, findings)
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = str(key.value) if isinstance(key, ScalarNode) else ""
        if not name or name in section._values:
            section.complain("field.twice", f"veld '{name}' staat er twee keer", line)
            continue
        section._values[name] = value
        section._lines[name] = line
    return section


def plain(items: Iterable[object]) -> tuple[str, ...]:
    """Return the texts of a list that was read, without their lines."""
    return tuple(str(getattr(item, "text", item)) for item in items)
