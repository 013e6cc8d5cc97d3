"""Which place a message names: by postcode, by name, or by nearly its name. Pure.

A postcode is matched exactly, never fuzzily. Many place names are ordinary words too (*Mol*, *As*, *Meer*): those need
a word before them that says that a place follows, or a message so short that nothing else makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import Gazetteer, PlaceMatch, distance_km, name_key
from lde_bot.knowledge.features import spell
from lde_bot.knowledge.model import Vocabulary
from lde_bot.matching import likeness
from lde_bot.text import STOPWORDS, normalise

_POSTCODE = re.compile(r"[1-9]\d{3}")
_DUTCH_POSTCODE = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b")
_WALLOON = range(4000, 8000)
_WALLOON_BRABANT = range(1300, 1500)
_YEARS = range(1900, 2036)
_SHORT_TEXT = 4  # words; here an ordinary word may well be a place: ``fietspunt mol``
_SHORTEST = 5  # letters of a name that may have a typing mistake
_SHORTEST_CUED = 4  # the same where a place is to be expected: ``in Getn``
_DETERMINERS = frozenset("de het een mijn mn onze ons zijn haar die deze dat dit".split())
_BESIDE_KM = 15.0  # a place "bij" another lies at most this far from it
_MORE = 0.01  # a name must be more like a place than like a word, unless a place is to be expected
_SHORTEST_START = 3  # letters of a shortened name: ``opw.``
_FEW = 3  # words beside the service; in a longer text, a word that resembles a place is mostly just a word


@dataclass(frozen=True, slots=True)
class Found:
    """Places that a message names."""

    match: PlaceMatch | None = None
    """A place of ours."""
    outside: str = ""
    """A place outside Flanders and Brussels, as the person wrote it."""
    unknown: str = ""
    """Something in the position of a place that is none we know."""
    used: frozenset[int] = frozenset()
    """Numbers of the words that name it."""


def find_place(
    text: str,
    tokens: Sequence[str],
    service_words: frozenset[int],
    snapshot: Snapshot,
    *,
    expects_place: bool,
    serving: bool,
) -> Found:
    """Return the place that a message names: by postcode, then by exact name, then by nearly the name."""
    gazetteer, vocabulary = snapshot.gazetteer, snapshot.knowledge.vocabulary
    dutch = _DUTCH_POSTCODE.search(text)
    if dutch:
        return Found(outside=dutch.group())
    postcode = _find_postcode(tokens, vocabulary, gazetteer, expects_place=expects_place, serving=serving)
    loose = expects_place or serving
    named = _find_name(tokens, service_words, vocabulary, gazetteer, loose=loose)
    if postcode and postcode.match and named and named.match:
        year = int(postcode.match.query) in _YEARS and postcode.match.place not in named.match.places
        return named if year else _combine(postcode, named)
    for found in (postcode, named, _find_outside(tokens, service_words, vocabulary)):
        if found:
            return found
    return _find_nearly(tokens, service_words, snapshot, expects_place=expects_place, serving=serving) or Found()


def _combine(postcode: Found, named: Found) -> Found:
    """Return the locality that fits both the postcode and the name; the postcode wins when they disagree."""
    assert postcode.match
    assert named.match
    fitting = tuple(place for place in named.match.places if place.postcode == postcode.match.query)
    match = PlaceMatch(named.match.query, fitting, exact=True) if fitting else postcode.match
    return Found(match=match, used=postcode.used | named.used)


def _find_postcode(
    tokens: Sequence[str], vocabulary: Vocabulary, gazetteer: Gazetteer, *, expects_place: bool, serving: bool
) -> Found | None:
    for number, token in enumerate(tokens):
        if not _POSTCODE.fullmatch(token):
            continue
        before, after = tokens[number - 1 : number], tokens[number + 1 : number + 2]
        if not vocabulary.units.isdisjoint(after):
            continue
        recent = "in" in before and 1990 <= int(token) <= 2035 and not serving
        if recent or not set(before).isdisjoint(vocabulary.year_cues):
            continue
        here = gazetteer.by_postcode(token)
        if not here and int(token) in _YEARS and len(tokens) > 1:
            continue
        used = frozenset({number})
        if here:
            return Found(match=PlaceMatch(token, here[:1], exact=True), used=used)
        if int(token) in _WALLOON or int(token) in _WALLOON_BRABANT:
            return Found(outside=token, used=used)
        if expects_place or serving or len(tokens) == 1:
            return Found(unknown=token, used=used)
    return None


def _find_name(
    tokens: Sequence[str], service_words: frozenset[int], vocabulary: Vocabulary, gazetteer: Gazetteer, *, loose: bool
) -> Found | None:
    for size in range(min(gazetteer.longest_name, len(tokens)), 0, -1):
        for start in range(len(tokens) - size, -1, -1):
            used = frozenset(range(start, start + size))
            name = " ".join(tokens[start : start + size])
            match = None if used & service_words else gazetteer.by_name(name)
            if not match:
                continue
            before = tokens[start - 1] if start else ""
            last = start + size == len(tokens) and before not in _DETERMINERS
            last = last and _nothing_else(tokens, used | service_words)
            cued = before in vocabulary.place_cues or len(tokens) == size
            cued = cued or (loose and (last or len(tokens) <= _SHORT_TEXT))
            ordinary = size == 1 and (name in vocabulary.common_words or name in STOPWORDS)
            if ordinary and before == "te" and name.endswith("en"):
                continue  # a verb: "te voeren", "te halen"
            if not ordinary or (cued and name not in STOPWORDS):
                return _beside(tokens, Found(match=match, used=used), gazetteer)
    return None


def _beside(tokens: Sequence[str], found: Found, gazetteer: Gazetteer) -> Found:
    """Return the place itself when a text says which bigger place it lies near: *Berchem bij Antwerpen*."""
    first = min(found.used)
    if not found.match or tokens[first - 1 : first] != ("bij",):
        return _told_apart(tokens, found, gazetteer)
    here = found.match.place.position
    for size in range(min(gazetteer.longest_name, first - 1), 0, -1):
        start = first - 1 - size
        match = gazetteer.by_name(" ".join(tokens[start : first - 1]))
        if not match:
            continue
        near = min(match.places, key=lambda place: (distance_km(place.position, here), place.postcode))
        if distance_km(near.position, here) <= _BESIDE_KM:
            used = frozenset(range(start, first)) | found.used
            return Found(PlaceMatch(match.query, (near,), exact=True), used=used)
    return found


def _told_apart(tokens: Sequence[str], found: Found, gazetteer: Gazetteer) -> Found:
    """Return those of several places of a name that a province or a town nearby tells: *Beveren Roeselare*."""
    if not found.match or len(found.match.places) == 1:
        return found
    text = " ".join(tokens)
    told = [place for place in found.match.places if name_key(place.province) in text]
    for number, token in enumerate(tokens):
        other = None if number in found.used or told else gazetteer.by_name(token)
        if other:
            there = other.place.position
            told = [place for place in found.match.places if distance_km(place.position, there) <= _BESIDE_KM]
    return Found(match=PlaceMatch(found.match.query, tuple(told), exact=True), used=found.used) if told else found


def _nothing_else(tokens: Sequence[str], used: frozenset[int]) -> bool:
    """True when all other words are function words."""
    return all(number in used or token in STOPWORDS for number, token in enumerate(tokens))


@lru_cache(maxsize=4)
def _normalised(names: tuple[str, ...]) -> dict[str, str]:
    return {normalise(name): name for name in names}


def _find_outside(tokens: Sequence[str], service_words: frozenset[int], vocabulary: Vocabulary) -> Found | None:
    names = _normalised(vocabulary.outside_places)
    for size in (3, 2, 1):
        for start in range(len(tokens) - size + 1):
            used = frozenset(range(start, start + size))
            if not used & service_words and " ".join(tokens[start : start + size]) in names:
                name = names[" ".join(tokens[start : start + size])]
                return Found(outside=" ".join(part.capitalize() for part in name.split()), used=used)
    return None


def _find_nearly(
    tokens: Sequence[str], service_words: frozenset[int], snapshot: Snapshot, *, expects_place: bool, serving: bool
) -> Found | None:
    """Return a place whose name is nearly right, or what stands where a place should be."""
    vocabulary, known = snapshot.knowledge.vocabulary, snapshot.index.featurizer.vocabulary
    gazetteer = snapshot.gazetteer
    free = [
        number
        for number, token in enumerate(tokens)
        if number not in service_words and token not in STOPWORDS and not token.isdigit()
    ]
    if not (expects_place or serving):
        return _lone_name(tokens, free, snapshot)
    unknown = -1  # number of the word that stands where a place should be
    for start, size, strict in _windows(tokens, vocabulary, expects_place=expects_place):
        span = range(start, start + size)
        if not set(span) & set(free) or set(span) & service_words:
            continue
        name = " ".join(tokens[start : start + size])
        whole = expects_place and size == len(tokens)
        ordinary = not whole and all(part in known for part in spell(name, vocabulary.spelling))
        cued = strict or len(free) == 1
        believable = (strict or len(free) <= _FEW) and not ordinary
        believable = believable and len(name) >= (_SHORTEST_CUED if cued else _SHORTEST)
        match = gazetteer.like_name(name) if believable else None
        if match and not whole and (match.likeness < _likeness_to_a_word(name, snapshot) + (0 if cued else _MORE)):
            match = None
        if not match and not ordinary and len(name) >= _SHORTEST_START:
            match = (gazetteer.by_start(name) if len(free) == 1 else None) or gazetteer.by_consonants(name)
        if match:
            return Found(match=match, used=frozenset(span))
        if strict and size == 1 and unknown < 0 and name not in known and name not in vocabulary.year_cues:
            unknown = start if not _likeness_to_a_word(name, snapshot) else unknown
    if unknown < 0 and expects_place and len(free) == 1 and len(tokens) <= 2 and tokens[free[0]] not in known:
        unknown = free[0]
    return Found(unknown=tokens[unknown], used=frozenset({unknown})) if unknown >= 0 else None


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
    if len(name) <= _SHORTEST or name in snapshot.index.featurizer.vocabulary:
        return None
    match = snapshot.gazetteer.like_name(name)
    return Found(match=match, used=frozenset(free)) if match else None


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
