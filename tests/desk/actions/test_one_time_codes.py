"""Account: switching on one's own one-time codes, and never a colleague's."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin

import httpx
import pyotp

from lde_bot import passwords, services_access
from lde_bot.services_access import Role
from tests.conftest import Clock
from tests.desk.actions.contract import Action
from tests.desk.office import COLLEAGUE, PASSWORD, Form, Office

ACCOUNT = "/desk/account"
SECRET = passwords.new_secret()


def form(office: Office, **changes: str) -> dict[str, str]:
    return {"geheim": SECRET, "code": code_of(office, SECRET), "bewijs": PASSWORD} | changes


def code_of(office: Office, secret: str) -> str:
    return pyotp.TOTP(secret).at(office.app.clock())


def later(office: Office, by: timedelta = timedelta(seconds=30)) -> None:
    """Let time pass: a code is good once."""
    assert isinstance(office.app.clock, Clock)
    office.app.clock.now += by


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


async def test_a_session_that_was_left_open_is_not_enough_to_switch_codes_on(office: Office) -> None:
    office.comes_in("reader")
    for wrong in ("", "geraden wachtwoord", code_of(office, SECRET)):
        answer = await office.posts(ACCOUNT, form(office, bewijs=wrong))
        assert "wachtwoord klopt niet" in await said(office, answer)
    assert office.user("reader").totp == ""
    assert len(office.log_of("codes veranderen mislukt")) == 3


async def said(office: Office, answer: httpx.Response) -> str:
    """Return what the page says after a form."""
    page = await office.client.get(answer.headers["location"])
    return page.text.split('role="status">')[1].split("<")[0]


async def test_codes_are_replaced_with_the_code_of_now_and_with_nothing_else(office: Office) -> None:
    office.comes_in("reader")
    await office.posts(ACCOUNT, form(office))
    other = passwords.new_secret()
    new = {"geheim": other, "code": code_of(office, other)}
    for wrong in ("", PASSWORD, "000000", code_of(office, other)):
        answer = await office.posts(ACCOUNT, form(office, **new, bewijs=wrong))
        assert "huidige code klopt niet" in await said(office, answer)
    assert office.user("reader").totp == SECRET
    answer = await office.posts(ACCOUNT, form(office, **new, bewijs=code_of(office, SECRET)))
    assert await said(office, answer) == "Codes staan aan."
    assert office.user("reader").totp == other
    assert len(office.log_of("codes vervangen")) == 1
    later(office)
    assert services_access.log_in(office.app, "reader", PASSWORD, code_of(office, SECRET), "1.1.1.1") is None
    assert services_access.log_in(office.app, "reader", PASSWORD, code_of(office, other), "1.1.1.1")


async def test_a_code_that_let_someone_in_does_not_replace_codes_too(office: Office) -> None:
    office.comes_in("reader")
    await office.posts(ACCOUNT, form(office))
    used, other = code_of(office, SECRET), passwords.new_secret()
    token = services_access.log_in(office.app, "reader", PASSWORD, used, "1.1.1.1")
    office.client.cookies.set("lde_desk", token or "")
    await office.posts(ACCOUNT, form(office, geheim=other, code=code_of(office, other), bewijs=used))
    assert office.user("reader").totp == SECRET
    later(office)
    await office.posts(ACCOUNT, form(office, geheim=other, code=code_of(office, other), bewijs=code_of(office, SECRET)))
    assert office.user("reader").totp == other


async def test_a_new_code_that_is_wrong_does_not_use_the_code_of_now_up(office: Office) -> None:
    office.comes_in("reader")
    await office.posts(ACCOUNT, form(office))
    other, current = passwords.new_secret(), code_of(office, SECRET)
    answer = await office.posts(ACCOUNT, form(office, geheim=other, code="000000", bewijs=current))
    assert "nieuwe geheim klopt niet" in await said(office, answer)
    await office.posts(ACCOUNT, form(office, geheim=other, code=code_of(office, other), bewijs=current))
    assert office.user("reader").totp == other


async def test_who_guesses_waits_and_still_logs_in_as_before(office: Office) -> None:
    office.comes_in("reader")
    await office.posts(ACCOUNT, form(office))
    other = passwords.new_secret()
    new = {"geheim": other, "code": code_of(office, other)}
    for guess in range(services_access.MOST_PER_PAIR):
        await office.posts(ACCOUNT, form(office, **new, bewijs=f"{guess}"))
    right = form(office, **new, bewijs=code_of(office, SECRET))
    assert "te vaak" in await said(office, await office.posts(ACCOUNT, right))
    assert office.user("reader").totp == SECRET
    assert services_access.log_in(office.app, "reader", PASSWORD, code_of(office, SECRET), "1.1.1.1")
    later(office, services_access.WINDOW)
    new["code"] = code_of(office, other)
    await office.posts(ACCOUNT, form(office, **new, bewijs=code_of(office, SECRET)))
    assert office.user("reader").totp == other


async def test_who_lost_the_phone_gets_in_again_after_the_command_line_and_open_sessions_end(office: Office) -> None:
    office.comes_in("reader")
    await office.posts(ACCOUNT, form(office))
    assert services_access.log_in(office.app, "reader", PASSWORD, "", "2.2.2.2") is None
    assert services_access.drop_codes(office.app, " reader ", "opdrachtregel")
    assert services_access.who(office.app, office.token) is None
    assert services_access.log_in(office.app, "reader", PASSWORD, "", "1.1.1.1")
    assert [(line.user, line.about) for line in office.log_of("codes uit")] == [("opdrachtregel", "reader")]
    for nobody in ("reader", "niemand", ""):
        assert not services_access.drop_codes(office.app, nobody, "opdrachtregel")


async def test_codes_go_on_from_the_page_that_shows_a_code_for_telegram_too(office: Office) -> None:
    office.comes_in("reader")
    page = await office.posts("/desk/telegram", {})
    shown = re.search(r'<form([^>]*)><input type="hidden" name="geheim" value="(\w+)">', page.text)
    assert shown
    where = re.search(r'action="([^"]*)"', shown[1])
    path = urljoin("/desk/telegram", where[1] if where else "")
    await office.posts(path, form(office, geheim=shown[2], code=code_of(office, shown[2])))
    assert office.user("reader").totp == shown[2]
