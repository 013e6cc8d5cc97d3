"""The commands that take files into the directory and hand them out: ``lde-bot import`` and ``export``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lde_bot import services_directory
from lde_bot.cli_directory import app_of, doubt_line, print_findings, write
from lde_bot.config import Settings
from lde_bot.directory.plan import ImportPlan
from lde_bot.directory.tabular import MOST_BYTES
from lde_bot.errors import LdeBotError

_MOST_LINES = 20


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
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise LdeBotError(f"{file} is {size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB. Split it into parts.")
        data = file.read_bytes()
    except OSError as error:
        raise LdeBotError(f"{file} cannot be read: {error.strerror}.") from None
    with _progress() as progress:
        planned = services_directory.plan(app, data, file.name, progress)
    _print_plan(planned)
    if dry_run:
        click.echo("Dit was een proef: er is niets gewijzigd.")
        return
    mark = services_directory.fingerprint(data)
    with _progress() as progress:
        services_directory.carry_out(
            app, planned, mark, partial=partial, by=by or file.name, why=why, progress=progress
        )
    click.echo("Overgenomen.")


@contextmanager
def _progress() -> Iterator[services_directory.Progress]:
    """Show how far something is while it runs, in a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=None)

        def tell(doing: str, done: int, total: int | None) -> None:
            shown.update(task, description=doing, completed=done, total=total)

        yield tell


def _print_plan(planned: ImportPlan) -> None:
    """Write what an import does: first what needs a look, then what changes, then how many of each."""
    print_findings(list(planned.findings))
    for twin in planned.twins[:_MOST_LINES]:
        click.echo(doubt_line(twin))
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
    write(file, content)
    click.echo(f"{file} geschreven ({len(content) / 1000:.0f} kB).")
