"""Account: a code that links one's own Telegram, and letting go of it."""

from __future__ import annotations

import re

from lde_bot import services_staff
from lde_bot.services_access import Role
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, OURS, Form, Office

TELEGRAM = "/desk/telegram"


def linked(office: Office, name: str) -> None:
    office.app.staff.link(office.user(name).id, f"gesprek {name}", f"telegram:{name}", office.app.clock())


class TestLettingGoOfTelegram(Action):
    route, role, line = TELEGRAM, Role.READER, "Telegram losgemaakt"

    async def ready(self, office: Office) -> tuple[str, Form]:
        linked(office, "reader")
        return TELEGRAM, {"los": "1"}

    def is_done(self, office: Office) -> bool:
        return services_staff.chat_of(office.app, office.user("reader")) is None


async def test_nobody_lets_go_of_a_colleague_s_telegram(office: Office) -> None:
    linked(office, COLLEAGUE)
    office.comes_in("reader")
    number = str(office.user(COLLEAGUE).id)
    await office.posts(f"{TELEGRAM}?nummer={number}", {"los": "1", "nummer": number, "naam": COLLEAGUE})
    assert services_staff.chat_of(office.app, office.user(COLLEAGUE)) is not None


async def test_a_code_is_shown_once_on_the_page_that_answers(office: Office) -> None:
    office.comes_in("reader")
    office.app.telegram_name = "lde_proef_bot"
    page = await office.client.post(TELEGRAM, headers=OURS)
    code = page.text.split('<code id="koppelcode">')[1].split("<")[0]
    assert re.fullmatch("[A-Z2-9]{8}", code)
    assert f"https://t.me/lde_proef_bot?start=w_{code}" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert code not in (await office.client.get("/desk/account")).text
    assert code not in str(office.log_of("code voor Telegram gemaakt"))
