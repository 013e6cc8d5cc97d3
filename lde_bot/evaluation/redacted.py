"""How much of what identifies a person is taken out of a text, and how often an ordinary question is touched.

The lines in ``tests/redaction/personal.csv`` are made up: text, kind, secret, language. The ordinary questions are the
held-out ones of ``tests/cases``. ``fresh.csv`` holds lines of the same kind, written before the patterns were last
changed and kept apart: nobody looks at what is missed there to change a pattern.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lde_bot.redaction import redact
from lde_bot.text import words

_SHORTEST = 3  # letters of a part of a secret that must be gone too


@dataclass(frozen=True, slots=True)
class Personal:
    """A made-up line with something in it that identifies a person."""

    text: str
    """What is typed."""
    kind: str
    """What it is: ``telefoon``, ``naam`` ..."""
    secret: str
    """The part that must not be kept."""
    language: str
    """``nl``, ``fr`` or ``en``."""

    @property
    def hidden(self) -> bool:
        """True when nothing of the secret is left, words that also stand elsewhere in the line aside."""
        kept = redact(self.text)
        around = set(words(self.text.replace(self.secret, " ", 1)))
        parts = {part for part in words(self.secret) if len(part) >= _SHORTEST} - around
        return self.secret not in kept and not parts & set(words(kept.replace("[e-mail]", " ")))


ORDINARY = "gewoon"
"""The kind of a line that has nothing personal in it."""


def load_personal(file: Path) -> list[Personal]:
    """Read the made-up lines."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Personal(row["text"], row["kind"], row["secret"], row["language"]) for row in csv.DictReader(lines)]


def recall(lines: Sequence[Personal]) -> dict[str, tuple[int, int]]:
    """Return for each kind how many secrets are hidden, and how many there are."""
    kinds = dict.fromkeys(line.kind for line in lines if line.kind != ORDINARY)
    of_kind = {kind: [line.hidden for line in lines if line.kind == kind] for kind in kinds}
    return {kind: (sum(hidden), len(hidden)) for kind, hidden in of_kind.items()}


def touched(questions: Sequence[str]) -> list[str]:
    """Return the ordinary questions in which something is taken out."""
    return [question for question in questions if redact(question) != question]
