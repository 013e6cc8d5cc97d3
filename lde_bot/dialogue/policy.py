"""What to do with what was understood: answer, ask back, search, or admit.

Pure. The thresholds follow from what a turn costs the person: a wrong answer five times as much as a question back, an
honest "I do not know" twice as much. ``lde-bot eval`` shows what they give.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from lde_bot.dialogue.model import Act, Reason, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import PlaceMatch
from lde_bot.directory.model import Place
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Entry, Kind

ANSWER_AT = 0.55
"""At this confidence, with :data:`LEAD`, the bot answers."""
LEAD = 0.15
"""How far the best candidate must be ahead of the second."""
CLARIFY_AT = 0.20
"""Below this confidence, the bot admits that it does not know."""
OFFER_AT = 0.06
"""A candidate below this confidence is no choice worth offering."""
OFFER_NEED_AT = 0.15
"""Help lines are offered as a choice from this confidence on."""
CARE_AT = 0.40
"""Someone in need gets help lines already at this confidence: being wrong costs little, silence much."""
SURE = 0.85
"""At this confidence a question about a service beats a search for it."""
MEANT_AT = 0.35
"""With a place named, a service that is meant this likely is searched for."""
MOST_CHOICES = 3
_SHORT = 2  # words beside service, place and cue: more is a question
_ACTS = {
    Kind.ANSWER: Act.ANSWER,
    Kind.REDIRECT: Act.REDIRECT,
    Kind.EMERGENCY: Act.REDIRECT,
    Kind.SMALLTALK: Act.SMALLTALK,
}


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
    """Entries to offer."""
    places: tuple[Place, ...] = ()
    """Place to search around, or places to choose from when there are several."""
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


def act_of(entry: Entry) -> Act:
    """Return the act of showing an entry."""
    return _ACTS[entry.kind]


def decide(snapshot: Snapshot, state: State, understood: Understanding) -> Decision:
    """Return what to do with a text message."""
    if not understood.tokens:
        return Decision(Act.FALLBACK, "nothing to read", sentence="empty")
    for rule in (_emergency, _place_elsewhere, _search, _entry):
        decision = rule(snapshot, state, understood)
        if decision:
            return decision
    return _admit(state, understood)


def _emergency(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    at_least = SURE if understood.services and understood.place.match else CARE_AT
    for candidate in understood.candidates[:2]:
        if candidate.confidence >= at_least and _kind(snapshot, candidate) is Kind.EMERGENCY:
            return Decision(
                Act.REDIRECT, "someone may be in need", entry=candidate.entry, confidence=candidate.confidence
            )
    return None


def _place_elsewhere(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A place outside our area, or one that we do not know, where a place was to be expected."""
    place = understood.place
    searching = bool(understood.services) or state.awaiting == "place"
    alone = not understood.rest
    if place.outside and (searching or alone):
        return Decision(
            Act.OUTSIDE_AREA, "place outside the area", name=place.outside, services=_wanted(state, understood)
        )
    if place.unknown and (alone or (searching and len(understood.rest) <= _SHORT)):
        return Decision(
            Act.UNKNOWN_PLACE,
            "place unknown",
            name=place.unknown,
            services=_wanted(state, understood),
            reason=Reason.UNKNOWN_PLACE if understood.services else None,
        )
    return None


def _search(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A service, a place, or both: search, or ask for what is missing."""
    if understood.services:
        return _search_service(snapshot, state, understood)
    match = understood.place.match
    meant = _meant(snapshot, understood)
    short = len(understood.rest) <= _SHORT or state.awaiting == "place"
    if not match or _informs(snapshot, understood, SURE) or not (short or meant):
        return None
    if meant or state.services:
        return _results(meant or state.services, match)
    if match.ambiguous:
        return Decision(Act.ASK_PLACE, "several places of that name", places=match.places)
    return Decision(Act.ASK_SERVICE, "place without service", places=(match.place,))


def _search_service(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A service is named: a question about it is answered, anything else is a search."""
    services, match = understood.services, understood.place.match
    if match:
        asks = bool(understood.rest) and not understood.seeks
        return None if asks and _informs(snapshot, understood, SURE) else _results(services, match)
    follows = understood.tokens[0] == "en" and state.place is not None  # "en een fietspunt?" goes on where we were
    question = (understood.rest or understood.asks) and not follows
    if question and _informs(snapshot, understood, SURE if understood.seeks else ANSWER_AT):
        return None
    likely = understood.best and understood.best.confidence >= CLARIFY_AT
    if question and likely and not understood.seeks and (understood.asks or not understood.needs):
        return None
    if state.place:
        return Decision(Act.RESULTS, "place as before", services=services, places=(state.place,))
    return Decision(Act.ASK_PLACE, "service without place", services=services)


def _results(services: tuple[str, ...], match: PlaceMatch) -> Decision:
    if match.ambiguous:
        return Decision(Act.ASK_PLACE, "several places of that name", services=services, places=match.places)
    return Decision(Act.RESULTS, "service and place", services=services, places=(match.place,))


def _entry(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """An entry that is likely enough to show, or a few to choose from."""
    best = understood.best
    if not best:
        return None
    second = understood.candidates[1].confidence if len(understood.candidates) > 1 else 0.0
    if best.confidence >= ANSWER_AT and best.confidence - second >= LEAD:
        entry = snapshot.knowledge.entries[best.entry]
        return Decision(act_of(entry), "sure enough", entry=best.entry, confidence=best.confidence)
    likely = [candidate.entry for candidate in understood.candidates if _worth_offering(snapshot, candidate)]
    options = likely[:MOST_CHOICES]
    asked_before = state.awaiting == "choice" and not set(options).isdisjoint(state.offered)
    if best.confidence < CLARIFY_AT or asked_before or not options:
        return None
    return Decision(Act.CLARIFY, "likely, not sure", options=tuple(options), confidence=best.confidence)


def _worth_offering(snapshot: Snapshot, candidate: Candidate) -> bool:
    """A choice must be likely enough; help lines are not waved at someone who most probably asks something else."""
    need = _kind(snapshot, candidate) is Kind.EMERGENCY
    return candidate.confidence >= (OFFER_NEED_AT if need else OFFER_AT)


def _admit(state: State, understood: Understanding) -> Decision:
    """Say that the bot does not know; a service that was named can still be searched for."""
    confidence = understood.best.confidence if understood.best else 0.0
    if understood.services:
        return Decision(Act.ASK_PLACE, "service, question not understood", services=understood.services)
    if state.awaiting == "choice":
        sentence, reason = "fallback_again", Reason.AMBIGUOUS
    else:
        sentence, reason = "fallback", Reason.BELOW_THRESHOLD
    return Decision(Act.FALLBACK, "too unsure", reason=reason, sentence=sentence, confidence=confidence)


def _informs(snapshot: Snapshot, understood: Understanding, at_least: float) -> bool:
    """True when an entry is this likely, and is no plain description of a service that someone is searching for."""
    best = understood.best
    if not best or best.confidence < at_least:
        return False
    described = {service.entry for service in snapshot.knowledge.vocabulary.services}
    return best.entry not in described or not (understood.seeks or understood.place.match)


def _meant(snapshot: Snapshot, understood: Understanding) -> tuple[str, ...]:
    """Return the service that the candidates are about, when together they are likely enough.

    What an entry is about is the service that its next step searches for.
    """
    likely: dict[str, float] = defaultdict(float)
    for candidate in understood.candidates:
        step = snapshot.knowledge.entries[candidate.entry].next_step
        if step and step.service:
            likely[step.service] += candidate.confidence
    service = max(likely, key=lambda name: (likely[name], name), default="")
    return (service,) if service and likely[service] >= MEANT_AT else ()


def _wanted(state: State, understood: Understanding) -> tuple[str, ...]:
    return understood.services or state.services


def _kind(snapshot: Snapshot, candidate: Candidate) -> Kind:
    return snapshot.knowledge.entries[candidate.entry].kind


def decide_choice(snapshot: Snapshot, state: State, value: str) -> Decision:
    """Return what to do with a pressed button; a button that means nothing any more says so kindly."""
    code, _, rest = value.partition(":")
    known = snapshot.knowledge
    if code in {"e", "d"} and rest in known.entries:
        return Decision(act_of(known.entries[rest]), "chosen", entry=rest, details=code == "d")
    if code == "s" and known.vocabulary.service(rest):
        if state.place:
            return Decision(Act.RESULTS, "service chosen", services=(rest,), places=(state.place,))
        return Decision(Act.ASK_PLACE, "service chosen", services=(rest,))
    place = snapshot.gazetteer.by_key(rest) if code == "p" else None
    if place:
        return _around(state, place, "place chosen")
    if code == "r":
        return _page(snapshot, rest)
    if value == "n":
        return Decision(
            Act.FALLBACK, "none of the choices", reason=Reason.NONE_OF_THESE, sentence="none_chosen", confidence=0.0
        )
    if value == "l":
        return Decision(Act.ASK_PLACE, "another place", services=state.services, sentence="ask_place")
    if value == "o" and state.place:
        return Decision(Act.ASK_SERVICE, "another service", places=(state.place,))
    return Decision(Act.FALLBACK, "button without meaning", sentence="choice_expired", confidence=0.0)


def _page(snapshot: Snapshot, rest: str) -> Decision:
    """``r:<offset>:<services>:<place>`` shows a next page of results."""
    number, _, tail = rest.partition(":")
    services, _, key = tail.partition(":")
    place = snapshot.gazetteer.by_key(key)
    wanted = tuple(one for one in services.split("+") if snapshot.knowledge.vocabulary.service(one))
    if place and wanted and number.isdigit():
        return Decision(Act.RESULTS, "next page", services=wanted, places=(place,), offset=int(number))
    return Decision(Act.FALLBACK, "button without meaning", sentence="choice_expired", confidence=0.0)


def decide_location(snapshot: Snapshot, state: State, position: tuple[float, float]) -> Decision:
    """Return what to do with a shared location."""
    place = snapshot.gazetteer.nearest(position)
    if place is None:
        return Decision(Act.OUTSIDE_AREA, "location outside the area", sentence="outside_location")
    here = replace(place, latitude=position[0], longitude=position[1])
    return _around(state, here, "location shared")


def _around(state: State, place: Place, rule: str) -> Decision:
    """Search around a place for what was asked before, or ask what is wanted there."""
    if state.services:
        return Decision(Act.RESULTS, rule, services=state.services, places=(place,))
    return Decision(Act.ASK_SERVICE, rule, places=(place,))
