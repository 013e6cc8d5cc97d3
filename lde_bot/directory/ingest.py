"""Reading a sheet of initiatives: rows in, initiatives and findings out.

Pure. Nothing is guessed: a phone number or address that is not in the sheet stays empty.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.model import Initiative, LdeStatus, Place
from lde_bot.errors import Finding, Severity
from lde_bot.text import normalise

COLUMNS = (
    "name,legal_form,services,street,number,postcode,postcode_derived,municipality,province,phone,email,website,"
    "lde_status,source_url,source_year,description,notes"
).split(",")
"""The columns: ``services`` are ids with a semicolon between, ``notes`` are for whoever keeps the sheet."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PARENTHESIS = re.compile(r"^(?P<locality>[^()]+?)\s*\((?P<other>[^()]+)\)$")
_MOST_FIELD = 2000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file held."""

    taken: tuple[Initiative, ...]
    """Initiatives that can be used, in the order of the file."""
    findings: tuple[Finding, ...]
    """Refused rows are errors; doubts about taken rows are warnings."""
    rows: int
    """How many rows the file has below its header."""


class _Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_sheet(text: str, path: str, gazetteer: Gazetteer, services: Mapping[str, str]) -> Sheet:
    """Read a CSV sheet of initiatives.

    :param text: content of the file.
    :param path: name of the file, for findings.
    :param gazetteer: the known places.
    :param services: the known services, label by id.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        missing = [name for name in ("name", "services", "municipality", "source_url") if name not in header]
        if missing:
            message = f"de kolom {', '.join(missing)} ontbreekt; verwacht: {', '.join(COLUMNS)}"
            return Sheet((), (Finding(path, 1, Severity.ERROR, "sheet.columns", message),), 0)
        taken: dict[str, Initiative] = {}
        findings: list[Finding] = []
        rows = 0
        for row in reader:
            rows += 1
            _take(row, path, reader.line_num, gazetteer, services, taken, findings)
    except csv.Error as error:
        finding = Finding(path, reader.line_num, Severity.ERROR, "sheet.csv", f"dit is geen geldige CSV: {error}")
        return Sheet((), (finding,), 0)
    return Sheet(tuple(taken.values()), tuple(findings), rows)


def _take(
    row: Mapping[str | None, str | list[str] | None],
    path: str,
    line: int,
    gazetteer: Gazetteer,
    services: Mapping[str, str],
    taken: dict[str, Initiative],
    findings: list[Finding],
) -> None:
    """Add one row to ``taken``, or a finding that says why not."""
    try:
        if None in row:
            raise _Refused(
                "sheet.cells", "deze rij heeft meer cellen dan er kolommen zijn (ontbreken er aanhalingstekens?)"
            )
        cells = {name: value.strip() if isinstance(value, str) else "" for name, value in row.items() if name}
        initiative, doubts = _initiative(cells, gazetteer, services)
        if initiative.id in taken:
            raise _Refused(
                "sheet.duplicate", f"{initiative.name} in {initiative.municipality or 'de regio'} staat er al"
            )
        taken[initiative.id] = initiative
        findings += [Finding(path, line, Severity.WARNING, code, message) for code, message in doubts]
    except _Refused as refusal:
        findings.append(Finding(path, line, Severity.ERROR, refusal.code, f"rij geweigerd: {refusal}"))


def _initiative(
    cells: Mapping[str, str], gazetteer: Gazetteer, services: Mapping[str, str]
) -> tuple[Initiative, list[tuple[str, str]]]:
    """Return the initiative of one row, with doubts about it as (code, message)."""
    doubts: list[tuple[str, str]] = []
    name = cells["name"]
    if not name:
        raise _Refused("sheet.name", "de naam ontbreekt")
    if any(len(value) > _MOST_FIELD for value in cells.values()):
        raise _Refused("sheet.long", f"een cel is langer dan {_MOST_FIELD} tekens")
    place = _place(cells, gazetteer, doubts)
    initiative = Initiative(
        id=normalise(f"{name} {place.municipality if place else cells.get('province', '')}").replace(" ", "-"),
        name=name,
        services=_services(cells["services"], services),
        legal_form=cells.get("legal_form", ""),
        street=" ".join(part for part in (cells.get("street", ""), cells.get("number", "")) if part),
        postcode=place.postcode if place else "",
        locality=cells["municipality"],
        municipality=place.municipality if place else "",
        province=place.province if place else cells.get("province", ""),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        phone=_phone(cells.get("phone", ""), doubts),
        email=_email(cells.get("email", ""), doubts),
        website=_website(cells.get("website", ""), doubts),
        lde_status=_status(cells.get("lde_status", "")),
        description=cells.get("description", ""),
        source_url=_source(cells["source_url"]),
        source_year=_year(cells.get("source_year", ""), doubts),
    )
    return initiative, doubts


def _services(cell: str, services: Mapping[str, str]) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in cell.split(";") if part.strip())
    unknown = [one for one in ids if one not in services]
    if not ids:
        raise _Refused("sheet.services", "er staat geen dienst")
    if unknown:
        raise _Refused("sheet.services", f"onbekende dienst {', '.join(unknown)}; bekend: {', '.join(services)}")
    return ids


def _place(cells: Mapping[str, str], gazetteer: Gazetteer, doubts: list[tuple[str, str]]) -> Place | None:
    """Return where the initiative is; ``None`` for one that works in a whole region."""
    postcode = cells.get("postcode", "") or cells.get("postcode_derived", "")
    names = _names(cells["municipality"])
    if not postcode and not names:
        return None
    if postcode:
        here = gazetteer.by_postcode(postcode)
        if not here:
            raise _Refused("sheet.postcode", f"postcode {postcode} bestaat niet in Vlaanderen of Brussel")
        for name in names:
            match = gazetteer.by_name(name)
            fitting = [place for place in here if match and place in match.places]
            fitting = fitting or [place for place in here if normalise(place.name) == normalise(name)]
            if fitting:
                return fitting[0]
            if match and match.place.municipality == here[0].municipality:
                return here[0]
        if names:
            doubts.append(("sheet.place", f"postcode {postcode} en gemeente {cells['municipality']} horen niet samen"))
        return here[0]
    for name in names:
        match = gazetteer.by_name(name)
        if match:
            return match.place
    raise _Refused("sheet.place", f"plaats {cells['municipality']} is niet gekend")


def _names(cell: str) -> list[str]:
    """Return the names in a cell such as ``Wortel (Hoogstraten)``, the most precise first."""
    match = _PARENTHESIS.match(cell)
    return [match["locality"], match["other"]] if match else [cell] if cell else []


def _phone(cell: str, doubts: list[tuple[str, str]]) -> str:
    digits = re.sub(r"\D", "", cell)
    if cell and not (re.fullmatch(r"[+\d\s./()-]+", cell) and 8 <= len(digits) <= 13):
        doubts.append(("sheet.phone", f"telefoonnummer {cell!r} lijkt geen nummer en is niet overgenomen"))
        return ""
    return cell


def _email(cell: str, doubts: list[tuple[str, str]]) -> str:
    if cell and not _EMAIL.fullmatch(cell):
        doubts.append(("sheet.email", f"e-mailadres {cell!r} klopt niet en is niet overgenomen"))
        return ""
    return cell


def _website(cell: str, doubts: list[tuple[str, str]]) -> str:
    if not cell:
        return ""
    url = cell if "://" in cell else f"https://{cell}"
    if not _is_web_address(url):
        doubts.append(("sheet.website", f"webadres {cell!r} klopt niet en is niet overgenomen"))
        return ""
    return url


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in url


def _source(cell: str) -> str:
    if not _is_web_address(cell):
        raise _Refused("sheet.source", "de bron (source_url) ontbreekt of is geen webadres")
    return cell


def _status(cell: str) -> LdeStatus:
    try:
        return LdeStatus(cell) if cell else LdeStatus.SAME_SERVICE
    except ValueError:
        known = ", ".join(status.value for status in LdeStatus)
        raise _Refused("sheet.status", f"lde_status {cell!r} is onbekend; bekend: {known}") from None


def _year(cell: str, doubts: list[tuple[str, str]]) -> int | None:
    if not cell:
        return None
    if re.fullmatch(r"(19|20)\d\d", cell):
        return int(cell)
    doubts.append(("sheet.year", f"jaartal {cell!r} klopt niet en is niet overgenomen"))
    return None
