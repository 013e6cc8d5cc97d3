"""Phrases that the bot has never seen, and what came of each.

Cases are CSV files (``tests/cases``): text, act, entry, service, place, style, quality, note. Several acts or entries
that would each be right are joined with ``|``. Half of the cases are for choosing (``dev``), half for reporting
(``test``): which half a case is in follows from its text alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

from lde_bot.dialogue.model import EMPTY, Act, Turn, UserMessage
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.turn import respond
from lde_bot.text import normalise

DAY = date(2026, 11, 23)
"""The day on which cases are asked, so that figures do not change with the calendar."""
SHOWS = {Act.ANSWER, Act.REDIRECT, Act.SMALLTALK}
"""Acts that show an entry."""
OFFERS = {Act.CLARIFY, Act.ASK_PLACE}
"""Acts that ask back, with the answers that may be meant as buttons."""


@dataclass(frozen=True, slots=True)
class Case:
    """One held-out phrase and what should come of it."""

    text: str
    """What is typed."""
    acts: tuple[str, ...]
    """Acts that are right."""
    entries: tuple[str, ...]
    """Entries that are right; none when no entry is."""
    services: tuple[str, ...]
    """Services that should be recognised; ``a/b`` where either will do."""
    place: str
    """Postcode or municipality that should be recognised; several that are right are joined with ``|``."""
    style: str
    """Way of asking."""
    quality: str
    """``STRONG``, ``MEDIUM`` or ``WEAK`` evidence."""
    group: str
    """Name of its file."""
    line: int
    """Line in that file."""

    @property
    def split(self) -> str:
        """``dev`` or ``test``, by a hash of the text."""
        return split_of(self.text)

    @property
    def kind(self) -> str:
        """What sort of case it is, for the table."""
        if self.services or self.place or self.group.startswith("directory"):
            return "gids"
        if self.style.startswith("taal-"):
            return "andere talen"
        if not self.entries:
            return "ver buiten bereik" if "far" in self.group else "net buiten bereik"
        if self.group.startswith("out_of_scope_near"):
            return "doorverwijzen"
        return "praatje en nood" if self.group.startswith("smalltalk") else "binnen bereik"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case."""

    case: Case
    """The case."""
    turn: Turn
    """What the bot did."""
    ranked: tuple[str, ...]
    """Entries that it thought of, best first."""
    services: tuple[str, ...]
    """Services that it recognised."""
    places: tuple[str, ...]
    """Postcode and municipality that it recognised."""

    @property
    def sureness(self) -> float:
        """How sure the bot is of its first candidate, 0 to 1."""
        return self.turn.trace.candidates[0][1] if self.turn.trace.candidates else 0.0

    @property
    def likely(self) -> float:
        """How likely the bot finds it that it knows something about it, 0 to 1."""
        return min(1.0, sum(candidate[1] for candidate in self.turn.trace.candidates))

    @property
    def first(self) -> bool:
        """The right entry came first."""
        return bool(self.ranked) and self.ranked[0] in self.case.entries

    @property
    def among_three(self) -> bool:
        """The right entry was among the first three."""
        return bool(set(self.ranked[:3]) & set(self.case.entries))

    @property
    def answered(self) -> bool:
        """The bot showed an entry without asking."""
        return self.turn.act in SHOWS

    @property
    def right(self) -> bool:
        """The bot did one of the right things: the act, and the entry, service and place where those are given."""
        case = self.case
        return (
            self.turn.act.value in case.acts
            and (not case.entries or not self.answered or self.turn.entry in case.entries)
            and self.service_right
            and self.place_right
        )

    @property
    def offered(self) -> bool:
        """The right entry was shown, or is one of the choices."""
        values = {choice.value for choice in self.turn.reply.choices} if self.turn.act in OFFERS else set()
        return self.turn.entry in self.case.entries or bool(values & {f"e:{entry}" for entry in self.case.entries})

    @property
    def helped(self) -> bool:
        """The bot did something that is right, or offers what is."""
        return self.right or self.offered

    @property
    def wrong(self) -> bool:
        """The bot showed an entry that is not right: the mistake that matters most."""
        if self.case.entries:
            return self.answered and self.turn.entry not in self.case.entries
        return self.answered and self.turn.act.value not in self.case.acts

    @property
    def service_right(self) -> bool:
        """The services are those of the case, no more and no fewer."""
        wanted = [set(part.split("/")) for part in self.case.services]
        each = all(part & set(self.services) for part in wanted)
        return not wanted or (each and set(self.services) <= set().union(*wanted))

    @property
    def place_right(self) -> bool:
        """The place is that of the case."""
        wanted = {normalise(place) for place in self.case.place.split("|")}
        return not self.case.place or not wanted.isdisjoint(map(normalise, self.places))


def split_of(text: str) -> str:
    """Return the half that a text is in, ``dev`` or ``test``: always the same one."""
    return "dev" if blake2b(normalise(text).encode(), digest_size=2).digest()[0] % 2 else "test"


def load_cases(folder: Path, split: str = "all", only: str = "") -> list[Case]:
    """Read the cases of a folder.

    :param split: ``dev``, ``test`` or ``all``.
    :param only: read only the files that have this in their name, such as those of one round.
    :raises ValueError: a row lacks its text or act, or a column is missing; the message names file and line.
    """
    cases = []
    for path in sorted(path for path in folder.glob("*.csv") if only in path.name):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if None in row or not row.get("text") or not row.get("act"):
                    raise ValueError(f"{path}:{reader.line_num}: a case needs a text and an act, and eight cells")
                cases.append(_case(row, path.stem, reader.line_num))
    return [case for case in cases if split in {"all", case.split}]


def _case(row: dict[str, str], group: str, line: int) -> Case:
    return Case(
        text=row["text"],
        acts=tuple(row["act"].split("|")),
        entries=tuple(part for part in row["entry"].split("|") if part),
        services=tuple(part for part in row["service"].replace("|", "+").split("+") if part),
        place=row["place"],
        style=row["style"],
        quality=row["quality"],
        group=group,
        line=line,
    )


def evaluate(snapshot: Snapshot, cases: Iterable[Case]) -> list[Outcome]:
    """Ask every case as the first message of a conversation."""
    return [_ask(snapshot, case) for case in cases]


def _ask(snapshot: Snapshot, case: Case) -> Outcome:
    turn = respond(snapshot, EMPTY, UserMessage(text=case.text), DAY)
    state = turn.state
    place = turn.place
    return Outcome(
        case=case,
        turn=turn,
        ranked=tuple(candidate[0] for candidate in turn.trace.candidates),
        services=state.services,
        places=(place.postcode, place.municipality, place.name) if place else (),
    )
