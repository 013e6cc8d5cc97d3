"""What to do with a message about initiatives that were shown: reach one, its hours, which is near, more. Pure."""

from __future__ import annotations

from dataclasses import replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import Decision, leads_to, something_wrong, to_hand_out
from lde_bot.dialogue.followup import FollowUp
from lde_bot.dialogue.model import Act, Reason, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import gains_of, only_chats, tells
from lde_bot.directory.geo import distance_to
from lde_bot.directory.search import MOST

_THEY = frozenset("die ze zij hun hen daar".split())


def about_shown(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """Return what to do with a message that is about the results, or about one of them."""
    number = understood.leaning.number
    if not state.listed:
        return None
    asks = understood.leaning.asks or _asked_in_many_words(snapshot, state, understood)
    if asks is FollowUp.OTHERS:
        return next_page(snapshot, state)
    if asks is FollowUp.HOURS:
        return _hours(snapshot, state, number)
    if asks is FollowUp.WRONG:
        known = _chosen(snapshot, state, number)
        return something_wrong(known) if known else None
    if asks is FollowUp.NEAREST:
        return _again(snapshot, state, _chosen(snapshot, state, _nearest(snapshot, state)))
    if asks in {FollowUp.CONTACT, FollowUp.ROUTE}:
        return _again(snapshot, state, _chosen(snapshot, state, number))
    if asks is FollowUp.HAND_OUT and state.place and state.services:
        return to_hand_out(state.services, state.place)
    if asks is FollowUp.DETAIL and not _told(snapshot, state, understood):
        return ask_them(snapshot, state, understood)
    if understood.contact and understood.services and set(understood.services) <= set(state.services):
        offering = snapshot.directory.get(state.listed)
        which = tuple(one.id for one in offering if not set(one.services).isdisjoint(understood.services))
        return _again(snapshot, state, which)  # "gsm van de klusdienst", where two services were searched for
    return _one_of_them(state, understood)


def _one_of_them(state: State, understood: Understanding) -> Decision | None:
    """Show those for one of the services that were searched for together (*eerst het poetsen*)."""
    some = bool(understood.services) and set(understood.services) < set(state.services)
    if not (some and state.place) or understood.place.used or understood.asks or understood.wonders:
        return None
    return Decision(Act.RESULTS, "one of the services", services=understood.services, places=(state.place,))


def _asked_in_many_words(snapshot: Snapshot, state: State, understood: Understanding) -> FollowUp | None:
    """Return what is asked of those shown with much said beside (*hebben die een nummer, want ik mail niet*)."""
    said, kinds, best = set(understood.tokens), snapshot.knowledge.vocabulary.followups, understood.best
    otherwise = best is not None and best.confidence >= at.OTHERWISE_AT
    another = understood.place.used or not set(understood.services) <= set(state.services)
    if not kinds or _THEY.isdisjoint(said) or otherwise or another:
        return None
    if not said.isdisjoint(kinds["hours"]):
        return FollowUp.HOURS
    return None if said.isdisjoint(kinds["reached_by"]) else FollowUp.CONTACT


def ask_them(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """Show again who can answer a question about the results that the bot cannot (*spreken ze daar ook Turks*)."""
    about = not state.entry or leads_to(snapshot, state.entry) in state.services
    if not (state.listed and about and _about_them(understood)) or understood.place.used:
        return None
    shown = _again(snapshot, state, _chosen(snapshot, state, 0))
    if shown is None:
        return None
    return replace(shown, rule="they know", sentence="results_ask_them", reason=Reason.BELOW_THRESHOLD, confidence=0.0)


def _told(snapshot: Snapshot, state: State, understood: Understanding) -> bool:
    """True when an entry surely answers it: one on the service that was found, or on the bot (*spreekt u Frans*)."""
    best = understood.best
    if only_chats(snapshot, understood):
        return True
    if best is None or best.confidence < at.ANSWER_AT:
        return False
    return best.entry in gains_of(snapshot, state) or not (understood.leaning.points or tells(snapshot, best.entry))


def _about_them(understood: Understanding) -> bool:
    """True when a message points back to what was shown, be it in many words, or asks what only they know."""
    if understood.leaning.asks is FollowUp.DETAIL:
        return True
    little = understood.leaning.refers and len(understood.tokens) > 1  # "moet ge reserveren"
    return understood.leaning.points or little or not _THEY.isdisjoint(understood.tokens)


def next_page(snapshot: Snapshot, state: State) -> Decision | None:
    """Show the results that come after those that were shown, or say that there are no more."""
    if not (state.listed and state.place):
        return None
    offset = state.offset + MOST
    found = snapshot.find(state.services, state.place, offset)
    if found.local:
        return Decision(Act.RESULTS, "next page", services=state.services, places=(state.place,), offset=offset)
    return Decision(
        Act.SMALLTALK, "no next page", sentence="no_more_results", services=state.services, places=(state.place,)
    )


def _chosen(snapshot: Snapshot, state: State, number: int) -> tuple[str, ...]:
    """Return which of the results are meant: one of them, or all when no one in particular is."""
    some = not number or number > len(state.listed)  # "the second", where there is one: show what there is
    chosen = state.listed if some else (state.listed[number - 1 if number > 0 else -1],)
    return tuple(one.id for one in snapshot.directory.get(chosen))


def _again(snapshot: Snapshot, state: State, which: tuple[str, ...]) -> Decision | None:
    """Show some of the results again, with all that is known of them."""
    if not which:
        return None
    return Decision(
        Act.RESULTS,
        "some of the results",
        services=state.services,
        places=(state.place,) if state.place else (),
        listed=which,
        offset=state.offset,
        sentence="results_contact",
    )


def _hours(snapshot: Snapshot, state: State, number: int) -> Decision | None:
    """Show one or all of the results with their hours, or say that no source gives them."""
    shown = _again(snapshot, state, _chosen(snapshot, state, number))
    if shown is None:
        return None
    known = any(one.opening_hours for one in snapshot.directory.get(shown.listed))
    return replace(shown, rule="when it is open", sentence="results_hours" if known else "results_hours_unknown")


def _nearest(snapshot: Snapshot, state: State) -> int:
    """Return which of the results is nearest to the place searched around, from 1 on; the first when none says."""
    if state.place is None:
        return 1
    far = {one.id: distance_to(one, state.place.position) for one in snapshot.directory.get(state.listed)}
    known = {name: distance for name, distance in far.items() if distance is not None}
    return state.listed.index(min(known, key=known.__getitem__)) + 1 if known else 1
