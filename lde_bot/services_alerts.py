"""What staff hear on their phone: that something is asked often, that there was an emergency, and the week in figures.

Never who asked, and never what was typed: that is read at the desk or in the list, by who is linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lde_bot import services_desk, services_digest
from lde_bot.knowledge.model import Kind
from lde_bot.services import BRUSSELS, App
from lde_bot.services_digest import Digest
from lde_bot.store.groups import Group
from lde_bot.store.staff import StaffChat

AT_ONCE = 20
"""Questions that are put in groups in one go, so that the bot itself does not wait."""
MOST_GROUPS = 3
"""Groups in one message."""
RECENT = timedelta(days=1)
"""A group is told only when it was asked in this time: nobody hears of what was long ago."""
PAUSE = timedelta(hours=1)
"""Between two messages about groups to one person."""
DAYTIME = range(8, 18)
"""Hours in which staff hear of groups and get the week; that there was an emergency, they hear at once."""
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one person of the staff."""

    chat: StaffChat
    """To whom."""
    groups: tuple[Group, ...] = ()
    """Groups that are asked often."""
    entry: str = ""
    """The entry for an emergency that someone got."""
    day: date | None = None
    """When that was: an entry is told once a day."""
    digest: Digest | None = None
    """The week in figures."""

    @property
    def names(self) -> list[str]:
        """What is told, so that each thing is told once."""
        told = [f"group {group.id}" for group in self.groups]
        told += [f"emergency {self.entry} {self.day}"] if self.entry else []
        return told + ([f"digest {self.digest.monday}"] if self.digest else [])


def due(app: App) -> list[Alert]:
    """Return what is to be told now, and note it as told: once, even when the program stops in between."""
    heard = {chat: app.staff.heard(chat.user) for chat in app.staff.chats()}
    told = [*_alerts(app, heard), *_digests(app, heard)]
    with app.transaction():
        for alert in told:
            for name in alert.names:
                app.staff.tell(alert.chat.user, name, app.clock())
    return told


def _alerts(app: App, heard: Mapping[StaffChat, set[str]]) -> list[Alert]:
    wanted = [chat for chat in heard if chat.alerts]
    if not wanted:
        return []
    emergencies, groups = _emergencies(app), _groups(app)
    told = []
    for chat in wanted:
        urgent = (Alert(chat, entry=entry, day=app.today) for entry in emergencies)
        told += [one for one in urgent if not heard[chat].issuperset(one.names)]
        new = [one for one in groups if f"group {one.id}" not in heard[chat]][:MOST_GROUPS]
        if new and not app.staff.told_since(chat.user, "group", app.clock() - PAUSE):
            told.append(Alert(chat, groups=tuple(new)))
    return told


def _digests(app: App, heard: Mapping[StaffChat, set[str]]) -> list[Alert]:
    """Return the last week for who was there when it ended and did not get it yet.

    That is on Monday morning, or as soon as the bot runs again by day; who links a conversation in the middle of a week
    hears of it after that week.
    """
    here, monday = app.clock().astimezone(BRUSSELS), services_digest.last_week(app)
    over = datetime.combine(monday + services_digest.WEEK, time(DAYTIME.start), BRUSSELS)
    wanted = [chat for chat in heard if chat.digest and chat.linked_at < over and f"digest {monday}" not in heard[chat]]
    if not wanted or here.hour not in DAYTIME:
        return []
    week = services_digest.digest(app, monday)
    return [Alert(chat, digest=week) for chat in wanted]


def _emergencies(app: App) -> list[str]:
    """Return the entries for an emergency that someone got today."""
    known = app.snapshot.knowledge.entries
    shown = [entry for entry, _ in app.tally.totals("entry", f"{app.today:%Y-%m-%d}")]
    return [entry for entry in shown if entry in known and known[entry].kind is Kind.EMERGENCY]


def _groups(app: App) -> list[Group]:
    if app.clock().astimezone(BRUSSELS).hour not in DAYTIME:
        return []
    services_desk.put_in_groups(app, AT_ONCE)
    return app.groups.busy(app.alert_at, app.clock() - RECENT, _LOOKED_AT)
