"""Bank accounts and cards in a text, by their length and checksum, also with other digits right beside them. Pure."""

from __future__ import annotations

import re

_ACCOUNT = re.compile(r"(?<![^\W_])[A-Z]{2}[ .-]?\d{2}(?=[ .-]?[A-Z0-9])", re.IGNORECASE)
_LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "NL DK FI",
        "19": "MK SI",
        "20": "AT LU EE LT XK BA KZ",
        "21": "CH LI HR LV",
        "22": "DE GB IE BG GE ME RS VA",
        "23": "AE IL GI",
        "24": "ES SE CZ SK RO MD PK SA TN MA",
        "25": "PT",
        "26": "TR IS",
        "27": "FR MC GR IT SM MR",
        "28": "PL HU CY AL AZ LB",
        "29": "UA",
        "30": "JO KW",
        "31": "MT",
    }.items()
    for country in countries.split()
}
"""How many characters an account number of a country has (ISO 13616 registry)."""
_BETWEEN = " .-"
_SHORTEST_CARD, _LONGEST_CARD = 13, 19
_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,60}")
_FIRST_OF_CARD = "23456"


def without_accounts(text: str, mark: str) -> str:
    """Return ``text`` with bank accounts replaced by ``mark``."""
    kept, at = [], 0
    for found in _ACCOUNT.finditer(text):
        end = _end_of_account(text, found.start()) if found.start() >= at else 0
        if end:
            kept += [text[at : found.start()], mark]
            at = end
    return "".join([*kept, text[at:]])


def _end_of_account(text: str, start: int) -> int:
    """Return where an account that starts here ends; 0 when there is none."""
    length = _LENGTHS.get(text[start : start + 2].upper(), 0)
    account, at, end = "", start, 0
    while len(account) < length and at < len(text):
        character = text[at]
        if character.isascii() and character.isalnum():
            account, end = account + character, at + 1
        elif character not in _BETWEEN or text[at - 1] in _BETWEEN:
            break
        at += 1
    whole = length and len(account) == length and not text[end : end + 1].isalnum()
    return end if whole and _is_account(account.upper()) else 0


def _is_account(account: str) -> bool:
    """True when the account is 1 modulo 97, its country moved behind (ISO 7064)."""
    moved = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def without_cards(text: str, mark: str) -> str:
    """Return ``text`` with card numbers replaced by ``mark``."""
    return _RUN.sub(lambda found: _cards(found.group(), mark), text)


def _cards(run: str, mark: str) -> str:
    """Return a row of digits without the cards in it: a card begins and ends where a group of digits does."""
    if _is_card(run):
        return mark
    digits = [place for place, character in enumerate(run) if character.isdigit()]
    kept, at = [], 0
    for number, start in enumerate(digits):
        end = _end_of_card(run, digits, number) if start >= at and run[start] in _FIRST_OF_CARD else 0
        if end:
            kept += [run[at:start], mark]
            at = end
    return "".join([*kept, run[at:]])


def _end_of_card(run: str, digits: list[int], number: int) -> int:
    """Return where a card ends that begins at the digit with this number; 0 when none does."""
    start = digits[number]
    if run[start - 1 : start].isdigit():
        return 0
    for last in digits[number + _SHORTEST_CARD - 1 : number + _LONGEST_CARD][::-1]:
        if not run[last + 1 : last + 2].isdigit() and _is_card(run[start : last + 1]):
            return last + 1
    return 0


def _is_card(written: str) -> bool:
    """True for 13 to 19 digits with a right last one (ISO 7812, Luhn)."""
    digits = [int(character) for character in reversed(written) if character.isdigit()]
    if not _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0
