"""Putting a decision into words and buttons: a reply that any channel can draw. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.again import shown_again
from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.feedback import ASK_CONSENT, choices_after
from lde_bot.dialogue.model import Act, Choice, Reply
from lde_bot.dialogue.results import (
    answers,
    elsewhere,
    existing,
    explaining,
    label_of,
    of_place,
    report,
    results,
    services_of,
)
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.wording import MOST_SOURCES, capital, joined, long_date, paragraphs, source_name
from lde_bot.directory.search import services_near
from lde_bot.knowledge.model import Entry, Kind

_MOST_RELATED = 2
_MOST_SERVICES = 6


def realise(snapshot: Snapshot, decision: Decision, today: date, now: datetime | None = None) -> Reply:
    """Return the reply for a decision.

    :param today: the day on which it is given.
    :param now: local time, to say what is open; ``None`` says nothing about that.
    """
    if decision.act is Act.RESULTS:
        found = (shown_again if decision.sentence else results)(snapshot, decision, today, now)
        return _with_answer(_show_entry(snapshot, decision, today), found) if decision.entry else found
    if decision.entry:
        return _show_entry(snapshot, decision, today)
    if decision.listed:
        return report(snapshot, decision)
    return {
        Act.CLARIFY: _clarify,
        Act.ASK_PLACE: _ask_place,
        Act.ASK_SERVICE: _ask_service,
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
    first, then = paragraphs(translation), tuple(notices)
    if entry.kind is not Kind.EMERGENCY:  # there, the number to call comes before anything else
        first, then = then, first
    return replace(reply, before=(*first, *then, *reply.before))


def _with_answer(answer: Reply, found: Reply) -> Reply:
    """Return the answer to a question, then what was found."""
    return replace(
        found,
        before=(*answer.before, *found.before),
        sources=answer.sources,
        reviewed_on=answer.reviewed_on,
    )


def _say(snapshot: Snapshot, decision: Decision) -> Reply:
    responses = snapshot.knowledge.responses
    if decision.sentence == "no_more_results":
        text = responses.say(decision.sentence, service=label_of(snapshot, decision), place=decision.places[0].label)
        return Reply((text,), choices=tuple(elsewhere(responses)))
    after = choices_after(snapshot, decision)
    if after is not None:
        asks = decision.sentence == ASK_CONSENT
        return Reply(paragraphs(responses.say(decision.sentence)), choices=after, asks=asks)
    choices = [
        Choice(responses.say("what_can_i_ask"), "e:wat-kan-je"),
        Choice(responses.say("talk_to_person"), "e:met-mens-praten"),
    ]
    return Reply(paragraphs(responses.say(decision.sentence)), choices=existing(snapshot, choices))


def _show_entry(snapshot: Snapshot, decision: Decision, today: date) -> Reply:
    entry = snapshot.knowledge.entries[decision.entry]
    if decision.part == "sources" and entry.sources:
        return _sources(snapshot, entry)
    text = entry.details if decision.details and entry.details else entry.answer
    text = entry.simpler if decision.part == "simpler" and entry.simpler else text
    first = (snapshot.knowledge.responses.say(decision.sentence),) if decision.sentence else ()
    before = (*first, *paragraphs(text), *_validity(snapshot, entry, today))
    return Reply(
        before=before,
        sources=entry.sources,
        reviewed_on=entry.reviewed_on if entry.sources else None,
        choices=existing(snapshot, _entry_choices(snapshot, entry, decision, today)),
    )


def _sources(snapshot: Snapshot, entry: Entry) -> Reply:
    """Return everything that an answer rests on."""
    say = snapshot.knowledge.responses.say
    lines = "\n".join(f"- {source_name(source)}: {source.url}" for source in entry.sources)
    before = (say("all_sources", question=entry.question), lines)
    return Reply(before, reviewed_on=entry.reviewed_on, choices=(Choice(say("back"), f"e:{entry.id}"),))


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
    if entry.simpler and decision.part != "simpler":
        choices.append(Choice(say("read_simpler"), f"z:{entry.id}"))
    if len(entry.sources) > MOST_SOURCES:
        choices.append(Choice(say("sources_button"), f"b:{entry.id}"))
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
    choices.append(Choice(say("none_of_these"), "n"))
    return Reply((say(decision.sentence or "clarify"),), choices=tuple(choices), asks=True)


def _ask_place(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    if decision.places:
        return Reply((say("ask_which_place"),), choices=tuple(map(of_place, decision.places[:6])), asks=True)
    services = services_of(snapshot, decision)
    if not services:
        return _ask_service(snapshot, decision)
    text = say(decision.sentence or "ask_place", service=joined([service.asked for service in services]))
    asked = answers(snapshot, decision)
    if not asked:
        return Reply(paragraphs(text), choices=explaining(snapshot, services[0]), wants_place=True)
    choices = tuple(dict.fromkeys((*asked, *explaining(snapshot, services[0]))))
    return Reply((*paragraphs(text), say("ask_place_or_answer")), choices=choices, wants_place=True)


def _ask_service(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    known = snapshot.knowledge.vocabulary
    near: Sequence[str] = [term.id for term in known.services]
    if decision.places:
        likely = dict.fromkeys((*decision.options, *services_near(snapshot.directory, decision.places[0])))
        near = tuple(likely)[:_MOST_SERVICES]
    choices = tuple(Choice(capital(term.label), f"s:{term.id}") for term in map(known.service, near) if term)
    place = decision.places[0].label if decision.places else ""
    text = say(decision.sentence or "ask_service", place=place) if place else say("ask_service_again")
    return Reply(paragraphs(text), choices=choices, asks=True)


def _outside_area(snapshot: Snapshot, decision: Decision) -> Reply:
    say = snapshot.knowledge.responses.say
    text = say(decision.sentence) if decision.sentence else say("outside_area", place=decision.name)
    return Reply(paragraphs(text), wants_place=not decision.sentence)


def _unknown_place(snapshot: Snapshot, decision: Decision) -> Reply:
    say, name = snapshot.knowledge.responses.say, decision.name
    near = () if name.isdigit() else snapshot.gazetteer.resembling(name)[: at.MOST_CHOICES]
    sentence = "unknown_postcode" if name.isdigit() else "unknown_place_near" if near else "unknown_place"
    return Reply(paragraphs(say(sentence, place=name)), choices=tuple(map(of_place, near)), wants_place=True)
