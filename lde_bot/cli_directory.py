"""The commands that look after the directory: ``lde-bot directory``."""

from __future__ import annotations

from pathlib import Path

import click

from lde_bot import bootstrap, services_directory, services_map, services_upkeep
from lde_bot.config import Settings
from lde_bot.directory.compare import Twin
from lde_bot.directory.tabular import csv_of
from lde_bot.errors import Finding, LdeBotError
from lde_bot.services import App


def app_of(settings: Settings, *, in_memory: bool = False) -> App:
    """Put the program together, and let go of the database when the command ends."""
    app = bootstrap.build_app(settings, in_memory=in_memory)
    click.get_current_context().call_on_close(app.close)
    return app


def print_findings(findings: list[Finding]) -> None:
    """Write findings to standard error."""
    for finding in findings:
        click.echo(str(finding), err=True)


def doubt_line(twin: Twin) -> str:
    """Return why two initiatives may be one, as a line."""
    return f"dubbel? {twin.one.name} ({twin.one.id}) heeft {twin.said} als {twin.other.name} ({twin.other.id})"


def write(file: Path, content: bytes) -> None:
    """Write a file that was asked for.

    :raises LdeBotError: it cannot be written.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise LdeBotError(f"{file} cannot be written: {error.strerror}.") from None


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


@directory.command()
@click.option("--most", default=25, show_default=True, help="How many to list.")
@click.pass_obj
def stale(settings: Settings, most: int) -> None:
    """List what to call first: asked most times oldest, reports of mistakes on top of that."""
    found = services_upkeep.stale(app_of(settings))
    for number, line in enumerate(found[:most], start=1):
        one = line.initiative
        known = f"nagekeken op {one.assured_date}" if one.assured_date else "nooit nagekeken"
        since = f", bron van {one.source_year}" if one.source_year and not one.assured_date else ""
        reach = one.phone or one.email or one.website or "geen contact bekend"
        click.echo(f"{number}. {one.name}, {one.municipality or one.province}: {known}{since}")
        click.echo(f"    {line.shown}x getoond, {line.reports} meldingen; {reach}; id {one.id}")
    click.echo(f"{len(found)} initiatieven zijn niet nagekeken in het laatste half jaar.")


@directory.command()
@click.pass_obj
def gaps(settings: Settings) -> None:
    """List where services are asked for and not offered; fewer than five questions are told by province."""
    app = app_of(settings)
    labels = services_directory.terms_of(app)
    found = services_map.missed(services_map.all_needs(app))
    for one in found:
        where = one.municipality or f"elders in {one.province}"
        click.echo(f"{labels.get(one.service, one.service)} in {where}: {_often(one.asked)} gevraagd,")
        click.echo(f"    {_often(one.unmet)} niet in de gemeente zelf, {_often(one.none)} helemaal niets in de buurt")
    click.echo(f"{len(found)} gaten.")


def _often(times: int | None) -> str:
    """Return how often in words; a number that could tell about a person is not said."""
    return "(te weinig om te zeggen)" if times is None else f"{times}x"


@directory.command()
@click.pass_obj
def reports(settings: Settings) -> None:
    """List what people say is wrong, most often first."""
    found = services_upkeep.reported(app_of(settings))
    for line in found:
        one = line.initiative
        click.echo(f"{line.count}x {one.name}: {line.what} (laatst {line.last:%Y-%m-%d}; id {one.id})")
    click.echo(f"{len(found)} meldingen.")


@directory.command()
@click.pass_obj
def duplicates(settings: Settings) -> None:
    """List initiatives that may be one and the same: same phone, same address, or nearly the same name nearby."""
    found = services_directory.duplicates(app_of(settings))
    for twin in found:
        click.echo(doubt_line(twin))
    click.echo(f"{len(found)} mogelijke dubbels.")


@directory.command()
@click.argument("identity")
@click.option("--by", required=True, help="Who asked the initiative: a role, such as 'de Koepel'.")
@click.pass_obj
def verify(settings: Settings, identity: str, by: str) -> None:
    """Note that all data of an initiative was confirmed today, by phone for example."""
    if not services_upkeep.staff_verifies(app_of(settings), identity, by):
        raise LdeBotError(f"There is no initiative {identity!r}.")
    click.echo(f"{identity}: nagekeken.")


@directory.command(name="ask")
@click.argument("identities", nargs=-1)
@click.option("--stale", "most", default=0, help="Ask this many of those that 'directory stale' lists first.")
@click.pass_obj
def ask_(settings: Settings, identities: tuple[str, ...], most: int) -> None:
    """Make links with which initiatives confirm their data, as CSV: one row each, to mail or to send."""
    app = app_of(settings)
    if not app.web_url and not app.telegram_name:
        raise LdeBotError("Set LDE_WEB_URL or LDE_TELEGRAM_NAME first: a link has to lead somewhere.")
    chosen = list(identities) + [line.initiative.id for line in services_upkeep.stale(app)[:most]]
    found = app.directory.get(list(dict.fromkeys(chosen)))
    if not found:
        raise LdeBotError("Name initiatives by their id, or give --stale.")
    rows = [["id", "naam", "e-mail", "telefoon", "webpagina", "telegram"]]
    for one in found:
        token = services_upkeep.make_token(app, one.id)
        links = [services_upkeep.web_link(app, token), services_upkeep.telegram_link(app, token)]
        rows.append([one.id, one.name, one.email, one.phone, *links])
    click.echo(csv_of(rows).decode("utf-8-sig"), nl=False)


@directory.command(name="round")
@click.option("--remind", is_flag=True, help="Print the links of those to be reminded, and note that they were.")
@click.pass_obj
def round_(settings: Settings, remind: bool) -> None:
    """List who did not confirm: still open, to be reminded, or over and to be called."""
    app = app_of(settings)
    asked = services_upkeep.waiting(app)
    names = {one.id: one for one in app.directory.get([line.initiative for line in asked])}
    for line in asked:
        one = names.get(line.initiative)
        due = services_upkeep.due_for_reminder(app, line)
        state = "herinneren" if due else "bellen: de link is voorbij" if line.expires_at <= app.clock() else "wacht"
        reach = (one.phone or one.email or "geen contact bekend") if one else ""
        click.echo(f"{one.name if one else line.initiative}: gevraagd op {line.created_at:%Y-%m-%d}, {state}; {reach}")
        if remind and due and one:
            token = services_upkeep.token_of(app, line.id, one.id)
            click.echo(
                f"    {services_upkeep.web_link(app, token)} {services_upkeep.telegram_link(app, token)}".rstrip()
            )
            app.care.remind(line.id, app.clock())
    click.echo(f"{len(asked)} antwoordden nog niet.")


@directory.command()
@click.argument("service")
@click.argument("place")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def page(settings: Settings, service: str, place: str, file: Path) -> None:
    """Make a page to print (.pdf) or to forward (.png): who offers SERVICE near PLACE (a postcode or a name)."""
    from lde_bot.channels.cards import page as paper
    from lde_bot.channels.picture import picture

    make = {".pdf": paper, ".png": picture}.get(file.suffix.lower())
    if make is None:
        raise click.UsageError(f"{file.name}: choose a name that ends in .pdf or .png")
    app = app_of(settings)
    reply = services_directory.list_near(app, service, place)
    if reply is None:
        raise LdeBotError(f"There is no service {service!r}, or no place {place!r}: see 'lde-bot export'.")
    write(file, make(reply, app.snapshot.knowledge.responses.say))
    click.echo(f"{file} geschreven.")
