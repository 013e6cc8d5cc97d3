"""The methods that set what Telegram shows about the bot, inline answers and the webhook."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from .bodies import contact_body, formatted, location_body, venue_body
from .markup import check_markup
from .methods import TOO_OLD
from .model import InlineAnswer, Json, refusal, violation
from .text import link_error
from .world import World

LIMITS = {"name": 64, "description": 512, "short_description": 120}
MAX_COMMANDS = 100
MAX_RESULTS = 50
_PORTS = (443, 80, 88, 8443)


def _language(params: Json) -> str:
    code = str(params.get("language_code", ""))
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise violation("LANG_CODE_INVALID")
    return code


def setter(field: str) -> Callable[[World, Json], bool]:
    """setMyName and its like: an empty text removes the one for that language."""

    def apply(world: World, params: Json) -> bool:
        value = params.get(field, "")
        if len(value) > LIMITS[field]:
            raise violation(f"BOT_{field.upper()}_TOO_LONG")
        key = (field, _language(params))
        if value:
            world.profile[key] = value
        else:
            world.profile.pop(key, None)
        return True

    return apply


def getter(field: str) -> Callable[[World, Json], Json]:
    """getMyName and its like: the text for the language, else the general one."""

    def apply(world: World, params: Json) -> Json:
        general = world.me["first_name"] if field == "name" else ""
        general = world.profile.get((field, ""), general)
        return {field: world.profile.get((field, _language(params)), general)}

    return apply


def _command_key(world: World, params: Json) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    if "chat_id" in scope:
        world.chat(scope["chat_id"])
    return json.dumps(scope, sort_keys=True), _language(params)


def set_my_commands(world: World, params: Json) -> bool:
    """Set the list of commands for a scope and a language."""
    if len(params["commands"]) > MAX_COMMANDS:
        raise violation("BOT_COMMANDS_TOO_MUCH")
    for command in params["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise violation("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise violation("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_command_key(world, params)] = params["commands"]
    return True


def get_my_commands(world: World, params: Json) -> list[Json]:
    """The commands of exactly this scope and language."""
    return world.commands.get(_command_key(world, params), [])


def delete_my_commands(world: World, params: Json) -> bool:
    """Remove the commands of exactly this scope and language."""
    world.commands.pop(_command_key(world, params), None)
    return True


def set_chat_menu_button(world: World, params: Json) -> bool:
    """Set the menu button of one private chat, or of all."""
    chat_id = params.get("chat_id", 0)
    if chat_id and world.chat(chat_id).type != "private":
        raise violation("chat not found")
    button = params.get("menu_button", {"type": "default"})
    if button["type"] == "web_app" and not button["web_app"]["url"].startswith("https://"):
        raise violation("menu button Web App URL is invalid: Only HTTPS links are allowed")
    world.menus[chat_id] = button
    return True


def get_chat_menu_button(world: World, params: Json) -> Json:
    """The menu button of one private chat, or the general one."""
    general = world.menus.get(0, {"type": "default"})
    return world.menus.get(params.get("chat_id", 0), general)


def answer_inline_query(world: World, params: Json) -> bool:
    """Answer an inline query with at most 50 results."""
    results = params["results"]
    if len(results) > MAX_RESULTS:
        raise violation("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise violation("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(world, result)
    if len(params.get("next_offset", "").encode()) > 64:
        raise violation("NEXT_OFFSET_INVALID")
    if params.get("cache_time", 300) < 0:
        raise violation("cache_time must not be negative")
    _check_button(params.get("button"))
    query_id = params["inline_query_id"]
    if query_id not in world.inline_queries:
        raise refusal(TOO_OLD)
    is_personal = params.get("is_personal", False)
    world.inline_answers.append(InlineAnswer(query_id, results, params.get("cache_time", 300), is_personal))
    world.changed()
    return True


def _check_result(world: World, result: Json) -> None:
    if not 1 <= len(result["id"].encode()) <= 64:
        raise violation("RESULT_ID_INVALID")
    if not result.get("title", "x").strip():
        raise violation("ARTICLE_TITLE_EMPTY")
    for name in ("url", "thumbnail_url"):
        if error := link_error(result.get(name, "https://example.org")):
            raise violation(f"inline query result {name} '{result[name]}' is invalid: {error}")
    check_markup(result.get("reply_markup"), "inline", inline_only=True)
    for item in (result.get("input_message_content"), result if result["type"] != "article" else None):
        if item is not None:
            _check_content(world, item)


def _check_content(world: World, item: Json) -> None:
    if "message_text" in item:
        formatted(world, item, "message_text")
    elif "phone_number" in item:
        contact_body(item)
    elif "address" in item:
        venue_body(item)
    else:
        location_body(item)


def _check_button(button: Json | None) -> None:
    if button is None:
        return
    if ("web_app" in button) == ("start_parameter" in button) or not button["text"].strip():
        raise violation("inline query results button must have a text and exactly one action")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "x")):
        raise violation("START_PARAM_INVALID")


def set_webhook(world: World, params: Json) -> bool:
    """Remember a webhook; an empty URL removes it. Nothing is delivered to it."""
    world.queue.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.queue.pending.clear()
    url = params["url"]
    if not url:
        world.queue.webhook = {}
        return True
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise violation("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise violation("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
        raise violation("secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise violation("max_connections must be between 1 and 100")
    world.queue.webhook = params
    world.queue.interrupt("terminated by setWebhook request")
    return True


def delete_webhook(world: World, params: Json) -> bool:
    """Go back to getUpdates."""
    if params.get("drop_pending_updates"):
        world.queue.pending.clear()
    world.queue.webhook = {}
    return True


def get_webhook_info(world: World, _params: Json) -> Json:
    """The webhook that is set, if any."""
    webhook = world.queue.webhook
    info = {"url": webhook.get("url", ""), "has_custom_certificate": False}
    info["pending_update_count"] = len(world.queue.pending)
    if webhook:
        info["max_connections"] = webhook.get("max_connections", 40)
    if world.queue.allowed:
        info["allowed_updates"] = world.queue.allowed
    return info


def log_out(world: World, _params: Json) -> Any:
    """After this the stand-in refuses every call."""
    world.logged_out = True
    return True


def close(_world: World, _params: Json) -> Any:
    """Nothing to close here."""
    return True
