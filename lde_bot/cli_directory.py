"""The commands of the directory: ``lde-bot import``, ``export`` and ``directory``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TextColumn

from lde_bot import bootstrap, services_directory
from lde_bot.config import Settings
from lde_bot.directory.plan import ImportPlan
from lde_bot.errors import Finding, LdeBotError
from lde_bot.services import App

_MOST_LINES = 20


def app_of(settings: Settings, *, in_memory: bool = False) -> App:
    """Put the program together, and let go of the database when the command ends."""
    app = bootstrap.build_app(settings, in_memory=in_memory)
    click.get_current_context().call_on_close(app.close)
    return app


def print_findings(findings: list[Finding]) -> None:
    """Write findings to standard error."""
    for finding in findings:
        click.echo(str(finding), err=True)


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--partial", is_flag=True, help="Take in the good rows even when others are refused.")
@click.option("--by", default="", help="Who does this, for the history (default: the name of the file).")
@click.option("--why", default="", help="The reason, for the history.")
@click.pass_obj
def import_(settings: Settings, file: Path, dry_run: bool, partial: bool, by: str, why: str) -> None:
    """Take a file of initiatives into the directory: CSV, Excel (.xlsx), or HSDS (.zip or .json).

    A bad file changes nothing.
    """
    app = app_of(settings)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise LdeBotError(f"{file} cannot be read: {error.strerror}.") from None
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed} rijen gelezen"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=None)
        planned = services_directory.plan(app, data, file.name, lambda rows: progress.update(task, completed=rows))
    _print_plan(planned)
    if dry_run:
        click.echo("Dit was een proef: er is niets gewijzigd.")
        return
    mark = services_directory.fingerprint(data)
    services_directory.carry_out(app, planned, mark, partial=partial, by=by or file.name, why=why)
    click.echo("Overgenomen.")


def _print_plan(planned: ImportPlan) -> None:
    """Write what an import does: first what needs a look, then what changes, then how many of each."""
    print_findings(list(planned.findings))
    for twin in planned.twins[:_MOST_LINES]:
        same = {"phone": "dezelfde telefoon", "address": "hetzelfde adres", "name": "bijna dezelfde naam"}[twin.why]
        click.echo(f"dubbel? {twin.one.name} ({twin.one.id}) heeft {same} als {twin.other.name} ({twin.other.id})")
    _rest(len(planned.twins), "mogelijke dubbels")
    for one in planned.added[:_MOST_LINES]:
        click.echo(f"nieuw: {one.name}, {one.municipality or one.province} ({', '.join(one.services)})")
    _rest(len(planned.added), "nieuwe")
    for one, parts in planned.changed[:_MOST_LINES]:
        click.echo(f"gewijzigd: {one.name} ({one.id})")
        for part in parts:
            click.echo(f"    {part.field}: {part.before!r} wordt {part.after!r}")
    _rest(len(planned.changed), "gewijzigde")
    added, changed, unchanged, refused = planned.counts
    click.echo(f"{planned.rows} rijen gelezen, {refused} geweigerd, {len(planned.twins)} mogelijke dubbels.")
    click.echo(f"{added} nieuw, {changed} gewijzigd, {unchanged} ongewijzigd.")


def _rest(count: int, what: str) -> None:
    if count > _MOST_LINES:
        click.echo(f"... en nog {count - _MOST_LINES} {what}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(settings: Settings, file: Path) -> None:
    """Write the directory to a file: .csv, .xlsx, .zip (HSDS 3 as tables) or .json (HSDS 3)."""
    form = file.suffix.lower().lstrip(".")
    if form not in services_directory.FORMS:
        raise click.UsageError(f"{file.name}: choose a name that ends in .{', .'.join(services_directory.FORMS)}")
    content = services_directory.export(app_of(settings), form)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise LdeBotError(f"{file} cannot be written: {error.strerror}.") from None
    click.echo(f"{file} geschreven ({len(content) / 1000:.0f} kB).")


@click.group()
def directory() -> None:
    """Look after the directory: what is old, what is missing, what people report, who must confirm."""


@directory.command()
@click.argument("identity")
@click.pass_obj
def history(settings: Settings, identity: str) -> None:
    """Show every change of one initiative, by its id."""
    changes = app_of(settings).directory.history(identity)
    for one in changes:
        what = f"{one.field}: {one.before!r} werd {one.after!r}" if one.field else one.after
        click.echo(f"{one.on} {one.action} door {one.by}{f' ({one.why})' if one.why else ''}: {what}")
    if not changes:
        raise LdeBotError(f"There is no history of {identity!r}.")
