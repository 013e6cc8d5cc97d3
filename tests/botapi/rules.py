"""Decode the parameters of a call and refuse what the Bot API does not know, loudly."""

from __future__ import annotations

import json
import re
from typing import Any

from .model import Json, Rejected, refusal, violation
from .objects import BY_KEY, BY_TYPE, OBJECTS
from .tables import METHODS

_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}
_UNSUPPORTED = ("business_connection_id", "direct_messages_topic_id", "inline_message_id", "message_effect_id")


def decode(method: str, raw: Json) -> Json:
    """The typed parameters of a call; a Rejected that is a violation when they break the rules."""
    specs = METHODS[method]
    for name in raw:
        if name not in specs:
            raise violation(f'unknown parameter "{name}" for method {method}')
    params = {name: _parameter(name, specs[name].rstrip("!"), value) for name, value in raw.items()}
    for name, spec in specs.items():
        if spec.endswith("!") and name not in params:
            raise violation(_MISSING.get(name, f'parameter "{name}" is required'))
    for name in _UNSUPPORTED:
        if name in params:
            raise violation(f'parameter "{name}" is not supported by the stand-in')
    if "message_thread_id" in params:
        raise refusal("message thread not found")
    return params


def _parameter(name: str, spec: str, value: Any) -> Any:
    """A top-level parameter: forms carry strings, JSON bodies may carry real types."""
    if spec == "str" or not isinstance(value, str):
        return check(name, spec, value)
    if spec == "chat":
        return _chat(name, value)
    pattern = {"int": r"-?\d{1,19}", "float": r"-?\d+(\.\d+)?([eE][-+]?\d+)?", "bool": "true|false"}.get(spec)
    if pattern is not None and not re.fullmatch(pattern, value):
        raise _wrong_type(name, spec)
    try:
        parsed = json.loads(value)
    except ValueError:
        raise violation(f'can\'t parse parameter "{name}": it must be a JSON-serialized {spec}') from None
    return check(name, spec, parsed)


def _chat(name: str, value: Any) -> int | str:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value):
        return int(value)
    if isinstance(value, str) and not value:
        raise violation(f"{name} is empty")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _wrong_type(name, "chat")
    return value


def _wrong_type(path: str, spec: str) -> Rejected:
    names = {"chat": "Integer or String", "int": "Integer", "str": "String", "bool": "Boolean", "float": "Float"}
    return violation(f'wrong type of "{path}": it must be of type {names.get(spec, spec)}')


def check(path: str, spec: str, value: Any) -> Any:
    """Check a decoded value against a type of the tables and return it."""
    if spec == "chat":
        return _chat(path, value)
    if spec.startswith("["):
        if not isinstance(value, list):
            raise _wrong_type(path, "Array")
        return [check(f"{path}[{index}]", spec[1:-1], item) for index, item in enumerate(value)]
    if spec in ("int", "str", "bool", "float"):
        return _plain(path, spec, value)
    if spec == "Unsupported":
        raise violation(f'parameter "{path}" is not supported by the stand-in')
    if not isinstance(value, dict):
        raise violation(f"object expected as {path.replace('_', ' ')}")
    return _object(path, spec, value)


def _plain(path: str, spec: str, value: Any) -> Any:
    kinds: dict[str, tuple[type, ...]] = {"int": (int,), "str": (str,), "bool": (bool,), "float": (int, float)}
    if not isinstance(value, kinds[spec]) or (isinstance(value, bool) and spec != "bool"):
        raise _wrong_type(path, spec)
    return value


def _object(path: str, spec: str, value: Json) -> Json:
    if spec == "ReplyMarkup" and not value:
        return {}
    fields = OBJECTS[_variant(path, spec, value)]
    for name in value:
        if name not in fields:
            raise violation(f'unknown field "{name}" in {path}')
    for name, kind in fields.items():
        if kind.endswith("!") and name not in value:
            raise violation(f"can't parse {path}: can't find field \"{name}\"")
    return {name: check(f"{path}.{name}", fields[name].rstrip("!"), item) for name, item in value.items()}


def _variant(path: str, spec: str, value: Json) -> str:
    """Which of several objects this one is, by its type field or by a key that only it has."""
    if spec in BY_TYPE:
        kind = BY_TYPE[spec].get(str(value.get("type")))
        if kind is None:
            raise violation(f'unsupported {path} type "{value.get("type")}"')
        return kind
    if spec in BY_KEY:
        found = [kind for key, kind in BY_KEY[spec].items() if key in value]
        if not found:
            raise violation(f"can't parse {path}: no known field in it")
        return found[0]
    return spec
