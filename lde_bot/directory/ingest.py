"""Reading a sheet of initiatives: rows in, initiatives and findings out.

Pure. Nothing is guessed: a phone number or address that is not in the sheet stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lde_bot.directory import values
from lde_bot.directory.columns import COLUMNS, LDE_WORDS, REQUIRED, STATUS_WORDS, column_of, fields_of
from lde_bot.directory.geo import Gazetteer, names_in
from lde_bot.directory.hours import read_hours
from lde_bot.directory.model import Initiative, LdeStatus, Place, Status
from lde_bot.directory.tabular import Formula, Unreadable, rows_in
from lde_bot.errors import Finding, Severity
from lde_bot.text import normalise

MOST_FIELD = 2000
"""Characters that a field of an initiative has at most."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file held."""

    taken: tuple[Initiative, ...]
    """Initiatives that can be used, in the order of the file."""
    findings: tuple[Finding, ...]
    """Refused rows are errors; doubts about taken rows are warnings."""
    rows: int
    """How many rows the file has below its header."""
    fields: frozenset[str]
    """Fields of an initiative that the file says something about."""


def identity_of(name: str, where: str) -> str:
    """Return the id of a new initiative.

    :param where: its municipality, or the province of one that works in a region.
    """
    return normalise(f"{name} {where}").replace(" ", "-")


class _Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_sheet(
    data: bytes,
    name: str,
    gazetteer: Gazetteer,
    services: Mapping[str, str],
    progress: Callable[[int], None] = lambda rows: None,
) -> Sheet:
    """Read a sheet of initiatives, CSV or Excel.

    :param data: content of the file.
    :param name: name of the file, for findings.
    :param gazetteer: the known places.
    :param services: the known services, label by id.
    :param progress: told how many rows were read, now and then.
    """
    reader = _Reader(name, gazetteer, services)
    try:
        rows = rows_in(data, name)
        columns = _columns(next(rows, (1, []))[1])
        for line, cells in rows:
            reader.take(columns, cells, line)
            if reader.rows % 500 == 0:
                progress(reader.rows)
    except Unreadable as error:
        finding = Finding(name, error.line, Severity.ERROR, "sheet.unreadable", str(error))
        return Sheet((), (finding,), 0, frozenset())
    except _Refused as refused:
        return Sheet((), (Finding(name, 1, Severity.ERROR, refused.code, str(refused)),), 0, frozenset())
    return Sheet(tuple(reader.taken.values()), tuple(reader.findings), reader.rows, fields_of(columns))


def _columns(header: Sequence[str]) -> list[str]:
    """Return the column of each cell; a heading that is not known is passed over.

    :raises _Refused: a column that is needed is missing, or one stands there twice.
    """
    columns = [column_of(cell) for cell in header]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        needed = ", ".join(f"{name} ({COLUMNS[name]})" for name in missing)
        message = f"de kolom {needed} ontbreekt; gekende kolommen: {', '.join(COLUMNS.values())}"
        if len(header) == 1:
            message += ". Er is maar één kolom: zet komma's, puntkomma's of tabs tussen de cellen"
        raise _Refused("sheet.columns", message)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise _Refused("sheet.columns", f"de kolom {', '.join(twice)} staat er twee keer")
    return columns


class _Reader:
    """Takes rows one by one."""

    def __init__(self, name: str, gazetteer: Gazetteer, services: Mapping[str, str]) -> None:
        self._name, self._gazetteer = name, gazetteer
        self._services = {normalise(label): term for term, label in services.items()} | {
            term: term for term in services
        }
        self._known = ", ".join(services)
        self.taken: dict[str, Initiative] = {}
        self.findings: list[Finding] = []
        self._lines: dict[str, int] = {}
        self.rows = 0

    def take(self, columns: Sequence[str], cells: Sequence[str], line: int) -> None:
        """Add one row to ``taken``, or a finding that says why not."""
        self.rows += 1
        doubts: list[tuple[str, str]] = []
        try:
            if any(cell for cell in cells[len(columns) :]):
                message = "deze rij heeft meer cellen dan er kolommen zijn (ontbreken er aanhalingstekens?)"
                raise _Refused("sheet.cells", message)
            found = dict(zip(columns, cells, strict=False))
            initiative = self._initiative(_Row(found, doubts), doubts)
            if initiative.id in self.taken:
                where = initiative.municipality or "de regio"
                message = f"{initiative.name} in {where} ({initiative.id}) staat al in rij {self._lines[initiative.id]}"
                raise _Refused("sheet.duplicate", message)
            self.taken[initiative.id] = initiative
            self._lines[initiative.id] = line
            doubts += [(doubt.code, str(doubt)) for doubt in values.dead_looking(initiative.phone)]
        except _Refused as refused:
            message = f"rij geweigerd: {refused}"
            self.findings.append(Finding(self._name, line, Severity.ERROR, refused.code, message))
        self.findings += [Finding(self._name, line, Severity.WARNING, code, text) for code, text in doubts]

    def _initiative(self, row: _Row, doubts: list[tuple[str, str]]) -> Initiative:
        """Return the initiative of one row."""
        name = row("name")
        if not name:
            raise _Refused("sheet.name", "de naam ontbreekt")
        place = self._place(row, doubts)
        exact = row.value(lambda: values.degrees(row("latitude"), row("longitude")), None)
        areas = values.several(row("service_area"))
        province = place.province if place else row("province")
        near = exact or (place.position if place else None)
        return Initiative(
            id=row("id") or identity_of(name, place.municipality if place else province),
            name=name,
            services=self._offered(row("services")),
            alternate_name=row("alternate_name"),
            parent=row("organization"),
            enterprise_number=row.value(lambda: values.enterprise_number(row("enterprise_number")), ""),
            legal_form=row("legal_form"),
            street=" ".join(part for part in (row("street"), row("number")) if part),
            postcode=place.postcode if place else "",
            locality=row("municipality"),
            municipality=place.municipality if place else "",
            province=province,
            latitude=near[0] if near else None,
            longitude=near[1] if near else None,
            approximate=exact is None,
            phone=row.value(lambda: values.phone(row("phone")), ""),
            email=row.value(lambda: values.email(row("email")), ""),
            website=row.value(lambda: values.website(row("website")), ""),
            lde_status=self._one_of(LdeStatus, row("lde_status"), LDE_WORDS, LdeStatus.SAME_SERVICE),
            status=self._one_of(Status, row("status"), STATUS_WORDS, Status.ACTIVE),
            description=row("description"),
            source_url=self._source(row("source_url")),
            source_year=row.value(lambda: values.year(row("source_year")), None),
            assured_date=row.value(lambda: values.day(row("assured_date")), None),
            assurer=row("assurer"),
            service_areas=areas or ((province,) if province and place is None else ()),
            opening_hours=row.value(lambda: _hours(row("opening_hours")), ""),
            languages=row.value(lambda: values.languages(row("languages")), ()),
            accessibility=row("accessibility"),
            price=row("price"),
            conditions=row("conditions"),
            target_group=row("target_group"),
        )

    def _offered(self, cell: str) -> tuple[str, ...]:
        names = values.several(cell)
        unknown = [one for one in names if one not in self._services and normalise(one) not in self._services]
        if not names:
            raise _Refused("sheet.services", "er staat geen dienst")
        if unknown:
            raise _Refused("sheet.services", f"onbekende dienst {', '.join(unknown)}; bekend: {self._known}")
        return tuple(dict.fromkeys(self._services.get(one) or self._services[normalise(one)] for one in names))

    def _place(self, row: _Row, doubts: list[tuple[str, str]]) -> Place | None:
        """Return where the initiative is; ``None`` for one that works in a whole region."""
        postcode, names = row("postcode") or row("postcode_derived"), names_in(row("municipality"))
        if postcode:
            here = self._gazetteer.by_postcode(postcode)
            if not here:
                raise _Refused("sheet.postcode", f"postcode {postcode} bestaat niet in Vlaanderen of Brussel")
            fitting = self._gazetteer.fitting(here, names)
            if names and fitting is None:
                message = f"postcode {postcode} en gemeente {row('municipality')} horen niet samen"
                doubts.append(("sheet.place", message))
            return fitting or here[0]
        for name in names:
            match = self._gazetteer.by_name(name)
            if match:
                return match.place
        if names:
            raise _Refused("sheet.place", f"plaats {row('municipality')} is niet gekend")
        return None

    @staticmethod
    def _source(cell: str) -> str:
        if not values.is_web_address(cell):
            raise _Refused("sheet.source", "de bron (source_url) ontbreekt of is geen webadres")
        return cell

    @staticmethod
    def _one_of(kind: type[Value], cell: str, words: Mapping[str, str], otherwise: Value) -> Value:
        if not cell:
            return otherwise
        try:
            return kind(words.get(cell.lower(), cell.lower()))  # type: ignore[call-arg]
        except ValueError:
            known = ", ".join(words)
            raise _Refused("sheet.status", f"{cell!r} is onbekend; bekend: {known}") from None


class _Row:
    """The cells of a row by column; what says nothing, and what is a formula, is empty."""

    def __init__(self, cells: Mapping[str, str], doubts: list[tuple[str, str]]) -> None:
        self._doubts = doubts
        self._cells = {name: self._clean(name, cell) for name, cell in cells.items() if name}

    def _clean(self, name: str, cell: str) -> str:
        if len(cell) > MOST_FIELD:
            raise _Refused("sheet.long", f"een cel is langer dan {MOST_FIELD} tekens")
        if isinstance(cell, Formula):
            self._doubts.append(("sheet.formula", f"in {COLUMNS[name]} staat een formule: niet overgenomen"))
            return ""
        if values.says_nothing(cell):
            self._doubts.append(("sheet.empty", f"{cell!r} in {COLUMNS[name]} zegt niets: leeg gelaten"))
            return ""
        return cell.strip()

    def __call__(self, name: str) -> str:
        return self._cells.get(name, "")

    def value(self, read: Callable[[], Value], otherwise: Value) -> Value:
        """Return what a cell says; a value that cannot be right is noted and left out."""
        try:
            return read()
        except values.Doubt as doubt:
            self._doubts.append((doubt.code, str(doubt)))
            return otherwise


def _hours(cell: str) -> str:
    try:
        return read_hours(cell)
    except ValueError as error:
        raise values.Doubt("sheet.hours", f"{error}: niet overgenomen") from None
