"""What to do with what was understood: answer, ask back, search, or admit. Pure."""

from __future__ import annotations

from dataclasses import replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.context import follow_up, in_context, is_new
from lde_bot.dialogue.decision import Decision, act_of, kind_of, led_to
from lde_bot.dialogue.model import Act, Reason, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.organisations import mentioned, named
from lde_bot.dialogue.shown import ask_them
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import tells
from lde_bot.dialogue.wanted import (
    likely_services,
    requested,
    service_described,
    service_of_last_answer,
    service_offered,
    service_wanted,
    wanted_there,
)
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Kind

_SHORT = 2  # words beside service, place and cue: more is a question


def decide(snapshot: Snapshot, state: State, understood: Understanding) -> Decision:
    """Return what to do with a text message."""
    if not understood.tokens:
        return Decision(Act.FALLBACK, "nothing to read", sentence="empty")
    for rule in (_emergency, follow_up, named, _place_elsewhere, _search, _still_in_need, in_context, _entry):
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
    """The help lines once more for someone in need who goes on and is not understood."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry is None or entry.kind is not Kind.EMERGENCY or understood.likely >= at.MEANT_AT:
        return None
    return Decision(Act.REDIRECT, "still in need", entry=entry.id)


def _place_elsewhere(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A place outside our area, or one that we do not know, where a place was to be expected."""
    place = understood.place
    wanted = understood.services or service_wanted(snapshot, understood)
    searching = bool(wanted) or state.awaiting == "place"
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


def _search(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A service, a place, or both: search, or ask for what is missing."""
    if understood.services:
        return _search_service(snapshot, state, understood)
    match = understood.place.match
    if not match:
        return _here(state, requested(snapshot, understood))
    meant = wanted_there(snapshot, understood)
    if meant:
        return _with_answer(snapshot, understood, _results(meant, understood))
    before = state.services or service_of_last_answer(snapshot, state) or service_offered(snapshot, state)
    if before and _goes_on_elsewhere(snapshot, understood):
        return _results(before, understood)
    short = len(understood.rest) <= _SHORT or state.awaiting == "place"
    general = understood.best is not None and understood.best.entry in snapshot.knowledge.vocabulary.general
    elsewhere = understood.best and kind_of(snapshot, understood.best) is Kind.REDIRECT
    enough = at.ANSWER_AT if elsewhere and not before else at.SURE
    if not general and (not short or _informs(snapshot, understood, enough)):
        return None
    if before and short:
        return _results(before, understood)
    if understood.asks and understood.rest and understood.likely < at.CLARIFY_AT:
        return None  # "hoe koud is het in brussel" asks for no service
    if match.ambiguous:
        return Decision(Act.ASK_PLACE, "several places of that name", places=match.places)
    described = mentioned(snapshot, understood, match.place)
    if described:
        return described
    return Decision(Act.ASK_SERVICE, "place without service", places=(match.place,))


def _here(state: State, decision: Decision | None) -> Decision | None:
    """Search where we were for a service that is asked for without its name; once it was found, that is no search."""
    if decision is None or state.place is None:
        return decision
    if state.listed and set(decision.services) == set(state.services):
        return None
    return replace(decision, act=Act.RESULTS, places=(state.place,))


def _goes_on_elsewhere(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message with a place in it, while a search goes on, says nothing else that the bot knows."""
    best = understood.best
    nothing = best is None or best.confidence < at.ANSWER_AT or kind_of(snapshot, best) is Kind.SMALLTALK
    return nothing and not understood.asks and not understood.wonders


def _search_service(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A service is named: a question about it is answered, anything else is a search."""
    services, match = understood.services, understood.place.match
    if match:
        return _with_answer(snapshot, understood, _results(services, understood))
    follows = understood.tokens[0] == "en" and state.place is not None  # "en een fietspunt?" goes on where we were
    question = (understood.rest or understood.asks) and not follows and not _described_in(snapshot, understood)
    if question and _informs(snapshot, understood, at.SURE if understood.seeks else at.ANSWER_AT):
        return None
    either = _question_or_search(snapshot, state, understood) if question else None
    if either:
        return either
    likely = understood.best and understood.best.confidence >= at.ASKED_AT
    asked_for = understood.ranked and understood.ranked[0].service in services
    if question and likely and not understood.seeks and not asked_for and _asks_more(snapshot, understood):
        return None
    found_already = set(services) == set(state.services) and bool(state.listed)
    if found_already and question and not understood.seeks:
        return None
    if state.place:
        return Decision(Act.RESULTS, "place as before", services=services, places=(state.place,))
    return Decision(Act.ASK_PLACE, "service without place", services=services)


def _asks_more(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message with a service in it is put as a question, or is most likely about something else."""
    best = understood.best
    return understood.asks or understood.wonders or not best or led_to(snapshot, best) not in understood.services


def _described_in(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when someone names a service in another language and asks for no explanation: its cues are unknown."""
    if not understood.language or understood.wonders or not understood.best:
        return False
    return service_described(snapshot, understood.best.entry) in understood.services


def _question_or_search(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """Someone names a service while searching, and most likely asks about something else: offer both."""
    best = understood.best
    if not best or not understood.seeks or best.confidence < at.ANSWER_AT or state.awaiting == "choice":
        return None
    if kind_of(snapshot, best) is Kind.SMALLTALK or service_described(snapshot, best.entry) in understood.services:
        return None
    options = (best.entry, f"service:{understood.services[0]}")
    return Decision(Act.CLARIFY, "question or search", options=options, confidence=best.confidence)


def _with_answer(snapshot: Snapshot, understood: Understanding, decision: Decision) -> Decision:
    """Add the answer to a search that is a question too (``wat kost poetshulp en wie doet dat in 9000``)."""
    best = understood.best
    put = understood.asks or understood.wonders  # as a question; else it may only sound like one
    asks = bool(understood.rest) and _informs(snapshot, understood, at.ANSWER_AT if put else at.SURE)
    if not best or not asks or decision.act is not Act.RESULTS or kind_of(snapshot, best) is not Kind.ANSWER:
        return decision
    return replace(decision, rule="question and search", entry=best.entry, confidence=best.confidence)


def _or_answer(snapshot: Snapshot, understood: Understanding, decision: Decision) -> Decision:
    """Offer, beside a question back, what a message may want: a mere name asks nothing."""
    if decision.act is Act.ASK_SERVICE:
        return replace(decision, options=likely_services(snapshot, understood))
    asks_where = decision.act is Act.ASK_PLACE and not decision.places
    asks_too = decision.act is Act.RESULTS and not decision.listed and understood.wonders
    if not (asks_where or asks_too) or not understood.rest:
        return decision
    likely = [one for one in understood.candidates if one.confidence >= at.OFFER_AT]
    asked = [one.entry for one in likely if kind_of(snapshot, one) in {Kind.ANSWER, Kind.REDIRECT}]
    if asks_too:
        asked = [entry for entry in asked if service_described(snapshot, entry) not in decision.services][:1]
    return replace(decision, options=tuple(asked[: at.MOST_BESIDE]))


def _results(services: tuple[str, ...], understood: Understanding) -> Decision:
    match, also = understood.place.match, understood.place.also
    assert match
    if match.ambiguous:
        return Decision(Act.ASK_PLACE, "several places of that name", services=services, places=match.places)
    return Decision(Act.RESULTS, "service and place", services=services, places=(match.place, *also, *match.others))


def _entry(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """An entry that is likely enough to show, or a few to choose from."""
    best = understood.best
    if not best:
        return None
    rivals = [candidate.confidence for candidate in understood.ranked if candidate is not best]
    pointing = understood.leaning.points and state.begun  # then it is no greeting
    ranked = [one for one in understood.ranked if not pointing or tells(snapshot, one.entry)]
    likely = [candidate for candidate in ranked if _worth_offering(snapshot, candidate)]
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


def _worth_offering(snapshot: Snapshot, candidate: Candidate) -> bool:
    """A choice must be likely enough; help lines are not waved at someone who most probably asks something else."""
    need = kind_of(snapshot, candidate) is Kind.EMERGENCY
    return candidate.confidence >= (at.OFFER_NEED_AT if need else at.OFFER_AT)


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
        rule, reason = "place, need not understood", Reason.BELOW_THRESHOLD
        return Decision(Act.ASK_SERVICE, rule, places=(match.place,), reason=reason, confidence=confidence)
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
    described = service_described(snapshot, best.entry)
    needed = understood.needs and not understood.wonders and described in understood.services
    return not (described and (understood.seeks or needed or understood.place.match))
