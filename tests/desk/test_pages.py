"""Every page of the desk: it shows, it needs an account and the role, and it does nothing for another site."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from lde_bot import services, services_access
from lde_bot.channels.web.app import web_app
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.triage import UnansweredQuery

PASSWORD = "een lang wachtwoord"
OURS = {"sec-fetch-site": "same-origin"}
PAGES = (
    "/desk",
    "/desk/beoordeeld",
    "/desk/groep/1",
    "/desk/fiches",
    "/desk/fiche",
    "/desk/fiche?id=wat-is-lde&groep=1",
    "/desk/geschiedenis/wat-is-lde",
    "/desk/gids?zoek=velo",
    "/desk/gids/inlezen",
    "/desk/inzicht",
    "/desk/inzicht/ontbreekt.csv",
    "/desk/inzicht/tabel",
    "/desk/inzicht/kaart.csv",
    "/desk/steekproef",
    "/desk/account",
)
ACTIONS = (
    "/desk/oordeel",
    "/desk/terug",
    "/desk/fiche",
    "/desk/concept/x",
    "/desk/herstel",
    "/desk/gids/inlezen",
    "/desk/steekproef",
)


@pytest.fixture
async def site(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The desk, with some questions and three accounts."""
    for role in Role:
        services_access.add_user(app, role.value, role, PASSWORD, "test")
    for number, text in enumerate(("mag mijn hond mee", "mag mijn hond mee?", "<script>alert(1)</script> & zo")):
        app.curation.add(f"p{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))
    for text in ("wat is lde", "fietspunt leuven", "klusdienst de panne"):
        message = UserMessage(text=text)
        turn = services.reply_to(app, EMPTY, message)
        services.remember(app, "iemand", EMPTY, message, turn)
    transport = httpx.ASGITransport(web_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test") as client:
        yield client


async def enter(site: httpx.AsyncClient, role: Role) -> None:
    form = {"naam": role.value, "wachtwoord": PASSWORD, "naar": "/desk"}
    answer = await site.post("/desk/login", data=form, headers=OURS)
    assert answer.status_code == 303


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_shows_to_who_is_logged_in_and_to_nobody_else(site: httpx.AsyncClient, path: str) -> None:
    stranger = await site.get(path)
    assert stranger.status_code == 303
    assert stranger.headers["location"].startswith("/desk/login")
    await enter(site, Role.READER)
    await site.get("/desk")  # puts the questions in groups
    page = await site.get(path)
    assert page.status_code == 200, page.text[:300]
    if "html" in page.headers["content-type"]:
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.text.count("<h1") == 1
        assert "<script>alert" not in page.text
        assert not re.search(r'\son\w+="|style="|(?:src|href)="(?!/|#|\?|https://)', page.text)
        assert len(page.content) < 100_000


@pytest.mark.parametrize("path", ACTIONS)
async def test_an_action_needs_the_role_and_our_own_page(site: httpx.AsyncClient, path: str) -> None:
    assert (await site.post(path, headers=OURS)).headers["location"] == "/desk/login"
    await enter(site, Role.READER)
    assert (await site.post(path, headers=OURS)).status_code == 403
    await enter(site, Role.CURATOR)
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://x.be"}, {}):
        assert (await site.post(path, headers=headers)).status_code == 403
    assert (await site.post(path, headers={"origin": "http://lde.test"})).status_code != 403


@pytest.mark.parametrize("path", ["/desk/oordeel", "/desk/terug", "/desk/herstel"])
async def test_an_action_refuses_get(site: httpx.AsyncClient, path: str) -> None:
    await enter(site, Role.CURATOR)
    assert (await site.get(path)).status_code == 405


async def test_accounts_are_for_admins(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.CURATOR)
    assert (await site.get("/desk/accounts")).status_code == 403
    assert (await site.post("/desk/accounts", data={"nummer": "1"}, headers=OURS)).status_code == 403
    await enter(site, Role.ADMIN)
    page = await site.get("/desk/accounts")
    assert "reader" in page.text
    reader = app.desk.user_named("reader")
    assert reader is not None
    await site.post("/desk/accounts", data={"nummer": str(reader.id), "aan": "0"}, headers=OURS)
    assert not next(one for one in app.desk.users() if one.name == "reader").active


async def test_the_cookie_cannot_be_read_or_sent_by_others(site: httpx.AsyncClient) -> None:
    form = {"naam": "reader", "wachtwoord": PASSWORD, "naar": "//elders.be"}
    answer = await site.post("/desk/login", data=form, headers=OURS)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.headers["location"] == "/desk"
    assert (await site.post("/desk/login", data=form)).status_code == 403
    wrong = await site.post("/desk/login", data=form | {"wachtwoord": "fout"}, headers=OURS)
    assert wrong.status_code == 401


async def test_logging_out_ends_the_session(site: httpx.AsyncClient) -> None:
    await enter(site, Role.READER)
    token = site.cookies["lde_desk"]
    await site.post("/desk/afmelden", headers=OURS)
    site.cookies.set("lde_desk", token)
    assert (await site.get("/desk")).status_code == 303


async def test_several_groups_are_judged_at_once_and_taken_back(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.CURATOR)
    page = await site.get("/desk")
    groups = re.findall(r'name="groep" value="(\d+)"', page.text)
    await site.post("/desk/oordeel", data={"groep": groups, "oordeel": "buiten", "nota": "niet van ons"}, headers=OURS)
    assert "Alles is beoordeeld" in (await site.get("/desk")).text
    shown = (await site.get(f"/desk/groep/{groups[0]}")).text
    assert "niet van ons" in shown
    number = re.search(r'name="oordeel" value="(\d+)"', shown)
    assert number is not None
    await site.post("/desk/terug", data={"oordeel": number.group(1)}, headers=OURS)
    assert groups[0] in re.findall(r'name="groep" value="(\d+)"', (await site.get("/desk")).text)


async def test_a_draft_is_written_checked_and_published_on_the_pages(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.CURATOR)
    await site.get("/desk")
    [group] = [one.id for one in app.groups.open(9) if "hond" in one.example.text]
    form = (await site.get(f"/desk/fiche?groep={group}")).text
    assert "mag mijn hond mee" in form
    draft = {
        "groep": str(group),
        "question": "Mag mijn hond mee naar een sociaal restaurant?",
        "utterances": "mag mijn hond mee naar het restaurant\r\nhond mee op restaurant",
        "answer": "Dat beslist elk restaurant zelf.\r\n\r\n- Bel eerst.\r\n- Vraag het ter plaatse.",
        "sources": "De Koepel | https://www.voorbeeld.be/hond",
        "audience": ["citizen"],
        "theme": "diensten",
        "kind": "answer",
    }
    bad = await site.post("/desk/fiche", data=draft | {"sources": "geen webadres"}, headers=OURS)
    assert bad.status_code == 200
    assert "geen webadres" in bad.text
    assert "Dat beslist elk restaurant zelf." in bad.text, "what was typed is still there"
    answer = await site.post("/desk/fiche", data=draft, headers=OURS)
    path = answer.headers["location"]
    deadline = time.monotonic() + 60
    while "probeert het uit" in (page := (await site.get(path)).text):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)
    assert "✓ krijgt dit antwoord" in page
    assert "Publiceer" in page
    trial = (await site.get(f"{path}?vraag=hond+mee")).text
    assert "Dat beslist elk restaurant zelf." in trial
    begun = time.perf_counter()
    done = await site.post(path, data={"waarom": "vaak gevraagd"}, headers=OURS)
    assert time.perf_counter() - begun < 5
    assert "gepubliceerd" in done.headers["location"]
    turn = services.reply_to(app, EMPTY, UserMessage(text="hond mee op restaurant"))
    assert turn.reply.before[0] == "Dat beslist elk restaurant zelf."
    history = (await site.get(f"/desk/geschiedenis/{turn.entry}")).text
    assert "vaak gevraagd" in history
    assert "+question" in history


async def test_an_initiative_is_put_right_and_verified_apart(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.CURATOR)
    [one] = app.directory.get(["levanto-antwerpen"])
    page = f"/desk/initiatief/{one.ref}"
    assert (await site.post(page, data={"phone": "12"}, headers=OURS)).status_code == 422
    await site.post(page, data={"phone": "03 808 26 60", "status": "active"}, headers=OURS)
    [after] = app.directory.get([one.id])
    assert (after.phone, after.assured_date) == ("03 808 26 60", None)
    assert "curator" in (await site.get(page)).text
    await site.post(f"{page}/nagekeken", headers=OURS)
    assert app.directory.get([one.id])[0].assured_date == app.today
    assert (await site.get("/desk/initiatief/bestaatniet")).status_code == 404


async def test_a_sheet_is_shown_first_and_taken_in_after(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.CURATOR)
    sheet = "naam;diensten;gemeente;bron\nNieuw Fietspunt;fietspunt;Zele;https://www.zele.be/fietspunt\n"
    shown = (await site.post("/desk/gids/inlezen", data={"blad": sheet, "doe": "proef"}, headers=OURS)).text
    assert "1 nieuw" in shown
    assert (
        not app.directory.named("nieuw fietspunt", 1)
        or "Nieuw" not in app.directory.named("nieuw fietspunt", 1)[0].name
    )
    await site.post("/desk/gids/inlezen", data={"blad": sheet, "doe": "ja"}, headers=OURS)
    assert app.directory.named("nieuw fietspunt", 1)[0].name == "Nieuw Fietspunt"


async def test_figures_and_the_sample_tell_what_was_asked(site: httpx.AsyncClient, app: App) -> None:
    await enter(site, Role.CURATOR)
    page = (await site.get("/desk/inzicht")).text
    assert "fietspunt" in page
    sample = (await site.get("/desk/steekproef")).text
    assert "wat is lde" in sample
    number = re.search(r'name="nummer" value="(\d+)"', sample)
    assert number is not None
    await site.post("/desk/steekproef", data={"nummer": number.group(1), "oordeel": "goed"}, headers=OURS)
    assert "1 juist, 0 fout" in (await site.get("/desk/steekproef")).text
