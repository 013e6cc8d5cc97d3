"""What an import is going to do, before it does it.

Pure. The plan of a file is its report; taking it in is carrying out the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import MappingProxyType

from lde_bot.directory.compare import FIELDS, Difference, Twin, differences, merged, twins
from lde_bot.directory.ingest import Sheet
from lde_bot.directory.model import Change, Initiative
from lde_bot.directory.placing import MOVES_WITH
from lde_bot.errors import Finding, Severity

_TELLING = frozenset({"name", "phone", "street", "postcode", "latitude", "longitude", "services"})
"""Fields that make one initiative look like another: who changes in another field is as alike as before."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The outcome of comparing a file with what is known."""

    file: str
    """Name of the file."""
    rows: int
    """How many rows it has."""
    added: tuple[Initiative, ...]
    """Initiatives that were not known."""
    changed: tuple[tuple[Initiative, tuple[Difference, ...]], ...]
    """Initiatives as they become, with the fields that change."""
    unchanged: int
    """How many are known like that already."""
    twins: tuple[Twin, ...]
    """New and changed ones that may be there already under another name."""
    findings: tuple[Finding, ...]
    """Refused rows are errors, doubts are warnings."""

    @property
    def refused(self) -> list[Finding]:
        """The rows that cannot be taken in."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def to_save(self) -> list[Initiative]:
        """The initiatives that have to be written."""
        return [*self.added, *(one for one, _ in self.changed)]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many are added, changed, unchanged and refused."""
        return len(self.added), len(self.changed), self.unchanged, len(self.refused)

    def changes(self, by: str, why: str, on: date) -> list[Change]:
        """Return the plan as lines of history."""
        made = [Change(one.id, "", "", one.name, "create", by, why, on) for one in self.added]
        return made + [
            Change(one.id, part.field, part.before, part.after, "update", by, why, on)
            for one, parts in self.changed
            for part in parts
        ]


def plan_import(
    file: str,
    sheet: Sheet,
    known: Mapping[str, Initiative],
    others: Iterable[Initiative] = (),
    most_twins: int | None = None,
    kept: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> ImportPlan:
    """Compare a sheet with what is known.

    :param known: initiatives with an id that the sheet has too, by id.
    :param others: all known initiatives, to look for the same one under another name.
    :param most_twins: stop looking after so many; without it, every pair of alike ones is found.
    :param kept: fields that the sheet does not change, by id; an empty one among them is all of them.
    """
    added: list[Initiative] = []
    changed: list[tuple[Initiative, tuple[Difference, ...]]] = []
    for one in sheet.taken:
        before = known.get(one.id)
        if before is None:
            added.append(one)
            continue
        after = merged(before, one, sheet.fields - _kept_whole(kept.get(one.id, ())))
        different = tuple(differences(before, after))
        if different:
            changed.append((after, different))
    unchanged = len(sheet.taken) - len(added) - len(changed)
    moved = [after for after, parts in changed if not _TELLING.isdisjoint(part.field for part in parts)]
    taken = {one.id for one in (*added, *moved)}
    found = tuple(islice(twins([*added, *moved], (one for one in others if one.id not in taken)), most_twins))
    return ImportPlan(file, sheet.rows, tuple(added), tuple(changed), unchanged, found, sheet.findings)


def _kept_whole(fields: Collection[str]) -> frozenset[str]:
    """Return fields with those that cannot be told apart from them: an address is kept whole."""
    if "" in fields:
        return frozenset(FIELDS)
    return frozenset(fields) | (MOVES_WITH if not MOVES_WITH.isdisjoint(fields) else frozenset())
