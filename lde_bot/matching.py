"""How alike two names are. The door to rapidfuzz.

Pure. For names and single words only: place names, service words, organisations. Whole questions never come
here: subset scorers give two strings that share one word nearly full marks, whatever the rest says.
Digits never come here either: ``9000`` and ``9090`` are 75 % alike and 15 km apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA


@dataclass(frozen=True, slots=True)
class Match:
    """One name found in what a person typed, and why."""

    score: float
    """0 to 1; 1 is the same name."""
    query_part: str
    """The words of the person."""
    candidate_part: str
    """The known name that they meet."""
    rule: str
    """``exact`` or ``fuzzy``."""


def allowed_edits(length: int) -> int:
    """Return how many typing mistakes a name of this length may have: none under 4 letters, then 1 in about 5."""
    return 0 if length < 4 else max(1, (length + 1) // 5)


class Names:
    """Known names, kept by their first letter: people rarely mistype it, and who looks only there is done sooner."""

    def __init__(self, names: Iterable[str]) -> None:
        """Keep these.

        :param names: normalised.
        """
        self._by_letter: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            self._by_letter.setdefault(name[:1], []).append(name)

    def beginning_as(self, query: str) -> Sequence[str]:
        """Return the names with the same first letter, in order."""
        return self._by_letter.get(query[:1], ())


def closest(query: str, names: Names) -> list[Match]:
    """Return the known names with the same first letter within the allowed edits of ``query``, best first.

    :param query: normalised words without digits.
    """
    edits = 0 if _has_digit(query) else allowed_edits(len(query))
    if edits == 0:
        return []
    hits = process.extract(query, names.beginning_as(query), scorer=OSA.distance, score_cutoff=edits, limit=8)
    found = [
        Match(1 - distance / max(len(query), len(name)), query, name, "exact" if distance == 0 else "fuzzy")
        for name, distance, _ in hits
    ]
    return sorted(found, key=lambda match: (-match.score, match.candidate_part))


def nearly(query: str, names: Iterable[str], at_least: float) -> list[Match]:
    """Return the known names that are as alike as asked for, whatever their first letter, best first.

    For a word that stands alone, of which nothing else tells what it may be; see :func:`closest` for all others.

    :param query: one normalised word without digits.
    :param at_least: 0 to 1; 1 is the same name.
    """
    hits = process.extract(query, tuple(names), scorer=OSA.normalized_similarity, score_cutoff=at_least, limit=8)
    return [Match(score, query, name, "fuzzy") for name, score, _ in sorted(hits, key=lambda hit: (-hit[1], hit[0]))]


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1: what is left of the longer one when typing mistakes are taken off."""
    return float(OSA.normalized_similarity(one, other))


def word_for_word(query: str, name: str) -> bool:
    """True when two names have the same words in order, each within its own allowed edits.

    *boodschappen leuven* is as a whole close to *boodschappen brengen*, but *leuven* is not *brengen*.
    """
    mine, other = query.split(), name.split()
    return len(mine) == len(other) and all(
        OSA.distance(one, two) <= allowed_edits(len(one)) for one, two in zip(mine, other, strict=True)
    )


def alike(query: str, names: Sequence[str], at_least: float) -> list[int]:
    """Return the positions of the names that are as alike as asked for, whatever the order of their words.

    :param at_least: 0 to 1; 1 is the same words.
    """
    hits = process.extract(query, names, scorer=fuzz.token_sort_ratio, score_cutoff=100 * at_least, limit=None)
    return sorted(place for _, _, place in hits)


def alike_words(query: Sequence[str], name: Sequence[str], at_least: float = 0.8) -> float:
    """Return which share of the words of ``query``, 0 to 1, a name has, a typing mistake here and there forgiven."""
    if not query:
        return 0.0
    return sum(1.0 if word in name else _most_alike(word, name, at_least) for word in query) / len(query)


def _most_alike(word: str, name: Sequence[str], at_least: float) -> float:
    """Return how alike a word is to the nearest of a name; 0.0 when none is as alike as asked for."""
    if len(word) < 4 or _has_digit(word):
        return 0.0
    spelt = [other for other in name if other.isalpha() or not _has_digit(other)]
    near = nearly(word, spelt, at_least)
    return near[0].score if near else 0.0


def _has_digit(text: str) -> bool:
    return not text.isalpha() and any(character.isdigit() for character in text)
