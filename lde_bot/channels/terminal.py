"""The bot in a terminal: a full channel, with numbered choices and, on request, the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape

from lde_bot import services, services_privacy
from lde_bot.channels.plain import number_choices, plain_text, why_lines
from lde_bot.dialogue.model import Choice, Reply, Turn, UserMessage
from lde_bot.dialogue.wording import paragraphs
from lde_bot.services import App

CONVERSATION = "terminal"
_QUIT = {"/stop", "/quit", "/exit", "stop", "exit", "quit"}


class Terminal:
    """A conversation with one person at a keyboard."""

    def __init__(self, app: App, console: Console, *, why: bool = False) -> None:
        """Talk through ``console``; with ``why`` the reasons are shown too."""
        self._app, self._console, self._why = app, console, why
        self._say = app.snapshot.knowledge.responses.say
        self._conversation = app.pseudonym("terminal", CONVERSATION)
        self._choices: Sequence[Choice] = ()

    def run(self) -> None:
        """Talk until the person stops or the input ends."""
        services.forget_session(self._app, self._conversation)
        self._print(self._say("welcome"))
        self._console.print("[dim](/stop om te stoppen)[/dim]")
        for line in self._lines():
            if line.lower() in _QUIT:
                return
            self.handle(line)

    def handle(self, line: str) -> Turn | None:
        """Answer one line; None for a command."""
        command = self._command(line)
        if command:
            self._show(command)
            return None
        turn = services.respond(self._app, self._conversation, self._message(line))
        self._show(turn.reply)
        if self._why:
            self._explain(turn)
        return turn

    def _lines(self) -> Iterator[str]:
        while True:
            try:
                yield self._console.input("\n[bold]> [/bold]").strip()
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return

    def _message(self, line: str) -> UserMessage:
        """A number chooses from what was offered; anything else is what the person says."""
        if line.isdigit() and len(line) < 3 and 0 < int(line) <= len(self._choices):
            choice = self._choices[int(line) - 1]
            if choice.value:
                return UserMessage(choice=choice.value)
        return UserMessage(text=line)

    def _command(self, line: str) -> Reply | None:
        name = line.split(maxsplit=1)[0].lower() if line.startswith("/") else ""
        if name == "/verwijder":
            return Reply(services.said_forgotten(self._app, services.forget(self._app, self._conversation)))
        if name == "/privacy":
            return services_privacy.page(self._app, self._conversation)
        return Reply(paragraphs(self._say({"/start": "welcome"}.get(name, "help")))) if name else None

    def _show(self, reply: Reply) -> None:
        self._print(plain_text(reply, self._say))
        self._choices = reply.choices
        for choice in number_choices([f"{one.label} ({one.url})" if one.url else one.label for one in self._choices]):
            self._console.print(escape(choice), style="cyan", soft_wrap=True)

    def _print(self, text: str) -> None:
        self._console.print(escape(text.strip()), soft_wrap=False, highlight=False)

    def _explain(self, turn: Turn) -> None:
        for line in why_lines(turn.act.value, turn.trace):
            self._console.print(escape(line), style="dim", highlight=False)
