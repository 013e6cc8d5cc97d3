"""The methods that send, change and delete messages and answer queries."""

from __future__ import annotations

from typing import Any

from .bodies import contact_body, document_body, formatted, location_body, photo_body, text_body, venue_body
from .markup import check_markup
from .model import CallbackAnswer, Chat, Json, Stored, refusal, violation
from .objects import ACTIONS
from .world import World

MAX_ANSWER = 200
DELETABLE_SECONDS = 48 * 3600
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def send_message(world: World, params: Json) -> Json:
    """Send a text."""
    content = formatted(world, params)
    return _deliver(world, params, text_body(content), content.source)


def _deliver(world: World, params: Json, body: Json, source: str = "") -> Json:
    chat = world.reachable(params["chat_id"])
    markup = check_markup(params.get("reply_markup"), chat.type)
    reply = _reply(world, chat, params.get("reply_parameters"))
    message = world.message(chat, world.sender, {**body, **reply})
    stored = Stored(message, by_bot=True, html=source, markup=markup, preview=params.get("link_preview_options"))
    _show_markup(stored)
    world.bot_sent(chat, stored)
    return stored.json


def _show_markup(stored: Stored) -> None:
    """Only inline keyboards come back in a Message."""
    stored.json.pop("reply_markup", None)
    if stored.markup and "inline_keyboard" in stored.markup:
        stored.json["reply_markup"] = stored.markup


def _reply(world: World, chat: Chat, wanted: Json | None) -> Json:
    if wanted is None:
        return {}
    source = chat if "chat_id" not in wanted else world.chat(wanted["chat_id"])
    original = source.messages.get(wanted["message_id"])
    if original is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise refusal("message to be replied not found")
    quoted = dict(original.json)
    quoted.pop("reply_to_message", None)
    return {"reply_to_message": quoted}


def send_location(world: World, params: Json) -> Json:
    """Send a point on the map."""
    return _deliver(world, params, location_body(params))


def send_venue(world: World, params: Json) -> Json:
    """Send a place; the message carries its location too."""
    body = venue_body(params)
    return _deliver(world, params, {**body, "location": body["venue"]["location"]})


def send_contact(world: World, params: Json) -> Json:
    """Send a contact card."""
    return _deliver(world, params, contact_body(params))


def send_document(world: World, params: Json) -> Json:
    """Send a file that comes with the request."""
    return _deliver(world, params, document_body(params))


def send_photo(world: World, params: Json) -> Json:
    """Send a picture that comes with the request."""
    return _deliver(world, params, photo_body(params))


def send_chat_action(world: World, params: Json) -> bool:
    """Show that the bot is busy."""
    if params["action"] not in ACTIONS:
        raise violation("wrong parameter action in request")
    world.actions.append((world.reachable(params["chat_id"]).id, params["action"]))
    world.changed()
    return True


def _editable(world: World, params: Json) -> tuple[Chat, Stored]:
    if "chat_id" not in params:
        raise violation("chat_id is empty")
    if "message_id" not in params:
        raise violation("message identifier is not specified")
    chat = world.reachable(params["chat_id"])
    stored = chat.messages.get(params["message_id"])
    if stored is None:
        raise refusal("message to edit not found")
    if not stored.by_bot or (stored.markup and "inline_keyboard" not in stored.markup):
        raise refusal("message can't be edited")
    return chat, stored


def edit_message_text(world: World, params: Json) -> Json:
    """Change a text; a keyboard that is not passed again disappears."""
    content = formatted(world, params)
    chat, stored = _editable(world, params)
    markup = check_markup(params.get("reply_markup"), chat.type, inline_only=True)
    if "text" not in stored.json:
        raise refusal("there is no text in the message to edit")
    before = (stored.json["text"], stored.json.get("entities", []), stored.markup, stored.preview)
    preview = params.get("link_preview_options")
    if before == (content.text, content.entities, markup, preview):
        raise refusal(UNCHANGED)
    stored.json = {**stored.json, **text_body(content)}
    if not content.entities:
        stored.json.pop("entities", None)
    stored.html, stored.preview = content.source, preview
    return _edited(world, chat, stored, markup)


def edit_message_reply_markup(world: World, params: Json) -> Json:
    """Change or remove the keyboard of a message."""
    chat, stored = _editable(world, params)
    markup = check_markup(params.get("reply_markup"), chat.type, inline_only=True)
    if markup == stored.markup:
        raise refusal(UNCHANGED)
    stored.json = dict(stored.json)
    return _edited(world, chat, stored, markup)


def _edited(world: World, chat: Chat, stored: Stored, markup: Json | None) -> Json:
    stored.markup = markup
    _show_markup(stored)
    world.bot_edited(chat, stored)
    return stored.json


def delete_message(world: World, params: Json) -> bool:
    """Delete a message: own ones, and in a private chat those of the person, up to 48 hours old."""
    chat = world.reachable(params["chat_id"])
    stored = chat.messages.get(params["message_id"])
    if stored is None:
        raise refusal("message to delete not found")
    if not stored.by_bot and chat.type != "private":
        raise refusal("message can't be deleted")
    if world.now() - stored.json["date"] > DELETABLE_SECONDS:
        raise refusal("message can't be deleted for everyone")
    del chat.messages[params["message_id"]]
    world.note(chat, f"🗑 {world.me['first_name']}: message {params['message_id']}")
    return True


def answer_callback_query(world: World, params: Json) -> bool:
    """Answer a pressed button."""
    text = params.get("text", "")
    if len(text) > MAX_ANSWER:
        raise violation("MESSAGE_TOO_LONG")
    if params.get("cache_time", 0) < 0:
        raise violation("cache_time must not be negative")
    if "url" in params and not params["url"].startswith(f"https://t.me/{world.me['username']}?start="):
        raise violation("URL_INVALID")
    if params["callback_query_id"] not in world.queries:
        raise refusal(TOO_OLD)
    chat = world.chats[world.queries[params["callback_query_id"]]]
    world.answers.append(CallbackAnswer(params["callback_query_id"], text, params.get("show_alert", False)))
    if text:
        world.note(chat, f"💬 {world.me['first_name']}: {text}")
    world.changed()
    return True


def get_chat(world: World, params: Json) -> Json:
    """The full description of a chat."""
    chat = world.chat(params["chat_id"])
    names = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    gifts = dict.fromkeys(names, True)
    return {**chat.as_json(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_me(world: World, _params: Json) -> Any:
    """The bot itself."""
    return world.me
