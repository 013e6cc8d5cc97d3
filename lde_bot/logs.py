"""The log: lines for people or one JSON object a line; never the token, never what people say.

An exception is told by its kind and by where it happened. Its message stays out: it may quote what someone typed.
What nobody caught does not pass through the log; hooks tell it in the same way.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType

from lde_bot.config import Settings

_Exception = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_SHOWS_OBJECTS = "asyncio"  # this logger writes a task with its exception, and a callback with what it was called with
_OBJECT = re.compile(r"[\n(<]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Lines(logging.Formatter):
    """Writes lines for people, with the moment in UTC."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, token: str | None) -> None:
        """Keep this token out of every line."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.converter = time.gmtime
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a record."""
        record.exc_text = None  # another handler may have left the whole exception here
        return self.without_token(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the one line for a record, without its exception."""
        record.message = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", self.message(record))
        return super().formatMessage(record)

    def message(self, record: logging.LogRecord) -> str:
        """Return what a record says; of what asyncio says only the part before it shows objects."""
        text = record.getMessage()
        return _OBJECT.split(text, 1)[0].rstrip() if record.name == _SHOWS_OBJECTS else text

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
            "message": self.message(record),
        }
        if record.exc_info:
            content["exception"] = told(record.exc_info)
        line = json.dumps(content, ensure_ascii=False)  # leaves some controls as they are
        return self.without_token(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line))


def told(info: _Exception) -> list[str]:
    """Return where an exception happened, outermost first, and at the end its kind with its causes."""
    kinds, error = [], info[1]
    while error is not None:
        name = getattr(error, "sqlite_errorname", "")
        kinds.append(f"{type(error).__name__} {name}".strip())
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = traceback.extract_tb(info[2])
    return [*(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames), " <- ".join(kinds)]


def tell_uncaught() -> None:
    """Tell what nobody caught on standard error as the log would: in the program, in a thread, in a destructor."""

    def tell(error: BaseException | None, what: str) -> None:
        info = (type(error), error, error.__traceback__) if error else None
        record = logging.LogRecord(__name__, logging.CRITICAL, __file__, 0, what, None, info)
        sys.stderr.write(f"{_as_logged().format(record)}\n")

    def of_thread(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_type is not SystemExit:
            tell(ended.exc_value, "A thread ends: nobody caught this.")

    if logging.lastResort:  # writes what is logged before the log is set up, or by a command that sets up none
        logging.lastResort.setFormatter(Lines(None))
    sys.excepthook = lambda _, error, __: tell(error, "The program ends: nobody caught this.")
    threading.excepthook = of_thread
    sys.unraisablehook = lambda left: tell(left.exc_value, "Nobody could catch this; the program goes on.")


def _as_logged() -> Lines:
    """Return how the log writes; before it is set up, for people."""
    forms = (handler.formatter for handler in logging.root.handlers)
    return next((form for form in forms if isinstance(form, Lines)), Lines(None))


def configure_logging(settings: Settings, token: str | None) -> None:
    """Log to standard error, never with the token, never what people say (libraries only log warnings)."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(token) if settings.log_format == "json" else Lines(token))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "telegram", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
