"""Many people write at once (``make bench-crowd`` does this with ten thousand)."""

from __future__ import annotations

from tests.botapi import BotApi
from tests.chaos.crowd import Crowd
from tests.chaos.program import Program


async def test_a_crowd_that_writes_at_once_is_answered_once_and_in_order(api: BotApi, running: Program) -> None:
    outcome = await Crowd(api, running, 360).comes(seconds=3, patience=180)
    assert outcome.messages == 432
    assert outcome.most_in_hand > 0
    assert outcome.holds, outcome
