"""Field names and types of the objects, the kinds of updates and actions.

Types are written as in ``tables``.
"""

from __future__ import annotations

TEXT = {"parse_mode": "str", "entities": "[MessageEntity]", "link_preview_options": "LinkPreviewOptions"}
PLACE = {
    "foursquare_id": "str",
    "foursquare_type": "str",
    "google_place_id": "str",
    "google_place_type": "str",
}
POINT = {"latitude": "float!", "longitude": "float!"}
LIVE = {"horizontal_accuracy": "float", "live_period": "int", "heading": "int", "proximity_alert_radius": "int"}
VENUE = {**POINT, "title": "str!", "address": "str!", **PLACE}
CONTACT = {"phone_number": "str!", "first_name": "str!", "last_name": "str", "vcard": "str"}

OBJECTS: dict[str, dict[str, str]] = {
    "MessageEntity": {
        "type": "str!",
        "offset": "int!",
        "length": "int!",
        "url": "str",
        "user": "User",
        "language": "str",
        "custom_emoji_id": "str",
    },
    "User": {
        "id": "int!",
        "is_bot": "bool",
        "first_name": "str",
        "last_name": "str",
        "username": "str",
        "language_code": "str",
    },
    "LinkPreviewOptions": {
        "is_disabled": "bool",
        "url": "str",
        "prefer_small_media": "bool",
        "prefer_large_media": "bool",
        "show_above_text": "bool",
    },
    "ReplyParameters": {
        "message_id": "int!",
        "chat_id": "chat",
        "allow_sending_without_reply": "bool",
        "quote": "str",
        "quote_parse_mode": "str",
        "quote_entities": "[MessageEntity]",
        "quote_position": "int",
    },
    "InlineKeyboardMarkup": {"inline_keyboard": "[[InlineKeyboardButton]]!"},
    "InlineKeyboardButton": {
        "text": "str!",
        "icon_custom_emoji_id": "str",
        "style": "str",
        "url": "str",
        "callback_data": "str",
        "web_app": "WebAppInfo",
        "login_url": "LoginUrl",
        "switch_inline_query": "str",
        "switch_inline_query_current_chat": "str",
        "copy_text": "CopyTextButton",
    },
    "WebAppInfo": {"url": "str!"},
    "LoginUrl": {"url": "str!", "forward_text": "str", "bot_username": "str", "request_write_access": "bool"},
    "CopyTextButton": {"text": "str!"},
    "ReplyKeyboardMarkup": {
        "keyboard": "[[KeyboardButton]]!",
        "is_persistent": "bool",
        "resize_keyboard": "bool",
        "one_time_keyboard": "bool",
        "input_field_placeholder": "str",
        "selective": "bool",
    },
    "KeyboardButton": {
        "text": "str!",
        "icon_custom_emoji_id": "str",
        "style": "str",
        "request_contact": "bool",
        "request_location": "bool",
        "request_poll": "KeyboardButtonPollType",
        "web_app": "WebAppInfo",
    },
    "KeyboardButtonPollType": {"type": "str"},
    "ReplyKeyboardRemove": {"remove_keyboard": "bool!", "selective": "bool"},
    "ForceReply": {"force_reply": "bool!", "input_field_placeholder": "str", "selective": "bool"},
    "BotCommand": {"command": "str!", "description": "str!"},
    "ScopePlain": {"type": "str!"},
    "ScopeChat": {"type": "str!", "chat_id": "chat!"},
    "ScopeMember": {"type": "str!", "chat_id": "chat!", "user_id": "int!"},
    "MenuButtonPlain": {"type": "str!"},
    "MenuButtonWebApp": {"type": "str!", "text": "str!", "web_app": "WebAppInfo!"},
    "InlineQueryResultsButton": {"text": "str!", "web_app": "WebAppInfo", "start_parameter": "str"},
    "TextContent": {"message_text": "str!", **TEXT},
    "VenueContent": VENUE,
    "LocationContent": {**POINT, **LIVE},
    "ContactContent": CONTACT,
}

_RESULT = {
    "type": "str!",
    "id": "str!",
    "reply_markup": "ReplyMarkup",
    "input_message_content": "Content",
    "thumbnail_url": "str",
    "thumbnail_width": "int",
    "thumbnail_height": "int",
}
OBJECTS["ResultArticle"] = {
    **_RESULT,
    "title": "str!",
    "input_message_content": "Content!",
    "url": "str",
    "description": "str",
}
OBJECTS["ResultVenue"] = {**_RESULT, **VENUE}
OBJECTS["ResultLocation"] = {**_RESULT, **POINT, **LIVE, "title": "str!"}
OBJECTS["ResultContact"] = {**_RESULT, **CONTACT}

BY_TYPE: dict[str, dict[str, str]] = {
    "Scope": {
        **dict.fromkeys(
            ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
            "ScopePlain",
        ),
        **dict.fromkeys(("chat", "chat_administrators"), "ScopeChat"),
        "chat_member": "ScopeMember",
    },
    "MenuButton": {"commands": "MenuButtonPlain", "default": "MenuButtonPlain", "web_app": "MenuButtonWebApp"},
    "InlineResult": {
        "article": "ResultArticle",
        "venue": "ResultVenue",
        "location": "ResultLocation",
        "contact": "ResultContact",
    },
}
BY_KEY: dict[str, dict[str, str]] = {
    "ReplyMarkup": {
        "inline_keyboard": "InlineKeyboardMarkup",
        "keyboard": "ReplyKeyboardMarkup",
        "remove_keyboard": "ReplyKeyboardRemove",
        "force_reply": "ForceReply",
    },
    "Content": {
        "message_text": "TextContent",
        "phone_number": "ContactContent",
        "address": "VenueContent",
        "latitude": "LocationContent",
    },
}
UPDATE_TYPES = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    ]
)
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
