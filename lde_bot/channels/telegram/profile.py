"""How the bot presents itself: its commands, its name and its descriptions, set on start and only where they differ."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeDefault
from telegram.error import BadRequest, RetryAfter

from lde_bot.channels.telegram.commands import COMMANDS, GROUP_COMMANDS
from lde_bot.channels.telegram.sending import said
from lde_bot.knowledge.model import KnowledgeBase

log = logging.getLogger(__name__)


async def present(bot: Bot, base: KnowledgeBase) -> None:
    """Set what Telegram shows of the bot; that Telegram refuses some of it does not keep the bot from working.

    :raises NetworkError: Telegram cannot be reached.
    """
    say = base.responses.say
    texts: dict[str, dict[str, str]] = {"": {name: say(sentence) for name, sentence in COMMANDS.items()}}
    texts |= {code: {**texts[""], **language.commands} for code, language in base.languages.items()}
    menus = ((tuple(COMMANDS), BotCommandScopeDefault()), (GROUP_COMMANDS, BotCommandScopeAllGroupChats()))
    try:
        for code, told in texts.items():
            for names, scope in menus:
                menu = [BotCommand(name, told[name]) for name in names]
                if tuple(menu) != await bot.get_my_commands(scope, code or None):
                    await bot.set_my_commands(menu, scope, code or None)
        if (await bot.get_my_name()).name != say("bot_name"):
            await bot.set_my_name(say("bot_name"))
        if (await bot.get_my_short_description()).short_description != say("bot_short"):
            await bot.set_my_short_description(say("bot_short"))
        if (await bot.get_my_description()).description != say("bot_description").strip():
            await bot.set_my_description(say("bot_description").strip())
    except (BadRequest, RetryAfter) as refused:
        log.warning("Telegram did not take all of the bot's profile (%s).", said(refused))
