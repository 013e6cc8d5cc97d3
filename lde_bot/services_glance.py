"""What can be said of a fiche that is still being typed: how long and how plain it is, what is wrong, how it will look.

Nothing is learnt and nothing is kept of it: trying a draft out is for :mod:`lde_bot.services_editing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lde_bot.dialogue.model import EMPTY, Reply, UserMessage
from lde_bot.dialogue.turn import respond
from lde_bot.errors import Finding
from lde_bot.knowledge.check import LONGEST_SENTENCE, check
from lde_bot.knowledge.model import Entry, KnowledgeBase
from lde_bot.knowledge.parse import ANSWER_LIMIT, DETAILS_LIMIT, parse_entry
from lde_bot.knowledge.readability import B1_AT_LEAST, longest_sentence, reading_ease
from lde_bot.services import App
from lde_bot.services_editing import concerning

__all__ = ["B1_AT_LEAST", "LONGEST_SENTENCE"]

_LIMITS = {"answer": ANSWER_LIMIT, "details": DETAILS_LIMIT, "simpler": ANSWER_LIMIT}


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a text is, and how plain."""

    characters: int
    """How long it is."""
    most: int
    """How long it may be."""
    longest: int
    """Words of its longest sentence."""
    ease: int
    """Reading ease, 0 (very hard) to 100."""

    @property
    def plain(self) -> bool:
        """True when it counts as B1."""
        return self.ease >= B1_AT_LEAST


def measures(entry: Entry) -> dict[str, Measure]:
    """Return the measure of each text of an entry, by field."""
    texts = {name: getattr(entry, name).strip() for name in _LIMITS}
    return {
        name: Measure(len(text), _LIMITS[name], longest_sentence(text), int(max(0, min(100, reading_ease(text)))))
        for name, text in texts.items()
    }


def findings(base: KnowledgeBase, path: str, text: str, entry: Entry, today: date) -> list[Finding]:
    """Return what is wrong or doubtful about an entry beside all others. Pure, and takes a moment: not for the loop.

    :param text: its file, in which the lines of findings are.
    """
    found: list[Finding] = []
    read = parse_entry(text, path, found) or replace(entry, path=path, lines=_lines(text, len(entry.utterances)))
    beside = check(replace(base, entries={**base.entries, entry.id: read}), today)
    return [*found, *concerning(beside, path)]


def _lines(text: str, utterances: int) -> dict[str, int]:
    """Return where each field begins in a file that cannot be read, and all utterances where theirs does."""
    rows = enumerate(text.splitlines(), start=1)
    lines = {row.partition(":")[0]: number for number, row in rows if row[:1].isalpha()}
    return lines | {f"utterances.{number}": lines["utterances"] for number in range(utterances)}


def looks(app: App, entry: Entry) -> Reply:
    """Return what people would get when they choose this entry."""
    known = app.snapshot.knowledge
    snapshot = replace(app.snapshot, knowledge=replace(known, entries={**known.entries, entry.id: entry}))
    return respond(snapshot, EMPTY, UserMessage(choice=f"e:{entry.id}"), app.today).reply
