"""Commands and deep links of the bot in Telegram, in the bot's own terms."""

from __future__ import annotations

from lde_bot import services, services_privacy
from lde_bot.dialogue.model import Reply, UserMessage
from lde_bot.dialogue.wording import paragraphs
from lde_bot.services import App

COMMANDS = {
    "start": "command_start",
    "help": "command_help",
    "zoek": "command_zoek",
    "diensten": "command_diensten",
    "regels": "command_regels",
    "werk": "command_werk",
    "taal": "command_taal",
    "privacy": "command_privacy",
    "verwijder": "command_verwijder",
    "contact": "command_contact",
    "feedback": "command_feedback",
}
"""Commands in the order of the menu, each with the sentence that says what it does."""
GROUP_COMMANDS = ("zoek", "diensten", "help", "privacy")
"""Commands that the menu of a group shows."""
_PRESSED = {
    "zoek": "a",
    "diensten": "e:twaalf-diensten",
    "regels": "e:wettelijk-kader",
    "werk": "e:vandaag-werkzoekende",
    "taal": "e:taal",
    "contact": "e:met-mens-praten",
}
"""Commands that do what a button does."""
_ENTRY, _SERVICE = "e_", "s_"


def commanded(app: App, text: str, conversation: str, update_id: int | None = None) -> Reply | UserMessage:
    """Return the reply to a command, or what it is short for; one that does not exist gets the help.

    :param update_id: the update that it came in.
    """
    first, _, rest = text.partition(" ")
    name, rest = first[1:].partition("@")[0].lower(), rest.strip()
    say = app.snapshot.knowledge.responses.say
    if name == "zoek" and rest:
        return UserMessage(text=rest)
    if name in _PRESSED:
        return UserMessage(choice=_PRESSED[name])
    if name == "start":
        services.forget_session(app, conversation)
        return Reply(paragraphs(say("welcome")))
    if name == "privacy":
        return services_privacy.page(app, conversation)
    if name == "verwijder":
        return Reply(services.said_forgotten(app, services.forget(app, conversation, update_id)))
    if name == "feedback":
        kept = services.keep_feedback(app, conversation, rest)
        return Reply(paragraphs(say("feedback_thanks" if kept else "feedback_ask")))
    return Reply(paragraphs(say("help")))


def linked(app: App, text: str) -> UserMessage | None:
    """Return what a deep link asks for (``/start e_<entry>``, ``/start s_<service>_<postcode>``)."""
    command, _, start = text.strip().partition(" ")
    if command != "/start":
        return None
    known = app.snapshot
    if start.startswith(_ENTRY) and start.removeprefix(_ENTRY) in known.knowledge.entries:
        return UserMessage(choice=f"e:{start.removeprefix(_ENTRY)}")
    service, _, postcode = start.removeprefix(_SERVICE).partition("_")
    if not start.startswith(_SERVICE) or not known.knowledge.vocabulary.service(service):
        return None
    here = known.gazetteer.by_postcode(postcode)
    return UserMessage(choice=f"r:0:{service}:{here[0].key}" if here else f"s:{service}")


def start_of_entry(app: App, entry: str) -> str:
    """Return what a link to an entry has after ``start=``; empty when there is no such entry."""
    return _ENTRY + entry if entry in app.snapshot.knowledge.entries else ""


def start_of_search(app: App, service: str, postcode: str) -> str:
    """Return what a link to a search has after ``start=``; empty when the service or the postcode is not known.

    :param postcode: four digits, or nothing to let the person say where.
    """
    known = app.snapshot.knowledge.vocabulary.service(service)
    if not known or (postcode and not app.snapshot.gazetteer.by_postcode(postcode)):
        return ""
    return f"{_SERVICE}{service}_{postcode}" if postcode else f"{_SERVICE}{service}"
