"""Commands for the desk: accounts, and what was published there as files for git."""

from __future__ import annotations

from pathlib import Path

import click

from lde_bot import services_access, services_editing
from lde_bot.cli_directory import app_of
from lde_bot.config import Settings
from lde_bot.services_access import Role


@click.group()
def desk() -> None:
    """Accounts of the desk, and what was published there as files."""


@desk.command(name="add-user")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.CURATOR.value, show_default=True)
@click.password_option(help="Asked for when it is not given; at least 12 characters.")
@click.pass_obj
def add_user(settings: Settings, name: str, role: str, password: str) -> None:
    """Make an account, or give an existing one a new role and password."""
    try:
        new = services_access.add_user(app_of(settings), name, Role(role), password, "opdrachtregel")
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"{name} ({role}) {'is gemaakt' if new else 'is veranderd'}.")


@desk.command(name="drop-codes")
@click.argument("name")
@click.pass_obj
def drop_codes(settings: Settings, name: str) -> None:
    """Switch off the codes of someone who lost their phone; they log in with their password and set up new ones."""
    if not services_access.drop_codes(app_of(settings), name, "opdrachtregel"):
        raise click.UsageError(f"{name} heeft geen account, of gebruikt geen codes.")
    click.echo(f"De codes van {name} staan uit. Vraag om ze opnieuw aan te zetten.")


@desk.command(name="export")
@click.pass_obj
def export_(settings: Settings) -> None:
    """Write what the desk published into the files of the knowledge base, for git."""
    app = app_of(settings)
    count = 0
    for one in app.revisions.live():
        if services_editing.fingerprint(app.texts.get(one.path, "")) == services_editing.fingerprint(one.content):
            continue
        path = settings.knowledge_dir.parent / Path(one.path)
        if one.content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.content, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
        count += 1
        click.echo(one.path)
    click.echo(f"{count} bestanden geschreven of gewist. Kijk ze na, ook met lde-bot check, en zet ze in git.")
