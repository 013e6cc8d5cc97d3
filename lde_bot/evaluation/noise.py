"""The same phrases as people type them in a hurry: made by rule, the same each time.

A mistake is a slip of one finger: two letters swapped, one left out, one doubled, or its neighbour on a Belgian
(AZERTY) keyboard. Which slip befalls which word follows from a hash of the text.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b

from lde_bot.evaluation.cases import Case
from lde_bot.text import normalise

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_SHORTEST = 4  # letters of a word in which a slip is made
_FILLERS = ("euh", "ja dus", "zeg", "amai", "allee", "aub", "please", "eh")


def _beside(letter: str) -> str:
    for row in _ROWS:
        place = row.find(letter)
        if place >= 0:
            return row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    return letter


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            before + after[:1] + letter + after[1:],
            before + after,
            before + letter + letter + after,
            before + chance.choice(_beside(letter.lower())) + after,
        )
    )


def _typos(text: str, chance: random.Random) -> str:
    """Put a slip in every second word of four letters or more."""
    parts = text.split()
    long = [number for number, part in enumerate(parts) if len(part) >= _SHORTEST and part.isalpha()]
    for number in long[::2]:
        parts[number] = _slip(parts[number], chance)
    return " ".join(parts)


def _without_accents(text: str, chance: random.Random) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _joined(text: str, chance: random.Random) -> str:
    """Leave out one space."""
    parts = text.split()
    if len(parts) < 3:
        return text
    place = chance.randrange(1, len(parts) - 1)
    return " ".join((*parts[: place - 1], parts[place - 1] + parts[place], *parts[place + 1 :]))


def _plain(text: str, chance: random.Random) -> str:
    return normalise(text)


def _filled(text: str, chance: random.Random) -> str:
    return f"{chance.choice(_FILLERS)} {text} {chance.choice(_FILLERS)}"


NOISES: dict[str, Callable[[str, random.Random], str]] = {
    "een typfout in elk tweede woord": _typos,
    "zonder accenten": _without_accents,
    "een spatie te weinig": _joined,
    "kleine letters, geen leestekens": _plain,
    "stopwoorden ervoor en erna": _filled,
}
"""Ways of typing, by name."""


def noisy(case: Case, name: str) -> Case:
    """Return a case typed in another way; its half stays that of the text it came from.

    :raises KeyError: no such noise.
    """
    seed = int.from_bytes(blake2b(f"{name}\0{case.text}".encode(), digest_size=8).digest())
    return replace(case, text=NOISES[name](case.text, random.Random(seed)))
