"""A reply as plain text: for the terminal, for JSON lines, and as the measure of what a person sees at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from lde_bot.dialogue.model import Listing, Reply, Trace
from lde_bot.dialogue.realise import kilometres, long_date
from lde_bot.directory.model import LdeStatus, Status
from lde_bot.knowledge.model import Source

Say = Callable[..., str]
"""Fills in a sentence of ``responses.yaml`` by name."""

MOST_SOURCES = 2
"""Sources that are named in the text; more would bury the answer."""

_STATUS = {
    LdeStatus.CERTAIN: "lde_certain",
    LdeStatus.LIKELY: "lde_likely",
    LdeStatus.SAME_SERVICE: "lde_same_service",
}


def site_of(url: str) -> str:
    """Return the name of a site as people say it: ``riemst.be``."""
    return urlsplit(url).netloc.removeprefix("www.")


def source_name(source: Source) -> str:
    """Return the title of a source, with act and article where they are known."""
    law = ", ".join(part for part in (source.act, source.article) if part)
    return f"{source.title} ({law})" if law else source.title


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


def listing_lines(listing: Listing, say: Say) -> list[str]:
    """Return one initiative as lines: name and distance, contact, what it is, and where this is known from."""
    one = listing.initiative
    where = one.locality or one.province
    far = say("regional") if listing.distance_km is None else say("at_distance", km=kilometres(listing.distance_km))
    head = ", ".join(part for part in (one.name, where, far) if part)
    contact = [say("phone", phone=one.phone) if one.phone else "", one.email, one.street]
    lines = [head]
    if any(contact):
        lines.append(" · ".join(part for part in contact if part))
    if one.website:
        lines.append(one.website)
    if one.description:
        lines.append(one.description[:1].upper() + one.description[1:])
    if one.status is Status.TEMPORARILY_CLOSED:
        lines.append(say("temporarily_closed"))
    lines.append(listing_origin(listing, say))
    return lines


def listing_origin(listing: Listing, say: Say) -> str:
    """Return how sure it is that this is LDE, when the Koepel checked it if it did, and the source with its year."""
    one = listing.initiative
    checked = say("listing_assured", date=long_date(one.assured_date)) if one.assured_date else ""
    site = site_of(one.source_url)
    source = (
        say("listing_source", site=site, year=one.source_year)
        if one.source_year
        else say("listing_source_undated", site=site)
    )
    text = "; ".join(part for part in (say(_STATUS[one.lde_status]), checked, source) if part)
    return f"{text[:1].upper()}{text[1:]}."


def plain_text(reply: Reply, say: Say) -> str:
    """Return everything that a person sees at once, buttons aside."""
    parts = list(reply.before)
    for number, listing in enumerate(reply.listings, start=1):
        first, *others = listing_lines(listing, say)
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
