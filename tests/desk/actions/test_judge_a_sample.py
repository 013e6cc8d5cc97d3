"""Steekproef: saying whether an answer of the week's sample was right."""

from __future__ import annotations

from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

SAMPLE = "/desk/steekproef"
WEEK = "2026-11-23"


def kept(office: Office) -> list[int]:
    """Keep two answers; return their numbers."""
    for number in (1, 2):
        office.app.tally.sample(WEEK, number, 0.0, f"vraag {number}", "wat-is-lde", 0.9)
    return [one.id for one in office.app.tally.sampled(WEEK)]


def verdicts(office: Office) -> list[str]:
    return [one.verdict for one in office.app.tally.sampled(WEEK)]


class TestJudgingAnAnswer(Action):
    route, line = SAMPLE, "steekproef: fout"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return SAMPLE, {"nummer": str(kept(office)[0]), "oordeel": "fout"}

    def is_done(self, office: Office) -> bool:
        return "fout" in verdicts(office)


async def test_the_other_answers_stay_as_they_were(office: Office) -> None:
    _, second = kept(office)
    office.comes_in("curator")
    await office.posts(SAMPLE, {"nummer": str(second), "oordeel": "goed"})
    assert verdicts(office) == ["", "goed"]
    assert "1 juist, 0 fout" in (await office.client.get(SAMPLE)).text


async def test_without_a_verdict_or_an_answer_nothing_is_judged(office: Office) -> None:
    first, _ = kept(office)
    office.comes_in("curator")
    wrong = [(str(first), ""), (str(first), "misschien"), ("999", "goed"), ("", "goed"), ("²", "fout")]
    for number, word in wrong:
        answer = await office.posts(SAMPLE, {"nummer": number, "oordeel": word})
        assert "gezegd=Dat+ging+niet" in answer.headers["location"]
    assert verdicts(office) == ["", ""]
    assert not [line for line in office.app.desk.lines(50) if line.action.startswith("steekproef")]
