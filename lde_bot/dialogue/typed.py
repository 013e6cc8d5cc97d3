"""What was typed, as words: without the sounds around it, and joined words taken apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.languages import DUTCH, likeliest
from lde_bot.text import STOPWORDS, words

_SHORTEST_JOINED = 6  # letters
_SHORTEST_HALF = 4  # letters of a part that is no function word
_LONGEST_PREPOSITION = 2  # letters of a word before a place, in most languages
_NEARLY_DIGITS = re.compile(r"[1-9][0-9oil]{3}")
_AS_DIGITS = str.maketrans("oil", "011")
_GLUED = re.compile(r"([1-9]\d{3})?([^\W\d]{3,40})([1-9]\d{3})?")
_GLUE = frozenset(
    "aan als bij dat de die door een en er heb het hoe ik in is kan me met mijn na naar of om op over te tot uit van "
    "voor waar wat wie wil zijn".split()
)
"""Function words that are typed onto their neighbour when a space is missed."""


def spoken(text: str, signs: Mapping[str, str]) -> str:
    """Return the words that a message of signs alone stands for; the message itself when it has words or no known sign.

    :param signs: character to words (``👍`` to *ok*).
    """
    if words(text):
        return text
    return next((signs[sign] for sign in text if sign in signs), text)


def language_of(text: str, snapshot: Snapshot) -> str:
    """Return the code of the language of a message, when that is not Dutch; empty when it is, or nothing tells.

    A few small words tell a detector little: it counts when all of them are of the language that it thinks of first.
    """
    exact = snapshot.index.language_of(text)
    if exact:
        return exact
    code, sure = likeliest(text)
    if code == DUTCH:
        return ""
    if sure:
        return code
    language, tokens = snapshot.knowledge.languages.get(code), words(text)
    return code if language and len(tokens) > 1 and language.little.issuperset(tokens) else ""


def digits(token: str) -> str:
    """Return a word that looks like four digits with letters among them (``9ooo``) as those digits."""
    return token.translate(_AS_DIGITS) if _NEARLY_DIGITS.fullmatch(token) else token


def without_fillers(tokens: Sequence[str], fillers: Sequence[str]) -> tuple[str, ...]:
    """Return the words without sounds such as *euh* and *amai* before and after them; all, when nothing would be left.

    :param fillers: words and pairs of words, normalised.
    """
    kept = list(tokens)
    changed = True
    while changed and kept:
        changed = False
        for size in (2, 1):
            if len(kept) >= size and " ".join(kept[:size]) in fillers:
                del kept[:size]
                changed = True
            if len(kept) >= size and " ".join(kept[-size:]) in fillers:
                del kept[-size:]
                changed = True
    return tuple(kept) or tuple(tokens)


def parted(tokens: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the words with those taken apart that are none, but two known words together (``kapotwaar``)."""
    whole = (part for token in tokens for part in _number_and_word(token))
    return tuple(part for token in whole for part in _halves(token, snapshot))


def _number_and_word(token: str) -> tuple[str, ...]:
    """Return a postcode and the word it is typed onto, apart: ``klusdienst9000``."""
    glued = _GLUED.fullmatch(token)
    return tuple(part for part in glued.groups() if part) if glued else (token,)


def with_places_apart(tokens: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the words of another language with a town taken off a short word before it (``inantwerp``)."""
    return tuple(part for token in tokens for part in _preposition_and_place(token, snapshot))


def _preposition_and_place(token: str, snapshot: Snapshot) -> tuple[str, ...]:
    if _is_place(token, snapshot):
        return (token,)
    for cut in range(1, _LONGEST_PREPOSITION + 1):
        if _is_place(token[cut:], snapshot):
            return token[:cut], token[cut:]
    return (token,)


def _halves(token: str, snapshot: Snapshot) -> tuple[str, ...]:
    known = _known(token, snapshot) or token in snapshot.gazetteer.words
    if len(token) < _SHORTEST_JOINED or not token.isalpha() or known:
        return (token,)
    for cut in range(2, len(token) - 1):
        first, second = token[:cut], token[cut:]
        if first in _GLUE and (second in _GLUE or _known(second, snapshot)):
            return first, second
        if _known(first, snapshot) and (second in _GLUE or _is_place(second, snapshot)):
            return first, second
        if _is_place(first, snapshot) and _known(second, snapshot):
            return first, second
    return (token,)


def _known(word: str, snapshot: Snapshot) -> bool:
    if len(word) < _SHORTEST_HALF or word in STOPWORDS:
        return False
    vocabulary = snapshot.knowledge.vocabulary
    return (
        word in snapshot.index.featurizer.vocabulary
        or word in vocabulary.outside_places
        or word in vocabulary.search_cues
        or any(word in kind for kind in vocabulary.followups.values())
        or any(word in service.words for service in vocabulary.services)
        or _is_place(word, snapshot)
    )


def _is_place(word: str, snapshot: Snapshot) -> bool:
    return len(word) > _SHORTEST_HALF and snapshot.gazetteer.by_name(word) is not None
