"""Which place a message names nearly: with a typing mistake, cut short, or without its vowels. Pure.

An unknown word is a place with a slip when it is more like a place than like a word, and stands where a place may be.
"""

from __future__ import annotations

from collections.abc import Sequence

from lde_bot.dialogue.place_found import Found, Setting
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import name_key
from lde_bot.knowledge.features import spell
from lde_bot.knowledge.vocabulary import Vocabulary
from lde_bot.matching import likeness
from lde_bot.text import STOPWORDS

SHORTEST = 5
"""Letters of a name that may have a typing mistake."""
_SHORT_TEXT = 4  # words of a message in which a lone unknown word may be a place
_SHORTEST_CUED = 4  # the same where a place is to be expected: ``in Getn``
_MORE = 0.01  # a name must be more like a place than like a word, unless a place is to be expected
_LESS = 0.05  # where one is, it may be this much less like a place than like a word: *in Lieer*, or *liever*
_LONGEST_UNKNOWN = 3  # words of a name that we do not know
_SHORTEST_START = 3  # letters of a shortened name: ``opw.``
_FEW = 3  # words beside the service; in a longer text, a word that resembles a place is mostly just a word


def find_nearly(
    tokens: Sequence[str], service_words: frozenset[int], snapshot: Snapshot, setting: Setting
) -> Found | None:
    """Return a place whose name is nearly right, or what stands where a place should be."""
    vocabulary, known = snapshot.knowledge.vocabulary, snapshot.index.featurizer.vocabulary
    gazetteer = snapshot.gazetteer
    free = [
        number
        for number, token in enumerate(tokens)
        if number not in service_words and token not in STOPWORDS and not token.isdigit()
    ]
    if not (setting.asked or setting.serving):
        return _lone_name(tokens, free, snapshot) or _cued_name(tokens, free, snapshot)
    free = [number for number in free if tokens[number] not in vocabulary.search_cues] or free
    unknown = -1  # number of the word that stands where a place should be
    for start, size, strict in _windows(tokens, vocabulary, expects_place=setting.asked):
        span = range(start, start + size)
        if not set(span) & set(free) or set(span) & service_words:
            continue
        name = " ".join(tokens[start : start + size])
        whole = setting.asked and size == len(tokens)
        ordinary = not whole and all(part in known for part in spell(name, vocabulary.spelling))
        cued = strict or len(free) == 1
        meaningless = size == 1 and not _likeness_to_a_word(name, snapshot)
        believable = (strict or len(free) <= _FEW or (meaningless and setting.dutch)) and not ordinary
        believable = believable and len(name) >= (_SHORTEST_CUED if cued else SHORTEST)
        match = gazetteer.like_name(name) if believable else None
        if match and not cued and name_key(match.place.name) in vocabulary.common_words:
            match = None  # "mteer" is "meter" rather than "Meer"
        more = -_LESS if cued else _MORE
        if match and not whole and match.likeness < _likeness_to_a_word(name, snapshot) + more:
            match = None
        if not match and not ordinary and len(name) >= _SHORTEST_START:
            match = (gazetteer.by_start(name) if len(free) == 1 else None) or gazetteer.by_consonants(name)
        if match:
            return Found(match=match, used=frozenset(span))
        expected = strict and unknown < 0 and len(name) >= _SHORTEST_CUED and name not in vocabulary.year_cues
        if expected and meaningless and name not in known:
            unknown = start
    named = (unknown,) if unknown >= 0 else _unknown_name(tokens, free, snapshot, setting)
    return Found(unknown=" ".join(tokens[number] for number in named), used=frozenset(named)) if named else None


def _unknown_name(tokens: Sequence[str], free: Sequence[int], snapshot: Snapshot, setting: Setting) -> tuple[int, ...]:
    """Return the numbers of the words that are a name we do not know: all that is said beside a service, or when asked.

    It has a capital (*klusdienst Sint-Nergens*), unless the bot asked where.
    """
    last = tokens[free[-1]] if free else ""
    if not last or len(free) > _LONGEST_UNKNOWN or last in snapshot.index.featurizer.vocabulary:
        return ()
    name = " ".join(tokens[number] for number in free)
    written = name in setting.capitals or setting.capitals.issuperset(name.split())
    if written and setting.dutch and not _likeness_to_a_word(last, snapshot):
        return tuple(free)
    return tuple(free) if setting.asked and len(free) == 1 and len(tokens) <= 2 else ()


def _likeness_to_a_word(name: str, snapshot: Snapshot) -> float:
    """Return how like a mistyped word is to the word that it is likely meant to be; 0 when that is none, or a place."""
    meant = snapshot.index.featurizer.tokens(name)
    if meant == (name,) or len(meant) > 1 or snapshot.gazetteer.by_name(meant[0]):
        return 0.0
    return likeness(name, meant[0])


def _lone_name(tokens: Sequence[str], free: Sequence[int], snapshot: Snapshot) -> Found | None:
    """Return the place that a message is about which has one unknown word, nearly a name (``ik ben van wevrlgem``)."""
    if len(free) != 1 or len(tokens) > _SHORT_TEXT:
        return None
    name = tokens[free[0]]
    alone = len(tokens) == 1 and not _likeness_to_a_word(name, snapshot)
    if len(name) < SHORTEST + (not alone) or name in snapshot.index.featurizer.vocabulary:
        return None
    match = snapshot.gazetteer.like_name(name)
    return Found(match=match, used=frozenset(free)) if match else None


def _cued_name(tokens: Sequence[str], free: Sequence[int], snapshot: Snapshot) -> Found | None:
    """Return the place that an unknown word after *in* is nearly the name of, whatever the message asks."""
    vocabulary, known = snapshot.knowledge.vocabulary, snapshot.index.featurizer.vocabulary
    for number in free:
        name = tokens[number]
        if len(name) < SHORTEST or name in known or not _follows_cue(tokens, number, vocabulary):
            continue
        match = snapshot.gazetteer.like_name(name)
        if match and match.likeness >= _likeness_to_a_word(name, snapshot):
            return Found(match=match, used=frozenset({number}))
    return None


def _windows(tokens: Sequence[str], vocabulary: Vocabulary, *, expects_place: bool) -> list[tuple[int, int, bool]]:
    """Return start, length and standing of each part of a text that may be a place name, the most promising first.

    Its standing is good after a word such as *in*, or when it is the whole answer to the question where.
    """
    windows = [
        (start, size, _follows_cue(tokens, start, vocabulary) or (expects_place and size == len(tokens)))
        for size in (4, 3, 2, 1)
        for start in range(len(tokens) - size, -1, -1)
    ]
    return sorted(windows, key=lambda window: not window[2])


def _follows_cue(tokens: Sequence[str], start: int, vocabulary: Vocabulary) -> bool:
    return start > 0 and tokens[start - 1] in vocabulary.place_cues
