"""Which place a message names: by postcode, by name, or by nearly its name. Pure.

A postcode is matched exactly, never fuzzily. Many place names are ordinary words too (*Mol*, *As*, *Meer*): those need
a word before them that says that a place follows, or a message so short that nothing else makes sense.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from lde_bot.dialogue.place_found import NOWHERE, Found, Setting
from lde_bot.dialogue.place_slips import SHORTEST, find_nearly
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import Gazetteer, PlaceMatch, distance_km, name_key
from lde_bot.knowledge.vocabulary import Vocabulary
from lde_bot.text import STOPWORDS, normalise

_POSTCODE = re.compile(r"[1-9]\d{3}")
_DUTCH_POSTCODE = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b")
_WALLOON = range(4000, 8000)
_WALLOON_BRABANT = range(1300, 1500)
_YEARS = range(1900, 2036)
_SHORT_TEXT = 4  # words; here an ordinary word may well be a place: ``fietspunt mol``
_DETERMINERS = frozenset("de het een mijn mn onze ons zijn haar die deze dat dit".split())
_FEW_CAPITALS = 2  # words with a capital within a sentence, by someone who writes only names so
_JOINTS = frozenset({"of", "en"})
_BESIDE_KM = 15.0  # a place "bij" another lies at most this far from it


def find_place(
    text: str, tokens: Sequence[str], service_words: frozenset[int], snapshot: Snapshot, setting: Setting
) -> Found:
    """Return the place that a message names: by postcode, then by exact name, then by nearly the name."""
    gazetteer, vocabulary = snapshot.gazetteer, snapshot.knowledge.vocabulary
    dutch = _DUTCH_POSTCODE.search(text)
    if dutch:
        return Found(outside=dutch.group())
    postcode = _find_postcode(tokens, vocabulary, gazetteer, setting)
    loose = setting.asked or setting.serving
    named = _find_name(tokens, service_words, vocabulary, gazetteer, setting.capitals, loose=loose)
    if postcode and postcode.match and named and named.match:
        elsewhere = postcode.match.place not in named.match.places
        cued = tokens[min(named.used) - 1] in vocabulary.place_cues if min(named.used) else False
        number = int(postcode.match.query) in _YEARS or (cued and _far(postcode.match, named.match))
        return named if elsewhere and number else _combine(postcode, named)
    if postcode and postcode.match:
        return _read_again(tokens, postcode, service_words, snapshot, setting)
    for found in (postcode, named, _find_outside(tokens, service_words, vocabulary)):
        if found:
            return found
    return find_nearly(tokens, service_words, snapshot, setting) or NOWHERE


def _far(one: PlaceMatch, other: PlaceMatch) -> bool:
    """True when no place of the one name lies near one of the other: *huisnr 3010, ik woon in Genk*."""
    return all(distance_km(a.position, b.position) > _BESIDE_KM for a in one.places for b in other.places)


def _combine(postcode: Found, named: Found) -> Found:
    """Return the locality that fits both the postcode and the name; the postcode wins when they disagree."""
    assert postcode.match
    assert named.match
    fitting = tuple(place for place in named.match.places if place.postcode == postcode.match.query)
    match = PlaceMatch(named.match.query, fitting, exact=True) if fitting else postcode.match
    return Found(match=match, used=postcode.used | named.used)


def _read_again(
    tokens: Sequence[str], postcode: Found, service_words: frozenset[int], snapshot: Snapshot, setting: Setting
) -> Found:
    """Return a postcode with the nearly right name beside it; the place of that name when it may have been a year."""
    assert postcode.match
    nearly = find_nearly(tokens, service_words, snapshot, replace(setting, serving=True))
    if nearly is None or nearly.match is None:
        return postcode
    if any(place.municipality == postcode.match.place.municipality for place in nearly.match.places):
        return replace(postcode, used=postcode.used | nearly.used)
    return nearly if int(postcode.match.query) in _YEARS else postcode


def _find_postcode(
    tokens: Sequence[str], vocabulary: Vocabulary, gazetteer: Gazetteer, setting: Setting
) -> Found | None:
    for number, token in enumerate(tokens):
        if not _POSTCODE.fullmatch(token):
            continue
        before, after = tokens[number - 1 : number], tokens[number + 1 : number + 2]
        if not vocabulary.units.isdisjoint(after):
            continue
        recent = "in" in before and 1990 <= int(token) <= 2035 and not setting.serving
        cues = set() if token in setting.apart else {*before} & {*vocabulary.year_cues}
        numbered = bool(cues - STOPWORDS) or (bool(cues) and int(token) in _YEARS)
        if recent or numbered:
            continue
        here = gazetteer.by_postcode(token)
        if not here and int(token) in _YEARS and len(tokens) > 1:
            continue
        used = frozenset({number})
        if here:
            return Found(match=PlaceMatch(token, here[:1], exact=True), used=used)
        if int(token) in _WALLOON or int(token) in _WALLOON_BRABANT:
            return Found(outside=token, used=used)
        if setting.asked or setting.serving or len(tokens) == 1:
            return Found(unknown=token, used=used)
    return None


def _find_name(
    tokens: Sequence[str],
    service_words: frozenset[int],
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    capitals: frozenset[str],
    *,
    loose: bool,
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
            cued = cued or (loose and (name in capitals or last or len(tokens) <= _SHORT_TEXT))
            cued = cued or (name in capitals and len(capitals) <= _FEW_CAPITALS)
            ordinary = size == 1 and (name in vocabulary.common_words or name in STOPWORDS)
            if ordinary and before == "te" and name.endswith("en") and name not in capitals:
                continue  # a verb: "te voeren", "te halen"
            if not ordinary or (cued and name not in STOPWORDS):
                found = _beside(tokens, Found(match=match, used=used), gazetteer)
                return _with_province(tokens, _and_another(tokens, found, gazetteer), gazetteer)
    return None


def _beside(tokens: Sequence[str], found: Found, gazetteer: Gazetteer) -> Found:
    """Return the place itself when a text says which bigger place it lies near: *Berchem bij Antwerpen*."""
    first = min(found.used)
    if not found.match or tokens[first - 1 : first] != ("bij",):
        return _told_apart(tokens, found, gazetteer)
    here = found.match.place.position
    for size in range(min(gazetteer.longest_name, first - 1), 0, -1):
        start = first - 1 - size
        name = " ".join(tokens[start : first - 1])
        match = gazetteer.by_name(name) or (gazetteer.like_name(name) if len(name) >= SHORTEST else None)
        if not match:
            continue
        near = min(match.places, key=lambda place: (distance_km(place.position, here), place.postcode))
        if distance_km(near.position, here) <= _BESIDE_KM:
            used = frozenset(range(start, first)) | found.used
            return Found(PlaceMatch(match.query, (near,), exact=match.exact), used=used)
    return found


def _and_another(tokens: Sequence[str], found: Found, gazetteer: Gazetteer) -> Found:
    """Add the other of two places that are named in one breath: *Lier of Mechelen*."""
    first, last = min(found.used), max(found.used)
    for size in range(min(gazetteer.longest_name, len(tokens)), 0, -1):
        for start, joint in ((first - 1 - size, first - 1), (last + 2, last + 1)):
            name = tokens[max(start, 0) : start + size]
            if start < 0 or len(name) < size or tokens[joint] not in _JOINTS or STOPWORDS.issuperset(name):
                continue
            match = gazetteer.by_name(" ".join(name))
            if match:
                return replace(found, also=(match.place,), used=found.used | {joint, *range(start, start + size)})
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


def _with_province(tokens: Sequence[str], found: Found, gazetteer: Gazetteer) -> Found:
    """Return the same with the province that is named beside it: *Tielt in West-Vlaanderen* says nothing but where."""
    for province in {name_key(place.province) for place in found.match.places} if found.match else ():
        size = len(province.split())
        for start in range(len(tokens) - size + 1):
            if " ".join(tokens[start : start + size]) == province and not gazetteer.by_name(province):
                return replace(found, used=found.used | {*range(start, start + size)})
    return found


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
