"""The nearest initiative that offers the service comes first, and what is far is said to be far."""

from dataclasses import replace
from datetime import date

from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.model import Initiative, LdeStatus, Place, Status
from lde_bot.directory.search import NEAR_KM, DirectoryIndex


def at(gazetteer: Gazetteer, postcode: str, name: str, **more: object) -> Initiative:
    place = gazetteer.by_postcode(postcode)[0]
    made = Initiative(
        id=name,
        name=name,
        services=("klusdienst",),
        postcode=postcode,
        municipality=place.municipality,
        province=place.province,
        latitude=place.latitude,
        longitude=place.longitude,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def gent(gazetteer: Gazetteer) -> Place:
    return gazetteer.by_postcode("9000")[0]


def names(index: DirectoryIndex, place: Place, offset: int = 0) -> list[str]:
    return [initiative.name for initiative, _ in index.search(["klusdienst"], place, offset).local]


def test_the_nearest_comes_first_with_its_distance(gazetteer: Gazetteer) -> None:
    index = DirectoryIndex([at(gazetteer, "9300", "Aalst"), at(gazetteer, "9820", "Merelbeke")])
    found = index.search(["klusdienst"], gent(gazetteer))
    assert [initiative.name for initiative, _ in found.local] == ["Merelbeke"]
    assert 3 < found.local[0][1] < 9
    assert (found.own, found.total, found.widened) == (0, 1, False)


def test_the_own_municipality_comes_before_a_nearer_neighbour(gazetteer: Gazetteer) -> None:
    antwerp = gazetteer.by_postcode("2040")[0]
    index = DirectoryIndex([at(gazetteer, "2940", "Stabroek"), at(gazetteer, "2660", "Hoboken")])
    assert names(index, antwerp) == ["Hoboken", "Stabroek"]


def test_only_the_service_that_was_asked_for_is_found(gazetteer: Gazetteer) -> None:
    index = DirectoryIndex([at(gazetteer, "9000", "Fietspunt", services=("fietspunt",)), at(gazetteer, "9000", "Klus")])
    assert names(index, gent(gazetteer)) == ["Klus"]


def test_when_nothing_is_near_the_nearest_is_shown_as_far(gazetteer: Gazetteer) -> None:
    index = DirectoryIndex([at(gazetteer, "3500", "Hasselt")])
    found = index.search(["klusdienst"], gent(gazetteer))
    assert found.widened
    assert found.local[0][1] > NEAR_KM


def test_a_regional_organisation_is_listed_apart_and_only_in_its_province(gazetteer: Gazetteer) -> None:
    region = Initiative("r", "Regio", ("klusdienst",), province="Oost-Vlaanderen")
    elsewhere = Initiative("l", "Limburg", ("klusdienst",), province="Limburg")
    found = DirectoryIndex([region, elsewhere]).search(["klusdienst"], gent(gazetteer))
    assert [one.name for one in found.regional] == ["Regio"]
    assert found.local == ()


def test_what_has_stopped_is_never_shown(gazetteer: Gazetteer) -> None:
    stopped = [at(gazetteer, "9000", status.value, status=status) for status in Status]
    assert set(names(DirectoryIndex(stopped), gent(gazetteer))) == {"active", "temporarily closed"}


def test_active_comes_before_temporarily_closed_and_verified_before_unverified(gazetteer: Gazetteer) -> None:
    index = DirectoryIndex(
        [
            at(gazetteer, "9000", "dicht", status=Status.TEMPORARILY_CLOSED),
            at(gazetteer, "9000", "niet nagekeken"),
            at(gazetteer, "9000", "nagekeken", assured_date=date(2026, 1, 1)),
            at(gazetteer, "9000", "zeker LDE", lde_status=LdeStatus.CERTAIN),
        ]
    )
    assert names(index, gent(gazetteer)) == ["nagekeken", "zeker LDE", "niet nagekeken", "dicht"]


def test_pages_follow_each_other_without_gap_or_repeat(gazetteer: Gazetteer) -> None:
    index = DirectoryIndex([at(gazetteer, "9000", f"k{number}") for number in range(8)])
    assert names(index, gent(gazetteer)) + names(index, gent(gazetteer), 5) == [f"k{number}" for number in range(8)]


def test_ties_are_always_in_the_same_order(gazetteer: Gazetteer) -> None:
    twins = [at(gazetteer, "9000", name) for name in ("b", "a", "c")]
    assert names(DirectoryIndex(twins), gent(gazetteer)) == names(DirectoryIndex(twins[::-1]), gent(gazetteer))


def test_services_near_a_place_are_listed_nearest_first(gazetteer: Gazetteer) -> None:
    index = DirectoryIndex([at(gazetteer, "9820", "m"), at(gazetteer, "9000", "f", services=("fietspunt",))])
    assert index.services_near(gent(gazetteer)) == ("fietspunt", "klusdienst")


def test_an_empty_directory_finds_nothing(gazetteer: Gazetteer) -> None:
    assert DirectoryIndex([]).search(["klusdienst"], gent(gazetteer)).empty
