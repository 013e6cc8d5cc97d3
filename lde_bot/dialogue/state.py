"""Dialogue state as text, to be kept between messages."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from lde_bot.dialogue.model import EMPTY, State
from lde_bot.directory.geo import Gazetteer

_TEXTS = ("entry", "awaiting", "question", "asked", "language", "consent")
_NUMBERS = {"offset": int, "detailed": bool}
_LISTS = ("services", "offered", "listed", "rated")


def to_json(state: State) -> str:
    """Return the state as JSON; a place is kept by its key and position."""
    values = {name: getattr(state, name) for name in (*_TEXTS, *_LISTS, *_NUMBERS, "buttons")}
    content: dict[str, object] = {name: value for name, value in values.items() if value}
    if state.place:
        content["place"] = [state.place.key, state.place.latitude, state.place.longitude]
    return json.dumps(content, ensure_ascii=False)


def from_json(text: str, gazetteer: Gazetteer) -> State:
    """Return the state that :func:`to_json` wrote; what is not understood any more is forgotten."""
    try:
        return _read(json.loads(text), gazetteer) if text else EMPTY
    except (ValueError, TypeError, AttributeError):
        return EMPTY


def _read(content: dict[str, Any], gazetteer: Gazetteer) -> State:
    texts: dict[str, Any] = {name: str(content.get(name, "")) for name in _TEXTS}
    lists: dict[str, Any] = {name: tuple(map(str, content.get(name, ()))) for name in _LISTS}
    numbers: dict[str, Any] = {name: kind(content.get(name) or 0) for name, kind in _NUMBERS.items()}
    buttons = tuple((str(label), str(value)) for label, value in content.get("buttons", ()))
    state = State(**texts, **lists, **numbers, buttons=buttons)
    key, latitude, longitude = content.get("place") or ("", 0.0, 0.0)
    place = gazetteer.by_key(key)
    return replace(state, place=replace(place, latitude=latitude, longitude=longitude)) if place else state
