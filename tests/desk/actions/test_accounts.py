"""Accounts: an admin lets someone in, or no longer."""

from __future__ import annotations

from lde_bot import services_access
from lde_bot.services_access import Role
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

ACCOUNTS = "/desk/accounts"


class TestSwitchingAnAccountOff(Action):
    route, role, line = ACCOUNTS, Role.ADMIN, "account uit"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return ACCOUNTS, {"nummer": str(office.user(COLLEAGUE).id), "aan": "0"}

    def is_done(self, office: Office) -> bool:
        return not office.user(COLLEAGUE).active


async def test_who_is_switched_off_is_out_at_once_and_back_when_switched_on(office: Office) -> None:
    token, colleague = office.comes_in(COLLEAGUE), str(office.user(COLLEAGUE).id)
    office.comes_in("admin")
    await office.posts(ACCOUNTS, {"nummer": colleague, "aan": "0"})
    assert services_access.who(office.app, token) is None
    await office.posts(ACCOUNTS, {"nummer": colleague, "aan": "1"})
    assert office.comes_in(COLLEAGUE)
    assert [(line.user, line.about) for line in office.log_of("account aan")] == [("admin", COLLEAGUE)]


async def test_nobody_shuts_themselves_out_and_an_account_that_does_not_exist_changes_nothing(office: Office) -> None:
    office.comes_in("admin")
    for number in (str(office.user("admin").id), "999", "0", "", "²", "9" * 30):
        answer = await office.posts(ACCOUNTS, {"nummer": number, "aan": "0"})
        assert answer.status_code == 303, number
    assert all(user.active for user in office.app.desk.users())
    assert office.log_of("account uit") == []
