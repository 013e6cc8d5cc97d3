"""Text as Telegram counts and cleans it: UTF-16 units, trimming, links and entities it finds itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .model import Json, violation

MAX_TEXT = 4096
MAX_ENTITIES = 100
_TOP_LEVEL = r"(?:be|com|eu|info|io|me|net|nl|org|brussels|vlaanderen)"
_PATTERNS = (
    ("url", re.compile(rf"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]|(?<![\w@.])(?:[\w-]+\.)+{_TOP_LEVEL}\b(?:/[^\s<>]*)?")),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@(?:[\w-]+\.)+[a-zA-Z]{2,}")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d])\w{1,256}")),
)
_OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def units(text: str) -> int:
    """The length of a text in UTF-16 code units, as entities count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, entity: Json) -> str:
    """The part of a text that an entity covers, counted in UTF-16 units."""
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return text.encode("utf-16-le")[begin * 2 : end * 2].decode("utf-16-le")


def link_error(url: str) -> str | None:
    """Why Telegram does not accept a link, or None when it does."""
    parts = urlsplit(url)
    if not parts.scheme:
        return "Wrong HTTP URL"
    if parts.scheme == "tg":
        return None if parts.netloc else "Wrong tg URL"
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    host = parts.hostname or ""
    if not host:
        return "URL host is empty"
    if "." not in host or host.startswith(".") or re.search(r"[\s<>\"]", url):
        return "Wrong HTTP URL"
    return None


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut the white space around a text, moving and shortening the entities with it."""
    trimmed = text.strip()
    shift = units(text[: len(text) - len(text.lstrip())])
    size = units(trimmed)
    kept: list[Json] = []
    for entity in entities:
        begin = max(0, entity["offset"] - shift)
        end = min(size, entity["offset"] + entity["length"] - shift)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return trimmed, kept


def detect(text: str, entities: list[Json]) -> list[Json]:
    """Add the entities that Telegram finds by itself: commands, links, mentions, hashtags."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _OPAQUE]
    found = list(entities)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            begin = units(text[: match.start()])
            end = begin + units(match.group())
            if all(end <= left or begin >= right for left, right in taken):
                taken.append((begin, end))
                found.append({"type": kind, "offset": begin, "length": end - begin})
    return sorted(found, key=lambda e: (e["offset"], -e["length"]))


def check_given(text: str, entities: list[Json]) -> list[Json]:
    """Check entities that the bot passed itself against the text."""
    size = units(text)
    for entity in entities:
        if entity["length"] <= 0 or entity["offset"] < 0 or entity["offset"] + entity["length"] > size:
            raise violation("ENTITY_BOUNDS_INVALID")
        if entity["type"] == "text_link" and (error := link_error(entity.get("url", ""))):
            raise violation(f"entity URL '{entity.get('url', '')}' is invalid: {error}")
    return entities


def check_length(text: str) -> None:
    """Refuse a text that is empty or too long after the entities were parsed."""
    if not text:
        raise violation("text must be non-empty")
    if units(text) > MAX_TEXT:
        raise violation("message is too long")
