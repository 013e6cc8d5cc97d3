"""Write tests/fixtures/updates.json: an update of every kind, and a message with every content, as Telegram sends them.

    python scripts/make_updates.py api.json

``api.json`` describes the Bot API for machines (https://github.com/PaulSonOfLars/telegram-bot-api-spec, MIT). Each
object comes twice: with what it must have only, and with everything that it may have, two levels deep.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
OUT = PROJECT / "tests" / "fixtures" / "updates.json"
DEEP = 2
"""Levels that are filled with all that may be there."""
CHAT = {"id": 5, "type": "private", "first_name": "Eva"}
PERSON = {"id": 5, "is_bot": False, "first_name": "Eva", "language_code": "nl"}
HEAD = ("message_id", "date", "chat", "from")
AROUND = (
    "message_thread_id direct_messages_topic sender_chat sender_boost_count sender_business_bot sender_tag "
    "guest_query_id business_connection_id forward_origin is_topic_message is_automatic_forward reply_to_message "
    "external_reply quote reply_to_story reply_to_checklist_task_id reply_to_poll_option_id via_bot "
    "guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content is_from_offline is_paid_post "
    "media_group_id author_signature paid_star_count entities link_preview_options suggested_post_info effect_id "
    "caption caption_entities show_caption_above_media has_media_spoiler reply_markup"
).split()
"""What stands around the content of a message."""
TEXTS = {"url": "https://www.voorbeeld.be", "currency": "EUR", "emoji": "🎲", "text": "wat is lde", "language": "nl"}
_CONSTANT = re.compile(r"(?:always|must be) [\"“”'*]*(\w+)")


class Sampler:
    """Makes objects of the types that are described."""

    def __init__(self, types: dict[str, Any]) -> None:
        """Know these types."""
        self._types = types

    def object(self, name: str, deep: int) -> Any:
        """Return an object; with all that it may have when ``deep`` is more than zero."""
        if name == "Chat":
            return dict(CHAT)
        if name == "User":
            return dict(PERSON)
        if name == "Message":
            return self.message({"text": "wat is lde"})
        if name == "RichText":
            return "wat is lde"
        known = self._types[name]
        if known.get("subtypes"):
            return self.object(known["subtypes"][0], deep)
        fields = known.get("fields", [])
        return {
            field["name"]: self.value(field, deep - 1)
            for field in fields
            if field["required"] or (deep > 0 and not self._endless(field, name))
        }

    def _endless(self, field: dict[str, Any], owner: str) -> bool:
        return any(kind.removeprefix("Array of ").removeprefix("Array of ") == owner for kind in field["types"])

    def value(self, field: dict[str, Any], deep: int) -> Any:
        """Return a value of a field."""
        kind, name = field["types"][0], field["name"]
        depth = kind.count("Array of ")
        kind = kind.replace("Array of ", "")
        if kind in self._types:
            one = self.object(kind, deep)
        elif kind in {"Integer", "Float"}:
            one = {"offset": 0, "date": 1_800_000_000}.get(name, 1)
        elif kind == "Boolean":
            one = True
        else:
            constant = _CONSTANT.search(field["description"])
            one = constant.group(1) if constant else TEXTS.get(name, "bold" if name == "type" else name)
        for _ in range(depth):
            one = [one]
        return one

    def message(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return a message with some content."""
        return {"message_id": 1, "date": 1_800_000_000, "chat": dict(CHAT), "from": dict(PERSON), **content}


def samples(described: dict[str, Any]) -> dict[str, Any]:
    """Return the updates, by what they are."""
    types = described["types"]
    sampler, made = Sampler(types), dict[str, Any]()
    kinds = [field for field in types["Update"]["fields"] if field["name"] != "update_id"]
    message_fields = [field for field in types["Message"]["fields"] if field["name"] not in HEAD]
    for deep, how in ((0, "bare"), (DEEP, "full")):
        for field in kinds:
            if field["types"] != ["Message"]:
                made[f"{field['name']}, {how}"] = {field["name"]: sampler.object(field["types"][0], deep)}
        for field in message_fields:
            around = field["name"] in AROUND
            content = {field["name"]: sampler.value(field, deep)} | ({"text": "wat is lde"} if around else {})
            made[f"message with {field['name']}, {how}"] = {"message": sampler.message(content)}
    for status in types["ChatMember"]["subtypes"]:
        changed = sampler.object("ChatMemberUpdated", 1) | {"new_chat_member": sampler.object(status, 1)}
        made[f"my_chat_member to {status}"] = {"my_chat_member": changed}
    for origin in types["MessageOrigin"]["subtypes"]:
        content = {"text": "wat is lde", "forward_origin": sampler.object(origin, 1)}
        made[f"message from {origin}"] = {"message": sampler.message(content)}
    for field in kinds:
        if field["types"] == ["Message"]:
            for content in (
                {"text": "wat is lde"},
                {"text": "/help"},
                {"location": {"latitude": 51.0, "longitude": 3.7}},
            ):
                name = f"{field['name']} with {next(iter(content.values()))}"
                made[name] = {field["name"]: sampler.message(content)}
    return {"version": described["version"], "updates": made}


def main() -> None:
    """Write the samples."""
    described = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    OUT.write_text(json.dumps(samples(described), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
