"""The map of unmet need: one service, asked for and on offer, by municipality; and the same as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lde_bot.directory.atlas import Atlas
from lde_bot.directory.tabular import csv_of
from lde_bot.directory.unmet import Need, Reach, needs
from lde_bot.directory.upkeep import FEW
from lde_bot.services import App

REACHES = {
    Reach.OWN: "in de gemeente zelf",
    Reach.NEAR: "alleen in een andere gemeente",
    Reach.NONE: "niets in de buurt",
}
"""What most who asked got, in words."""
UNTOLD = "minder dan 5"
"""What stands where a number of a place is too small to tell."""


@dataclass(frozen=True, slots=True)
class NeedMap:
    """The map of one service."""

    service: str
    """Id of the service."""
    label: str
    """Its name."""
    services: tuple[tuple[str, str], ...]
    """Every service that can be chosen: id and name."""
    needs: tuple[Need, ...]
    """What is asked and on offer, by place."""
    atlas: Atlas
    """What lies under it."""


def all_needs(app: App) -> list[Need]:
    """Return what is asked for and on offer, of every service."""
    provinces = {place.municipality: place.province for place in app.snapshot.gazetteer.places}
    return needs(app.care.demand_by_place(), app.directory.supply(), provinces)


def need_map(app: App, service: str, every: Sequence[Need]) -> NeedMap:
    """Return the map of a service; of the one that is missed most when it is not known.

    :param every: what :func:`all_needs` returned.
    """
    labels = {one.id: one.label for one in app.snapshot.knowledge.vocabulary.services}
    if service not in labels:
        missed = [one for one in every if one.service in labels]
        worst = max(missed, key=lambda one: ((one.none or 0), (one.unmet or 0), (one.asked or 0)), default=None)
        service = worst.service if worst else next(iter(labels))
    chosen = tuple(one for one in every if one.service == service)
    choices = tuple(sorted(labels.items(), key=lambda pair: pair[1]))
    return NeedMap(service, labels[service], choices, chosen, app.atlas)


def missed(every: Sequence[Need]) -> list[Need]:
    """Return where a service is asked for and most get none in their own municipality, worst first."""
    found = [one for one in every if one.mostly in {Reach.NEAR, Reach.NONE}]
    return sorted(found, key=lambda one: (one.mostly is not Reach.NONE, -(one.asked or 0), one.service, one.province))


def needs_sheet(found: Sequence[Need]) -> bytes:
    """Return what is asked for and on offer, as CSV."""
    rows = [
        ("dienst", "gemeente", "provincie", "gevraagd", "niet in de gemeente", "niets in de buurt", "meestal", "aanbod")
    ]
    rows += [
        (
            one.service,
            one.municipality,
            one.province,
            told(one.asked),
            told(one.unmet),
            told(one.none),
            REACHES[one.mostly] if one.mostly else "",
            str(one.supply),
        )
        for one in found
    ]
    return csv_of(rows)


def told_if_many(count: int) -> str:
    """Return a number of a place as it is shown, when nobody looked yet whether it is large enough to tell."""
    return told(None if 0 < count < FEW else count)


def told(count: int | None) -> str:
    """Return a number of a place as it is shown."""
    return UNTOLD if count is None else str(count)
