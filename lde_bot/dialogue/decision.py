"""What the bot may decide to do, before it is put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.model import Act, Reason
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.model import Place
from lde_bot.directory.search import Found
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Entry, Kind

_ACTS = {
    Kind.ANSWER: Act.ANSWER,
    Kind.REDIRECT: Act.REDIRECT,
    Kind.EMERGENCY: Act.REDIRECT,
    Kind.SMALLTALK: Act.SMALLTALK,
}

_CONTACT = "contact"  # theme of the entries that say how to reach someone


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, before it is put into words."""

    act: Act
    """The act."""
    rule: str
    """Which rule decided, for ``--why``."""
    entry: str = ""
    """Entry to show."""
    options: tuple[str, ...] = ()
    """Entries to offer, by id; a service to search for stands as ``service:`` and its id."""
    places: tuple[Place, ...] = ()
    """Place to search around, then others of its name; or places to choose from."""
    services: tuple[str, ...] = ()
    """Services to search for."""
    offset: int = 0
    """Results to pass over."""
    name: str = ""
    """A place that is not ours, as the person wrote it."""
    reason: Reason | None = None
    """Why the question is kept, if it is."""
    sentence: str = ""
    """Sentence to say instead of the usual one."""
    confidence: float = 1.0
    """How sure the bot is."""
    details: bool = False
    """Show the longer explanation."""
    part: str = ""
    """Show another part of the entry: ``simpler`` or ``sources``."""
    listed: tuple[str, ...] = ()
    """Initiatives to show again, or that this search shows."""
    report: tuple[str, str] | None = None
    """Initiative and what is wrong about it, when someone says so."""
    helped: tuple[str, bool] | None = None
    """Entry and whether it helped, when someone says so."""
    notify: bool | None = None
    """True when someone wants to hear when there is an answer, False when no longer."""
    consent: bool | None = None
    """Whether questions with an answer may be kept from now on, when someone says so."""
    found: Found | None = None
    """What this search found."""


def act_of(entry: Entry) -> Act:
    """Return the act of showing an entry."""
    return _ACTS[entry.kind]


def kind_of(snapshot: Snapshot, candidate: Candidate) -> Kind | None:
    """Return the kind of a candidate's entry; ``None`` for a service."""
    return snapshot.knowledge.entries[candidate.entry].kind if candidate.entry else None


def worth_offering(snapshot: Snapshot, candidate: Candidate) -> bool:
    """A choice must be likely enough; help lines are not waved at someone who most probably asks something else."""
    need = kind_of(snapshot, candidate) is Kind.EMERGENCY
    return candidate.confidence >= (at.OFFER_NEED_AT if need else at.OFFER_AT)


def is_contact(snapshot: Snapshot, name: str) -> bool:
    """True for an entry that says how to reach someone."""
    entry = snapshot.knowledge.entries.get(name)
    return entry is not None and entry.theme == _CONTACT


def service_meant(snapshot: Snapshot, ranked: Sequence[Candidate]) -> str:
    """Return the service that the candidates are about, when together they are likely enough; else nothing.

    That is the service that is asked for in other words, or the one that the next step of an entry searches for. An
    entry that sends people elsewhere (*the bus*) is about something else, whatever its next step.
    """
    likely: dict[str, float] = defaultdict(float)
    for candidate in ranked:
        service = led_to(snapshot, candidate)
        if service:
            likely[service] += candidate.confidence
    service = max(likely, key=lambda name: (likely[name], name), default="")
    return service if service and likely[service] >= at.MEANT_AT else ""


def led_to(snapshot: Snapshot, candidate: Candidate) -> str:
    """Return the service that a candidate asks for, or that the next step of its entry searches for; else nothing."""
    return candidate.service or leads_to(snapshot, candidate.entry)


def leads_to(snapshot: Snapshot, name: str) -> str:
    """Return the service that the next step of an entry searches for; nothing when the entry sends people elsewhere."""
    entry = snapshot.knowledge.entries.get(name)
    return entry.next_step.service if entry and entry.next_step and entry.kind is not Kind.REDIRECT else ""


def another_place(services: tuple[str, ...]) -> Decision:
    """Ask where else to look for the same."""
    return Decision(Act.ASK_PLACE, "another place", services=services, sentence="ask_place")


def to_hand_out(services: tuple[str, ...], place: Place) -> Decision:
    """Make a list of what there is around a place, to hand out."""
    return Decision(Act.RESULTS, "list to hand out", services=services, places=(place,), name="list")


def not_ours(place: Place, confidence: float, services: tuple[str, ...] = ()) -> Decision:
    """Say that what is wanted in a place is no service of ours, keep it, and ask which of ours is wanted there.

    :param confidence: how likely the likeliest entry was.
    :param services: services to offer first.
    """
    return Decision(
        Act.ASK_SERVICE,
        "place, and a wish not understood",
        places=(place,),
        services=services,
        sentence="ask_service_instead",
        reason=Reason.BELOW_THRESHOLD,
        confidence=confidence,
    )


def something_wrong(listed: tuple[str, ...]) -> Decision:
    """Ask what is wrong about an initiative, or about which of several."""
    return Decision(Act.SMALLTALK, "something is wrong", listed=listed)


def none_of_these() -> Decision:
    """Admit, when none of the choices was right, and keep the question."""
    return Decision(
        Act.FALLBACK, "none of the choices", reason=Reason.NONE_OF_THESE, sentence="none_chosen", confidence=0.0
    )
