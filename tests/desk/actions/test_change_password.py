"""Account: giving oneself another password, with the one of now, and never a colleague's."""

from __future__ import annotations

import re

import pytest

from lde_bot import services_access, services_staff
from lde_bot.services_access import Role
from tests.desk.actions.contract import Action
from tests.desk.actions.test_one_time_codes import SECRET, code_of, later, said
from tests.desk.office import COLLEAGUE, PASSWORD, Form, Office

PATH = "/desk/wachtwoord"
NEW = " vier blauwe fietsen "


def form(**changes: str) -> dict[str, str]:
    return {"wachtwoord": PASSWORD, "nieuw_wachtwoord": NEW, "code": ""} | changes


def comes_in_with(office: Office, password: str, code: str = "", name: str = "reader") -> bool:
    return services_access.log_in(office.app, name, password, code, "2.2.2.2") is not None


class TestChangingThePassword(Action):
    route, role, line = PATH, Role.READER, "wachtwoord veranderd"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return PATH, form()

    def is_done(self, office: Office) -> bool:
        return bool(office.log_of(self.line))


async def test_the_new_one_counts_as_it_was_typed_and_the_old_one_no_more(office: Office) -> None:
    office.comes_in("reader")
    answer = await office.posts(PATH, form())
    assert await said(office, answer) == "Je wachtwoord is veranderd."
    assert [comes_in_with(office, one) for one in (PASSWORD, NEW.strip(), NEW)] == [False, False, True]
    kept = "\n".join(office.app.desk._db.conn.iterdump())
    assert NEW.strip() not in kept


async def test_a_session_that_was_left_open_is_not_enough(office: Office) -> None:
    office.comes_in("reader")
    for wrong in ("", "geraden wachtwoord", NEW, PASSWORD.upper()):
        assert "van nu klopt niet" in await said(office, await office.posts(PATH, form(wachtwoord=wrong)))
    assert comes_in_with(office, PASSWORD)
    assert len(office.log_of("wachtwoord veranderen mislukt")) == 4


async def test_what_was_typed_does_not_come_back_when_the_session_is_over(office: Office) -> None:
    answer = await office.posts(PATH, form())
    assert answer.status_code == 401
    assert NEW not in answer.text
    assert PASSWORD not in answer.text


async def test_who_uses_codes_needs_the_code_of_now_too(office: Office) -> None:
    office.comes_in("reader")
    assert (
        services_access.switch_codes(office.app, office.user("reader"), SECRET, code_of(office, SECRET), PASSWORD) == ""
    )
    for wrong in ("", "000000"):
        assert "van nu klopt niet" in await said(office, await office.posts(PATH, form(code=wrong)))
    await office.posts(PATH, form(code=code_of(office, SECRET)))
    later(office)
    assert not comes_in_with(office, NEW)
    assert comes_in_with(office, NEW, code_of(office, SECRET))


async def test_every_other_session_ends_and_this_browser_goes_on_in_a_new_one(office: Office) -> None:
    colleague, elsewhere, here = office.comes_in(COLLEAGUE), office.comes_in("reader"), office.comes_in("reader")
    code = services_staff.begin_link(office.app, office.user("reader"))
    assert services_staff.link(office.app, "gesprek", "telegram:1", code)
    cookie = (await office.posts(PATH, form())).headers["set-cookie"].partition(";")[0]
    assert [services_access.who(office.app, one) is None for one in (elsewhere, here, colleague)] == [True, True, False]
    assert services_staff.staff(office.app, "gesprek") is None
    office.client.cookies.clear()
    assert (await office.client.get("/desk", headers={"cookie": cookie})).status_code == 200


async def test_who_guesses_at_an_open_session_waits_and_still_logs_in_as_before(office: Office) -> None:
    office.comes_in("reader")
    for _ in range(services_access.MOST_PER_PAIR):
        await office.posts(PATH, form(wachtwoord="geraden wachtwoord"))
    assert "te vaak" in await said(office, await office.posts(PATH, form()))
    assert comes_in_with(office, PASSWORD)
    later(office, services_access.WINDOW)
    office.comes_in("reader")
    assert await said(office, await office.posts(PATH, form())) == "Je wachtwoord is veranderd."


@pytest.mark.parametrize(("new", "why"), [("kort", "minstens 12"), ("koepel-LDE-2026", "snel geraden")])
async def test_one_that_is_guessed_too_soon_is_refused(office: Office, new: str, why: str) -> None:
    office.comes_in("reader")
    assert why in await said(office, await office.posts(PATH, form(nieuw_wachtwoord=new)))
    assert comes_in_with(office, PASSWORD)
    with pytest.raises(ValueError, match=why):
        services_access.add_user(office.app, "reader", Role.READER, new, "opdrachtregel")


async def test_nobody_changes_a_colleague_s(office: Office) -> None:
    office.comes_in("reader")
    colleague = office.user(COLLEAGUE)
    await office.posts(f"{PATH}?nummer={colleague.id}", form(nummer=str(colleague.id), naam=COLLEAGUE))
    assert comes_in_with(office, PASSWORD, name=COLLEAGUE)
    assert not comes_in_with(office, NEW, name=COLLEAGUE)


async def test_who_forgot_it_gets_another_from_the_command_line_and_keeps_the_codes(office: Office) -> None:
    token, user = office.comes_in("reader"), office.user("reader")
    assert services_access.switch_codes(office.app, user, SECRET, code_of(office, SECRET), PASSWORD) == ""
    services_access.add_user(office.app, "reader", Role.READER, NEW, "opdrachtregel")
    assert services_access.who(office.app, token) is None
    later(office)
    assert not comes_in_with(office, NEW)
    assert comes_in_with(office, NEW, code_of(office, SECRET))


async def test_passwords_are_hidden_while_they_are_typed_and_a_password_manager_may_fill_them_in(
    office: Office,
) -> None:
    for path in ("/desk/login", "/desk/account"):
        page = (await office.client.get(path)).text
        fields = [part.partition(">")[0] for part in page.split("<input")[1:]]
        secret = [one for one in fields if re.search('name="(wachtwoord|nieuw_wachtwoord|bewijs)"', one)]
        assert secret
        for one in secret:
            assert 'type="password"' in one
            assert 'autocomplete="current-password"' in one or 'autocomplete="new-password"' in one
        office.comes_in("reader")
