"""Other languages: reading their files, and finding mistakes in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lde_bot.errors import Finding, Severity
from lde_bot.knowledge.model import KnowledgeBase, Language
from lde_bot.knowledge.reader import Section, plain
from lde_bot.knowledge.words import ways_of
from lde_bot.text import normalise

_TEXTS = ("translations", "commands")
_ASKS = "asks"
_BY_ID = ("utterances", "requests", "services", *_TEXTS, _ASKS)
_NUMBER = re.compile(r"\d+")


def read_language(section: Section, path: str) -> Language:
    """Read how people ask in another language, and what is translated into it.

    What is wrong becomes a finding of the section; the rest is read.
    """
    section.expect_only(frozenset({"notice", "translated", "explains", "small", "outside", *_BY_ID}))
    parts = {name: section.section(name) for name in _BY_ID}
    lists = {
        name: {key: plain(part.texts(key)) for key in part.names()} if part else {}
        for name, part in parts.items()
        if name not in (*_TEXTS, _ASKS)
    }
    asks = parts[_ASKS]
    texts = {name: {key: part.text(key) for key in part.names()} if (part := parts[name]) else {} for name in _TEXTS}
    return Language(
        code=Path(path).stem,
        notice=section.text("notice", required=True),
        translated=section.text("translated", required=bool(texts["translations"])),
        explains=tuple(map(normalise, plain(section.texts("explains", required=True)))),
        utterances=lists["utterances"],
        requests=lists["requests"],
        services={key: tuple(map(normalise, words)) for key, words in lists["services"].items()},
        outside=plain(section.texts("outside")),
        translations=texts["translations"],
        commands=texts["commands"],
        small=frozenset(map(normalise, plain(section.texts("small")))),
        asks={name: ways_of(asks, name, {}) for name in asks.names()} if asks else {},
        path=path,
        lines={f"{name}.{key}": part.line_of(key) for name, part in parts.items() if part for key in part.names()},
    )


def check_languages(base: KnowledgeBase) -> Iterator[Finding]:
    """Yield what is wrong in the files of other languages.

    A name that does not exist is an error, and so is a number in a translation that the Dutch answer does not have: a
    wrong telephone number is worse than none, and it tells that the Dutch text was changed since.
    """
    services, aspects = {service.id for service in base.vocabulary.services}, base.vocabulary.aspects.keys()
    for language in base.languages.values():
        for part, known, what, kind in (
            (language.utterances, base.entries.keys(), "utterances", "fiche"),
            (language.translations, base.entries.keys(), "translations", "fiche"),
            (language.requests, services, "requests", "dienst"),
            (language.services, services, "services", "dienst"),
            (language.asks, aspects, _ASKS, "aspect"),
        ):
            for name in part:
                if name not in known:
                    yield _error(language, f"{what}.{name}", "language.dead-link", f"{kind} '{name}' bestaat niet")
        for name, text in language.translations.items():
            entry = base.entries.get(name)
            strange = entry and set(_NUMBER.findall(text)) - set(_NUMBER.findall(entry.answer))
            if strange:
                message = f"getal {', '.join(sorted(strange))} staat niet in het Nederlandse antwoord van '{name}'"
                yield _error(language, f"translations.{name}", "language.number", message)


def _error(language: Language, field: str, code: str, message: str) -> Finding:
    return Finding(language.path, language.lines.get(field, 1), Severity.ERROR, code, message)
