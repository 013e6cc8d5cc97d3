"""What a message says: places, services, whether someone is searching, and the entries it may be about.

Pure. The order matters: a word that names a service is no place, and a word inside a place name is no service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lde_bot.dialogue.decision import service_meant
from lde_bot.dialogue.followup import NOTHING, Leaning, leaning_of
from lde_bot.dialogue.model import State
from lde_bot.dialogue.places import Found, find_nearly, find_place
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.typed import parted, without_fillers
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Vocabulary
from lde_bot.languages import detect
from lde_bot.matching import Match, closest
from lde_bot.text import STOPWORDS, content_words, stem, words

_LONGEST_TEXT = 600
"""Characters that are looked at: a longer message is understood from its start."""
_NEARLY_DIGITS = re.compile(r"[1-9][0-9oil]{3}")
_SHORTEST_SEVERAL = 9  # letters of a name of several words that may have typing mistakes
_ALIKE = 0.8  # how much of a name must be right
_SHORTEST_HEAD = 4  # letters of a service name that begins a compound
_SHORTEST_TAIL = 4  # letters of what follows it
_AS_DIGITS = str.maketrans("oil", "011")
_QUESTION_WORDS = frozenset({"wat", "wa", "wie", "hoe", "hoeveel", "waarom", "wanneer", "welke", "welk"})


_EXPLAINED_BY = _QUESTION_WORDS - {"wie"}


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
    needs: bool
    """True when it may be such a search."""
    asks: bool
    """True when it begins like a question after what, who or how."""
    wonders: bool
    """True when somewhere it asks what, how or which: then an explanation is wanted, not only an address."""
    rest: tuple[str, ...]
    """Words with meaning that are neither service, place nor search cue."""
    ranked: tuple[Candidate, ...]
    """Entries and services that it may be about, best first."""
    language: str = ""
    """Code of its language, when that is surely not Dutch."""
    leaning: Leaning = NOTHING
    """How it leans on what came before."""
    in_context: tuple[Candidate, ...] = ()
    """The same as a question about the subject of before; empty when it can stand by itself."""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Entries that it may be about, best first."""
        return tuple(candidate for candidate in self.ranked if candidate.entry)

    @property
    def best(self) -> Candidate | None:
        """The most likely entry."""
        return next(iter(self.candidates), None)

    @property
    def likely(self) -> float:
        """How likely it is that the bot knows something about it, 0 to 1."""
        return min(1.0, sum(candidate.confidence for candidate in self.ranked))


def understand(snapshot: Snapshot, state: State, text: str) -> Understanding:
    """Return what a text says, in the conversation where it was said."""
    text = text.strip()[:_LONGEST_TEXT]
    vocabulary = snapshot.knowledge.vocabulary
    language = snapshot.index.language_of(text) or detect(text)
    typed = tuple(map(_digits, words(text)))
    tokens = without_fillers(typed, vocabulary.fillers)
    tokens = tokens if language else parted(tokens, snapshot)
    if tokens != typed:
        text = " ".join(tokens)
    leaning = leaning_of(tokens, vocabulary)
    expects_place = state.awaiting == "place"
    if leaning.corrects:
        tokens = tokens[leaning.corrects :]
        text = " ".join(tokens)
        expects_place = expects_place or bool(state.services)
    matches, service_words = find_services(tokens, vocabulary)
    place = find_place(text, tokens, service_words, snapshot, expects_place=expects_place, serving=bool(matches))
    ranked = _ranked(snapshot, text, tokens, place, language)
    if place == Found() and not matches and service_meant(snapshot, ranked):
        nearly = find_nearly(tokens, service_words, snapshot, expects_place=expects_place, serving=True)
        if nearly and nearly.match:
            place, ranked = nearly, _ranked(snapshot, text, tokens, nearly, language)
    services = tuple(dict.fromkeys(service for service, match, used in matches if not used & place.used))
    seeking, needing = _cue_words(tokens, vocabulary.search_cues), _cue_words(tokens, vocabulary.need_cues)
    explained = service_words | place.used | seeking | needing
    rest = tuple(token for number, token in enumerate(tokens) if number not in explained and token not in STOPWORDS)
    return Understanding(
        text=text,
        tokens=tokens,
        services=services,
        service_matches=tuple(match for _, match, _ in matches),
        place=place,
        seeks=bool(seeking),
        needs=bool(needing),
        asks=bool(tokens) and tokens[0] in _QUESTION_WORDS,
        wonders=not _EXPLAINED_BY.isdisjoint(tokens),
        rest=rest,
        ranked=ranked,
        language=language,
        leaning=leaning,
        in_context=_in_context(snapshot, state, tokens, language) if leaning.refers and not place.used else (),
    )


def _digits(token: str) -> str:
    """Return a word that looks like four digits with letters among them (``9ooo``) as those digits."""
    return token.translate(_AS_DIGITS) if _NEARLY_DIGITS.fullmatch(token) else token


def _ranked(snapshot: Snapshot, text: str, tokens: Sequence[str], place: Found, language: str) -> tuple[Candidate, ...]:
    """Return what a message may be about, its place aside, unless the question is about that very place."""
    kept = [token for number, token in enumerate(tokens) if number not in place.used]
    if place.used and all(token in STOPWORDS for token in kept):
        return ()
    ranked = snapshot.index.rank(" ".join(kept) if place.used else text, language=language)
    spoken_of = any(snapshot.index.featurizer.spread(tokens[number]) for number in place.used)
    if not spoken_of:
        return ranked
    return max(ranked, snapshot.index.rank(text, language=language), key=_sureness)


def _sureness(ranked: Sequence[Candidate]) -> float:
    return ranked[0].confidence if ranked else 0.0


def _in_context(snapshot: Snapshot, state: State, tokens: Sequence[str], language: str) -> tuple[Candidate, ...]:
    """Return what a message may be about when it goes on about the last subject, that subject itself aside."""
    subject = _subject(snapshot, state)
    entry = snapshot.knowledge.entries.get(subject)
    if entry is None:
        return ()
    kinds = snapshot.knowledge.vocabulary.followups
    said = [token for token in tokens if token not in kinds["refer"] and token not in kinds["continue"]]
    text = " ".join((*content_words(entry.question), *said))
    ranked = snapshot.index.rank(text, most=8, language=language)
    return tuple(candidate for candidate in ranked if candidate.entry and candidate.entry != subject)


def _subject(snapshot: Snapshot, state: State) -> str:
    """Return the entry that the conversation is about: the last one shown, or that of the service searched for."""
    if state.entry or not state.services:
        return state.entry
    service = snapshot.knowledge.vocabulary.service(state.services[0])
    return service.entry if service else ""


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
        if near and near[0].score >= _ALIKE:
            return phrases.exact[near[0].candidate_part], near[0]
    if len(part) == 1:
        return _compound(written, phrases)
    near = closest(written, phrases.several) if len(written) >= _SHORTEST_SEVERAL else []
    if near and near[0].score >= _ALIKE:
        return phrases.exact[near[0].candidate_part], near[0]
    return None


def _compound(written: str, phrases: _Phrases) -> tuple[str, Match] | None:
    """Return the service whose name begins a compound (``klusteam``, ``fietsherstelplaats``), the longest first."""
    for cut in range(len(written) - _SHORTEST_TAIL, _SHORTEST_HEAD - 1, -1):
        head = written[:cut]
        if head in phrases.exact:
            return phrases.exact[head], Match(0.9, written, head, "compound")
        if head in phrases.stems:
            service, name = phrases.stems[head]
            return service, Match(0.9, written, name, "compound")
    return None


@dataclass(frozen=True, slots=True)
class _Phrases:
    exact: dict[str, str]
    stems: dict[str, tuple[str, str]]
    single: tuple[str, ...]
    several: tuple[str, ...]


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
    single = tuple(sorted(name for name in exact if " " not in name and len(name) > 5))
    several = tuple(sorted(name for name in exact if " " in name))
    prepared = _Phrases(exact, stems, single, several)
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
