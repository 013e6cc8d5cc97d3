"""The use case of finding initiatives for who keeps the directory: by name, service, place, phone and age.

It also finds who people do not get to see.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from lde_bot.directory.freshness import AGEING, FRESH
from lde_bot.directory.geo import name_key
from lde_bot.directory.model import Initiative, Wanted
from lde_bot.directory.values import Doubt, phone
from lde_bot.services import App
from lde_bot.text import normalise

PAGE = 25
"""Initiatives on a page."""
AGES = {"half": FRESH, "jaar": AGEING}
"""Not verified for so long, or never."""
_LIKE = 10  # initiatives with a name like what was typed


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone typed to find initiatives."""

    name: str = ""
    """Words of its name."""
    service: str = ""
    """Id of a service."""
    place: str = ""
    """A postcode, a municipality or a part of one."""
    phone: str = ""
    """A phone number, or some of its digits."""
    age: str = ""
    """One of :data:`AGES`."""
    hidden: bool = False
    """Only who people do not get to see."""

    @property
    def empty(self) -> bool:
        """True when nothing was typed."""
        return not any((self.name, self.service, self.place, self.phone, self.age, self.hidden))


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    initiatives: tuple[Initiative, ...] = ()
    """On this page."""
    total: int = 0
    """On all pages."""
    alike: bool = False
    """Nobody has what was typed in their name: these are names that look like it."""
    wrong: str = ""
    """Why nothing could be looked for."""


def find(app: App, asked: Asked, offset: int = 0) -> Found:
    """Return a page of the initiatives that fit all that was typed, also those that people do not get to see."""
    wanted, wrong = _wanted(app, asked)
    if wrong:
        return Found(wrong=wrong)
    identities, total = app.directory.find(wanted, offset, PAGE)
    alike = not total and wanted == Wanted(words=wanted.words)
    if alike:
        identities = [one.id for one in app.directory.named(normalise(asked.name), _LIKE)]
        total = len(identities)
    return Found(tuple(app.directory.get(identities)), total, alike and total > 0)


def _wanted(app: App, asked: Asked) -> tuple[Wanted, str]:
    """Return what to look for, or why that cannot be."""
    gazetteer, place = app.snapshot.gazetteer, asked.place.strip()
    words = tuple(
        tuple(dict.fromkeys(filter(None, (word, normalise(word)))))
        for word in asked.name.lower().replace('"', " ").split()
    )
    wanted = Wanted(
        words=words,
        service=asked.service,
        digits=digits_of(asked.phone),
        before=app.today - AGES[asked.age] if asked.age in AGES else None,
        hidden=asked.hidden or (False if asked.age in AGES else None),
    )
    if asked.phone and not wanted.digits:
        return wanted, "In een telefoonnummer staan cijfers."
    if not place:
        return wanted, ""
    if place.isdigit():
        known = bool(gazetteer.by_postcode(place))
        return replace(wanted, postcodes=(place,)), "" if known else f"Postcode {place} ken ik niet."
    match = gazetteer.by_name(place)
    if match is None:
        near = gazetteer.like_name(place)
        return wanted, f"{place} ken ik niet." + (f" Bedoel je {near.place.label}?" if near else "")
    town = match.place.municipality
    if town == match.place.name or name_key(town) == name_key(place):
        return replace(wanted, municipality=town), ""
    return replace(wanted, postcodes=tuple(dict.fromkeys(one.postcode for one in match.places))), ""


def digits_of(text: str) -> str:
    """Return the digits of a phone number as they are kept, or those of a part of one."""
    with suppress(Doubt):
        text = phone(text)
    return "".join(character for character in text if character.isascii() and character.isdigit())
