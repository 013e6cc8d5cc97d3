"""Opening hours: the ``opening_hours`` syntax of OpenStreetMap, read and evaluated by a library, said in Dutch.

Pure; the door to ``opening_hours``. People may write days and hours the Dutch way (``ma-vr 9u-12u30; za gesloten``).
Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from opening_hours import OpeningHours, validate

_DAYS = dict(zip("ma di wo do vr za zo".split(), "Mo Tu We Th Fr Sa Su".split(), strict=True))
_WORDS = _DAYS | {"gesloten": "off", "feestdagen": "PH", "feestdag": "PH", "en": ",", "tot": "-", "uur": "", "van": ""}
_DUTCH = {day: dutch for dutch, day in _DAYS.items()} | {"off": "gesloten", "closed": "gesloten", "PH": "feestdagen"}
_ICAL = dict(zip("Mo Tu We Th Fr Sa Su".split(), "MO TU WE TH FR SA SU".split(), strict=True))
_LONG = dict(
    zip(
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
        "ma di wo do vr za zo".split(),
        strict=True,
    )
)
_HOUR = re.compile(r"\b(\d{1,2})(?:[.:u](\d{2})|u)?(?=\s*(?:[-,;]|$|[A-Za-z]))(?!\d)", re.ASCII)
_SIMPLE = re.compile(
    r"(?:(?P<days>(?:Mo|Tu|We|Th|Fr|Sa|Su)[A-Za-z,-]{0,60}) )?(?P<times>\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)"
)
_AHEAD = timedelta(days=7)  # without an end the library looks for a change in every day until the year 9999


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether something is open at a moment."""

    open: bool
    """True when it is open."""
    until: datetime | None
    """When that changes; ``None`` when it does not change within a week."""


def read_hours(text: str) -> str:
    """Return opening hours in the syntax of OpenStreetMap; empty for an empty text.

    :raises ValueError: it cannot be understood.
    """
    if not text.strip():
        return ""
    if validate(text.strip()):
        return str(OpeningHours(text.strip(), country="BE"))
    plain = _HOUR.sub(lambda match: f"{int(match[1]):02}:{match[2] or '00'}", text.strip())
    words = re.split(r"([A-Za-z]+)", plain)
    for place, word in enumerate(words):
        short = _LONG.get(word.lower(), word.lower())
        words[place] = _WORDS.get(short, word)
    written = re.sub(r" ?([-,]) ?", r"\1", " ".join("".join(words).split())).strip(" ;")
    if not validate(written):
        raise ValueError(f"openingsuren {text!r} zijn niet te lezen; schrijf bijvoorbeeld 'ma-vr 09:00-12:00'")
    return str(OpeningHours(written, country="BE"))


def opening_at(hours: str, moment: datetime) -> Opening | None:
    """Return whether it is open at a moment; ``None`` when the hours are not known.

    :param moment: local time in Belgium; public holidays are those of Belgium.
    """
    if not validate(hours):
        return None
    parsed, naive = OpeningHours(hours, country="BE"), moment.replace(tzinfo=None)
    if parsed.is_unknown(naive):
        return None
    _, change, *_ = next(iter(parsed.intervals(naive, naive + _AHEAD)))
    return Opening(parsed.is_open(naive), change if change < naive + _AHEAD else None)


def in_dutch(hours: str) -> str:
    """Return opening hours as people write them: ``ma-vr 9.00-17.00 uur, za gesloten``."""
    if hours == "24/7":
        return "altijd open"
    text = re.sub(r"[A-Za-z]+", lambda match: _DUTCH.get(match[0], match[0]), hours)
    text = re.sub(r"\b([a-z]{2})\[(-?)(\d)\]", lambda match: _nth(match[1], match[2], match[3]), text)
    text = re.sub(r"\b0?(\d{1,2}):(\d\d)", r"\1.\2", text)
    return text.replace(";", ",").replace(",", ", ").replace("  ", " ") + (" uur" if re.search(r"\d$", text) else "")


def to_type(hours: str) -> str:
    """Return opening hours as someone may type them again: ``ma-vr 09:00-12:30; za gesloten``."""
    return re.sub(r"[A-Za-z]+", lambda match: _DUTCH.get(match[0], match[0]), hours)


def _nth(day: str, from_end: str, number: str) -> str:
    """Return the ``1e wo`` of the month, the ``laatste do``."""
    if from_end:
        return f"laatste {day}" if number == "1" else f"{number}e laatste {day}"
    return f"{number}e {day}"


def schedules_of(hours: str) -> list[dict[str, object]]:
    """Return HSDS schedules: one for each row of simple weekly hours, and the whole text in each description."""
    if not hours:
        return []
    rows: list[dict[str, object]] = []
    for rule in hours.split(";"):
        if rule.endswith((" closed", " off")):
            continue
        match = _SIMPLE.fullmatch(rule.strip())
        if not match:
            return [_schedule("", "", "", hours)]
        days = _days(match["days"] or "Mo-Su")
        for span in match["times"].split(","):
            opens, closes = span.split("-")
            rows.append(_schedule(",".join(_ICAL[day] for day in days), opens, closes, hours))
    return rows


def from_schedules(schedules: Iterable[Mapping[str, object]]) -> str:
    """Return the opening hours that HSDS schedules say: our own text, else weekly rows put together; else nothing."""
    rows = list(schedules)
    for text in filter(None, (str(row.get("description") or "") for row in rows)):
        with suppress(ValueError):
            return read_hours(text)
    return "; ".join(filter(None, map(_weekly, rows)))


def _weekly(row: Mapping[str, object]) -> str:
    byday, opens, closes = (str(row.get(name) or "") for name in ("byday", "opens_at", "closes_at"))
    names = {short: day for day, short in _ICAL.items()}
    days = [names[part] for part in byday.split(",") if part in names]
    return f"{','.join(days)} {opens[:5]}-{closes[:5]}" if days and opens and closes else ""


def _schedule(byday: str, opens: str, closes: str, description: str) -> dict[str, object]:
    freq = "WEEKLY" if byday else ""
    return {"freq": freq, "byday": byday, "opens_at": opens, "closes_at": closes, "description": description}


def _days(text: str) -> list[str]:
    """Return the days of ``Mo-We,Fr``."""
    names = list(_ICAL)
    found = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = names.index(first), names.index(last or first)
        found += [names[number % 7] for number in range(start, end + 1 if end >= start else end + 8)]
    return found
