"""Faults on demand: errors, delays, cut connections and an outage."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from .model import Json, Rejected

_TEXTS = {
    403: "Forbidden: bot was blocked by the user",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass
class _Fault:
    """Something that happens to the next ``times`` calls of a method; None is for ever."""

    method: str
    times: int | None
    error: Rejected | None = None
    seconds: float = 0.0
    drop: str = ""


class Faults:
    """The faults that are waiting for a call; the method ``"*"`` stands for any."""

    def __init__(self) -> None:
        self._waiting: list[_Fault] = []
        self._away_until = 0.0
        self.drop_seconds = 0.0

    def fail(
        self,
        method: str,
        times: int | None = 1,
        *,
        error_code: int = 500,
        retry_after: int | None = None,
        description: str | None = None,
    ) -> None:
        """Answer with an error; 429 carries retry_after (1 s unless told)."""
        parameters: Json | None = None
        if error_code == 429:
            retry_after = 1 if retry_after is None else retry_after
            parameters = {"retry_after": retry_after}
            description = description or f"Too Many Requests: retry after {retry_after}"
        text = description or _TEXTS.get(error_code, "Bad Request: something is wrong")
        self._waiting.append(_Fault(method, times, error=Rejected(text, error_code, parameters=parameters)))

    def delay(self, method: str, seconds: float, times: int | None = 1) -> None:
        """Wait before the work is done."""
        self._waiting.append(_Fault(method, times, seconds=seconds))

    def drop_connection(self, method: str, times: int | None = 1) -> None:
        """Cut the connection instead of doing the work."""
        self._waiting.append(_Fault(method, times, drop="before"))

    def answer_then_drop(self, method: str, times: int | None = 1) -> None:
        """Do the work, then cut the connection instead of answering."""
        self._waiting.append(_Fault(method, times, drop="after"))

    def answer_in_drops(self, method: str, seconds: float, times: int | None = 1) -> None:
        """Do the work, then answer one byte at a time with a pause between."""
        self._waiting.append(_Fault(method, times, drop="slowly"))
        self.drop_seconds = seconds

    def clear(self) -> None:
        """Forget every fault that is still waiting."""
        self._waiting.clear()
        self._away_until = 0.0

    def go_away(self, seconds: float) -> None:
        """Start an outage."""
        self._away_until = asyncio.get_running_loop().time() + seconds

    @property
    def away(self) -> bool:
        """Whether the outage still lasts."""
        return asyncio.get_running_loop().time() < self._away_until

    async def strike(self, method: str) -> str:
        """Apply what waits for this method: sleep, raise, or tell when to drop ("", before, after) or to be slow."""
        drop = ""
        for fault in [fault for fault in self._waiting if fault.method in (method, "*")]:
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
            if fault.seconds:
                await asyncio.sleep(fault.seconds)
                continue
            if fault.error is not None:
                raise fault.error
            drop = fault.drop
            break
        return drop
