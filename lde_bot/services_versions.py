"""What each publication took the place of, and taking a verdict back together with the phrase that came with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from lde_bot import services_desk, services_editing
from lde_bot.drafts import Check
from lde_bot.errors import Finding
from lde_bot.knowledge.parse import parse_entry
from lde_bot.knowledge.writer import entry_text
from lde_bot.services import App
from lde_bot.services_editing import fingerprint
from lde_bot.store.desk import DeskUser
from lde_bot.store.groups import Judgement
from lde_bot.store.revisions import Revision
from lde_bot.text import normalise

ADDED = "de vraag is een formulering van de fiche geworden, vanop de telefoon"
"""Note of a verdict that came with one phrase and nothing else."""
_TOGETHER = timedelta(seconds=1)  # between a revision and the verdict of the same transaction, in older databases


def path_of(app: App, entry: str) -> str:
    """Return the file of an entry, also of one that is not live now; empty when there never was one."""
    known = app.snapshot.knowledge.entries.get(entry)
    if known:
        return known.path
    every = [*app.texts, *(one.path for one in app.revisions.live())]
    return next((path for path in every if path.endswith(f"/{entry}.yaml")), "")


def versions(app: App, path: str) -> list[tuple[Revision, str | None]]:
    """Return what was published of a file, newest first, each with the text that it took the place of.

    That text is empty where there was none, and ``None`` where it is not kept: a file of git that was changed since.
    """
    found = services_editing.history(app, path)
    kept = {fingerprint(text): text for text in ("", app.texts.get(path, ""), *(one.content for one in found))}
    older = [one.content for one in found[1:]] + [kept.get(one.base) for one in found[-1:]]
    return list(zip(found, older, strict=True))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking a verdict back."""

    group: int | None = None
    """The group that waits again; ``None`` when there is no such verdict that stands."""
    check: Check | None = None
    """The entry without the phrases that came with the verdict, which is being checked."""
    stays: str = ""
    """Id of the entry that still has the question as a phrase, when nothing is taken out."""


def take_back(app: App, number: int, by: DeskUser) -> TakenBack:
    """Take a verdict back, and begin to take out the phrases that it brought; what stood there before stays."""
    verdict = app.groups.judgement(number)
    group = services_desk.undo(app, number, by)
    known = app.snapshot.knowledge.entries.get(verdict.entry) if verdict else None
    if group is None or verdict is None or known is None:
        return TakenBack(group)
    asked = {normalise(one.text) for one in app.groups.questions(group, services_desk.MOST_SHOWN)}
    brought = _brought(app, verdict, known.path)
    if verdict.note != ADDED:  # at the desk someone may have written other phrases too
        brought &= asked
    left = tuple(one for one in known.utterances if normalise(one) not in brought)
    if not left or left == known.utterances:
        still = any(normalise(one) in asked for one in known.utterances)
        return TakenBack(group, stays=known.id if still else "")
    text = entry_text(replace(known, utterances=left))
    return TakenBack(group, services_editing.begin_check(app, known.path, text))


def _brought(app: App, verdict: Judgement, path: str) -> set[str]:
    """Return the phrases, normalised, that were published with a verdict and stood in every version since.

    None when nothing was published with it, when the entry itself came with it, or when it is not known any more what
    stood there before.
    """
    found = versions(app, path)
    for place, (revision, before) in enumerate(found):
        if revision.published_by == verdict.by and timedelta() <= verdict.at - revision.published_at < _TOGETHER:
            since = [_phrases(one.content, path) for one, _ in found[: place + 1]]
            return set.intersection(*since) - _phrases(before, path) if before else set()
    return set()


def _phrases(text: str, path: str) -> set[str]:
    findings: list[Finding] = []
    entry = parse_entry(text, path, findings) if text else None
    return {normalise(one) for one in entry.utterances} if entry else set()
