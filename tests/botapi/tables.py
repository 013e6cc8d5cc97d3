"""Parameter names and types of the Bot API methods and objects that the stand-in knows.

A type is a name, ``[x]`` for a list of x, and ends in ``!`` when it is required.
"""

from __future__ import annotations

from .objects import CONTACT, LIVE, POINT, TEXT, VENUE

_THREAD = {"business_connection_id": "str", "message_thread_id": "int", "direct_messages_topic_id": "int"}
_SEND = {
    **_THREAD,
    "chat_id": "chat!",
    "disable_notification": "bool",
    "protect_content": "bool",
    "allow_paid_broadcast": "bool",
    "message_effect_id": "str",
    "suggested_post_parameters": "Unsupported",
    "reply_parameters": "ReplyParameters",
    "reply_markup": "ReplyMarkup",
}
_EDIT = {
    "business_connection_id": "str",
    "chat_id": "chat",
    "message_id": "int",
    "inline_message_id": "str",
    "reply_markup": "ReplyMarkup",
}
_SCOPED = {"scope": "Scope", "language_code": "str"}

METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "logOut": {},
    "close": {},
    "getUpdates": {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "[str]"},
    "setWebhook": {
        "url": "str!",
        "certificate": "Unsupported",
        "ip_address": "str",
        "max_connections": "int",
        "allowed_updates": "[str]",
        "drop_pending_updates": "bool",
        "secret_token": "str",
    },
    "deleteWebhook": {"drop_pending_updates": "bool"},
    "getWebhookInfo": {},
    "sendMessage": {**_SEND, "text": "str!", **TEXT},
    "sendLocation": {**_SEND, **POINT, **LIVE},
    "sendVenue": {**_SEND, **VENUE},
    "sendContact": {**_SEND, **CONTACT},
    "sendDocument": {
        **_SEND,
        "document": "str!",
        "thumbnail": "Unsupported",
        "caption": "str",
        "parse_mode": "str",
        "caption_entities": "Unsupported",
        "disable_content_type_detection": "bool",
    },
    "sendPhoto": {
        **_SEND,
        "photo": "str!",
        "caption": "str",
        "parse_mode": "str",
        "caption_entities": "Unsupported",
        "show_caption_above_media": "bool",
        "has_spoiler": "bool",
    },
    "sendChatAction": {
        "business_connection_id": "str",
        "message_thread_id": "int",
        "chat_id": "chat!",
        "action": "str!",
    },
    "editMessageText": {**_EDIT, "text": "str!", **TEXT, "rich_message": "Unsupported"},
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": {"chat_id": "chat!", "message_id": "int!"},
    "answerCallbackQuery": {
        "callback_query_id": "str!",
        "text": "str",
        "show_alert": "bool",
        "url": "str",
        "cache_time": "int",
    },
    "answerInlineQuery": {
        "inline_query_id": "str!",
        "results": "[InlineResult]!",
        "cache_time": "int",
        "is_personal": "bool",
        "next_offset": "str",
        "button": "InlineQueryResultsButton",
    },
    "setMyCommands": {"commands": "[BotCommand]!", **_SCOPED},
    "getMyCommands": _SCOPED,
    "deleteMyCommands": _SCOPED,
    "setMyName": {"name": "str", "language_code": "str"},
    "setMyDescription": {"description": "str", "language_code": "str"},
    "setMyShortDescription": {"short_description": "str", "language_code": "str"},
    "getMyName": {"language_code": "str"},
    "getMyDescription": {"language_code": "str"},
    "getMyShortDescription": {"language_code": "str"},
    "setChatMenuButton": {"chat_id": "int", "menu_button": "MenuButton"},
    "getChatMenuButton": {"chat_id": "int"},
    "getChat": {"chat_id": "chat!"},
}
