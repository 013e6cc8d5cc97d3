"""Publiceer: a draft that was checked goes live; one that was not, or that takes what is another's, does not."""

from __future__ import annotations

from lde_bot.drafts import Changed, Check
from lde_bot.errors import Finding, Severity
from lde_bot.knowledge.index import Claim
from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

TOKEN = "concept-van-an"
PUBLISH = f"/desk/concept/{TOKEN}"
PATH = "knowledge/basis/wat-is-lde.yaml"


def checked(office: Office, token: str = TOKEN) -> Check:
    """Keep a draft of which everything was tried and nothing is wrong; it says what is said already."""
    app = office.app
    one = Check(token, PATH, app.texts[PATH], (office.groups[0],), app.snapshot.revision, snapshot=app.snapshot)
    app.drafts.keep(one)
    return one


class TestPublishing(Action):
    route, line = "/desk/concept/{token}", "gepubliceerd"

    async def ready(self, office: Office) -> tuple[str, Form]:
        checked(office)
        return PUBLISH, {"waarom": "vaak gevraagd"}

    def is_done(self, office: Office) -> bool:
        return [one.path for one in office.app.revisions.live()] == [PATH]


async def test_what_is_published_is_kept_with_who_and_why_and_settles_its_group(office: Office) -> None:
    checked(office)
    office.comes_in("curator")
    await office.posts(PUBLISH, {"waarom": "vaak gevraagd"})
    [revision] = office.app.revisions.history(PATH)
    assert (revision.published_by, revision.why) == ("curator", "vaak gevraagd")
    assert [office.is_open(group) for group in office.groups] == [False, True]


async def test_a_draft_goes_live_once(office: Office) -> None:
    checked(office)
    office.comes_in("curator")
    for _ in range(2):
        await office.posts(PUBLISH, {})
    assert len(office.app.revisions.history(PATH)) == 1


async def test_a_draft_with_something_wrong_does_not_go_live_whatever_the_browser_sends(office: Office) -> None:
    office.comes_in("curator")
    unread, wrong, steals, loses, busy, stale = (checked(office, f"concept-{number}") for number in range(6))
    unread.snapshot = None
    wrong.findings.append(Finding(PATH, 1, Severity.ERROR, "field.missing", "er ontbreekt iets"))
    steals.stolen.append(Claim("hoe lang duurt het", "duur-traject", "wat-is-lde", 0.95))
    loses.changed.append(Changed("hoe lang duurt het", "antwoordt: duur-traject", "antwoordt: wat-is-lde", lost=True))
    busy.step = "leren"
    stale.against = "iets anders"
    for one in (unread, wrong, steals, loses, busy, stale):
        answer = await office.posts(f"/desk/concept/{one.token}", {"waarom": "toch", "blocked": "0"})
        assert answer.headers["location"].startswith(f"/desk/concept/{one.token}?"), one
    assert office.app.revisions.live() == []


async def test_the_page_says_what_is_stolen_and_what_is_only_alike(office: Office) -> None:
    one = checked(office)
    one.doubtful.append(Claim("mijn hond registreren", "andere-overheidszaken", "wat-is-lde", 0.97))
    one.doubtful.append(Claim("hond adopteren asiel", "", "wat-is-lde", 0.97))
    office.comes_in("curator")
    page = (await office.client.get(PUBLISH)).text
    assert "staat bij andere-overheidszaken" in page
    assert "staat bij wat niet over ons gaat" in page
    assert "Publiceer" in page
    one.stolen.append(Claim("hoe lang duurt het", "duur-traject", "wat-is-lde", 0.95))
    page = (await office.client.get(PUBLISH)).text
    assert "hoort bij duur-traject" in page
    assert "Publiceer" not in page


async def test_a_draft_that_nobody_made_publishes_nothing(office: Office) -> None:
    office.comes_in("curator")
    for token in ("bestaat-niet", "x" * 500, "%2e%2e"):
        assert (await office.posts(f"/desk/concept/{token}", {})).status_code in {303, 404}
    assert office.app.revisions.live() == []
