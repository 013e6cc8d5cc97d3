"""Questions that got no good answer, for the Koepel to judge. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Guess:
    """An entry that the bot thought of, and why."""

    entry: str
    """Id of the entry."""
    confidence: float
    """0 to 1."""
    why: str
    """The nearest utterance, and the words that matched."""


@dataclass(frozen=True, slots=True)
class UnansweredQuery:
    """A question that got no good answer (onbeantwoorde vraag)."""

    id: int
    """Number in the store."""
    text: str
    """What was asked, redacted."""
    asked_at: datetime
    """When, in UTC."""
    reason: str
    """Why it is kept: a :class:`lde_bot.dialogue.model.Reason` in Dutch."""
    guesses: tuple[Guess, ...]
    """The best candidates at that moment."""
    revision: str
    """Fingerprint of the content that was live then."""
    language: str = ""
    """Code of its language; empty for Dutch, or when that was not sure."""
    likeness: float = 1.0
    """How alike it is to the first question of its group, 0 to 1."""
