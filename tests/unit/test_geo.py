"""Places are found by postcode, by any of their names, and by position."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.directory.geo import Gazetteer, distance_km, name_key

GENT, LEUVEN = (51.0538, 3.7250), (50.8796, 4.7009)


def test_the_distance_between_gent_and_leuven_is_that_of_the_map() -> None:
    assert distance_km(GENT, LEUVEN) == pytest.approx(71, abs=1.5)


@given(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
def test_distance_is_the_same_both_ways_and_never_negative(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one), abs=1e-6)
    assert 0 <= distance_km(one, other) <= 20_040


def test_a_postcode_is_exact(gazetteer: Gazetteer) -> None:
    assert gazetteer.by_postcode("9000")[0].name == "Gent"
    assert gazetteer.by_postcode("9001") == ()
    assert gazetteer.by_postcode("9120")[0].municipality == "Beveren-Kruibeke-Zwijndrecht"


@pytest.mark.parametrize("postcode", ["9000", "2800", "3500", "8400", "1000"])
def test_a_postcode_gives_its_main_place_first(gazetteer: Gazetteer, postcode: str) -> None:
    assert gazetteer.by_postcode(postcode)[0].main


@pytest.mark.parametrize(
    ("written", "municipality"),
    [
        ("Gent", "Gent"),
        ("GENT", "Gent"),
        ("st niklaas", "Sint-Niklaas"),
        ("St.-Truiden", "Sint-Truiden"),
        ("sint niklaas", "Sint-Niklaas"),
        ("heist op den berg", "Heist-op-den-Berg"),
        ("Kallo", "Beveren-Kruibeke-Zwijndrecht"),
        ("Melle", "Merelbeke-Melle"),
        ("Galmaarden", "Pajottegem"),
        ("Meulebeke", "Tielt"),
        ("Borsbeek", "Antwerpen"),
        ("Ixelles", "Elsene"),
        ("Schaerbeek", "Schaarbeek"),
        ("Renaix", "Ronse"),
        ("Laken", "Brussel"),
        ("Puurs-Sint-Amands", "Puurs-Sint-Amands"),
        ("Bilzen-Hoeselt", "Bilzen-Hoeselt"),
        ("'s-gravenvoeren", "Voeren"),
    ],
)
def test_a_place_is_found_by_all_its_names(gazetteer: Gazetteer, written: str, municipality: str) -> None:
    match = gazetteer.by_name(written)
    assert match is not None
    assert match.place.municipality == municipality


def test_every_municipality_and_locality_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places:
        for name in (place.name, place.municipality):
            match = gazetteer.by_name(name)
            assert match is not None, name
            assert place.municipality in {one.municipality for one in match.places}, name


@pytest.mark.parametrize(
    ("fusion", "town"),
    [
        ("Beveren-Kruibeke-Zwijndrecht", "Beveren-Waas"),
        ("Merelbeke-Melle", "Merelbeke"),
        ("Tongeren-Borgloon", "Tongeren"),
        ("Nazareth-De Pinte", "Nazareth"),
        ("Tessenderlo-Ham", "Tessenderlo"),
        ("Bilzen-Hoeselt", "Bilzen"),
    ],
)
def test_a_fusion_stands_for_the_first_town_that_it_is_called_after(
    gazetteer: Gazetteer, fusion: str, town: str
) -> None:
    match = gazetteer.by_name(fusion)
    assert match is not None
    assert match.place.name == town


def test_the_town_wins_from_the_village_of_the_same_name(gazetteer: Gazetteer) -> None:
    match = gazetteer.by_name("Aalst")
    assert match is not None
    assert (match.place.postcode, match.ambiguous) == ("9300", False)


@pytest.mark.parametrize(("name", "municipalities"), [("Meldert", 3), ("Oostkerke", 2), ("Zandvoorde", 2)])
def test_villages_that_share_a_name_are_ambiguous(gazetteer: Gazetteer, name: str, municipalities: int) -> None:
    match = gazetteer.by_name(name)
    found = {place.municipality for place in match.places} if match else set()
    assert len(found) == municipalities
    assert match is None or match.ambiguous


@pytest.mark.parametrize(
    ("name", "postcode"),
    [("Aalst", "9300"), ("Deurne", "2100"), ("Beveren", "9120"), ("Tielt", "8700"), ("Machelen", "1830")],
)
def test_the_town_that_gave_its_name_is_meant_first(gazetteer: Gazetteer, name: str, postcode: str) -> None:
    match = gazetteer.by_name(name)
    assert match is not None
    assert match.place.postcode == postcode
    assert not match.ambiguous


def test_other_places_of_a_name_are_kept_unless_a_municipality_bears_it(gazetteer: Gazetteer) -> None:
    deurne, aalst = gazetteer.by_name("Deurne"), gazetteer.by_name("Aalst")
    assert deurne is not None
    assert aalst is not None
    assert [place.municipality for place in deurne.others] == ["Diest"]
    assert aalst.others == ()


def test_a_shortened_name_is_a_place_when_only_one_begins_so(gazetteer: Gazetteer) -> None:
    opwijk = gazetteer.by_start("opw")
    assert opwijk is not None
    assert opwijk.place.municipality == "Opwijk"
    assert gazetteer.by_start("sint") is None
    assert gazetteer.by_start("xyz") is None


@pytest.mark.parametrize(
    ("written", "municipality"),
    [("kortijk", "Kortrijk"), ("oostnde", "Oostende"), ("antwerpn", "Antwerpen"), ("sint niklas", "Sint-Niklaas")],
)
def test_a_typing_mistake_in_a_name_is_forgiven(gazetteer: Gazetteer, written: str, municipality: str) -> None:
    match = gazetteer.like_name(written)
    assert match is not None
    assert municipality in {place.municipality for place in match.places}
    assert not match.exact


def test_a_word_that_is_no_place_is_none(gazetteer: Gazetteer) -> None:
    assert gazetteer.by_name("blurkegem") is None
    assert gazetteer.like_name("computer") is None


def test_the_nearest_place_to_a_position_is_found(gazetteer: Gazetteer) -> None:
    place = gazetteer.nearest(GENT)
    assert place is not None
    assert place.municipality == "Gent"


@pytest.mark.parametrize("position", [(52.37, 4.90), (50.63, 5.57), (48.85, 2.35), (0.0, 0.0)])
def test_a_position_far_outside_has_no_place(gazetteer: Gazetteer, position: tuple[float, float]) -> None:
    assert gazetteer.nearest(position) is None


def test_a_place_is_known_by_its_key(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places:
        assert gazetteer.by_key(place.key) == place
        assert len(f"p:{place.key}".encode()) <= 64


def test_saint_is_written_in_full() -> None:
    assert name_key("St.-Pieters-Leeuw") == name_key("Sint-Pieters-Leeuw") == "sint pieters leeuw"


def test_a_name_of_none_may_be_meant_for_the_places_that_are_most_like_it(gazetteer: Gazetteer) -> None:
    assert [place.name for place in gazetteer.resembling("Wevelgemmeke")] == ["Wevelgem"]
    assert gazetteer.resembling("Boxcholtn")[0].name == "Bocholt"
    assert gazetteer.resembling("qsdfg") == []
