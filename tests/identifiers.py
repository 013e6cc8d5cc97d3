"""Made-up numbers, addresses and names that identify nobody, from a seed: right by their checksum or their form."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

_FIRST = "Fatima Ahmed Katrien Bart Yasmina Wouter Ingrid Hassan Nathalie Piotr".split()
_PART = "zwalk brem knots trug hasp vloor dring stoep gnuif plaag".split()


def identifiers(seed: int = 20261126) -> list[tuple[str, str]]:
    """Return five hundred different ones, each with what it is."""
    chance = Random(seed)
    found: dict[str, str] = {}
    for kind, (make, most) in _KINDS.items():
        before = len(found)
        while len(found) < before + most:
            found[make(chance)] = kind
    return [(kind, written) for written, kind in found.items()]


def _digits(chance: Random, count: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(count))


def _national(chance: Random, later: int = 0) -> str:
    year, month, day = chance.randint(30, 99), chance.randint(1, 12) + later, chance.randint(1, 28)
    body = f"{year:02}{month:02}{day:02}{chance.randint(1, 997):03}"
    whole = f"{body}{97 - int(body) % 97:02}"
    dotted = f"{whole[:2]}.{whole[2:4]}.{whole[4:6]}-{whole[6:9]}.{whole[9:]}"
    return chance.choice((whole, dotted, f"{whole[:6]} {whole[6:9]} {whole[9:]}"))


def _bis(chance: Random) -> str:
    return _national(chance, chance.choice((20, 40)))


def _phone(chance: Random) -> str:
    number = f"4{chance.randint(60, 99)}{_digits(chance, 6)}"
    spaced = f"0{number[:3]} {number[3:5]} {number[5:7]} {number[7:]}"
    return chance.choice((f"0{number}", f"+32{number}", spaced, spaced.replace(" ", "/", 1).replace(" ", ".")))


def _email(chance: Random) -> str:
    return f"{chance.choice(_PART)}.{chance.choice(_PART)}{_digits(chance, 3)}@{chance.choice(_PART)}.be"


def _iban(chance: Random) -> str:
    account = _digits(chance, 10)
    account += f"{int(account) % 97 or 97:02}"
    whole = f"BE{98 - int(account + '111400') % 97:02}{account}"
    return chance.choice((whole, " ".join(whole[start : start + 4] for start in range(0, 16, 4))))


def _card(chance: Random) -> str:
    body = "4" + _digits(chance, 14)
    doubled = [int(digit) * 2 for digit in body[::2]]
    total = sum(one - 9 * (one > 9) for one in doubled) + sum(map(int, body[1::2]))
    whole = body + str(-total % 10)
    return chance.choice((whole, " ".join(whole[start : start + 4] for start in range(0, 16, 4))))


def _plate(chance: Random) -> str:
    return (
        f"{chance.choice('12')}-{''.join(chance.choice(string.ascii_uppercase) for _ in range(3))}-{_digits(chance, 3)}"
    )


def _address(chance: Random) -> str:
    street = f"{chance.choice(_PART).title()}{chance.choice(_PART)}{chance.choice(('straat', 'laan', 'steenweg'))}"
    return f"{street} {chance.randint(1, 300)}"


def _name(chance: Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_PART).title()}{chance.choice(_PART)}"


_KINDS: dict[str, tuple[Callable[[Random], str], int]] = {
    "rijksregister": (_national, 60),
    "bis": (_bis, 30),
    "telefoon": (_phone, 80),
    "e-mail": (_email, 80),
    "iban": (_iban, 60),
    "kaart": (_card, 40),
    "nummerplaat": (_plate, 40),
    "adres": (_address, 60),
    "naam": (_name, 50),
}
