"""Writing an entry as the YAML file that a person would write. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from lde_bot.knowledge.model import Entry, Kind

_PLAIN = re.compile(r"[A-Za-zÀ-ÿ0-9(](?:[^\n:#]|:(?=\S)|(?<=\S)#)*")
"""What YAML reads as the text that it is: it begins with no sign of its own, and ``: `` and `` #`` mean something."""
_NUMBER = re.compile(r"[\d ._]+")
_NOT_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "ja", "nee", "y", "n"}


def entry_text(entry: Entry) -> str:
    """Return the file of an entry; reading it gives the same entry."""
    return "\n".join(_lines(entry)) + "\n"


def printable(text: str) -> str:
    """Return a text without what YAML does not take: control characters, half of a surrogate pair, a mark of order."""
    return _NOT_YAML.sub("", text)


def _lines(entry: Entry) -> Iterator[str]:
    yield f"id: {entry.id}"
    yield f"question: {_scalar(entry.question)}"
    if entry.kind is not Kind.ANSWER:
        yield f"kind: {entry.kind.value}"
    yield f"audience: [{', '.join(one.value for one in entry.audience)}]"
    yield "utterances:"
    yield from (f"  - {_scalar(utterance)}" for utterance in entry.utterances)
    for name in ("answer", "details", "simpler"):
        yield from _block(name, getattr(entry, name))
    yield from _sources(entry)
    for name, day in (("valid_from", entry.valid_from), ("valid_until", entry.valid_until)):
        yield from _filled([(name, day.isoformat() if day else "")])
    yield from _filled([("successor", entry.successor)])
    yield f"reviewed_on: {entry.reviewed_on.isoformat()}"
    if entry.related:
        yield f"related: [{', '.join(entry.related)}]"
    step = entry.next_step
    if step:
        yield "next_step:"
        fields = [("label", step.label), ("entry", step.entry), ("service", step.service), ("url", step.url)]
        yield from (f"  {line}" for line in _filled(fields))


def _sources(entry: Entry) -> Iterator[str]:
    if entry.sources:
        yield "sources:"
    for one in entry.sources:
        fields = [("title", one.title), ("url", one.url), ("act", one.act), ("article", one.article)]
        yield from (("    " if number else "  - ") + line for number, line in enumerate(_filled(fields)))


def _filled(fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the fields that have a value."""
    return (f"{name}: {_scalar(value)}" for name, value in fields if value)


def _block(name: str, text: str) -> Sequence[str]:
    if not text:
        return ()
    return (f"{name}: |", *(f"  {line}".rstrip() for line in printable(text).splitlines()))


def _scalar(text: str) -> str:
    """Return a text on one line, between quotes where YAML needs them."""
    one = " ".join(printable(text).split())
    plain = _PLAIN.fullmatch(one) and one.lower() not in _WORDS and not _NUMBER.fullmatch(one)
    return one if plain else json.dumps(one, ensure_ascii=False)
