"""The bodies of messages that people send."""

from __future__ import annotations

from itertools import count

from .model import Json

_serial = count(1)


def _file(size: int) -> Json:
    number = next(_serial)
    return {"file_id": f"FILE{number:020d}", "file_unique_id": f"U{number:014d}", "file_size": size}


def location(latitude: float, longitude: float) -> Json:
    """A point on the map."""
    return {"location": {"latitude": latitude, "longitude": longitude}}


def sticker(emoji: str) -> Json:
    """A static sticker."""
    kind: Json = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {**_file(20_000), **kind, "emoji": emoji}}


def voice(duration: int) -> Json:
    """A voice note."""
    return {"voice": {**_file(duration * 2_000), "duration": duration, "mime_type": "audio/ogg"}}


def photo(caption: str) -> Json:
    """A photo in two sizes."""
    sizes = [{**_file(edge * 60), "width": edge, "height": edge} for edge in (90, 1280)]
    return {"photo": sizes, **_caption(caption)}


def document(file_name: str, mime_type: str, size: int, caption: str) -> Json:
    """A file."""
    return {"document": {**_file(size), "file_name": file_name, "mime_type": mime_type}, **_caption(caption)}


def poll(question: str, options: tuple[str, ...]) -> Json:
    """A regular anonymous poll without votes."""
    choices = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)]
    settings = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
    limits = {"allows_multiple_answers": False, "allows_revoting": True, "members_only": False}
    return {"poll": {"id": str(next(_serial)), "question": question, "options": choices, **settings, **limits}}


def contact(phone_number: str, first_name: str, user_id: int | None) -> Json:
    """A contact card."""
    owner = {} if user_id is None else {"user_id": user_id}
    return {"contact": {"phone_number": phone_number, "first_name": first_name, **owner}}


def _caption(caption: str) -> Json:
    return {"caption": caption} if caption else {}
