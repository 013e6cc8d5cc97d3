"""Keyboards under a message and below the input field, with their limits."""

from __future__ import annotations

from .model import Json, violation
from .text import link_error

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA = 64
MAX_COPY = 256
MAX_PLACEHOLDER = 64
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
_REQUESTS = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
}


def check_markup(markup: Json | None, chat_type: str, *, inline_only: bool = False) -> Json | None:
    """The keyboard to keep with the message, or None for no keyboard."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = [row for row in markup["inline_keyboard"] if row]
        _check_inline(rows, chat_type)
        return {"inline_keyboard": rows} if rows else None
    if inline_only:
        raise violation("inline keyboard expected")
    if "keyboard" in markup:
        _check_reply(markup["keyboard"], chat_type)
    if not 1 <= len(markup.get("input_field_placeholder", "x")) <= MAX_PLACEHOLDER:
        raise violation("input field placeholder must be 1-64 characters long")
    return markup


def _check_inline(rows: list[list[Json]], chat_type: str) -> None:
    if sum(len(row) for row in rows) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise violation("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button, chat_type)


def _check_button(button: Json, chat_type: str) -> None:
    if not button["text"].strip():
        raise violation("REPLY_MARKUP_INVALID")
    if button.get("style", "primary") not in ("danger", "success", "primary"):
        raise violation("BUTTON_STYLE_INVALID")
    actions = [name for name in _ACTIONS if name in button]
    if not actions or button.get("callback_data") == "":
        raise violation("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise violation(f"can't parse inline keyboard button: it must have exactly one action, not {actions}")
    if len(button.get("callback_data", "").encode()) > MAX_DATA:
        raise violation("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= MAX_COPY:
        raise violation("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button and chat_type != "private":
        raise violation("BUTTON_TYPE_INVALID")
    _check_url(button)


def _check_url(button: Json) -> None:
    if "url" in button and (error := link_error(button["url"])):
        raise violation(f"inline keyboard button URL '{button['url']}' is invalid: {error}")
    for name in ("web_app", "login_url"):
        url = button[name]["url"] if name in button else "https://example.org"
        if not url.startswith("https://") or link_error(url):
            raise violation(f"inline keyboard button {name} URL '{url}' is invalid: Only HTTPS links are allowed")


def _check_reply(rows: list[list[Json]], chat_type: str) -> None:
    buttons = [button for row in rows for button in row]
    if not buttons:
        raise violation("reply keyboard has no buttons")
    for button in buttons:
        if not button["text"].strip():
            raise violation("REPLY_MARKUP_INVALID")
        for name, reason in _REQUESTS.items():
            if button.get(name) and chat_type != "private":
                raise violation(reason)
