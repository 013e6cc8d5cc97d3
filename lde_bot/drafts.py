"""Drafts of entries that are being checked, and what came of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.errors import Finding, Severity
from lde_bot.evaluation.cases import Outcome
from lde_bot.knowledge.index import Theft

ADVICE = {"entry.few-utterances"}  # an error in git, where there is time to write more; at the desk it can wait
_KEPT = 20  # checks that are remembered


@dataclass(frozen=True, slots=True)
class Changed:
    """A held-out question that would be answered otherwise."""

    text: str
    """What is asked."""
    before: str
    """What the bot does now."""
    after: str
    """What it would do."""
    lost: bool
    """True when it is right now, and would not be, because of this draft."""


@dataclass(slots=True)
class Check:
    """A draft, and what came of trying it."""

    token: str
    """Name of this check."""
    path: str
    """File of the draft."""
    content: str
    """The draft; empty to withdraw the entry."""
    groups: tuple[int, ...]
    """Groups that it should answer."""
    against: str = ""
    """Fingerprint of the content that was live when the check began."""
    findings: list[Finding] = field(default_factory=list)
    """What is wrong or doubtful about it."""
    snapshot: Snapshot | None = None
    """What the bot would know; ``None`` when the draft cannot be read."""
    step: str = ""
    """What is being done now; empty when all is done."""
    answers: list[tuple[int, str, bool]] = field(default_factory=list)
    """Open groups: number, question, and whether the draft would now answer it."""
    stolen: list[Theft] = field(default_factory=list)
    """Phrases of other entries that the draft would claim."""
    changed: list[Changed] = field(default_factory=list)
    """Held-out questions that would be answered otherwise."""
    outcomes: list[Outcome] = field(default_factory=list)
    """What came of the held-out questions."""
    thefts: list[Theft] = field(default_factory=list)
    """Every phrase that some entry would claim."""

    @property
    def entry(self) -> str:
        """Id of the entry."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")

    @property
    def errors(self) -> list[Finding]:
        """What keeps the draft from being published."""
        return [one for one in self.findings if one.severity is Severity.ERROR and one.code not in ADVICE]

    @property
    def blocked(self) -> bool:
        """True when it may not be published."""
        return bool(self.errors or self.stolen or any(one.lost for one in self.changed) or self.snapshot is None)

    @property
    def done(self) -> bool:
        """True when everything was tried."""
        return not self.step


class Drafts:
    """The checks of this moment; one is worked on at a time, beside the bot."""

    def __init__(self) -> None:
        """Start with none."""
        self.checks: OrderedDict[str, Check] = OrderedDict()
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draft")
        self.warming = False
        self.before: tuple[str, list[Outcome], list[Theft]] | None = None
        """Of the content with this fingerprint: what comes of the held-out questions, and what is stolen already."""

    def keep(self, one: Check) -> None:
        """Remember a check; the oldest are forgotten."""
        self.checks[one.token] = one
        while len(self.checks) > _KEPT:
            self.checks.popitem(last=False)

    def forget(self, groups: Collection[int]) -> None:
        """Let go of the questions of these groups: whoever asked them wants them deleted."""
        for one in self.checks.values():
            one.answers = [answer for answer in one.answers if answer[0] not in groups]
