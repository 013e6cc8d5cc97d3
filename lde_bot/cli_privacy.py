"""Commands for what is kept of people: how well it is redacted, and deleting what has reached its end date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from lde_bot import services, services_privacy
from lde_bot.cli_care import keep_of
from lde_bot.cli_directory import app_of
from lde_bot.config import PROJECT, Settings
from lde_bot.evaluation.cases import load_cases
from lde_bot.evaluation.figures import wilson
from lde_bot.evaluation.redacted import ORDINARY, Personal, load_personal, recall, touched
from lde_bot.services import BRUSSELS
from lde_bot.services_privacy import Kept, in_words
from lde_bot.store.backup import tidy
from lde_bot.store.rekeying import rotate


@click.group()
def privacy() -> None:
    """What is kept of people, and what is taken out of it."""


@privacy.command()
@click.option("--misses", is_flag=True, help="Show the made-up lines in which something is left.")
@click.pass_obj
def measure(settings: Settings, misses: bool) -> None:
    """Measure how much of what identifies a person is taken out, and how often an ordinary question is touched."""
    folder = PROJECT / "tests" / "redaction"
    lines = load_personal(folder / "personal.csv")
    questions = [case.text for case in load_cases(settings.cases_dir)]
    _print_recall(lines, questions)
    fresh = load_personal(folder / "fresh.csv")
    click.echo("\nApart gehouden zinnen, waarop nooit is bijgesteld:")
    _print_recall(fresh, [line.text for line in fresh if line.kind == ORDINARY])
    if misses:
        for line in (line for line in lines if not line.hidden):
            click.echo(f"{line.kind}: {line.text}")
        for question in touched(questions):
            click.echo(f"gewone vraag: {question}")


def _print_recall(lines: Sequence[Personal], questions: Sequence[str]) -> None:
    found = recall(lines)
    both = (sum(hidden for hidden, _ in found.values()), sum(total for _, total in found.values()))
    for kind, (hidden, total) in (found | {"samen": both}).items():
        low, high = wilson(hidden, total)
        click.echo(f"{kind:15} {hidden / total:6.1%}  {hidden}/{total}  ({low:.1%} - {high:.1%})")
    wrongly = touched(questions)
    click.echo(f"{'gewone vragen':15} {len(wrongly) / len(questions):6.2%} aangeraakt, {len(wrongly)}/{len(questions)}")


@privacy.command()
@click.pass_obj
def purge(settings: Settings) -> None:
    """Delete what has reached its end date now; a running bot does so by itself every six hours."""
    app = app_of(settings)
    click.echo(f"{app.purged + services.purge(app)} bewaarde vragen gewist.")
    gone = tidy(settings.database, settings.backup_dir, keep_of(settings), app.clock())
    click.echo(f"{len(gone)} databanken gewist die bij een terugzetting opzij gelegd waren.")


@privacy.command()
@click.pass_obj
def report(settings: Settings) -> None:
    """Say what is kept of how many people, since when and for how long; no texts."""
    app = app_of(settings)
    found = services_privacy.kept(app)
    click.echo(f"Wat de bot van mensen bewaart, op {_day(app.clock(), hour=True)}:\n")
    for one in found:
        click.echo(_line(one))
    click.echo(f"- kopieën van alles samen: {_number(*services_privacy.copies(app))}.")
    aside, longest = services_privacy.replaced(app), in_words(keep_of(settings).longest)
    click.echo(f"- databanken die bij een terugzetting opzij gelegd zijn: {_number(*aside)}; {longest}.")
    ending = sorted((one.ends, one.what) for one in found if one.ends)
    click.echo(
        "\nWat te oud is, wordt gewist bij elke start. Draait de bot, dan ook elke 6 uur; gesprekken elke minuut."
    )
    if ending:
        click.echo(f"Wat het eerst weggaat: {ending[0][1]}, op {_day(ending[0][0], hour=True)}.")
    click.echo("Een mens wist zelf alles met /verwijder in de bot.")


def _number(number: int, oldest: datetime | None) -> str:
    return f"{number}{f', de oudste van {_day(oldest)}' if oldest else ''}"


def _line(one: Kept) -> str:
    if not one.rows or one.oldest is None:
        return f"- {one.what}: niets."
    people = f", van {one.people} {'gesprek' if one.people == 1 else 'gesprekken'}" if one.people else ""
    if one.desk:
        people = people.replace("gesprekken", "medewerkers").replace("gesprek", "medewerker")
    return f"- {one.what}: {one.rows}{people}, sinds {_day(one.oldest)}; {in_words(one.keep)}."


def _day(moment: datetime, *, hour: bool = False) -> str:
    return f"{moment.astimezone(BRUSSELS):{'%d/%m/%Y %H:%M' if hour else '%d/%m/%Y'}}"


@privacy.command(name="rotate-key")
@click.pass_obj
def rotate_key(settings: Settings) -> None:
    """Replace the encryption key: everything is sealed anew. Stop the bot first; a cut-off run finishes by itself."""
    made = rotate(settings.database, settings.key_path, datetime.now(UTC))
    click.echo(
        f"De sleutel {settings.key_path} is vervangen: {made.texts} teksten zijn opnieuw versleuteld,"
        f" {made.codes} rijen kregen de nieuwe code van hun gesprek."
    )
    click.echo("Wie aan het bureau werkt, meldt zich opnieuw aan.")
    if made.links:
        click.echo(
            f"{made.links} links waarmee initiatieven hun gegevens nakijken, werken niet meer."
            " Maak nieuwe: lde-bot directory ask."
        )
    click.echo(
        f"De oude sleutel ligt in {made.old.name}. Daarmee lees je nog kopieën van vroeger."
        " Wis hem als die kopieën weg zijn, of nu als iemand anders hem heeft."
    )
