"""Reading the words of the domain: services, spellings, and how a conversation goes on. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lde_bot.knowledge.reader import Section, plain
from lde_bot.knowledge.vocabulary import FOLLOWUPS, Aspect, ServiceTerm, Topic, Vocabulary
from lde_bot.text import normalise, words

_CUES = ("search_cues", "need_cues", "place_cues", "year_cues")
_BY_ENTRY = ("no_search", "reactions")  # lists of words, by the id of an entry
_DETAILS = " + uitleg"  # after the name of an entry: its longer explanation says it
_SEARCH = "dienst "  # before the name of a service: those who offer it know
LABEL_LIMIT = 40
"""Characters of a button."""


def read_vocabulary(
    section: Section | None, outside: Section | None, requests: Section | None, aspects: Section | None
) -> Vocabulary | None:
    """Read the words, what lies outside, how people ask for a service, and what they ask about a topic.

    What is wrong becomes a finding of its section; ``None`` when one of them is missing.
    """
    if section is None or outside is None or requests is None or aspects is None:
        return None
    names = (*_CUES, "common_words", "units", "fillers", "outside_places")
    section.expect_only(
        frozenset({"services", "spelling", "signs", "followups", "general", *_BY_ENTRY, "around", *names})
    )
    outside.expect_only(frozenset({"outside"}))
    lists = {name: plain(section.texts(name, required=True)) for name in names}
    followups = section.section("followups")
    if followups:
        followups.expect_only(frozenset(FOLLOWUPS))
    services, spelling = _services(section, requests), _pairs(section, "spelling")
    known = frozenset(service.id for service in services)
    return Vocabulary(
        services=services,
        spelling=spelling,
        signs=_pairs(section, "signs"),
        search_cues=lists["search_cues"],
        need_cues=lists["need_cues"],
        place_cues=lists["place_cues"],
        common_words=frozenset(lists["common_words"]),
        year_cues=lists["year_cues"],
        units=frozenset(lists["units"]),
        fillers=lists["fillers"],
        outside_places=lists["outside_places"],
        outside=plain(outside.texts("outside", required=True)),
        general=frozenset(plain(section.texts("general"))),
        no_search={name: frozenset(said) for name, said in _by_entry(section, "no_search").items()},
        reactions=_by_entry(section, "reactions"),
        around=frozenset(map(normalise, plain(section.texts("around")))),
        aspects=_aspects(aspects, spelling),
        topics=_topics(aspects, known, spelling),
        mentions=dict(reversed([*_mentions(section), *_mentions_of_topics(aspects)])),
        followups={name: plain(followups.texts(name)) for name in FOLLOWUPS} if followups else {},
    )


def _services(section: Section, requests: Section) -> tuple[ServiceTerm, ...]:
    services = []
    for item in section.sections("services"):
        item.expect_only(frozenset({"id", "label", "asked", "entry", "words", "at_home", "instead"}))
        services.append(
            ServiceTerm(
                id=item.text("id", required=True),
                label=item.text("label", required=True, longest=LABEL_LIMIT),
                asked=item.text("asked", required=True),
                entry=item.text("entry", required=True),
                words=plain(item.texts("words", required=True)),
                at_home=item.text("at_home", required=True) == "true",
                requests=plain(requests.texts(item.text("id"), required=True)),
                instead=tuple(line.text for line in item.texts("instead")),
            )
        )
    known = frozenset(service.id for service in services)
    requests.expect_only(known)
    owner = dict[str, str]()
    for item in section.sections("services"):
        for line in item.texts("instead"):
            if line.text not in known:
                item.complain("service.unknown", f"'{line.text}' is geen dienst", line.line)
        name = item.text("id")
        for line in item.texts("words"):
            before = owner.setdefault(normalise(line.text), name)
            if before != name:
                message = f"'{line.text}' hoort bij '{before}' en bij '{name}'"
                item.complain("vocabulary.shared-word", message, line.line)
    return tuple(services)


def _mentions(section: Section) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield the entries that the vocabulary names, each with the file and the line."""
    for line in section.texts("general"):
        yield line.text, (section.path, line.line)
    for cues in filter(None, map(section.section, _BY_ENTRY)):
        yield from ((name, (cues.path, cues.line_of(name))) for name in cues.names())
    for item in section.sections("services"):
        yield item.text("entry"), (item.path, item.line_of("entry"))


def _mentions_of_topics(section: Section) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield the entries that aspects and topics name, each with the file and the line."""
    for item in (*section.sections("aspects"), *section.sections("topics")):
        for line in (*item.texts("general"), *item.texts("entries")):
            yield line.text, (item.path, line.line)
        for name in item.names():
            if name not in ("general", "entries", "id", "asks", "names"):
                yield item.text(name).removesuffix(_DETAILS), (item.path, item.line_of(name))


def _aspects(section: Section, spelling: Mapping[str, str]) -> dict[str, Aspect]:
    """Read what people want to know about a topic, and in which words."""
    section.expect_only(frozenset({"aspects", "topics"}))
    found = {}
    for item in section.sections("aspects"):
        item.expect_only(frozenset({"id", "asks", "general"}))
        found[item.text("id", required=True)] = Aspect(
            ways_of(item, "asks", spelling, required=True), plain(item.texts("general"))
        )
    return found


def _topics(section: Section, services: frozenset[str], spelling: Mapping[str, str]) -> tuple[Topic, ...]:
    """Read which entries are about one topic, and which of them, or which search, tells what."""
    aspects = {item.text("id") for item in section.sections("aspects")}
    found, owner = [], dict[str, int]()
    for item in section.sections("topics"):
        item.expect_only(frozenset({"entries", "names", *aspects}))
        for line in item.texts("entries", required=True):
            if line.text in owner:
                message = f"fiche '{line.text}' hoort ook bij het onderwerp van regel {owner[line.text]}"
                item.complain("topic.shared-entry", message, line.line)
            owner[line.text] = line.line
        said = {name: item.text(name, required=True) for name in item.names() if name in aspects}
        searches = {name: text.removeprefix(_SEARCH) for name, text in said.items() if text.startswith(_SEARCH)}
        for name, service in searches.items():
            if service not in services:
                item.complain("service.unknown", f"'{service}' is geen dienst", item.line_of(name))
        answers = {name: text.removesuffix(_DETAILS) for name, text in said.items() if name not in searches}
        detailed = frozenset(name for name in answers if said[name].endswith(_DETAILS))
        names = ways_of(item, "names", spelling)
        found.append(Topic(plain(item.texts("entries")), answers, detailed, searches, names))
    return tuple(found)


def ways_of(
    item: Section, name: str, spelling: Mapping[str, str], *, required: bool = False
) -> tuple[frozenset[str], ...]:
    """Return the words of each line of a list.

    :param spelling: spoken or shortened word to its standard form.
    """
    lines = (
        " ".join(spelling.get(word, word) for word in words(line))
        for line in plain(item.texts(name, required=required))
    )
    return tuple(frozenset(line.split()) for line in lines)


def _by_entry(section: Section, name: str) -> dict[str, tuple[str, ...]]:
    """Return lists of words and phrases, normalised, by the entry that each belongs to."""
    lists = section.section(name)
    if lists is None:
        return {}
    return {entry: tuple(map(normalise, plain(lists.texts(entry)))) for entry in lists.names()}


def _pairs(section: Section, name: str) -> dict[str, str]:
    """Return a list of words and what each stands for."""
    pairs = section.section(name)
    return {word: pairs.text(word) for word in pairs.names()} if pairs else {}
