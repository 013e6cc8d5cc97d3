"""A program that is killed under load loses nothing (``make bench-kills`` does this a thousand times)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from lde_bot.store.sessions import MOST_ATTEMPTS
from tests.botapi import BotApi
from tests.chaos.kills import Lane, Tally
from tests.chaos.program import Program


async def test_nothing_that_was_confirmed_is_lost_when_the_program_is_killed_under_load(
    api: BotApi, program: Program
) -> None:
    lane = Lane(api, program.folder, seed=7)
    lane.patience = 240  # that it publishes is asked below, on a machine however busy
    lane.further = 12  # each kill may come before the desk could confirm what it published
    lane.prepare()
    tally = await lane.rounds(6)
    assert tally.kills >= 6
    assert tally.asked > 20
    assert tally.published > 0
    assert tally.holds, tally


async def test_what_was_put_aside_gets_its_answer_once_it_is_tried_again_at_the_desk(
    api: BotApi, program: Program
) -> None:
    lane = Lane(api, program.folder, seed=8)
    lane.prepare()

    blamed: list[int] = []

    def blame(_: Tally) -> None:
        if not blamed:
            with closing(sqlite3.connect(program.data / "lde.db")) as database, database:
                waiting = database.execute("select update_id from inbox where done_at is null limit 3").fetchall()
                blamed.extend(update for (update,) in waiting)
                database.executemany(f"update inbox set attempts = {MOST_ATTEMPTS} where update_id = ?", waiting)

    tally = await lane.rounds(5, blame)
    assert blamed
    assert tally.aside == set(blamed)
    assert not tally.lost
    assert 0 not in tally.answers
    assert tally.kept_wrongly == 0
