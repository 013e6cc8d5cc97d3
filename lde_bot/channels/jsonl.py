"""The bot as JSON lines: one object in, one out, in order; for scripts, evaluation and other front ends.

In: ``{"id": any, "text": str}`` and optionally ``conversation``, ``location``, ``choice``, ``today``.
Out: what :func:`as_object` returns; a bad line gives ``{"id", "error"}`` and the stream goes on.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lde_bot import services
from lde_bot.channels.plain import Say, plain_text, why_lines
from lde_bot.dialogue.model import EMPTY, Listing, State, Turn, UserMessage
from lde_bot.services import App

_KNOWN = {"id", "text", "conversation", "location", "choice", "today"}
_MOST_CONVERSATIONS = 10_000


class _BadLineError(Exception):
    """A line that is no request; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """One line in."""

    id: Any
    message: UserMessage
    conversation: str | None
    today: date | None


class Answers:
    """Answers requests; conversations live in memory for as long as the stream."""

    def __init__(self, app: App, *, record: bool = False) -> None:
        """Answer with ``app``; ``record`` keeps in its store what got no good answer and what is said to be wrong."""
        self._app, self._record = app, record
        self._states: OrderedDict[str, State] = OrderedDict()
        self.bad = 0
        """How many lines were bad."""

    def lines(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield one line of JSON for each line that is not blank."""
        for line in lines:
            if line.strip():
                yield json.dumps(self.answer(line), ensure_ascii=False)

    def answer(self, line: str) -> Mapping[str, object]:
        """Return the answer to one line, as an object."""
        try:
            request = parse_request(line)
        except _BadLineError as error:
            self.bad += 1
            return {"id": _id_of(line), "error": str(error)}
        state = self._states.get(request.conversation, EMPTY) if request.conversation is not None else EMPTY
        turn = services.reply_to(self._app, state, request.message, request.today)
        if request.conversation is not None:
            self._states[request.conversation] = turn.state
            self._states.move_to_end(request.conversation)
            if len(self._states) > _MOST_CONVERSATIONS:
                self._states.popitem(last=False)
        if self._record:
            identity = self._app.pseudonym("jsonl", request.conversation or "")
            services.keep_unanswered(self._app, identity, state, request.message, turn)
            services.keep_report(self._app, identity, turn)
        return as_object(request.id, turn, self._app.snapshot.knowledge.responses.say)


def parse_request(line: str) -> Request:
    """Return the request on a line.

    :raises _BadLineError: it is none; the message says what is wrong.
    """
    content = _json(line)
    if not isinstance(content, dict):
        raise _BadLineError("a line must be a JSON object")
    unknown = sorted(set(content) - _KNOWN)
    if unknown:
        raise _BadLineError(f"unknown field: {', '.join(unknown)}")
    if "id" not in content:
        raise _BadLineError("field missing: id")
    if not {"text", "choice", "location"} & set(content):
        raise _BadLineError("field missing: text")
    for name in ("text", "choice", "conversation", "today"):
        if name in content and not isinstance(content[name], str):
            raise _BadLineError(f"field {name} must be a string")
    message = UserMessage(content.get("text", ""), content.get("choice", ""), _location(content.get("location")))
    return Request(content["id"], message, content.get("conversation"), _today(content.get("today")))


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise _BadLineError("not valid JSON") from None


def _location(value: object) -> tuple[float, float] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"lat", "lon"}:
        raise _BadLineError("field location must be {lat, lon}")
    latitude, longitude = value["lat"], value["lon"]
    for number, limit in ((latitude, 90), (longitude, 180)):
        if isinstance(number, bool) or not isinstance(number, int | float) or not -limit <= number <= limit:
            raise _BadLineError("field location must hold degrees")
    return float(latitude), float(longitude)


def _today(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise _BadLineError("field today must be YYYY-MM-DD") from None


def _id_of(line: str) -> object:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return content.get("id") if isinstance(content, dict) else None


def as_object(identity: object, turn: Turn, say: Say) -> Mapping[str, object]:
    """Return a turn as the object of the contract."""
    place = turn.place
    return {
        "id": identity,
        "act": turn.act.value,
        "text": plain_text(turn.reply, say),
        "entry": turn.entry or None,
        "choices": [{"label": choice.label, "value": choice.value or choice.url} for choice in turn.reply.choices],
        "service": turn.service or None,
        "place": {"postcode": place.postcode, "name": place.name} if place else None,
        "initiatives": [_initiative(listing) for listing in turn.reply.listings],
        "sources": [
            {"title": source.title, "url": source.url, "article": source.article or None}
            for source in turn.reply.sources
        ],
        "confidence": round(min(max(turn.confidence, 0.0), 1.0), 4),
        "why": why_lines(turn.act.value, turn.trace),
    }


def _initiative(listing: Listing) -> Mapping[str, object]:
    one = listing.initiative
    return {
        "id": one.id,
        "name": one.name,
        "services": list(one.services),
        "postcode": one.postcode or None,
        "municipality": one.municipality or None,
        "distance_km": None if listing.distance_km is None else round(listing.distance_km, 1),
        "phone": one.phone or None,
        "email": one.email or None,
        "website": one.website or None,
        "assured_date": one.assured_date.isoformat() if one.assured_date else None,
        "source": one.source_url,
    }
