"""The facts the stand-in passes around: errors, log entries, messages and chats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = dict[str, Any]


class Rejected(Exception):
    """An answer with ``ok: false``; ``violation`` marks a request that a correct bot never sends."""

    def __init__(
        self, description: str, code: int = 400, *, parameters: Json | None = None, violation: bool = False
    ) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters
        self.violation = violation


def refusal(reason: str) -> Rejected:
    """A 400 that depends on the state of the world: a correct bot may meet it."""
    return Rejected(f"Bad Request: {reason}")


def violation(reason: str) -> Rejected:
    """A 400 for a request that breaks the rules of the Bot API."""
    return Rejected(f"Bad Request: {reason}", violation=True)


class Call(NamedTuple):
    """One request as it arrived: the method and its parameters, decoded where they were well formed."""

    method: str
    params: Json


class Button(NamedTuple):
    """A button under a message: its label and its callback data, URL or other action."""

    label: str
    action: str


@dataclass(frozen=True)
class Violation:
    """A breach of the rules of the Bot API; a test asserts that there are none."""

    method: str
    description: str


@dataclass(frozen=True)
class CallbackAnswer:
    """What the bot answered to a pressed button."""

    query_id: str
    text: str
    show_alert: bool


@dataclass(frozen=True)
class InlineAnswer:
    """What the bot answered to an inline query."""

    query_id: str
    results: list[Json]
    cache_time: int
    is_personal: bool


@dataclass(frozen=True)
class BotMessage:
    """The state of one message of the bot at the moment of asking."""

    chat_id: int
    message_id: int
    kind: str
    text: str
    html: str
    buttons: list[list[Button]]
    keyboard: list[list[str]]
    entities: list[Json]
    reply_to: int | None
    edited: bool
    json: Json
    markup: Json | None

    @property
    def labels(self) -> list[str]:
        """All labels under the message, row after row."""
        return [button.label for row in self.buttons for button in row]

    @property
    def actions(self) -> list[str]:
        """All callback data and URLs under the message, row after row."""
        return [button.action for row in self.buttons for button in row]


@dataclass
class Stored:
    """A message in a chat, from the bot or from a person."""

    json: Json
    by_bot: bool
    html: str = ""
    markup: Json | None = None
    preview: Json | None = None

    @property
    def kind(self) -> str:
        """What the message carries: text, venue, location, contact..."""
        kinds = ("venue", "location", "contact", "text", "sticker", "voice", "photo", "document", "poll")
        return next((kind for kind in kinds if kind in self.json), "other")

    def snapshot(self) -> BotMessage:
        """The present state as a frozen value."""
        markup = self.markup or {}
        reply = self.json.get("reply_to_message")
        return BotMessage(
            chat_id=self.json["chat"]["id"],
            message_id=self.json["message_id"],
            kind=self.kind,
            text=describe(self.json),
            html=self.html,
            buttons=[[as_button(button) for button in row] for row in markup.get("inline_keyboard", [])],
            keyboard=[[button["text"] for button in row] for row in markup.get("keyboard", [])],
            entities=list(self.json.get("entities", [])),
            reply_to=None if reply is None else reply["message_id"],
            edited="edit_date" in self.json,
            json=dict(self.json),
            markup=self.markup,
        )


@dataclass
class Chat:
    """A private chat or a group, with every message in it and a log for the transcript."""

    id: int
    type: str
    fields: Json
    messages: dict[int, Stored] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    last_id: int = 0
    obstacle: Rejected | None = None

    def as_json(self) -> Json:
        """The Chat object as it stands in messages."""
        return {"id": self.id, "type": self.type, **self.fields}

    def next_id(self) -> int:
        """The identifier of the next message in this chat."""
        self.last_id += 1
        return self.last_id


def as_button(button: Json) -> Button:
    """The label and the action of an inline keyboard button."""
    for key in ("callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat"):
        if key in button:
            return Button(button["text"], button[key])
    if "copy_text" in button:
        return Button(button["text"], button["copy_text"]["text"])
    nested = next((button[key]["url"] for key in ("web_app", "login_url") if key in button), "")
    return Button(button["text"], nested)


def describe(message: Json) -> str:
    """A line of text for any kind of message."""
    if "text" in message:
        return str(message["text"])
    if "venue" in message:
        return f"{message['venue']['title']}, {message['venue']['address']}"
    if "location" in message:
        return f"{message['location']['latitude']}, {message['location']['longitude']}"
    if "contact" in message:
        return f"{message['contact']['first_name']}, {message['contact']['phone_number']}"
    if "poll" in message:
        return str(message["poll"]["question"])
    return str(message.get("caption", ""))
