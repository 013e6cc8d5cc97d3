"""The desk on the phone of staff: linking a conversation, ``/onbeantwoord`` and the buttons below it.

Only in a chat with one person, and only for a conversation that belongs to an account. For everyone else none of this
exists: ``handle`` says that it is not for staff, and the update is answered as any other.
"""

from __future__ import annotations

import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Bot, BotCommand, BotCommandScopeChat, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, RetryAfter, TimedOut

from lde_bot import services, services_access, services_desk, services_editing, services_staff, services_versions
from lde_bot.channels.telegram.commands import COMMANDS
from lde_bot.channels.telegram.render import Outgoing, render
from lde_bot.channels.telegram.sending import GoneError, Where, patiently, send
from lde_bot.channels.telegram.staff_views import BUTTON, Views
from lde_bot.dialogue.model import Reply
from lde_bot.services import App
from lde_bot.services_access import DeskUser, Role
from lde_bot.services_desk import Verdict

log = logging.getLogger(__name__)
COMMAND = "onbeantwoord"
"""The command that shows what waits."""
LINK = "koppel"
"""The command with which a code is given."""
START = "w_"
"""What a link to the bot has after ``start=``, before the code."""
CHANNEL = "telegram:"
_CLOSING = {"b": Verdict.OUTSIDE, "t": Verdict.UNSURE}
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that is being checked for someone."""

    conversation: str
    """Whose conversation asked for it."""
    where: Where
    """Message that waits for the outcome."""
    undo: bool = False
    """The phrase is taken out again: published without asking."""


class StaffDesk:
    """Answers staff."""

    def __init__(self, app: App, bot: Bot) -> None:
        """Answer as this bot."""
        self._app, self._bot, self._views = app, bot, Views(app)
        self._pending: dict[str, Pending] = {}
        self._published: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._menus: set[int] = set()

    async def handle(self, update: Update, text: str, conversation: str) -> bool:
        """Answer what staff ask for; False when this is not that."""
        chat, query = update.effective_chat, update.callback_query
        if chat is None or chat.type != ChatType.PRIVATE:
            return False
        value = (query.data or "") if query else ""
        code = None if query else _code(text)
        if code is None and not value.startswith(BUTTON) and not (not query and _is_command(text)):
            return False
        where = Where(chat.id, instead_of=query.message.message_id if query and query.message else None)
        if code is not None:
            reply = self._link(conversation, chat.id, code)
        else:
            user = services_staff.staff(self._app, conversation)
            if user is None:
                await self._hide_menu(chat.id)
                return False
            reply = self._pressed(user, conversation, where, value) if query else self._views.waiting(0)
        services.acquit_update(self._app, update.update_id)
        await send(self._bot, where, self._render(reply))
        if code is not None:
            await self.set_menus()
        return True

    def _link(self, conversation: str, chat_id: int, code: str) -> Reply:
        user = services_staff.link(self._app, conversation, f"{CHANNEL}{chat_id}", code)
        if user is None:
            return Reply((self._app.snapshot.knowledge.responses.say("staff_no_code"),))
        return self._views.linked(user.name, services_staff.chat_of(self._app, user))

    def _pressed(self, user: DeskUser, conversation: str, where: Where, value: str) -> Reply:
        action, _, rest = value.removeprefix(BUTTON).partition(":")
        may_judge = services_access.may(user, Role.CURATOR)
        looking: dict[str, Callable[[], Reply]] = {
            "l": lambda: self._views.waiting(_number(rest)),
            "g": lambda: self._views.group(_number(rest), may_judge=may_judge),
            "a": lambda: self._wish(user, alerts=rest == "1"),
            "w": lambda: self._wish(user, digest=rest == "1"),
        }
        judging: dict[str, Callable[[], Reply]] = {
            "b": lambda: self._close(user, _number(rest), _CLOSING[action]),
            "t": lambda: self._close(user, _number(rest), _CLOSING[action]),
            "f": lambda: self._belongs(user, conversation, where, rest),
            "p": lambda: self._publish(user, rest),
            "u": lambda: self._undo(user, conversation, where, _number(rest)),
        }
        if action in judging and not may_judge:
            services_access.note_refused(self._app, user, "een knop in Telegram")
            return self._views.refused(self._app.snapshot.knowledge.responses.say("staff_read_only"))
        return (looking | judging).get(action, self._views.gone)()

    def _wish(self, user: DeskUser, alerts: bool | None = None, digest: bool | None = None) -> Reply:
        chat = services_staff.wish(self._app, user, alerts=alerts, digest=digest)
        return self._views.wishes(chat) if chat else self._views.gone()

    def _close(self, user: DeskUser, number: int, verdict: Verdict) -> Reply:
        standing = services_staff.standing(self._app, number, verdict)  # a second tap on the same button
        done = [standing] if standing else services_desk.judge(self._app, [number], verdict, "", "", user)
        return self._views.judged(verdict.value, done[0]) if done else self._views.gone()

    def _belongs(self, user: DeskUser, conversation: str, where: Where, rest: str) -> Reply:
        group, _, entry = rest.partition(":")
        known = (services_editing.check_of(self._app, token) for token in self._pending)
        if any(one and one.groups == (_number(group),) and one.entry == entry for one in known):
            return self._views.checking(entry)
        standing = services_staff.standing(self._app, _number(group), Verdict.BELONGS)
        if standing:
            return self._views.judged(Verdict.BELONGS.value, standing)
        found = services_staff.belongs(self._app, _number(group), entry, user)
        if found is None:
            return self._views.refused(self._app.snapshot.knowledge.responses.say("staff_cannot"))
        if found.check is None:
            return self._views.judged(Verdict.BELONGS.value, found.judgement)
        self._pending[found.check.token] = Pending(conversation, where)
        return self._views.checking(entry)

    def _publish(self, user: DeskUser, token: str) -> Reply:
        if token in self._published:  # a second tap
            return self._views.published(*self._published[token])
        one = services_editing.check_of(self._app, token)
        if one is None:
            return self._views.gone()
        refused, judgement = services_staff.publish(self._app, token, user)
        if refused:
            return self._views.refused(refused)
        self._published[token] = one.entry, judgement
        if len(self._published) > _REMEMBERED:
            self._published.popitem(last=False)
        return self._views.published(one.entry, judgement)

    def _undo(self, user: DeskUser, conversation: str, where: Where, number: int) -> Reply:
        done = services_versions.take_back(self._app, number, user)
        if done.check:
            self._pending[done.check.token] = Pending(conversation, Where(where.chat_id), undo=True)
        if done.group is None:
            return self._views.gone()
        say = self._app.snapshot.knowledge.responses.say
        first = f"{say('staff_undone')} {say('staff_stays')}" if done.stays else say("staff_undone")
        return self._views.group(done.group, may_judge=True, first=first)

    async def tell_checked(self) -> None:
        """Tell what came of the entries that were being checked."""
        for token, pending in list(self._pending.items()):
            one = services_editing.check_of(self._app, token)
            if one is not None and not one.done:
                continue
            del self._pending[token]
            user = services_staff.staff(self._app, pending.conversation)
            if user is None or not services_access.may(user, Role.CURATOR):
                continue
            if pending.undo:
                reply = self._taken_out(user, token)
            else:
                reply = self._views.checked(one) if one else self._views.gone()
            with contextlib.suppress(GoneError):
                await send(self._bot, pending.where, self._render(reply))

    def _taken_out(self, user: DeskUser, token: str) -> Reply:
        refused = services_editing.publish(self._app, token, "teruggenomen, vanop de telefoon", user)
        say = self._app.snapshot.knowledge.responses.say
        return Reply((say("staff_stays") if refused else say("staff_removed"),))

    async def set_menus(self) -> None:
        """Show the commands of staff to who is staff, and to nobody who is not any more."""
        wanted = {chat_of(one.address) for one in services_staff.chats(self._app)}
        for chat in wanted - self._menus:
            await self._show_menu(chat)
        for chat in self._menus - wanted:
            await self._hide_menu(chat)

    async def _show_menu(self, chat: int) -> None:
        self._menus.add(chat)
        say = self._app.snapshot.knowledge.responses.say
        menu = [BotCommand(COMMAND, say("command_onbeantwoord"))]
        menu += [BotCommand(name, say(sentence)) for name, sentence in COMMANDS.items()]
        with contextlib.suppress(BadRequest, TimedOut, RetryAfter, GoneError):
            await patiently(lambda: self._bot.set_my_commands(menu, BotCommandScopeChat(chat)))

    async def _hide_menu(self, chat: int) -> None:
        self._menus.discard(chat)
        with contextlib.suppress(BadRequest, TimedOut, RetryAfter, GoneError):
            await patiently(lambda: self._bot.delete_my_commands(BotCommandScopeChat(chat)))

    def _render(self, reply: Reply) -> list[Outgoing]:
        return render(reply, self._app.snapshot.knowledge.responses.say)


def chat_of(address: str) -> int:
    """Return Telegram's number of the chat of an address."""
    return int(address.removeprefix(CHANNEL))


def _is_command(text: str) -> bool:
    return text.strip().partition(" ")[0].partition("@")[0].lower() == f"/{COMMAND}"


def _code(text: str) -> str | None:
    """Return the code that a text gives; ``None`` when it is not about one."""
    command, _, rest = text.strip().partition(" ")
    command = command.partition("@")[0].lower()
    if command == f"/{LINK}":
        return rest.strip()
    return rest.removeprefix(START).strip() if command == "/start" and rest.startswith(START) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
