"""Calls without a library, for tests of the stand-in."""

from __future__ import annotations

from typing import Any

import httpx

from .server import BotApi

Answer = tuple[int, dict[str, Any]]


async def call(api: BotApi, method: str, **params: object) -> Answer:
    """One call with a JSON body."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api.base_url}{api.token}/{method}", json=params)
    return answer.status_code, answer.json()


async def refused(api: BotApi, method: str, **params: object) -> str:
    """The description of a call that must be refused."""
    status, answer = await call(api, method, **params)
    assert status >= 400
    assert answer["ok"] is False
    assert answer["error_code"] == status
    return str(answer["description"])


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard as JSON."""
    return {"inline_keyboard": list(rows)}
