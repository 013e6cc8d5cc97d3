"""What the bot does with every held-out question: worked out once for each content.

It takes some twenty seconds, beside the bot, and is kept on disk: a draft is compared with it at once, right after a
start too. What is kept names no question, only their order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import blake2b
from pathlib import Path
from time import monotonic

from lde_bot.dialogue.model import Act
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.evaluation.cases import Case, Outcome, evaluate
from lde_bot.files import replacing
from lde_bot.vectors import Held

ACTS = {
    Act.ANSWER: "antwoordt",
    Act.CLARIFY: "vraagt terug",
    Act.ASK_PLACE: "vraagt in welke gemeente",
    Act.ASK_SERVICE: "vraagt welke dienst",
    Act.RESULTS: "zoekt",
    Act.OUTSIDE_AREA: "zegt dat het buiten Vlaanderen ligt",
    Act.UNKNOWN_PLACE: "kent de plaats niet",
    Act.SMALLTALK: "praat mee",
    Act.REDIRECT: "verwijst door",
    Act.FALLBACK: "weet het niet",
}
"""What the bot does, in words for the desk."""


@dataclass(frozen=True, slots=True)
class Met:
    """What came of one held-out question, as far as a draft is compared with it."""

    told: str
    """What the bot does, in words for the desk."""
    entry: str
    """Entry that it shows."""
    first: str
    """Entry or service that it thinks of first."""
    right: bool
    """It does one of the right things."""
    wrong: bool
    """It shows an entry that is not right."""
    found: bool
    """It does one of the right things, or shows the right entry."""
    reachable: bool
    """The same, or what is right is one tap away."""


def met(outcome: Outcome) -> Met:
    """Return what counts of an outcome."""
    turn, case = outcome.turn, outcome.case
    about = turn.entry or turn.service
    services = {f"s:{one}" for part in case.services for one in part.split("/")}
    offered = not services.isdisjoint(one.value for one in turn.reply.choices)
    return Met(
        told=f"{ACTS[turn.act]}: {about}" if about else ACTS[turn.act],
        entry=turn.entry,
        first=outcome.ranked[0] if outcome.ranked else "",
        right=outcome.right,
        wrong=outcome.wrong,
        found=outcome.right or turn.entry in case.entries,
        reachable=outcome.helped or offered,
    )


def nothing(_spent: float) -> None:
    """Do not rest."""


def try_cases(
    snapshot: Snapshot, cases: Sequence[Case], held: Held | None, rest: Callable[[float], None] = nothing
) -> list[Met]:
    """Ask every held-out question.

    :param held: gives the vectors that the snapshot's own encoder gives, only sooner.
    :param rest: called after each question with the seconds that it took.
    """
    snapshot = snapshot.with_encoder(held)
    done = []
    for case in cases:
        began = monotonic()
        done.append(met(evaluate(snapshot, (case,))[0]))
        rest(monotonic() - began)
    if held:
        held.write()
    return done


def fingerprint_of_program(files: Iterable[Path]) -> str:
    """Return a fingerprint of the code, and of other files that answers depend on."""
    digest = blake2b(digest_size=12)
    for path in (*sorted(Path(__file__).parent.rglob("*.py")), *files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Shelf:
    """Keeps one rehearsal in a file, by what it depends on: content, directory, questions, program and encoder."""

    def __init__(self, path: Path | None = None, program: str = "") -> None:
        """Keep it here; ``None`` keeps nothing.

        :param program: fingerprint of the code and of the places.
        """
        self._path, self._program = path, program
        self._cases: tuple[Sequence[Case], str] = (), ""

    def key(self, snapshot: Snapshot, directory: str, cases: Sequence[Case]) -> str:
        """Name what a rehearsal depends on.

        :param directory: fingerprint of the directory.
        """
        if self._cases[0] is not cases:
            self._cases = cases, blake2b(repr(cases).encode(), digest_size=12).hexdigest()
        meaning = "" if snapshot.index.featurizer.encoder is None else "meaning"
        return " ".join((snapshot.revision, directory, self._cases[1], self._program, meaning))

    def read(self, key: str, cases: Sequence[Case]) -> list[Met] | None:
        """Return what was written under this key; ``None`` when there is no such thing, or it is damaged."""
        if self._path is None:
            return None
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["key"] != key:
                return None
            found = [Met(told, entry, first, *map(bool, rest)) for told, entry, first, *rest in kept["met"]]
            return found if len(found) == len(cases) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, key: str, every: Sequence[Met]) -> None:
        """Keep a rehearsal instead of the last one; when it cannot be written, it is worked out again some day."""
        if self._path is None:
            return
        text = json.dumps({"key": key, "met": [astuple(row) for row in every]})
        with suppress(OSError), replacing(self._path) as partial:
            partial.write_text(text, encoding="utf-8")
