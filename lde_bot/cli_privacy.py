"""Commands for what is kept of people: how well it is redacted, and deleting what has reached its end date."""

from __future__ import annotations

import click

from lde_bot import services
from lde_bot.cli_directory import app_of
from lde_bot.config import PROJECT, Settings
from lde_bot.evaluation.cases import load_cases
from lde_bot.evaluation.figures import wilson
from lde_bot.evaluation.redacted import load_personal, recall, touched


@click.group()
def privacy() -> None:
    """What is kept of people, and what is taken out of it."""


@privacy.command()
@click.option("--misses", is_flag=True, help="Show the made-up lines in which something is left.")
@click.pass_obj
def measure(settings: Settings, misses: bool) -> None:
    """Measure how much of what identifies a person is taken out, and how often an ordinary question is touched."""
    lines = load_personal(PROJECT / "tests" / "redaction" / "personal.csv")
    for kind, (hidden, total) in recall(lines).items():
        low, high = wilson(hidden, total)
        click.echo(f"{kind:15} {hidden / total:6.1%}  {hidden}/{total}  ({low:.1%} - {high:.1%})")
    questions = [case.text for case in load_cases(settings.cases_dir)]
    wrongly = touched(questions)
    click.echo(f"{'gewone vragen':15} {len(wrongly) / len(questions):6.2%} aangeraakt, {len(wrongly)}/{len(questions)}")
    if misses:
        for line in (line for line in lines if not line.hidden):
            click.echo(f"{line.kind}: {line.text}")
        for question in wrongly:
            click.echo(f"gewone vraag: {question}")


@privacy.command()
@click.pass_obj
def purge(settings: Settings) -> None:
    """Delete what has reached its end date now; a running bot does so by itself every six hours."""
    click.echo(f"{services.purge(app_of(settings))} bewaarde vragen gewist.")
