"""Taking out what identifies a person, before a text is kept. Pure; every pattern takes time in step with the text.

Numbers are recognised by their form, and where they have one by their checksum: Belgian national and bis numbers (97
minus the first nine digits modulo 97, with a 2 before them for people born from 2000 on), bank accounts (ISO 13616,
modulo 97), cards (ISO 7812, Luhn). Licence plates, telephone numbers, e-mail and street addresses by their form. Names
by what stands before them (*ik heet*, *madame*, *my name is*), or as a common first name with a surname or after
a relation (*mijn zoon*): :mod:`lde_bot.redaction_names`. How well it does: ``lde-bot privacy measure``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lde_bot.redaction_names import without_names

_DIGITS = re.compile(r"\D")
_EMAIL = re.compile(r"[^\s@<>(),;:]{1,64}(?: ?@ ?| ?\(at\) ?| \[at\] )[^\s@<>(),;:]{1,190}\.[a-z]{2,24}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:(?:[ .-]?\d{4}){2,7}(?:[ .-]?\d{1,3})?|[A-Z0-9]{11,30})\b", re.IGNORECASE)
_NATIONAL = re.compile(r"(?<!\d)\d{2}[ ./]?\d{2}[ ./]?\d{2}[ ./-]{0,3}\d{3}[ ./-]{0,3}\d{2}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:(?:\+|00)[1-9]|\(?0|4[5-9])(?:[ ./()-]{0,2}\d){7,13}(?![\d.,]*\d)")
_PUBLIC = re.compile(r"0800|0900|070|078")
_PLATE = re.compile(
    r"\b[1-9][- ]?(?:[A-Z]{3}|[a-z]{3}(?=-|\d)|(?<=-)[a-z]{3})[- ]?\d{3}\b|\b[A-Z]{3}-\d{3}\b|\b\d{3}-[A-Z]{3}\b"
)
_NUMBER = (
    r"(?:,? {0,2}(?:nr\.? ?|nummer |n° ?|numéro )?)\d{1,4}(?: ?[a-z]\b)?"
    r"(?:[ ,/]{0,2}(?:bus|bte|boîte|box) ?\w{1,4})?"
)
_UNITS = (
    r"(?! ?(?:\d|km|kilometer|meter|m\b|euro|eur|€|%|jaar|jaren|uur|uren|dag|dagen|weken|keer|maand|maanden|personen"
    r"|ans|jours|minuten|min\b))"
)
_STREET = re.compile(
    r"\b(?:(?:sint|st\.?|grote?|oude?|nieuwe?|lange?|korte?|hoge|lage|dokter|pastoor|burgemeester|koningin|koning)[ -])"
    r"{0,2}[^\W\d_]{2,30}(?:straat|str\.|laan|steenweg|stwg\.?|dreef|plein|lei|baan|kaai"
    r"|dijk|straatje|laantje|hof|pad|weg|veld|berg|wijk|park|kouter|markt|vest|poort|singel|gang)"
    rf"{_NUMBER}{_UNITS}",
    re.IGNORECASE,
)
_STEENWEG = re.compile(rf"\b(?:steenweg|baan|weg) (?:op|naar|van) [^\W\d_-]{{2,30}}{_NUMBER}{_UNITS}", re.IGNORECASE)
_RUE = re.compile(
    r"\b(?:rue|avenue|av\.|boulevard|bd\.?|chaussée|chemin|allée|impasse|quai|place|square)"
    rf"(?: (?:de|du|des|la|le|les|l'|d')){{0,2}}(?: ?[^\W\d_][\w'-]{{1,30}}){{1,4}}{_NUMBER}{_UNITS}",
    re.IGNORECASE,
)
_STREET_EN = re.compile(
    r"\b\d{1,4}[a-z]? (?:[A-Z][\w'-]{1,30} ){1,3}(?:[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane|[Ss]quare)\b"
)


def redact(text: str) -> str:
    """Return ``text`` with what identifies a person replaced by what it was; postcodes, years and amounts stay."""
    text = _EMAIL.sub("[e-mail]", text)
    text = _IBAN.sub(_if(_is_iban, "[rekening]"), text)
    text = _NATIONAL.sub(_if(_is_national_number, "[rijksregister]"), text)
    text = _CARD.sub(_if(_is_card, "[kaart]"), text)
    text = _PHONE.sub(_if(_is_private, "[telefoon]"), text)
    text = _PLATE.sub("[nummerplaat]", text)
    for pattern in (_STREET, _STEENWEG, _RUE, _STREET_EN):
        text = pattern.sub("[adres]", text)
    return without_names(text, "[naam]")


def _if(holds: Callable[[str], bool], mark: str) -> Callable[[re.Match[str]], str]:
    """Return what replaces a match by a mark where its digits hold, and leaves it otherwise."""
    return lambda found: mark if holds(found.group()) else found.group()


def _is_national_number(written: str) -> bool:
    digits = _DIGITS.sub("", written)
    body, check = digits[:9], int(digits[9:])
    return any(97 - int(prefix + body) % 97 == check for prefix in ("", "2"))


def _is_iban(written: str) -> bool:
    account = re.sub(r"[ .-]", "", written).upper()
    if not 15 <= len(account) <= 34:
        return False
    moved = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _is_card(written: str) -> bool:
    digits = [int(digit) for digit in reversed(_DIGITS.sub("", written))]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def _is_private(written: str) -> bool:
    """True for a telephone number that may be of a person: no number that everyone may call."""
    return not _PUBLIC.match(_DIGITS.sub("", written))
