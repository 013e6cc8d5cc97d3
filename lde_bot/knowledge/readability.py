"""How hard a Dutch text is to read. The door to ``pyphen`` (hyphenation patterns, which split words in syllables)."""

from __future__ import annotations

import re
from functools import lru_cache

import pyphen

B1_AT_LEAST = 60.0
"""Reading ease from which a text counts as standard Dutch, language level B1 (Douma's scale: 60 to 70 is standard)."""

_SENTENCE_END = re.compile(r"[.!?:;]{1,20}(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+")
_DICTIONARY = pyphen.Pyphen(lang="nl_NL", left=1, right=1)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; an item of a list counts as one."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part and _WORD.search(part)]


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return the number of syllables of a word; an abbreviation in capitals counts as one for each three letters."""
    if word.isupper():
        return 1 + len(word) // 3
    return len(_DICTIONARY.positions(word.lower())) + 1


def reading_ease(text: str) -> float:
    """Return the reading ease of a Dutch text, about 0 (very hard) to 100 (very easy); 100 for a text without words.

    Flesch reading ease, adapted to Dutch by W. H. Douma (*De leesbaarheid van landbouwbladen*, Wageningen, 1960):
    206.84 - 0.77 x syllables per 100 words - 0.93 x words per sentence.
    """
    parts = sentences(text)
    spoken = [word for part in parts for word in _WORD.findall(part)]
    if not spoken:
        return 100.0
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 206.84 - 77 * per_word - 0.93 * len(spoken) / len(parts)


def longest_sentence(text: str) -> int:
    """Return the number of words of the longest sentence."""
    return max((len(_WORD.findall(part)) for part in sentences(text)), default=0)
