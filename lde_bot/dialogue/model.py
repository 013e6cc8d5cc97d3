"""Messages, replies and the state of a conversation, free of any channel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from lde_bot.directory.freshness import Freshness
from lde_bot.directory.hours import Opening
from lde_bot.directory.model import Initiative, Place
from lde_bot.knowledge.model import Source


class Act(StrEnum):
    """What the bot does in a turn."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ASK_PLACE = "ask_place"
    ASK_SERVICE = "ask_service"
    RESULTS = "results"
    OUTSIDE_AREA = "outside_area"
    UNKNOWN_PLACE = "unknown_place"
    SMALLTALK = "smalltalk"
    REDIRECT = "redirect"
    FALLBACK = "fallback"


class Reason(StrEnum):
    """Why a question is kept for the Koepel."""

    BELOW_THRESHOLD = "te onzeker"
    AMBIGUOUS = "meerdere kandidaten"
    NONE_OF_THESE = "geen van deze"
    NO_RESULTS = "niets in de buurt"
    UNKNOWN_PLACE = "plaats niet gekend"
    NOT_HELPFUL = "hielp niet"
    FEEDBACK = "opmerking"


@dataclass(frozen=True, slots=True)
class UserMessage:
    """What came in: a text, a button or a location; exactly one of them says something."""

    text: str = ""
    """What the person typed."""
    choice: str = ""
    """Value of the button that was pressed."""
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees (WGS 84)."""

    def __post_init__(self) -> None:
        """Replace what is no character (half of a surrogate pair), for it cannot be stored or shown."""
        object.__setattr__(self, "text", self.text.encode("utf-8", errors="replace").decode())


@dataclass(frozen=True, slots=True)
class Choice:
    """One button."""

    label: str
    """What stands on it."""
    value: str = ""
    """What comes back when it is pressed, at most 64 bytes; says all that is needed, so it works after a restart."""
    url: str = ""
    """Web address to open instead; then ``value`` is empty."""
    small: bool = False
    """Stands beside other small ones on a row."""
    share: str = ""
    """Text with which the person goes on in another chat, to send something to someone; then ``value`` is empty."""


HELPED, NOT_HELPED = "h:y", "h:n"
"""What the buttons that say whether an answer helped begin with; the id of the entry follows after a colon."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One initiative as a result."""

    initiative: Initiative
    """Who it is."""
    distance_km: float | None
    """Distance as the crow flies from the place asked for; ``None`` where it works in a whole region."""
    serves: str = ""
    """The area around the place that it says it comes to; empty when it does not say."""
    opening: Opening | None = None
    """Whether it is open now; ``None`` when that is not known."""
    freshness: Freshness = Freshness.NEVER
    """How long ago someone who knows verified it."""
    number: int = 0
    """Its number in the list, by which people call it; 0 for one that stands alone."""
    tells_lde: bool = True
    """Whether a list says here how sure it is that this is LDE; False when a sentence below says it for all."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person gets, for any channel to draw."""

    before: tuple[str, ...] = ()
    """Paragraphs on top; a line that starts with ``- `` is an item of a list."""
    listings: tuple[Listing, ...] = ()
    """Initiatives, nearest first."""
    after: tuple[str, ...] = ()
    """Paragraphs below."""
    sources: tuple[Source, ...] = ()
    """Where the answer stands written."""
    reviewed_on: date | None = None
    """Day on which a person last checked the answer."""
    choices: tuple[Choice, ...] = ()
    """Buttons below, each on a row of its own unless it is small."""
    full: bool = False
    """Show all that is known about the initiatives, not only what a list needs."""
    brief: bool = False
    """Show only how to reach the initiatives."""
    attach: str = ""
    """``list``: give the initiatives as a page to print too; ``contact``: as a contact to save; ``place``: as a point
    on a map; else nothing."""
    feedback: tuple[Choice, ...] = ()
    """Buttons with which the person says whether this helped, or asks to hear more later: for channels that stay."""
    asks: bool = False
    """This is a question, and what is chosen may take its place on screen."""
    wants_place: bool = False
    """A place would answer it: a channel that can share a location offers that."""


@dataclass(frozen=True, slots=True)
class State:
    """What a conversation remembers between messages."""

    entry: str = ""
    """Last entry that was shown."""
    place: Place | None = None
    """Last place that was named."""
    services: tuple[str, ...] = ()
    """Last services that were asked for."""
    awaiting: str = ""
    """What the bot asked for last: ``place``, ``service``, ``choice`` or nothing."""
    offered: tuple[str, ...] = ()
    """Entries that the last clarifying question offered."""
    question: str = ""
    """The text that led to a clarifying question, so that "none of these" can keep it."""
    asked: str = ""
    """The last text that was typed, so that "this did not help" can keep it."""
    rated: tuple[str, ...] = ()
    """Entries below which was asked whether they helped: once is enough."""
    listed: tuple[str, ...] = ()
    """Ids of the initiatives that were shown last, in that order, so that "the second one" can be found."""
    offset: int = 0
    """How many results came before those."""
    detailed: bool = False
    """The longer explanation of the last entry was shown."""
    language: str = ""
    """Code of the language, other than Dutch, in which the person last wrote."""
    consent: str = ""
    """Whether it was asked if questions with an answer may be kept: not yet, ``asked``, or ``never`` in a group."""
    buttons: tuple[tuple[str, str], ...] = ()
    """What stood on the buttons below the last reply, normalised, and what each sends: some people type it."""

    @property
    def begun(self) -> bool:
        """Something was said before."""
        return replace(self, consent="", buttons=()) != EMPTY


EMPTY = State()
"""A conversation that has just begun."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why an entry is a candidate."""

    name: str
    """Kind of evidence: ``letters``, ``words``, ``meaning`` …"""
    score: float
    """0 to 1 for likenesses; weights of the ranker explain themselves in ``note``."""
    note: str
    """What met what: the nearest utterance, the words that matched."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Why the bot did what it did; for ``--why``, for the desk, never for the person."""

    candidates: tuple[tuple[str, float, tuple[Evidence, ...]], ...] = ()
    """Entry id, confidence from 0 to 1, evidence; best first."""
    notes: tuple[str, ...] = ()
    """Other observations: places and services that were recognised, the rule that decided."""

    @property
    def confidence(self) -> float:
        """Confidence in the best candidate."""
        return self.candidates[0][1] if self.candidates else 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one message."""

    act: Act
    """What the bot did."""
    reply: Reply
    """What the person gets."""
    state: State
    """What the conversation remembers now."""
    entry: str = ""
    """Entry that was shown, if any."""
    service: str = ""
    """Service that was searched for, if any."""
    place: Place | None = None
    """Place that was searched around, if any."""
    confidence: float = 1.0
    """How sure the bot was, 0 to 1."""
    reach: str = ""
    """After a search, how near the nearest is: ``own``, ``near``, ``far`` or ``none``."""
    report: tuple[str, str] | None = None
    """Id of an initiative and what someone says is wrong about it."""
    helped: tuple[str, bool] | None = None
    """Id of an entry, and whether someone says that it helped."""
    notify: bool | None = None
    """True when someone wants to hear when there is an answer, False when no longer."""
    consent: bool | None = None
    """Whether questions with an answer may be kept from now on, when someone says so."""
    unanswered: Reason | None = None
    """Set when the question got no good answer and must be kept."""
    trace: Trace = field(default_factory=Trace)
    """Why."""
