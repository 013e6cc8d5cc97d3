"""A reply as plain text: for the terminal, for JSON lines, and as the measure of what a person sees at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from lde_bot.dialogue.model import Listing, Reply, Trace
from lde_bot.dialogue.results import LDE
from lde_bot.dialogue.wording import (
    MOST_SOURCES,
    capital,
    hour,
    joined,
    kilometres,
    language_name,
    long_date,
    source_name,
    weekday,
)
from lde_bot.directory.freshness import Freshness
from lde_bot.directory.hours import in_dutch
from lde_bot.directory.model import LdeStatus, Status
from lde_bot.text import normalise

Say = Callable[..., str]
"""Fills in a sentence of ``responses.yaml`` by name."""

_MOST_ABOUT = 6  # words of a description that a list shows whole
_ANYBODYS = frozenset({"github.com", "docplayer.nl", "adoc.pub", "issuu.com"})
"""Sites on which anybody puts anything: their name does not say whose words these are."""


def site_of(url: str) -> str:
    """Return the name of a site as people say it: ``riemst.be``."""
    return urlsplit(url).netloc.removeprefix("www.")


def source_lines(reply: Reply, say: Say) -> list[str]:
    """Return where an answer stands written and when a person last checked it."""
    lines = []
    if reply.sources:
        titles = "; ".join(source_name(source) for source in reply.sources[:MOST_SOURCES])
        more = len(reply.sources) - MOST_SOURCES
        lines.append(say("source_more", titles=titles, count=more) if more > 0 else say("source", titles=titles))
    if reply.reviewed_on:
        lines.append(say("reviewed", date=long_date(reply.reviewed_on)))
    return lines


def listing_lines(listing: Listing, say: Say, *, full: bool = False, brief: bool = False) -> list[str]:
    """Return one initiative as lines: name and distance, contact, what it is, and how fresh that is.

    :param full: all that is known and its source, not only what a list needs.
    :param brief: only how to reach it.
    """
    one = listing.initiative
    town = one.locality or one.province
    named = not full and f" {normalise(town)} " in f" {normalise(one.name)} "  # "Klusjesdienst Mortsel, Mortsel"
    reach = [part for part in (_distance(listing, say), _area(listing, say)) if part]
    lines = [", ".join(part for part in (one.name, "" if named else town, *reach) if part)]
    street = f"{one.street}, {one.postcode} {one.locality}".strip(", ") if full and one.street else one.street
    contact = [part for part in (say("phone", phone=one.phone) if one.phone else "", one.email, street) if part]
    lines += [" · ".join(contact)] if contact else []
    lines += [one.website] if one.website else []
    about = one.description if full else _about(one.description)
    lines += [capital(about)] if about and not brief else []
    lines += opening_lines(listing, say)
    lines += [say("temporarily_closed")] if one.status is Status.TEMPORARILY_CLOSED else []
    if full:
        return [*lines, *detail_lines(listing, say), *unknown_lines(listing, say), listing_origin(listing, say)]
    return [*lines, _in_short(listing, say, brief=brief)]


def _about(description: str) -> str:
    """Return as much of a description as a list has room for: of a long one its first part."""
    long = len(description.split()) > _MOST_ABOUT
    return re.split("[;:] ", description, maxsplit=1)[0] if long else description


def _in_short(listing: Listing, say: Say, *, brief: bool) -> str:
    """Return what a list says of each: how fresh it is and, where they differ in it, how sure it is that it is LDE."""
    status = listing.initiative.lde_status
    sure = say("lde_unsure" if status is LdeStatus.SAME_SERVICE else LDE[status])
    parts = [] if brief or not listing.tells_lde else [sure]
    return f"{capital('; '.join([*parts, _fresh(listing, say)]))}."


def _fresh(listing: Listing, say: Say) -> str:
    """Return how fresh it is in a few words: the day on which it was verified, else how old it is."""
    one = listing.initiative
    if listing.freshness is Freshness.STALE:
        return _verified(listing, say)
    if one.assured_date:
        return say("listing_short_assured", date=long_date(one.assured_date))
    if listing.freshness is Freshness.NEW:
        return say("listing_short_new")
    return say("listing_short", year=one.source_year) if one.source_year else say("listing_short_undated")


def numbered(listing: Listing, text: str) -> str:
    """Return what begins with the number of an initiative in its list; one that stands alone has none."""
    return f"{listing.number}. {text}" if listing.number else text


def _distance(listing: Listing, say: Say) -> str:
    if listing.distance_km is None:
        return ""
    about = listing.initiative.approximate
    if about and listing.distance_km < 1:  # both are the middle of a town: that says nothing about streets
        return say("at_same_town")
    return say("at_about" if about else "at_distance", km=kilometres(listing.distance_km, about=about))


def _area(listing: Listing, say: Say) -> str:
    """Return where it comes: to the place asked for, else everywhere that it says when no place was asked for."""
    one = listing.initiative
    names: Sequence[str] = (listing.serves,) if listing.serves else ()
    if not names and listing.distance_km is None:
        names = one.service_areas
    if one.regional and not names:
        return say("regional")
    if one.regional and tuple(names) == (one.province,) and one.province != "Brussel":
        return say("serves_province", province=one.province)  # Antwerpen is a town too
    return say("serves", area=joined(names)) if names else ""


def opening_lines(listing: Listing, say: Say) -> list[str]:
    """Return when it is open, and whether it is now where that is known."""
    hours, opening = listing.initiative.opening_hours, listing.opening
    if not hours:
        return []
    if opening is None:
        return [say("opening", hours=in_dutch(hours))]
    if opening.open:
        now = say("open_until", hour=hour(opening.until)) if opening.until else say("open_now")
    elif opening.until:
        now = say("closed_until", day=weekday(opening.until), hour=hour(opening.until))
    else:
        now = say("closed_now")
    return [f"{say('opening', hours=in_dutch(hours))} ({now})"]


def detail_lines(listing: Listing, say: Say) -> list[str]:
    """Return what else is known: who it belongs to, for whom it is, what it costs, which languages are spoken."""
    one = listing.initiative
    spoken = ", ".join(map(language_name, one.languages))
    told = (
        ("target_group", one.target_group),
        ("conditions", one.conditions),
        ("price", one.price),
        ("languages", spoken),
        ("accessibility", one.accessibility),
        ("areas", ", ".join(one.service_areas)),
    )
    lines = [capital(say("listing_parent", parent=one.parent))] if one.parent else []
    return lines + [say(name, text=text) for name, text in told if text]


def unknown_lines(listing: Listing, say: Say) -> list[str]:
    """Return which of the things that people need most are not known."""
    one = listing.initiative
    missing = [
        say(name)
        for name, known in (
            ("unknown_phone", one.phone),
            ("unknown_email", one.email),
            ("unknown_address", one.street or one.regional),
            ("unknown_hours", one.opening_hours),
        )
        if not known
    ]
    return [say("unknown", fields=joined(missing))] if missing else []


def listing_origin(listing: Listing, say: Say) -> str:
    """Return how sure it is that this is LDE, when it was last verified, and the source with its year."""
    one = listing.initiative
    site = site_of(one.source_url)
    site = "" if site.removesuffix(".") in _ANYBODYS else site
    source = ""
    if site and not one.source_year:
        source = say("listing_source_undated", site=site)
    elif site and one.assured_date:
        source = say("listing_source", site=site, year=one.source_year)
    elif site:
        source = say("listing_source_site", site=site)
    text = "; ".join(part for part in (say(LDE[one.lde_status]), _verified(listing, say), source) if part)
    return f"{capital(text)}."


def _verified(listing: Listing, say: Say) -> str:
    one = listing.initiative
    if listing.freshness is Freshness.NEW:
        return say("listing_unassured_new")
    if one.assured_date is None:
        return say("listing_unassured_since", year=one.source_year) if one.source_year else say("listing_unassured")
    day = long_date(one.assured_date)
    if listing.freshness is Freshness.STALE:
        return say("listing_assured_old", date=day)
    return say("listing_assured_by", date=day, assurer=one.assurer) if one.assurer else say("listing_assured", date=day)


def plain_text(reply: Reply, say: Say) -> str:
    """Return everything that a person sees at once, buttons aside."""
    parts = list(reply.before)
    for listing in reply.listings:
        first, *others = listing_lines(listing, say, full=reply.full, brief=reply.brief)
        parts.append("\n".join([numbered(listing, first), *(f"   {line}" for line in others)]))
    parts += reply.after
    parts += ["\n".join(source_lines(reply, say))] if source_lines(reply, say) else []
    return "\n\n".join(parts)


def number_choices(labels: Sequence[str]) -> list[str]:
    """Return the choices as numbered lines, for a channel without buttons."""
    return [f"  [{number}] {label}" for number, label in enumerate(labels, start=1)]


def why_lines(act: str, trace: Trace) -> list[str]:
    """Return the reasons for a turn as lines."""
    lines = [f"  {act}; " + "; ".join(trace.notes)]
    for entry, confidence, evidence in trace.candidates[:3]:
        notes = {piece.name: piece for piece in evidence}
        lines.append(f"  {confidence:.2f} {entry}: lijkt op {notes['phrase'].note!r}; gedeeld: {notes['shared'].note}")
        pieces = [piece for piece in evidence if piece.name not in {"phrase", "shared"}]
        lines.append("       " + ", ".join(f"{piece.name} {piece.score:.2f} ({piece.note})" for piece in pieces))
    return lines
