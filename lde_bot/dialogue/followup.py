"""Messages that only make sense after what was said before: more, the second one, never mind, no I mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lde_bot.knowledge.model import Vocabulary
from lde_bot.text import STOPWORDS

_LONGEST = 8  # words of a message that may lean on what came before
_NUMBERED = re.compile(r"[1-9](?:e|de|ste)?")
_NOT = frozenset({"niet", "nie", "geen"})
_FEW = 1  # words with meaning in a message that says too little by itself


class FollowUp(StrEnum):
    """What such a message asks."""

    MORE = "more"
    """The next results, or a longer explanation."""
    CONTACT = "contact"
    """How to reach one of the results."""
    HOURS = "hours"
    """When the results are open."""
    WRONG = "wrong"
    """To say that what is known of a result is wrong."""
    CANCEL = "cancel"
    """To drop it."""
    REFUSE = "refuse"
    """None of what was offered."""
    ELSEWHERE = "elsewhere"
    """To look in another place."""
    PERSON = "person"
    """The same, for someone else."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a message leans on what came before."""

    asks: FollowUp | None = None
    """What it asks, if it is one of the fixed kinds."""
    number: int = 0
    """Which result it means, from 1 on; -1 is the last, 0 none in particular."""
    corrects: int = 0
    """How many words at the start only say that what follows puts something right."""
    refers: bool = False
    """True when it may be a question about the subject of before: it points back or says little (``kosten?``)."""
    points: bool = False
    """True when a word in it points back to the subject of before (``wat kost dat``)."""


NOTHING = Leaning()
"""A message that stands by itself."""


def leaning_of(tokens: Sequence[str], vocabulary: Vocabulary) -> Leaning:
    """Return how a message leans on what came before."""
    kinds = vocabulary.followups
    if not kinds or not tokens or len(tokens) > _LONGEST:
        return NOTHING
    for asks in (FollowUp.CANCEL, FollowUp.REFUSE, FollowUp.MORE, FollowUp.ELSEWHERE):
        if _is(tokens, kinds[asks.value], kinds["polite"]):
            return Leaning(asks)
    number = _number(tokens, kinds)
    if _says_wrong(tokens, kinds):
        return Leaning(FollowUp.WRONG, number)
    about = [token for token in tokens if token not in (*kinds["polite"], *kinds["contact"]) and token not in STOPWORDS]
    unsaid = all(token in kinds["nth"] or token in kinds["last"] or _NUMBERED.fullmatch(token) for token in about)
    if unsaid and (number or not set(tokens).isdisjoint(kinds["contact"])):
        return Leaning(FollowUp.CONTACT, number)
    if _about_hours(tokens, kinds):
        return Leaning(FollowUp.HOURS, number)
    if _for_someone(tokens, kinds):
        return Leaning(FollowUp.PERSON)
    points = tokens[0] in kinds["continue"] or not set(tokens).isdisjoint(kinds["refer"])
    little = sum(token not in STOPWORDS for token in tokens) <= _FEW
    return Leaning(corrects=_corrects(tokens, kinds["correct"]), refers=points or little, points=points)


def _is(tokens: Sequence[str], phrases: Sequence[str], polite: Sequence[str]) -> bool:
    """True when the words are one of the phrases, polite words aside."""
    said = " ".join(tokens)
    short = " ".join(token for token in tokens if token not in polite)
    return said in phrases or (bool(short) and short in phrases)


def _small_words(kinds: Mapping[str, tuple[str, ...]], *also: str) -> frozenset[str]:
    """Return the words that say nothing new in a message that goes on, and those of some kinds."""
    every = (kinds[name] for name in ("refer", "continue", "polite", *also))
    return STOPWORDS.union(*every)


def _about_hours(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only ask when something is open (``en zijn ze zaterdag open?``)."""
    beside = _small_words(kinds, "nth", "last", "hours", "when", "contact")
    said = set(tokens)
    hours = not said.isdisjoint(kinds["hours"]) or ("wanneer" in said and not said.isdisjoint(kinds["contact"]))
    return hours and all(token in beside or _NUMBERED.fullmatch(token) for token in tokens)


def _says_wrong(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only say that something that was shown is wrong (``het adres van de tweede klopt niet``)."""
    said = set(tokens)
    wrong = not said.isdisjoint(kinds["wrong"]) or (not said.isdisjoint(kinds["right"]) and not said.isdisjoint(_NOT))
    beside = _small_words(kinds, "nth", "last", "hours", "contact", "wrong", "right") | _NOT | {"meer"}
    return wrong and all(token in beside or _NUMBERED.fullmatch(token) for token in tokens)


def _for_someone(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only say for whom (``en voor mijn dochter dan``, ``en mijn moeder van 84``)."""
    beside = _small_words(kinds, "person")
    said = {token for token in tokens if not token.isdigit()} - {"jaar"}
    goes_on = "voor" in said or tokens[0] in kinds["continue"]
    return goes_on and not said.isdisjoint(kinds["person"]) and beside.issuperset(said)


def _number(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> int:
    """Return which result is meant: ``de tweede``, ``nummer 2``, ``de laatste``."""
    for token in tokens:
        if token in kinds["nth"]:
            return kinds["nth"].index(token) + 1
        if token in kinds["last"]:
            return -1
        if _NUMBERED.fullmatch(token):
            return int(token[0])
    return 0


def _corrects(tokens: Sequence[str], words: Sequence[str]) -> int:
    """Return how many words at the start say that what follows puts something right."""
    for size in range(min(4, len(tokens) - 1), 0, -1):
        if _made_of(tokens[:size], words):
            return size
    return 0


def _made_of(tokens: Sequence[str], phrases: Sequence[str]) -> bool:
    """True when the words are a row of those phrases (of one or two words each)."""
    if not tokens:
        return True
    return any(
        " ".join(tokens[:size]) in phrases and _made_of(tokens[size:], phrases)
        for size in (1, 2)
        if size <= len(tokens)
    )
