"""How good the bot is on phrases that it has never seen: ``lde-bot eval``.

Cases are CSV files (``tests/cases``): text, act, entry, service, place, style, quality, note. Several acts or entries
that would each be right are joined with ``|``. Half of the cases are for choosing (``dev``), half for reporting
(``test``): which half a case is in follows from its text alone.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from math import sqrt
from pathlib import Path

from rich.console import Group
from rich.table import Table

from lde_bot.dialogue.model import EMPTY, Act, Turn, UserMessage
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.turn import respond
from lde_bot.text import normalise

DAY = date(2026, 11, 23)
"""The day on which cases are asked, so that figures do not change with the calendar."""
_SHOWS = {Act.ANSWER, Act.REDIRECT, Act.SMALLTALK}


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
    """Services that should be recognised."""
    place: str
    """Postcode or municipality that should be recognised."""
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
        return "dev" if blake2b(normalise(self.text).encode(), digest_size=2).digest()[0] % 2 else "test"

    @property
    def kind(self) -> str:
        """What sort of case it is, for the table."""
        if self.services or self.place or self.group == "directory":
            return "gids"
        if self.style.startswith("taal-"):
            return "andere talen"
        if not self.entries:
            return "ver buiten bereik" if "far" in self.group else "net buiten bereik"
        return {"out_of_scope_near": "doorverwijzen", "smalltalk": "praatje en nood"}.get(self.group, "binnen bereik")


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
        return self.turn.act in _SHOWS

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
        values = {choice.value for choice in self.turn.reply.choices} if self.turn.act is Act.CLARIFY else set()
        return self.turn.entry in self.case.entries or bool(values & {f"e:{entry}" for entry in self.case.entries})

    @property
    def wrong(self) -> bool:
        """The bot showed an entry that is not right: the mistake that matters most."""
        if self.case.entries:
            return self.answered and self.turn.entry not in self.case.entries
        return self.answered and self.turn.act.value not in self.case.acts

    @property
    def service_right(self) -> bool:
        """The services are those of the case."""
        return not self.case.services or set(self.services) == set(self.case.services)

    @property
    def place_right(self) -> bool:
        """The place is that of the case."""
        return not self.case.place or normalise(self.case.place) in {normalise(place) for place in self.places}


def load_cases(folder: Path, split: str = "all") -> list[Case]:
    """Read the cases of a folder.

    :param split: ``dev``, ``test`` or ``all``.
    :raises ValueError: a row lacks its text or act, or a column is missing; the message names file and line.
    """
    cases = []
    for path in sorted(folder.glob("*.csv")):
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


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    if not total:
        return 0.0, 1.0
    z = 1.96
    share = hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def figures(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """Return each figure as (hits, cases)."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.case.kind].append(outcome)
    counted: dict[str, tuple[int, int]] = {}
    for kind, name in (
        ("binnen bereik", "in"),
        ("doorverwijzen", "redirect"),
        ("praatje en nood", "talk"),
        ("andere talen", "lang"),
    ):
        own = by_kind[kind]
        counted[f"{name}.recall@1"] = sum(one.first for one in own), len(own)
        counted[f"{name}.recall@3"] = sum(one.among_three for one in own), len(own)
        counted[f"{name}.coverage"] = sum(one.answered for one in own), len(own)
        counted[f"{name}.right or offered"] = sum(one.offered for one in own), len(own)
        counted[f"{name}.wrong answer"] = sum(one.wrong for one in own), len(own)
    for kind, name in (("net buiten bereik", "near"), ("ver buiten bereik", "far")):
        own = by_kind[kind]
        counted[f"{name}.false answer"] = sum(one.wrong for one in own), len(own)
    places = by_kind["gids"]
    counted["directory.act"] = sum(one.turn.act.value in one.case.acts for one in places), len(places)
    served = [one for one in places if one.case.services]
    counted["directory.service"] = sum(one.service_right for one in served), len(served)
    placed = [one for one in places if one.case.place and set(one.case.acts) & {"results", "ask_service"}]
    counted["directory.place"] = sum(one.place_right for one in placed), len(placed)
    strong = [one for one in outcomes if one.case.quality == "STRONG"]
    counted["strong.right or offered"] = sum(one.right or one.offered for one in strong), len(strong)
    return {name: value for name, value in counted.items() if value[1]}


def misses(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return what went wrong, the worst first: wrong answers, then strong cases, then the rest."""
    lost = [one for one in outcomes if one.wrong or not (one.right or one.offered)]
    order = {"STRONG": 0, "MEDIUM": 1, "WEAK": 2}
    return sorted(lost, key=lambda one: (not one.wrong, order.get(one.case.quality, 3), one.case.group, one.case.line))


def render(outcomes: Sequence[Outcome], most: int) -> Group:
    """Return tables with the figures and with the misses."""
    table = Table("cijfer", "deel", "n", "95 %-interval", title=f"{len(outcomes)} zinnen die de bot nooit zag")
    for name, (hits, total) in figures(outcomes).items():
        low, high = wilson(hits, total)
        table.add_row(name, f"{hits / total:.1%}", f"{hits}/{total}", f"{low:.1%} - {high:.1%}")
    lost = misses(outcomes)
    acts = Counter(outcome.turn.act.value for outcome in outcomes)
    listed = Table(
        "bestand", "zin", "verwacht", "kreeg", "zeker", title=f"{min(most, len(lost))} van {len(lost)} missers"
    )
    for one in lost[:most]:
        case = one.case
        wanted = " ".join(("|".join(case.entries) or "|".join(case.acts), "+".join(case.services), case.place)).strip()
        got = " ".join((one.turn.act.value, one.turn.entry, "+".join(one.services), *one.places[:1])).strip()
        listed.add_row(f"{case.group}:{case.line}", case.text, wanted, got, f"{one.turn.confidence:.2f}")
    acted = ", ".join(f"{act} {count}" for act, count in acts.most_common())
    return Group(table, f"Handelingen: {acted}", listed)
