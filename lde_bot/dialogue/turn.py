"""One turn of a conversation: the bot as a pure function.

``respond(snapshot, state, message, today) -> Turn``: no clock, no disk, no channel. What it says comes from the
entries and from ``responses.yaml``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.feedback import ASK_CONSENT, ASKED, asked_about, rated
from lde_bot.dialogue.model import EMPTY, Act, Evidence, Reason, State, Trace, Turn, UserMessage
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.policy import decide
from lde_bot.dialogue.pressed import as_pressed, buttons_of, decide_choice, decide_location
from lde_bot.dialogue.realise import in_language, realise
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import understand

_NAMING = frozenset({Act.ANSWER, Act.REDIRECT, Act.CLARIFY})
"""What may be said to a message that names a place beside its question: the place is remembered."""
_SHORT = 2  # words of a message that do not show its language


def respond(snapshot: Snapshot, state: State, message: UserMessage, today: date, now: datetime | None = None) -> Turn:
    """Return what the bot does with a message.

    :param state: what the conversation remembers; ``EMPTY`` when it begins or was forgotten.
    :param today: the day, so that an answer that no longer holds is not given as if it did.
    :param now: local time, to say what is open; ``None`` says nothing about that.
    """
    understood: Understanding | None = None
    message = as_pressed(state, message)
    if message.choice:
        decision = decide_choice(snapshot, state, message.choice)
    elif message.location:
        decision = decide_location(snapshot, state, message.location)
    else:
        understood = understand(snapshot, state, message.text)
        decision = decide(snapshot, state, understood)
    decision = _found(snapshot, decision)
    language = _language(state, understood)
    reply = realise(snapshot, decision, today, now)
    reply = in_language(snapshot, reply, decision, language, typed=understood is not None)
    reply = replace(reply, feedback=asked_about(snapshot, state, decision))
    remembered = _remembered(_next_state(state, decision, message), state, decision, message, language, understood)
    return Turn(
        act=decision.act,
        reply=reply,
        state=replace(remembered, buttons=buttons_of(reply)),
        entry=decision.entry,
        service=decision.services[0] if decision.services and decision.act is Act.RESULTS else "",
        place=decision.places[0] if decision.places and decision.act in {Act.RESULTS, Act.ASK_SERVICE} else None,
        confidence=decision.confidence,
        reach=_reach(decision),
        report=decision.report,
        helped=decision.helped,
        notify=decision.notify,
        consent=decision.consent,
        unanswered=decision.reason,
        trace=_trace(decision, understood),
    )


def _found(snapshot: Snapshot, decision: Decision) -> Decision:
    """Note what a search shows, and mark one that finds nothing nearby as a gap."""
    if decision.act is not Act.RESULTS or decision.listed:
        return decision
    found = snapshot.find(decision.services, decision.places[0], decision.offset)
    reason = Reason.NO_RESULTS if found.empty or found.widened else decision.reason
    return replace(decision, reason=reason, found=found, listed=tuple(hit.initiative.id for hit in found.all))


def _reach(decision: Decision) -> str:
    found = decision.found
    if found is None:
        return ""
    if found.empty:
        return "none"
    return "far" if found.widened else "own" if found.own else "near"


def _language(state: State, understood: Understanding | None) -> str:
    """Return the language to go on in: that of the message, or that of before when it is too short to tell."""
    if understood is None or (not understood.language and len(understood.tokens) <= _SHORT):
        return state.language
    return understood.language


def _remembered(
    next_state: State,
    state: State,
    decision: Decision,
    message: UserMessage,
    language: str,
    understood: Understanding | None,
) -> State:
    """Return the next state with what every turn remembers, whatever it was about."""
    consent = ASKED if decision.sentence == ASK_CONSENT else state.consent
    if decision.sentence == "cancelled":
        return replace(EMPTY, consent=consent)
    if understood and understood.reacts and understood.best and decision.entry == understood.best.entry:
        next_state = state  # what was asked, or shown, stands as it stood
    rated_now = rated(state, decision.entry) if decision.act is Act.ANSWER and decision.entry else state.rated
    named = understood.place.match if understood and decision.act in _NAMING else None
    free = next_state.place is None or not next_state.listed  # what is listed stays with the place it is listed for
    place = named.place if named and not named.ambiguous and free else next_state.place
    asked = message.text or state.asked
    return replace(next_state, language=language, asked=asked, rated=rated_now, place=place, consent=consent)


def _next_state(state: State, decision: Decision, message: UserMessage) -> State:
    """Return what to remember: the last topic, place and services, and what was asked."""
    if decision.act is Act.RESULTS:
        of_before = decision.sentence and set(decision.listed).issubset(state.listed)
        return State(
            entry=decision.entry,
            place=decision.places[0] if decision.places else None,
            services=decision.services,
            listed=state.listed if of_before else decision.listed,
            offset=decision.offset,
        )
    if decision.sentence == "cancelled":
        return EMPTY
    if decision.act in {Act.ASK_PLACE, Act.UNKNOWN_PLACE, Act.OUTSIDE_AREA}:
        return State(entry=state.entry, services=decision.services or state.services, awaiting="place")
    if decision.act is Act.ASK_SERVICE:
        place = decision.places[0] if decision.places else None
        return State(entry=state.entry, place=place, listed=state.listed, awaiting="service")
    if decision.act is Act.CLARIFY:
        return replace(state, awaiting="choice", offered=decision.options, question=message.text)
    kept = replace(state, awaiting="", offered=(), question="")
    if not decision.entry or decision.act is Act.FALLBACK or (decision.act is Act.SMALLTALK and state.entry):
        return kept  # "merci" changes no subject, nor does who knows what the bot does not
    return replace(kept, entry=decision.entry, detailed=decision.details)


def _trace(decision: Decision, understood: Understanding | None) -> Trace:
    notes = [f"regel: {decision.rule}"]
    if understood is None:
        return Trace(notes=tuple(notes))
    if understood.language:
        notes.append(f"taal: {understood.language}")
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
            candidate.option,
            candidate.confidence,
            (
                Evidence("phrase", 1.0, candidate.nearest),
                Evidence("shared", float(len(candidate.shared)), ", ".join(candidate.shared)),
                *(Evidence(piece.name, piece.value, f"{piece.part:+.2f}") for piece in candidate.pieces),
            ),
        )
        for candidate in understood.ranked
    )
    return Trace(candidates, tuple(notes))
