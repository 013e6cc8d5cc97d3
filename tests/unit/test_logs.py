"""Whatever breaks, and wherever: neither what someone typed nor a chat id comes into the log or on standard error."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from telegram.error import BadRequest, ChatMigrated, TelegramError

from lde_bot.channels.telegram.sending import said
from lde_bot.config import PROJECT
from lde_bot.logs import JsonLines, Lines

TEXT, CHAT = "ik heet Anna en woon in Gent", "812345678"
SECRET = f"{TEXT} ({CHAT})"
BEGIN = f"""
import asyncio, gc, logging, sys, threading
from lde_bot.config import Settings
from lde_bot.logs import configure_logging, tell_uncaught
tell_uncaught()
def broken(*_):
    raise ValueError({SECRET!r}) from KeyError({SECRET!r})
"""
PLACES = {
    "the program": "broken()",
    "a thread": "thread = threading.Thread(target=broken); thread.start(); thread.join()",
    "a destructor": "one = type('One', (), {'__del__': broken})(); del one; gc.collect()",
    "a task that nobody waits for": f"""
async def work(): broken()
async def main():
    task = asyncio.create_task(work(), name={SECRET!r}); await asyncio.sleep(0); await asyncio.sleep(0)
    del task; gc.collect()
asyncio.run(main())""",
    "a callback of the loop": f"""
async def main():
    asyncio.get_running_loop().call_soon(broken, {SECRET!r}); await asyncio.sleep(0); await asyncio.sleep(0)
asyncio.run(main(), debug=True)""",
    "a task that is dropped": f"""
async def wait(): await asyncio.get_running_loop().create_future()
loop = asyncio.new_event_loop(); task = loop.create_task(wait(), name={SECRET!r})
loop.call_soon(loop.stop); loop.run_forever(); loop.close(); del task; gc.collect()""",
}


def errors_of(script: str) -> str:
    """Return what a program wrote on standard error."""
    command = [sys.executable, "-c", BEGIN + script]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60).stderr


@pytest.mark.parametrize("form", ["no log", "text", "json"])
@pytest.mark.parametrize("place", PLACES)
def test_what_nobody_caught_is_told_by_its_kind_alone(place: str, form: str) -> None:
    begin = "" if form == "no log" else f"configure_logging(Settings(log_format={form!r}), None)\n"
    told = errors_of(begin + PLACES[place])
    assert TEXT not in told
    assert CHAT not in told
    assert ("Task was destroyed" if "dropped" in place else "ValueError <- KeyError") in told
    if form == "json":
        assert all(isinstance(json.loads(line), dict) for line in told.splitlines())


def test_a_command_tells_what_nobody_caught_in_the_same_way() -> None:
    told = errors_of("""
import lde_bot.__main__ as program
def load_settings(): broken()
program.load_settings = load_settings
sys.excepthook = sys.__excepthook__
sys.argv = ["lde-bot", "check"]
program.main()""")
    assert "ValueError <- KeyError" in told
    assert TEXT not in told


def record(text: str) -> logging.LogRecord:
    made = logging.LogRecord("lde_bot.proef", logging.WARNING, __file__, 1, "Iemand zegt %s", (text,), None)
    made.created, made.msecs = datetime(2026, 7, 1, 12, 30, 5, 250_000, UTC).timestamp(), 250.0
    return made


def test_every_line_has_its_moment_in_utc_its_weight_and_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Brussels")
    time.tzset()
    try:
        line, whole = Lines(None).format(record("dag")), json.loads(JsonLines(None).format(record("dag")))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert line == "2026-07-01T12:30:05.250Z WARNING lde_bot.proef: Iemand zegt dag"
    assert whole["time"] == "2026-07-01T12:30:05.250+00:00"
    assert (whole["level"], whole["logger"], whole["message"]) == ("WARNING", "lde_bot.proef", "Iemand zegt dag")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x1b[2J", "\x85", "\u2028", "\0"])
def test_nobody_adds_a_line_to_the_log_or_moves_its_cursor(end: str) -> None:
    forged = f"dag{end}2026-07-01T12:30:06.000Z INFO lde_bot: an is aangemeld"
    for form in (Lines(None), JsonLines(None)):
        told = form.format(record(forged))
        assert len(told.splitlines()) == 1
        assert told.isprintable()
    assert json.loads(told)["message"].endswith(forged)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (ChatMigrated(-1001234567890), "ChatMigrated: Group migrated to supergroup. New chat id"),
        (BadRequest("Message to edit not found"), "BadRequest: Message to edit not found"),
        (BadRequest(f'Can\'t parse entities: unsupported start tag "{TEXT}"'), "BadRequest: Can't parse entities"),
        (BadRequest(f"Wrong text '{TEXT}' is given"), "BadRequest: Wrong text"),
        (BadRequest(f"Chat {CHAT} has moved"), "BadRequest: Chat"),
    ],
)
def test_telegrams_words_are_told_up_to_an_id_or_a_quotation(refused: TelegramError, words: str) -> None:
    assert said(refused) == words
