"""The words of the domain, as frozen dataclasses: services, what people ask about a topic, how they go on and react."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


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
    *("correct", "elsewhere", "same_place", "others", "route", "go", "near", "refer", "continue", "polite", "person"),
    *("moves", "hand_out", "detail", "step", "stepping", "reached_by"),
)
"""Kinds of words that go on from what was said before: asking for more, for contact details, for opening hours (their
words, days, and the words around those), for the first or second (in that order) result, the upper or the last one,
saying that something of it is wrong (or, with *niet*, not right), dropping the subject, refusing what was offered,
putting something right, looking in another place or in the same, for other results, how to get to one (and, with *hoe*
or *waar*, the verbs of that), for the nearest, words that refer back, words that carry on, words that may be left out,
people for whom one may ask the same, words around a place that say nothing but where, for the results on paper or sent
on, what only those who were found can tell, saying what one is going to do (its verbs, and the words around those), and
by what one is reached, which asks for it whatever stands beside."""


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
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words and phrases that only react, normalised, by the entry that fits; the first entry counts most."""
    around: frozenset[str] = frozenset()
    """Words that say nothing beside a reaction."""
    followups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words and phrases that go on from what was said before, by kind: :data:`FOLLOWUPS`."""
    mentions: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """File and line where each entry is first named."""

    @property
    def named(self) -> frozenset[str]:
        """Every entry that is general, no search, or a reply to a reaction."""
        sides = (aspect.general for aspect in self.aspects.values())
        return self.general.union(self.no_search, self.reactions, *sides)

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
