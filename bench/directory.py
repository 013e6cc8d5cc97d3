"""How a search of the directory grows with the number of locations: from 1,000 to 1,000,000 that are made up.

Beside it, in one run: a scan of all locations in memory, and SQLite's FTS5 with a distance in SQL. Also the real data,
the time to make the index again, the memory that a program needs that only searches, and the import of a sheet of
100,000 rows. Writes docs/directory-scaling.svg and the table in docs/quality.md.

    make bench-directory
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from math import log10
from pathlib import Path
from statistics import median, quantiles

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - the project is found through the line above
from lde_bot import services_directory  # noqa: E402
from lde_bot.bootstrap import build_app, load_gazetteer, load_knowledge  # noqa: E402
from lde_bot.config import Settings  # noqa: E402
from lde_bot.directory.columns import sheet_rows  # noqa: E402
from lde_bot.directory.geo import Gazetteer, distance_km  # noqa: E402
from lde_bot.directory.model import Initiative, Place  # noqa: E402
from lde_bot.directory.search import search  # noqa: E402
from lde_bot.directory.tabular import csv_of  # noqa: E402
from lde_bot.store.directory import DirectoryStore  # noqa: E402
from lde_bot.store.schema import open_database  # noqa: E402

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SEARCHES = 400
NAIVE_SEARCHES = 5
ROWS = 100_000
AT_HOME = {"klusdienst", "aanvullende-thuiszorg", "groenonderhoud", "energiesnoeiers", "vervoer-en-boodschappen"}


def made_up(gazetteer: Gazetteer, terms: Sequence[str], count: int) -> Iterator[Initiative]:
    """Yield initiatives around real places, as many as asked for; every twentieth says where it comes."""
    chance = random.Random(count)
    for number in range(count):
        place = chance.choice(gazetteer.places)
        areas = tuple({chance.choice(gazetteer.places).municipality for _ in range(3)}) if number % 20 == 0 else ()
        yield Initiative(
            id=f"i{number:07}",
            name=f"Initiatief {number} {place.name}",
            services=(chance.choice(terms),),
            street=f"Straat {number}",
            postcode=place.postcode,
            locality=place.name,
            municipality=place.municipality,
            province=place.province,
            latitude=place.latitude + chance.gauss(0, 0.02),
            longitude=place.longitude + chance.gauss(0, 0.03),
            approximate=False,
            description="een dienst in de buurt",
            source_url="https://www.voorbeeld.be/",
            service_areas=areas,
        )


def timed(calls: Sequence[Callable[[], object]]) -> tuple[float, float]:
    """Return the median and the 99th percentile of calls, in milliseconds."""
    times = []
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return median(times), quantiles(times, n=100)[98] if len(times) > 1 else times[0]


def asked(gazetteer: Gazetteer, terms: Sequence[str], count: int) -> list[tuple[str, Place]]:
    """Return searches: a service and a place."""
    chance = random.Random(7)
    return [(chance.choice(terms), chance.choice(gazetteer.places)) for _ in range(count)]


def with_fts(store: DirectoryStore, service: str, place: Place) -> object:
    """Return the nearest five through full text on the service and a distance computed by SQLite."""
    north, east = place.latitude, place.longitude
    return store._db.execute(
        "select organization_id from fts_only where fts_only match ?"
        " order by (latitude - ?) * (latitude - ?) + (longitude - ?) * (longitude - ?) * 0.4 limit 5",
        [f'"{service}"', north, north, east, east],
    ).fetchall()


def measure(gazetteer: Gazetteer, terms: dict[str, str], count: int, folder: Path) -> dict[str, float]:
    """Return what it costs with so many locations."""
    db = open_database(folder / f"{count}.db")
    for pragma in ("synchronous = OFF", "journal_mode = MEMORY"):
        db.execute(f"pragma {pragma}").fetchall()
    store = DirectoryStore(db)
    batch: list[Initiative] = []
    for one in made_up(gazetteer, list(terms), count):
        batch.append(one)
        if len(batch) == 20_000:
            store.save(batch, terms, [])
            batch.clear()
    store.save(batch, terms, [])
    began = time.perf_counter()
    with db.atomic():
        store.renew()
    built = time.perf_counter() - began
    searches = asked(gazetteer, list(terms), SEARCHES)
    for service, place in searches[:20]:
        search(store, [service], place, at_home=AT_HOME)
    middle, p99 = timed([lambda s=s, p=p: search(store, [s], p, at_home=AT_HOME) for s, p in searches])
    db.execute("create virtual table fts_only using fts5(term, organization_id unindexed, latitude, longitude)")
    db.execute(
        "insert into fts_only select taxonomy_term.id, organization_id, latitude, longitude"
        " from search_spot join taxonomy_term on taxonomy_term.number = term"
    )
    few = searches[:NAIVE_SEARCHES]
    fts, _ = timed([lambda s=s, p=p: with_fts(store, s, p) for s, p in few])
    rows = db.execute(
        "select taxonomy_term.id, latitude, longitude from taxonomy_term join search_spot on term = number"
    ).fetchall()

    def scan(service: str, place: Place) -> object:
        here = (place.latitude, place.longitude)
        return sorted(distance_km(here, (row[1], row[2])) for row in rows if row[0] == service)[:5]

    naive, _ = timed([lambda s=s, p=p: scan(s, p) for s, p in few])
    db.close()
    return {"build": built, "median": middle, "p99": p99, "fts": fts, "naive": naive}


def imported(folder: Path) -> float:
    """Return the seconds to take in a sheet of 100,000 rows, report and duplicates included."""
    settings = Settings(data_dir=folder / "import")
    app = build_app(settings)
    gazetteer, terms = app.snapshot.gazetteer, list(services_directory.terms_of(app))
    data = csv_of(sheet_rows(made_up(gazetteer, terms, ROWS)))
    began = time.perf_counter()
    planned = services_directory.plan(app, data, "groot.csv")
    services_directory.carry_out(app, planned, "mark", partial=False, by="bench", why="")
    seconds = time.perf_counter() - began
    app.close()
    return seconds


def real(gazetteer: Gazetteer, terms: dict[str, str]) -> tuple[float, float]:
    """Return the median and p99 of a search in the real data, in milliseconds."""
    app = build_app(Settings(), in_memory=True)
    searches = asked(gazetteer, list(terms), SEARCHES)
    result = timed([lambda s=s, p=p: app.snapshot.find([s], p) for s, p in searches])
    app.close()
    return result


def memory(path: Path) -> float:
    """Return the memory in MB, at its highest, of a new process that opens this database and searches."""
    program = (
        "import resource, sys; sys.path[:0] = [sys.argv[1], sys.argv[2]];"
        "import directory as bench;"
        "print(bench.searching(sys.argv[3]))"
    )
    here = str(Path(__file__).resolve().parent)
    done = subprocess.run(
        [sys.executable, "-c", program, here, str(PROJECT), str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def searching(path: str) -> float:
    """Search in a database and return the memory of this process at its highest, in MB."""
    gazetteer = load_gazetteer(Settings())
    store = DirectoryStore(open_database(Path(path)))
    for service, place in asked(gazetteer, store.terms(), SEARCHES):
        search(store, [service], place, at_home=AT_HOME)
    status = Path("/proc/self/status")
    if status.exists():  # Linux counts the memory of whoever started a program into ru_maxrss
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    scale = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / scale


def drawing(rows: Sequence[tuple[int, dict[str, float]]]) -> str:
    """Return the time of a search by number of locations, on logarithmic axes, as SVG."""
    left, top, wide, high = 70, 20, 420, 260

    def place(size: float, value: float) -> str:
        across = left + wide * (log10(size) - 3) / 3
        return f"{across:.1f},{top + high * (1 - (log10(max(value, 0.01)) + 2) / 5):.1f}"

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 340" font-family="sans-serif" font-size="12">',
        "<title>Milliseconds a search, by number of locations</title>",
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="none" stroke="#888"/>',
    ]
    for power in range(-2, 4):
        y = top + high * (1 - (power + 2) / 5)
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>')
        parts.append(f'<line x1="{left}" x2="{left + wide}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
    for size, _ in rows:
        x = place(size, 1).split(",")[0]
        parts.append(f'<text x="{x}" y="{top + high + 18}" text-anchor="middle">{size:,}</text>')
    lines = (
        ("median", "#0a5", "R*Tree", ""),
        ("p99", "#0a5", "R*Tree, p99", "4 4"),
        ("fts", "#a50", "FTS5", ""),
        ("naive", "#05a", "scan", ""),
    )
    for name, colour, label, dash in lines:
        points = " ".join(place(size, found[name]) for size, found in rows)
        style = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        parts.append(f'<polyline points="{points}" fill="none" {style}/>')
        x, y = place(rows[-1][0], rows[-1][1][name]).split(",")
        parts.append(f'<text x="{float(x) + 6:.1f}" y="{float(y) + 4:.1f}" fill="{colour}">{label}</text>')
    return "\n".join(
        [*parts, f'<text x="{left + wide / 2}" y="{top + high + 40}" text-anchor="middle">locations</text></svg>']
    )


def main() -> None:
    """Measure, and write the table and the plot."""
    settings = Settings()
    gazetteer = load_gazetteer(settings)
    terms = {one.id: one.label for one in load_knowledge(settings)[0].vocabulary.services}
    middle, p99 = real(gazetteer, terms)
    rows: list[tuple[int, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES:
            found = measure(gazetteer, terms, size, Path(name))
            rows.append((size, found | {"memory": memory(Path(name) / f"{size}.db")}))
            sys.stdout.write(f"{rows[-1]}\n")
            (Path(name) / f"{size}.db").unlink()
        seconds = imported(Path(name))
    lines = [
        "| locations | search, median | p99 | FTS5 and a distance | scan in memory | making the index | memory |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {size:,} | {one['median']:.2f} ms | {one['p99']:.2f} ms | {one['fts']:.1f} ms | {one['naive']:.1f} ms"
        f" | {one['build']:.1f} s | {one['memory']:.0f} MB |"
        for size, one in rows
    ]
    lines += [
        "",
        f"The real data: {middle:.2f} ms median, {p99:.2f} ms p99. A sheet of {ROWS:,} rows: {seconds:.0f} s.",
    ]
    (PROJECT / "docs" / "directory-scaling.svg").write_text(drawing(rows), encoding="utf-8")
    table = "\n".join(lines)
    tables.write("directory", table, tables.QUALITY)
    sys.stdout.write(f"{table}\n")


if __name__ == "__main__":
    main()
