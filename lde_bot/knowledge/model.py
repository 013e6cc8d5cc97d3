"""What the curated content is made of, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lde_bot.knowledge.vocabulary import Vocabulary


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
