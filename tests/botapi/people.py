"""People in the scripted world; everything they do becomes an update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import content
from .model import BotMessage, Chat, Json, Stored
from .text import MAX_TEXT, cut, detect
from .world import World

if TYPE_CHECKING:
    from .groups import Group


class User:
    """A person with a private chat with the bot."""

    def __init__(self, world: World, person: Json, *, started: bool) -> None:
        self.json = person
        self.id = int(person["id"])
        self._world = world
        fields: Json = {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
        self.chat = world.chats.setdefault(self.id, Chat(self.id, "private", fields))
        if not started:
            world.block(self.id, "bot can't initiate conversation with a user")

    def sends(self, text: str, *, chat: Group | None = None, reply_to: BotMessage | int | None = None) -> int:
        """Send a text, in parts when it is too long for one message; gives the last message_id."""
        if not text.strip():
            raise ValueError("a client sends no empty text")
        *parts, last = [text[start : start + MAX_TEXT] for start in range(0, len(text), MAX_TEXT)]
        for part in parts:
            self._send(_text(part), chat, reply_to)
        return self._send(_text(last), chat, reply_to)

    def starts(self, payload: str = "") -> int:
        """Press Start, from a deep link when there is a payload."""
        return self.sends(f"/start {payload}".strip())

    def sends_location(self, latitude: float, longitude: float, *, chat: Group | None = None) -> int:
        """Share a location; gives the message_id."""
        return self._send(content.location(latitude, longitude), chat)

    def sends_sticker(self, emoji: str = "👍", *, chat: Group | None = None) -> int:
        """Send a sticker; gives the message_id."""
        return self._send(content.sticker(emoji), chat)

    def sends_voice(self, duration: int = 5, *, chat: Group | None = None) -> int:
        """Send a voice note; gives the message_id."""
        return self._send(content.voice(duration), chat)

    def sends_photo(self, caption: str = "", *, chat: Group | None = None) -> int:
        """Send a photo; gives the message_id."""
        return self._send(content.photo(caption), chat)

    def sends_document(
        self,
        file_name: str = "brief.pdf",
        mime_type: str = "application/pdf",
        *,
        size: int = 12_345,
        caption: str = "",
        chat: Group | None = None,
    ) -> int:
        """Send a file; gives the message_id."""
        return self._send(content.document(file_name, mime_type, size, caption), chat)

    def sends_poll(
        self, question: str = "?", options: tuple[str, ...] = ("A", "B"), *, chat: Group | None = None
    ) -> int:
        """Send a poll; gives the message_id."""
        return self._send(content.poll(question, options), chat)

    def sends_contact(
        self, phone_number: str = "+32470000000", first_name: str = "", *, chat: Group | None = None
    ) -> int:
        """Share a contact: by default this person; gives the message_id."""
        user_id = None if first_name else self.id
        return self._send(content.contact(phone_number, first_name or self.json["first_name"], user_id), chat)

    def edits(self, message_id: int, text: str, *, chat: Group | None = None) -> None:
        """Change the text of an own message."""
        place = self._place(chat)
        message = place.messages[message_id].json
        if message["from"]["id"] != self.id:
            raise ValueError("a person can only edit an own message")
        message.pop("entities", None)
        message.update(_text(text), edit_date=self._world.now())
        self._world.note(place, self._world.person_line(self.json, message, "✎ "))
        if place.type == "private" or self._visible(message):
            self._world.queue.put("edited_message", dict(message))

    def presses(self, message: BotMessage | int, label_or_data: str, *, stale: bool = False) -> str:
        """Press a button by its label or data; gives the query id ("" for a reply keyboard).

        ``stale`` presses a button that stood in the given message but is gone by now.
        """
        place = self._world.chats[message.chat_id] if isinstance(message, BotMessage) else self.chat
        message_id = message.message_id if isinstance(message, BotMessage) else message
        stored = place.messages.get(message_id)
        shown = message if stale and isinstance(message, BotMessage) else stored and stored.snapshot()
        if not shown:
            raise LookupError(f"message {message_id} is gone; press it with stale=True")
        if any(label_or_data in row for row in shown.keyboard):
            return self._presses_key(shown, label_or_data)
        markup = shown.markup or {}
        for row in markup.get("inline_keyboard", []):
            for button in row:
                if label_or_data in (button["text"], button.get("callback_data")) and "callback_data" in button:
                    self._world.note(place, f"👤 {self.json['first_name']} ▸ [{button['text']}]")
                    return self._query(place, message_id, button["callback_data"])
        raise LookupError(f"no button {label_or_data!r} that sends a query under {shown.text!r}: {shown.buttons}")

    def _presses_key(self, shown: BotMessage, label: str) -> str:
        keys = [key for row in (shown.markup or {})["keyboard"] for key in row if key["text"] == label]
        if any(key.get("request_location") or key.get("request_contact") for key in keys):
            raise LookupError(f"the key {label!r} shares something: use sends_location or sends_contact")
        self.sends(label)
        return ""

    def _query(self, place: Chat, message_id: int, data: str) -> str:
        query_id = self._world.next_query_id()
        stored = place.messages.get(message_id)
        gone: Json = {"chat": place.as_json(), "message_id": message_id, "date": 0}
        query = {
            "id": query_id,
            "from": self.json,
            "message": gone if stored is None else dict(stored.json),
            "chat_instance": str(-(abs(place.id) * 7919)),
            "data": data,
        }
        self._world.queries[query_id] = place.id
        self._world.queue.put("callback_query", query)
        return query_id

    def asks_inline(self, query: str, offset: str = "") -> str:
        """Type ``@bot query`` in some chat; gives the query id."""
        query_id = self._world.next_query_id()
        self._world.inline_queries.add(query_id)
        body = {"id": query_id, "from": self.json, "query": query, "offset": offset, "chat_type": "private"}
        self._world.queue.put("inline_query", body)
        return query_id

    def blocks(self) -> None:
        """Block the bot: it gets an update, and 403 for everything it sends."""
        self._world.block(self.id, "bot was blocked by the user")
        self._membership("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self.chat.obstacle = None
        self._membership("kicked", "member")

    def deletes_account(self) -> None:
        """Leave Telegram."""
        self._world.block(self.id, "user is deactivated")

    def conversation(self) -> str:
        """The private chat as a readable transcript."""
        return "\n".join(self.chat.lines)

    def _membership(self, old: str, new: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._world.sender, "status": status, **until}

        change = {"chat": self.chat.as_json(), "from": self.json, "date": self._world.now()}
        change.update(old_chat_member=member(old), new_chat_member=member(new))
        self._world.queue.put("my_chat_member", change)

    def _place(self, group: Group | None) -> Chat:
        return self.chat if group is None else group.chat

    def _send(self, body: Json, group: Group | None, reply_to: BotMessage | int | None = None) -> int:
        place = self._place(group)
        message = self._world.message(place, self.json, body)
        if reply_to is not None:
            target = reply_to.message_id if isinstance(reply_to, BotMessage) else reply_to
            original = dict(place.messages[target].json)
            original.pop("reply_to_message", None)
            message["reply_to_message"] = original
        place.messages[message["message_id"]] = Stored(message, by_bot=False)
        self._world.note(place, self._world.person_line(self.json, message))
        if place.type == "private":
            place.obstacle = None
        if place.type == "private" or self._visible(message):
            self._world.queue.put("message", dict(message))
        return int(message["message_id"])

    def _visible(self, message: Json) -> bool:
        """What a bot sees in a group: everything, or in privacy mode commands and replies to it."""
        me = self._world.me
        if me["can_read_all_group_messages"]:
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == me["id"]:
            return True
        for entity in message.get("entities", []):
            if entity["type"] == "bot_command":
                command = cut(message["text"], entity)
                return "@" not in command or command.lower().endswith("@" + me["username"].lower())
        return False


def _text(text: str) -> Json:
    found = detect(text, [])
    return {"text": text, **({"entities": found} if found else {})}
