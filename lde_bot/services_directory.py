"""The use cases of the directory: taking files in, handing files out, and what needs care."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

from lde_bot.dialogue.model import EMPTY, Reply, UserMessage
from lde_bot.directory import exchange
from lde_bot.directory.checked import sheet_of
from lde_bot.directory.columns import sheet_rows
from lde_bot.directory.compare import FIELDS, Twin, twins
from lde_bot.directory.ingest import Sheet, read_sheet
from lde_bot.directory.plan import ImportPlan as ImportPlan
from lde_bot.directory.plan import plan_import
from lde_bot.directory.tabular import Unreadable, csv_of, excel_of
from lde_bot.errors import DirectoryFileError, Finding, Severity
from lde_bot.services import App, reply_to

FORMS = ("csv", "xlsx", "zip", "json")
"""Forms in which the directory can be handed out; ``zip`` is HSDS as tables, ``json`` HSDS as JSON."""
Progress = Callable[[str, int, int | None], None]
"""Told what is going on, how much of it is done, and of how much; ``None`` when that is not known."""


def _silent(doing: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def terms_of(app: App) -> Mapping[str, str]:
    """Return the label of each service by id."""
    return {service.id: service.label for service in app.snapshot.knowledge.vocabulary.services}


def plan(
    app: App, data: bytes, name: str, progress: Progress = _silent, *, look: bool = True, keep: bool = False
) -> ImportPlan:
    """Return what taking a file in would do; nothing changes.

    :param data: content of a CSV, Excel or HSDS file.
    :param name: its name, for the report and to know its form.
    :param look: look for the same initiative under another name.
    :param keep: leave what someone else than this file changed last as it is.
    """
    sheet = _read(app, data, name, progress)
    progress("vergelijken", 0, None)
    known = {one.id: one for one in app.directory.get([one.id for one in sheet.taken])}
    kept = app.directory.kept_by_others(name) if keep else {}
    return plan_import(name, sheet, known, app.directory.each() if look else (), kept=kept)


def plan_beside(app: App, data: bytes, name: str, most_twins: int) -> Callable[[], ImportPlan]:
    """Return what makes the plan of a file in another thread: what the database has to tell is read now.

    :param most_twins: stop looking for the same initiative under another name after so many.
    """
    others = list(app.directory.each())

    def make() -> ImportPlan:
        sheet = _read(app, data, name, _silent)
        taken = {one.id for one in sheet.taken}
        return plan_import(name, sheet, {one.id: one for one in others if one.id in taken}, others, most_twins)

    return make


def _read(app: App, data: bytes, name: str, progress: Progress) -> Sheet:
    if not name.lower().endswith((".zip", ".json")):
        total = None if name.lower().endswith(".xlsx") else data.count(b"\n")
        told = _counting(progress, "lezen", total)
        return read_sheet(data, name, app.snapshot.gazetteer, terms_of(app), told)
    progress("lezen", 0, None)
    try:
        initiatives = exchange.read(data, name)
    except Unreadable as error:
        return Sheet((), (Finding(name, error.line, Severity.ERROR, "hsds.unreadable", str(error)),), 0, frozenset())
    told = _counting(progress, "nakijken", len(initiatives))
    return sheet_of(initiatives, terms_of(app), name, frozenset(FIELDS), app.snapshot.gazetteer, told)


def _counting(progress: Progress, doing: str, total: int | None) -> Callable[[int], None]:
    """Return what tells how far one thing is, given only how much of it is done."""
    return lambda done: progress(doing, done, total)


def carry_out(
    app: App,
    planned: ImportPlan,
    mark: str,
    *,
    partial: bool,
    by: str,
    why: str,
    progress: Progress = _silent,
) -> None:
    """Take a file in as planned, as a whole or not at all, and search it from now on.

    :param mark: fingerprint of the file.
    :param partial: take the good rows in when others are refused.
    :param by: who did it, for the history.
    :param why: the reason, for the history.
    :param progress: told how far it is.
    :raises DirectoryFileError: nothing in the file can be used, or a row is refused and ``partial`` is False.
    """
    nothing = not planned.to_save and not planned.unchanged
    if nothing or (planned.refused and not partial):
        raise DirectoryFileError(f"{planned.file} was not taken in; nothing changed.", list(planned.findings))
    with app.transaction():
        told = _counting(progress, "bewaren", len(planned.to_save))
        app.directory.save(planned.to_save, terms_of(app), planned.changes(by, why, app.today), told)
        app.directory.note_import(planned.file, mark, planned.counts, app.clock())


def duplicates(app: App) -> list[Twin]:
    """Return the pairs of initiatives in the directory that may be one and the same; those that nobody sees aside."""
    return list(twins([one for one in app.directory.each() if one.status.shown], ()))


def list_near(app: App, service: str, place: str) -> Reply | None:
    """Return a list to hand out: who offers a service near a place; ``None`` when one of them is not known.

    :param service: its id or its label.
    :param place: a postcode or a name.
    """
    named = {label: term for term, label in terms_of(app).items()}
    match = app.snapshot.gazetteer.by_name(place)
    here = app.snapshot.gazetteer.by_postcode(place) or ((match.place,) if match else ())
    term = service if service in terms_of(app) else named.get(service.lower(), "")
    if not term or not here:
        return None
    return reply_to(app, EMPTY, UserMessage(choice=f"f:{term}:{here[0].key}")).reply


def fingerprint(data: bytes) -> str:
    """Return a short name for a content: the same content has the same name."""
    return blake2b(data, digest_size=16).hexdigest()


def export(app: App, form: str) -> bytes:
    """Return the whole directory as a file.

    :param form: one of :data:`FORMS`.
    """
    if form == "csv":
        return csv_of(sheet_rows(app.directory.each()))
    if form == "xlsx":
        return excel_of(sheet_rows(app.directory.each()), "Gids")
    initiatives = list(app.directory.each())
    if form == "zip":
        return exchange.to_zip(initiatives, terms_of(app), list(app.directory.changes()))
    return exchange.to_json(initiatives, terms_of(app))
