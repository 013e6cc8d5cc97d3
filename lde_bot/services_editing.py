"""From a draft to a live answer: check it against everything, publish it in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from lde_bot.dialogue.model import EMPTY, Turn, UserMessage
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.turn import respond
from lde_bot.drafts import Changed, Check, changes, claimed, errors_of, taken
from lde_bot.errors import Finding, Severity
from lde_bot.evaluation.cases import Case
from lde_bot.knowledge.check import check
from lde_bot.knowledge.model import KnowledgeBase
from lde_bot.knowledge.parse import parse
from lde_bot.knowledge.withdrawn import needed_by, without
from lde_bot.rehearsal import ACTS, Met, try_cases
from lde_bot.services import App
from lde_bot.services_access import Role, require
from lde_bot.store.desk import DeskUser
from lde_bot.store.groups import Verdict
from lde_bot.store.revisions import Revision

__all__ = ["ACTS", "Changed", "Check", "Revision", "errors_of"]

_OPEN_GROUPS = 100  # groups that a draft is tried on
_FIRST = "wat de bot zonder het concept antwoordt. Dat doet hij één keer, en het duurt ongeveer een halve minuut"
_LEARNING = "leren"


def fingerprint(text: str) -> str:
    """Return a short name for the content of a file."""
    return blake2b(text.encode(), digest_size=12).hexdigest() if text else ""


def live_texts(app: App) -> dict[str, str]:
    """Return every file of the knowledge base as it is live: git, with what the desk published over it."""
    return overlaid(app.texts, app.revisions.live())


def overlaid(texts: Mapping[str, str], revisions: Sequence[Revision]) -> dict[str, str]:
    """Return the files of git with revisions over them; what the desk published wins until git says the same."""
    live = dict(texts)
    for revision in revisions:
        if revision.content:
            live[revision.path] = revision.content
        else:
            live.pop(revision.path, None)
    return live


def published(
    texts: Mapping[str, str], revisions: Sequence[Revision], root: str
) -> tuple[KnowledgeBase | None, list[Finding]]:
    """Return the content of git with revisions over it, without what points to entries that were withdrawn.

    :returns: the content, or ``None`` when a finding is an error; and all findings.
    """
    base, findings = parse(overlaid(texts, revisions), root)
    return without(base, {one.entry for one in revisions if not one.content}) if base else None, findings


def withdrawn(app: App) -> list[Revision]:
    """Return the revisions that withdraw an entry which is nowhere else either, by file."""
    known = app.snapshot.knowledge.entries
    return [one for one in app.revisions.live() if not one.content and one.entry not in known]


def diverged(app: App) -> list[Revision]:
    """Return the revisions whose file in git was changed since, into something else: someone has to choose."""
    return [
        one
        for one in app.revisions.live()
        if fingerprint(app.texts.get(one.path, "")) not in {one.base, fingerprint(one.content)}
    ]


def begin_check(app: App, path: str, content: str, groups: Sequence[int] = ()) -> Check:
    """Read a draft, and start to try it on everything beside the bot; ask :func:`check_of` how far it is."""
    one = Check(secrets.token_urlsafe(9), path, content, tuple(groups), app.snapshot.revision)
    app.drafts.keep(one)
    base = _read(app, one)
    if base is None or one.errors:
        return one
    one.returns = _returns(app, one)
    current = replace(app.snapshot, directory=app.fork_directory())
    questions = [(group.id, group.example.text) for group in app.groups.open(_OPEN_GROUPS)]
    cases = app.cases()
    meant = [text for number, text in questions if number in one.groups]
    if one.entry in base.entries:
        meant += [base.entries[one.entry].question, *base.entries[one.entry].utterances]
    mark = app.directory.mark()
    one.beside, waited = _rehearsed(app, cases, mark)
    one.step = _LEARNING if waited.done() else _FIRST

    def work() -> None:
        try:
            before, one.step = waited.result(), _LEARNING
            candidate = replace(current, knowledge=base, index=app.learn(base))
            one.answers = _answered(candidate, current, questions, one, app)
            one.step = f"{len(cases)} vragen die de bot nooit zag"
            one.met = try_cases(candidate, cases, app.drafts.held, app.drafts.rest)
            one.step = "formuleringen van andere fiches"
            _claim(one, candidate, current)
            one.key = app.drafts.shelf.key(candidate, mark, cases)
            one.right_before = sum(each.right for each in before)
            one.changed = changes(cases, before, one.met, one.entry, meant, withdrawn=not one.content)
            if one.returns:
                one.changed = [replace(each, lost=False) for each in one.changed]
            one.snapshot = candidate
        except Exception as error:
            one.findings.append(Finding(path, 0, Severity.ERROR, "draft.failed", f"nakijken mislukte: {error}"))
            raise
        finally:
            one.step = ""

    app.drafts.worker.submit(work)
    return one


def _claim(one: Check, candidate: Snapshot, current: Snapshot) -> None:
    """Note which phrases a draft takes from others; to have back what was withdrawn takes nothing new."""
    after = candidate.index.claims()
    asked = {each.text for each in taken(one.entry, after)}
    before = current.index.claims(asked) if asked else []
    one.stolen, one.doubtful = claimed(one.entry, before, after)
    if one.returns:
        one.stolen, one.doubtful = [], one.stolen + one.doubtful


def _returns(app: App, one: Check) -> bool:
    """True when a draft is the very text of an entry that is withdrawn now."""
    before = {app.texts.get(one.path), *(each.content for each in app.revisions.history(one.path))}
    return bool(one.content) and one.content in before and one.path in {each.path for each in withdrawn(app)}


def _read(app: App, one: Check) -> KnowledgeBase | None:
    """Return the knowledge base with a draft in it; what is wrong with it becomes findings of the check."""
    if not one.content and (reasons := list(needed_by(app.snapshot.knowledge, one.entry, app.today))):
        one.findings = [Finding(one.path, 0, Severity.ERROR, "draft.needed", reason) for reason in reasons]
        return None
    draft = Revision(0, one.path, one.content, "", app.clock(), "", "")
    base, findings = published(app.texts, [*app.revisions.live(), draft], app.knowledge_root)
    one.findings = [finding for finding in findings if finding.path == one.path or base is None]
    if base is None:
        return None
    one.findings += concerning(check(base, app.today), one.path)
    if one.content and (one.entry not in base.entries or base.entries[one.entry].path != one.path):
        message = f"'{one.entry}' is geen naam voor een fiche"
        one.findings.append(Finding(one.path, 0, Severity.ERROR, "draft.place", message))
    return base


def concerning(findings: Sequence[Finding], path: str) -> list[Finding]:
    """Return the findings that a draft is the cause of: its own, and errors in others, which name their file.

    :param path: file of the draft; what is live has no errors, so one in another file is new.
    """
    return [
        finding if finding.path == path else replace(finding, message=f"{finding.path}: {finding.message}")
        for finding in findings
        if finding.path == path or errors_of([finding])
    ]


def warm_up(app: App) -> None:
    """Ask the held-out questions of what is live, beside the bot, so that the next draft is checked sooner."""
    _rehearsed(app, app.cases(), app.directory.mark())


def _rehearsed(app: App, cases: Sequence[Case], mark: str) -> tuple[str, Future[Sequence[Met]]]:
    """Return what comes of the held-out questions now; worked out once, and kept."""
    drafts, current = app.drafts, app.snapshot
    key = drafts.shelf.key(current, mark, cases)
    known = drafts.before
    if known and known[0] == key and not (known[1].done() and known[1].exception()):
        return known
    trying = replace(current, directory=app.fork_directory())

    def work() -> Sequence[Met]:
        met = try_cases(trying, cases, drafts.held, partial(drafts.rest, key=key))
        drafts.shelf.write(key, met)
        return met

    kept = drafts.shelf.read(key, cases)
    drafts.before = key, _done(kept) if kept else Future()  # said before it begins: it looks whether it is still wanted
    if not kept:
        drafts.before = key, drafts.worker.submit(work)
    return drafts.before


def _done(every: Sequence[Met]) -> Future[Sequence[Met]]:
    future: Future[Sequence[Met]] = Future()
    future.set_result(every)
    return future


def check_of(app: App, token: str) -> Check | None:
    """Return a check that was begun."""
    return app.drafts.checks.get(token)


def _answered(
    candidate: Snapshot, current: Snapshot, questions: Sequence[tuple[int, str]], one: Check, app: App
) -> list[tuple[int, str, bool]]:
    """Return the open groups that the draft is meant for, or would answer, and whether it does."""
    told = []
    for number, text in questions:
        after = respond(candidate, EMPTY, UserMessage(text=text), app.today)
        offered = {choice.value for choice in after.reply.choices}
        lands = after.entry == one.entry or f"e:{one.entry}" in offered
        if number in one.groups or (lands and respond(current, EMPTY, UserMessage(text=text), app.today) != after):
            told.append((number, text, lands))
    return told


def tried(app: App, token: str, said: Sequence[UserMessage]) -> list[Turn]:
    """Return what the bot would do in a conversation if the draft were live; nothing while that is not known."""
    one = check_of(app, token)
    if one is None or one.snapshot is None:
        return []
    snapshot, state, turns = replace(one.snapshot, directory=app.directory), EMPTY, []
    for message in said:
        turns.append(respond(snapshot, state, message, app.today))
        state = turns[-1].state
    return turns


def publish(app: App, token: str, why: str, by: DeskUser) -> str:
    """Publish a checked draft: live at once; return what keeps it from that, or nothing when it is done.

    :raises DeniedError: they may not publish.
    """
    require(by, Role.CURATOR)
    one = check_of(app, token)
    if one is None or not one.done or one.blocked or one.snapshot is None:
        return "Dit concept is nog niet nagekeken, of er is nog iets mis."
    if app.snapshot.revision != one.against:
        return "Intussen is er iets anders gepubliceerd. Kijk dit concept opnieuw na."
    with app.transaction():
        app.typed.drop(token)
        base_in_git, now = fingerprint(app.texts.get(one.path, "")), app.clock()
        app.revisions.add(one.path, one.content, base_in_git, by.name, why[:500], now)
        verdict = Verdict.BELONGS if one.path in app.texts else Verdict.NEW
        for group in one.groups:
            if found := app.groups.get(group):
                waited = max(0, (now - found.first_seen).days)
                app.tally.count([("published_after", str(waited))], now)
                app.groups.judge(group, verdict, one.entry, why[:500], by.name, now)
        app.desk.log(by.name, "gepubliceerd" if one.content else "ingetrokken", one.entry, now)
    app.snapshot = replace(one.snapshot, directory=app.snapshot.directory)
    app.drafts.checks.pop(token, None)
    _keep(app, one, app.snapshot)
    return ""


def _keep(app: App, one: Check, live: Snapshot) -> None:
    """What was tried is what is live from now on: the next draft is compared with it, after a restart too."""
    app.drafts.before = one.key, _done(one.met)
    app.drafts.worker.submit(app.keep_learnt, live)
    app.drafts.worker.submit(app.drafts.shelf.write, one.key, one.met)


def history(app: App, path: str) -> list[Revision]:
    """Return what was published of a file, newest first."""
    return app.revisions.history(path)
