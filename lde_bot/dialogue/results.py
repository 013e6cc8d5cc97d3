"""A search in words and buttons: what was found around a place, why in that order, and what to do next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote_plus

from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import Choice, Listing, Reply
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.wording import capital, joined, kilometres, long_date, paragraphs
from lde_bot.directory.freshness import freshness
from lde_bot.directory.geo import distance_to
from lde_bot.directory.hours import opening_at
from lde_bot.directory.model import Initiative, Place
from lde_bot.directory.search import MOST, NEAR_KM, Found, Hit, services_near
from lde_bot.knowledge.model import Responses, ServiceTerm

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


def results(snapshot: Snapshot, decision: Decision, today: date, now: datetime | None) -> Reply:
    """Return the reply to a search.

    :param today: the day, to say whether a verification is long ago.
    :param now: local time, to say what is open; ``None`` says nothing about that.
    """
    if decision.sentence:
        return _shown_again(snapshot, decision, today, now)
    say = snapshot.knowledge.responses.say
    place, found = decision.places[0], decision.found
    label = label_of(snapshot, decision)
    if found is None or found.empty:
        text = say("results_empty", service=label, place=place.label, municipality=place.municipality)
        return Reply(paragraphs(text), choices=_choices(snapshot, decision))
    if decision.name == "list":
        return Reply(
            before=(say("list_title", service=label, place=place.label),),
            listings=tuple(_listing(hit, today, None) for hit in found.all),
            after=(say("list_footer", date=long_date(today)),),
            choices=(Choice(say("other_place"), "l"), Choice(say("other_service"), "o")),
            attach="list",
        )
    after = [say("results_notice")]
    if any(service.at_home for service in services_of(snapshot, decision)):
        after.append(say("results_notice_home"))
    if found.widened:
        after.append(say("results_elsewhere", municipality=place.municipality))
    return Reply(
        before=(_heading(snapshot, label, place, found, decision.offset),),
        listings=tuple(_listing(hit, today, now) for hit in found.all),
        after=tuple(after),
        choices=_choices(snapshot, decision),
    )


def _listing(hit: Hit, today: date, now: datetime | None) -> Listing:
    one = hit.initiative
    opening = opening_at(one.opening_hours, now) if now else None
    return Listing(one, hit.distance_km, hit.serves, opening, freshness(one.assured_date, today, one.source_year))


def _shown_again(snapshot: Snapshot, decision: Decision, today: date, now: datetime | None) -> Reply:
    """Return initiatives with all that is known of them: one that was chosen or named, or how to reach some."""
    say = snapshot.knowledge.responses.say
    here = decision.places[0].position if decision.places else None
    shown = snapshot.directory.get(decision.listed)
    listings = tuple(_listing(Hit(one, distance_to(one, here)), today, now) for one in shown)
    after = () if all(one.assured_date for one in shown) else (say("results_notice"),)
    choices: list[Choice] = []
    if len(shown) == 1:
        one = shown[0]
        choices += _card_choices(snapshot, one, decision.name)
    else:
        choices += _numbered(snapshot, shown)
    if decision.places:
        choices += [Choice(say("other_place"), "l"), Choice(say("other_service"), "o")]
    full = len(shown) == 1
    said = (say(decision.sentence),)
    return Reply(said, listings, after, choices=tuple(choices), full=full, attach=decision.name)


def _card_choices(snapshot: Snapshot, one: Initiative, given: str) -> list[Choice]:
    """Return what one can do with an initiative: call, go there, look at its site, send it on, say what is wrong.

    :param given: what comes with this reply already.
    """
    say = snapshot.knowledge.responses.say
    choices = []
    if one.phone and given != "contact":
        choices.append(Choice(say("save_contact"), f"v:{one.ref}", small=True))
    if one.street:
        where = quote_plus(f"{one.street}, {one.postcode} {one.municipality}".replace("  ", " "))
        choices.append(Choice(say("route"), url=f"https://www.google.com/maps/search/?api=1&query={where}", small=True))
    elif one.latitude is not None and not one.approximate and given != "place":
        choices.append(Choice(say("route"), f"w:{one.ref}", small=True))
    if one.website:
        choices.append(Choice(say("website"), url=one.website, small=True))
    choices.append(Choice(say("send_on"), share=one.name, small=True))
    choices.append(Choice(say("not_right"), f"x:{one.ref}"))
    return choices


def label_of(snapshot: Snapshot, decision: Decision) -> str:
    """Return the services that are searched for, as a name on screen."""
    return capital(joined([service.label for service in services_of(snapshot, decision)]))


def _heading(snapshot: Snapshot, label: str, place: Place, found: Found, offset: int) -> str:
    say = snapshot.knowledge.responses.say
    if offset:
        return say("results_more", service=label, place=place.label, start=offset + 1)
    if found.widened and found.local:
        distance = kilometres(found.local[0].distance_km or 0.0)
        return say("results_widened", service=label, place=place.label, limit=f"{NEAR_KM:.0f}", distance=distance)
    if not found.own and found.local:
        return say("results_none_own", service=label, place=place.label, municipality=place.municipality)
    if not found.local:
        return say("results_only_regional", service=label, place=place.label)
    return say("results", service=label, place=place.label)


def _choices(snapshot: Snapshot, decision: Decision) -> tuple[Choice, ...]:
    say = snapshot.knowledge.responses.say
    place, found = decision.places[0], decision.found
    choices = _numbered(snapshot, [hit.initiative for hit in found.all]) if found else []
    page = f"{'+'.join(decision.services[:1])}:{place.key}"
    if decision.offset:
        choices.append(Choice(say("previous_results"), f"r:{max(0, decision.offset - MOST)}:{page}", small=True))
    if found and found.more:
        choices.append(Choice(say("more_results"), f"r:{decision.offset + MOST}:{page}", small=True))
    if found and not found.empty:
        choices.append(Choice(say("share_list"), f"f:{page}"))
    choices += answers(snapshot, decision)
    if found is None or found.empty or found.widened:
        choices += _closest(snapshot, decision)
    choices += [of_place(other) for other in decision.places[1 : 1 + _MOST_OTHER_PLACES]]
    choices += [choice for term in services_of(snapshot, decision)[:1] for choice in explaining(snapshot, term)]
    choices += [Choice(say("other_place"), "l"), Choice(say("other_service"), "o")]
    return existing(snapshot, choices)


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


def _numbered(snapshot: Snapshot, initiatives: Sequence[Initiative]) -> list[Choice]:
    """Return a small button for each initiative, under its number in the list."""
    say = snapshot.knowledge.responses.say
    return [
        Choice(say("about_number", number=number), f"i:{one.ref}", small=True)
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
    known = (snapshot.knowledge.entries.get(name) for name in decision.options)
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
