"""What a message says about a place, and what makes a place likely in it."""

from __future__ import annotations

from dataclasses import dataclass

from lde_bot.directory.geo import PlaceMatch
from lde_bot.directory.model import Place


@dataclass(frozen=True, slots=True)
class Found:
    """Places that a message names."""

    match: PlaceMatch | None = None
    """A place of ours."""
    also: tuple[Place, ...] = ()
    """Another place of ours that is named in the same breath (``Lier of Mechelen``)."""
    outside: str = ""
    """A place outside Flanders and Brussels, as the person wrote it."""
    unknown: str = ""
    """Something in the position of a place that is none we know."""
    used: frozenset[int] = frozenset()
    """Numbers of the words that name it."""


NOWHERE = Found()
"""No place is named."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What makes a place likely in a message."""

    asked: bool
    """The bot asked where."""
    serving: bool
    """A service is named, or surely meant."""
    capitals: frozenset[str]
    """Words that are written with a capital within a sentence: names, mostly."""
    apart: frozenset[str]
    """Numbers of four digits that a comma or full stop sets apart from what stands before."""
    dutch: bool
    """It is in Dutch, the language whose words we know: one that we do not know may be a name with a slip."""
