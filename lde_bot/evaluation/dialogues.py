"""Whole conversations that the bot has never seen: what is said, and what should come of it.

They lie in ``tests/cases/dialogues_*.yaml``, each file a list of conversations::

    - title: een poetshulp in Aalst, en dan haar nummer
      turns:
        - {say: ik zoek een poetshulp in aalst, act: results, service: aanvullende-thuiszorg, place: Aalst}
        - {say: telefoon van de eerste?, act: detail}

Values that would each be right are joined with ``|``, services that are wanted together with ``+``. A mistake in such a
file is a finding with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lde_bot.dialogue.model import Act
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.errors import CasesError, Finding, Severity
from lde_bot.evaluation.cases import split_of
from lde_bot.knowledge.reader import Section, read_yaml_list

DETAIL = "detail"
"""Something about results that were shown already, such as how to reach one or when it is open: no new search."""
ACTS = frozenset({*(act.value for act in Act), DETAIL})
"""What a turn may ask for."""
_FIELDS = frozenset({"say", "act", "entry", "service", "place"})
_PLACED = {Act.RESULTS.value, Act.ASK_SERVICE.value, DETAIL}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is said, and what should come of it."""

    text: str
    """What is typed."""
    acts: tuple[str, ...]
    """Acts that are right: those of the bot, or :data:`DETAIL`."""
    entries: tuple[str, ...]
    """Entries that are right; none when no entry is."""
    services: tuple[tuple[str, ...], ...]
    """Services that should be recognised: any of these, each of them one or several together."""
    places: tuple[str, ...]
    """Postcodes and municipalities that are right."""
    line: int
    """Line in its file."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One conversation."""

    title: str
    """What it is about."""
    turns: tuple[Wanted, ...]
    """What is said, in order."""
    group: str
    """Name of its file."""
    line: int
    """Line in that file."""

    @property
    def split(self) -> str:
        """``dev`` or ``test``, by a hash of the title."""
        return split_of(self.title)


def load_dialogues(folder: Path, snapshot: Snapshot, split: str = "all", only: str = "") -> list[Dialogue]:
    """Read the conversations of a folder.

    :param snapshot: has the entries, services and places that they may name.
    :param split: ``dev``, ``test`` or ``all``.
    :param only: read only the files that have this in their name, such as those of one round.
    :raises CasesError: something in them is wrong; the findings name file and line.
    """
    findings: list[Finding] = []
    dialogues: list[Dialogue] = []
    for path in sorted(path for path in folder.glob("dialogues*.yaml") if only in path.name):
        read = read_dialogues(path.read_text(encoding="utf-8"), path.name, findings)
        findings += check_dialogues(read, path.name, snapshot)
        dialogues += read
    if findings:
        raise CasesError("The held-out conversations have mistakes; see above.", sorted(findings))
    return [one for one in dialogues if split in {"all", one.split}]


def read_dialogues(text: str, path: str, findings: list[Finding]) -> list[Dialogue]:
    """Return the conversations in a file; what is missing or is no such thing becomes a finding."""
    dialogues = []
    for section in read_yaml_list(text, path, findings):
        section.expect_only(frozenset({"title", "turns"}))
        title = section.text("title", required=True)
        turns = tuple(_wanted(turn) for turn in section.sections("turns"))
        if not turns:
            section.complain("dialogue.turns", f"gesprek '{title}' heeft geen beurten")
        dialogues.append(Dialogue(title, turns, Path(path).stem, section.line))
    return dialogues


def _wanted(turn: Section) -> Wanted:
    turn.expect_only(_FIELDS)
    return Wanted(
        text=turn.text("say", required=True),
        acts=_either(turn.text("act", required=True)),
        entries=_either(turn.text("entry")),
        services=tuple(tuple(part.strip() for part in one.split("+")) for one in _either(turn.text("service"))),
        places=_either(turn.text("place")),
        line=turn.line,
    )


def _either(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("|") if part.strip())


def check_dialogues(dialogues: list[Dialogue], path: str, snapshot: Snapshot) -> list[Finding]:
    """Return a finding for each title that stands twice, and each act, entry, service or place that does not exist."""
    found: list[tuple[int, str, str]] = []
    titles: set[str] = set()
    for dialogue in dialogues:
        if dialogue.title in titles:
            found.append((dialogue.line, "dialogue.twice", f"er is al een gesprek '{dialogue.title}'"))
        titles.add(dialogue.title)
        for turn in dialogue.turns:
            found += [(turn.line, code, message) for code, message in _mistakes(turn, snapshot)]
    return [Finding(path, line, Severity.ERROR, code, message) for line, code, message in found]


def _mistakes(turn: Wanted, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    known = snapshot.knowledge
    for act in turn.acts:
        if act not in ACTS:
            yield "dialogue.act", f"handeling '{act}' bestaat niet; kies uit {', '.join(sorted(ACTS))}"
    for entry in turn.entries:
        if entry not in known.entries:
            yield "dialogue.entry", f"fiche '{entry}' bestaat niet"
    for service in (one for together in turn.services for one in together):
        if known.vocabulary.service(service) is None:
            yield "dialogue.service", f"dienst '{service}' bestaat niet"
    if _PLACED.isdisjoint(turn.acts):  # a place that is not ours may be named where that is the point
        return
    for place in turn.places:
        if not (snapshot.gazetteer.by_postcode(place) or snapshot.gazetteer.by_name(place)):
            yield "dialogue.place", f"plaats '{place}' is geen postcode, gemeente of deelgemeente van ons"
