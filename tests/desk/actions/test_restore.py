"""Herstel: an older version, the text of the files, or a withdrawal, as a draft to be checked."""

from __future__ import annotations

import asyncio

from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

RESTORE = "/desk/herstel"
PATH = "knowledge/basis/wat-is-lde.yaml"


class TestRestoring(Action):
    route, line = RESTORE, "concept nagekeken"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return RESTORE, {"fiche": "wat-is-lde", "git": "1"}

    def is_done(self, office: Office) -> bool:
        return bool(office.app.drafts.checks)

    async def test_who_may_does_it_and_the_log_says_who(self, office: Office) -> None:
        await super().test_who_may_does_it_and_the_log_says_who(office)
        [one] = office.app.drafts.checks.values()
        assert one.content == office.app.texts[PATH]
        async with asyncio.timeout(300):
            while not one.done:
                await asyncio.sleep(0.05)
        assert office.app.revisions.live() == [], "it is a draft, not a publication"


async def test_a_version_of_another_fiche_is_not_put_in_its_place_and_withdraws_nothing(office: Office) -> None:
    other = "knowledge/traject/duur-traject.yaml"
    number = office.app.revisions.add(other, office.app.texts[other], "", "collega", "", office.app.clock())
    office.comes_in("curator")
    for version in (str(number), "999"):
        answer = await office.posts(RESTORE, {"fiche": "wat-is-lde", "versie": version})
        assert answer.status_code == 404
    assert office.app.drafts.checks == {}


async def test_a_fiche_that_never_existed_is_not_restored(office: Office) -> None:
    office.comes_in("curator")
    for name in ("bestaat-niet", "", "../../etc/passwd", "lde.yaml/../x"):
        assert (await office.posts(RESTORE, {"fiche": name})).status_code == 404, name
    assert office.app.drafts.checks == {}
