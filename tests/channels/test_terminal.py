"""The terminal is a full channel: the same bot, numbered choices, and the reasons on request."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from lde_bot import services
from lde_bot.channels.terminal import CONVERSATION, Terminal
from lde_bot.dialogue.model import UserMessage
from lde_bot.services import App


class Screen:
    """A terminal whose output can be read back."""

    def __init__(self, app: App, *, why: bool = False) -> None:
        self.file = io.StringIO()
        self.terminal = Terminal(app, Console(file=self.file, width=100, color_system=None), why=why)

    def says(self, line: str) -> str:
        self.file.truncate(0)
        self.file.seek(0)
        self.terminal.handle(line)
        return self.file.getvalue()


@pytest.fixture
def screen(app: App) -> Screen:
    return Screen(app)


def test_a_question_is_answered_with_source_and_date(screen: Screen) -> None:
    shown = screen.says("wat is lokale diensteneconomie")
    assert "Bron: " in shown
    assert "Nagekeken op 23 november 2026." in shown
    assert "[1] " in shown


def test_a_number_presses_a_choice(screen: Screen) -> None:
    first = screen.says("fietspunt")
    assert "[1] Wat doet een fietspunt?" in first
    assert "fietspunt" in screen.says("1").lower()


def test_a_postcode_is_no_choice(screen: Screen) -> None:
    screen.says("fietspunt")
    assert "Fietspunt Leuven" in screen.says("3000")


def test_what_is_wrong_is_reported_by_number_with_the_field_concerned(screen: Screen, app: App) -> None:
    def press(label: str) -> str:
        line = next(line for line in shown.splitlines() if line.endswith(f"] {label}"))
        return screen.says(line.strip().strip("[").partition("]")[0])

    shown = screen.says("fietspunt geel")
    for label in ("Meer over 1", "Klopt dit niet?", "De openingsuren"):
        shown = press(label)
    assert "Bedankt" in shown
    kept = [(one.initiative, one.field, one.count) for one in app.care.reports()]
    assert kept == [("fietspunt-geel-de-sprong-geel", "opening_hours", 1)]


@pytest.mark.parametrize(
    ("command", "word"),
    [("/help", "Bijvoorbeeld"), ("/start", "computerprogramma"), ("/privacy", "90 dagen"), ("/x", "Bij")],
)
def test_commands_work_here_too(screen: Screen, command: str, word: str) -> None:
    assert word in screen.says(command)


def test_verwijder_removes_what_was_kept(screen: Screen, app: App) -> None:
    screen.says("xyzzy plugh")
    assert len(app.curation.all()) == 1
    assert "vragen die ik bewaarde voor de Koepel: 1" in screen.says("/verwijder")
    assert app.curation.all() == []


@pytest.mark.parametrize("text", ["", "   ", "🙂", "a" * 5000, "[bold]x[/bold]", "[1]", "\x1b[31mrood", "999"])
def test_anything_typed_is_answered(screen: Screen, text: str) -> None:
    assert screen.says(text).strip()


def test_markup_that_someone_types_is_no_markup(screen: Screen) -> None:
    assert "[red]" in screen.says("klusdienst 9999 [red]") or "9999" in screen.says("klusdienst 9999 [red]")


def test_the_reasons_are_shown_on_request(app: App) -> None:
    shown = Screen(app, why=True).says("wat is lokale diensteneconomie")
    assert "regel: sure enough" in shown
    assert "wat-is-lde" in shown
    assert "gedeeld" in shown


def test_a_whole_run_greets_and_stops_at_the_end_of_the_input(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("hallo\n/stop\n"))
    Terminal(app, Console(file=file, width=100, color_system=None)).run()
    assert "computerprogramma" in file.getvalue()


def test_who_said_yes_to_being_reread_takes_it_back_below_the_privacy_page(screen: Screen, app: App) -> None:
    assert "[1]" not in screen.says("/privacy")
    who = app.pseudonym("terminal", CONVERSATION)
    services.respond(app, who, UserMessage(choice="c:y"))
    screen.says("wat is lde")
    assert len(app.tally.of(who)) == 1
    assert "[1] Niet meer herlezen" in screen.says("/privacy")
    assert "bewaar ik ze niet" in screen.says("1")
    assert app.tally.of(who) == []
    assert "[1]" not in screen.says("/privacy")
