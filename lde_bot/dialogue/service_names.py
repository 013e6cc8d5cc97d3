"""Which services words name: as written, by stem, in a compound, or within a few typing mistakes. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from lde_bot.knowledge.model import Language
from lde_bot.knowledge.vocabulary import Vocabulary
from lde_bot.matching import Match, Names, closest, nearly, word_for_word
from lde_bot.text import STOPWORDS, content_words, stem

_SHORTEST_SINGLE = 6  # letters of a name of one word that may have typing mistakes
_SHORTEST_SEVERAL = 9  # letters of a name of several words that may have typing mistakes
_ALIKE = 0.8  # how much of a name must be right
_ALIKE_JOINED = 0.85  # the same for two words that are one name when joined: ``fiets laten`` is no ``fietspaden``
_SHORTEST_LONE = 7  # letters of a word that may be a name with more slips than that, when little else is said
_ALIKE_LONE = 0.75  # how much of it must be right
_LONGEST_FOREIGN = 5  # words of a service name in another language
_SHORTEST_HEAD = 4  # letters of a service name that begins a compound
_SHORTEST_TAIL = 4  # letters of what follows it
_SHORTEST_CUT = 5  # letters of a name that is cut short
_HALVES = 2  # words that are one compound, cut in two by a space: ``klus dienst``
_BY_EAR = "sch>sg ch>g ij>i ei>i ie>i y>i au>ou ae>a ck>k qu>kw c>k x>ks ph>f v>f z>s dt>t uw>u"
_SOUNDS = [pair.split(">") for pair in _BY_EAR.split()]
_TWICE = re.compile(r"(.)\1+")

Named = tuple[str, Match, frozenset[int]]
"""A service that is named: its id, why, and the numbers of the words that name it."""


def find_services(tokens: Sequence[str], vocabulary: Vocabulary, known: Container[str] = ()) -> list[Named]:
    """Return the services that words name, in the order of the words.

    Phrases are compared without function words (``fiets is kapot`` is ``fiets kapot``): as written, then by stem,
    then within a few typing mistakes. The longest phrase wins.

    :param known: words that mean something by themselves; another may be a name cut short (``poetsh``).
    """
    phrases = _phrases(vocabulary)
    places = [number for number, token in enumerate(tokens) if token not in STOPWORDS]
    found: list[Named] = []
    taken: set[int] = set()
    for size in range(min(4, len(places)), 0, -1):
        for start in range(len(places) - size + 1):
            used = frozenset(places[start : start + size])
            if used & taken:
                continue
            part = tuple(tokens[number] for number in sorted(used))
            hit = _service(part, phrases) or (
                _cut_short(part[0], phrases) if size == 1 and part[0] not in known else None
            )
            if hit:
                found.append((*hit, used))
                taken |= used
    return sorted(found, key=lambda item: min(item[2]))


def find_lone_service(unknown: Sequence[str], vocabulary: Vocabulary) -> list[Named]:
    """Return the service that a word is most like that means nothing by itself (``poestulp``), if it is one service.

    Only for a message of a few words: in a longer one such a word is mostly something else.

    :param unknown: its words, those empty that mean something or may be a place.
    """
    phrases = _phrases(vocabulary)
    for number, word in enumerate(unknown):
        if len(word) < _SHORTEST_LONE or not word.isalpha():
            continue
        near = nearly(word, phrases.alone, _ALIKE_LONE)
        if near and len({phrases.exact[one.candidate_part] for one in near}) == 1:
            return [(phrases.exact[near[0].candidate_part], near[0], frozenset({number}))]
    return []


def words_of(matches: Iterable[Named]) -> frozenset[int]:
    """Return the numbers of all words that name a service."""
    return frozenset(number for _, _, used in matches for number in used)


def find_foreign_services(tokens: Sequence[str], languages: Iterable[Language]) -> tuple[list[Named], str]:
    """Return the service that words of another language name, as :func:`find_services` does, and which language.

    The longest words win; none when no language has them.
    """
    known = [(language, service, words) for language in languages for service, words in language.services.items()]
    for size in range(min(_LONGEST_FOREIGN, len(tokens)), 0, -1):
        for start in range(len(tokens) - size + 1):
            part = " ".join(tokens[start : start + size])
            for language, service, words in known:
                if part in words:
                    used = frozenset(range(start, start + size))
                    return [(service, Match(1.0, part, part, "exact"), used)], language.code
    return _nearly_foreign(tokens, known)


def _nearly_foreign(
    tokens: Sequence[str], known: Sequence[tuple[Language, str, Sequence[str]]]
) -> tuple[list[Named], str]:
    """Return the service that some words nearly name in another language: most alike first, then the longest."""
    names = {name: (language.code, service) for language, service, words in known for name in words}
    spelt = Names(names)
    found: list[tuple[float, int, int, Match]] = []
    for size in range(min(_LONGEST_FOREIGN, len(tokens)), 0, -1):
        for start in range(len(tokens) - size + 1):
            several = tokens[start : start + size]
            part = " ".join(several)
            near = closest(part, spelt) if all(several) and len(part) >= _SHORTEST_SEVERAL else []
            fitting = [one for one in near if one.score >= _ALIKE and word_for_word(part, one.candidate_part)]
            found += [(one.score, size, start, one) for one in fitting]
    if not found:
        return [], ""
    _, size, start, match = max(found, key=lambda one: (one[0], one[1], -one[2]))
    code, service = names[match.candidate_part]
    return [(service, match, frozenset(range(start, start + size)))], code


def _service(part: tuple[str, ...], phrases: _Phrases) -> tuple[str, Match] | None:
    written = " ".join(part)
    if written in phrases.exact:
        return phrases.exact[written], Match(1.0, written, written, "exact")
    stems = " ".join(map(stem, part))
    if stems in phrases.stems:
        service, name = phrases.stems[stems]
        return service, Match(0.95, written, name, "stem")
    if len(part) == 1:
        return _mistyped(written, phrases) or _compound(written, phrases) or _sounding_like(written, phrases)
    halves = len(part) == _HALVES and not any(_stands_alone(word, phrases) for word in part)
    compound = "".join(part) if halves else ""
    for name, names, enough in ((written, phrases.several, _ALIKE), (compound, phrases.single, _ALIKE_JOINED)):
        near = closest(name, names) if len(name) >= _SHORTEST_SEVERAL else []
        near = [match for match in near if word_for_word(name, match.candidate_part)]
        if near and near[0].score >= enough:
            return phrases.exact[near[0].candidate_part], near[0]
    return _sounding_like(compound, phrases) if compound else None


def _stands_alone(word: str, phrases: _Phrases) -> bool:
    """True for a word that names a service by itself, and is no half of one."""
    return word in phrases.exact or stem(word) in phrases.stems or _mistyped(word, phrases) is not None


def _mistyped(written: str, phrases: _Phrases) -> tuple[str, Match] | None:
    """Return the service whose name of one word is this word but for a typing mistake or two."""
    near = closest(written, phrases.single) if len(written) >= _SHORTEST_SINGLE else []
    return (phrases.exact[near[0].candidate_part], near[0]) if near and near[0].score >= _ALIKE else None


def _sounding_like(written: str, phrases: _Phrases) -> tuple[str, Match] | None:
    """Return the service whose name sounds like a word that is written by ear (``energiskan``)."""
    near = closest(_sound(written), phrases.sounds) if len(written) >= _SHORTEST_SEVERAL else []
    if not near or near[0].score < _ALIKE_JOINED:
        return None
    name = phrases.sounding[near[0].candidate_part]
    return phrases.exact[name], Match(near[0].score, written, name, "fuzzy")


def _sound(word: str) -> str:
    """Return a word as it sounds, more or less: what is written in two ways is written in one."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _TWICE.sub(r"\1", word)


def _compound(written: str, phrases: _Phrases) -> tuple[str, Match] | None:
    """Return the service whose name begins a compound (``klusteam``, ``fietsherstelplaats``), the longest first."""
    for cut in range(len(written) - _SHORTEST_TAIL, _SHORTEST_HEAD - 1, -1):
        head = written[:cut]
        if head in phrases.exact:
            return phrases.exact[head], Match(0.9, written, head, "compound")
        if head in phrases.stems:
            service, name = phrases.stems[head]
            return service, Match(0.9, written, name, "compound")
    return None


def _cut_short(written: str, phrases: _Phrases) -> tuple[str, Match] | None:
    """Return the service of the names that begin with a word, if it is one service: ``boodsch``, ``kinderopv``."""
    if len(written) < _SHORTEST_CUT:
        return None
    begun = [name for name in phrases.exact if name.startswith(written) and " " not in name]
    services = {phrases.exact[name] for name in begun}
    if len(services) != 1:
        return None
    name = min(begun, key=len)
    if 2 * len(written) < len(name):
        return None  # *knoop* says little of *knooppuntbord*
    return services.pop(), Match(len(written) / len(name), written, name, "prefix")


@dataclass(frozen=True, slots=True)
class _Phrases:
    exact: dict[str, str]
    stems: dict[str, tuple[str, str]]
    alone: tuple[str, ...]
    """The names of one word."""
    single: Names
    several: Names
    sounds: Names
    sounding: dict[str, str]
    """How a name sounds to that name."""


_phrases_of: dict[int, tuple[Vocabulary, _Phrases]] = {}


def _phrases(vocabulary: Vocabulary) -> _Phrases:
    """Return the service words of a vocabulary, prepared once."""
    known = _phrases_of.get(id(vocabulary))
    if known and known[0] is vocabulary:
        return known[1]
    exact: dict[str, str] = {}
    joined: dict[str, str] = {}  # without the spaces that people leave out
    stems: dict[str, tuple[str, str]] = {}
    for service in vocabulary.services:
        for phrase in (service.id, service.label, *service.words):
            part = content_words(phrase)
            exact.setdefault(" ".join(part), service.id)
            joined.setdefault("".join(part), service.id)
            stemmed = " ".join(map(stem, part))
            stems.setdefault(stemmed, (service.id, " ".join(part)))
            if part[-1].endswith("en"):  # a verb, mostly: *iemand die kuist*
                stems.setdefault(f"{stemmed}t", (service.id, " ".join(part)))
    several = Names(name for name in exact if " " in name)
    exact = joined | exact
    alone = tuple(sorted(name for name in exact if " " not in name and len(name) >= _SHORTEST_SINGLE))
    sounding = {_sound(name): name for name in sorted(exact) if " " not in name and len(name) >= _SHORTEST_SEVERAL}
    prepared = _Phrases(exact, stems, alone, Names(alone), several, Names(sounding), sounding)
    _phrases_of.clear()
    _phrases_of[id(vocabulary)] = (vocabulary, prepared)
    return prepared
