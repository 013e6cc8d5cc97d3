"""A strict stand-in for the Telegram Bot API: real HTTP, Telegram's rules, a scripted world.

::

    async with BotApi() as api:
        anna = api.user(id=7, first_name="Anna")
        ...  # start the bot with api.token and base_url=api.base_url
        anna.sends("Hallo")
        [answer] = await api.wait_for(chat=anna)
        anna.presses(answer, "Ja")
        assert api.violations == []
"""

from .cursor import HtmlError
from .groups import Group
from .html import Parsed, parse_html
from .model import BotMessage, Button, Call, CallbackAnswer, InlineAnswer, Violation
from .people import User
from .server import BotApi

__all__ = [
    "BotApi",
    "BotMessage",
    "Button",
    "Call",
    "CallbackAnswer",
    "Group",
    "HtmlError",
    "InlineAnswer",
    "Parsed",
    "User",
    "Violation",
    "parse_html",
]
