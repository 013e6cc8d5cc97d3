"""Taking out what identifies a person, before a text is kept. Pure; every pattern takes time in step with the text.

Numbers are recognised by their form, and where they have one by their checksum: Belgian national and bis numbers (97
minus the first nine digits modulo 97, with a 2 before them for people born from 2000 on), bank accounts (ISO 13616,
modulo 97), cards (ISO 7812, Luhn): :mod:`lde_bot.redaction_numbers`. Licence plates, telephone numbers and e-mail (also
spelt out) by their form, streets by theirs and by what stands around them: :mod:`lde_bot.redaction_places`. Names by
what stands before them (*ik heet*, *madame*, *my name is*), or by lists of first names and surnames:
:mod:`lde_bot.redaction_names`. How well it does: ``lde-bot privacy measure``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lde_bot.redaction_names import without_names
from lde_bot.redaction_numbers import without_accounts, without_cards
from lde_bot.redaction_places import without_addresses

_DIGITS = re.compile(r"\D")
_EMAIL = re.compile(
    r"(?<![^\s@<>(),;:])[^\s@<>(),;:]{1,200}(?: ?@ ?| ?\(at\) ?| \[at\] )[^\s@<>(),;:]{1,190}\.[a-z]{2,24}",
    re.IGNORECASE,
)
_DOT = r"(?: ?[(\[](?:dot|punt|point)[)\]] ?| (?:dot|punt|point) )"
_LOCAL = (
    rf"(?<![\w.+-])[\w.+-]{{1,40}}(?:(?:{_DOT}| (?:underscore|streepje|tiret|liggend streepje) )[\w+-]{{1,40}}){{0,3}}"
)
_END = (
    "(?:be|com|net|org|eu|nl|fr|de|lu|uk|info|vlaanderen|brussels|gent|pl|es|it|pt|ro|bg|ua|ru|tr|ma|me|io|ch|at|gov"
    r"|edu)\b"
)
_TAIL = r" (?:apenstaart|apenstaartje|apestaart|apestaartje|arobase|arobas) | ?[(\[](?:at|apenstaart)[)\]] ?"
_MAILBOXES = "gmail|hotmail|outlook|telenet|skynet|proximus|live|yahoo|icloud|msn|voo|scarlet|protonmail"
_SPELT = re.compile(
    rf"{_LOCAL}(?:{_TAIL}| at |@)[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,40}}){{0,2}}{_DOT}{_END}"
    rf"|{_LOCAL}(?:{_TAIL})[\w-]{{1,40}}(?:\.[\w-]{{1,40}}){{0,2}}\.{_END}"
    rf"|{_LOCAL} at (?:{_MAILBOXES})\.{_END}",
    re.IGNORECASE,
)
_NATIONAL = re.compile(r"(?<!\d)\d{2}[ ./-]?\d{2}[ ./-]?\d{2}[ ./-]{0,3}\d{3}[ ./-]{0,3}\d{2}(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:(?:\+|00)[1-9]|\(?0|4[5-9])(?:[ ./()-]{0,3}\d){7,13}(?![\d.,]*\d)")
_PUBLIC = re.compile(r"0800|0900|070|078")
_PLATE = re.compile(
    r"\b[1-9][- ]?(?:[A-Z]{3}|[a-z]{3}(?=-|\d)|(?<=-)[a-z]{3})[- ]?\d{3}\b|\b[A-Z]{3}-\d{3}\b|\b\d{3}-[A-Z]{3}\b"
)


def redact(text: str) -> str:
    """Return ``text`` with what identifies a person replaced by what it was; postcodes, years and amounts stay."""
    text = _SPELT.sub("[e-mail]", _EMAIL.sub("[e-mail]", text))
    text = without_accounts(text, "[rekening]")
    text = _NATIONAL.sub(_if(_is_national_number, "[rijksregister]"), text)
    text = without_cards(text, "[kaart]")
    text = _PHONE.sub(_if(_is_private, "[telefoon]"), text)
    text = _PLATE.sub("[nummerplaat]", text)
    return without_names(without_addresses(text, "[adres]"), "[naam]")


def _if(holds: Callable[[str], bool], mark: str) -> Callable[[re.Match[str]], str]:
    """Return what replaces a match by a mark where its digits hold, and leaves it otherwise."""
    return lambda found: mark if holds(found.group()) else found.group()


def _is_national_number(written: str) -> bool:
    digits = _DIGITS.sub("", written)
    body, check = digits[:9], int(digits[9:])
    return any(97 - int(prefix + body) % 97 == check for prefix in ("", "2"))


def _is_private(written: str) -> bool:
    """True for a telephone number that may be of a person: no number that everyone may call."""
    return not _PUBLIC.match(_DIGITS.sub("", written))
