"""Initiatives that are shown again: one with all that is known of it, or how to reach some, and what is not known.

Pure. What is missing is said, with a way on: someone who asks for a number must not have to look for what is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote_plus

from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import Choice, Reply
from lde_bot.dialogue.results import about_each, elsewhere, listing_of
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.wording import capital, joined
from lde_bot.directory.geo import distance_to
from lde_bot.directory.model import Initiative
from lde_bot.directory.search import Hit
from lde_bot.knowledge.model import Responses


def shown_again(snapshot: Snapshot, decision: Decision, today: date, now: datetime | None) -> Reply:
    """Return initiatives once more: one that was chosen or named, or how to reach some, who can be called first."""
    responses = snapshot.knowledge.responses
    here = decision.places[0].position if decision.places else None
    shown = snapshot.directory.get(decision.listed)
    numbers = {one.id: number for number, one in enumerate(shown, start=1)}
    alone = len(shown) == 1
    ordered = sorted(shown, key=lambda one: (not one.phone, not _reachable(one)))
    listings = [listing_of(Hit(one, distance_to(one, here)), today, now) for one in ordered]
    if not alone:
        listings = [replace(listing, number=numbers[listing.initiative.id]) for listing in listings]
    before, after = _said(responses, decision, shown)
    choices = _card_choices(responses, shown[0], decision.name) if alone else about_each(responses, shown)
    return Reply(
        before=(" ".join(before),),
        listings=tuple(listings),
        after=(" ".join(after),) if after else (),
        choices=tuple(choices + (elsewhere(responses) if decision.places else [])),
        full=alone,
        brief=not alone,
        attach=decision.name,
    )


def _said(responses: Responses, decision: Decision, shown: Sequence[Initiative]) -> tuple[list[str], list[str]]:
    """Return what stands above and below: what is asked for and not known, and where people can ask it."""
    say, town = responses.say, decision.places[0].municipality if decision.places else ""
    reached = [one for one in shown if _reachable(one)]
    gaps = _gaps(responses, shown, town)
    if decision.sentence == "results_hours_unknown":
        return [say(decision.sentence), _way_on(responses, reached or shown, town)], []
    if decision.sentence == "results_hours":
        without = [one for one in shown if not one.opening_hours]
        told = [_gap(responses, without, shown, ("unknown_hours",))] if without else []
        return [say(decision.sentence)], told
    if decision.sentence == "results_ask_them":
        first = say("results_ask_them" if reached else "results_ask_none")
    else:
        first = say(decision.sentence if len(shown) == 1 else "results_reach")
        if not any(one.phone for one in shown):
            return gaps, []
    return ([first], gaps) if reached else ([first, *gaps], [])


def _gaps(responses: Responses, shown: Sequence[Initiative], town: str) -> list[str]:
    """Return a sentence for each kind of gap, with a way on: no number, or no way to reach them at all.

    A card names for itself what else is not known.
    """
    told: list[str] = []
    alone = len(shown) == 1
    with_phone = [one for one in shown if one.phone]
    no_phone = [one for one in shown if not one.phone and _reachable(one)]
    nothing = [one for one in shown if not _reachable(one)]
    for some in (with_phone, no_phone, nothing):
        fields = [
            name
            for name, missing in (
                ("unknown_phone", some is not with_phone),
                ("unknown_email", not any(one.email for one in some) and (some is nothing or not alone)),
                ("unknown_website", some is nothing),
                ("unknown_address", some is not with_phone and not alone and not any(map(_placed, some))),
            )
            if missing
        ]
        if some and fields:
            told.append(_gap(responses, some, shown, fields))
            told += [] if some is with_phone else [_way_on(responses, some, town)]
    return told


def _gap(responses: Responses, some: Sequence[Initiative], shown: Sequence[Initiative], fields: Sequence[str]) -> str:
    """Return that something is not known of some of those that are shown: all, one by its name, or by number."""
    numbers = [str(number) for number, one in enumerate(shown, start=1) if one in some]
    whom = responses.say("whom_numbers", numbers=joined(numbers))
    if len(some) == len(shown):
        whom = shown[0].name if len(shown) == 1 else responses.say("whom_all")
    return responses.say("results_gap", whom=whom, fields=joined([responses.say(name) for name in fields], "of"))


def _way_on(responses: Responses, some: Sequence[Initiative], town: str) -> str:
    """Return how to ask some initiatives something: as far as they can be reached, else through their towns."""
    ways = [
        responses.say(name)
        for name, known in (
            ("way_call", any(one.phone for one in some)),
            ("way_mail", any(one.email for one in some)),
            ("way_site", any(one.website for one in some)),
        )
        if known
    ]
    if ways:
        return f"{capital(joined(ways, 'of'))}."
    towns = [name for name in dict.fromkeys(one.municipality or town for one in some) if name]
    return responses.say("results_way_on", municipality=joined(towns)) if towns else responses.say("results_way_own")


def _reachable(one: Initiative) -> bool:
    """True when people can ask an initiative something from where they are."""
    return bool(one.phone or one.email or one.website)


def _placed(one: Initiative) -> bool:
    """True when it is known where an initiative is, or when it is everywhere in a region."""
    return bool(one.street or one.regional)


def _card_choices(responses: Responses, one: Initiative, given: str) -> list[Choice]:
    """Return what one can do with an initiative: call, go there, look at its site, send it on, say what is wrong.

    :param given: what comes with this reply already.
    """
    say = responses.say
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
    if one.source_url and one.source_url != one.website:
        choices.append(Choice(say("source_button"), url=one.source_url, small=True))
    choices.append(Choice(say("send_on"), share=one.name, small=True))
    choices.append(Choice(say("not_right"), f"x:{one.ref}"))
    return choices
