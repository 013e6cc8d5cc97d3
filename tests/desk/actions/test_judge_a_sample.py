"""Steekproef: saying whether an answer of the week's sample was right."""

from __future__ import annotations

from lde_bot import services_insight
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


async def test_an_older_week_stays_on_the_screen_while_it_is_judged(office: Office) -> None:
    first, _ = kept(office)
    office.app.tally.sample("2026-11-30", 1, 0.0, "een nieuwere vraag", "wat-is-lde", 0.9)
    office.comes_in("curator")
    assert "een nieuwere vraag" in (page := (await office.client.get(SAMPLE)).text)
    assert f'href="{SAMPLE}?week={WEEK}"' in page
    older = (await office.client.get(f"{SAMPLE}?week={WEEK}")).text
    assert f'name="week" value="{WEEK}"' in older
    where = (await office.posts(SAMPLE, {"nummer": str(first), "oordeel": "goed", "week": WEEK})).headers["location"]
    assert "1 juist, 0 fout" in (await office.client.get(where)).text


async def test_the_page_says_of_whom_the_answers_are_and_how_many_when_there_are_few(office: Office) -> None:
    office.comes_in("reader")
    for number, told in ((1, "is er 1 vraag."), (2, "zijn er 2 vragen."), (50, "")):
        while len(office.app.tally.sampled(WEEK)) < number:
            office.app.tally.sample(WEEK, number, 0.0, "vraag", "wat-is-lde", 0.9)
        page = (await office.client.get(SAMPLE)).text
        assert "enkel van mensen bij wie een antwoord hielp, en die daarna ja zeiden" in page
        assert ("Voor deze week" in page) is bool(told)
        assert told in page


async def test_the_sample_says_how_often_the_bot_was_sure_and_wrong(office: Office) -> None:
    for number, (confidence, right) in enumerate(((0.95, True), (0.9, False), (0.6, False)), start=1):
        office.app.tally.sample(WEEK, number, 0.0, "vraag", "wat-is-lde", confidence)
        last = office.app.tally.sampled(WEEK)[-1]
        assert services_insight.judge_answer(office.app, last.id, right=right, by=office.user("curator"))
    office.comes_in("reader")
    page = " ".join((await office.client.get(SAMPLE)).text.split())
    assert "1 juist, 2 fout" in page
    assert "Van 2 antwoorden was de bot voor 80 % of meer zeker. Daarvan waren er 1 fout: tussen 9 en 91 %." in page
