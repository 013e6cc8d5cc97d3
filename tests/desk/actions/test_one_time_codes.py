"""Account: switching on one's own one-time codes, and never a colleague's."""

from __future__ import annotations

import pyotp

from lde_bot import passwords
from lde_bot.services_access import Role
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, Form, Office

ACCOUNT = "/desk/account"
SECRET = passwords.new_secret()


def form(office: Office, **changes: str) -> dict[str, str]:
    return {"geheim": SECRET, "code": pyotp.TOTP(SECRET).at(office.app.clock())} | changes


class TestSwitchingCodesOn(Action):
    route, role, line = ACCOUNT, Role.READER, "codes aan"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return ACCOUNT, form(office)

    def is_done(self, office: Office) -> bool:
        return office.user("reader").totp == SECRET


async def test_nobody_switches_a_colleague_s_codes(office: Office) -> None:
    office.comes_in("reader")
    colleague = office.user(COLLEAGUE)
    await office.posts(f"{ACCOUNT}?nummer={colleague.id}", form(office, nummer=str(colleague.id), naam=COLLEAGUE))
    assert office.user(COLLEAGUE).totp == ""


async def test_a_secret_that_no_app_knows_yet_is_not_switched_on(office: Office) -> None:
    office.comes_in("reader")
    for wrong in ("000000", "", "geen code", "9" * 400):
        await office.posts(ACCOUNT, form(office, code=wrong))
    await office.posts(ACCOUNT, form(office, geheim="geen geheim!"))
    await office.posts(ACCOUNT, form(office, geheim=""))
    assert office.user("reader").totp == ""
    assert office.log_of("codes aan") == []
