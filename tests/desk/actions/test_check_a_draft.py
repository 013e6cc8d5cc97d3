"""Fiche: handing in a draft to be checked. Nothing is live afterwards, and nothing of another fiche is touched."""

from __future__ import annotations

import asyncio
import re
from html import unescape

import pytest

from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

FICHE = "/desk/fiche"
NEW = {
    "nieuw": "1",
    "question": "Mag mijn hond mee naar een sociaal restaurant?",
    "utterances": "mag mijn hond mee naar het restaurant",
    "answer": "Dat beslist elk restaurant zelf. Bel eerst.",
    "sources": "De Koepel | https://www.voorbeeld.be/hond",
    "audience": "citizen",
    "theme": "diensten",
    "kind": "answer",
}


class TestCheckingADraft(Action):
    route, line = FICHE, "concept nagekeken"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return FICHE, NEW

    def is_done(self, office: Office) -> bool:
        return bool(office.app.drafts.checks)

    async def test_who_may_does_it_and_the_log_says_who(self, office: Office) -> None:
        before = office.app.snapshot
        await super().test_who_may_does_it_and_the_log_says_who(office)
        [one] = office.app.drafts.checks.values()
        async with asyncio.timeout(300):
            while not one.done:
                await asyncio.sleep(0.05)
        assert not one.errors, one.errors
        assert office.app.snapshot is before
        assert office.app.revisions.live() == []


async def test_a_phrase_of_another_fiche_is_refused_and_what_was_typed_is_kept(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(FICHE, NEW | {"utterances": "wat is lde"})
    assert answer.status_code == 200
    assert "fiche &#39;wat-is-lde&#39;" in answer.text
    assert "staat ook in fiche" in answer.text
    summary = answer.text.partition("<main")[2].partition("<form")[0]
    assert "regel" not in summary, "nobody at the desk sees the lines of a file"
    assert NEW["answer"] in answer.text
    assert all(one.errors for one in office.app.drafts.checks.values())


async def test_a_new_fiche_never_takes_the_place_of_one_that_exists(office: Office) -> None:
    office.comes_in("curator")
    entry = office.app.snapshot.knowledge.entries["wat-is-lde"]
    answer = await office.posts(FICHE, NEW | {"id": entry.id, "theme": entry.theme})
    assert answer.status_code == 200
    assert "er is al een fiche" in answer.text
    assert office.app.drafts.checks == {}


async def test_a_name_that_is_made_from_the_question_is_one_that_is_free(office: Office) -> None:
    from lde_bot.channels.web.desk.form import _free, name_of

    name = name_of(NEW["question"])
    assert name == "mijn-hond-naar-sociaal"
    assert _free(name, ()) == name
    assert _free(name, {name, f"{name}-2"}) == f"{name}-3"


def draft_of(office: Office) -> str:
    """Return the only draft that was handed in, and forget it."""
    [one] = office.app.drafts.checks.values()
    office.app.drafts.checks.clear()
    return one.content


def filled_in(page: str) -> dict[str, str]:
    """Return what stands in the fields of the form of a fiche, as a browser would send it."""
    fields = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', page.partition('action="/desk/fiche"')[2]))
    fields |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
    kind = re.search(r'<option value="([^"]+)" selected>', page)
    return {name: unescape(value) for name, value in fields.items()} | ({"kind": kind[1]} if kind else {})


async def test_a_day_that_is_none_is_told_beside_its_field_and_nothing_is_lost(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(FICHE, NEW | {"valid_until": "31/13/2026"})
    assert 'href="#valid_until"' in answer.text
    field = answer.text.partition('<label for="valid_until">')[2].partition("</p>")[0]
    assert "dat is geen dag" in field
    assert 'aria-invalid="true"' in field
    assert 'value="31/13/2026"' in field
    assert office.app.drafts.checks == {}
    await office.posts(FICHE, NEW | {"valid_until": "31/12/2026"})
    assert "valid_until: 2026-12-31" in draft_of(office)


async def test_what_is_wrong_stands_beside_the_field_that_it_is_about(office: Office) -> None:
    office.comes_in("curator")
    page = (await office.posts(FICHE, NEW | {"sources": "geen webadres | overal", "answer": ""})).text
    without = (await office.posts(FICHE, NEW | {"sources": ""})).text
    assert "er staat geen bron bij" in without.partition('<label for="sources">')[2].partition("</p>")[0]
    for name, said in (("sources", "is geen webadres"), ("answer", "“Het antwoord” ontbreekt")):
        field = page.partition(f'<label for="{name}">')[2].partition("</p>")[0]
        assert said in field, name
        assert f'href="#{name}"' in page.partition("<main")[2].partition("<form")[0]
    assert "aria-invalid" not in page.partition('<label for="question">')[2].partition("</p>")[0]


async def test_saving_moves_the_day_of_the_review_only_when_someone_does(office: Office) -> None:
    office.comes_in("curator")
    form = filled_in((await office.client.get(f"{FICHE}?id=wat-is-lde")).text)
    entry = office.app.snapshot.knowledge.entries["wat-is-lde"]
    assert form["reviewed_on"] == entry.reviewed_on.isoformat()
    await office.posts(FICHE, form | {"reviewed_on": "2026-01-05", "audience": "citizen"})
    assert "reviewed_on: 2026-01-05" in draft_of(office)
    await office.posts(FICHE, NEW)
    assert f"reviewed_on: {office.app.today}" in draft_of(office), "what is new is reviewed"


async def test_a_fiche_is_found_by_its_question_and_one_that_is_not_there_opens_no_empty_form(office: Office) -> None:
    office.comes_in("curator")
    entry = office.app.snapshot.knowledge.entries["wat-is-lde"]
    page = await office.client.get(FICHE, params={"id": entry.question.upper(), "groep": str(office.groups[0])})
    assert f'name="id" value="{entry.id}"' in page.text
    lost = await office.client.get(FICHE, params={"id": "bestaat niet", "groep": str(office.groups[0])})
    assert lost.headers["location"].startswith(f"/desk/groep/{office.groups[0]}?gezegd=Er+is+geen+fiche")


async def test_a_draft_that_was_checked_opens_as_a_form_again(office: Office) -> None:
    office.comes_in("curator")
    group = str(office.groups[0])
    path = (await office.posts(FICHE, NEW | {"groep": group})).headers["location"]
    token = path.rpartition("/")[2]
    form = filled_in((await office.client.get(f"{FICHE}?concept={token}")).text)
    assert form["answer"] == NEW["answer"]
    assert (form["groep"], form["nieuw"]) == (group, "1")
    again = await office.posts(FICHE, form | {"audience": "citizen", "answer": "Bel eerst het restaurant."})
    assert again.headers["location"] != path
    assert (await office.client.get(f"{FICHE}?concept=geraden")).status_code == 404


async def test_who_began_from_an_older_version_is_told_before_it_is_written_over(office: Office) -> None:
    office.comes_in("curator")
    form = filled_in((await office.client.get(f"{FICHE}?id=wat-is-lde")).text) | {"audience": "citizen"}
    app = office.app
    path = app.snapshot.knowledge.entries["wat-is-lde"].path
    app.revisions.add(path, app.texts[path] + "# anders\n", "", COLLEAGUE, "", app.clock())
    answer = await office.posts(FICHE, form | {"answer": f"{form['answer']} Dit typte ik."})
    assert f"intussen {COLLEAGUE} publiceerde een andere versie" in answer.text
    assert "Dit typte ik." in answer.text
    assert app.drafts.checks == {}
    seen = filled_in(answer.text) | {"audience": "citizen"}
    assert (await office.posts(FICHE, seen)).headers["location"].startswith("/desk/concept/")


async def test_the_theme_of_a_fiche_that_exists_stays(office: Office) -> None:
    office.comes_in("curator")
    form = filled_in((await office.client.get(f"{FICHE}?id=wat-is-lde")).text) | {"audience": "citizen"}
    await office.posts(FICHE, form | {"theme": "contact"})
    [one] = office.app.drafts.checks.values()
    assert one.path == office.app.snapshot.knowledge.entries["wat-is-lde"].path


@pytest.mark.parametrize("theme", ["../../etc", "/etc", "bestaat-niet", "nood/../../x", "..", "a\0b"])
async def test_a_theme_that_does_not_exist_leads_to_no_folder(office: Office, theme: str) -> None:
    office.comes_in("curator")
    answer = await office.posts(FICHE, NEW | {"theme": theme})
    assert answer.status_code == 200
    assert "bestaat niet" in answer.text
    assert office.app.drafts.checks == {}


@pytest.mark.parametrize("name", ["../x", "wat/is", "Wat Is", "x.yaml", "-", "a--b", "a\0b", "x" * 49])
async def test_a_name_that_is_no_name_is_refused(office: Office, name: str) -> None:
    office.comes_in("curator")
    answer = await office.posts(FICHE, NEW | {"id": name})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert all(one.snapshot is None for one in office.app.drafts.checks.values())
