"""Questions that got no good answer: redacted, grouped, for the Koepel to judge. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

SAME_QUESTION = 0.62
"""From this similarity on, two questions are shown as one group."""

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


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same."""

    queries: tuple[UnansweredQuery, ...]
    """The questions, oldest first."""

    @property
    def count(self) -> int:
        """How many times it was asked."""
        return len(self.queries)

    @property
    def first_seen(self) -> datetime:
        """When it was first asked."""
        return self.queries[0].asked_at

    @property
    def last_seen(self) -> datetime:
        """When it was last asked."""
        return self.queries[-1].asked_at

    @property
    def example(self) -> UnansweredQuery:
        """The question that stands for the group: the newest."""
        return self.queries[-1]


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


def cluster(queries: Sequence[UnansweredQuery], similarity: Callable[[str, str], float]) -> list[Cluster]:
    """Group questions that ask the same, the most asked first, then the most recent.

    Each question joins the group whose first question it resembles most, when that is at least :data:`SAME_QUESTION`.

    :param similarity: how alike two questions are, from 0 to 1.
    """
    groups: list[list[UnansweredQuery]] = []
    for query in sorted(queries, key=lambda one: (one.asked_at, one.id)):
        scored = [(_alike(group[0].text, query.text, similarity), number) for number, group in enumerate(groups)]
        best = max(scored, default=(0.0, -1))
        if best[0] >= SAME_QUESTION:
            groups[best[1]].append(query)
        else:
            groups.append([query])
    clusters = [Cluster(tuple(group)) for group in groups]
    return sorted(clusters, key=lambda one: (-one.count, -one.last_seen.timestamp(), one.example.id))


def _alike(one: str, other: str, similarity: Callable[[str, str], float]) -> float:
    return 1.0 if one.casefold() == other.casefold() else similarity(one, other)
