"""Aanmelden: whoever has name and password gets a session, and nobody learns which of the two was wrong."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pyotp
import pytest

from lde_bot import passwords, services_access
from lde_bot.services import App
from lde_bot.services_access import MOST_PER_PAIR, NOBODY
from tests.desk.actions.contract import Action
from tests.desk.actions.test_check_a_draft import FICHE, NEW
from tests.desk.office import PASSWORD, Form, Office

LOGIN = "/desk/login"


def form(**changes: str) -> dict[str, str]:
    return {"naam": "curator", "wachtwoord": PASSWORD, "naar": "/desk/gids"} | changes


class TestLoggingIn(Action):
    route, line = LOGIN, "aangemeld"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return LOGIN, form()

    def is_done(self, office: Office) -> bool:
        return "curator" in {one.user for one in office.log_of(self.line)} and self.sessions(office) > 0

    def sessions(self, office: Office) -> int:
        return int(office.app.desk._db.execute("select count(*) from desk_session").fetchone()[0])

    async def test_who_may_does_it_and_the_log_says_who(self, office: Office) -> None:
        answer = await office.posts(LOGIN, form())
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/gids")
        assert self.is_done(office)
        assert (await office.client.get("/desk")).status_code == 200

    async def test_looking_changes_nothing(self, office: Office) -> None:
        assert (await office.client.get(LOGIN, params=form())).status_code == 200
        assert not self.is_done(office)

    async def test_who_may_not_is_refused(self, office: Office) -> None:
        pages = set()
        for changes in ({"wachtwoord": "een ander wachtwoord"}, {"naam": "niemand"}, {"naam": "", "wachtwoord": ""}):
            answer = await office.posts(LOGIN, form(**changes))
            assert (answer.status_code, answer.headers.get("set-cookie")) == (401, None)
            pages.add(answer.text)
        assert len(pages) == 1, "the page does not tell who has an account"
        assert not self.is_done(office)
        assert [one.user for one in office.log_of("aanmelden mislukt")] == [NOBODY, NOBODY, "curator"]

    async def test_another_site_cannot_have_it_done(self, office: Office) -> None:
        await self.is_refused_from_elsewhere(office)


def test_a_new_desk_has_no_account_that_anyone_knows(app: App) -> None:
    assert app.desk.users() == []


async def test_neither_password_nor_session_can_be_read_in_the_database(office: Office) -> None:
    token = office.comes_in("curator")
    kept = "\n".join(office.app.desk._db.conn.iterdump())
    assert "desk_session" in kept
    assert token not in kept
    assert PASSWORD not in kept


async def test_an_account_that_was_switched_off_does_not_come_in(office: Office) -> None:
    token = office.comes_in("curator")
    assert services_access.set_active(office.app, office.user("curator").id, office.user("admin"), active=False)
    assert services_access.who(office.app, token) is None
    assert (await office.posts(LOGIN, form())).status_code == 401


@pytest.mark.parametrize("wanted", ["//elders.be", "https://elders.be", "/\\elders.be", "javascript:alert(1)", ""])
async def test_after_logging_in_one_is_always_at_the_desk(office: Office, wanted: str) -> None:
    assert (await office.posts(LOGIN, form(naar=wanted))).headers["location"] == "/desk"


async def test_the_cookie_cannot_be_read_by_a_script_or_sent_by_another_site(office: Office) -> None:
    cookie = (await office.posts(LOGIN, form())).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert cookie.startswith("lde_desk=")
    assert "secure" not in cookie, "there is no TLS here"


async def test_over_tls_a_browser_takes_the_cookie_from_this_host_alone(office: Office) -> None:
    office.app.behind_tls = True
    office.client.base_url = httpx.URL("https://lde.test")
    cookie = (await office.posts(LOGIN, form())).headers["set-cookie"]
    assert cookie.startswith("__Host-lde_desk=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=strict", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    assert (await office.client.get("/desk")).status_code == 200
    left = await office.posts("/desk/afmelden", {})
    assert "secure" in left.headers["set-cookie"].lower(), "else a browser keeps the cookie"
    assert (await office.client.get("/desk")).status_code == 303
    office.client.cookies.clear()
    plain = {"cookie": f"lde_desk={services_access.begin_session(office.app, office.user('curator'))}"}
    assert (await office.client.get("/desk", headers=plain)).status_code == 303, "one that another host could set"


async def test_whoever_logs_in_again_leaves_no_session_behind(office: Office) -> None:
    first = (await office.posts(LOGIN, form())).headers["set-cookie"].partition("=")[2].partition(";")[0]
    second = (await office.posts(LOGIN, form())).headers["set-cookie"].partition("=")[2].partition(";")[0]
    assert first != second
    assert min(len(first), len(second)) >= 43, "256 bits"
    assert [services_access.who(office.app, one) is None for one in (first, second)] == [True, False]


async def test_the_log_says_with_what_someone_came_in_and_when_they_have_to_wait(office: Office) -> None:
    await office.posts(LOGIN, form())
    assert [line.about for line in office.log_of("aangemeld")] == ["zonder code"]
    secret = passwords.new_secret()
    code = pyotp.TOTP(secret).at(office.app.clock())
    services_access.switch_codes(office.app, office.user("curator"), secret, code, PASSWORD)
    await office.posts(LOGIN, form(code=code))
    assert [line.about for line in office.log_of("aangemeld")] == ["met code", "zonder code"]
    for _ in range(MOST_PER_PAIR + 2):
        await office.posts(LOGIN, form(wachtwoord="geraden"))
    told = [line.about for line in office.log_of("aanmelden mislukt")]
    assert told == ["wachtwoord of code, en moet nu wachten"] + ["wachtwoord of code"] * (MOST_PER_PAIR - 1)


async def test_what_was_typed_goes_on_after_logging_in_again(office: Office) -> None:
    office.client.cookies.clear()
    page = (await office.posts(FICHE, NEW | {"question": 'Mag "mijn" hond <mee>?'})).text
    kept = unescape(page.partition('name="bewaard" value="')[2].partition('"')[0])
    login = {"naam": "curator", "wachtwoord": PASSWORD, "naar": FICHE, "bewaard": kept}
    assert 'name="bewaard"' in (await office.posts("/desk/login", login | {"wachtwoord": "fout"})).text
    answer = await office.posts("/desk/login", login)
    assert answer.status_code == 200
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text.partition(f'action="{FICHE}"')[2]))
    done = await office.posts(FICHE, {name: unescape(value) for name, value in fields.items()})
    assert done.headers["location"].startswith("/desk/concept/")
    [draft] = office.app.drafts.checks.values()
    assert 'question: Mag "mijn" hond <mee>?' in draft.content


async def test_a_form_with_a_secret_in_it_is_not_kept(office: Office) -> None:
    office.client.cookies.clear()
    answer = await office.posts("/desk/account", {"geheim": "AAAA", "code": "123456", "bewijs": PASSWORD})
    assert answer.status_code == 401
    assert PASSWORD not in answer.text
    assert "bewaard" not in answer.text


@pytest.mark.parametrize("name", ["curator", "niemand"])
async def test_only_who_tried_too_often_is_told_to_wait(office: Office, name: str) -> None:
    told = [
        (await office.posts(LOGIN, form(naam=name, wachtwoord="geraden"))).text.count("Wacht een kwartier")
        for _ in range(MOST_PER_PAIR + 1)
    ]
    assert told == [0] * (MOST_PER_PAIR - 1) + [1, 1]
    assert "Wacht een kwartier" in (await office.posts(LOGIN, form(naam=name))).text
    other = await office.posts(LOGIN, form(naam="admin", wachtwoord="geraden"))
    assert "Dat klopt niet. Kijk je naam" in other.text
    assert "kwartier" not in other.text


async def test_a_password_that_was_typed_as_a_name_stays_nowhere(office: Office) -> None:
    await office.posts(LOGIN, form(naam="mijn-geheime-wachtwoord", wachtwoord="x"))
    await office.posts(LOGIN, form(naam=" CURATOR ", wachtwoord="x"))
    assert "geheime" not in "\n".join(office.app.desk._db.conn.iterdump())
    assert [one.user for one in office.log_of("aanmelden mislukt")] == ["curator", NOBODY]
