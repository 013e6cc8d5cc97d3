"""The directory in HSDS-named tables: taken in from a sheet in one transaction, read back as initiatives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from lde_bot.directory.model import Initiative, LdeStatus, Status


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did."""

    added: int
    """Initiatives that were not there."""
    changed: int
    """Initiatives that are different now."""
    unchanged: int
    """Initiatives that were already like that."""


class DirectoryStore:
    """Reads and writes initiatives."""

    def __init__(self, db: Database) -> None:
        """Use this database."""
        self._db = db

    def take_in(
        self,
        initiatives: Sequence[Initiative],
        terms: Mapping[str, str],
        file: str,
        fingerprint: str,
        refused: int,
        now: datetime,
    ) -> ImportOutcome:
        """Add or replace initiatives, all or none; those that are not in the sheet stay.

        :param terms: label of each service by id.
        :param fingerprint: of the sheet, so that the same sheet is recognised.
        :param refused: how many rows of the sheet could not be used.
        """
        with self._db.atomic():
            before = {initiative.id: initiative for initiative in self.all()}
            for term, label in terms.items():
                self._db["taxonomy_term"].upsert({"id": term, "name": label}, pk="id")  # type: ignore[union-attr]
            different = [one for one in initiatives if before.get(one.id) != one]
            for initiative in different:
                self._db.execute("delete from organization where id = ?", [initiative.id])
                self._insert(initiative)
            added = sum(one.id not in before for one in different)
            outcome = ImportOutcome(added, len(different) - added, len(initiatives) - len(different))
            self._db.execute(
                "insert into import (file, fingerprint, imported_at, added, changed, unchanged, refused)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                [file, fingerprint, now.isoformat(), outcome.added, outcome.changed, outcome.unchanged, refused],
            )
        return outcome

    def taken_in(self, fingerprint: str) -> bool:
        """Return whether a sheet with this fingerprint was taken in before."""
        return bool(self._db.execute("select 1 from import where fingerprint = ?", [fingerprint]).fetchone())

    def _insert(self, one: Initiative) -> None:
        self._rows(
            "organization",
            [
                (
                    one.id,
                    one.name,
                    one.legal_form,
                    one.website,
                    one.email,
                    one.lde_status.value,
                    one.source_url,
                    one.source_year,
                )
            ],
        )
        if one.phone:
            self._rows("phone", [(f"{one.id}#phone", one.id, one.phone)])
        here = f"{one.id}#location"
        if not one.regional:
            self._rows("location", [(here, one.id, one.latitude, one.longitude)])
            city = (one.street, one.locality, one.municipality, one.province, one.postcode, "BE")
            self._rows("address", [(f"{one.id}#address", here, *city)])
        assured = one.assured_date.isoformat() if one.assured_date else None
        for term in one.services:
            service = f"{one.id}#{term}"
            self._rows("service", [(service, one.id, term, one.description, one.status.value, assured)])
            if one.regional:
                self._rows("service_area", [(f"{service}#area", service, one.province)])
            else:
                self._rows("service_at_location", [(f"{service}#here", service, here)])

    def _rows(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            self._db.execute(f"insert into {table} values ({', '.join('?' * len(row))})", list(row))

    def all(self) -> list[Initiative]:
        """Return every initiative, in order of id."""
        services: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in self._db.execute(
            "select organization_id, taxonomy_term_id, description, status, assured_date,"
            " coalesce(service_area.name, '')"
            " from service left join service_area on service_area.service_id = service.id order by service.rowid"
        ).fetchall():
            services[row[0]].append(row[1:])
        rows = self._db.execute(
            "select organization.id, organization.name, legal_status, website, email, lde_status, source_url,"
            " source_year, coalesce(number, ''), latitude, longitude, coalesce(address_1, ''), coalesce(city, ''),"
            " coalesce(municipality, ''), state_province, coalesce(postal_code, '')"
            " from organization left join phone on phone.organization_id = organization.id"
            " left join location on location.organization_id = organization.id"
            " left join address on address.location_id = location.id order by organization.id"
        ).fetchall()
        return [_initiative(row, services[row[0]]) for row in rows]


def _initiative(row: Sequence[Any], services: Sequence[Sequence[Any]]) -> Initiative:
    first = services[0]
    return Initiative(
        id=row[0],
        name=row[1],
        services=tuple(str(service[0]) for service in services),
        legal_form=row[2],
        street=row[11],
        postcode=row[15],
        locality=row[12],
        municipality=row[13],
        province=row[14] if row[14] is not None else first[4],
        latitude=row[9],
        longitude=row[10],
        phone=row[8],
        email=row[4],
        website=row[3],
        lde_status=LdeStatus(row[5]),
        status=Status(first[2]),
        description=first[1],
        source_url=row[6],
        source_year=row[7],
        assured_date=date.fromisoformat(first[3]) if first[3] else None,
    )
