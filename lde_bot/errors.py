"""Mistakes that stop a command, and findings: mistakes in content, which are values.

The exception tree::

    LdeBotError
    ├── ConfigError              a setting is missing or unusable
    ├── FindingsError            content was refused; carries the findings
    │   ├── ContentError         the knowledge base has errors
    │   ├── DirectoryFileError   a file with initiatives could not be taken in
    │   └── CasesError           a file with held-out conversations has mistakes
    ├── DeniedError              someone at the desk may not do this
    ├── VaultError               the key is missing, damaged, or not the one that sealed this
    └── StoreError               the database cannot be used (newer than this program, unreadable)
        └── UnavailableError     ... for now: the disk is full, another program holds it, it is damaged

Every message is one sentence that a person who runs the bot can act on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "fout"
    """The content cannot be used like this."""
    WARNING = "waarschuwing"
    """It works, but a person should look at it."""
    NOTE = "melding"
    """Good to know; nothing to mend."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake in a file that people edit."""

    path: str
    """File, relative to where the reader would look for it."""
    line: int
    """Line number, counted from 1; 0 when the whole file is meant."""
    severity: Severity
    """Error, warning or note."""
    code: str
    """Stable name of the rule, such as ``entry.missing-source``."""
    message: str
    """What is wrong and what would be right, in Dutch."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message} [{self.code}]"


def errors(findings: list[Finding]) -> list[Finding]:
    """Return only the findings that make content unusable."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


class LdeBotError(Exception):
    """Base of everything this program raises on purpose."""


class ConfigError(LdeBotError):
    """A setting is missing or cannot be used."""


class FindingsError(LdeBotError):
    """Content was refused; ``findings`` says where and why."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


class ContentError(FindingsError):
    """The knowledge base has errors."""


class DirectoryFileError(FindingsError):
    """A file with initiatives could not be taken in."""


class CasesError(FindingsError):
    """A file with held-out conversations has mistakes."""


class DeniedError(LdeBotError):
    """Someone at the desk may not do this."""


class VaultError(LdeBotError):
    """The key is missing or damaged, or this was not sealed with it."""


class StoreError(LdeBotError):
    """The database cannot be used."""


class UnavailableError(StoreError):
    """The database cannot be used now; the bot goes on without it."""
