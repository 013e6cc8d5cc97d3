"""Oordeel: saying of groups of questions what they are."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from lde_bot import services_desk, services_news
from lde_bot.services_desk import Verdict
from lde_bot.triage import UnansweredQuery
from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

JUDGE = "/desk/oordeel"


class TestJudging(Action):
    route, line = JUDGE, f"oordeel: {Verdict.OUTSIDE.value}"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return JUDGE, {"groep": str(office.groups[0]), "oordeel": "buiten", "nota": "niet van ons"}

    def is_done(self, office: Office) -> bool:
        return not office.is_open(office.groups[0])


async def test_a_group_that_was_not_chosen_stays(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(JUDGE, {"groep": str(office.groups[0]), "oordeel": "buiten"})
    assert office.is_open(office.groups[1])


async def test_several_groups_are_judged_at_once_each_with_who_and_why(office: Office) -> None:
    office.comes_in("curator")
    await office.posts(JUDGE, {"groep": [str(one) for one in office.groups], "oordeel": "gids", "nota": "zie gids"})
    for group in office.groups:
        [judgement] = office.app.groups.judgements(group)
        assert (judgement.verdict, judgement.by, judgement.note) == (Verdict.DIRECTORY, "curator", "zie gids")
    assert len(office.log_of(f"oordeel: {Verdict.DIRECTORY.value}")) == 2


async def test_a_group_or_a_judgement_that_does_not_exist_changes_nothing(office: Office) -> None:
    office.comes_in("curator")
    for number in ("999", "-1", "0", "", "²", "9" * 30, "1; drop table judgement"):
        assert (await office.posts(JUDGE, {"groep": number, "oordeel": "buiten"})).status_code == 303, number
    for word in ("", "x", "buiten bereik", "hoort bij fiche", "BUITEN"):
        assert (await office.posts(JUDGE, {"groep": str(office.groups[0]), "oordeel": word})).status_code == 303, word
    assert all(office.is_open(group) for group in office.groups)


@pytest.mark.parametrize("word", ["buiten", "gids", "twijfel"])
async def test_what_was_judged_is_taken_back_where_the_desk_says(office: Office, word: str) -> None:
    office.comes_in("curator")
    answer = await office.posts(JUDGE, {"groep": str(office.groups[0]), "oordeel": word})
    [said] = parse_qs(urlsplit(answer.headers["location"]).query)["gezegd"]
    assert said.startswith("1 groep beoordeeld: ")
    path = "/desk/beoordeeld" if "bij 'Beoordeeld'" in said else "/desk"
    assert ("blijft hier wachten" in said) is (path == "/desk")
    shown = re.findall(r'href="(/desk/groep/\d+)"', html.unescape((await office.client.get(path)).text))
    assert f"/desk/groep/{office.groups[0]}" in shown
    assert "Terugnemen" in (await office.client.get(f"/desk/groep/{office.groups[0]}")).text


async def test_of_several_groups_the_desk_says_how_many(office: Office) -> None:
    office.comes_in("curator")
    form = {"groep": [str(one) for one in office.groups], "oordeel": "twijfel"}
    [said] = parse_qs(urlsplit((await office.posts(JUDGE, form)).headers["location"]).query)["gezegd"]
    assert said.startswith("2 groepen beoordeeld: twijfel. Ze blijven hier wachten.")


async def test_where_people_can_go_and_what_is_wrong_in_the_guide_stand_with_the_verdict(office: Office) -> None:
    office.comes_in("curator")
    for group, word, about in zip(office.groups, ("buiten", "gids"), ("het OCMW", "Velo & co"), strict=True):
        await office.posts(JUDGE, {"groep": str(group), "oordeel": word, "doel": about})
    outside, guide = [(await office.client.get(f"/desk/groep/{group}")).text for group in office.groups]
    assert "buiten bereik, wel bij: het OCMW" in outside
    assert '<a href="/desk/gids?zoek=Velo%20%26%20co">Velo &amp; co</a>' in guide


async def test_a_place_to_go_that_is_called_like_a_fiche_is_no_answer_to_who_waits_for_one(
    office: Office,
) -> None:
    app, group = office.app, office.groups[0]
    [question] = app.groups.questions(group, 9)
    assert app.echo.wait("p0", "telegram:7", app.clock())
    assert app.echo.waiting([question.id])
    office.comes_in("curator")
    await office.posts(JUDGE, {"groep": str(group), "oordeel": "buiten", "doel": "leefloon"})
    assert "leefloon" in app.snapshot.knowledge.entries
    assert services_news.news(app) == []
    page = (await office.client.get(f"/desk/groep/{group}")).text
    assert "buiten bereik, wel bij: leefloon" in page


async def test_the_page_of_a_group_says_what_its_questions_share(office: Office) -> None:
    app = office.app
    app.curation.add("p", UnansweredQuery(0, "mijn hond mag die mee", app.clock(), "te onzeker", (), "r"))
    services_desk.inbox(app)
    office.comes_in("reader")
    page = (await office.client.get(f"/desk/groep/{office.groups[0]}")).text
    assert re.search(r"mijn hond mag die mee <span.*lijkt \d+ % op de eerste, met .*hond", page)
    assert "begon deze groep" in page


async def test_a_fiche_that_sends_people_on_begins_as_one(office: Office) -> None:
    office.comes_in("curator")
    page = (await office.client.get(f"/desk/groep/{office.groups[0]}")).text
    [where] = re.findall(r'href="([^"]+)">Fiche die doorverwijst', page)
    assert '<option value="redirect" selected>' in (await office.client.get(html.unescape(where))).text
