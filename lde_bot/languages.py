"""In which language a text is written. The door to ``py3langid``.

Only the languages in which people may ask are told apart, so a short text is not taken for Afrikaans or Luxembourgish.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

DUTCH = "nl"
CODES = ("nl", "fr", "en", "de", "es", "tr", "ar", "pl", "uk")
"""ISO 639-1 codes of the languages that are told apart, Dutch first."""
SURE = 0.75
"""From this probability on, a text is in another language; most texts are Dutch, some in broad dialect."""


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CODES))
    known: _Identifier = identifier
    return known


def prepare() -> None:
    """Load the detector now (about half a second), so that the first question need not wait for it."""
    _identifier()


def likeliest(text: str) -> tuple[str, bool]:
    """Return the code of the language that a text is most likely in, and whether that is sure: of a few words seldom.

    Dutch when there is no letter in it.
    """
    if not any(character.isalpha() for character in text):
        return DUTCH, True
    code, probability = _identifier().classify(text)
    return code, probability >= SURE
