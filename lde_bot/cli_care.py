"""Commands that take care of the program: copies of the database, putting one back, and looking what is wrong."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from lde_bot.config import Settings
from lde_bot.doctor import examine
from lde_bot.errors import ConfigError
from lde_bot.health import Trouble
from lde_bot.store.backup import Keep, backups, make_backup, thin, tidy
from lde_bot.store.backup import restore as put_back


def keep_of(settings: Settings) -> Keep:
    """Return how many copies stay."""
    return Keep(*(int(part) for part in settings.backup_keep.split("/")))


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, folder: Path | None) -> None:
    """Copy the database into FOLDER (default LDE_BACKUP_DIR), try the copy out, and thin the old ones."""
    target = folder or settings.backup_dir
    if target is None:
        raise ConfigError("Zeg waar de reservekopie moet komen: lde-bot backup MAP, of zet LDE_BACKUP_DIR.")
    keep, now = keep_of(settings), datetime.now(UTC)
    copy = make_backup(settings.database, target, now)
    gone = thin(target, keep) + tidy(settings.database, target, keep, now)
    click.echo(f"{copy} ({copy.stat().st_size / 1e6:.1f} MB), nagekeken en op proef teruggezet.")
    click.echo(f"{len(gone)} oude kopieën gewist, {len(backups(target))} blijven.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: Settings, file: Path) -> None:
    """Put the copy FILE in the place of the database; what was there is kept. Stop the bot first."""
    aside = put_back(file, settings.database, datetime.now(UTC))
    click.echo(f"{file.name} staat terug als {settings.database}.")
    if aside:
        click.echo(f"Wat er stond, is bewaard als {aside.name}. Wis het als je het niet meer nodig hebt.")
        click.echo(f"Doe je niets, dan wist de bot het na {keep_of(settings).longest.days} dagen.")


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Look at everything around the bot; say what is wrong and what to do. Exit status 1 when something grave is."""
    troubles: list[Trouble] = []
    for found in examine(settings):
        if isinstance(found, str):
            click.echo(f"goed   {found}")
            continue
        troubles.append(found)
        click.echo(f"{'FOUT' if found.grave else 'let op':6} {found.what}\n       -> {found.todo}")
    grave = sum(trouble.grave for trouble in troubles)
    click.echo(f"\n{grave} fouten, {len(troubles) - grave} om op te letten." if troubles else "\nAlles is in orde.")
    sys.exit(1 if grave else 0)
