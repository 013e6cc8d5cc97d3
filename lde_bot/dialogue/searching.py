"""What to do with a message that names a service or a place: search, ask for what is missing, or answer. Pure."""

from __future__ import annotations

from dataclasses import replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import Decision, act_of, kind_of, led_to, not_ours
from lde_bot.dialogue.model import Act, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.organisations import mentioned
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.wanted import (
    only_moves,
    other_wish,
    requested,
    service_described,
    service_of_last_answer,
    service_offered,
    wanted_there,
)
from lde_bot.directory.model import Place
from lde_bot.knowledge.model import Kind

_SHORT = 2  # words beside service, place and cue: more is a question


def search(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A service, a place, or both: search, or ask for what is missing."""
    if understood.services:
        return _search_service(snapshot, state, understood)
    match = understood.place.match
    if not match:
        return _here(state, requested(snapshot, understood, expected=state.awaiting == "service"))
    before = state.services or service_of_last_answer(snapshot, state) or service_offered(snapshot, state)
    asked, other = state.awaiting == "place", other_wish(snapshot, understood)
    if before and asked and not (understood.seeks or understood.needs or understood.wonders or understood.asks):
        return _results(before, understood)
    elsewhere = only_moves(snapshot, state, understood)
    meant = () if elsewhere else wanted_there(snapshot, understood)
    if meant:
        return _with_answer(snapshot, understood, _results(meant, understood))
    goes_on = bool(before) and (asked or elsewhere or not other)
    if goes_on and _goes_on_elsewhere(snapshot, understood):
        return _results(before, understood)
    short = len(understood.rest) <= _SHORT or asked
    general = _is_general(snapshot, understood)
    sent_on = understood.best and kind_of(snapshot, understood.best) is Kind.REDIRECT
    enough = at.ANSWER_AT if sent_on and not before else at.SURE
    if not general and (not short or _informs(snapshot, understood, enough)):
        return None
    shown = bool(state.listed) and state.place == match.place and understood.wonders  # "what else is there"
    if goes_on and short and not shown:
        return _results(before, understood)
    if understood.asks and understood.rest and understood.likely < at.CLARIFY_AT:
        return None  # "hoe koud is het in brussel" asks for no service
    if match.ambiguous:
        return Decision(Act.ASK_PLACE, "several places of that name", places=match.places)
    described = mentioned(snapshot, understood, match.place)
    return described or _ask_what(snapshot, state, understood, match.place, other=other)


def _is_general(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message is most likely about where one can go in general."""
    return understood.best is not None and understood.best.entry in snapshot.knowledge.vocabulary.general


def _ask_what(
    snapshot: Snapshot, state: State, understood: Understanding, place: Place, *, other: bool
) -> Decision | None:
    """Ask what is wanted in a place; what is wanted and not understood is said to be no service of ours, and kept.

    :param other: more is said than where.
    """
    best = understood.best
    asks = understood.wonders or understood.asks  # what there is
    if asks or not other or _is_general(snapshot, understood):
        last = snapshot.knowledge.entries.get(state.entry)
        sentence = "ask_service_elsewhere" if last and last.kind is Kind.REDIRECT else ""
        return Decision(Act.ASK_SERVICE, "place without service", places=(place,), sentence=sentence)
    if best and best.confidence >= at.MEANT_AT and kind_of(snapshot, best) is Kind.REDIRECT:
        return Decision(Act.REDIRECT, "elsewhere, with a place", entry=best.entry, confidence=best.confidence)
    if understood.likely >= at.CLARIFY_AT:
        wishes = understood.seeks or understood.needs
        return None if wishes else Decision(Act.ASK_SERVICE, "place, perhaps a wish", places=(place,))
    return not_ours(place, best.confidence if best else 0.0, state.services)


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
        aside = _no_search(snapshot, state, understood)
        if aside:
            return aside
        return _with_answer(snapshot, understood, _results(services, understood))
    follows = understood.tokens[0] == "en" and state.place is not None  # "en een fietspunt?" goes on where we were
    told = state.awaiting == "service" and not (understood.asks or understood.wonders)  # the bot asked which
    question = (understood.rest or understood.asks) and not (follows or told or _described_in(snapshot, understood))
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


def _no_search(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """Someone names a service and a place, and wants to work there or complains: no search, or perhaps one."""
    cues = snapshot.knowledge.vocabulary.no_search
    meant = (one for one in understood.ranked if not cues.get(one.entry, frozenset()).isdisjoint(understood.tokens))
    one = next(meant, None)
    if one is None or one.confidence < at.CLARIFY_AT:
        return None
    entry = snapshot.knowledge.entries[one.entry]
    if one.confidence >= at.ANSWER_AT:
        return Decision(act_of(entry), "about the service, no search", entry=entry.id, confidence=one.confidence)
    if state.awaiting == "choice":
        return None
    options = (entry.id, f"service:{understood.services[0]}")
    return Decision(Act.CLARIFY, "about the service, or a search", options=options, confidence=one.confidence)


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


def _results(services: tuple[str, ...], understood: Understanding) -> Decision:
    match, also = understood.place.match, understood.place.also
    assert match
    if match.ambiguous:
        return Decision(Act.ASK_PLACE, "several places of that name", services=services, places=match.places)
    return Decision(Act.RESULTS, "service and place", services=services, places=(match.place, *also, *match.others))


def _informs(snapshot: Snapshot, understood: Understanding, at_least: float) -> bool:
    """True when an entry is this likely, and is no plain description of a service that someone is searching for."""
    best = understood.best
    if not best or best.confidence < at_least:
        return False
    described = service_described(snapshot, best.entry)
    needed = understood.needs and not understood.wonders and described in understood.services
    return not (described and (understood.seeks or needed or understood.place.match))
