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
_SECRET = re.compile("[A-Z2-7]{32}")  # as new_secret makes them: 160 bits
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return what to keep of a password."""
    return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """True when this is the password; takes as long when there is no such person, so that nothing is given away."""
    try:
        _hasher.verify(kept or _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


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
