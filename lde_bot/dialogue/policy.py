"""What to do with what was understood: answer, ask back, search, or admit. Pure."""

from __future__ import annotations

from dataclasses import replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.context import follow_up, in_context, is_new
from lde_bot.dialogue.decision import Decision, act_of, is_contact, kind_of, not_ours, worth_offering
from lde_bot.dialogue.followup import FollowUp
from lde_bot.dialogue.model import Act, Reason, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.organisations import named
from lde_bot.dialogue.searching import search
from lde_bot.dialogue.shown import ask_them
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import only_chats, pointing, tells
from lde_bot.dialogue.wanted import (
    likely_services,
    only_moves,
    service_described,
    service_wanted,
)
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Kind

_SHORT = 2  # words beside service, place and cue: more is a question


def decide(snapshot: Snapshot, state: State, understood: Understanding) -> Decision:
    """Return what to do with a text message."""
    if not understood.tokens:
        return Decision(Act.FALLBACK, "nothing to read", sentence="empty")
    for rule in (_emergency, _still_in_need, follow_up, _reaction, named, _place_elsewhere, search, in_context, _entry):
        decision = rule(snapshot, state, understood)
        if decision:
            return decision if rule is follow_up else _or_answer(snapshot, understood, decision)
    asked = ask_them(snapshot, state, understood)
    return asked or _or_answer(snapshot, understood, _admit(state, understood))


def _emergency(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    at_least = at.SURE if understood.services and understood.place.match else at.CARE_AT
    for candidate in understood.candidates[:2]:
        if candidate.confidence >= at_least and kind_of(snapshot, candidate) is Kind.EMERGENCY:
            return Decision(
                Act.REDIRECT, "someone may be in need", entry=candidate.entry, confidence=candidate.confidence
            )
    return None


def _still_in_need(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """The help lines once more for someone in need who goes on, unless it is clearly about something else."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry is None or entry.kind is not Kind.EMERGENCY or state.awaiting or _turns_away(snapshot, understood):
        return None
    return Decision(Act.REDIRECT, "still in need", entry=entry.id)


def _turns_away(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message is surely about something else than before, drops it, or asks for more of it.

    *Whom do I call*, *does that cost anything* and *I live in Gent* still are about the same.
    """
    best = understood.best
    wanted = bool(service_wanted(snapshot, understood))
    wanted = wanted and (understood.place.match is not None or understood.ranked[0].confidence >= at.ANSWER_AT)
    if understood.services or wanted or understood.leaning.asks in {FollowUp.CANCEL, FollowUp.MORE, FollowUp.OTHERS}:
        return True
    if (
        best is None
        or (understood.leaning.points and not _names_it(snapshot, understood, best))
        or understood.leaning.asks is FollowUp.CONTACT
        or is_contact(snapshot, best.entry)
    ):
        return False
    if understood.reacts:
        return any(map(snapshot.index.chats, (understood.text, *understood.tokens)))  # thanks; not *pff*
    chats = kind_of(snapshot, best) is Kind.SMALLTALK
    return best.confidence >= (at.LONE_WORD_AT if chats else at.ANSWER_AT)


def _names_it(snapshot: Snapshot, understood: Understanding, best: Candidate) -> bool:
    """True when a message that begins with *and* says itself what it is about (*en wat is een pop*)."""
    back = snapshot.knowledge.vocabulary.followups["refer"]
    says = not pointing(snapshot, understood) and set(back).isdisjoint(understood.tokens)
    return says and best.confidence >= at.SURE


def _reaction(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A reaction gets one too, whatever was spoken of."""
    best = understood.best
    if best is None or not understood.reacts:
        return None
    return Decision(act_of(snapshot.knowledge.entries[best.entry]), "only reacts", entry=best.entry)


def _place_elsewhere(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A place outside our area, or one that we do not know, where a place was to be expected."""
    place = understood.place
    wanted = understood.services or service_wanted(snapshot, understood)
    searching = bool(wanted) or state.awaiting == "place" or only_moves(snapshot, state, understood)
    alone = not understood.rest
    if place.outside and (searching or alone):
        return Decision(
            Act.OUTSIDE_AREA, "place outside the area", name=place.outside, services=wanted or state.services
        )
    if place.unknown and (alone or (searching and len(understood.rest) <= _SHORT)):
        return Decision(
            Act.UNKNOWN_PLACE,
            "place unknown",
            name=place.unknown,
            services=wanted or state.services,
            reason=Reason.UNKNOWN_PLACE if wanted else None,
        )
    return None


def _or_answer(snapshot: Snapshot, understood: Understanding, decision: Decision) -> Decision:
    """Offer, beside a question back, what a message may want: a mere name asks nothing."""
    if decision.act is Act.ASK_SERVICE:
        return replace(decision, options=(*decision.services, *likely_services(snapshot, understood)))
    asks_where = decision.act is Act.ASK_PLACE and not decision.places
    asks_too = decision.act is Act.RESULTS and not decision.listed and understood.wonders
    if not (asks_where or asks_too) or not understood.rest:
        return decision
    likely = [one for one in understood.candidates if one.confidence >= at.OFFER_AT]
    asked = [one.entry for one in likely if kind_of(snapshot, one) in {Kind.ANSWER, Kind.REDIRECT}]
    if asks_too:
        asked = [entry for entry in asked if service_described(snapshot, entry) not in decision.services][:1]
    return replace(decision, options=tuple(asked[: at.MOST_BESIDE]))


def _entry(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """An entry that is likely enough to show, or a few to choose from."""
    best = understood.best
    if not best:
        return None
    if only_chats(snapshot, understood):
        return Decision(Act.SMALLTALK, "small talk", entry=best.entry, confidence=best.confidence)
    rivals = [candidate.confidence for candidate in understood.ranked if candidate is not best]
    pointing = understood.leaning.points and state.begun  # then it is no greeting
    ranked = [one for one in understood.ranked if not pointing or tells(snapshot, one.entry)]
    likely = [candidate for candidate in ranked if worth_offering(snapshot, candidate)]
    options = tuple(one.option for one in likely)[: at.MOST_CHOICES]
    named = [f"service:{one}" for one in understood.services[:1]]
    if not set(named) <= set(options):
        options = (*options[: at.MOST_CHOICES - 1], *named)
    in_need = any(kind_of(snapshot, one) is Kind.EMERGENCY for one in likely)
    asked_before = state.awaiting == "choice" and not is_new(snapshot, state, understood, in_need=in_need)
    alone = len(understood.tokens) == 1
    enough = at.LONE_WORD_AT if alone else at.ANSWER_AGAIN_AT if asked_before else at.ANSWER_AT
    questions = understood.asks or understood.wonders or understood.leaning.points
    chats = kind_of(snapshot, best) is Kind.SMALLTALK and not questions
    if chats and state.begun:
        enough = min(enough, at.CHAT_AT)
    if best.confidence >= enough and best.confidence - max(rivals, default=0.0) >= at.LEAD:
        entry = snapshot.knowledge.entries[best.entry]
        return Decision(act_of(entry), "sure enough", entry=best.entry, confidence=best.confidence)
    foreign = bool(understood.language)
    first, every = understood.ranked[0].confidence, sum(one.confidence for one in ranked)
    likely_enough = first >= at.CLARIFY_FOREIGN_AT if foreign else every >= at.CLARIFY_AT
    if not (likely_enough or in_need) or asked_before or not options:
        return None
    if state.listed and set(options) <= {f"service:{one}" for one in state.services}:
        return ask_them(snapshot, state, understood)  # that service was found already
    return Decision(Act.CLARIFY, "likely, not sure", options=options, confidence=best.confidence)


def _admit(state: State, understood: Understanding) -> Decision:
    """Say that the bot does not know; a service that was named can still be searched for."""
    confidence = understood.best.confidence if understood.best else 0.0
    if understood.services and state.place:
        rule = "service, place as before, question not understood"
        return Decision(Act.RESULTS, rule, services=understood.services, places=(state.place,))
    if understood.services:
        return Decision(Act.ASK_PLACE, "service, question not understood", services=understood.services)
    match = understood.place.match
    if match and not (understood.asks or understood.wonders or state.awaiting == "choice"):
        return not_ours(match.place, confidence)
    if state.awaiting == "choice":
        sentence, reason = "fallback_again", Reason.AMBIGUOUS
    else:
        sentence, reason = "fallback", Reason.BELOW_THRESHOLD
    return Decision(Act.FALLBACK, "too unsure", reason=reason, sentence=sentence, confidence=confidence)
