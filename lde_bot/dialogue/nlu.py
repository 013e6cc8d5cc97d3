"""What a message says: places, services, whether someone is searching, and the entries it may be about.

Pure. The order matters: a word that names a service is no place, and a word inside a place name is no service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import Gazetteer, PlaceMatch
from lde_bot.knowledge.features import spell
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Vocabulary
from lde_bot.matching import Match, closest
from lde_bot.text import STOPWORDS, content_words, normalise, stem, words

_POSTCODE = re.compile(r"[1-9]\d{3}")
_DUTCH_POSTCODE = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b")
_WALLOON = range(4000, 8000)
_WALLOON_BRABANT = range(1300, 1500)
_LONGEST_TEXT = 600
"""Characters that are looked at: a longer message is understood from its start."""
_STRICT_CUES = frozenset(
    {"in", "te", "rond", "rondom", "nabij", "regio", "omgeving", "gemeente", "stad", "postcode", "vlakbij"}
)


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


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of one message."""

    text: str
    """The message, without space around it."""
    tokens: tuple[str, ...]
    """Its words, normalised."""
    services: tuple[str, ...]
    """Ids of the services that are named."""
    service_matches: tuple[Match, ...]
    """Why those."""
    place: Found
    """The place that is named."""
    seeks: bool
    """True when it is put as a search for something nearby."""
    rest: tuple[str, ...]
    """Words with meaning that are neither service, place nor search cue."""
    candidates: tuple[Candidate, ...]
    """Entries that it may be about, best first."""

    @property
    def best(self) -> Candidate | None:
        """The most likely entry."""
        return self.candidates[0] if self.candidates else None


def understand(snapshot: Snapshot, text: str, *, expects_place: bool = False) -> Understanding:
    """Return what a text says.

    :param expects_place: the bot just asked for a place, so a lone word probably is one.
    """
    text = text.strip()[:_LONGEST_TEXT]
    vocabulary = snapshot.knowledge.vocabulary
    tokens = words(text)
    matches, service_words = find_services(tokens, vocabulary)
    place = find_place(text, tokens, service_words, snapshot, expects_place=expects_place, serving=bool(matches))
    services = tuple(dict.fromkeys(service for service, match, used in matches if not used & place.used))
    cues = _cue_words(tokens, vocabulary.search_cues)
    explained = service_words | place.used | cues
    rest = tuple(token for number, token in enumerate(tokens) if number not in explained and token not in STOPWORDS)
    return Understanding(
        text=text,
        tokens=tokens,
        services=services,
        service_matches=tuple(match for _, match, _ in matches),
        place=place,
        seeks=bool(cues),
        rest=rest,
        candidates=snapshot.index.rank(text),
    )


def find_services(
    tokens: Sequence[str], vocabulary: Vocabulary
) -> tuple[list[tuple[str, Match, frozenset[int]]], frozenset[int]]:
    """Return the services that words name, with why and which words; and all words that name one.

    Phrases are compared without function words (``fiets is kapot`` is ``fiets kapot``): as written, then by stem,
    then within a few typing mistakes. The longest phrase wins.
    """
    phrases = _phrases(vocabulary)
    places = [number for number, token in enumerate(tokens) if token not in STOPWORDS]
    found: list[tuple[str, Match, frozenset[int]]] = []
    taken: set[int] = set()
    for size in range(min(4, len(places)), 0, -1):
        for start in range(len(places) - size + 1):
            used = frozenset(places[start : start + size])
            if used & taken:
                continue
            hit = _service(tuple(tokens[number] for number in sorted(used)), phrases)
            if hit:
                found.append((*hit, used))
                taken |= used
    return sorted(found, key=lambda item: min(item[2])), frozenset(taken)


def _service(part: tuple[str, ...], phrases: _Phrases) -> tuple[str, Match] | None:
    written = " ".join(part)
    if written in phrases.exact:
        return phrases.exact[written], Match(1.0, written, written, "exact")
    stems = " ".join(map(stem, part))
    if stems in phrases.stems:
        service, name = phrases.stems[stems]
        return service, Match(0.95, written, name, "stem")
    if len(part) == 1 and len(written) > 5:
        near = closest(written, phrases.single)
        if near and near[0].score >= 0.8:
            return phrases.exact[near[0].candidate_part], near[0]
    return None


@dataclass(frozen=True, slots=True)
class _Phrases:
    exact: dict[str, str]
    stems: dict[str, tuple[str, str]]
    single: tuple[str, ...]


_phrases_of: dict[int, tuple[Vocabulary, _Phrases]] = {}


def _phrases(vocabulary: Vocabulary) -> _Phrases:
    """Return the service words of a vocabulary, prepared once."""
    known = _phrases_of.get(id(vocabulary))
    if known and known[0] is vocabulary:
        return known[1]
    exact: dict[str, str] = {}
    stems: dict[str, tuple[str, str]] = {}
    for service in vocabulary.services:
        for phrase in (service.id, service.label, *service.words):
            part = content_words(phrase)
            exact.setdefault(" ".join(part), service.id)
            stems.setdefault(" ".join(map(stem, part)), (service.id, " ".join(part)))
    prepared = _Phrases(exact, stems, tuple(sorted(name for name in exact if " " not in name and len(name) > 5)))
    _phrases_of.clear()
    _phrases_of[id(vocabulary)] = (vocabulary, prepared)
    return prepared


def _cue_words(tokens: Sequence[str], cues: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the words that are search cues."""
    single = {cue for cue in cues if " " not in cue}
    double = {tuple(cue.split()) for cue in cues if " " in cue}
    found = {number for number, token in enumerate(tokens) if token in single}
    for number, pair in enumerate(pairwise(tokens)):
        if pair in double:
            found |= {number, number + 1}
    return frozenset(found)


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
        return _combine(postcode, named)
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
        before = tokens[number - 1] if number else ""
        if before in vocabulary.year_cues or (before == "in" and 1990 <= int(token) <= 2035 and not serving):
            continue
        here = gazetteer.by_postcode(token)
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
            cued = before in vocabulary.place_cues or len(tokens) == size
            ordinary = size == 1 and (name in vocabulary.common_words or name in STOPWORDS)
            if not ordinary or cued or (loose and name not in STOPWORDS):
                return Found(match=match, used=used)
    return None


def _find_outside(tokens: Sequence[str], service_words: frozenset[int], vocabulary: Vocabulary) -> Found | None:
    names = {normalise(name): name for name in vocabulary.outside_places}
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
    if not (expects_place or serving):
        return None
    spelling, known = snapshot.knowledge.vocabulary.spelling, snapshot.index.featurizer.vocabulary
    free = [
        number
        for number, token in enumerate(tokens)
        if number not in service_words and token not in STOPWORDS and not token.isdigit()
    ]
    unknown = -1  # number of the word that stands where a place should be
    for size in (3, 2, 1):
        for start in range(len(tokens) - size, -1, -1):
            span = range(start, start + size)
            before = tokens[start - 1] if start else ""
            strict = before in _STRICT_CUES or (expects_place and size == len(tokens))
            if not set(span) & set(free) or set(span) & service_words:
                continue
            name = " ".join(tokens[start : start + size])
            ordinary = size == 1 and not strict and (name in known or spell(name, spelling)[0] in known)
            match = None if ordinary or len(name) < 4 else snapshot.gazetteer.like_name(name)
            if match:
                return Found(match=match, used=frozenset(span))
            if strict and size == 1 and name not in known:
                unknown = unknown if unknown >= 0 else start
    if unknown < 0 and expects_place and len(free) == 1 and len(tokens) <= 2 and tokens[free[0]] not in known:
        unknown = free[0]
    return Found(unknown=tokens[unknown], used=frozenset({unknown})) if unknown >= 0 else None
