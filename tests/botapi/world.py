"""The state behind the stand-in: chats, messages, queries, what the bot set and what it sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from .model import (
    BotMessage,
    CallbackAnswer,
    Chat,
    InlineAnswer,
    Json,
    Rejected,
    Stored,
    Violation,
    describe,
    refusal,
)
from .updates import UpdateQueue


@dataclass(eq=False)
class Output:
    """Something the bot showed: a new message or an edit, until a test has taken it."""

    chat_id: int
    message_id: int
    edit: bool
    taken: bool = False


class World:
    """Everything Telegram would remember about one bot."""

    def __init__(self, me: Json) -> None:
        self.me = me
        self.sender = {key: me[key] for key in ("id", "is_bot", "first_name", "username")}
        self.chats: dict[int, Chat] = {}
        self.queue = UpdateQueue()
        self.outputs: list[Output] = []
        self.queries: dict[str, int] = {}
        self.inline_queries: set[str] = set()
        self.answers: list[CallbackAnswer] = []
        self.inline_answers: list[InlineAnswer] = []
        self.actions: list[tuple[int, str]] = []
        self.profile: dict[tuple[str, str], str] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.menus: dict[int, Json] = {}
        self.violations: list[Violation] = []
        self.method = ""
        self.logged_out = False
        self.clock_shift = 0.0
        self._last_query = 4_000_000_000_000_000
        self._events: list[asyncio.Event] = []

    def now(self) -> int:
        """The date that Telegram would put on a message."""
        return int(time.time() + self.clock_shift)

    def warn(self, description: str) -> None:
        """Note a breach of the rules by the call in hand."""
        self.violations.append(Violation(self.method, description))

    def next_query_id(self) -> str:
        """A new identifier for a callback or inline query."""
        self._last_query += 1
        return str(self._last_query)

    def chat(self, chat_id: int | str) -> Chat:
        """The chat with this identifier or public @username."""
        if isinstance(chat_id, str):
            for chat in self.chats.values():
                if chat.type != "private" and "@" + chat.fields.get("username", "") == chat_id:
                    return chat
            raise refusal("chat not found")
        if chat_id not in self.chats:
            raise refusal("chat not found")
        return self.chats[chat_id]

    def reachable(self, chat_id: int | str) -> Chat:
        """The chat, when the bot may still write there."""
        chat = self.chat(chat_id)
        if chat.obstacle is not None:
            raise chat.obstacle
        return chat

    def message(self, chat: Chat, sender: Json, body: Json) -> Json:
        """A new Message object with the next identifier of the chat."""
        head = {"message_id": chat.next_id(), "from": sender, "chat": chat.as_json(), "date": self.now()}
        return {**head, **body}

    def bot_sent(self, chat: Chat, stored: Stored) -> None:
        """Keep a new message of the bot and tell who waits for it."""
        message_id = stored.json["message_id"]
        chat.messages[message_id] = stored
        self.outputs.append(Output(chat.id, message_id, edit=False))
        self.note(chat, self._bot_line("", stored))

    def bot_edited(self, chat: Chat, stored: Stored) -> None:
        """Note an edit by the bot and tell who waits for it."""
        stored.json["edit_date"] = self.now()
        self.outputs.append(Output(chat.id, stored.json["message_id"], edit=True))
        self.note(chat, self._bot_line("✎ ", stored))

    def _bot_line(self, mark: str, stored: Stored) -> str:
        shown = stored.snapshot()
        rows = [[f"[{b.label}]" for b in row] for row in shown.buttons] or [
            [f"({label})" for label in row] for row in shown.keyboard
        ]
        kind = "" if shown.kind == "text" else f"<{shown.kind}> "
        lines = [f"{mark}{kind}{shown.text}", *(" ".join(row) for row in rows)]
        return f"🤖 {self.me['first_name']}: " + "\n".join(lines).replace("\n", "\n   ")

    def person_line(self, sender: Json, message: Json, mark: str = "") -> str:
        """The line of the transcript for what a person sent."""
        kind = Stored(message, by_bot=False).kind
        prefix = "" if kind == "text" else f"<{kind}> "
        return f"👤 {sender['first_name']}: {mark}{prefix}{describe(message)}".replace("\n", "\n   ").rstrip()

    def note(self, chat: Chat, line: str) -> None:
        """Add a line to the transcript and wake who waits for a change."""
        chat.lines.append(line)
        self.changed()

    def changed(self) -> None:
        """Wake everyone who waits for a change in the world."""
        for event in self._events:
            event.set()
        self._events.clear()

    async def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait until a condition holds; TimeoutError with the transcript when it does not."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    event = asyncio.Event()
                    self._events.append(event)
                    await event.wait()
        except TimeoutError:
            talk = "\n".join(line for chat in self.chats.values() for line in chat.lines[-12:])
            raise TimeoutError(f"nothing of the kind in {seconds} s\n{talk}\n{self.violations}") from None

    def untaken(self, chat_id: int | None, edits: bool) -> list[Output]:
        """What the bot showed and no test has taken yet."""
        return [
            output
            for output in self.outputs
            if not output.taken and (edits or not output.edit) and chat_id in (None, output.chat_id)
        ]

    def take(self, outputs: list[Output]) -> list[BotMessage]:
        """Mark outputs as taken and give the messages as they are now."""
        last = self.outputs.index(outputs[-1])
        chats = {output.chat_id for output in outputs}
        for output in self.outputs[: last + 1]:
            output.taken = output.taken or output in outputs or (output.edit and output.chat_id in chats)
        return [self.snapshot(output) for output in outputs]

    def snapshot(self, output: Output) -> BotMessage:
        """The message behind an output; an error when the bot deleted it meanwhile."""
        stored = self.chats[output.chat_id].messages.get(output.message_id)
        if stored is None:
            raise LookupError(f"message {output.message_id} was deleted")
        return stored.snapshot()

    def shown(self, chat_id: int) -> list[BotMessage]:
        """The messages of the bot that stand in a chat now."""
        return [stored.snapshot() for stored in self.chats[chat_id].messages.values() if stored.by_bot]

    def block(self, chat_id: int, description: str) -> None:
        """Refuse everything the bot sends to a chat from now on."""
        self.chats[chat_id].obstacle = Rejected(f"Forbidden: {description}", 403)
