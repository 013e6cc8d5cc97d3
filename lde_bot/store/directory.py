"""The directory in HSDS tables: initiatives in, initiatives out, and the history of every change."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from lde_bot.directory.hsds import TABLES, initiatives_of, rows_of
from lde_bot.directory.model import Change, Initiative, ref_of
from lde_bot.store.directory_list import DirectoryList

_BATCH = 2000
_CHANGE = (
    "resource_id, field_name, previous_value, replacement_value, last_action_type, updated_by, reason,"
    " last_action_date, batch"
)
_VIA = {
    "address": "join location on location.id = address.location_id",
    "accessibility": "join location on location.id = accessibility.location_id",
    "service_at_location": "join service on service.id = service_at_location.service_id",
    "service_area": "join service on service.id = service_area.service_id",
    "schedule": "join service on service.id = schedule.service_id",
    "language": "join service on service.id = language.service_id",
    "attribute": "join service on service.id = attribute.link_id",
}


class DirectoryStore(DirectoryList):
    """Reads and writes initiatives, and finds them."""

    def copy_to(self, db: Database) -> None:
        """Copy the whole database into another one, which becomes the same."""
        self._db.conn.backup(db.conn)

    def save(
        self,
        initiatives: Sequence[Initiative],
        terms: Mapping[str, str],
        changes: Sequence[Change],
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Add or replace initiatives and note what changed, all or none; others stay as they are.

        :param terms: label of each service by id.
        :param progress: told how many were written, now and then.
        """
        with self._db.atomic():
            for term, label in terms.items():
                self._db.execute(
                    "insert into taxonomy_term (number, id, name) values"
                    " ((select coalesce(max(number), 0) + 1 from taxonomy_term), ?, ?)"
                    " on conflict (id) do update set name = excluded.name",
                    [term, label],
                )
            for start in range(0, len(initiatives), _BATCH):
                self._replace(initiatives[start : start + _BATCH])
                progress(min(start + _BATCH, len(initiatives)))
            self._note(changes)

    def _replace(self, initiatives: Sequence[Initiative]) -> None:
        identities = [one.id for one in initiatives]
        self._db.execute(
            "delete from organization where id in (select value from json_each(?))", [json.dumps(identities)]
        )
        rows: dict[str, list[list[object]]] = {table: [] for table in TABLES}
        for one in initiatives:
            for table, row in rows_of(one):
                rows[table].append([row[field] for field in TABLES[table]])
        for table, fields in TABLES.items():
            names, values = list(fields), rows[table]
            if table == "organization":
                names, values = [*names, "ref"], [[*row, ref_of(str(row[0]))] for row in values]
            marks = ", ".join("?" * len(names))
            self._db.conn.executemany(
                f"insert or ignore into {table} ({', '.join(names)}) values ({marks})"
                if table == "organization"
                else f"insert into {table} ({', '.join(names)}) values ({marks})",
                values,
            )
        self.renew(identities)

    def _note(self, changes: Sequence[Change]) -> None:
        """Note what changed in one save."""
        batch = self._db.execute("select coalesce(max(id), 0) + 1 from metadata").fetchone()[0]
        self._db.conn.executemany(
            f"insert into metadata ({_CHANGE}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(one.initiative, one.field, one.before, one.after, one.action, one.by, one.why),
                    *(one.on.isoformat(), batch),
                )
                for one in changes
            ],
        )

    def note_import(self, file: str, fingerprint: str, counts: tuple[int, int, int, int], now: datetime) -> None:
        """Note that a file was taken in.

        :param fingerprint: of its content, so that the same file is recognised.
        :param counts: how many were added, changed, unchanged and refused.
        """
        self._db.execute(
            "insert into import (file, fingerprint, imported_at, added, changed, unchanged, refused)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            [file, fingerprint, now.isoformat(), *counts],
        )

    def taken_in(self, fingerprint: str) -> bool:
        """Return whether a file with this fingerprint was taken in before."""
        return bool(self._db.execute("select 1 from import where fingerprint = ?", [fingerprint]).fetchone())

    def get(self, identities: Collection[str]) -> list[Initiative]:
        """Return the initiatives with these ids, in that order; ids that are not known are left out."""
        given = json.dumps(list(identities))
        tables: dict[str, list[Mapping[str, object]]] = {}
        for table, fields in TABLES.items():
            names = ", ".join(f"{table}.{field}" for field in fields)
            via = _VIA.get(table, "")
            owner = "organization.id" if table == "organization" else "organization_id"
            rows = self._db.execute(
                f"select {names} from {table} {via} where {owner} in (select value from json_each(?))"
                f" order by {table}.rowid",
                [given],
            ).fetchall()
            tables[table] = [dict(zip(fields, row, strict=True)) for row in rows]
        parents = {row["parent_organization_id"] for row in tables["organization"]} - {None}
        if parents:
            tables["organization"] += [
                {"id": row[0], "name": row[1]}
                for row in self._db.execute(
                    "select id, name from organization where id in (select value from json_each(?))",
                    [json.dumps(sorted(map(str, parents)))],
                ).fetchall()
            ]
        found = {one.id: one for one in initiatives_of(tables)}
        return [found[identity] for identity in identities if identity in found]

    def by_ref(self, ref: str) -> Initiative | None:
        """Return the initiative with this short name."""
        row = self._db.execute("select id from organization where ref = ?", [ref]).fetchone()
        return next(iter(self.get([row[0]])), None) if row else None

    def each(self) -> Iterator[Initiative]:
        """Yield every initiative, in order of id, a batch at a time: memory stays flat."""
        last = ""
        while True:
            rows = self._db.execute(
                "select organization_id from search_row where organization_id > ? order by organization_id limit ?",
                [last, _BATCH],
            ).fetchall()
            if not rows:
                return
            yield from self.get([row[0] for row in rows])
            last = rows[-1][0]

    def verify(self, identity: str, by: str, on: date) -> None:
        """Note that someone who knows says that everything about an initiative is right, on this day."""
        with self._db.atomic():
            before, earlier = self._db.execute(
                "select coalesce(max(assured_date), ''), coalesce(max(assurer), '') from service"
                " where organization_id = ?",
                [identity],
            ).fetchone()
            self._db.execute(
                "update service set assured_date = ?, assurer = ? where organization_id = ?",
                [on.isoformat(), by, identity],
            )
            noted = [Change(identity, "assured_date", before, on.isoformat(), "verify", by, "bevestigd", on)]
            if earlier != by:
                noted.append(Change(identity, "assurer", earlier, by, "verify", by, "bevestigd", on))
            self._note(noted)
            self.renew([identity])

    def mark(self) -> str:
        """Return what tells this state of the directory from any other: its last change."""
        row = self._db.execute(
            "select id, resource_id, field_name, last_action_date from metadata order by id desc limit 1"
        ).fetchone()
        return " ".join(map(str, row)) if row else ""

    def changes(self) -> Iterator[Change]:
        """Yield every change of every initiative, oldest first."""
        query = f"select {_CHANGE} from metadata order by id"
        for row in self._db.conn.execute(query):
            yield _change(row)

    def kept_by_others(self, by: str) -> dict[str, set[str]]:
        """Return the fields of which the last change was not made by this file or person, by initiative.

        One that someone else added has an empty field among them: all of it is theirs.
        """
        rows = self._db.execute(
            "select resource_id, field_name from metadata where updated_by != ? and id in"
            " (select max(id) from metadata group by resource_id, field_name)",
            [by],
        )
        kept: dict[str, set[str]] = {}
        for identity, field in rows.fetchall():
            kept.setdefault(identity, set()).add(field)
        return kept

    def history(self, identity: str) -> list[Change]:
        """Return what changed in an initiative, oldest first."""
        rows = self._db.execute(
            f"select {_CHANGE} from metadata where resource_id = ? order by id", [identity]
        ).fetchall()
        return [_change(row) for row in rows]


def _change(row: Sequence[Any]) -> Change:
    initiative, field, before, after, action, by, why, on, batch = row
    return Change(initiative, field, before, after, action, by, why, date.fromisoformat(on), batch)
