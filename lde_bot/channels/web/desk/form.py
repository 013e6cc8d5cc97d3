"""An entry as a form, and a form as an entry."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import count

from lde_bot.channels.web.desk.base import Visit
from lde_bot.dialogue.model import UserMessage
from lde_bot.knowledge.model import Audience, Entry, Kind, NextStep, Source
from lde_bot.text import normalise

DAYS = ("valid_from", "valid_until", "reviewed_on")
TEXTS = ("id", "theme", "question", "answer", "details", "simpler", "successor", *DAYS)
LISTS = ("utterances", "related")
UNSEEN = ("groep", "stand", "nieuw")
STEP = ("label", "entry", "service", "url")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")  # as people write a day; browsers send 2026-12-31


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What stands in the fields."""

    values: dict[str, str]
    """Text of each field."""
    kind: str
    """What sort of entry it is."""
    audience: tuple[str, ...]
    """Whom it is for."""

    @property
    def path(self) -> str:
        """File of the entry, below the root of the knowledge base."""
        return f"{self.values['theme'] or 'koepel'}/{self.values['id']}.yaml"


def of_entry(entry: Entry) -> EntryForm:
    """Return an entry as a form."""
    values = {
        "id": entry.id,
        "theme": entry.theme,
        "question": entry.question,
        "answer": entry.answer,
        "details": entry.details,
        "simpler": entry.simpler,
        "successor": entry.successor,
        "valid_from": entry.valid_from.isoformat() if entry.valid_from else "",
        "valid_until": entry.valid_until.isoformat() if entry.valid_until else "",
        "reviewed_on": entry.reviewed_on.isoformat(),
        "utterances": "\n".join(entry.utterances),
        "related": "\n".join(entry.related),
        "sources": "\n".join(_source_line(one) for one in entry.sources),
    }
    step = entry.next_step
    values |= {f"step_{name}": getattr(step, name) if step else "" for name in STEP}
    return EntryForm(values, entry.kind.value, tuple(one.value for one in entry.audience))


def empty(theme: str, today: date, kind: Kind = Kind.ANSWER) -> EntryForm:
    """Return a form with nothing in it yet but a theme, a kind, and the day: what is new is reviewed."""
    values = dict.fromkeys(_names(), "") | {"theme": theme, "reviewed_on": today.isoformat()}
    return EntryForm(values, kind.value, (Audience.CITIZEN.value,))


def typed(visit: Visit, taken: Collection[str], today: date) -> EntryForm:
    """Return what someone filled in; a new entry without a name gets one from its question, a review no day is today's.

    :param taken: names that other entries have.
    """
    values = {name: visit.get(name).replace("\r\n", "\n") for name in _names()}
    values["reviewed_on"] = values["reviewed_on"] or today.isoformat()
    values["id"] = values["id"] or _free(name_of(values["question"]), taken)
    return EntryForm(values, visit.get("kind"), tuple(visit.every("audience")))


def fields_of(visit: Visit, form: EntryForm) -> list[tuple[str, str]]:
    """Return what stands in the fields as a browser would send it, with what belongs to the form and is not seen."""
    unseen = [(name, visit.get(name)) for name in UNSEEN if visit.get(name)]
    return [*form.values.items(), ("kind", form.kind), *(("audience", one) for one in form.audience), *unseen]


def name_of(question: str) -> str:
    """Return a name for an entry from its question: its longest words."""
    words = [word for word in normalise(question).split() if len(word) > 3 and word.isascii() and word.isalnum()]
    return "-".join(words[:4])[:40].strip("-") or "nieuwe-fiche"


def _free(name: str, taken: Collection[str]) -> str:
    return next(one for number in count(1) if (one := f"{name}-{number}" if number > 1 else name) not in taken)


def no_days(form: EntryForm) -> list[str]:
    """Return the fields in which something stands that is no day."""
    return [name for name in DAYS if form.values[name] and not _day(form.values[name])]


def entry_of(form: EntryForm, today: date) -> Entry:
    """Return the entry that a form stands for, also one that is not whole yet.

    :param today: stands for a review on what is no day; see :func:`no_days`.
    """
    values = form.values
    step = NextStep(*(values[f"step_{name}"] for name in STEP))
    return Entry(
        id=values["id"],
        theme=values["theme"],
        kind=Kind(form.kind) if form.kind in {one.value for one in Kind} else Kind.ANSWER,
        question=values["question"],
        utterances=tuple(dict.fromkeys(_lines(values["utterances"]))),
        answer=values["answer"],
        details=values["details"],
        simpler=values["simpler"],
        sources=tuple(_source(line) for line in _lines(values["sources"])),
        audience=tuple(Audience(one) for one in form.audience if one in {known.value for known in Audience}),
        valid_from=_day(values["valid_from"]),
        valid_until=_day(values["valid_until"]),
        successor=values["successor"],
        reviewed_on=_day(values["reviewed_on"]) or today,
        related=tuple(_lines(values["related"])),
        next_step=step if any((step.label, step.entry, step.service, step.url)) else None,
    )


def added(form: EntryForm, questions: list[str]) -> EntryForm:
    """Return a form with questions of people added to its phrases."""
    clean = [UserMessage(text=one).text for one in questions]
    lines = dict.fromkeys([*_lines(form.values["utterances"]), *clean])
    return EntryForm({**form.values, "utterances": "\n".join(lines)}, form.kind, form.audience)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _source_line(one: Source) -> str:
    return " | ".join((one.title, one.url, one.act, one.article)).rstrip(" |")


def _source(line: str) -> Source:
    parts = [part.strip() for part in line.split("|")] + [""] * 4
    return Source(parts[0], parts[1], parts[2], parts[3])


def _day(text: str) -> date | None:
    """Return a day as browsers send it or as people write it; ``None`` when it is none."""
    written = _DAY.fullmatch(text)
    try:
        return date(*map(int, reversed(written.groups()))) if written else date.fromisoformat(text)
    except ValueError:
        return None


def _names() -> tuple[str, ...]:
    """Return the names of all fields of text."""
    return (*TEXTS, *LISTS, "sources", *(f"step_{name}" for name in STEP))
