"""The command for analysts: counts and the public part as a database that datasette can show."""

from __future__ import annotations

import json
from pathlib import Path

import click

from lde_bot import services_analysts
from lde_bot.cli_directory import app_of
from lde_bot.config import Settings
from lde_bot.errors import LdeBotError
from lde_bot.store.analysts import write_tables


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def analysts(settings: Settings, folder: Path) -> None:
    """Write counts, entries and the directory into FOLDER, without personal data: lde-bot.db and metadata.json."""
    made = services_analysts.tables(app_of(settings))
    target = folder / f"{services_analysts.NAME}.db"
    write_tables(target, made)
    told = json.dumps(services_analysts.metadata(made), ensure_ascii=False, indent=2)
    try:
        (folder / "metadata.json").write_text(f"{told}\n", encoding="utf-8")
    except OSError as error:
        raise LdeBotError(f"{folder / 'metadata.json'} cannot be written: {error.strerror}.") from None
    for table in made:
        click.echo(f"{table.name:14} {len(table.rows):6} rijen")
    click.echo(f"Bekijk het met: datasette {target} --metadata {folder / 'metadata.json'}")
