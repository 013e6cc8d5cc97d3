"""The parts of messages that the bot sends: parsed texts, places and contacts."""

from __future__ import annotations

from dataclasses import dataclass

from .cursor import HtmlError
from .form import Upload
from .html import parse_html
from .model import Json, violation
from .text import MAX_ENTITIES, check_given, check_length, detect, link_error, trim
from .world import World

MAX_VCARD = 2048
MAX_CAPTION = 1024
MAX_PHOTO_BYTES = 10_000_000
MAX_PHOTO_EDGES = 10_000
MAX_PHOTO_RATIO = 20


@dataclass(frozen=True)
class Formatted:
    """A text after parsing, with its source."""

    text: str
    entities: list[Json]
    source: str


def formatted(world: World, params: Json, key: str = "text") -> Formatted:
    """Parse the text of a call as its parse_mode says."""
    source = params[key]
    if not source:
        raise violation("message text is empty")
    mode = params.get("parse_mode", "")
    if mode.lower() == "html":
        try:
            parsed = parse_html(source)
        except HtmlError as reason:
            raise violation(f"can't parse entities: {reason}") from None
        for warning in parsed.warnings:
            world.warn(warning)
        text, entities = parsed.text, parsed.entities
    elif mode:
        raise violation("unsupported parse_mode")
    else:
        text, entities = source, check_given(source, params.get("entities", []))
    text, entities = trim(text, entities)
    check_length(text)
    if len(entities) > MAX_ENTITIES:
        world.warn(f"only the first {MAX_ENTITIES} of {len(entities)} entities are shown")
    if error := link_error(params.get("link_preview_options", {}).get("url", "https://example.org")):
        raise violation(f"link preview URL is invalid: {error}")
    return Formatted(text, detect(text, entities[:MAX_ENTITIES]), source)


def text_body(content: Formatted) -> Json:
    """The text of a message with its entities."""
    return {"text": content.text, **({"entities": content.entities} if content.entities else {})}


def _point(params: Json) -> Json:
    for name, bound in (("latitude", 90), ("longitude", 180)):
        if not -bound <= params[name] <= bound:
            raise violation(f"wrong {name} specified")
    names = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    return {name: params[name] for name in names if name in params}


def _filled(params: Json, *names: str) -> None:
    for name in names:
        if not params[name].strip():
            raise violation(f'parameter "{name}" must be non-empty')


def venue_body(params: Json) -> Json:
    """The Venue object of a message, checked."""
    _filled(params, "title", "address")
    skip = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    extra = {name: params[name] for name in skip if name in params}
    point = _point(params)
    return {"venue": {"location": point, "title": params["title"], "address": params["address"], **extra}}


def contact_body(params: Json) -> Json:
    """The Contact object of a message, checked."""
    _filled(params, "phone_number", "first_name")
    if len(params.get("vcard", "").encode()) > MAX_VCARD:
        raise violation("CONTACT_VCARD_TOO_LONG")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {"contact": {name: params[name] for name in names if name in params}}


def document_body(params: Json) -> Json:
    """The Document object of a message, checked; only a file that comes with the request is known."""
    file = params["document"]
    if not isinstance(file, Upload) or not file.name:
        raise violation("wrong file identifier/HTTP URL specified")
    if not file.size:
        raise violation("file must be non-empty")
    if len(params.get("caption", "")) > MAX_CAPTION:
        raise violation("message caption is too long")
    document = {"file_id": file.name, "file_unique_id": file.name, "file_name": file.name, "file_size": file.size}
    caption = {"caption": params["caption"]} if params.get("caption") else {}
    return {"document": document, **caption}


def photo_body(params: Json) -> Json:
    """The photo of a message in its one size, checked: a PNG that comes with the request, not too big or too narrow."""
    file = params["photo"]
    if not isinstance(file, Upload) or not file.name:
        raise violation("wrong file identifier/HTTP URL specified")
    if not file.head.startswith(b"\x89PNG") or file.size > MAX_PHOTO_BYTES:
        raise violation("IMAGE_PROCESS_FAILED")
    width, height = (int.from_bytes(file.head[start : start + 4], "big") for start in (16, 20))
    if width + height > MAX_PHOTO_EDGES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
        raise violation("PHOTO_INVALID_DIMENSIONS")
    if len(params.get("caption", "")) > MAX_CAPTION:
        raise violation("message caption is too long")
    size = {"file_id": file.name, "file_unique_id": file.name, "file_size": file.size, "width": width, "height": height}
    caption = {"caption": params["caption"]} if params.get("caption") else {}
    return {"photo": [size], **caption}


def location_body(params: Json) -> Json:
    """The Location object of a message, checked."""
    return {"location": _point(params)}
