"""The nearest initiative that really helps comes first, and what is far is said to be far."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lde_bot.directory.geo import Gazetteer, distance_km
from lde_bot.directory.model import Initiative, LdeStatus, Place, Status
from lde_bot.directory.search import NEAR_KM, Directory, Found, search, services_near
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.schema import open_database

TERMS = {"klusdienst": "klusdienst", "fietspunt": "fietspunt"}
Index = Callable[[Sequence[Initiative]], DirectoryStore]


@pytest.fixture
def index() -> Iterator[Index]:
    """Put initiatives in a real database and search there."""
    db = open_database(None)

    def made(initiatives: Sequence[Initiative]) -> DirectoryStore:
        store = DirectoryStore(db)
        store.save(initiatives, TERMS, [])
        return store

    yield made
    db.close()


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


def klus(directory: Directory, place: Place, **more: int) -> Found:
    """Search for a service that comes to people's homes."""
    return search(directory, ["klusdienst"], place, at_home=["klusdienst"], **more)


def fiets(directory: Directory, place: Place) -> Found:
    """Search for a place that people go to."""
    return search(directory, ["fietspunt"], place, at_home=["klusdienst"])


def names(found: Found) -> list[str]:
    return [hit.initiative.name for hit in found.local]


def test_the_nearest_comes_first_with_its_distance(gazetteer: Gazetteer, index: Index) -> None:
    found = klus(index([at(gazetteer, "9300", "Aalst"), at(gazetteer, "9820", "Merelbeke")]), gent(gazetteer))
    assert names(found) == ["Merelbeke"]
    assert 3 < (found.local[0].distance_km or 0) < 9
    assert (found.own, found.more, found.widened) == (False, False, False)


def test_at_home_the_own_municipality_comes_before_a_nearer_neighbour(gazetteer: Gazetteer, index: Index) -> None:
    antwerp = gazetteer.by_postcode("2040")[0]
    found = klus(index([at(gazetteer, "2940", "Stabroek"), at(gazetteer, "2660", "Hoboken")]), antwerp)
    assert names(found) == ["Hoboken", "Stabroek"]
    assert found.own


def test_a_place_to_go_to_is_the_nearest_one_whatever_the_municipality(gazetteer: Gazetteer, index: Index) -> None:
    antwerp = gazetteer.by_postcode("2040")[0]
    service = {"services": ("fietspunt",)}
    directory = index([at(gazetteer, "2940", "Stabroek", **service), at(gazetteer, "2660", "Hoboken", **service)])
    assert names(fiets(directory, antwerp)) == ["Stabroek", "Hoboken"]


def test_who_says_that_it_comes_here_is_first_however_far_it_is(gazetteer: Gazetteer, index: Index) -> None:
    directory = index(
        [at(gazetteer, "9000", "Gent zelf"), at(gazetteer, "8600", "Uit Diksmuide", service_areas=("Gent", "Aalst"))]
    )
    found = klus(directory, gent(gazetteer))
    assert names(found) == ["Uit Diksmuide", "Gent zelf"]
    assert [hit.serves for hit in found.local] == ["Gent", ""]


def test_who_comes_to_the_whole_province_comes_here(gazetteer: Gazetteer, index: Index) -> None:
    far = at(gazetteer, "3500", "heel Limburg", service_areas=("Limburg",))
    directory = index([at(gazetteer, "3700", "Tongeren zelf"), far])
    found = klus(directory, gazetteer.by_postcode("3700")[0])
    assert [(hit.initiative.name, hit.serves) for hit in found.local] == [
        ("heel Limburg", "Limburg"),
        ("Tongeren zelf", ""),
    ]
    assert names(klus(directory, gazetteer.by_postcode("3400")[0])) == ["Tongeren zelf", "heel Limburg"], "Landen"


def test_antwerpen_is_a_town_for_who_has_a_place_and_a_province_for_who_has_none(
    gazetteer: Gazetteer, index: Index
) -> None:
    town = at(gazetteer, "2400", "komt in de stad", service_areas=("Antwerpen",))
    nowhere = {"latitude": None, "longitude": None, "municipality": ""}
    province = at(gazetteer, "2300", "komt in de provincie", service_areas=("Antwerpen",), **nowhere)
    directory = index([town, province])
    there = klus(directory, gazetteer.by_postcode("2000")[0])
    assert [(hit.initiative.name, hit.serves) for hit in there.all] == [
        ("komt in de stad", "Antwerpen"),
        ("komt in de provincie", "Antwerpen"),
    ]
    directory.save([replace(town, status=Status.DEFUNCT)], TERMS, [])
    assert not klus(directory, gazetteer.by_postcode("2000")[0]).own
    directory.save([town, replace(province, service_areas=("Antwerpen", "Turnhout"))], TERMS, [])
    turnhout = klus(directory, gazetteer.by_postcode("2300")[0])
    assert [hit.serves for hit in turnhout.regional] == ["Turnhout"], "the most precise that it says"
    directory.save([province], TERMS, [])
    turnhout = klus(directory, gazetteer.by_postcode("2300")[0])
    assert [(hit.initiative.name, hit.serves) for hit in turnhout.all] == [
        ("komt in de stad", ""),
        ("komt in de provincie", "Antwerpen"),
    ]


def test_who_comes_elsewhere_only_is_last(gazetteer: Gazetteer, index: Index) -> None:
    directory = index(
        [at(gazetteer, "9820", "komt alleen in Aalst", service_areas=("Aalst",)), at(gazetteer, "9300", "Aalst zelf")]
    )
    merelbeke = gazetteer.by_postcode("9820")[0]
    near_aalst = at(gazetteer, "9090", "Melle")
    directory.save([near_aalst], TERMS, [])
    assert names(klus(directory, merelbeke)) == ["Melle", "Aalst zelf", "komt alleen in Aalst"]


def test_only_the_service_that_was_asked_for_is_found(gazetteer: Gazetteer, index: Index) -> None:
    directory = index([at(gazetteer, "9000", "Fietspunt", services=("fietspunt",)), at(gazetteer, "9000", "Klus")])
    assert names(klus(directory, gent(gazetteer))) == ["Klus"]


def test_two_services_are_searched_together_and_an_initiative_with_both_stands_there_once(
    gazetteer: Gazetteer, index: Index
) -> None:
    both = at(gazetteer, "9000", "Allebei", services=("klusdienst", "fietspunt"))
    directory = index([both, at(gazetteer, "9000", "Klus")])
    found = search(directory, ["klusdienst", "fietspunt"], gent(gazetteer), at_home=["klusdienst"])
    assert sorted(names(found)) == ["Allebei", "Klus"]


def test_when_nothing_is_near_the_nearest_is_shown_as_far(gazetteer: Gazetteer, index: Index) -> None:
    found = klus(index([at(gazetteer, "3500", "Hasselt")]), gent(gazetteer))
    assert found.widened
    assert (found.local[0].distance_km or 0) > NEAR_KM


def test_a_regional_organisation_is_listed_apart_and_only_where_it_works(gazetteer: Gazetteer, index: Index) -> None:
    nowhere = {"latitude": None, "longitude": None, "municipality": ""}
    region = at(gazetteer, "9000", "Regio", service_areas=("Oost-Vlaanderen",), **nowhere)
    elsewhere = at(gazetteer, "9000", "Limburg", service_areas=("Limburg",), **nowhere)
    here = at(gazetteer, "9000", "Komt in Gent", service_areas=("Gent",), **nowhere)
    found = klus(index([region, elsewhere, here]), gent(gazetteer))
    assert [(hit.initiative.name, hit.serves) for hit in found.regional] == [
        ("Komt in Gent", "Gent"),
        ("Regio", "Oost-Vlaanderen"),
    ]
    assert found.local == ()
    assert found.own


def test_what_has_stopped_is_never_shown(gazetteer: Gazetteer, index: Index) -> None:
    stopped = [at(gazetteer, "9000", status.value, status=status) for status in Status]
    assert names(klus(index(stopped), gent(gazetteer))) == ["active", "temporarily closed"]


def test_active_comes_before_temporarily_closed_and_verified_before_unverified(
    gazetteer: Gazetteer, index: Index
) -> None:
    directory = index(
        [
            at(gazetteer, "9000", "dicht", status=Status.TEMPORARILY_CLOSED),
            at(gazetteer, "9000", "niet nagekeken"),
            at(gazetteer, "9000", "nagekeken", assured_date=date(2026, 1, 1)),
            at(gazetteer, "9000", "zeker LDE", lde_status=LdeStatus.CERTAIN),
        ]
    )
    assert names(klus(directory, gent(gazetteer))) == ["nagekeken", "zeker LDE", "niet nagekeken", "dicht"]


def test_at_one_point_who_can_be_reached_comes_first_over_pages_too(gazetteer: Gazetteer, index: Index) -> None:
    reach = ({"phone": "09 223 45 67"}, {"email": "a@b.be"}, {"website": "https://a.be"})
    made = [at(gazetteer, "9000", f"k{number}") for number in range(5)]
    made += [at(gazetteer, "9000", f"r{number}", **known) for number, known in enumerate(reach)]
    directory = index(made)
    first, second = klus(directory, gent(gazetteer)), klus(directory, gent(gazetteer), offset=5)
    assert names(first) == ["r0", "r1", "r2", "k0", "k1"]
    assert names(second) == ["k2", "k3", "k4"]
    assert (first.more, second.more) == (True, False)


def test_far_away_too_who_can_be_reached_comes_first_at_one_point(gazetteer: Gazetteer, index: Index) -> None:
    far = [at(gazetteer, "3500", name) for name in ("a", "b")]
    found = klus(index([*far, at(gazetteer, "3500", "c", phone="011 1")]), gent(gazetteer))
    assert (names(found), found.more) == (["c", "a"], False)


@pytest.mark.parametrize("first", [{"latitude": 51.05}, {"assured_date": date(2026, 1, 1)}])
def test_a_phone_number_never_comes_before_what_decides_the_order(
    gazetteer: Gazetteer, index: Index, first: dict[str, object]
) -> None:
    here = replace(gent(gazetteer), latitude=51.05, longitude=3.72)
    near = {"longitude": 3.72, "latitude": 51.0501}
    mute = at(gazetteer, "9000", "zonder", **(near | first))
    found = klus(index([mute, at(gazetteer, "9000", "met", **near, phone="09 223 45 67")]), here)
    assert names(found) == ["zonder", "met"]


def test_who_comes_here_from_afar_stands_before_who_is_only_far_away(gazetteer: Gazetteer, index: Index) -> None:
    nowhere = {"latitude": None, "longitude": None, "municipality": ""}
    region = at(gazetteer, "9000", "Regio", service_areas=("Oost-Vlaanderen",), **nowhere)
    found = klus(index([region, at(gazetteer, "3500", "Hasselt")]), gent(gazetteer))
    assert [hit.initiative.name for hit in found.all] == ["Regio", "Hasselt"]


def test_pages_follow_each_other_without_gap_or_repeat(gazetteer: Gazetteer, index: Index) -> None:
    directory = index([at(gazetteer, "9000", f"k{number}") for number in range(8)])
    first, second = klus(directory, gent(gazetteer)), klus(directory, gent(gazetteer), offset=5)
    assert names(first) + names(second) == [f"k{number}" for number in range(8)]
    assert (first.more, second.more) == (True, False)


def test_services_near_a_place_are_listed_nearest_first(gazetteer: Gazetteer, index: Index) -> None:
    directory = index([at(gazetteer, "9820", "m"), at(gazetteer, "9000", "f", services=("fietspunt",))])
    assert services_near(directory, gent(gazetteer)) == ("fietspunt", "klusdienst")


def test_an_empty_directory_finds_nothing(gazetteer: Gazetteer, index: Index) -> None:
    assert klus(index([]), gent(gazetteer)).empty


spots = st.lists(
    st.tuples(st.floats(50.70, 51.40), st.floats(2.60, 5.80), st.booleans(), st.booleans(), st.sampled_from(LdeStatus)),
    min_size=1,
    max_size=60,
)


@given(spots, st.floats(50.75, 51.35), st.floats(2.7, 5.7))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_is_that_of_looking_at_every_single_one(
    gazetteer: Gazetteer,
    drawn: list[tuple[float, float, bool, bool, LdeStatus]],
    latitude: float,
    longitude: float,
) -> None:
    """Brute force over all initiatives, beside the search that only looks in rings."""
    made = [
        Initiative(
            id=f"i{number:02}",
            name=f"i{number:02}",
            services=("fietspunt",),
            municipality="Elders",
            latitude=north,
            longitude=east,
            status=Status.ACTIVE if active else Status.TEMPORARILY_CLOSED,
            assured_date=date(2026, 1, 1) if verified else None,
            lde_status=certain,
        )
        for number, (north, east, active, verified, certain) in enumerate(drawn)
    ]
    db = open_database(None)
    directory = DirectoryStore(db)
    directory.save(made, TERMS, [])
    here = replace(gent(gazetteer), latitude=latitude, longitude=longitude)
    found = fiets(directory, here)

    def order(one: Initiative) -> tuple[bool, int, bool, int, float, str]:
        km = distance_km((latitude, longitude), (one.latitude or 0, one.longitude or 0))
        certainty = list(LdeStatus).index(one.lde_status)
        return (one.status is not Status.ACTIVE, round(km), one.assured_date is None, certainty, km, one.id)

    def far(one: Initiative) -> float:
        return distance_km((latitude, longitude), (one.latitude or 0, one.longitude or 0))

    near = [one for one in made if far(one) <= NEAR_KM]
    expected = sorted(near or made, key=order)[: 5 if near else 2]
    if near or len([one for one in made if one.status is Status.ACTIVE]) >= 2:
        assert [hit.initiative.id for hit in found.local] == [one.id for one in expected]
    equals: dict[tuple[bool, bool, LdeStatus], list[float]] = {}
    for hit in found.local:
        one = hit.initiative
        equals.setdefault((one.status is Status.ACTIVE, one.assured_date is None, one.lde_status), []).append(far(one))
    assert all(distances == sorted(distances) for distances in equals.values())
    db.close()
