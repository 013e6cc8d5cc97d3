"""Groups in the scripted world."""

from __future__ import annotations

from .model import BotMessage, Chat, Rejected
from .people import User
from .world import World


class Group:
    """A group or supergroup that the bot is a member of."""

    def __init__(self, world: World, chat_id: int, title: str, username: str = "") -> None:
        self._world = world
        self.id = chat_id
        fields = {"title": title, **({"username": username} if username else {})}
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        self.chat = world.chats.setdefault(chat_id, Chat(chat_id, kind, fields))

    def sends(self, member: User, text: str, *, reply_to: BotMessage | int | None = None) -> int:
        """A member sends a text in the group; gives the message_id."""
        return member.sends(text, chat=self, reply_to=reply_to)

    def kicks_bot(self) -> None:
        """Remove the bot: 403 for everything it sends."""
        self._world.block(self.id, f"bot was kicked from the {self.chat.type} chat")

    def migrates(self, new_id: int) -> Group:
        """Become a supergroup: the old chat answers with the new identifier."""
        reason = "Bad Request: group chat was upgraded to a supergroup chat"
        self.chat.obstacle = Rejected(reason, parameters={"migrate_to_chat_id": new_id})
        successor = Group(self._world, new_id, self.chat.fields["title"])
        sender = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        for place, key, other in (
            (self.chat, "migrate_to_chat_id", new_id),
            (successor.chat, "migrate_from_chat_id", self.id),
        ):
            self._world.queue.put("message", self._world.message(place, sender, {key: other}))
        return successor

    def conversation(self) -> str:
        """The group chat as a readable transcript."""
        return "\n".join(self.chat.lines)
