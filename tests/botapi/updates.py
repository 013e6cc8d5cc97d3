"""The queue of updates behind getUpdates: confirming, long polling, conflicts and repeats."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from .model import Json, Rejected, violation
from .objects import ON_REQUEST, UPDATE_TYPES

OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class _Poller:
    """One getUpdates request that is held open."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""


class UpdateQueue:
    """Updates that the bot did not confirm yet, in the order in which they came."""

    def __init__(self, first_id: int = 700_000_001) -> None:
        self.pending: list[Json] = []
        self.filtered: list[Json] = []
        self.allowed: list[str] = []
        self.webhook: Json = {}
        self._next_id = first_id
        self._doubling = 0
        self._repeats: set[int] = set()
        self._poller: _Poller | None = None

    @property
    def polling(self) -> bool:
        """Whether a getUpdates request is held open now."""
        return self._poller is not None

    def allow(self, types: list[str] | None) -> None:
        """Remember allowed_updates; None keeps the former setting."""
        if types is None:
            return
        for name in types:
            if name not in UPDATE_TYPES:
                raise violation(f'unknown update type "{name}" in allowed_updates')
        self.allowed = list(types)

    def put(self, kind: str, payload: Json, *, left_over: bool = False) -> int:
        """Queue an update and wake the waiting request; an unwanted kind goes to ``filtered``.

        One that is ``left_over`` was queued before the bot said what it wants: Telegram brings it all the same.
        """
        update_id = self._next_id
        self._next_id += 1
        update: Json = {"update_id": update_id, kind: payload}
        wanted = kind in self.allowed if self.allowed else kind not in ON_REQUEST
        if not wanted and not left_over:
            self.filtered.append(update)
            return update_id
        self.pending.append(update)
        if self._doubling:
            self._doubling -= 1
            self._repeats.add(update_id)
        if self._poller is not None:
            self._poller.event.set()
        return update_id

    def duplicate_next(self) -> None:
        """Deliver the next new update once more after the bot has confirmed it."""
        self._doubling += 1

    def confirm(self, offset: int | None) -> None:
        """Forget what the offset confirms; a negative offset keeps only the last ones."""
        if offset is None:
            return
        if offset < 0:
            self.pending = self.pending[offset:]
            return
        confirmed = [update for update in self.pending if update["update_id"] < offset]
        for update in confirmed:
            if update["update_id"] in self._repeats:
                self._repeats.discard(update["update_id"])
            else:
                self.pending.remove(update)

    def interrupt(self, reason: str) -> None:
        """End the request that is held open with a conflict."""
        if self._poller is not None:
            self._poller.reason = reason
            self._poller.event.set()
            self._poller = None

    async def poll(self, params: Json) -> list[Json]:
        """Answer a getUpdates request, holding it open up to its timeout."""
        limit, wait = params.get("limit", 100), params.get("timeout", 0)
        if not 1 <= limit <= 100:
            raise violation("limit must be between 1 and 100")
        if wait < 0:
            raise violation("timeout must not be negative")
        if self.webhook:
            raise Rejected(f"Conflict: {WEBHOOK_ACTIVE}", 409)
        self.interrupt(OTHER_POLL)
        self.allow(params.get("allowed_updates"))
        self.confirm(params.get("offset"))
        poller = self._poller = _Poller()
        try:
            if wait and not self.pending:
                with suppress(TimeoutError):
                    await asyncio.wait_for(poller.event.wait(), wait)
            if poller.reason:
                raise Rejected(f"Conflict: {poller.reason}", 409)
            return self.pending[:limit]
        finally:
            if self._poller is poller:
                self._poller = None
