"""What was done to an initiative, save by save, in words; and how one save is taken back.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from lde_bot.directory.columns import COLUMNS, LDE_WORDS, STATUS_WORDS
from lde_bot.directory.compare import as_text
from lde_bot.directory.hours import in_dutch
from lde_bot.directory.model import Change, Initiative, LdeStatus, Status

_HEADINGS = {
    "parent": COLUMNS["organization"],
    "locality": "plaats",
    "municipality": COLUMNS["municipality"],
    "service_areas": COLUMNS["service_area"],
    "approximate": "punt is ongeveer",
}
_WORDS = {value: word for word, value in (STATUS_WORDS | LDE_WORDS).items()} | {"True": "ja", "False": "nee"}
_LISTS = frozenset({"services", "service_areas", "languages"})
_DEGREES = frozenset({"latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class Saved:
    """What was changed in one save."""

    batch: int
    """Its number."""
    on: date
    """When."""
    by: str
    """Who did it: an account, a role or a file."""
    why: str
    """The reason that was given."""
    action: str
    """``create``, ``update``, ``delete`` or ``verify``."""
    lines: tuple[tuple[str, str, str], ...]
    """Each field, what it was, and what it became, in words."""

    @property
    def can_be_undone(self) -> bool:
        """Whether it changed something of what was there before."""
        return self.action in {"update", "verify"}


def told(changes: Iterable[Change], terms: Mapping[str, str]) -> list[Saved]:
    """Return a history save by save, newest first.

    :param changes: oldest first.
    :param terms: label of each service by id.
    """
    saves = []
    for batch, parts in groupby(changes, key=lambda one: one.batch):
        lines = list(parts)
        shown = tuple(
            (_heading(one.field), _in_words(one.field, one.before, terms), _in_words(one.field, one.after, terms))
            for one in lines
        )
        first = lines[0]
        saves.append(Saved(batch, first.on, first.by, first.why, first.action, shown))
    return saves[::-1]


def _heading(field: str) -> str:
    return _HEADINGS.get(field) or COLUMNS.get(field, field) or "toegevoegd"


def _in_words(field: str, text: str, terms: Mapping[str, str]) -> str:
    if field in _LISTS:
        return ", ".join(terms.get(part, part) for part in text.split(";"))
    if field == "assured_date" and text:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if field == "opening_hours":
        return in_dutch(text)
    return _WORDS.get(text, text) if field in {"status", "lde_status", "approximate"} else text


def undone(one: Initiative, changes: Sequence[Change]) -> Initiative | None:
    """Return an initiative as it was before one save; ``None`` when what that made of it was changed again since.

    :param changes: what the save changed.
    """
    fields = [change for change in changes if change.field]
    if not fields or any(as_text(getattr(one, change.field)) != change.after for change in fields):
        return None
    before = {change.field: _value(change.field, change.before) for change in fields}
    return replace(one, **before)  # type: ignore[arg-type]


def _value(field: str, text: str) -> object:
    """Return the value of a field that :func:`~lde_bot.directory.compare.as_text` wrote as this."""
    if field in _LISTS:
        return tuple(text.split(";")) if text else ()
    if field in _DEGREES:
        return float(text) if text else None
    if field == "approximate":
        return text == "True"
    if field == "source_year":
        return int(text) if text else None
    if field == "assured_date":
        return date.fromisoformat(text) if text else None
    if field in {"status", "lde_status"}:
        return Status(text) if field == "status" else LdeStatus(text)
    return text
