"""One update in, its reply out: what Telegram sends, in the bot's own terms."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction, ChatMemberStatus
from telegram.error import BadRequest, TelegramError, TimedOut

from lde_bot import services, services_aside
from lde_bot.channels.bubbles import ASKED, Look, takes_place
from lde_bot.channels.telegram import inline, verification
from lde_bot.channels.telegram.commands import commanded, linked
from lde_bot.channels.telegram.flood import Flood, Verdict
from lde_bot.channels.telegram.meant import for_us, kind_of, private
from lde_bot.channels.telegram.render import compact, render, render_text
from lde_bot.channels.telegram.sending import GoneError, Where, attach, patiently, send
from lde_bot.channels.telegram.staff import StaffDesk
from lde_bot.dialogue.model import EMPTY, HELPED, NOT_HELPED, Reply, State, UserMessage
from lde_bot.dialogue.wording import paragraphs
from lde_bot.services import App

log = logging.getLogger(__name__)

THINKING_SECONDS = 0.3
"""After this long, Telegram shows that the bot is typing."""
_THINKERS = 6  # threads in which new questions are understood; most of the time they wait for the encoder
_REMEMBERED = 1000  # messages whose reply can be changed when they are edited


class Conversations:
    """Answers updates, one at a time for each chat."""

    def __init__(self, app: App, bot: Bot) -> None:
        """Answer as this bot."""
        self._app, self._bot = app, bot
        self._replied: OrderedDict[tuple[int, int], int] = OrderedDict()
        self._flood = Flood()
        self.staff = StaffDesk(app, bot)
        self._thinking = ThreadPoolExecutor(_THINKERS, thread_name_prefix="thinking")

    def close(self) -> None:
        """Let go of the threads; what they were doing is not waited for."""
        self._thinking.shutdown(wait=False, cancel_futures=True)

    async def handle(self, update: Update) -> None:
        """Answer one update and tick it off; one on which we make a mistake is put aside, and that is said."""
        app, chat = self._app, update.effective_chat
        services.begin_update(app, update.update_id)
        conversation = app.pseudonym("telegram", chat.id) if chat else ""
        try:
            if update.inline_query:
                await self._think(EMPTY, UserMessage(text=update.inline_query.query))
                await inline.answer(app, self._bot, update.inline_query)
            elif update.callback_query and not chat:  # of a message that was sent on to another chat
                await self._pressed(update.callback_query)
            elif update.my_chat_member and update.my_chat_member.new_chat_member.status == ChatMemberStatus.BANNED:
                raise GoneError
            elif chat and for_us(update, self._bot) and await self._in_time(update, chat.id):
                await self._answer(update, chat.id, conversation)
        except GoneError:
            if conversation:
                services.forget(app, conversation)
        except asyncio.CancelledError:
            services.postpone_update(app, update.update_id)
            raise
        except Exception as error:
            log.exception("Update %d could not be handled.", update.update_id)
            services_aside.set_aside(app, update.update_id, error)
            if chat:
                with contextlib.suppress(GoneError, TelegramError):
                    say = app.snapshot.knowledge.responses.say
                    await send(self._bot, Where(chat.id), render_text(say("trouble")))
            return
        services.finish_update(app, update.update_id)

    async def _think(self, state: State, said: UserMessage, chat_id: int | None = None) -> None:
        """Understand what is new beside the others, who are answered meanwhile; a chat sees that the bot is typing."""
        work = services.think_ahead(self._app, state, said)
        if work:
            async with _typing(self._bot, chat_id) if chat_id else contextlib.nullcontext():
                await asyncio.get_running_loop().run_in_executor(self._thinking, work)

    async def _in_time(self, update: Update, chat_id: int) -> bool:
        """False when someone sends far too much: who does is told once to wait."""
        message = update.edited_message or update.message
        at = (message.edit_date or message.date) if message else self._app.clock()
        verdict = self._flood.judge(update.effective_user.id if update.effective_user else chat_id, at.timestamp())
        if verdict is Verdict.SAY_WAIT:
            say = self._app.snapshot.knowledge.responses.say
            await send(self._bot, Where(chat_id), render_text(say("flood")))
        return verdict is Verdict.ANSWER

    async def _answer(self, update: Update, chat_id: int, conversation: str) -> None:
        app, query, message = self._app, update.callback_query, update.effective_message
        say = app.snapshot.knowledge.responses.say
        if query:
            await self._pressed(query)
        where = self._where(update, chat_id)
        look = Look(private=private(message), shares=bool(self._bot.supports_inline_queries))
        text = (message.text or message.caption or "") if message and not query else ""
        if await self.staff.handle(update, text, conversation):
            return
        reply = _verifying(app, update, text)
        if reply is not None:
            await send(self._bot, where, render(reply, say, look))
            return
        said = self._said(update, text, conversation)
        if isinstance(said, Reply):
            services.acquit_update(app, update.update_id)
            await send(self._bot, where, render(said, say, look))
            return
        if linked(app, text):
            await send(self._bot, where, render(Reply(paragraphs(say("welcome"))), say, look))
        state = services.state_of(app, conversation, group=not look.private)
        await self._think(state, said, chat_id)
        turn = services.reply_to(app, state, said)
        services.acquit_update(app, update.update_id)
        alone = turn.reply.attach in {"contact", "place"} and await attach(self._bot, where, turn.reply, say)
        told = said.choice.startswith(HELPED) and not turn.reply.choices  # above the chat, when the button was pressed
        if not alone and not told:
            reply = turn.reply if look.private else compact(turn.reply)
            sent = await send(self._bot, where, render(reply, say, look))
            self._remember(update, chat_id, sent)
            if turn.reply.attach == "list":
                await attach(self._bot, where, turn.reply, say)
        address = f"telegram:{chat_id}"
        services.remember(app, conversation, state, said, turn, update.update_id, address)

    def _said(self, update: Update, text: str, conversation: str) -> UserMessage | Reply:
        """Return what the person says, or at once the reply to it."""
        query, message = update.callback_query, update.effective_message
        if query:
            return UserMessage(choice=(query.data or "").removeprefix(ASKED))
        link = linked(self._app, text)
        if link:
            services.forget_session(self._app, conversation)
            return link
        if text.startswith("/"):
            return commanded(self._app, text, conversation, update.update_id)
        location = message and (message.venue.location if message.venue else message.location)
        if location:
            return UserMessage(location=(location.latitude, location.longitude))
        if message and message.text is not None:
            return UserMessage(text=message.text.replace(f"@{self._bot.username}", " "))
        say = self._app.snapshot.knowledge.responses.say
        return Reply((say((kind_of(message) if message else "") or "not_text"),))

    async def _pressed(self, query: CallbackQuery) -> None:
        """Tell Telegram that the button was received; too late is no harm. Asking whether it helped is over then."""
        say, value = self._app.snapshot.knowledge.responses.say, query.data or ""
        told = say("helped_thanks") if value.startswith(HELPED) else None
        try:
            await patiently(lambda: self._bot.answer_callback_query(query.id, told))
        except (BadRequest, TimedOut) as refused:
            log.info("A button was answered too late (%s).", type(refused).__name__)
        message = query.message
        if value.startswith((HELPED, NOT_HELPED)) and isinstance(message, Message) and message.reply_markup:
            rows = [
                [button for button in row if not str(button.callback_data).startswith((HELPED, NOT_HELPED))]
                for row in message.reply_markup.inline_keyboard
            ]
            left = InlineKeyboardMarkup([row for row in rows if row])
            with contextlib.suppress(BadRequest, TimedOut):
                await patiently(lambda: message.edit_reply_markup(left))

    def _where(self, update: Update, chat_id: int) -> Where:
        """Return where the reply goes: a new message, or in the place of one that it replaces."""
        query, message = update.callback_query, update.effective_message
        if query and takes_place(query.data or "") and query.message:
            return Where(chat_id, instead_of=query.message.message_id)
        if update.edited_message:
            return Where(chat_id, instead_of=self._replied.get((chat_id, update.edited_message.message_id)))
        group = message and not private(message) and not query
        return Where(chat_id, answers=message.message_id if message and group else None)

    def _remember(self, update: Update, chat_id: int, sent: list[int]) -> None:
        """Remember which message answers which, so that an edited question changes its answer."""
        message = update.edited_message or update.message
        if not message or len(sent) != 1:
            return
        self._replied[chat_id, message.message_id] = sent[0]
        if len(self._replied) > _REMEMBERED:
            self._replied.popitem(last=False)


@contextlib.asynccontextmanager
async def _typing(bot: Bot, chat_id: int) -> AsyncIterator[None]:
    """Show that the bot is typing when an answer takes longer than :data:`THINKING_SECONDS`."""

    async def show() -> None:
        await asyncio.sleep(THINKING_SECONDS)
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(chat_id, ChatAction.TYPING)

    task = asyncio.create_task(show())
    try:
        yield
    finally:
        task.cancel()


def _verifying(app: App, update: Update, text: str) -> Reply | None:
    """Return the reply to an initiative that opened its link or pressed a button below it."""
    if update.callback_query:
        value = update.callback_query.data or ""
        return verification.pressed(app, value) if value.startswith(verification.BUTTON) else None
    command, _, token = text.partition(" ")
    if command == "/start" and token.startswith(verification.START):
        return verification.shown(app, token.removeprefix(verification.START).strip())
    return None
