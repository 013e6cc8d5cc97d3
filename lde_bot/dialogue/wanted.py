"""Which service a message wants without naming it: asked for in other words, described, or gone on about. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import Decision, kind_of, leads_to, led_to, service_meant
from lde_bot.dialogue.model import Act, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import tells
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Kind

_MOST_BESIDE = 1  # words that may be about anything in a message that says where instead
_MOST_CHAT = 0.5  # of all confidence that small talk may give back: more, and it may well be small talk


def service_wanted(snapshot: Snapshot, understood: Understanding) -> tuple[str, ...]:
    """Return the service that is asked for without its name, if one clearly is."""
    service = service_meant(snapshot, understood.ranked)
    return (service,) if service else ()


def wanted_there(snapshot: Snapshot, understood: Understanding) -> tuple[str, ...]:
    """Return the service that a message with a place in it asks for without naming it; none when it wonders."""
    meant = service_wanted(snapshot, understood)
    if meant or understood.wonders:
        return meant
    likeliest = _likeliest_service(snapshot, _of_a_place(snapshot, understood), at.ASKED_AT, at.LEAD_THERE)
    general = snapshot.knowledge.vocabulary.general
    anything = max((one.confidence for one in understood.ranked if one.entry in general), default=0.0)
    return likeliest.services if likeliest and likeliest.confidence > anything else ()


def requested(snapshot: Snapshot, understood: Understanding, *, expected: bool) -> Decision | None:
    """A service that is asked for in other words, without a place; a search may also be close to its description.

    :param expected: the bot asked which service.
    """
    if not understood.ranked:
        return None
    first = understood.ranked[0]
    wants = (understood.seeks or understood.needs or expected) and not understood.wonders
    if understood.language and not understood.wonders:  # its cues are unknown
        return _likeliest_service(snapshot, understood.ranked, at.MEANT_AT)
    likeliest = _likeliest_service(snapshot, understood.ranked, at.MEANT_AT) if wants else None
    if likeliest:
        return likeliest
    service = first.service or (service_described(snapshot, first.entry) if wants else "")
    others = [one.confidence for one in understood.ranked[1:] if one.service != service and one.entry != first.entry]
    if not service or first.confidence < at.ANSWER_AT or first.confidence - max(others, default=0.0) < at.LEAD:
        return None
    return Decision(Act.ASK_PLACE, "service asked for", services=(service,), confidence=first.confidence)


def other_wish(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message says more than where, so that it may be about something else than before."""
    return not understood.leaning.points and bool(_beside_where(snapshot, understood))


def only_moves(snapshot: Snapshot, state: State, understood: Understanding) -> bool:
    """True when someone who was shown results says that it is elsewhere, and nothing else that the bot knows.

    *Ah wacht, ze woont eigenlijk in Denderleeuw zegt ze net*. In *kapper in Hasselt* something else is wanted.
    """
    match = understood.place.match
    asks = understood.asks or understood.wonders or understood.seeks
    if not state.listed or asks or (match and match.place == state.place):
        return False
    told = max((one.confidence for one in understood.ranked if tells(snapshot, one.entry)), default=0.0)
    if understood.place.outside:
        return told < at.ANSWER_AT
    other = len(_beside_where(snapshot, understood))
    return told < at.MEANT_AT and other <= _MOST_BESIDE and other < len(understood.rest)


def _beside_where(snapshot: Snapshot, understood: Understanding) -> list[str]:
    """Return the words of a message that do not say where, for whom, or that something is put right."""
    kinds = snapshot.knowledge.vocabulary.followups
    small = {word for kind in ("refer", "continue", "polite", "correct", "person", "moves") for word in kinds[kind]}
    left = [word for word in understood.rest if word not in small and not word.isdigit()]
    return [word for word in left if snapshot.gazetteer.by_name(word) is None]


def likely_services(snapshot: Snapshot, understood: Understanding) -> tuple[str, ...]:
    """Return the services that a message with a place in it may want, the likeliest first."""
    likely = [one.service for one in _of_a_place(snapshot, understood) if one.confidence >= at.OFFER_AT and one.service]
    return tuple(dict.fromkeys(likely))


def _of_a_place(snapshot: Snapshot, understood: Understanding) -> list[Candidate]:
    """Return what a message may be about that names a place: no small talk, and no entry on where to go in general.

    What small talk would have had goes to the others: who says hello and names a town wants something there.
    """
    general = snapshot.knowledge.vocabulary.general
    chats = [one for one in understood.ranked if kind_of(snapshot, one) is Kind.SMALLTALK]
    left = 1.0 - min(sum(one.confidence for one in chats), _MOST_CHAT)
    kept = [one for one in understood.ranked if one not in chats and one.entry not in general]
    return [replace(one, service=led_to(snapshot, one), confidence=min(1.0, one.confidence / left)) for one in kept]


def _likeliest_service(
    snapshot: Snapshot, ranked: Sequence[Candidate], at_least: float, lead: float = at.LEAD
) -> Decision | None:
    """The service that is most likely wanted: its requests and its description count together."""
    likely: dict[str, float] = defaultdict(float)
    others = [0.0]
    for one in ranked:
        service = one.service or service_described(snapshot, one.entry)
        if service:
            likely[service] += one.confidence
        else:
            others.append(one.confidence)
    first = sorted(((chance, name) for name, chance in likely.items()), reverse=True)
    if not first or first[0][0] < at_least:
        return None
    rival = max(*others, *(chance for chance, _ in first[1:2]), 0.0)
    if first[0][0] - rival < lead:
        return None
    return Decision(Act.ASK_PLACE, "service asked for", services=(first[0][1],), confidence=min(1.0, first[0][0]))


def service_described(snapshot: Snapshot, entry: str) -> str:
    """Return the service that an entry describes; empty when it is about something else."""
    return next((one.id for one in snapshot.knowledge.vocabulary.services if one.entry == entry), "")


def service_of_last_answer(snapshot: Snapshot, state: State) -> tuple[str, ...]:
    """Return the service that the last answer was about: it describes it, searches for it, or leads to it alone."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry is None or entry.kind is not Kind.ANSWER:
        return ()
    service = service_described(snapshot, entry.id) or (entry.next_step.service if entry.next_step else "")
    related = {service_described(snapshot, name) for name in entry.related} - {""}
    return (service,) if service else tuple(related) if len(related) == 1 else ()


def service_offered(snapshot: Snapshot, state: State) -> tuple[str, ...]:
    """Return the service that the last question back offered, or that the first entry it offered leads to."""
    if state.awaiting != "choice":
        return ()
    named = [option.removeprefix("service:") for option in state.offered]
    services = [name if snapshot.knowledge.vocabulary.service(name) else leads_to(snapshot, name) for name in named]
    return tuple(service for service in services if service)[:1]
