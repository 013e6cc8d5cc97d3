"""Questions that got no good answer: redacted, for the Koepel to judge. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

_DIGITS = re.compile(r"\D")
_NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{2}[ .]?\d{2}[ .]?\d{2}[ -]?\d{3}[ .]?\d{2}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:(?: \d{4}){2,7}(?: \d{1,3})?|[A-Z0-9]{11,30})\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|00)?\(?\d(?:[ ./()-]{0,2}\d){7,13}(?![\d.,]*\d)")


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


def redact(text: str) -> str:
    """Return ``text`` with what identifies a person replaced by what it was.

    Belgian national numbers (with their checksum: 97 minus the first nine digits modulo 97, with a 2 before them for
    people born from 2000 on), bank accounts (ISO 13616, modulo 97), e-mail addresses and telephone numbers.
    Postcodes stay.
    """
    text = _EMAIL.sub("[e-mail]", text)
    text = _IBAN.sub(lambda found: "[rekening]" if _is_iban(found.group()) else found.group(), text)
    text = _NATIONAL_NUMBER.sub(
        lambda found: "[rijksregister]" if _is_national_number(found.group()) else found.group(), text
    )
    return _PHONE.sub("[telefoon]", text)


def _is_national_number(written: str) -> bool:
    digits = _DIGITS.sub("", written)
    body, check = digits[:9], int(digits[9:])
    return any(97 - int(prefix + body) % 97 == check for prefix in ("", "2"))


def _is_iban(written: str) -> bool:
    account = written.replace(" ", "").upper()
    if not 15 <= len(account) <= 34:
        return False
    moved = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
