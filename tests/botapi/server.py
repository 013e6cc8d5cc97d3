"""BotApi: the stand-in itself, for ``async with``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Self

from .dispatch import Dispatcher
from .groups import Group
from .model import BotMessage, CallbackAnswer, InlineAnswer, Json, Violation
from .people import User
from .wire import HttpServer


class BotApi(Dispatcher):
    """A strict stand-in for the Bot API on 127.0.0.1, with a scripted world behind it."""

    def __init__(
        self,
        token: str = "123456:TEST-token",
        *,
        first_name: str = "LDE-bot",
        username: str = "lde_test_bot",
        privacy_mode: bool = True,
    ) -> None:
        me: Json = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": first_name, "username": username}
        abilities = {"can_join_groups": True, "can_read_all_group_messages": not privacy_mode}
        super().__init__(token, {**me, **abilities, "supports_inline_queries": True, "can_connect_to_business": False})
        self._http = HttpServer(self.handle)
        self._return: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._http.listen()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        if self._return is not None:
            self._return.cancel()
            await asyncio.gather(self._return, return_exceptions=True)
        await self._http.stop()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as base_url."""
        return f"http://127.0.0.1:{self._http.port}/bot"

    # the scripted world

    def user(
        self,
        id: int = 1001,
        first_name: str = "Anna",
        language_code: str | None = "nl",
        *,
        last_name: str | None = None,
        username: str | None = None,
        started: bool = True,
    ) -> User:
        """A person; until someone with ``started=False`` writes, the bot may not write to them."""
        optional = {"last_name": last_name, "username": username, "language_code": language_code}
        person = {"id": id, "is_bot": False, "first_name": first_name}
        person.update({name: value for name, value in optional.items() if value is not None})
        return User(self.world, person, started=started)

    def group(self, id: int = -1_001_234_567_890, title: str = "Groep", username: str = "") -> Group:
        """A group with the bot in it; an id that begins with -100 is a supergroup."""
        return Group(self.world, id, title, username)

    def duplicate_next_update(self) -> None:
        """Deliver the next update once more after the bot has confirmed it."""
        self.world.queue.duplicate_next()

    def advance(self, seconds: float) -> None:
        """Move the clock that dates messages."""
        self.world.clock_shift += seconds

    def expire_queries(self) -> None:
        """Make every pressed button and inline query too old to answer."""
        self.world.queries.clear()
        self.world.inline_queries.clear()

    # what the bot did

    @property
    def violations(self) -> list[Violation]:
        """Every breach of the rules so far; a good test ends with none."""
        return self.world.violations

    @property
    def polling(self) -> bool:
        """Whether a getUpdates request is held open now."""
        return self.world.queue.polling

    @property
    def answers(self) -> list[CallbackAnswer]:
        """The answers to pressed buttons."""
        return self.world.answers

    @property
    def inline_answers(self) -> list[InlineAnswer]:
        """The answers to inline queries."""
        return self.world.inline_answers

    @property
    def actions(self) -> list[tuple[int, str]]:
        """The chat actions, such as typing, with their chat."""
        return self.world.actions

    def calls_of(self, method: str) -> list[Json]:
        """The parameters of every call of one method."""
        return [call.params for call in self.calls if call.method == method]

    def messages(self, chat: int | User | Group) -> list[BotMessage]:
        """The messages of the bot that stand in a chat now, after edits and deletions."""
        return self.world.shown(_chat_id(chat))

    def wait_for(
        self, n: int = 1, *, chat: int | User | Group | None = None, timeout: float = 5.0, edits: bool = False
    ) -> Coroutine[Any, Any, list[BotMessage]]:
        """The next n messages of the bot that no earlier wait took; with ``edits`` edited ones count too."""
        return self._wait_for(n, None if chat is None else _chat_id(chat), timeout, edits)

    def until(self, condition: Callable[[], bool], timeout: float = 5.0) -> Coroutine[Any, Any, None]:
        """Wait until a condition on the world holds; TimeoutError shows the transcript."""
        return self.world.until(condition, timeout)

    async def _wait_for(self, n: int, chat_id: int | None, seconds: float, edits: bool) -> list[BotMessage]:
        await self.world.until(lambda: len(self.world.untaken(chat_id, edits)) >= n, seconds)
        return self.world.take(self.world.untaken(chat_id, edits)[:n])

    async def going_away(self, seconds: float, *, refuse: bool = False) -> None:
        """An outage: 502 to everything, or with ``refuse`` no listening socket at all."""
        if not refuse:
            self.go_away(seconds)
            return
        if self._return is not None:
            self._return.cancel()
        await self._http.stop()
        self._return = asyncio.ensure_future(self._come_back(seconds))

    async def _come_back(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._http.listen()


def _chat_id(chat: int | User | Group) -> int:
    return chat if isinstance(chat, int) else chat.id
