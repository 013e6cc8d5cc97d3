"""Passwords and one-time codes. The door to ``argon2`` and ``pyotp``.

Passwords are kept as Argon2id hashes with the library's recommended cost (RFC 9106, low memory); codes follow RFC 6238.
"""

from __future__ import annotations

import re
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
"""Characters of a password: length is what protects, so nothing else is asked of it (NIST SP 800-63B)."""
LONGEST = 200
"""Characters of a password that are looked at."""
WORDS = (
    "lokale diensteneconomie",
    "lde-bot",
    "ldebot",
    "lde",
    "koepel",
    "bureau",
    "telegram",
    "vlaanderen",
    "wachtwoord",
    "password",
    "welkom",
    "welcome",
    "geheim",
)
"""What whoever guesses here tries first: like the name of the account, it counts for nothing in a password."""
_ROWS = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiop",
    "qwertyuiop",
    "qsdfghjklm",
    "asdfghjkl",
)
_SHORT = 3  # a name of so few letters is in too many words
_REST = 6  # characters that must be left
_FEWEST = 5  # different characters
_YEAR = re.compile(r"(19|20)\d\d")
_SECRET = re.compile("[A-Z2-7]{32}")  # as new_secret makes them: 160 bits
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return what to keep of a password."""
    return _hasher.hash(password)


def refused(password: str, name: str) -> str:
    """Return why this cannot be the password of the account with this name; nothing when it can.

    Length is asked, and that it is not made of what is guessed first; never which kinds of characters are in it.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Een wachtwoord telt minstens {SHORTEST} en hoogstens {LONGEST} tekens."
    rest = password.casefold()
    names = (part for part in name.casefold().split() if len(part) > _SHORT)
    for word in (*WORDS, *names):
        rest = rest.replace(word, " ")
    rest = _without_rows(_YEAR.sub(" ", rest))
    if len(rest) < _REST or len(set(rest)) < _FEWEST:
        return "Dit wachtwoord is snel geraden. Kies een paar woorden die niets met je werk of je naam te maken hebben."
    return ""


def _without_rows(text: str) -> str:
    """Return a text without spaces, and without four or more signs as they follow on a keyboard or in the alphabet."""
    kept, at = "", 0
    while at < len(text):
        length = next((n for n in range(len(text) - at, 3, -1) if _in_a_row(text[at : at + n])), 0)
        kept += "" if length else text[at].strip()
        at += length or 1
    return kept


def _in_a_row(part: str) -> bool:
    return any(part in row or part[::-1] in row for row in _ROWS)


def is_right(password: str, kept: str | None) -> bool:
    """True when this is the password; takes as long when there is no such person, so that nothing is given away."""
    try:
        _hasher.verify(kept or _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and len(password) <= LONGEST


def new_secret() -> str:
    """Return a new secret for one-time codes, to put in an authenticator."""
    return pyotp.random_base32()


def secret_url(secret: str, name: str) -> str:
    """Return what an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="LDE-bot")


def code_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the number of the half minute of which this is the code (one before and after allowed), else ``None``."""
    if not _SECRET.fullmatch(secret):
        return None
    totp = pyotp.TOTP(secret)
    step = int(now.timestamp()) // totp.interval
    wanted = code.replace(" ", "")
    return next((one for one in (step, step - 1, step + 1) if totp.verify(wanted, for_time=one * totp.interval)), None)
