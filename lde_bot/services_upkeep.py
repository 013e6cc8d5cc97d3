"""The use cases of keeping the directory right: what is old, what is missing, and the rounds of verification.

An initiative gets a link that is signed, works once and ends. Whoever has it may say that the data is right, or put it
right; every field that changes goes into the history, so that the Koepel can see it and take it back.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lde_bot.directory.compare import differences
from lde_bot.directory.correction import EDITABLE as EDITABLE
from lde_bot.directory.correction import edited
from lde_bot.directory.correction import to_edit as to_edit
from lde_bot.directory.model import Change, Initiative, Status
from lde_bot.directory.upkeep import Gap, Stale, gaps, stalest
from lde_bot.services import App
from lde_bot.services_directory import terms_of
from lde_bot.store.care import Verification

LINK_AGE = timedelta(days=60)
"""How long a link works."""
REMIND_AFTER = timedelta(days=14)
"""When someone who did not answer is to be reminded."""
ITSELF = "het initiatief zelf"
"""Who verified, when it was the initiative."""
STOPPED = "stopped"
"""Answer of an initiative that no longer exists."""


class LinkState(StrEnum):
    """What a link is worth."""

    OPEN = "open"
    USED = "used"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, looked up."""

    state: LinkState
    """Whether it can be answered."""
    initiative: Initiative | None = None
    """Who it is about; ``None`` when the link is not ours."""
    number: int = 0
    """Number of the request."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Something that people say is wrong about an initiative."""

    initiative: Initiative
    """Who it is about."""
    what: str
    """The field, as people chose it: ``Het telefoonnummer``."""
    count: int
    """How many people say so."""
    last: datetime
    """When the last of them did."""


def reported(app: App) -> list[Reported]:
    """Return what people say is wrong and nobody looked into, most often first."""
    found = app.care.reports()
    known = {one.id: one for one in app.directory.get([line.initiative for line in found])}
    say = app.snapshot.knowledge.responses.say
    return [
        Reported(known[line.initiative], say(f"report_{line.field}"), line.count, line.last)
        for line in found
        if line.initiative in known
    ]


def stale(app: App) -> list[Stale]:
    """Return whose data is old or reported, what is asked most and oldest first."""
    reports: dict[str, int] = {}
    for one in app.care.reports():
        reports[one.initiative] = reports.get(one.initiative, 0) + one.count
    return stalest(app.directory.each(), app.care.shown(), reports, app.today)


def unmet(app: App) -> list[Gap]:
    """Return where services are asked for and not offered."""
    provinces = {place.municipality: place.province for place in app.snapshot.gazetteer.places}
    asked = [(one.service, one.municipality, one.found, one.count) for one in app.care.demand()]
    return gaps(asked, provinces)


def make_token(app: App, identity: str) -> str:
    """Ask an initiative to confirm: return the token of a new link; earlier ones end."""
    now = app.clock()
    number = app.care.ask(identity, now, now + LINK_AGE)
    return token_of(app, number, identity)


def token_of(app: App, number: int, identity: str) -> str:
    """Return the token of a request: at most 40 characters of ``A-Za-z0-9_-``."""
    return f"{number}_{app.sign(f'verify {number} {identity}')}"


def web_link(app: App, token: str) -> str:
    """Return the address of the page of a link; empty when there are no web pages."""
    return f"{app.web_url}/k/{token}" if app.web_url else ""


def telegram_link(app: App, token: str) -> str:
    """Return the link that opens the bot in Telegram; empty when its name is not set (LDE_TELEGRAM_NAME)."""
    return f"https://t.me/{app.telegram_name}?start=k_{token}" if app.telegram_name else ""


def look_up(app: App, token: str) -> Link:
    """Return what a token stands for."""
    number, _, signature = token.partition("_")
    asked = app.care.verification(int(number)) if number.isascii() and number.isdigit() and len(number) < 12 else None
    if asked is None or not hmac.compare_digest(
        signature.encode(), app.sign(f"verify {asked.id} {asked.initiative}").encode()
    ):
        return Link(LinkState.UNKNOWN)
    found = next(iter(app.directory.get([asked.initiative])), None)
    if found is None:
        return Link(LinkState.UNKNOWN)
    if asked.used_at:
        return Link(LinkState.USED, found, asked.id)
    state = LinkState.OPEN if asked.expires_at > app.clock() else LinkState.OVER
    return Link(state, found, asked.id)


def confirm(app: App, token: str) -> Link:
    """Note that everything is right, as of today; the link is then used."""
    link = look_up(app, token)
    if link.state is LinkState.OPEN and link.initiative:
        with app.transaction():
            if app.care.use(link.number, "right", app.clock()):
                app.directory.verify(link.initiative.id, ITSELF, app.today)
                app.care.settle(link.initiative.id, app.clock())
    return link


def correct(app: App, token: str, typed: Mapping[str, str]) -> tuple[Link, dict[str, str]]:
    """Put data right as typed and note that the rest is right too; the link is then used.

    :param typed: new values of :data:`EDITABLE` fields; ``status`` = :data:`STOPPED` says that it no longer exists.
    :return: the link, and what is wrong with which field: when there is any, nothing was changed.
    """
    link = look_up(app, token)
    if link.state is not LinkState.OPEN or link.initiative is None:
        return link, {}
    after, wrong = edited(link.initiative, typed)
    if wrong:
        return link, wrong
    if typed.get("status") == STOPPED:
        after = replace(after, status=Status.INACTIVE)
    changes = [
        Change(after.id, part.field, part.before, part.after, "update", ITSELF, "verificatieronde", app.today)
        for part in differences(link.initiative, after)
    ]
    with app.transaction():
        if app.care.use(link.number, "change", app.clock()):
            app.directory.save([after], terms_of(app), changes)
            app.directory.verify(after.id, ITSELF, app.today)
            app.care.settle(after.id, app.clock())
    return link, {}


def staff_verifies(app: App, identity: str, by: str) -> bool:
    """Note that someone of the Koepel asked the initiative itself and all is right; False when it is not known.

    :param by: the role that verified, which everyone may see.
    """
    if not app.directory.get([identity]):
        return False
    with app.transaction():
        app.directory.verify(identity, by, app.today)
        app.care.settle(identity, app.clock())
    return True


def waiting(app: App) -> list[Verification]:
    """Return the latest request of each initiative that did not answer it: still open, or over."""
    latest = {one.initiative: one for one in app.care.verifications()}
    return [one for one in latest.values() if one.used_at is None]


def due_for_reminder(app: App, asked: Verification) -> bool:
    """True when someone did not answer for two weeks and was not reminded yet."""
    now = app.clock()
    return (
        asked.used_at is None
        and asked.reminded_at is None
        and asked.created_at + REMIND_AFTER <= now < asked.expires_at
    )
