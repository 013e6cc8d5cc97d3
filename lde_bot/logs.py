"""The log: lines for people or one JSON object a line; never the token, never what people say.

An exception is told by its kind and by where it happened. Its message stays out: it may quote what someone typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

_Exception = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """Writes lines for people."""

    def __init__(self, token: str | None) -> None:
        """Keep this token out of every line."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a record."""
        return self.without_token(super().format(record))

    def formatException(self, ei: _Exception) -> str:
        """Return the kind of an exception and where it happened."""
        return "\n".join(f"  {line}" for line in told(ei))

    def without_token(self, text: str) -> str:
        """Return a text without the token."""
        return text.replace(self._token, "[token]") if self._token else text


class JsonLines(Lines):
    """Writes one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object for a record: ``time``, ``level``, ``logger``, ``message``, and ``exception`` if any."""
        content: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            content["exception"] = told(record.exc_info)
        return self.without_token(json.dumps(content, ensure_ascii=False))


def told(info: _Exception) -> list[str]:
    """Return where an exception happened, outermost first, and at the end its kind with its causes."""
    kinds, error = [], info[1]
    while error is not None:
        name = getattr(error, "sqlite_errorname", "")
        kinds.append(f"{type(error).__name__} {name}".strip())
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = traceback.extract_tb(info[2])
    return [*(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames), " <- ".join(kinds)]
