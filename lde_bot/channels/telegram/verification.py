"""An initiative confirms its data in Telegram: what its link shows, and what the buttons do."""

from __future__ import annotations

from lde_bot import services_upkeep
from lde_bot.dialogue.model import Choice, Listing, Reply
from lde_bot.dialogue.results import report_choices
from lde_bot.dialogue.wording import long_date, paragraphs
from lde_bot.directory.freshness import freshness
from lde_bot.services import App
from lde_bot.services_upkeep import Link, LinkState

START = "k_"
"""What a link to the bot has after ``start=``, before the token."""
BUTTON = "k:"
"""What the value of a button begins with."""


def shown(app: App, token: str) -> Reply:
    """Return what a link shows; looking does not use it up."""
    link = services_upkeep.look_up(app, token)
    if link.state is not LinkState.OPEN or link.initiative is None:
        return _closed(app, link)
    one, say = link.initiative, app.snapshot.knowledge.responses.say
    page = services_upkeep.web_link(app, token)
    no = Choice(say("verify_no"), url=page) if page else Choice(say("verify_no"), f"{BUTTON}{token}:n")
    return Reply(
        before=paragraphs(say("verify_ask", initiative=one.name)),
        listings=(Listing(one, None, freshness=freshness(one.assured_date, app.today, one.source_year)),),
        after=(say("verify_why"),),
        choices=(Choice(say("verify_yes"), f"{BUTTON}{token}:y"), no),
        full=True,
    )


def pressed(app: App, value: str) -> Reply:
    """Return what a button below that gives."""
    token, _, answer = value.removeprefix(BUTTON).rpartition(":")
    say = app.snapshot.knowledge.responses.say
    link = services_upkeep.confirm(app, token) if answer == "y" else services_upkeep.look_up(app, token)
    if link.state is not LinkState.OPEN or link.initiative is None:
        return _closed(app, link)
    if answer == "y":
        return Reply(paragraphs(say("verify_thanks", initiative=link.initiative.name, date=long_date(app.today))))
    choices = report_choices(app.snapshot.knowledge.responses, link.initiative)
    return Reply((say("verify_change"),), choices=tuple(choices))


def _closed(app: App, link: Link) -> Reply:
    say = app.snapshot.knowledge.responses.say
    return Reply((say("verify_used" if link.state is LinkState.USED else "verify_over"),))
