"""The use cases, one function each. Channels and commands come in here; the store is reached from here only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import random
from zoneinfo import ZoneInfo

from lde_bot.dialogue.model import Act, Reason, State, Trace, Turn, UserMessage
from lde_bot.dialogue.nlu import is_understood, understand
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.state import from_json, to_json
from lde_bot.dialogue.turn import respond as pure_respond
from lde_bot.directory.atlas import Atlas
from lde_bot.directory.search import Directory
from lde_bot.drafts import Drafts
from lde_bot.evaluation.cases import Case
from lde_bot.knowledge.grouping import Grouping
from lde_bot.knowledge.index import KnowledgeIndex
from lde_bot.knowledge.model import KnowledgeBase
from lde_bot.lasting import DatabaseFailure, Lasting
from lde_bot.metrics import Meter
from lde_bot.redaction import redact
from lde_bot.services_forget import forget as forget
from lde_bot.services_forget import said_forgotten as said_forgotten
from lde_bot.services_updates import acquit_update as acquit_update
from lde_bot.services_updates import begin_update as begin_update
from lde_bot.services_updates import expire as expire
from lde_bot.services_updates import finish_update as finish_update
from lde_bot.services_updates import postpone_update as postpone_update
from lde_bot.services_updates import purge as purge
from lde_bot.services_updates import suspect_updates as suspect_updates
from lde_bot.services_updates import take_update as take_update
from lde_bot.services_updates import take_updates as take_updates
from lde_bot.services_updates import waiting_updates as waiting_updates
from lde_bot.store.care import CareStore
from lde_bot.store.curation import CurationStore
from lde_bot.store.desk import DeskStore
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.echo import EchoStore
from lde_bot.store.erasure import ErasureStore
from lde_bot.store.groups import GroupStore
from lde_bot.store.revisions import RevisionStore
from lde_bot.store.sessions import InboxStore, SessionStore
from lde_bot.store.staff import StaffStore
from lde_bot.store.tally import TallyStore
from lde_bot.triage import Guess, UnansweredQuery

BRUSSELS = ZoneInfo("Europe/Brussels")
"""A day begins at midnight here."""
_MOST_KEPT = 1000  # characters of a question that are kept
_GUESSES = 3


@dataclass(slots=True)
class App:
    """The program's parts, put together by ``bootstrap``; ``snapshot`` is replaced as a whole, never changed."""

    snapshot: Snapshot
    """What the bot knows now."""
    transaction: Callable[[], AbstractContextManager[object]]
    """What happens inside happens as a whole or not at all."""
    sessions: SessionStore
    inbox: InboxStore
    curation: CurationStore
    directory: DirectoryStore
    care: CareStore
    echo: EchoStore
    desk: DeskStore
    groups: GroupStore
    revisions: RevisionStore
    tally: TallyStore
    staff: StaffStore
    erasure: ErasureStore
    grouping: Grouping
    """Compares questions with the groups there are."""
    drafts: Drafts
    """Drafts that are being checked."""
    texts: Mapping[str, str]
    """The files of the knowledge base as git has them, by path."""
    knowledge_root: str
    """Name of the folder in which they lie."""
    learn: Callable[[KnowledgeBase], KnowledgeIndex]
    """Makes an index of some content."""
    fork_directory: Callable[[], Directory]
    """Returns a copy of the directory in memory, for use in another thread."""
    cases: Callable[[], Sequence[Case]]
    """Returns the held-out questions on which a draft is tried."""
    pseudonym: Callable[[str, str | int], str]
    """Channel and identity to the hash under which a conversation is known."""
    sign: Callable[[str], str]
    """A text to its signature, with a key that is not in the database."""
    close: Callable[[], None]
    """Lets go of the database."""
    clock: Callable[[], datetime]
    """Now, in UTC."""
    keep_days: int
    """How long a question is kept."""
    chance: Callable[[], float] = random
    """A random number from 0 to 1, for the sample of answers."""
    web_url: str = ""
    """Public address of the web pages; empty when there are none."""
    telegram_name: str = ""
    """Name of the bot in Telegram, for links to it; empty when not known."""
    lasting: Lasting = field(default_factory=Lasting)
    """Writes what must last: now, or when the database can be used again."""
    spare_directory: Callable[[], Directory] | None = None
    """Returns the directory that comes with the project, in memory, for when the database cannot be read."""
    database: Path | None = None
    """The file; none when it is in memory."""
    backup_dir: Path | None = None
    """Folder with copies of it; none when there are none."""
    meter: Meter = field(default_factory=Meter)
    """Counts and measures."""
    alert_at: int = 5
    """How often a question is asked without a good answer before staff hear of it."""
    atlas: Atlas = field(default_factory=Atlas)
    """What lies under the maps of the desk."""
    metrics_token: str = ""
    """With which the figures may be read; without one only from this computer."""
    sweep_due: bool = False
    """Something was removed of which the journal beside the database may still hold an older state."""
    retries: set[int] = field(default_factory=set)
    """Numbers of updates that someone at the desk wants to be tried again."""
    behind_proxy: bool = False
    """Others come in through a proxy, so that everyone seems to be on this computer."""

    @property
    def today(self) -> date:
        """The day in Brussels."""
        return self.clock().astimezone(BRUSSELS).date()


def respond(app: App, conversation: str, message: UserMessage) -> Turn:
    """Answer a message in a remembered conversation, and remember the turn at once."""
    state = state_of(app, conversation)
    turn = reply_to(app, state, message)
    remember(app, conversation, state, message, turn)
    return turn


def state_of(app: App, conversation: str) -> State:
    """Return what a conversation remembers; nothing when it is new or too long ago."""
    held = app.lasting.state(conversation)
    if held is None:
        held = app.lasting.read(lambda: app.sessions.load(conversation, app.clock()), "")
    return from_json(held, app.snapshot.gazetteer)


def reply_to(app: App, state: State, message: UserMessage, today: date | None = None) -> Turn:
    """Answer a message in a conversation whose state is given; keeps nothing.

    :param today: as if it were that day, at no hour in particular.
    """
    now = None if today else app.clock().astimezone(BRUSSELS)
    turn = _respond(app, state, message, today or app.today, now)
    app.meter.act(turn.act.value)
    return turn


def think_ahead(app: App, state: State, message: UserMessage) -> Callable[[], object] | None:
    """Return what may be done in another thread, so that :func:`reply_to` answers at once; ``None`` when nothing.

    It uses no database, and what comes of it stays with the snapshot of now.
    """
    snapshot, text = app.snapshot, message.text
    if message.choice or message.location or is_understood(snapshot, state, text):
        return None
    return lambda: understand(snapshot, state, text)


def _respond(app: App, state: State, message: UserMessage, today: date, now: datetime | None) -> Turn:
    """Answer; with the directory that comes with the project when the database cannot be read."""
    try:
        return pure_respond(app.snapshot, state, message, today, now)
    except DatabaseFailure as error:
        if app.spare_directory is None:
            raise
        app.lasting.note(error)
        app.snapshot = replace(app.snapshot, directory=app.spare_directory())
    return pure_respond(app.snapshot, state, message, today, now)


def remember(
    app: App,
    conversation: str,
    state: State,
    message: UserMessage,
    turn: Turn,
    update_id: int | None = None,
    address: str = "",
) -> None:
    """Keep, in one transaction, what the conversation remembers and what got no good answer.

    :param update_id: the update that this turn answered: ticked off in the same transaction, so that after a power cut
        either all of it is there or the update is answered again.
    :param address: where this person can be told something later; kept, sealed, only when they ask for that.
    """
    kept = to_json(turn.state)

    def write() -> None:
        with app.transaction():
            app.sessions.save(conversation, kept, app.clock())
            keep_unanswered(app, conversation, state, message, turn)
            _count(app, conversation, turn, message.text)
            if turn.notify and address:
                app.echo.wait(conversation, address, app.clock())
            elif turn.notify is False:
                app.echo.stop(conversation)
            if update_id is not None:
                app.inbox.done(update_id, app.clock())

    if not app.lasting.write(write, hurry=update_id is None):
        app.lasting.hold_state(conversation, kept)


def _count(app: App, conversation: str, turn: Turn, typed: str) -> None:
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
    if typed and turn.act in {Act.ANSWER, Act.REDIRECT}:
        week = f"{now - timedelta(days=now.weekday()):%Y-%m-%d}"
        seen = sum(count for name, count in app.tally.totals("sampled", week) if name == week) + 1
        app.tally.count([("sampled", week)], now)
        kept = redact(typed)[:_MOST_KEPT]
        app.tally.sample(week, seen, app.chance(), kept, turn.entry, turn.confidence, conversation)
    if turn.helped:
        app.echo.count(*turn.helped, app.clock())
        app.tally.count([("helped", "ja" if turn.helped[1] else "nee")], now)
    keep_report(app, conversation, turn)


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


def forget_session(app: App, conversation: str) -> None:
    """Start a conversation afresh."""
    app.lasting.forget(conversation)
    app.lasting.write(lambda: app.sessions.forget(conversation))
