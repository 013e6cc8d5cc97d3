"""What is kept of a turn: counts, a sample of answers, reports of a mistake, and what got no good answer, redacted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lde_bot.dialogue.model import Act, Reason, State, Trace, Turn, UserMessage
from lde_bot.knowledge.model import Entry, Kind
from lde_bot.redaction import redact
from lde_bot.triage import Guess, UnansweredQuery

if TYPE_CHECKING:
    from lde_bot.services import App

BRUSSELS = ZoneInfo("Europe/Brussels")
"""A day begins at midnight here, and this is the hour on the clock of whoever asks."""
_MOST_KEPT = 1000  # characters of a question that are kept
_GUESSES = 3


def count_turn(app: App, conversation: str, turn: Turn, typed: str) -> None:
    """Count what was asked for and shown, perhaps sample an answer, and keep a report that something is wrong."""
    if turn.reach and turn.place:
        app.care.count_search(turn.state.services, turn.place.municipality, turn.reach, app.clock())
    app.care.count_shown([listing.initiative.id for listing in turn.reply.listings], app.clock())
    now = app.clock().astimezone(BRUSSELS)
    shown = app.snapshot.knowledge.entries.get(turn.entry)
    language = turn.state.language or "nl"
    app.tally.count(
        (
            ("act", turn.act.value),
            ("entry", turn.entry),
            ("theme", shown.theme if shown else ""),
            ("service", turn.service),
            ("language", language),
            ("hour", f"{now:%H}"),
        ),
        now,
    )
    if typed and _worth_reading(turn, shown) and agreed(app, conversation):
        week = f"{now - timedelta(days=now.weekday()):%Y-%m-%d}"
        seen = sum(count for name, count in app.tally.totals("sampled", week) if name == week) + 1
        app.tally.count([("sampled", week)], now)
        kept = redact(typed)[:_MOST_KEPT]
        app.tally.sample(week, seen, app.chance(), kept, turn.entry, turn.confidence, conversation)
    if turn.helped:
        app.echo.count(*turn.helped, app.clock())
        app.tally.count([("helped", "ja" if turn.helped[1] else "nee")], now)
    keep_report(app, conversation, turn)


def _worth_reading(turn: Turn, shown: Entry | None) -> bool:
    """True for an answer whose question may be read again; what someone in need typed is left alone, yes or no."""
    return turn.act in {Act.ANSWER, Act.REDIRECT} and shown is not None and shown.kind is not Kind.EMERGENCY


def agreed(app: App, conversation: str) -> bool | None:
    """Return whether someone said that questions with an answer may be kept; ``None`` when nothing was said lately."""
    return app.tally.agreed(conversation, app.clock() - timedelta(days=app.keep_days))


def keep_consent(app: App, conversation: str, turn: Turn) -> None:
    """Keep what someone says about that; who says no has what was kept deleted."""
    if turn.consent is None:
        return
    app.tally.agree(conversation, turn.consent, app.clock())
    if not turn.consent and app.tally.forget(app.tally.of(conversation)):
        app.rewrite_due = True


def keep_report(app: App, conversation: str, turn: Turn) -> None:
    """Keep what someone says is wrong about an initiative, for the desk."""
    if turn.report:
        app.care.report(*turn.report, conversation, app.clock())


def keep_unanswered(app: App, conversation: str, state: State, message: UserMessage, turn: Turn) -> None:
    """Keep the question, redacted, when the turn gave no good answer."""
    if turn.unanswered is None:
        return
    text = message.text
    if turn.unanswered is Reason.NONE_OF_THESE:
        text = state.question
    elif turn.unanswered is Reason.NOT_HELPFUL:
        text = state.asked
    elif turn.unanswered is Reason.NO_RESULTS and turn.place:
        text = f"{' + '.join(turn.state.services)} in {turn.place.key}"  # the words may be a place alone, or a button
    if not text.strip():
        return
    query = UnansweredQuery(
        id=0,
        text=redact(text.strip())[:_MOST_KEPT],
        asked_at=app.clock(),
        reason=turn.unanswered.value,
        guesses=_guesses(turn.trace) or tuple(Guess(entry, 0.0, "aangeboden") for entry in state.offered),
        revision=app.snapshot.revision,
        language=turn.state.language,
    )
    app.curation.add(conversation, query)


def keep_feedback(app: App, conversation: str, text: str) -> bool:
    """Keep what someone says about the bot for the Koepel, redacted; False when there is nothing to keep."""
    if not text.strip():
        return False
    kept = redact(text.strip())[:_MOST_KEPT]
    query = UnansweredQuery(0, kept, app.clock(), Reason.FEEDBACK.value, (), app.snapshot.revision)
    app.lasting.write(lambda: app.curation.add(conversation, query))
    return True


def _guesses(trace: Trace) -> tuple[Guess, ...]:
    guesses = []
    for entry, confidence, evidence in trace.candidates[:_GUESSES]:
        notes = {piece.name: piece.note for piece in evidence}
        why = f"lijkt op: {notes.get('phrase', '')}"
        shared = notes.get("shared", "")
        guesses.append(Guess(entry, round(confidence, 3), f"{why} (gedeeld: {shared})" if shared else why))
    return tuple(guesses)
