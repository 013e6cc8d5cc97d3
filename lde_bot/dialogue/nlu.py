"""What a message says: places, services, whether someone is searching, and the entries it may be about.

Pure. The order matters: a word that names a service is no place, and a word inside a place name is no service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import service_meant
from lde_bot.dialogue.followup import NOTHING, FollowUp, Leaning, leaning_of
from lde_bot.dialogue.model import State
from lde_bot.dialogue.place_found import NOWHERE, Found, Setting
from lde_bot.dialogue.places import find_place
from lde_bot.dialogue.reactions import reaction_of
from lde_bot.dialogue.service_names import Named, find_foreign_services, words_of
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.typed import digits, language_of, parted, spoken, with_places_apart, without_fillers
from lde_bot.dialogue.wishes import named_services, surely_named
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Kind
from lde_bot.matching import Match
from lde_bot.text import STOPWORDS, normalise, words

_LONGEST_TEXT = 600
"""Characters that are looked at: a longer message is understood from its start."""
_RANKED = 5
"""Candidates that a message may be about by itself."""
_RANKED_FURTHER = 12
"""Candidates that are kept: in a conversation, what was said before may lift one that is not likely by itself."""
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:-[A-Z][a-z]+)?")
_APART = re.compile(r"[,;.]\s{0,3}([1-9]\d{3})\b")
_SENTENCE = re.compile(r"[.!?;,\n]")
_QUESTION_WORDS = frozenset({"wat", "wa", "wie", "hoe", "hoeveel", "waarom", "wanneer", "welke", "welk"})
_THERE = frozenset({"daar", "hier", "er"})
_EXPLAINED_BY = _QUESTION_WORDS - {"wie"}
_REACTING = {FollowUp.CANCEL, FollowUp.REFUSE, FollowUp.MORE, FollowUp.OTHERS, FollowUp.ELSEWHERE, FollowUp.WRONG}


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of one message."""

    text: str
    """The message, without space around it."""
    tokens: tuple[str, ...]
    """Its words, normalised."""
    services: tuple[str, ...] = ()
    """Ids of the services that are named."""
    service_matches: tuple[Match, ...] = ()
    """Why those."""
    place: Found = NOWHERE
    """The place that is named."""
    seeks: bool = False
    """True when it is put as a search for something nearby."""
    needs: bool = False
    """True when it may be such a search."""
    asks: bool = False
    """True when it begins like a question after what, who or how."""
    wonders: bool = False
    """True when somewhere it asks what, how or which: then an explanation is wanted, not only an address."""
    rest: tuple[str, ...] = ()
    """Words with meaning that are neither service, place nor search cue."""
    ranked: tuple[Candidate, ...] = ()
    """Entries and services that it may be about, best first."""
    further: tuple[Candidate, ...] = ()
    """What comes after those."""
    language: str = ""
    """Code of its language, when that is surely not Dutch."""
    in_context: tuple[Candidate, ...] = ()
    """What it may be about read together with the subject of before, that subject aside; see :mod:`.subject`."""
    leaning: Leaning = NOTHING
    """How it leans on what came before."""
    reacts: bool = False
    """True when it says nothing but a reaction (*amai*, *wacht even*): the best entry fits it."""
    contact: bool = False
    """True when, beside a service, it says nothing but how to reach someone (``gsm van de klusdienst``)."""

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
    """All that understanding a text by itself depends on besides the snapshot."""

    text: str
    expects_place: bool
    searches: bool


def understand_alone(snapshot: Snapshot, state: State, text: str) -> Understanding:
    """Return what a text says, whatever the conversation is about."""
    heard = _heard(snapshot, state, text)
    return snapshot.understood.get(heard, lambda: _reacting(snapshot, heard) or _understood(snapshot, heard))


def is_understood_alone(snapshot: Snapshot, state: State, text: str) -> bool:
    """True when it was worked out before what a text says here, so that understanding it takes no time."""
    return _heard(snapshot, state, text) in snapshot.understood


def _heard(snapshot: Snapshot, state: State, text: str) -> _Heard:
    said = spoken(text.strip(), snapshot.knowledge.vocabulary.signs)
    return _Heard(said[:_LONGEST_TEXT], state.awaiting == "place", bool(state.services))


def _understood(snapshot: Snapshot, heard: _Heard) -> Understanding:
    text, vocabulary = heard.text, snapshot.knowledge.vocabulary
    language = language_of(text, snapshot)
    typed = tuple(map(digits, words(text)))
    tokens = without_fillers(typed, vocabulary.fillers)
    tokens = with_places_apart(tokens, snapshot) if language else parted(tokens, snapshot)
    text = text if tokens == typed else " ".join(tokens)
    leaning = leaning_of(tokens, vocabulary)
    expects_place = heard.expects_place or (bool(leaning.corrects) and heard.searches)
    if leaning.corrects:
        tokens = tokens[leaning.corrects :]
        text = " ".join(tokens)
    plain = [_plain(token, snapshot) for token in tokens]
    read = tokens if language else _read(tokens, plain, snapshot)
    matches = named_services(snapshot, tokens, () if language else plain)
    service_words = words_of(matches)
    setting = _setting(heard.text, asked=expects_place, serving=bool(matches), dutch=not language)
    place = find_place(text, read, service_words, snapshot, setting)
    if place.match and not matches:
        matches, language = _foreign_services(snapshot, tokens, place, language)
        service_words = words_of(matches)
    seeking = _cue_words(plain, vocabulary.search_cues) - service_words
    needing = _cue_words(plain, vocabulary.need_cues) - service_words
    searching = bool(seeking or needing)
    ranked = _ranked(snapshot, text, tokens, place, language, searching=searching)
    if place == NOWHERE and not matches and service_meant(snapshot, ranked[:_RANKED]):
        nearly = find_place(text, read, service_words, snapshot, replace(setting, serving=True))
        if nearly.match:
            place, ranked = nearly, _ranked(snapshot, text, tokens, nearly, language, searching=searching)
    matches = surely_named(snapshot, matches, ranked[:_RANKED])
    if leaning.asks is None and not matches and place == NOWHERE and not _is_clear(ranked, snapshot):
        leaning, ranked = _at_the_end(heard.text, leaning, ranked, snapshot)
    rest = _rest(read, service_words | place.used | seeking | needing)
    return Understanding(
        text=text,
        tokens=tokens,
        services=tuple(dict.fromkeys(service for service, _, used in matches if not used & place.used)),
        service_matches=tuple(match for _, match, _ in matches),
        place=place,
        seeks=bool(seeking),
        needs=bool(needing),
        asks=bool(read) and read[0] in _QUESTION_WORDS,
        wonders=_wonders(snapshot, read, language),
        rest=rest,
        ranked=ranked[:_RANKED],
        further=ranked[_RANKED:],
        language=language,
        leaning=leaning,
        contact=_about_contact(tokens, rest, snapshot),
    )


def _reacting(snapshot: Snapshot, heard: _Heard) -> Understanding | None:
    """Return what a message says that only reacts; it may still drop what was going on, or none of what was offered."""
    vocabulary, tokens = snapshot.knowledge.vocabulary, words(heard.text)
    reaction = reaction_of(tokens, vocabulary)
    if not reaction:
        return None
    entry = snapshot.index.chats(heard.text) or reaction  # a phrase that was written down belongs where it stands
    leaning = leaning_of(tokens, vocabulary)
    leaning = Leaning(leaning.asks) if leaning.asks in _REACTING else NOTHING
    ranked = (Candidate(entry, "", at.REACTS, nearest=" ".join(tokens), shared=tokens, pieces=()),)
    language = snapshot.index.language_of(heard.text)
    return Understanding(heard.text, tokens, ranked=ranked, language=language, leaning=leaning, reacts=True)


def _rest(tokens: Sequence[str], explained: frozenset[int]) -> tuple[str, ...]:
    """Return the words with meaning that are not explained yet."""
    left = [token for number, token in enumerate(tokens) if number not in explained]
    return tuple(token for token in left if token not in STOPWORDS and token not in _THERE)


def _setting(text: str, *, asked: bool, serving: bool, dutch: bool) -> Setting:
    """Return what makes a place likely in a text."""
    capitals = _capitals(text) if dutch else frozenset()
    return Setting(asked, serving, capitals, frozenset(_APART.findall(text)), dutch)


def _at_the_end(
    text: str, leaning: Leaning, ranked: tuple[Candidate, ...], snapshot: Snapshot
) -> tuple[Leaning, tuple[Candidate, ...]]:
    """Return what the end of a message asks (*Merci. En de tweede?*), and what it is about if it is small talk."""
    *before, last = [part for part in _SENTENCE.split(text) if part.strip()] or [""]
    if not before:
        return leaning, ranked
    asked = leaning_of(words(last), snapshot.knowledge.vocabulary)
    if asked.asks is not None:
        return replace(leaning, asks=asked.asks, number=asked.number or leaning.number), ranked
    chats = snapshot.index.chats(last) and _QUESTION_WORDS.isdisjoint(words(" ".join(before)))
    return leaning, snapshot.index.rank(last, _RANKED_FURTHER) if chats else ranked


def _about_contact(tokens: Sequence[str], rest: Sequence[str], snapshot: Snapshot) -> bool:
    """True when words say nothing but how to reach someone, a service aside."""
    kinds = snapshot.knowledge.vocabulary.followups
    if not kinds or set(tokens).isdisjoint(kinds["contact"]):
        return False
    known = {*kinds["contact"], *kinds["polite"], *kinds["nth"], *kinds["first"], *kinds["last"]}
    return known.issuperset(word for word in rest if not word.isdigit())


def _capitals(text: str) -> frozenset[str]:
    """Return the words with a capital within a sentence: names, in Dutch."""
    return frozenset(map(normalise, _CAPITAL.findall(text)))


def _read(tokens: Sequence[str], plain: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the words with the slips in function words mended (*mjin*): other words may be names."""
    vocabulary = snapshot.knowledge.vocabulary
    usual = STOPWORDS | _QUESTION_WORDS | {*vocabulary.search_cues, *vocabulary.need_cues, *vocabulary.place_cues}
    return tuple(
        meant if meant in usual and token not in usual and token not in snapshot.gazetteer.words else token
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


def _ranked(
    snapshot: Snapshot, text: str, tokens: Sequence[str], place: Found, language: str, *, searching: bool
) -> tuple[Candidate, ...]:
    """Return what a message may be about, its places aside, unless it says more about one than its name."""
    kept = [token for number, token in enumerate(tokens) if number not in place.used and not snapshot.is_town(token)]
    kept = kept if place.used else list(tokens)
    if place.used and all(token in STOPWORDS for token in kept):
        return ()
    ranked = snapshot.index.rank(" ".join(kept) if place.used else text, _RANKED_FURTHER, language)
    named = [tokens[number] for number in place.used]
    if not any(snapshot.index.featurizer.spread(name) for name in named if name.isdigit() or not searching):
        return ranked
    about_it = snapshot.index.rank(text, _RANKED_FURTHER, language)
    only_named = not about_it or {*named, *STOPWORDS}.issuperset(about_it[0].shared)
    return ranked if only_named else max(ranked, about_it, key=_sureness)


def _is_clear(ranked: Sequence[Candidate], snapshot: Snapshot) -> bool:
    """True when a message is surely about something, thanks aside: those may come before something else."""
    entry = snapshot.knowledge.entries.get(ranked[0].entry) if ranked else None
    return _sureness(ranked) >= at.ANSWER_AT and (entry is None or entry.kind is not Kind.SMALLTALK)


def _sureness(ranked: Sequence[Candidate]) -> float:
    return ranked[0].confidence if ranked else 0.0


def _cue_words(tokens: Sequence[str], cues: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the words that are search cues."""
    single = {cue for cue in cues if " " not in cue}
    double = {tuple(cue.split()) for cue in cues if " " in cue}
    found = {number for number, token in enumerate(tokens) if token in single}
    for number, pair in enumerate(pairwise(tokens)):
        if pair in double:
            found |= {number, number + 1}
    return frozenset(found)
