"""The real initiatives, as far as their source places them, and the border cases that social workers meet."""

from __future__ import annotations

import pytest

from lde_bot.directory.geo import Gazetteer, distance_km
from lde_bot.directory.model import Initiative
from lde_bot.services import App
from lde_bot.services_directory import list_near
from lde_bot.text import normalise


def _villages_in_name(one: Initiative, gazetteer: Gazetteer) -> set[str]:
    """Return the villages of its municipality that its name names; not those that its municipality is called after."""
    name = f" {normalise(one.name)} "
    parts = normalise(one.municipality)
    return {
        place.name
        for place in gazetteer.places
        if place.municipality == one.municipality
        and f" {normalise(place.name)} " in name
        and normalise(place.name) not in parts
    }


def test_an_initiative_that_is_called_after_its_village_lies_there(app: App, gazetteer: Gazetteer) -> None:
    wrong = []
    for one in app.directory.each():
        villages = _villages_in_name(one, gazetteer)
        if len(villages) == 1 and not any(village in one.locality for village in villages):
            wrong.append((one.name, one.locality))
    assert wrong == []


def test_a_point_without_a_street_is_that_of_its_town(app: App, gazetteer: Gazetteer) -> None:
    for one in app.directory.each():
        if one.latitude is None or one.longitude is None:
            continue
        towns = gazetteer.by_postcode(one.postcode)
        here = (one.latitude, one.longitude)
        assert any(distance_km(here, (town.latitude, town.longitude)) < 0.1 for town in towns), one.name


@pytest.mark.parametrize(
    ("service", "place", "first"),
    [
        (
            "klusdienst",
            "Beveren-Kruibeke-Zwijndrecht",
            "Klusjesdienst Mortsel",
        ),  # a fusion over a former province border
        ("klusdienst", "1000", "De Harmonie (vzw Buurtwerk Noordwijk)"),
        (
            "klusdienst",
            "1640",
            "Klusjesdienst De Klus (Groep INTRO vzw met OCMW Halle)",
        ),  # the Rand: Halle, then Brussels
        ("klusdienst", "Galmaarden", "Klusjesdienst OCMW Galmaarden"),  # by its old name
        ("klusdienst", "Pajottegem", "Klusjesdienst OCMW Galmaarden"),  # and by its new one
        ("sociaal-restaurant", "Melle", "Sociaal restaurant d'Hoeve (lokaal dienstencentrum OCMW Merelbeke)"),
        ("klusdienst", "Ham", "Groenonderhoud via Klusjesteam Tessenderlo (De Winning - vzw Werkkans)"),
        ("sociaal-restaurant", "Reningelst", "Dorpsrestaurant Reningelst"),  # one postcode with several villages
        ("sociaal-restaurant", "Krombeke", "Dorpsrestaurant Krombeke"),
        ("sociaal-restaurant", "3806", "Buurtrestaurant Velm (vzw Het Heft)"),
        ("klusdienst", "8791", "Klusdienst Deerlijk (Sociaal Huis)"),  # the other Beveren
        ("klusdienst", "Voeren", "Klusjesdienst Sociaal Huis Riemst (met Trabajo vzw)"),
    ],
)
def test_who_comes_first_at_the_borders(app: App, service: str, place: str, first: str) -> None:
    reply = list_near(app, service, place)
    assert reply
    assert reply.listings[0].initiative.name == first


@pytest.mark.parametrize(
    ("service", "place"), [("klusdienst", "8620"), ("huisbewaarder", "De Panne"), ("fietspunt", "8660")]
)
def test_by_the_sea_with_nothing_near_the_nearest_is_named_with_its_distance(
    app: App, service: str, place: str
) -> None:
    reply = list_near(app, service, place)
    assert reply
    placed = [line.distance_km for line in reply.listings if line.distance_km is not None]
    assert len(placed) == 2
    assert 25 < placed[0] <= placed[1]
