"""The search index of the directory: an R*Tree for places, trigrams for names, words for descriptions.

The index is made from the HSDS tables by SQL, in the transaction that changes them, so it never says anything else
than they do; and it lies on disk, so memory does not grow with the number of locations.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from math import cos, radians

from sqlite_utils import Database

from lde_bot.directory.model import Named, Spot
from lde_bot.store.directory_schema import INDEX

_DEGREE_KM = 111.19  # one degree of latitude, and of longitude at the equator
_MARGIN = 1e-4  # degrees: the R*Tree keeps 32-bit numbers
_NEAR = "organization_id, 0, latitude, longitude, municipality, active, verified, certainty, bounded"
_SPOT = "organization_id, term, latitude, longitude, municipality, active, verified, certainty, bounded"

_OPEN = (
    "exists (select 1 from service where service.organization_id = organization.id"
    " and service.status in ('active', 'temporarily closed'))"
)

_TABLES = ("search_spot", "search_near", "search_area", "search_name", "search_words", "search_row")
_FILL = (
    """
    insert into search_row (organization_id, number)
    select id, (select coalesce(max(number), 0) from search_row) + row_number() over (order by id)
    from organization where {some} and exists (select 1 from service where organization_id = organization.id)
    """,
    """
    insert into search_spot
        (organization_id, term, municipality, latitude, longitude, active, verified, certainty, bounded)
    select organization.id, taxonomy_term.number, address.municipality, location.latitude, location.longitude,
        service.status = 'active', service.assured_date is not null,
        case lde_status when 'certain' then 0 when 'likely' then 1 else 2 end,
        exists (select 1 from service_area where service_area.service_id = service.id)
    from organization
    join service on service.organization_id = organization.id
    join attribute on attribute.link_id = service.id
    join taxonomy_term on taxonomy_term.id = attribute.taxonomy_term_id
    join location on location.organization_id = organization.id
    left join address on address.location_id = location.id
    where {some} and service.status in ('active', 'temporarily closed') and location.latitude is not null
    """,
    """
    insert into search_near
    select id, latitude, latitude, longitude, longitude, term, term,
        organization_id, municipality, latitude, longitude, active, verified, certainty, bounded
    from search_spot where {mine}
    """,
    """
    insert or ignore into search_area (name, term, organization_id)
    select service_area.name, taxonomy_term.number, organization.id
    from organization
    join service on service.organization_id = organization.id
    join service_area on service_area.service_id = service.id
    join attribute on attribute.link_id = service.id
    join taxonomy_term on taxonomy_term.id = attribute.taxonomy_term_id
    where {some} and service.status in ('active', 'temporarily closed')
    """,
    """
    insert into search_name (rowid, organization_id, name)
    select number, organization.id,
        organization.name || ' ' || organization.alternate_name || ' ' || coalesce(parent.name, '')
    from search_row join organization on organization.id = search_row.organization_id
    left join organization parent on parent.id = organization.parent_organization_id
    where {some}
    """,
    """
    insert into search_words (rowid, organization_id, words)
    select number, organization.id, organization.name || ' ' || organization.description
    from search_row join organization on organization.id = search_row.organization_id
    where {some}
    """,
)
_EMPTY = (
    "delete from search_near where id in (select id from search_spot where {mine})",
    "delete from search_spot where {mine}",
    "delete from search_area where {mine}",
    "delete from search_name where rowid in (select number from search_row where {mine})",
    "delete from search_words where rowid in (select number from search_row where {mine})",
    "delete from search_row where {mine}",
)


class DirectoryIndex:
    """Finds initiatives; the numbers behind ``search`` (see :mod:`lde_bot.directory.search`)."""

    def __init__(self, db: Database) -> None:
        """Search in this database."""
        self._db = db

    def renew(self, identities: Collection[str] | None = None) -> None:
        """Make the index again for these initiatives, or for all: in the transaction that changed them."""
        given = [] if identities is None else [json.dumps(list(identities))]
        chosen = "in (select value from json_each(?1))" if given else "is not null"
        parts = {"some": f"organization.id {chosen}", "mine": f"organization_id {chosen}"}
        again = [f"drop table {table}" for table in _TABLES]  # quicker than emptying an R*Tree row by row
        again += [statement for statement in INDEX.split(";\n") if statement.strip()]
        for statement in (*(_EMPTY if given else again), *_FILL):
            self._db.execute(statement.format(**parts), given)

    def listed(self, after: str, most: int, service: str = "", municipality: str = "") -> list[str]:
        """Return the ids of initiatives that are shown, in order, after an id; all, or of a service or a town."""
        rows = self._db.execute(
            f"select id from organization where id > :after and {_OPEN}"
            " and (:service = '' or exists (select 1 from service join attribute on attribute.link_id = service.id"
            " where service.organization_id = organization.id and attribute.taxonomy_term_id = :service))"
            " and (:town = '' or exists (select 1 from search_spot where search_spot.organization_id = organization.id"
            " and search_spot.municipality = :town)) order by id limit :most",
            {"after": after, "most": most, "service": service, "town": municipality},
        )
        return [row[0] for row in rows.fetchall()]

    def supply(self) -> dict[tuple[str, str], int]:
        """Return how many initiatives offer a service, by service and municipality; those without a place not."""
        rows = self._db.execute(
            "select taxonomy_term.id, municipality, count(distinct organization_id) from search_spot"
            " join taxonomy_term on taxonomy_term.number = search_spot.term where municipality != '' group by 1, 2"
        )
        return {(row[0], row[1]): row[2] for row in rows.fetchall()}

    def around(self, services: Collection[str], position: tuple[float, float], km: float) -> list[Spot]:
        """Return the spots of these services in the square of ``2 km`` by ``2 km`` around a (latitude, longitude)."""
        latitude, longitude = position
        high = km / _DEGREE_KM + _MARGIN
        wide = km / (_DEGREE_KM * max(0.01, cos(radians(min(89.0, abs(latitude) + high))))) + _MARGIN
        box = (latitude - high, latitude + high, longitude - wide, longitude + wide)
        found: list[Spot] = []
        for name, number in self._terms(services):
            rows = self._db.execute(
                f"select {_NEAR} from search_near where north >= ? and south <= ?"
                " and east >= ? and west <= ? and high_term >= ? and low_term <= ?",
                [*box, number, number],
            )
            found += [_spot(row, name) for row in rows.fetchall()]
        return found

    def own(self, services: Collection[str], municipality: str) -> list[Spot]:
        """Return the spots of these services in a municipality."""
        found: list[Spot] = []
        for name, number in self._terms(services):
            query = f"select {_SPOT} from search_spot where municipality = ? and term = ?"
            found += [_spot(row, name) for row in self._db.execute(query, [municipality, number]).fetchall()]
        return found

    def spots(self, services: Collection[str], identities: Collection[str]) -> list[Spot]:
        """Return the spots of these services of these initiatives."""
        names = {number: name for name, number in self._terms(services)}
        rows = self._db.execute(
            f"select {_SPOT} from search_spot where organization_id in (select value from json_each(?))",
            [json.dumps(list(identities))],
        )
        return [_spot(row, names[row[1]]) for row in rows.fetchall() if row[1] in names]

    def serving(self, services: Collection[str], areas: Sequence[str]) -> list[tuple[str, str]]:
        """Return the id of each initiative that says that it comes to one of these areas, with the area."""
        if not areas or not services:
            return []
        terms = [number for _, number in self._terms(services)]
        return self._db.execute(
            f"select distinct organization_id, name from search_area where name in ({_marks(areas)})"
            f" and term in ({_marks(terms)})",
            [*areas, *terms],
        ).fetchall()

    def named(self, text: str, most: int) -> list[Named]:
        """Return initiatives whose name shares three letters in a row with a text, most alike first.

        :param text: normalised words.
        """
        parts = {word[start : start + 3] for word in text.split() for start in range(len(word) - 2)}
        if not parts:
            return []
        query = " OR ".join(f'"{part}"' for part in sorted(parts) if '"' not in part)
        rows = self._db.execute(
            "select organization.id, organization.name, coalesce(parent.name, ''), coalesce(municipality, ''),"
            " organization.alternate_name"
            " from search_name join organization on organization.id = search_name.organization_id"
            " left join organization parent on parent.id = organization.parent_organization_id"
            " left join location on location.organization_id = organization.id"
            " left join address on address.location_id = location.id"
            f" where search_name match ? and {_OPEN} order by bm25(search_name), organization.id limit ?",
            [query, most],
        )
        return [Named(*row) for row in rows.fetchall()]

    def mentioning(self, words: Sequence[str], most: int) -> list[str]:
        """Return the ids of initiatives whose name or description has all these words, best first."""
        clean = [word.replace('"', "") for word in words]
        if not any(clean):
            return []
        query = " AND ".join(f'"{word}"' for word in clean if word)
        rows = self._db.execute(
            "select organization.id from search_words"
            " join organization on organization.id = search_words.organization_id"
            f" where search_words match ? and {_OPEN} order by bm25(search_words), organization.id limit ?",
            [query, most],
        )
        return [row[0] for row in rows.fetchall()]

    def terms(self) -> list[str]:
        """Return the ids of the services that someone offers."""
        rows = self._db.execute("select id from taxonomy_term where number in (select distinct term from search_spot)")
        return [row[0] for row in rows.fetchall()]

    def _terms(self, services: Iterable[str]) -> list[tuple[str, int]]:
        wanted = list(services)
        query = f"select id, number from taxonomy_term where id in ({_marks(wanted)})"
        return self._db.execute(query, wanted).fetchall()


def _spot(row: Sequence[object], service: str) -> Spot:
    identity, _, latitude, longitude, municipality, active, verified, certainty, bounded = row
    return Spot(
        str(identity),
        service,
        float(str(latitude)),
        float(str(longitude)),
        str(municipality),
        bool(active),
        bool(verified),
        int(str(certainty)),
        bool(bounded),
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
