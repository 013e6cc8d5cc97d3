"""Putting a decision into words and buttons: a reply that any channel can draw. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import Act, Choice, Listing, Reply
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import distance_km
from lde_bot.directory.model import Place
from lde_bot.directory.search import MOST, NEAR_KM, Found
from lde_bot.knowledge.model import Entry, Kind, ServiceTerm

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_MOST_RELATED = 2
_MOST_SERVICES = 6


def long_date(day: date) -> str:
    """Return a day as people write it: ``1 juli 2023``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def kilometres(distance: float) -> str:
    """Return a distance as people write it: ``3,2``; whole kilometres from ten on.

    Distances are between localities, not doors, so below one kilometre they say no more than that.
    """
    if distance < 1:
        return "minder dan 1"
    return f"{distance:.0f}" if distance >= 9.95 else f"{distance:.1f}".replace(".", ",")


def realise(snapshot: Snapshot, decision: Decision, today: date) -> Reply:
    """Return the reply for a decision.

    :param today: the day on which it is given.
    """
    if decision.act is Act.RESULTS and decision.entry:
        return _answer_and_results(snapshot, decision, today)
    if decision.entry:
        return _show_entry(snapshot, decision, today)
    return {
        Act.CLARIFY: _clarify,
        Act.ASK_PLACE: _ask_place,
        Act.ASK_SERVICE: _ask_service,
        Act.RESULTS: _results,
        Act.OUTSIDE_AREA: _outside_area,
        Act.UNKNOWN_PLACE: _unknown_place,
    }.get(decision.act, _say)(snapshot, decision)


def in_language(snapshot: Snapshot, reply: Reply, decision: Decision, code: str, *, typed: bool) -> Reply:
    """Return a reply with, for someone who writes in another language, the sentence that the answer is in Dutch.

    A translation of the answer comes with it, when there is one.

    :param code: language of the person; empty for Dutch.
    :param typed: the message was typed; a button in the same conversation does not repeat the sentence.
    """
    language = snapshot.knowledge.languages.get(code)
    if language is None:
        return reply
    translation = language.translations.get(decision.entry, "")
    notices = [language.notice] if typed else []
    if not translation or decision.details:
        return replace(reply, before=(*notices, *reply.before))
    entry = snapshot.knowledge.entries[decision.entry]
    notices.append(language.translated)
    first, then = _paragraphs(translation), tuple(notices)
    if entry.kind is not Kind.EMERGENCY:  # there, the number to call comes before anything else
        first, then = then, first
    return replace(reply, before=(*first, *then, *reply.before))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _answer_and_results(snapshot: Snapshot, decision: Decision, today: date) -> Reply:
    """Return the answer to a question, then what was found."""
    answer, results = _show_entry(snapshot, decision, today), _results(snapshot, decision)
    return replace(
        results,
        before=(*answer.before, *results.before),
        sources=answer.sources,
        reviewed_on=answer.reviewed_on,
    )


def _say(snapshot: Snapshot, decision: Decision) -> Reply:
    responses = snapshot.knowledge.responses
    if decision.sentence == "no_more_results":
        text = responses.say(decision.sentence, service=_label(snapshot, decision), place=decision.places[0].label)
        choices = [Choice(responses.say("other_place"), "l"), Choice(responses.say("other_service"), "o")]
        return Reply((text,), choices=tuple(choices))
    choices = [
        Choice(responses.say("what_can_i_ask"), "e:wat-kan-je"),
        Choice(responses.say("talk_to_person"), "e:met-mens-praten"),
    ]
    return Reply(_paragraphs(responses.say(decision.sentence)), choices=_existing(snapshot, choices))


def _show_entry(snapshot: Snapshot, decision: Decision, today: date) -> Reply:
    entry = snapshot.knowledge.entries[decision.entry]
    text = entry.details if decision.details and entry.details else entry.answer
    first = (snapshot.knowledge.responses.say(decision.sentence),) if decision.sentence else ()
    before = (*first, *_paragraphs(text), *_validity(snapshot, entry, today))
    return Reply(
        before=before,
        sources=entry.sources,
        reviewed_on=entry.reviewed_on if entry.sources else None,
        choices=_existing(snapshot, _entry_choices(snapshot, entry, decision, today)),
    )


def _validity(snapshot: Snapshot, entry: Entry, today: date) -> tuple[str, ...]:
    """Return the line that says when an answer held, for one that no longer holds or does not hold yet."""
    say = snapshot.knowledge.responses.say
    if entry.valid_until and entry.valid_until < today:
        if entry.valid_from:
            return (say("held_between", start=long_date(entry.valid_from), end=long_date(entry.valid_until)),)
        return (say("held_until", end=long_date(entry.valid_until)),)
    if entry.valid_from and entry.valid_from > today:
        return (say("holds_from", start=long_date(entry.valid_from)),)
    return ()


def _entry_choices(snapshot: Snapshot, entry: Entry, decision: Decision, today: date) -> list[Choice]:
    entries, say = snapshot.knowledge.entries, snapshot.knowledge.responses.say
    choices = []
    if entry.details and not decision.details:
        choices.append(Choice(say("more_details"), f"d:{entry.id}"))
    follow = [entry.successor] if entry.valid_until and entry.valid_until < today else []
    step = entry.next_step
    if step and step.url:
        choices.append(Choice(step.label, url=step.url))
    elif step:
        choices.append(Choice(step.label, f"s:{step.service}" if step.service else f"e:{step.entry}"))
    shown = {step.entry} if step else set()
    for name in [*follow, *entry.related]:
        if name in entries and name not in shown and len(shown) < _MOST_RELATED + 1:
            shown.add(name)
            choices.append(Choice(entries[name].question, f"e:{name}"))
    return choices


def _clarify(snapshot: Snapshot, decision: Decision) -> Reply:
    entries, say = snapshot.knowledge.entries, snapshot.knowledge.responses.say
    choices = []
    for name in decision.options:
        term = snapshot.knowledge.vocabulary.service(name.removeprefix("service:"))
        if name in entries:
            choices.append(Choice(entries[name].question, f"e:{name}"))
        elif term:
            choices.append(Choice(say("search_service", service=term.label), f"s:{term.id}"))
    return Reply((say(decision.sentence or "clarify"),), choices=(*choices, Choice(say("none_of_these"), "n")))


def _ask_place(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    if decision.places:
        return Reply((say("ask_which_place"),), choices=tuple(map(_of_place, decision.places[:6])))
    services = _services(snapshot, decision)
    if not services:
        return Reply((say("ask_service_again"),))
    text = say("ask_place", service=_and([service.asked for service in services]))
    return Reply(_paragraphs(text), choices=_explaining(snapshot, services[0]))


def _ask_service(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    place = decision.places[0]
    near = snapshot.directory.services_near(place)[:_MOST_SERVICES]
    terms = [term for term in map(snapshot.knowledge.vocabulary.service, near) if term]
    choices = tuple(Choice(_capital(term.label), f"s:{term.id}") for term in terms)
    return Reply((say("ask_service", place=place.label),), choices=choices)


def _results(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    place = decision.places[0]
    if decision.sentence == "results_contact":
        return _listed_again(snapshot, decision)
    found = snapshot.directory.search(decision.services, place, decision.offset)
    services = _services(snapshot, decision)
    label = _label(snapshot, decision)
    if found.empty:
        text = say("results_empty", service=label, place=place.label, municipality=place.municipality)
        return Reply(_paragraphs(text), choices=_search_choices(snapshot, decision, found))
    listings = [Listing(initiative, distance) for initiative, distance in found.local]
    listings += [Listing(initiative, None) for initiative in found.regional]
    after = [say("results_notice")]
    if any(service.at_home for service in services):
        after.append(say("results_notice_home"))
    return Reply(
        before=(_heading(snapshot, label, place, found, decision.offset),),
        listings=tuple(listings),
        after=tuple(after),
        choices=_search_choices(snapshot, decision, found),
    )


def _listed_again(snapshot: Snapshot, decision: Decision) -> Reply:
    """Return initiatives that were shown before, with how to reach them."""
    say = snapshot.knowledge.responses.say
    place = decision.places[0]
    here = (place.latitude, place.longitude)
    listings = []
    for one in filter(None, map(snapshot.directory.by_id, decision.listed)):
        there = (one.latitude, one.longitude) if one.latitude is not None and one.longitude is not None else None
        listings.append(Listing(one, distance_km(here, there) if there else None))
    choices = [Choice(say("other_place"), "l"), Choice(say("other_service"), "o")]
    return Reply((say(decision.sentence),), tuple(listings), (say("results_notice"),), choices=tuple(choices))


def _label(snapshot: Snapshot, decision: Decision) -> str:
    return _capital(_and([service.label for service in _services(snapshot, decision)]))


def _heading(snapshot: Snapshot, label: str, place: Place, found: Found, offset: int) -> str:
    say = snapshot.knowledge.responses.say
    if offset:
        return say("results_more", service=label, place=place.label, start=offset + 1)
    if found.widened and found.local:
        distance = kilometres(found.local[0][1])
        return say("results_widened", service=label, place=place.label, limit=f"{NEAR_KM:.0f}", distance=distance)
    if not found.own and found.local:
        return say("results_none_own", service=label, place=place.label, municipality=place.municipality)
    if not found.local:
        return say("results_only_regional", service=label, place=place.label)
    return say("results", service=label, place=place.label)


def _search_choices(snapshot: Snapshot, decision: Decision, found: Found) -> tuple[Choice, ...]:
    say = snapshot.knowledge.responses.say
    place = decision.places[0]
    choices: list[Choice] = []
    shown = decision.offset + len(found.local)
    if shown < found.total:
        choices.append(
            Choice(say("more_results"), f"r:{decision.offset + MOST}:{'+'.join(decision.services[:1])}:{place.key}")
        )
    choices += [_of_place(other) for other in decision.places[1:_MOST_RELATED]]
    choices += [choice for term in _services(snapshot, decision)[:1] for choice in _explaining(snapshot, term)]
    choices += [Choice(say("other_place"), "l"), Choice(say("other_service"), "o")]
    return _existing(snapshot, choices)


def _of_place(place: Place) -> Choice:
    return Choice(f"{place.label}, {place.postcode}", f"p:{place.key}")


def _outside_area(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    text = say(decision.sentence) if decision.sentence else say("outside_area", place=decision.name)
    return Reply(_paragraphs(text))


def _unknown_place(snapshot: Snapshot, decision: Decision) -> Reply:
    name = "unknown_postcode" if decision.name.isdigit() else "unknown_place"
    return Reply(_paragraphs(snapshot.knowledge.responses.say(name, place=decision.name)))


def _explaining(snapshot: Snapshot, term: ServiceTerm) -> tuple[Choice, ...]:
    """Return the button that explains a service: the question of its entry."""
    entry = snapshot.knowledge.entries.get(term.entry)
    return (Choice(entry.question, f"e:{entry.id}"),) if entry else ()


def _services(snapshot: Snapshot, decision: Decision) -> list[ServiceTerm]:
    terms = map(snapshot.knowledge.vocabulary.service, decision.services)
    return [term for term in terms if term]


def _existing(snapshot: Snapshot, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Leave out buttons to entries that do not exist."""
    entries = snapshot.knowledge.entries
    return tuple(choice for choice in choices if choice.value[:2] not in {"e:", "d:"} or choice.value[2:] in entries)


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
