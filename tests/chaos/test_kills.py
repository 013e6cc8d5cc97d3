"""A program that is killed under load loses nothing (``make bench-kills`` does this a thousand times)."""

from __future__ import annotations

from tests.botapi import BotApi
from tests.chaos.kills import Lane
from tests.chaos.program import Program


async def test_nothing_that_was_confirmed_is_lost_when_the_program_is_killed_under_load(
    api: BotApi, program: Program
) -> None:
    lane = Lane(api, program.folder, seed=7)
    lane.prepare()
    tally = await lane.rounds(6)
    assert tally.kills == 6
    assert tally.asked > 20
    assert tally.published > 0
    assert tally.holds, tally
