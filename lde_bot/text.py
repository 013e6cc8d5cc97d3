"""One path from what people type to what is compared: for queries and for the index alike.

Pure. The door to the stemmer (Snowball ``dutch_porter``; the newer ``dutch`` algorithm folds
*begeleiding* into *beleid* and *werkgever* away from *werkgevers*, so a stem is one piece of evidence, never the key).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import Stemmer

_STEMMER = Stemmer.Stemmer("dutch_porter")
_STEMMING = Lock()  # it keeps the word in hand in itself, and a draft is learnt in another thread
_WORD = re.compile(r"[^\W_]+")
_DRAWN_OUT = re.compile(r"(?<!\d)([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_LIGATURES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})

STOPWORDS = frozenset(
    "a aan al als an bij da dan dat de den der die dit dees deze do doe doen door dus een ene en er ge gij had "
    "heb hebben hebt heeft het hij hun ik im in is ja je jij jou jouw jullie k kan kun kunnen kunt ma maar me "
    "met mij mijn mn moet moeten mag men na naar nen ne niet nie nog nu of om omdat onder ons onze ook op over "
    "ben bent zijt s t te ten ter toch toen tot u uit uw van vanaf voor waar wa wat wel want was we wie wij wil willen "
    "word worden wordt zal ze zij zijn zo zou zouden zulke m n der des dien eens eigenlijk gewoon even graag "
    "aub alstublieft alsjeblieft hallo goeiedag dag goedemorgen goeiemorgen bonjour hoi hey".split()
)
"""Words too common to tell one question from another."""


def normalise(text: str) -> str:
    """Return ``text`` in lower case, without accents, marks or doubled spaces; letters of any script stay.

    A letter that is drawn out (``hallooo``) is left twice: no Dutch word has it three times in a row. After
    a digit it may stand for one (``9ooo``), so there it stays.
    """
    kept = text.lower() if text.isascii() else _folded(text)  # most is plain, and has nothing to fold
    return _DRAWN_OUT.sub(r"\1\1", " ".join(_WORD.findall(kept)))


def _folded(text: str) -> str:
    """Return a text in lower case, its letters without marks and its apostrophes as the plain one."""
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold().translate(_LIGATURES)
    folded = unicodedata.normalize("NFKD", folded).casefold().translate(_APOSTROPHES)
    return "".join(character for character in folded if not unicodedata.combining(character))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, normalised, in order."""
    return tuple(normalise(text).split())


def content_words(text: str) -> tuple[str, ...]:
    """Return the normalised words that carry meaning; all of them when nothing would be left."""
    every = words(text)
    return tuple(word for word in every if word not in STOPWORDS) or every


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one normalised word (Snowball ``dutch_porter``)."""
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=50_000)
def character_grams(word: str, shortest: int = 2, longest: int = 4) -> tuple[str, ...]:
    """Return the character n-grams of one word with its edges marked: ``fiets`` has ``<fi`` and ``ts>``."""
    marked = f"<{word}>"
    return tuple(
        marked[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(max(len(marked) - size + 1, 0))
    )
