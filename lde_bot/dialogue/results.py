"""A search in words and buttons: what was found around a place, why in that order, and what to do next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import Choice, Listing, Reply
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.wording import capital, joined, long_date, paragraphs
from lde_bot.directory.freshness import freshness
from lde_bot.directory.hours import opening_at
from lde_bot.directory.model import Initiative, LdeStatus, Place
from lde_bot.directory.search import MOST, Found, Hit, services_near
from lde_bot.knowledge.model import Responses
from lde_bot.knowledge.vocabulary import ServiceTerm

_REPORTS = (
    "report_phone",
    "report_email",
    "report_website",
    "report_address",
    "report_opening_hours",
    "report_services",
    "report_gone",
    "report_other",
)
REPORTABLE = tuple(name.removeprefix("report_") for name in _REPORTS)
"""What someone may say is wrong about an initiative."""
_MOST_OTHER_PLACES = 1
LDE = {
    LdeStatus.CERTAIN: "lde_certain",
    LdeStatus.LIKELY: "lde_likely",
    LdeStatus.SAME_SERVICE: "lde_same_service",
}
"""The sentence that says how sure it is that an initiative is LDE."""


@dataclass(frozen=True, slots=True)
class _Instead:
    """Who knows the way to a service that is not found, where that is not just the town."""

    sentence: str
    """Says it."""
    entry: str
    """Explains it."""


_INSTEAD = {
    "buurtgerichte-kinderopvang": _Instead("results_way_childcare", "kinderopvang-plaats"),
    "energiesnoeiers": _Instead("results_way_energy", "energiescan-aanvragen"),
}


def results(snapshot: Snapshot, decision: Decision, today: date, now: datetime | None) -> Reply:
    """Return the reply to a search.

    :param today: the day, to say whether a verification is long ago.
    :param now: local time, to say what is open; ``None`` says nothing about that.
    """
    responses = snapshot.knowledge.responses
    place, found = decision.places[0], decision.found
    label = label_of(snapshot, decision)
    if found is None or found.empty:
        text = responses.say("results_empty", service=label, place=place.label, municipality=place.municipality)
        return Reply(paragraphs(text), choices=_choices(snapshot, decision))
    if decision.name == "list":
        listings = tuple(listing_of(hit, today, None) for hit in found.all)
        title = responses.say("list_title", service=label, place=place.label)
        footer = [*_sure_of_all(responses, listings), responses.say("list_footer", date=long_date(today))]
        choices = tuple(elsewhere(responses))
        return Reply((title,), _counted(listings), (" ".join(footer),), choices=choices, attach="list")
    listings = tuple(listing_of(hit, today, now) for hit in found.all)
    return Reply(
        before=tuple(_heading(snapshot, decision, label, place, found)),
        listings=_counted(listings),
        after=_footer(snapshot, decision, found, listings),
        choices=_choices(snapshot, decision),
    )


def listing_of(hit: Hit, today: date, now: datetime | None) -> Listing:
    """Return an initiative as a result, with whether it is open and how fresh what is known of it is."""
    one = hit.initiative
    opening = opening_at(one.opening_hours, now) if now else None
    return Listing(one, hit.distance_km, hit.serves, opening, freshness(one.assured_date, today, one.source_year))


def _counted(listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """Number the results, and let each say how sure it is that it is LDE when that differs."""
    differs = len({listing.initiative.lde_status for listing in listings}) > 1
    return tuple(
        replace(listing, number=number, tells_lde=differs or len(listings) == 1)
        for number, listing in enumerate(listings, start=1)
    )


def _footer(snapshot: Snapshot, decision: Decision, found: Found, listings: Sequence[Listing]) -> tuple[str, ...]:
    """Return what holds for all results, once: on the first page, not on the next."""
    say = snapshot.knowledge.responses.say
    said = _sure_of_all(snapshot.knowledge.responses, listings)
    if not decision.offset and not all(listing.initiative.assured_date for listing in listings):
        said += [say("results_notice"), _first_step(snapshot, [listing.initiative for listing in listings])]
    if not decision.offset and found.own and _at_home(snapshot, decision):
        said.append(say("results_notice_home"))
    return (" ".join(said),) if said else ()


def _sure_of_all(responses: Responses, listings: Sequence[Listing]) -> list[str]:
    """Return how sure it is that the results are LDE, when that is the same for all of several."""
    sure = {listing.initiative.lde_status for listing in listings}
    if len(sure) > 1 or len(listings) == 1:
        return []
    return [responses.say("lde_all", status=responses.say(LDE[sure.pop()]))]


def _first_step(snapshot: Snapshot, found: Sequence[Initiative]) -> str:
    """Return what to do before going there, as far as those that are found can be reached."""
    say = snapshot.knowledge.responses.say
    if any(one.phone or one.email for one in found):
        return say("results_call_first")
    return say("results_look_first" if any(one.website for one in found) else "results_ask_first")


def _at_home(snapshot: Snapshot, decision: Decision) -> bool:
    """True when one of the services that are searched for comes to people's homes."""
    return any(service.at_home for service in services_of(snapshot, decision))


def label_of(snapshot: Snapshot, decision: Decision) -> str:
    """Return the services that are searched for, as a name on screen."""
    return capital(joined([service.label for service in services_of(snapshot, decision)]))


def _heading(snapshot: Snapshot, decision: Decision, label: str, place: Place, found: Found) -> list[str]:
    """Return what stands above the results; where none is of the place itself, first who does know the way there."""
    say = snapshot.knowledge.responses.say
    if decision.offset:
        return [say("results_more", service=label, place=place.label, start=decision.offset + 1)]
    if found.own and found.local:
        return [say("results", service=label, place=place.label)]
    if found.regional and (found.widened or not found.local):
        first = say("results_only_regional", service=label, place=place.label)
    elif found.widened:
        first = say("results_none_near", service=label, place=place.label)
    else:
        first = say("results_none_own", service=label, municipality=place.municipality)
    said = [first] if found.own else [f"{first} {_way_on(snapshot, decision, place, far=found.widened)}"]
    at_home = _at_home(snapshot, decision)
    if found.local and not (found.widened and found.regional):
        said.append(say("results_nearest_home" if at_home else "results_nearest", place=place.label))
    elif found.local and at_home:
        said.append(say("results_own_people"))
    return said


def _way_on(snapshot: Snapshot, decision: Decision, place: Place, *, far: bool) -> str:
    """Return who to ask instead of those that are found elsewhere.

    :param far: those are far away too.
    """
    say = snapshot.knowledge.responses.say
    sentence = next((_INSTEAD[name].sentence for name in decision.services if name in _INSTEAD), "results_way_on")
    way = say(sentence, municipality=place.municipality)
    return " ".join([way, say("results_elsewhere")]) if far else way


def _choices(snapshot: Snapshot, decision: Decision) -> tuple[Choice, ...]:
    say = snapshot.knowledge.responses.say
    place, found = decision.places[0], decision.found
    choices = about_each(snapshot.knowledge.responses, [hit.initiative for hit in found.all]) if found else []
    page = f"{'+'.join(decision.services[:1])}:{place.key}"
    if decision.offset:
        choices.append(Choice(say("previous_results"), f"r:{max(0, decision.offset - MOST)}:{page}", small=True))
    if found and found.more:
        choices.append(Choice(say("more_results"), f"r:{decision.offset + MOST}:{page}", small=True))
    if found and not found.empty:
        choices.append(Choice(say("share_list"), f"f:{page}"))
    choices += answers(snapshot, decision)
    if not decision.offset and (found is None or not found.own):
        choices += _asking(snapshot, [_INSTEAD[name].entry for name in decision.services if name in _INSTEAD])
    if found is None or found.empty or found.widened:
        choices += _closest(snapshot, decision)
    choices += [of_place(other) for other in decision.places[1 : 1 + _MOST_OTHER_PLACES]]
    choices += [choice for term in services_of(snapshot, decision)[:1] for choice in explaining(snapshot, term)]
    choices += elsewhere(snapshot.knowledge.responses)
    return existing(snapshot, list(dict.fromkeys(choices)))


def elsewhere(responses: Responses) -> list[Choice]:
    """Return the buttons to look in another place, or for another service."""
    return [Choice(responses.say("other_place"), "l"), Choice(responses.say("other_service"), "o")]


def _closest(snapshot: Snapshot, decision: Decision) -> list[Choice]:
    """Return a button to the service that comes closest to what is asked, of those that are offered near the place."""
    near = services_near(snapshot.directory, decision.places[0])
    wanted = [other for term in services_of(snapshot, decision) for other in term.instead if other in near]
    term = snapshot.knowledge.vocabulary.service(wanted[0]) if wanted else None
    return (
        [Choice(snapshot.knowledge.responses.say("closest_service", service=term.label), f"s:{term.id}")]
        if term
        else []
    )


def about_each(responses: Responses, initiatives: Sequence[Initiative]) -> list[Choice]:
    """Return a small button for each initiative, under its number in the list."""
    return [
        Choice(responses.say("about_number", number=number), f"i:{one.ref}", small=True)
        for number, one in enumerate(initiatives, start=1)
    ]


def report_choices(responses: Responses, one: Initiative) -> list[Choice]:
    """Return a button for each thing that may be wrong about an initiative."""
    return [
        Choice(responses.say(name), f"x:{one.ref}:{field}") for name, field in zip(_REPORTS, REPORTABLE, strict=True)
    ]


def report(snapshot: Snapshot, decision: Decision) -> Reply:
    """Return the question what is wrong about an initiative, or about which; or the thanks for saying it."""
    say = snapshot.knowledge.responses.say
    shown = snapshot.directory.get(decision.listed)
    if len(shown) > 1:
        return Reply(
            (say("report_which"),), choices=tuple(Choice(one.name, f"x:{one.ref}") for one in shown), asks=True
        )
    one = shown[0]
    if decision.name:
        return Reply(paragraphs(say("report_thanks", initiative=one.name)))
    choices = report_choices(snapshot.knowledge.responses, one)
    choices.append(Choice(say("report_nothing"), f"i:{one.ref}"))
    return Reply((say("report_ask", initiative=one.name),), choices=tuple(choices), asks=True)


def of_place(place: Place) -> Choice:
    """Return the button for a place."""
    return Choice(f"{place.label}, {place.postcode}", f"p:{place.key}")


def answers(snapshot: Snapshot, decision: Decision) -> list[Choice]:
    """Return a button for each entry that may be meant beside a search."""
    return _asking(snapshot, decision.options)


def _asking(snapshot: Snapshot, names: Sequence[str]) -> list[Choice]:
    known = (snapshot.knowledge.entries.get(name) for name in names)
    return [Choice(entry.question, f"e:{entry.id}") for entry in known if entry]


def explaining(snapshot: Snapshot, term: ServiceTerm) -> tuple[Choice, ...]:
    """Return the button that explains a service: the question of its entry."""
    entry = snapshot.knowledge.entries.get(term.entry)
    return (Choice(entry.question, f"e:{entry.id}"),) if entry else ()


def services_of(snapshot: Snapshot, decision: Decision) -> list[ServiceTerm]:
    """Return the services that a decision is about."""
    terms = map(snapshot.knowledge.vocabulary.service, decision.services)
    return [term for term in terms if term]


def existing(snapshot: Snapshot, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Leave out buttons to entries that do not exist."""
    entries = snapshot.knowledge.entries
    return tuple(choice for choice in choices if choice.value[:2] not in {"e:", "d:"} or choice.value[2:] in entries)
