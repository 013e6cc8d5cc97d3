"""What is kept of people, and for how long: the one place that says it, for the report and for the privacy page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lde_bot.dialogue.feedback import NO_CONSENT
from lde_bot.dialogue.model import Choice, Reply
from lde_bot.dialogue.wording import paragraphs
from lde_bot.services import App
from lde_bot.services_access import SESSION
from lde_bot.services_keeping import agreed
from lde_bot.services_updates import ATTEMPT_AGE, DRAFT_AGE, WAITING_DAYS
from lde_bot.store.backup import backups, put_aside
from lde_bot.store.sessions import INBOX_AGE, SESSION_AGE, UNANSWERED_AGE

KINDS = {
    "session": "waar een gesprek over gaat",
    "inbox": "berichten die op een antwoord wachten",
    "number": "volgnummers van berichten die beantwoord zijn",
    "unanswered": "vragen zonder goed antwoord, en wat mensen van de bot vinden",
    "waiting": "waar een antwoord later heen moet",
    "report": "wie meldde dat iets niet klopt",
    "consent": "wie ja of nee zei op herlezen",
    "sample": "vragen mét een antwoord, om na te kijken",
    "desk_session": "wie aan het bureau is aangemeld",
    "desk_attempt": "aanmeldingen die mislukten",
    "staff_chat": "gesprekken van medewerkers in Telegram",
    "desk_draft": "concepten van fiches die nog niet gepubliceerd zijn",
    "desk_log": "wat medewerkers aan het bureau deden",
}
"""Everything that is kept of people, in words."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept of people."""

    what: str
    """What it is, in words."""
    rows: int
    """How many."""
    people: int | None
    """Of how many conversations (or, at the desk, accounts); ``None`` when that cannot be told."""
    oldest: datetime | None
    """Since when."""
    keep: timedelta | None
    """How long it stays at most; ``None`` when it has no end date."""
    desk: bool
    """It is of people who work at the desk."""

    @property
    def ends(self) -> datetime | None:
        """When the oldest goes."""
        return self.oldest + self.keep if self.oldest and self.keep else None


def retention(keep_days: int) -> dict[str, timedelta | None]:
    """Return how long each kind of thing is kept at most."""
    long = timedelta(days=keep_days)
    return {
        "session": SESSION_AGE,
        "inbox": UNANSWERED_AGE,
        "number": INBOX_AGE,
        "unanswered": long,
        "waiting": min(long, timedelta(days=WAITING_DAYS)),
        "report": long,
        "consent": long,
        "sample": long,
        "desk_session": SESSION,
        "desk_attempt": ATTEMPT_AGE,
        "staff_chat": None,
        "desk_draft": DRAFT_AGE,
        "desk_log": None,
    }


def kept(app: App) -> list[Kept]:
    """Return what is kept of people now."""
    ages = retention(app.keep_days)
    return [
        Kept(KINDS[one.kind], one.rows, one.people, one.oldest, ages[one.kind], one.kind.startswith(("desk", "staff")))
        for one in app.erasure.holdings()
    ]


def page(app: App, conversation: str) -> Reply:
    """Return what a person reads about it; with a button, for who agreed that questions may be reread, to stop that."""
    say = app.snapshot.knowledge.responses.say
    willing = app.lasting.read(lambda: bool(agreed(app, conversation)), otherwise=False)
    choices = (Choice(say("consent_stop"), NO_CONSENT),) if willing else ()
    return Reply(paragraphs(say("privacy", days=app.keep_days)), choices=choices)


def copies(app: App) -> tuple[int, datetime | None]:
    """Return how many copies of the database there are, and when the oldest was made."""
    found = backups(app.backup_dir) if app.backup_dir else []
    return len(found), found[-1][0] if found else None


def replaced(app: App) -> tuple[int, datetime | None]:
    """Return how many databases restores put aside, and when the first did."""
    found = put_aside(app.database) if app.database else []
    return len(found), found[-1][0] if found else None


def in_words(keep: timedelta | None) -> str:
    """Return how long something is kept, in words."""
    if keep is None:
        return "zolang de bot bestaat"
    if keep >= timedelta(days=2):
        return f"hoogstens {keep.days} dagen"
    hours = keep // timedelta(hours=1)
    return f"hoogstens {hours} uur" if hours else f"tot {keep // timedelta(minutes=1)} minuten na het laatste bericht"
