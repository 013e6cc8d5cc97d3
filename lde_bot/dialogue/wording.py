"""How dates, distances and rows of names are written, for every channel. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from lde_bot.knowledge.model import Source

MOST_SOURCES = 2
"""Sources that are named in the text; more would bury the answer."""
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
_LANGUAGES = {
    "nl": "Nederlands",
    "fr": "Frans",
    "en": "Engels",
    "de": "Duits",
    "es": "Spaans",
    "it": "Italiaans",
    "pt": "Portugees",
    "tr": "Turks",
    "ar": "Arabisch",
    "pl": "Pools",
    "uk": "Oekraïens",
    "ru": "Russisch",
    "ro": "Roemeens",
    "bg": "Bulgaars",
    "fa": "Perzisch",
    "ps": "Pasjtoe",
    "so": "Somalisch",
}


def long_date(day: date) -> str:
    """Return a day as people write it: ``1 juli 2023``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def hour(moment: datetime) -> str:
    """Return an hour as people write it: ``12.30 uur``."""
    return f"{moment.hour}.{moment.minute:02} uur"


def weekday(moment: datetime) -> str:
    """Return the name of the day."""
    return _DAYS[moment.weekday()]


def kilometres(distance: float, *, about: bool = False) -> str:
    """Return a distance as people write it: ``3,2``; whole kilometres from ten on.

    :param about: it is measured from the middle of a town, so only whole kilometres are said.
    """
    if distance < 1:
        return "minder dan 1"
    return f"{distance:.0f}" if about or distance >= 9.95 else f"{distance:.1f}".replace(".", ",")


def language_name(code: str) -> str:
    """Return the Dutch name of a language; its code when it is a rare one."""
    return _LANGUAGES.get(code, code)


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text."""
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def joined(names: Sequence[str], last: str = "en") -> str:
    """Return names as a row: ``a, b en c``.

    :param last: the word before the last one.
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def capital(text: str) -> str:
    """Return a text that starts with a capital."""
    return text[:1].upper() + text[1:]


def source_name(source: Source) -> str:
    """Return the title of a source, with act and article where they are known."""
    law = ", ".join(part for part in (source.act, source.article) if part)
    return f"{source.title} ({law})" if law else source.title
