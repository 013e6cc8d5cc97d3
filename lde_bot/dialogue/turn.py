"""One turn of a conversation: the bot as a pure function.

``respond(snapshot, state, message, today) -> Turn``: no clock, no disk, no channel. What it says comes from the
entries and from ``responses.yaml``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lde_bot.dialogue.model import Act, Evidence, Reason, State, Trace, Turn, UserMessage
from lde_bot.dialogue.nlu import Understanding, understand
from lde_bot.dialogue.policy import Decision, decide, decide_choice, decide_location
from lde_bot.dialogue.realise import realise
from lde_bot.dialogue.snapshot import Snapshot


def respond(snapshot: Snapshot, state: State, message: UserMessage, today: date) -> Turn:
    """Return what the bot does with a message.

    :param state: what the conversation remembers; ``EMPTY`` when it begins or was forgotten.
    :param today: the day, so that an answer that no longer holds is not given as if it did.
    """
    understood: Understanding | None = None
    if message.choice:
        decision = decide_choice(snapshot, state, message.choice)
    elif message.location:
        decision = decide_location(snapshot, state, message.location)
    else:
        understood = understand(snapshot, message.text, expects_place=state.awaiting == "place")
        decision = decide(snapshot, state, understood)
    decision = _without_results(snapshot, decision)
    reply = realise(snapshot, decision, today)
    return Turn(
        act=decision.act,
        reply=reply,
        state=_next_state(state, decision, message),
        entry=decision.entry,
        service=decision.services[0] if decision.services and decision.act is Act.RESULTS else "",
        place=decision.places[0] if decision.places and decision.act in {Act.RESULTS, Act.ASK_SERVICE} else None,
        confidence=decision.confidence,
        unanswered=decision.reason,
        trace=_trace(decision, understood),
    )


def _without_results(snapshot: Snapshot, decision: Decision) -> Decision:
    """Mark a search that finds nothing nearby as a gap."""
    if decision.act is not Act.RESULTS:
        return decision
    found = snapshot.directory.search(decision.services, decision.places[0])
    return replace(decision, reason=Reason.NO_RESULTS) if found.empty or found.widened else decision


def _next_state(state: State, decision: Decision, message: UserMessage) -> State:
    """Return what to remember: the last topic, place and services, and what was asked."""
    if decision.act is Act.RESULTS:
        return State(entry=state.entry, place=decision.places[0], services=decision.services)
    if decision.act in {Act.ASK_PLACE, Act.UNKNOWN_PLACE, Act.OUTSIDE_AREA}:
        return State(entry=state.entry, services=decision.services or state.services, awaiting="place")
    if decision.act is Act.ASK_SERVICE:
        return State(entry=state.entry, place=decision.places[0], awaiting="service")
    if decision.act is Act.CLARIFY:
        return replace(state, awaiting="choice", offered=decision.options, question=message.text)
    kept = replace(state, awaiting="", offered=(), question="")
    return replace(kept, entry=decision.entry) if decision.entry else kept


def _trace(decision: Decision, understood: Understanding | None) -> Trace:
    notes = [f"regel: {decision.rule}"]
    if understood is None:
        return Trace(notes=tuple(notes))
    for match in understood.service_matches:
        notes.append(f"dienst: {match.query_part!r} = {match.candidate_part!r} ({match.rule}, {match.score:.2f})")
    place = understood.place
    if place.match:
        names = ", ".join(one.key for one in place.match.places[:3])
        notes.append(f"plaats: {place.match.query!r} = {names} ({'exact' if place.match.exact else 'fuzzy'})")
    if place.outside or place.unknown:
        notes.append(f"plaats: {place.outside or place.unknown!r} ({'buiten' if place.outside else 'onbekend'})")
    candidates = tuple(
        (
            candidate.entry,
            candidate.confidence,
            (
                Evidence("nearest", 1.0, candidate.nearest),
                Evidence("shared", float(len(candidate.shared)), ", ".join(candidate.shared)),
                *(Evidence(piece.name, piece.value, f"{piece.part:+.2f}") for piece in candidate.pieces),
            ),
        )
        for candidate in understood.candidates
    )
    return Trace(candidates, tuple(notes))
