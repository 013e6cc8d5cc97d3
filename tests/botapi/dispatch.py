"""From an HTTP request to the method it calls, through the faults and the rules."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from . import methods, profile
from .faults import Faults
from .form import read_params
from .model import Call, Json, Rejected, Violation
from .rules import decode
from .wire import Reply, Request
from .world import World

HANDLERS: dict[str, Callable[[World, Json], Any]] = {
    "getMe": methods.get_me,
    "sendMessage": methods.send_message,
    "sendLocation": methods.send_location,
    "sendVenue": methods.send_venue,
    "sendContact": methods.send_contact,
    "sendDocument": methods.send_document,
    "sendPhoto": methods.send_photo,
    "sendChatAction": methods.send_chat_action,
    "editMessageText": methods.edit_message_text,
    "editMessageReplyMarkup": methods.edit_message_reply_markup,
    "deleteMessage": methods.delete_message,
    "answerCallbackQuery": methods.answer_callback_query,
    "getChat": methods.get_chat,
    "answerInlineQuery": profile.answer_inline_query,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.setter("name"),
    "setMyDescription": profile.setter("description"),
    "setMyShortDescription": profile.setter("short_description"),
    "getMyName": profile.getter("name"),
    "getMyDescription": profile.getter("description"),
    "getMyShortDescription": profile.getter("short_description"),
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
    "setWebhook": profile.set_webhook,
    "deleteWebhook": profile.delete_webhook,
    "getWebhookInfo": profile.get_webhook_info,
    "logOut": profile.log_out,
    "close": profile.close,
}
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class Dispatcher(Faults):
    """Answers requests with what the world says, and logs them."""

    def __init__(self, token: str, me: Json) -> None:
        super().__init__()
        self.token = token
        self.world = World(me)
        self.calls: list[Call] = []
        self.call_times: list[float] = []

    async def handle(self, request: Request) -> Reply:
        """Answer one request."""
        if self.away:
            return Reply(502, _BAD_GATEWAY, "text/html")
        found = re.fullmatch(r"/bot(\d+:[^/]+)/(\w+)", request.path)
        if found is None:
            return _error(Rejected("Not Found", 404))
        if found.group(1) != self.token:
            return _error(Rejected("Unauthorized", 401))
        method = found.group(2)
        if method != "getUpdates" and method not in HANDLERS:
            self.world.violations.append(Violation(method, "unknown method"))
            return _error(Rejected("Not Found", 404))
        try:
            params = self._log(method, request)
            drop = await self.strike(method)
            if drop == "before":
                return Reply(200, b"", drop=True)
            result = await self._execute(method, params)
            pause = self.drop_seconds if drop == "slowly" else 0.0
            return Reply(200, json.dumps({"ok": True, "result": result}).encode(), drop=drop == "after", pause=pause)
        except Rejected as error:
            if error.violation:
                self.world.violations.append(Violation(method, error.description))
            return _error(error)
        except Exception as crash:
            self.world.violations.append(Violation(method, f"the stand-in broke: {crash!r}"))
            return _error(Rejected("Internal Server Error", 500))

    def _log(self, method: str, request: Request) -> Json:
        """Read the parameters and log the call, also when they are malformed."""
        raw: Json = {}
        try:
            raw = read_params(request.query, request.headers.get("content-type", ""), request.body)
            raw = decode(method, raw)
        finally:
            self.calls.append(Call(method, raw))
            self.call_times.append(time.monotonic())
            self.world.changed()
        return raw

    async def _execute(self, method: str, params: Json) -> Any:
        if self.world.logged_out:
            raise Rejected("Logged out")
        if method == "getUpdates":
            return await self.world.queue.poll(params)
        self.world.method = method
        return HANDLERS[method](self.world, params)


def _error(error: Rejected) -> Reply:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters is not None:
        body["parameters"] = error.parameters
    return Reply(error.code, json.dumps(body).encode())
