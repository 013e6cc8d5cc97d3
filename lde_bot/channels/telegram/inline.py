"""Inline mode: what someone types after the bot's name in any chat, as cards to send there."""

from __future__ import annotations

from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TimedOut

from lde_bot import services
from lde_bot.channels.bubbles import LABEL_LIMIT
from lde_bot.channels.telegram.render import render
from lde_bot.channels.telegram.sending import log, patiently, said
from lde_bot.dialogue.model import EMPTY, Act, Reply, UserMessage
from lde_bot.services import App

MOST_CARDS = 10
CACHE_SECONDS = 300
"""Telegram may show the same cards for the same text this long: what the bot says changes seldom."""
_SHOWS = {Act.ANSWER, Act.REDIRECT, Act.SMALLTALK}


def cards(app: App, text: str) -> list[tuple[str, str, Reply]]:
    """Return a name, a title and a content for each card that fits a text, best first; nothing is remembered."""
    turn = services.reply_to(app, EMPTY, UserMessage(text=text))
    entries, shown = app.snapshot.knowledge.entries, turn.reply
    if turn.act in _SHOWS and turn.entry:
        return [(f"e:{turn.entry}", entries[turn.entry].question, shown)]
    if turn.act is Act.CLARIFY:
        chosen = [choice.value.removeprefix("e:") for choice in shown.choices if choice.value.startswith("e:")]
        replies = {one: services.reply_to(app, EMPTY, UserMessage(choice=f"e:{one}")).reply for one in chosen}
        return [(f"e:{one}", entries[one].question, reply) for one, reply in replies.items()]
    if not shown.listings:
        return []
    found = [
        (f"i:{one.initiative.ref}", one.initiative.name, Reply(listings=(one,), full=True)) for one in shown.listings
    ]
    heading = shown.before[0] if shown.before else ""
    return [("list", heading, Reply(shown.before, shown.listings, shown.after)), *found][:MOST_CARDS]


async def answer(app: App, bot: Bot, query: InlineQuery) -> None:
    """Answer one inline query; one that is too old is let go."""
    say = app.snapshot.knowledge.responses.say
    found = cards(app, query.query) if query.query.strip() else []
    results = []
    for name, title, reply in found:
        message = render(reply, say)[0]
        content = InputTextMessageContent(message.html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(True))
        about = message.plain.removeprefix(title).strip().replace("\n", " ")[:100]
        results.append(InlineQueryResultArticle(name, title[:LABEL_LIMIT], content, description=about))
    button = InlineQueryResultsButton(say("inline_hint" if found else "inline_nothing"), start_parameter="inline")
    try:
        await patiently(lambda: bot.answer_inline_query(query.id, results, CACHE_SECONDS, button=button))
    except (BadRequest, TimedOut) as refused:
        log.info("An inline query was answered too late (%s).", said(refused))
