"""Gooi weg: a draft that was handed in and will not be published. One's own, or as an admin any."""

from __future__ import annotations

from lde_bot.services_drafts import keep
from tests.desk.actions.contract import Action
from tests.desk.actions.test_publish import TOKEN, checked
from tests.desk.office import COLLEAGUE, Form, Office

AWAY = f"/desk/concept/{TOKEN}/weg"


class TestThrowingADraftAway(Action):
    route, line = "/desk/concept/{token}/weg", "concept weggegooid"

    async def ready(self, office: Office) -> tuple[str, Form]:
        checked(office)
        if not office.app.typed.every():
            keep(office.app, TOKEN, [("id", "wat-is-lde"), ("question", "Wat?")], office.user("curator"))
        return AWAY, {}

    def is_done(self, office: Office) -> bool:
        return office.app.typed.every() == [] and TOKEN not in office.app.drafts.checks


async def test_the_draft_of_a_colleague_stays_but_for_an_admin(office: Office) -> None:
    keep(office.app, TOKEN, [("id", "wat-is-lde")], office.user(COLLEAGUE))
    for name, left in (("curator", 1), ("admin", 0)):
        office.comes_in(name)
        assert ("Gooi weg" in (await office.client.get("/desk/fiches")).text) is not left
        await office.posts(AWAY, {})
        assert len(office.app.typed.every()) == left
    again = await office.posts(AWAY, {})
    assert "er+niet+meer" in again.headers["location"]
