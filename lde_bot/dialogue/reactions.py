"""Messages that react and ask nothing: *amai*, *wacht even*, *ok dan weet ik het*, *haha merci*. Pure.

What people say between questions is a small set of words in endless rows. An index of whole phrases knows only those
that were written down, so a message that consists of such words alone is read as words, and nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from lde_bot.knowledge.vocabulary import Vocabulary

_LONGEST = 9  # words: who says more tells something
_LONGEST_PHRASE = 6  # words
_DOUBLED = re.compile(r"(\D)\1")
_REPEATED = re.compile(r"(\D{2})\1{2,}")


def reaction_of(tokens: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return the entry that fits a message which says nothing but reactions; nothing when it says more.

    Of several reactions the one that stands first in the vocabulary counts: thanks before *ok*.

    :param tokens: the words of the message, normalised, with the sounds around them.
    """
    if not 0 < len(tokens) <= _LONGEST or not vocabulary.reactions:
        return ""
    entries = list(vocabulary.reactions)
    phrases, known = _phrases(tuple(vocabulary.reactions.items()), tuple(vocabulary.spelling.items()))
    said = [part for token in tokens for part in _plain(token, known, vocabulary.spelling).split()]
    around = vocabulary.around
    # what the words up to each may say, best first: the number of an entry, or none yet for words around it
    none_yet = len(entries)
    best: list[int | None] = [none_yet]
    for end in range(1, len(said) + 1):
        found = [before for before in [best[end - 1]] if before is not None and said[end - 1] in around]
        for size in range(1, min(_LONGEST_PHRASE, end) + 1):
            before, number = best[end - size], phrases.get(tuple(said[end - size : end]))
            if before is not None and number is not None:
                found.append(min(before, number))
        best.append(min(found, default=None))
    last = best[-1]
    return entries[last] if last is not None and last < none_yet else ""


def _plain(token: str, known: frozenset[str], spelling: Mapping[str, str]) -> str:
    """Return a word as the phrases have it: not drawn out, laughed once, in its standard form."""
    shorter = _REPEATED.sub(r"\1\1", token)
    for word in (token, shorter, _DOUBLED.sub(r"\1", shorter)):
        if word in known:
            return word
    return spelling.get(token, token)


@lru_cache(maxsize=2)
def _phrases(
    reactions: tuple[tuple[str, tuple[str, ...]], ...], spelling: tuple[tuple[str, str], ...]
) -> tuple[dict[tuple[str, ...], int], frozenset[str]]:
    """Return the number of the entry by phrase, and every word of a phrase."""
    standard = dict(spelling)
    found: dict[tuple[str, ...], int] = {}
    for number, (_, phrases) in enumerate(reactions):
        for phrase in phrases:
            for row in (phrase, " ".join(standard.get(word, word) for word in phrase.split())):
                found.setdefault(tuple(row.split()), number)
    return found, frozenset(word for row in found for word in row)
