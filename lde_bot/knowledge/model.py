"""What the curated content is made of, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of answer an entry gives."""

    ANSWER = "answer"
    """An answer about LDE."""
    REDIRECT = "redirect"
    """Belongs to another public service: says which."""
    EMERGENCY = "emergency"
    """Someone is in need: help lines, at once."""
    SMALLTALK = "smalltalk"
    """A greeting, thanks, a question about the bot."""


class Audience(StrEnum):
    """Whom an entry is written for."""

    CITIZEN = "citizen"
    SOCIAL_WORKER = "social-worker"
    EMPLOYER = "employer"
    LOCAL_GOVERNMENT = "local-government"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    title: str
    """Name of the site or text."""
    url: str
    """Public web address."""
    act: str = ""
    """Decree or decision, where the source is one."""
    article: str = ""
    """Article within the act, only where it was seen."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one button that helps most after an answer; exactly one of the three targets is set."""

    label: str
    """Text of the button."""
    entry: str = ""
    """Id of the entry to show."""
    service: str = ""
    """Id of the service to search for."""
    url: str = ""
    """Web address to open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One curated answer (antwoordfiche)."""

    id: str
    """Stable name; also the name of its file."""
    theme: str
    """Folder that it lies in."""
    kind: Kind
    """What sort of answer it is."""
    question: str
    """The question as a title."""
    utterances: tuple[str, ...]
    """How people ask it (formuleringen)."""
    answer: str
    """The answer in plain Dutch; paragraphs split by blank lines."""
    details: str
    """Longer explanation; may be empty."""
    simpler: str
    """The same in fewer and simpler words, for who reads with difficulty; may be empty."""
    sources: tuple[Source, ...]
    """Where it stands written."""
    audience: tuple[Audience, ...]
    """Whom it is for."""
    valid_from: date | None
    """First day that it holds; ``None`` if no start is known."""
    valid_until: date | None
    """Last day that it held; ``None`` while it holds."""
    successor: str
    """Id of the entry that tells what holds after ``valid_until``; may be empty."""
    reviewed_on: date
    """Day on which a person last compared it with its sources."""
    related: tuple[str, ...]
    """Ids of entries that follow on naturally."""
    next_step: NextStep | None
    """The suggested button."""
    path: str = ""
    """File that it was read from."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each field in that file, and of each utterance as ``utterances.<n>``."""

    def line_of(self, name: str) -> int:
        """Return the line on which a field stands, or that of the entry."""
        return self.lines.get(name, self.lines.get("id", 1))


@dataclass(frozen=True, slots=True)
class ServiceTerm:
    """One of the twelve services, with the words that people use for it (HSDS ``taxonomy_term``)."""

    id: str
    """Stable name, as in the directory."""
    label: str
    """Name on screen, singular, in lower case."""
    asked: str
    """Name inside a question: ``een klusdienst``."""
    entry: str
    """Id of the entry that explains it."""
    words: tuple[str, ...]
    """Words and phrases that mean this service."""
    at_home: bool
    """True where the service comes to people, so that distance says less."""
    requests: tuple[str, ...] = ()
    """How people ask for it without its name (``mijn kraan lekt``)."""
    instead: tuple[str, ...] = ()
    """Ids of the services that come closest to it, best first: for where it is not offered."""


FOLLOWUPS = (
    *("more", "contact", "hours", "days", "when", "nth", "first", "last", "wrong", "right", "cancel", "refuse"),
    *("correct", "elsewhere", "others", "route", "go", "near", "refer", "continue", "polite", "person", "moves"),
    *("hand_out", "detail", "step", "stepping"),
)
"""Kinds of words that go on from what was said before: asking for more, for contact details, for opening hours (their
words, days, and the words around those), for the first or second (in that order) result, the upper or the last one,
saying that something of it is wrong (or, with *niet*, not right), dropping the subject, refusing what was offered,
putting something right, looking in another place, for other results, how to get to one (and, with *hoe* or *waar*, the
verbs of that), for the nearest, words that refer back, words that carry on, words that may be left out, people for whom
one may ask the same, words around a place that say nothing but where, for the results on paper or sent on, what
only those who were found can tell, and saying what one is going to do (its verbs, and the words around those)."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that people want to know about any topic: how long, for what price, whom to ask."""

    asks: tuple[frozenset[str], ...]
    """Ways to ask it in a few words; all words of one of them occur in such a message."""
    general: tuple[str, ...]
    """Entries that tell it when it is asked out of the blue; about another topic they are no answer."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation can be about, and which entries tell what about it."""

    entries: tuple[str, ...]
    """Entries that are about it."""
    answers: Mapping[str, str]
    """Entry that tells an aspect, by the aspect's name."""
    detailed: frozenset[str] = frozenset()
    """Aspects that the longer explanation of that entry tells, not its answer."""
    searches: Mapping[str, str] = field(default_factory=dict)
    """Service of which those who offer it tell an aspect, by the aspect's name."""
    names: tuple[frozenset[str], ...] = ()
    """What it is called; a message with all words of one of these is about no other topic."""

    def named_in(self, said: Collection[str]) -> bool:
        """Return whether words name it."""
        return any(name.issubset(said) for name in self.names)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the domain."""

    services: tuple[ServiceTerm, ...]
    """The twelve services."""
    spelling: Mapping[str, str]
    """Spoken or shortened word to its standard form (``ge`` to ``je``)."""
    search_cues: tuple[str, ...]
    """Words that say that someone looks for a service nearby."""
    need_cues: tuple[str, ...]
    """Words that may say so, or may belong to a question."""
    place_cues: tuple[str, ...]
    """Words before which a place name is likely (``in``, ``rond``)."""
    common_words: frozenset[str]
    """Place names that are ordinary words too (``mol``, ``as``); they need a cue."""
    year_cues: tuple[str, ...]
    """Words after which four digits are a year or some other number, no postcode."""
    units: frozenset[str]
    """Words after which four digits are a quantity (``1350 euro``)."""
    fillers: tuple[str, ...]
    """Sounds and words before and after a message that say nothing."""
    outside_places: tuple[str, ...]
    """Well-known towns and regions outside Flanders and Brussels."""
    outside: tuple[str, ...]
    """Phrases that belong to no entry: they teach the bot where its subject ends."""
    general: frozenset[str] = frozenset()
    """Entries that say where one can go in general: whoever names a place with such a question looks for a service."""
    no_search: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Words with which someone who names a service and a place looks for none (for work there), by the entry for it."""
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    """What people ask about a topic in a few words, by name."""
    topics: tuple[Topic, ...] = ()
    """What conversations are about."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """What a message of signs alone stands for, by character (``👍`` for *ok*)."""
    followups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words and phrases that go on from what was said before, by kind: :data:`FOLLOWUPS`."""
    mentions: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """File and line where each entry is first named."""

    @property
    def named(self) -> frozenset[str]:
        """Every entry that is general, or no search."""
        return self.general.union(self.no_search, *(aspect.general for aspect in self.aspects.values()))

    @property
    def entries(self) -> frozenset[str]:
        """Every entry that must be there: named, about a service, or about a topic."""
        told = (name for topic in self.topics for name in (*topic.entries, *topic.answers.values()))
        return self.named.union((service.entry for service in self.services), told)

    def topic(self, entry: str) -> Topic | None:
        """Return the topic that an entry belongs to."""
        return next((topic for topic in self.topics if entry in topic.entries), None)

    def service(self, service_id: str) -> ServiceTerm | None:
        """Return the service with this id."""
        return next((service for service in self.services if service.id == service_id), None)


@dataclass(frozen=True, slots=True)
class Responses:
    """Every sentence that the bot itself says, by name; ``{}`` marks what is filled in."""

    texts: Mapping[str, str]

    def say(self, name: str, **values: object) -> str:
        """Return the sentence of this name with its values filled in.

        :raises KeyError: there is no such sentence; ``lde-bot check`` reports that beforehand.
        """
        return self.texts[name].format(**values)


@dataclass(frozen=True, slots=True)
class Language:
    """A language other than Dutch in which people may ask."""

    code: str
    """ISO 639-1 code; also the name of its file."""
    notice: str
    """Sentence that says, in that language, that the answer is in Dutch."""
    translated: str
    """Sentence above a translation that says, in that language, that the Dutch text is the one that counts."""
    explains: tuple[str, ...]
    """Words, and pairs of words, with which someone wants an explanation and no address; normalised."""
    utterances: Mapping[str, tuple[str, ...]]
    """How people ask it in that language, by entry id."""
    requests: Mapping[str, tuple[str, ...]]
    """How people ask for a service in that language, by service id."""
    services: Mapping[str, tuple[str, ...]]
    """Words for a service in that language, normalised, by service id: beside a place they are a search."""
    outside: tuple[str, ...]
    """Phrases in that language that belong to no entry."""
    translations: Mapping[str, str]
    """Short translations of answers, by entry id."""
    commands: Mapping[str, str]
    """What each command does, by its name without the slash."""
    small: frozenset[str] = frozenset()
    """Words in that language that say nothing by themselves, normalised."""
    asks: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    """Ways to ask about a side of a topic in that language, as :attr:`Aspect.asks`, by the name of the aspect."""
    path: str = ""
    """File that it was read from."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each list and text, by the name of its part (``utterances``, ``commands``...), a dot and the id."""

    @property
    def little(self) -> frozenset[str]:
        """The words with which a short question is put: it may be in no other language."""
        return self.small.union(*(way for ways in self.asks.values() for way in ways))


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All curated content of one moment."""

    entries: Mapping[str, Entry]
    """Entries by id, in order of id."""
    vocabulary: Vocabulary
    """The words of the domain."""
    responses: Responses
    """The sentences of the bot."""
    revision: str
    """Fingerprint of the content: the same content has the same revision."""
    languages: Mapping[str, Language] = field(default_factory=dict)
    """Other languages by code."""
