"""Terug: a judgement is taken back, once; what was said stays to be read."""

from __future__ import annotations

from lde_bot import services_desk
from lde_bot.services_desk import Verdict
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

TAKE_BACK = "/desk/terug"


def judged(office: Office) -> list[int]:
    """Have a colleague judge both groups; return the judgements."""
    return services_desk.judge(office.app, office.groups, Verdict.OUTSIDE, "", "", office.user(COLLEAGUE))


class TestTakingBack(Action):
    route, line = TAKE_BACK, "oordeel teruggenomen"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return TAKE_BACK, {"oordeel": str(judged(office)[0])}

    def is_done(self, office: Office) -> bool:
        return office.is_open(office.groups[0])


async def test_a_judgement_on_another_group_stands(office: Office) -> None:
    first, _ = judged(office)
    office.comes_in("curator")
    await office.posts(TAKE_BACK, {"oordeel": str(first), "groep": str(office.groups[1])})
    assert [office.is_open(group) for group in office.groups] == [True, False]


async def test_what_was_said_and_by_whom_stays_to_be_read(office: Office) -> None:
    first, _ = judged(office)
    office.comes_in("curator")
    await office.posts(TAKE_BACK, {"oordeel": str(first)})
    [judgement] = office.app.groups.judgements(office.groups[0])
    assert (judgement.undone, judgement.by) == (True, COLLEAGUE)


async def test_nothing_is_taken_back_twice_nor_what_was_never_said(office: Office) -> None:
    first, _ = judged(office)
    office.comes_in("curator")
    for number in (str(first), str(first), "999", "", "²", "9" * 30):
        assert (await office.posts(TAKE_BACK, {"oordeel": number})).status_code == 303, number
    assert len(office.log_of("oordeel teruggenomen")) == 1
