"""What a message says: places, services, whether someone is searching, and the entries it may be about.

Pure. The order matters: a word that names a service is no place, and a word inside a place name is no service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lde_bot.dialogue.decision import service_meant
from lde_bot.dialogue.followup import NOTHING, Leaning, leaning_of
from lde_bot.dialogue.model import State
from lde_bot.dialogue.place_found import Found, Setting
from lde_bot.dialogue.places import find_place
from lde_bot.dialogue.service_names import Named, find_foreign_services, find_services, words_of
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.typed import parted, with_places_apart, without_fillers
from lde_bot.knowledge.index import Candidate
from lde_bot.languages import detect
from lde_bot.matching import Match
from lde_bot.text import STOPWORDS, content_words, normalise, words

_LONGEST_TEXT = 600
"""Characters that are looked at: a longer message is understood from its start."""
_NEARLY_DIGITS = re.compile(r"[1-9][0-9oil]{3}")
_AS_DIGITS = str.maketrans("oil", "011")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
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


@dataclass(frozen=True, slots=True)
class _Heard:
    """All that understanding depends on besides the snapshot, the subject of before aside."""

    text: str
    expects_place: bool
    searches: bool


@dataclass(frozen=True, slots=True)
class _Continued:
    """All that understanding a text as going on about a subject depends on besides the snapshot."""

    subject: str
    tokens: tuple[str, ...]
    language: str


def understand(snapshot: Snapshot, state: State, text: str) -> Understanding:
    """Return what a text says, in the conversation where it was said."""
    heard = _heard(state, text)
    understood = snapshot.understood.get(heard, lambda: _understood(snapshot, heard))
    continued = _continued(snapshot, state, understood)
    if continued is None:
        return understood
    return replace(understood, in_context=snapshot.understood.get(continued, lambda: _in_context(snapshot, continued)))


def is_understood(snapshot: Snapshot, state: State, text: str) -> bool:
    """True when it was worked out before what a text says here, so that understanding it takes no time."""
    heard = _heard(state, text)
    if heard not in snapshot.understood:
        return False
    continued = _continued(snapshot, state, snapshot.understood.get(heard, lambda: _understood(snapshot, heard)))
    return continued is None or continued in snapshot.understood


def _heard(state: State, text: str) -> _Heard:
    return _Heard(text.strip()[:_LONGEST_TEXT], state.awaiting == "place", bool(state.services))


def _continued(snapshot: Snapshot, state: State, understood: Understanding) -> _Continued | None:
    """Return what is gone on about; ``None`` when a text stands by itself."""
    if not understood.leaning.refers or understood.place.used:
        return None
    subject = _subject(snapshot, state)
    known = subject in snapshot.knowledge.entries
    return _Continued(subject, understood.tokens, understood.language) if known else None


def _understood(snapshot: Snapshot, heard: _Heard) -> Understanding:
    text = heard.text
    vocabulary = snapshot.knowledge.vocabulary
    language = snapshot.index.language_of(text) or detect(text)
    typed = tuple(map(_digits, words(text)))
    tokens = without_fillers(typed, vocabulary.fillers)
    tokens = with_places_apart(tokens, snapshot) if language else parted(tokens, snapshot)
    if tokens != typed:
        text = " ".join(tokens)
    leaning = leaning_of(tokens, vocabulary)
    expects_place = heard.expects_place
    if leaning.corrects:
        tokens = tokens[leaning.corrects :]
        text = " ".join(tokens)
        expects_place = expects_place or heard.searches
    plain = [_plain(token, snapshot) for token in tokens]
    read = tokens if language else _read(tokens, plain, snapshot)
    matches = find_services(tokens, vocabulary) or ([] if language else find_services(plain, vocabulary))
    service_words = words_of(matches)
    setting = Setting(expects_place, bool(matches), frozenset() if language else _capitals(heard.text), not language)
    place = find_place(text, read, service_words, snapshot, setting)
    if place.match and not matches:
        matches, language = _foreign_services(snapshot, tokens, place, language)
        service_words = words_of(matches)
    seeking = _cue_words(plain, vocabulary.search_cues) - service_words
    needing = _cue_words(plain, vocabulary.need_cues) - service_words
    searching = bool(seeking or needing)
    ranked = _ranked(snapshot, text, tokens, place, language, searching=searching)
    if place == Found() and not matches and service_meant(snapshot, ranked):
        nearly = find_place(text, read, service_words, snapshot, replace(setting, serving=True))
        if nearly.match:
            place, ranked = nearly, _ranked(snapshot, text, tokens, nearly, language, searching=searching)
    services = tuple(dict.fromkeys(service for service, match, used in matches if not used & place.used))
    explained = service_words | place.used | seeking | needing
    rest = tuple(token for number, token in enumerate(read) if number not in explained and token not in STOPWORDS)
    return Understanding(
        text=text,
        tokens=tokens,
        services=services,
        service_matches=tuple(match for _, match, _ in matches),
        place=place,
        seeks=bool(seeking),
        needs=bool(needing),
        asks=bool(read) and read[0] in _QUESTION_WORDS,
        wonders=_wonders(snapshot, read, language),
        rest=rest,
        ranked=ranked,
        language=language,
        leaning=leaning,
    )


def _capitals(text: str) -> frozenset[str]:
    """Return the words with a capital within a sentence: names, in Dutch."""
    return frozenset(map(normalise, _CAPITAL.findall(text)))


def _read(tokens: Sequence[str], plain: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the words with the slips in function words mended (*mjin*): other words may be names."""
    vocabulary = snapshot.knowledge.vocabulary
    usual = STOPWORDS | _QUESTION_WORDS | {*vocabulary.search_cues, *vocabulary.need_cues, *vocabulary.place_cues}
    return tuple(
        meant if meant in usual and not snapshot.gazetteer.by_name(token) else token
        for token, meant in zip(tokens, plain, strict=True)
    )


def _foreign_services(
    snapshot: Snapshot, tokens: Sequence[str], place: Found, language: str
) -> tuple[list[Named], str]:
    """Return the service that is named in another language beside a place, and that language; a few words suffice."""
    languages = snapshot.knowledge.languages
    spoken = [languages[language]] if language in languages else languages.values()
    kept = ["" if number in place.used else token for number, token in enumerate(tokens)]
    matches, code = find_foreign_services(kept, spoken)
    return matches, code or language


def _wonders(snapshot: Snapshot, tokens: Sequence[str], language: str) -> bool:
    """True when somewhere a message asks what, how or which, in its own language."""
    other = snapshot.knowledge.languages.get(language)
    return bool(_cue_words(tokens, other.explains)) if other else not _EXPLAINED_BY.isdisjoint(tokens)


def _plain(token: str, snapshot: Snapshot) -> str:
    """Return a word in its standard form, when that is one word: *soek* and *zeok* are *zoek*."""
    standard = snapshot.index.featurizer.tokens(token)
    return standard[0] if len(standard) == 1 else token


def _digits(token: str) -> str:
    """Return a word that looks like four digits with letters among them (``9ooo``) as those digits."""
    return token.translate(_AS_DIGITS) if _NEARLY_DIGITS.fullmatch(token) else token


def _ranked(
    snapshot: Snapshot, text: str, tokens: Sequence[str], place: Found, language: str, *, searching: bool
) -> tuple[Candidate, ...]:
    """Return what a message may be about, its place aside, unless it asks about that very place."""
    kept = [token for number, token in enumerate(tokens) if number not in place.used]
    if place.used and all(token in STOPWORDS for token in kept):
        return ()
    ranked = snapshot.index.rank(" ".join(kept) if place.used else text, language=language)
    named = [tokens[number] for number in place.used]
    if not any(snapshot.index.featurizer.spread(name) for name in named if name.isdigit() or not searching):
        return ranked
    return max(ranked, snapshot.index.rank(text, language=language), key=_sureness)


def _sureness(ranked: Sequence[Candidate]) -> float:
    return ranked[0].confidence if ranked else 0.0


def _in_context(snapshot: Snapshot, continued: _Continued) -> tuple[Candidate, ...]:
    """Return what a message may be about when it goes on about the last subject, that subject itself aside."""
    kinds = snapshot.knowledge.vocabulary.followups
    said = [token for token in continued.tokens if token not in kinds["refer"] and token not in kinds["continue"]]
    text = " ".join((*content_words(snapshot.knowledge.entries[continued.subject].question), *said))
    ranked = snapshot.index.rank(text, most=8, language=continued.language)
    return tuple(candidate for candidate in ranked if candidate.entry and candidate.entry != continued.subject)


def _subject(snapshot: Snapshot, state: State) -> str:
    """Return the entry that the conversation is about: the last one shown, or that of the service searched for."""
    if state.entry or not state.services:
        return state.entry
    service = snapshot.knowledge.vocabulary.service(state.services[0])
    return service.entry if service else ""


def _cue_words(tokens: Sequence[str], cues: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the words that are search cues."""
    single = {cue for cue in cues if " " not in cue}
    double = {tuple(cue.split()) for cue in cues if " " in cue}
    found = {number for number, token in enumerate(tokens) if token in single}
    for number, pair in enumerate(pairwise(tokens)):
        if pair in double:
            found |= {number, number + 1}
    return frozenset(found)
