"""Drafts of entries that are being checked, and what came of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.errors import Finding, Severity
from lde_bot.evaluation.cases import Case
from lde_bot.knowledge.index import Claim
from lde_bot.knowledge.model import Entry
from lde_bot.knowledge.parse import parse_entry
from lde_bot.rehearsal import Met, Shelf
from lde_bot.text import normalise
from lde_bot.vectors import Held

ADVICE = {"entry.few-utterances"}  # an error in git, where there is time to write more; at the desk it can wait
STOLEN_AT = 0.9
"""Confidence from which a draft claims a phrase of another entry: the bot would answer a variant with the draft."""
HELD_AT = 0.74
"""Confidence from which an entry holds a phrase of its own: its other phrases alone make the bot answer with it."""
_KEPT = 20  # checks that are remembered


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that keep a draft from being published."""
    return [one for one in findings if one.severity is Severity.ERROR and one.code not in ADVICE]


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
    """True when it is right now, and would not be, because of this draft: this blocks."""
    doubtful: bool = False
    """True when the bot was not sure and would answer with the draft: someone has to look."""
    worse: bool = False
    """True when it is right now and would not be, though the draft has no part in it: learning anew moves a little."""

    @property
    def concerns(self) -> bool:
        """True when it comes first on the screen."""
        return self.lost or self.doubtful or self.worse


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
    stolen: list[Claim] = field(default_factory=list)
    """Phrases that another entry holds, and that the draft would claim: this blocks."""
    doubtful: list[Claim] = field(default_factory=list)
    """Phrases that stand elsewhere on their own, and that the draft would claim: someone has to look."""
    changed: list[Changed] = field(default_factory=list)
    """Held-out questions that would be answered otherwise."""
    met: Sequence[Met] = ()
    """What came of the held-out questions."""
    key: str = ""
    """What that depends on; see :meth:`lde_bot.rehearsal.Shelf.key`."""
    beside: str = ""
    """What that depends on that it is compared with."""
    right_before: int = 0
    """How many of the held-out questions the bot does right now."""
    returns: bool = False
    """True when it is the very text of an entry that is withdrawn now: whatever it takes, it had before."""

    @property
    def entry(self) -> str:
        """Id of the entry."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")

    @property
    def draft(self) -> Entry | None:
        """The draft as an entry; ``None`` when it cannot be read, or withdraws one."""
        return parse_entry(self.content, self.path, [])

    @property
    def errors(self) -> list[Finding]:
        """What keeps the draft from being published."""
        return errors_of(self.findings)

    @property
    def blocked(self) -> bool:
        """True when it may not be published."""
        return bool(self.errors or self.stolen or any(one.lost for one in self.changed) or self.snapshot is None)

    @property
    def right_after(self) -> int:
        """How many of the held-out questions it would do right."""
        return sum(one.right for one in self.met)

    @property
    def done(self) -> bool:
        """True when everything was tried."""
        return not self.step


class Drafts:
    """The checks of this moment, and what they are compared with: all of it one thing at a time, beside the bot.

    Two at once would take longer than one after the other, as they share what Python lets one thread do at a time.
    """

    def __init__(self, shelf: Shelf | None = None, held: Held | None = None) -> None:
        """Start with none.

        :param shelf: where what comes of the live content is kept.
        :param held: keeps the vectors of the held-out questions.
        """
        self.checks: OrderedDict[str, Check] = OrderedDict()
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draft")
        self.shelf, self.held = shelf or Shelf(), held
        self.before: tuple[str, Future[Sequence[Met]]] | None = None
        """What comes of the content that was live last, and what that depends on."""
        self._stopped = Event()

    def rest(self, spent: float, key: str = "") -> None:
        """Leave the machine to the bot for as long as was worked, unless a draft waits.

        :param key: what the work depends on, when it is for comparing with.
        :raises CancelledError: the program ends, or nothing will be compared with this any more.
        """
        waiting = [one.beside for one in list(self.checks.values()) if not one.done]
        if not waiting:
            self._stopped.wait(spent)
        stale = key and self.before and key not in {self.before[0], *waiting}
        if stale or self._stopped.is_set():
            raise CancelledError

    def stop(self) -> None:
        """Finish what is being tried: the program ends, and nobody waits for it any more."""
        self._stopped.set()
        self.worker.shutdown(wait=False, cancel_futures=True)

    def keep(self, one: Check) -> None:
        """Remember a check; the oldest are forgotten."""
        self.checks[one.token] = one
        while len(self.checks) > _KEPT:
            self.checks.popitem(last=False)

    def forget(self, groups: Collection[int]) -> None:
        """Let go of the questions of these groups: whoever asked them wants them deleted."""
        for one in self.checks.values():
            one.answers = [answer for answer in one.answers if answer[0] not in groups]


def taken(entry: str, claims: Iterable[Claim]) -> list[Claim]:
    """Return the phrases of others that an entry claims surely."""
    return [one for one in claims if one.claimant == entry and one.stolen and one.confidence >= STOLEN_AT]


def claimed(entry: str, before: Sequence[Claim], after: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Return the phrases of others that a draft takes, and those that it only may take.

    Every phrase is left out in turn. When the rest of its entry was enough to answer it, and the draft would answer it
    now, then people who ask so in other words lose their answer: that is theft. A phrase that stands alone in its
    entry, or on the list of what is outside the subject, was only ever known by its letter, and still is: the draft may
    well be the better place for its variants, and a person decides.

    :param before: who claims what without the draft: at least those of :func:`taken`.
    :param after: who claims what with it.
    """
    held = {one.text for one in before if not one.stolen and one.confidence >= HELD_AT}
    old = {one.text for one in before if one.claimant == entry and one.confidence >= STOLEN_AT}
    new = [one for one in taken(entry, after) if one.text not in old]
    return [one for one in new if one.text in held], [one for one in new if one.text not in held]


def changes(
    cases: Sequence[Case],
    before: Sequence[Met],
    after: Sequence[Met],
    entry: str,
    meant: Sequence[str] = (),
    *,
    withdrawn: bool = False,
) -> list[Changed]:
    """Return the held-out questions that get another answer, those that are lost because of the draft first.

    :param before: what comes of them without the draft.
    :param after: what comes of them with it.
    :param meant: what the draft is written for: with those questions it may do as it says.
    :param withdrawn: the entry goes: what it answered, or only it could answer rightly, is given up, and not lost.
    """
    own = {normalise(text) for text in meant}
    changed = []
    for case, old, new in zip(cases, before, after, strict=True):
        if old.told == new.told:
            continue
        concerned = entry in {old.entry, new.entry, new.first, old.first}
        given_up = normalise(case.text) in own or (withdrawn and (old.entry == entry or set(case.entries) == {entry}))
        lost = concerned and not given_up and _is_lost(case, old, new)
        doubtful = not lost and new.wrong and new.entry == entry
        changed.append(Changed(case.text, old.told, new.told, lost, doubtful, worse=old.right and not new.right))
    return sorted(changed, key=lambda one: (not one.lost, not one.doubtful, not one.worse))


def _is_lost(case: Case, old: Met, new: Met) -> bool:
    """True when who asks this is worse off: what was found cannot be found any more, or what is not ours is answered.

    To be asked back, with what is right among the choices or about something that is not ours, costs one tap and is no
    loss. Where the bot asked back before, nobody knows yet who is right.
    """
    if case.entries or case.services or case.place:
        return old.found and not new.reachable
    return new.wrong and not old.wrong
