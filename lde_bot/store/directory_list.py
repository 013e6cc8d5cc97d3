"""Looking through the whole directory, also at what people do not get to see: for who keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lde_bot.directory.model import Wanted
from lde_bot.store.directory_index import DirectoryIndex

_SHORTEST = 3  # letters of a word that trigrams find
_NAME = "organization.name || ' ' || organization.alternate_name || ' ' || coalesce(parent.name, '')"
_SERVICE = "from service where service.organization_id = organization.id"
_ADDRESS = (
    "exists (select 1 from location join address on address.location_id = location.id"
    " where location.organization_id = organization.id and {})"
)
_FROM = (
    "from organization left join organization parent on parent.id = organization.parent_organization_id"
    f" where exists (select 1 {_SERVICE})"
)
_VERIFIED = f"(select max(assured_date) {_SERVICE})"
_SHOWN = "status in ('active', 'temporarily closed')"
_PHONE = "from phone where phone.organization_id = organization.id"
_DIGITS = "replace(replace(replace(number, ' ', ''), '+', ''), '-', '')"


class DirectoryList(DirectoryIndex):
    """Lists initiatives a page at a time."""

    def find(self, wanted: Wanted, offset: int, most: int) -> tuple[list[str], int]:
        """Return the ids of who fits all that is wanted, a page of them, and how many there are.

        Who was verified longest ago comes first when that is looked for; else by name.
        """
        conditions: list[str] = [_FROM]
        values: list[object] = []
        for condition, given in _conditions(wanted):
            conditions.append(condition)
            values += given
        which = " and ".join(conditions)
        total = self._db.execute(f"select count(*) {which}", values).fetchone()[0]
        order = f"{_VERIFIED}, coalesce(organization.source_year, 0), " if wanted.before else ""
        rows = self._db.execute(
            f"select organization.id {which} order by {order}organization.name collate nocase, organization.id"
            " limit ? offset ?",
            [*values, most, offset],
        )
        return [row[0] for row in rows.fetchall()], total


def _conditions(wanted: Wanted) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield each condition that is set, with its values."""
    for spellings in wanted.words:
        yield _in_name([word.replace('"', "") for word in spellings])
    if wanted.service:
        link = "exists (select 1 from attribute where link_id = service.id and taxonomy_term_id = ?)"
        yield f"exists (select 1 {_SERVICE} and {link})", [wanted.service]
    if wanted.municipality:
        yield _ADDRESS.format("municipality = ?"), [wanted.municipality]
    if wanted.postcodes:
        yield _ADDRESS.format(f"postal_code in ({', '.join('?' * len(wanted.postcodes))})"), wanted.postcodes
    if wanted.digits:
        yield f"exists (select 1 {_PHONE} and instr({_DIGITS}, ?))", [wanted.digits]
    if wanted.before:
        yield f"coalesce({_VERIFIED}, '') < ?", [wanted.before.isoformat()]
    if wanted.hidden is not None:
        yield f"{'not ' if wanted.hidden else ''}exists (select 1 {_SERVICE} and {_SHOWN})", []


def _in_name(spellings: Sequence[str]) -> tuple[str, Sequence[object]]:
    """Return what holds when one of these stands in a name: trigrams find it, when it is long enough for those."""
    if min(map(len, spellings)) < _SHORTEST:
        return f"({' or '.join([f'instr(lower({_NAME}), ?)'] * len(spellings))})", spellings
    query = " OR ".join(f'"{word}"' for word in spellings)
    return "organization.id in (select organization_id from search_name where search_name match ?)", [query]
