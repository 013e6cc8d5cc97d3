"""The use cases, one function each. Channels and commands come in here; the store is reached from here only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from random import random

from lde_bot.dialogue.feedback import ASKED, NEVER
from lde_bot.dialogue.model import State, Turn, UserMessage
from lde_bot.dialogue.pressed import as_pressed
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.state import from_json, to_json
from lde_bot.dialogue.subject import is_understood, understand
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
from lde_bot.services_forget import forget as forget
from lde_bot.services_forget import said_forgotten as said_forgotten
from lde_bot.services_keeping import BRUSSELS as BRUSSELS
from lde_bot.services_keeping import agreed, count_turn, keep_consent
from lde_bot.services_keeping import keep_feedback as keep_feedback
from lde_bot.services_keeping import keep_report as keep_report
from lde_bot.services_keeping import keep_unanswered as keep_unanswered
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
from lde_bot.store.dates import DateStore
from lde_bot.store.desk import DeskStore
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.drafts import DraftStore
from lde_bot.store.echo import EchoStore
from lde_bot.store.erasure import ErasureStore
from lde_bot.store.groups import GroupStore
from lde_bot.store.revisions import RevisionStore
from lde_bot.store.sessions import InboxStore, SessionStore
from lde_bot.store.staff import StaffStore
from lde_bot.store.tally import TallyStore


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
    typed: DraftStore
    """Drafts as they were typed."""
    tally: TallyStore
    staff: StaffStore
    erasure: ErasureStore
    dates: DateStore
    grouping: Grouping
    """Compares questions with the groups there are."""
    drafts: Drafts
    """Drafts that are being checked."""
    texts: Mapping[str, str]
    """The files of the knowledge base as git has them, by path."""
    knowledge_root: str
    """Name of the folder in which they lie."""
    learn: Callable[[KnowledgeBase], KnowledgeIndex]
    """Makes an index of some content, with what was learnt of it before when that was kept."""
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
    keep_learnt: Callable[[Snapshot], None] = lambda live: None
    """Keeps what was learnt of this content, so that the next start need not learn it again."""
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
    purged: int = 0
    """How many kept questions had reached their end date at the start, and went."""
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
    rewrite_due: bool = False
    """Something was removed of which a page may still hold a copy that nothing points to."""
    retries: set[int] = field(default_factory=set)
    """Numbers of updates that someone at the desk wants to be tried again."""
    behind_proxy: bool = False
    """Others come in through a proxy, so that everyone seems to be on this computer."""
    behind_tls: bool = False
    """Browsers only come in over TLS."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks of the proxies that are believed about who asks, with commas between."""

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


def state_of(app: App, conversation: str, *, group: bool = False) -> State:
    """Return what a conversation remembers; nothing when it is new or too long ago.

    :param group: others read along.
    """
    held = app.lasting.state(conversation)
    if held is None:
        held = app.lasting.read(lambda: app.sessions.load(conversation, app.clock()), "")
    state = from_json(held, app.snapshot.gazetteer)
    if group:
        return replace(state, consent=NEVER)
    if not state.consent and app.lasting.read(lambda: agreed(app, conversation) is not None, otherwise=True):
        return replace(state, consent=ASKED)
    return state


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
    snapshot, message = app.snapshot, as_pressed(state, message)
    text = message.text
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
            count_turn(app, conversation, turn, message.text)
            keep_consent(app, conversation, turn)
            if turn.notify and address:
                app.echo.wait(conversation, address, app.clock())
            elif turn.notify is False:
                app.echo.stop(conversation)
            if update_id is not None:
                app.inbox.done(update_id, app.clock())

    if not app.lasting.write(write, hurry=update_id is None):
        app.lasting.hold_state(conversation, kept)


def forget_session(app: App, conversation: str) -> None:
    """Start a conversation afresh."""
    app.lasting.forget(conversation)
    app.lasting.write(lambda: app.sessions.forget(conversation))
