"""A reply as plain text: for the terminal, for JSON lines, and as the measure of what a person sees at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from lde_bot.dialogue.model import Listing, Reply, Trace
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

Say = Callable[..., str]
"""Fills in a sentence of ``responses.yaml`` by name."""

_STATUS = {
    LdeStatus.CERTAIN: "lde_certain",
    LdeStatus.LIKELY: "lde_likely",
    LdeStatus.SAME_SERVICE: "lde_same_service",
}


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


def listing_lines(listing: Listing, say: Say, *, full: bool = False) -> list[str]:
    """Return one initiative as lines: name and distance, contact, what it is, and where this is known from.

    :param full: all that is known, not only what a list needs.
    """
    one = listing.initiative
    where = one.locality or one.province
    reach = [part for part in (_distance(listing, say), _area(listing, say)) if part]
    head = ", ".join(part for part in (one.name, where, *reach) if part)
    contact = [say("phone", phone=one.phone) if one.phone else "", one.email, one.street]
    lines = [head]
    if any(contact):
        lines.append(" · ".join(part for part in contact if part))
    if one.website:
        lines.append(one.website)
    if one.description:
        lines.append(capital(one.description))
    lines += opening_lines(listing, say)
    if one.status is Status.TEMPORARILY_CLOSED:
        lines.append(say("temporarily_closed"))
    if full:
        lines += [*detail_lines(listing, say), *unknown_lines(listing, say)]
    lines.append(listing_origin(listing, say))
    return lines


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
    source = ""
    if site and not one.source_year:
        source = say("listing_source_undated", site=site)
    elif site and one.assured_date:
        source = say("listing_source", site=site, year=one.source_year)
    elif site:
        source = say("listing_source_site", site=site)
    text = "; ".join(part for part in (say(_STATUS[one.lde_status]), _verified(listing, say), source) if part)
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
    for number, listing in enumerate(reply.listings, start=1):
        first, *others = listing_lines(listing, say, full=reply.full)
        parts.append("\n".join([f"{number}. {first}", *(f"   {line}" for line in others)]))
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
