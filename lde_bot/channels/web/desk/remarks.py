"""What is wrong or doubtful about a fiche, in the words of its form and beside the field that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lde_bot.errors import Finding
from lde_bot.services_editing import Check

LABELS = {
    "question": "De vraag, als titel",
    "utterances": "Zo vragen mensen het",
    "answer": "Het antwoord",
    "sources": "Bronnen",
    "details": "Meer uitleg (mag leeg)",
    "simpler": "Eenvoudiger (mag leeg)",
    "audience": "Voor wie",
    "id": "Naam van de fiche",
    "theme": "Thema",
    "kind": "Soort",
    "valid_from": "Geldt vanaf",
    "valid_until": "Geldt tot en met",
    "reviewed_on": "Nagekeken op",
    "successor": "Fiche die zegt wat daarna geldt",
    "related": "Verwante fiches",
    "step_label": "Tekst van de eerste knop",
    "step_entry": "… naar fiche",
    "step_service": "… naar dienst",
    "step_url": "… naar webadres",
}
"""What the form calls each field."""
_FIELDS = LABELS | {"next_step": LABELS["step_label"]}
_INSIDE = {"url": "webadres", "title": "titel", "act": "akte", "article": "artikel"}  # parts of a line of a source
_NAMED = re.compile(rf"'?\b({'|'.join(_FIELDS)})\b'?")
_NAMING = {"field.missing", "field.empty"}  # a field that is not there has no line: the message names it
_ABOUT = {"entry.missing-source": "sources"}  # what is about a field that is not there, and does not name it
_FILE = re.compile(r"(?<![\w/-])[\w/-]+\.yaml")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a person should look at."""

    message: str
    """What is wrong and what would be right."""
    field: str = ""
    """Field that it is about; empty when it is about none."""
    wrong: bool = True
    """False for advice: it can be published like this."""

    @property
    def label(self) -> str:
        """What the form calls the field."""
        return LABELS.get(self.field, "")


def remarks_of(one: Check) -> list[Remark]:
    """Return what was found about a draft that was handed in."""
    return remarks_on(one.findings, one.path, one.content, one.errors)


def remarks_on(findings: Iterable[Finding], path: str, content: str, errors: Iterable[Finding]) -> list[Remark]:
    """Return findings in the words of the form.

    :param path: file of the fiche; a finding in another file is about no field.
    :param content: the file, in which lines are looked up.
    :param errors: those that keep the fiche from being published.
    """
    keeping = list(errors)
    return [
        Remark(_plain(one.message), _field_of(one, content) if one.path == path else "", wrong=one in keeping)
        for one in sorted(findings, key=lambda one: one not in keeping)
    ]


def _field_of(one: Finding, content: str) -> str:
    """Return the field of the form that a finding is about; empty when there is none."""
    if one.code in _ABOUT:
        return _ABOUT[one.code]
    heads = [row.partition(":")[0] for row in content.splitlines()[: one.line] if row[:1].isalpha()]
    named = _NAMED.search(one.message) if one.code in _NAMING else None
    name = named.group(1) if named else heads[-1] if heads else ""
    name = "step_label" if name == "next_step" else name
    return name if name in LABELS else ""


def _plain(message: str) -> str:
    """Return a message with the labels of fields and the names of fiches, not those in files."""
    named = _NAMED.sub(lambda match: f"“{_FIELDS[match.group(1)]}”", message)
    for name, said in _INSIDE.items():
        named = named.replace(f"veld '{name}'", f"“{said}”")
    return _FILE.sub(_fiche, named)


def _fiche(file: re.Match[str]) -> str:
    """Return the name of the fiche that a file holds; a file in no folder holds none."""
    folder, _, name = file.group().rpartition("/")
    return f"fiche '{name.removesuffix('.yaml')}'" if folder else file.group()
