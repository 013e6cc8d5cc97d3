"""Questions without a good answer, grouped, and what the Koepel judged about each group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from lde_bot.store.curation import CurationStore
from lde_bot.store.notes import open_note, seal_note
from lde_bot.triage import UnansweredQuery
from lde_bot.vault import Vault


class Verdict(StrEnum):
    """What the Koepel says about a group."""

    BELONGS = "hoort bij fiche"
    NEW = "nieuwe fiche"
    OUTSIDE = "buiten bereik"
    DIRECTORY = "fout in gids"
    UNSURE = "twijfel"


ANSWERED = (Verdict.BELONGS, Verdict.NEW)
"""Verdicts with an entry that answers."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict."""

    id: int
    """Number."""
    group: int
    """Group that it is about."""
    verdict: Verdict
    """What was said."""
    target: str
    """Id of the entry that it belongs to, where people can go instead, or what is wrong in the guide."""
    note: str
    """A word for colleagues."""
    by: str
    """Who said it."""
    at: datetime
    """When."""
    undone: bool
    """True when it was taken back."""

    @property
    def entry(self) -> str:
        """Id of the entry that the questions belong to; empty when they belong to none."""
        return self.target if self.verdict in ANSWERED else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same."""

    id: int
    """Number."""
    count: int
    """How many times it was asked, as far as is kept."""
    first_seen: datetime
    """When it was first asked."""
    last_seen: datetime
    """When it was last asked."""
    example: UnansweredQuery
    """The newest question."""
    verdict: str
    """The last verdict that stands; empty when there is none."""
    judged_at: datetime | None
    """When that was."""


_STATS = """
with stats as (
    select group_id, count(*) as times, min(asked_at) as first, max(asked_at) as last, max(id) as example
    from unanswered where group_id is not null group by group_id
)
select stats.group_id, times, first, last, example, coalesce(verdict, ''), judged_at, count(*) over ()
from stats left join judgement on judgement.id = (
    select max(id) from judgement as later where later.group_id = stats.group_id and undone_at is null
)
"""
_OPEN = "(verdict is null or verdict = 'twijfel' or last > judged_at)"


class GroupStore:
    """Reads and writes groups and judgements."""

    def __init__(self, db: Database, vault: Vault, curation: CurationStore) -> None:
        """Use this database; open questions with ``curation``."""
        self._db, self._vault, self._curation = db, vault, curation

    def ungrouped(self, most: int) -> list[UnansweredQuery]:
        """Return questions that are in no group yet, oldest first."""
        return self._curation.some("where group_id is null order by id limit ?", [most])

    def count_ungrouped(self) -> int:
        """Return how many questions are in no group yet."""
        return int(self._db.execute("select count(*) from unanswered where group_id is null").fetchone()[0])

    def all_numbers(self) -> list[int]:
        """Return the number of every group."""
        return [row[0] for row in self._db.execute("select id from question_group order by id").fetchall()]

    def vectors(self, known: int, most: int = -1) -> list[tuple[int, str]]:
        """Return number and description of each group after number ``known``, for comparing questions with.

        :param most: no more than so many, the first ones; -1 returns them all.
        """
        rows = self._db.execute("select id, sealed from question_group where id > ? order by id limit ?", [known, most])
        return [(row[0], self._vault.open(row[1], "group")) for row in rows.fetchall()]

    def begin(self, described: str) -> int:
        """Start a group; return its number."""
        cursor = self._db.execute(
            "insert into question_group (sealed) values (?)", [self._vault.seal(described, "group")]
        )
        return int(cursor.lastrowid or 0)

    def describe(self, group: int, described: str) -> None:
        """Keep what a group looks like anew: the question that it began with is gone."""
        self._db.execute(
            "update question_group set sealed = ? where id = ?", [self._vault.seal(described, "group"), group]
        )

    def put(self, question: int, group: int, likeness: float) -> None:
        """Put a question in a group."""
        self._db.execute("update unanswered set group_id = ?, likeness = ? where id = ?", [group, likeness, question])

    def open(self, most: int, offset: int = 0, newest: bool = False) -> list[Group]:
        """Return the groups that wait for someone, most asked first, or newest first."""
        return self.open_page(most, offset, newest)[0]

    def open_page(self, most: int, offset: int = 0, newest: bool = False) -> tuple[list[Group], int]:
        """Return the same, and how many wait in all: one look through the questions for both."""
        order = "last desc" if newest else "times desc, last desc"
        rows = self._rows(f"where {_OPEN} order by {order}, stats.group_id limit ? offset ?", [most, offset])
        return self._made(rows), rows[0][7] if rows else self.count_open() if offset else 0

    def busy(self, least: int, since: datetime, most: int) -> list[Group]:
        """Return the groups that wait, were asked so often and again since a moment, most asked first."""
        which = f"where {_OPEN} and times >= ? and last > ? order by times desc, stats.group_id limit ?"
        return self._groups(which, [least, since.isoformat(), most])

    def count_judged(self, since: datetime, until: datetime) -> int:
        """Return how many verdicts that still stand were given between two moments."""
        row = self._db.execute(
            "select count(*) from judgement where judged_at >= ? and judged_at < ? and undone_at is null",
            [since.isoformat(), until.isoformat()],
        ).fetchone()
        return int(row[0])

    def judgement(self, number: int) -> Judgement | None:
        """Return a verdict."""
        return next(iter(self._judgements("where id = ?", [number])), None)

    def judged(self, most: int, offset: int = 0) -> list[Group]:
        """Return the groups that were judged and not asked again since, last judged first."""
        which = f"where not {_OPEN} order by judged_at desc, stats.group_id limit ? offset ?"
        return self._groups(which, [most, offset])

    def count_open(self) -> int:
        """Return how many groups wait."""
        return int(self._db.execute(f"select count(*) from ({_STATS} where {_OPEN})").fetchone()[0])

    def get(self, number: int) -> Group | None:
        """Return a group that has questions."""
        return next(iter(self._groups("where stats.group_id = ?", [number])), None)

    def _groups(self, which: str, values: list[object]) -> list[Group]:
        return self._made(self._rows(which, values))

    def _rows(self, which: str, values: list[object]) -> list[tuple[Any, ...]]:
        return list(self._db.execute(_STATS + which, values).fetchall())

    def _made(self, rows: list[tuple[Any, ...]]) -> list[Group]:
        numbers = [row[4] for row in rows]
        marks = ", ".join("?" * len(numbers))
        examples = {one.id: one for one in self._curation.some(f"where id in ({marks})", list(numbers))}
        return [
            Group(
                row[0],
                row[1],
                datetime.fromisoformat(row[2]),
                datetime.fromisoformat(row[3]),
                examples[row[4]],
                row[5],
                datetime.fromisoformat(row[6]) if row[6] else None,
            )
            for row in rows
        ]

    def questions(self, group: int, most: int) -> list[UnansweredQuery]:
        """Return the questions of a group, newest first."""
        return self._curation.some("where group_id = ? order by asked_at desc, id desc limit ?", [group, most])

    def numbers(self, group: int) -> list[int]:
        """Return the numbers of the questions of a group."""
        rows = self._db.execute("select id from unanswered where group_id = ?", [group])
        return [row[0] for row in rows.fetchall()]

    def judge(self, group: int, verdict: Verdict, target: str, note: str, by: str, now: datetime) -> int:
        """Add a verdict; return its number."""
        cursor = self._db.execute(
            "insert into judgement (group_id, verdict, target, note, sealed, judged_by, judged_at)"
            " values (?, ?, ?, '', ?, ?, ?)",
            [group, verdict.value, target, seal_note(self._vault, "judgement", note), by, now.isoformat()],
        )
        return int(cursor.lastrowid or 0)

    def undo(self, judgement: int, now: datetime) -> int | None:
        """Take a verdict back; return its group, or ``None`` when there is no such verdict that stands."""
        row = self._db.execute(
            "select group_id from judgement where id = ? and undone_at is null", [judgement]
        ).fetchone()
        if row is None:
            return None
        self._db.execute("update judgement set undone_at = ? where id = ?", [now.isoformat(), judgement])
        return int(row[0])

    def judgements(self, group: int) -> list[Judgement]:
        """Return every verdict on a group, newest first."""
        return self._judgements("where group_id = ? order by id desc", [group])

    def answered(self) -> dict[str, list[int]]:
        """Return the questions that someone waits for and that were judged to belong to an entry, by that entry."""
        rows = self._db.execute(
            "select judgement.target, unanswered.id from waiting"
            " join unanswered on unanswered.id = waiting.unanswered_id"
            " join judgement on judgement.id = (select max(id) from judgement"
            "   where group_id = unanswered.group_id and undone_at is null)"
            " where judgement.target != '' and judgement.verdict in (?, ?)",
            [one.value for one in ANSWERED],
        )
        found: dict[str, list[int]] = {}
        for entry, number in rows.fetchall():
            found.setdefault(entry, []).append(number)
        return found

    def _judgements(self, which: str, values: list[object]) -> list[Judgement]:
        rows = self._db.execute(
            "select id, group_id, verdict, target, note, judged_by, judged_at, undone_at, sealed"
            f" from judgement {which}",
            values,
        )
        return [
            Judgement(
                row[0],
                row[1],
                Verdict(row[2]),
                row[3],
                open_note(self._vault, "judgement", row[8], row[4]),
                row[5],
                datetime.fromisoformat(row[6]),
                row[7] is not None,
            )
            for row in rows.fetchall()
        ]
