"""Messages that only make sense after what was said before: more, the second one, never mind, no I mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lde_bot.knowledge.vocabulary import Vocabulary
from lde_bot.text import STOPWORDS

_LONGEST = 8  # words of a message that may lean on what came before
_LONGEST_ASKED = 14  # the same for one of the fixed kinds: each of its words is known
_NUMBERED = re.compile(r"[1-9](?:e|de|ste)?")
_NOT = frozenset({"niet", "nie", "geen", "niks", "niets"})
_WHICH = frozenset({"welke", "welk", "welken"})
_FEW_STREETS = 3  # words that say to what: *welke is het dichtst bij de Brusselsesteenweg*
_ASKING = frozenset("hoe waar welk welke wie hoeveel lang".split())
_FURTHER = frozenset({"meer", "details", "info", "uitleg"})  # "meer over 1"
_OBLIGED = frozenset({"moet", "moeten", "nodig"})  # *moet hij daar een papier voor hebben*
_MOST_UNKNOWN = 1  # words beside a detail that may be about anything
_FEW = 1  # words with meaning in a message that says too little by itself


class FollowUp(StrEnum):
    """What such a message asks."""

    MORE = "more"
    """The next results, or a longer explanation."""
    OTHERS = "others"
    """The next results; without results, a longer explanation."""
    CONTACT = "contact"
    """How to reach one of the results."""
    ROUTE = "route"
    """How to get to one of the results."""
    NEAREST = "nearest"
    """Which of the results is the nearest."""
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
    SAME_PLACE = "same_place"
    """To search where it searched before."""
    PERSON = "person"
    """The same, for someone else."""
    HAND_OUT = "hand_out"
    """The results as a list to hand out."""
    DETAIL = "detail"
    """Something of the results that only they know themselves."""
    ANNOUNCE = "announce"
    """Nothing: it says what someone is going to do now."""


_OF_SOMETHING = {None, FollowUp.CONTACT, FollowUp.HOURS, FollowUp.ROUTE, FollowUp.HAND_OUT, FollowUp.DETAIL}
"""What may be asked about the subject of before just as well as about a result."""


_WHOLE = (
    FollowUp.CANCEL,
    FollowUp.REFUSE,
    FollowUp.OTHERS,
    FollowUp.MORE,
    FollowUp.ELSEWHERE,
    FollowUp.SAME_PLACE,
)
"""What a message asks that is one of a list of phrases, in the order in which they are tried."""


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
    if not kinds or not tokens or len(tokens) > _LONGEST_ASKED:
        return NOTHING
    asks, number = _asked(tokens, kinds)
    if len(tokens) > _LONGEST:
        return Leaning(asks, number)
    corrects = _corrects(tokens, kinds["correct"])
    if corrects and asks is None:
        asks, number = _asked(tokens[corrects:], kinds)  # "nee ik bedoel hun telefoon"
    points = tokens[0] in kinds["continue"] or not set(tokens).isdisjoint(kinds["refer"])
    little = sum(token not in STOPWORDS and token not in _ASKING for token in tokens) <= _FEW
    refers = (points or little) and asks in _OF_SOMETHING
    return Leaning(asks, number, corrects=corrects, refers=refers, points=points)


def _asked(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> tuple[FollowUp | None, int]:
    """Return which of the fixed kinds a message asks, and about which of the results."""
    for asks in _WHOLE:
        if _is(tokens, kinds[asks.value], (*kinds["polite"], *kinds["continue"])):
            return asks, 0
    number = _number(tokens, kinds)
    for asks, says in _SAYING.items():
        if says(tokens, kinds):
            return asks, number
    return None, number


def _is(tokens: Sequence[str], phrases: Sequence[str], polite: Sequence[str]) -> bool:
    """True when the words are one of the phrases, polite words aside."""
    said = " ".join(tokens)
    short = " ".join(token for token in tokens if token not in polite and not token.isdigit())
    return said in phrases or (bool(short) and short in phrases)


def small_words(kinds: Mapping[str, tuple[str, ...]], *also: str) -> frozenset[str]:
    """Return the words that say nothing new in a message that goes on, and those of some kinds."""
    every = (kinds[name] for name in ("refer", "continue", "polite", *also))
    return STOPWORDS.union(*every)


def _only(
    tokens: Iterable[str], kinds: Mapping[str, tuple[str, ...]], *also: str, beside: frozenset[str] = frozenset()
) -> bool:
    """True when all the words say nothing new, are of some kinds, number a result or are among those beside."""
    known = small_words(kinds, "nth", "first", "last", *also) | beside
    return all(token in known or _NUMBERED.fullmatch(token) for token in tokens)


def _about_contact(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only ask how to reach one of the results, or only name one (``de tweede``)."""
    also = () if set(tokens).isdisjoint(kinds["reached_by"]) else ("moves",)  # *want ik bel liever*
    unsaid = _only(tokens, kinds, "contact", *also, beside=_ASKING | _FURTHER)
    return unsaid and (bool(_number(tokens, kinds)) or not set(tokens).isdisjoint(kinds["contact"]))


def _about_hours(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only ask when something is open (``en zijn ze zaterdag open?``)."""
    said = set(tokens)
    hours = not said.isdisjoint({*kinds["hours"], *kinds["days"]})
    hours = hours or ("wanneer" in said and not said.isdisjoint(kinds["contact"]))
    return hours and _only(tokens, kinds, "hours", "days", "when", "contact")


def _which_is_near(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only ask for the nearest (``welke is het dichtst bij``, ``is er een dichter``)."""
    said = set(tokens)
    beside = small_words(kinds, "near", "last", "nth") | _ASKING | _NOT | {"iets", "iemand"}
    which = not said.isdisjoint(_WHICH) and len(said - beside) <= _FEW_STREETS
    return not said.isdisjoint(kinds["near"]) and (which or beside.issuperset(said))


def _on_the_way(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only ask how far it is or how to get there (``hoe kom ik daar``, ``is dat ver``)."""
    said = set(tokens)
    way = not said.isdisjoint(kinds["route"])
    goes = not said.isdisjoint(kinds["go"]) and not said.isdisjoint({"hoe", "waar"}) and "aan" not in said
    return (way or goes) and _only(tokens, kinds, "route", "go", "contact", beside=_ASKING)


def _says_wrong(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only say that something that was shown is wrong (``het adres van de tweede klopt niet``)."""
    said = set(tokens)
    wrong = not said.isdisjoint(kinds["wrong"]) or (not said.isdisjoint(kinds["right"]) and not said.isdisjoint(_NOT))
    return wrong and _only(tokens, kinds, "hours", "contact", "wrong", "right", beside=_NOT | {"meer"})


def _for_someone(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only say for whom (``en voor mijn dochter dan``, ``en mijn moeder van 84``)."""
    beside = small_words(kinds, "person")
    said = {token for token in tokens if not token.isdigit()} - {"jaar"}
    goes_on = "voor" in said or tokens[0] in kinds["continue"]
    return goes_on and not said.isdisjoint(kinds["person"]) and beside.issuperset(said)


def _to_hand_out(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only ask for the results on paper or to send on (``print``, ``stuur door``)."""
    said = set(tokens)
    return (
        not said.isdisjoint(kinds["hand_out"])
        and said.isdisjoint(_OBLIGED)
        and _only(tokens, kinds, "hand_out", beside=_FURTHER)
    )


def _asks_detail(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words ask for something that a directory does not know (``wachtlijst``, ``mag de hond mee``)."""
    if set(tokens).isdisjoint(kinds["detail"]):
        return False
    known = (
        small_words(kinds, "detail", "hours", "days", "when", "contact", "person", "go", "nth", "first", "last")
        | _ASKING
    )
    return sum(token not in known and not token.isdigit() for token in tokens) <= _MOST_UNKNOWN


def _announces(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> bool:
    """True when the words only say what someone is going to do now (``cava, ik kijk daar eens naar``)."""
    said = set(tokens)
    known = small_words(kinds, "days", "person", "step", "stepping")
    own = not said.isdisjoint({"ik", "k", "we", "wij"}) and not said.isdisjoint(kinds["step"])
    return own and said.isdisjoint(_ASKING | _NOT) and known.issuperset(said)


def _number(tokens: Sequence[str], kinds: Mapping[str, tuple[str, ...]]) -> int:
    """Return which result is meant: ``de tweede``, ``nummer 2``, ``de laatste``."""
    for token in tokens:
        if token in kinds["nth"]:
            return kinds["nth"].index(token) + 1
        if token in kinds["first"]:
            return 1
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


_SAYING = {
    FollowUp.ANNOUNCE: _announces,
    FollowUp.WRONG: _says_wrong,
    FollowUp.CONTACT: _about_contact,
    FollowUp.HOURS: _about_hours,
    FollowUp.NEAREST: _which_is_near,
    FollowUp.ROUTE: _on_the_way,
    FollowUp.PERSON: _for_someone,
    FollowUp.HAND_OUT: _to_hand_out,
    FollowUp.DETAIL: _asks_detail,
}
"""How a message says each of these, in the order in which they are tried."""
