"""What to do with a message that goes on from what was said before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import Decision, act_of, another_place, none_of_these, something_wrong
from lde_bot.dialogue.followup import FollowUp
from lde_bot.dialogue.model import EMPTY, Act, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.search import MOST
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Entry

_FEW = 5  # words of a question that only points back: *hoe lang is dat*
_CONTACT = "contact"  # theme of the entries that say how to reach someone


def follow_up(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """More of the same, how to reach one of the results, never mind, none of these."""
    asks = understood.leaning.asks
    if asks is FollowUp.CANCEL and state != EMPTY:
        return Decision(Act.SMALLTALK, "let go", sentence="cancelled")
    if asks is FollowUp.REFUSE and state.awaiting == "choice":
        return none_of_these()
    if asks is FollowUp.CONTACT and state.listed:
        return _reach(snapshot, state, understood.leaning.number)
    if asks is FollowUp.HOURS and state.listed:
        return _hours(snapshot, state, understood.leaning.number)
    if asks is FollowUp.WRONG and state.listed:
        return _wrong(snapshot, state, understood.leaning.number)
    if asks is FollowUp.ELSEWHERE and state.services:
        return another_place(state.services)
    if asks in {FollowUp.CONTACT, FollowUp.HOURS}:
        return _contact(snapshot, state)
    if asks is FollowUp.MORE:
        return _more(snapshot, state)
    if asks is FollowUp.PERSON:
        return _same(snapshot, state)
    return None


def _contact(snapshot: Snapshot, state: State) -> Decision | None:
    """Show again whom the last answer was about, or whom it leads to, for someone who asks how to reach them."""
    entry = snapshot.knowledge.entries.get(state.entry)
    near = (entry.id, *entry.related) if entry else ()
    known = [snapshot.knowledge.entries[name] for name in near if name in snapshot.knowledge.entries]
    contact = next((one for one in known if one.theme == _CONTACT), None)
    return Decision(act_of(contact), "how to reach them", entry=contact.id) if contact else None


def _same(snapshot: Snapshot, state: State) -> Decision | None:
    """Say the same again for someone else: answers are about everyone in that situation, and a search is a search."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry:
        return Decision(act_of(entry), "same for someone else", entry=entry.id, sentence="same_for_other")
    if state.listed and state.place:
        return Decision(Act.RESULTS, "same search", services=state.services, places=(state.place,))
    return None


def _chosen(snapshot: Snapshot, state: State, number: int) -> tuple[str, ...]:
    """Return which of the results are meant: one of them, or all when no one in particular is."""
    some = not number or number > len(state.listed)  # "the second", where there is one: show what there is
    chosen = state.listed if some else (state.listed[number - 1 if number > 0 else -1],)
    return tuple(one.id for one in snapshot.directory.get(chosen))


def _wrong(snapshot: Snapshot, state: State, number: int) -> Decision | None:
    """Ask what is wrong about one of the results, or about which of them."""
    known = _chosen(snapshot, state, number)
    return something_wrong(known) if known else None


def _reach(snapshot: Snapshot, state: State, number: int) -> Decision | None:
    """Show one of the results again, or all of them when no one in particular is meant."""
    known = _chosen(snapshot, state, number)
    if not known:
        return None
    return Decision(
        Act.RESULTS,
        "one of the results",
        services=state.services,
        places=(state.place,) if state.place else (),
        listed=known,
        offset=state.offset,
        sentence="results_contact",
    )


def _hours(snapshot: Snapshot, state: State, number: int) -> Decision | None:
    """Show one or all of the results with their hours, or say that no source gives them."""
    shown = _reach(snapshot, state, number)
    if shown is None:
        return None
    known = any(one.opening_hours for one in snapshot.directory.get(shown.listed))
    return replace(shown, rule="when it is open", sentence="results_hours" if known else "results_hours_unknown")


def _more(snapshot: Snapshot, state: State) -> Decision | None:
    """Go on with what was shown last: a next page, a longer explanation, or what else there is to know."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry is None:
        if not (state.listed and state.place):
            return None
        offset = state.offset + MOST
        found = snapshot.find(state.services, state.place, offset)
        if found.local:
            return Decision(Act.RESULTS, "next page", services=state.services, places=(state.place,), offset=offset)
        return Decision(
            Act.SMALLTALK, "no next page", sentence="no_more_results", services=state.services, places=(state.place,)
        )
    deeper = _deeper(state, entry)
    if deeper:
        return deeper
    options = tuple(name for name in entry.related if name in snapshot.knowledge.entries)[: at.MOST_CHOICES]
    if options and state.awaiting != "choice":
        return Decision(Act.CLARIFY, "what next", options=options, sentence="what_next")
    return Decision(Act.SMALLTALK, "nothing more", sentence="nothing_more")


def _deeper(state: State, entry: Entry) -> Decision | None:
    """Show the longer explanation of an entry, when it has one that was not shown yet."""
    if not entry.details or state.detailed:
        return None
    return Decision(act_of(entry), "more about it", entry=entry.id, details=True)


def in_context(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A question about the subject of before, which by itself says too little."""
    best = understood.best
    clear = best is not None and best.confidence >= at.ANSWER_AT
    pointed = understood.leaning.points and _sure(understood.in_context)
    if not understood.in_context or (clear and not pointed):
        return None
    subject = snapshot.knowledge.entries.get(state.entry)
    linked = set(subject.related) if subject else set()
    weighed = {
        candidate.entry: candidate.confidence + (at.LINKED if candidate.entry in linked else 0.0)
        for candidate in understood.in_context
    }
    for candidate in () if pointed else understood.candidates:
        weighed[candidate.entry] = _either(weighed.get(candidate.entry, 0.0), candidate.confidence)
    ordered = sorted(weighed, key=lambda name: (-weighed[name], name))
    first, second = ordered[0], ordered[1] if len(ordered) > 1 else ""
    points = understood.leaning.points
    enough, lead = (at.ANSWER_IN_CONTEXT_AT, at.LEAD_IN_CONTEXT) if points else (at.ANSWER_AT, at.LEAD)
    if weighed[first] >= enough and weighed[first] - weighed.get(second, 0.0) >= lead:
        entry = snapshot.knowledge.entries[first]
        return Decision(act_of(entry), "goes on", entry=first, confidence=min(1.0, weighed[first]))
    options = tuple(name for name in ordered if weighed[name] >= at.OFFER_AT)[: at.MOST_CHOICES]
    if sum(weighed.values()) < at.CLARIFY_AT or not options or state.awaiting == "choice":
        asked = understood.asks and points and len(understood.tokens) <= _FEW
        return _deeper(state, subject) if subject and asked else None
    return Decision(Act.CLARIFY, "goes on, not sure", options=options, confidence=min(1.0, weighed[first]))


def _sure(candidates: Sequence[Candidate]) -> bool:
    """True when the first of them is likely, and well ahead of the second."""
    first, second = (*(one.confidence for one in candidates[:2]), 0.0, 0.0)[:2]
    return first >= at.ANSWER_AT and first - second >= at.LEAD


def _either(one: float, other: float) -> float:
    """Return how likely something is that two readings of a message, each by itself, make this likely (noisy or)."""
    return 1 - (1 - min(one, 1.0)) * (1 - other)
