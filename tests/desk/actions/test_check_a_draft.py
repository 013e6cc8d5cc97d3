"""Fiche: handing in a draft to be checked. Nothing is live afterwards, and nothing of another fiche is touched."""

from __future__ import annotations

import asyncio

import pytest

from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

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
        async with asyncio.timeout(120):
            while not one.done:
                await asyncio.sleep(0.05)
        assert not one.errors, one.errors
        assert office.app.snapshot is before
        assert office.app.revisions.live() == []


async def test_a_phrase_of_another_fiche_is_refused_and_what_was_typed_is_kept(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(FICHE, NEW | {"utterances": "wat is lde"})
    assert answer.status_code == 200
    assert "knowledge/basis/wat-is-lde.yaml" in answer.text
    assert "staat ook in" in answer.text
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
