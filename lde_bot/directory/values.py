"""Single values of a sheet: read, checked, and written one way; what cannot be right is left out and said.

Pure; the door to ``phonenumbers`` and ``stdnum``. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from stdnum.be import vat
from stdnum.exceptions import ValidationError

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,63}")
_NOTHING = {
    "-",
    "--",
    "?",
    "??",
    "x",
    "xx",
    "xxx",
    "n.v.t.",
    "nvt",
    "n/a",
    "na",
    "geen",
    "onbekend",
    "tbd",
    "test",
    "niet gekend",
}
_LANGUAGE = re.compile(r"[a-z]{2}")
_YEAR = re.compile(r"(19|20)\d\d")
_FILLED_IN = re.compile(r"(\d)\1{5}$|123456(78)?9?$")
_SAMPLES = ("example.com", "example.org", "voorbeeld.be", "test.be")


class Doubt(Exception):
    """A value that cannot be right; ``code`` names the rule, the message says what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def says_nothing(cell: str) -> bool:
    """True for what people type when they know nothing: ``-``, ``n.v.t.``, ``onbekend``."""
    return cell.lower() in _NOTHING


def phone(cell: str) -> str:
    """Return a phone number as people write it: ``014 24 86 05``, with ``+`` for another country.

    :raises Doubt: it is no number that can exist.
    """
    if not cell:
        return ""
    try:
        number = phonenumbers.parse(cell, "BE")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or re.search(r"[A-Za-z]{3}", cell):
        raise Doubt("sheet.phone", f"telefoonnummer {cell!r} lijkt geen nummer en is niet overgenomen")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == 32 else form.INTERNATIONAL)


def phone_link(number: str) -> str:
    """Return a phone number as a ``tel:`` link (RFC 3966); empty for an empty or unreadable number."""
    try:
        parsed = phonenumbers.parse(number, "BE")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966).replace("-", "")


def dead_looking(number: str) -> Iterator[Doubt]:
    """Yield a doubt for a number that can exist and looks like one that was typed to fill a cell."""
    if _FILLED_IN.search("".join(re.findall(r"\d", number))):
        yield Doubt("sheet.dead", f"telefoonnummer {number!r} ziet eruit als een proefnummer: kijk het na")


def email(cell: str) -> str:
    """Return an e-mail address.

    :raises Doubt: it is none, or an example.
    """
    if cell and (not _EMAIL.fullmatch(cell) or _is_sample(cell.rpartition("@")[2])):
        raise Doubt("sheet.email", f"e-mailadres {cell!r} klopt niet en is niet overgenomen")
    return cell


def website(cell: str) -> str:
    """Return a web address with its scheme, the name of the site in small letters, without a place on the page.

    :raises Doubt: it is none.
    """
    if not cell:
        return ""
    url = cell if "://" in cell else f"https://{cell}"
    if not is_web_address(url):
        raise Doubt("sheet.website", f"webadres {cell!r} klopt niet en is niet overgenomen")
    parts = urlsplit(url)
    if _is_sample(parts.netloc):
        raise Doubt("sheet.website", f"webadres {cell!r} is een voorbeeld en is niet overgenomen")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))


def _is_sample(domain: str) -> bool:
    return any(f".{domain.lower()}".endswith(f".{sample}") for sample in _SAMPLES)


def is_web_address(url: str) -> bool:
    """True for a whole web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and "." in parts.netloc and " " not in url


def enterprise_number(cell: str) -> str:
    """Return a Belgian enterprise number as ten digits; its last two check the first eight (modulo 97).

    :raises Doubt: it is none.
    """
    if not cell:
        return ""
    try:
        return str(vat.validate(cell))
    except ValidationError:
        raise Doubt("sheet.enterprise", f"ondernemingsnummer {cell!r} klopt niet en is niet overgenomen") from None


def year(cell: str) -> int | None:
    """Return a year.

    :raises Doubt: it is none.
    """
    if cell and not _YEAR.fullmatch(cell):
        raise Doubt("sheet.year", f"jaartal {cell!r} klopt niet en is niet overgenomen")
    return int(cell) if cell else None


def day(cell: str) -> date | None:
    """Return a day, written ``2026-03-01`` or ``1/3/2026``.

    :raises Doubt: it is none.
    """
    if not cell:
        return None
    belgian = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", cell)
    try:
        if belgian:
            return date(int(belgian[3]), int(belgian[2]), int(belgian[1]))
        return date.fromisoformat(cell[:10])
    except ValueError:
        raise Doubt("sheet.date", f"datum {cell!r} klopt niet en is niet overgenomen; schrijf 2026-03-01") from None


def languages(cell: str) -> tuple[str, ...]:
    """Return language codes of two letters (ISO 639-1).

    :raises Doubt: one is none.
    """
    codes = several(cell.lower())
    if not all(_LANGUAGE.fullmatch(code) for code in codes):
        raise Doubt("sheet.language", f"talen {cell!r}: schrijf codes van twee letters, zoals nl;fr")
    return codes


def several(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that have a semicolon between them."""
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return coordinates in Belgium (WGS 84); ``None`` when both are empty.

    :raises Doubt: they are none, or lie elsewhere.
    """
    if not latitude and not longitude:
        return None
    try:
        north, east = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
    except ValueError:
        north = east = 0.0
    if not (49.4 <= north <= 51.6 and 2.5 <= east <= 6.5):
        raise Doubt(
            "sheet.coordinates", f"coördinaten {latitude!r}, {longitude!r} liggen niet in België: niet overgenomen"
        )
    return north, east
