"""Every page of the desk: it shows, to who has an account and the role, and it is harmless and light."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.routing import Match, Route

from lde_bot import services, services_desk
from lde_bot.channels.web.app import web_app
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.knowledge.writer import entry_text
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_desk import PAGE, Verdict
from lde_bot.services_editing import fingerprint
from lde_bot.triage import UnansweredQuery
from tests.conftest import Clock
from tests.desk.actions.test_put_aside import breaks
from tests.desk.office import Office

PAGES = {
    "/desk": Role.READER,
    "/desk/beoordeeld": Role.READER,
    "/desk/groep/1": Role.READER,
    "/desk/fiches": Role.READER,
    "/desk/fiche": Role.READER,
    "/desk/fiche?id=wat-is-lde&groep=1": Role.READER,
    "/desk/geschiedenis/wat-is-lde": Role.READER,
    "/desk/gids?zoek=velo": Role.READER,
    "/desk/gids?dienst=fietspunt&plaats=Geel&telefoon=014&nagekeken=jaar&weg=1": Role.READER,
    "/desk/gids?nagekeken=half&vanaf=25": Role.READER,
    "/desk/gids?plaats=nergenshuizen": Role.READER,
    "/desk/gids/nieuw": Role.CURATOR,
    "/desk/gids/nieuw?zoals={levanto}": Role.CURATOR,
    "/desk/gids/inlezen": Role.CURATOR,
    "/desk/initiatief/{levanto}": Role.READER,
    "/desk/initiatief/{levanto}?lijst=dienst%3Dfietspunt": Role.READER,
    "/desk/inzicht": Role.READER,
    "/desk/inzicht/ontbreekt.csv": Role.READER,
    "/desk/inzicht/tabel": Role.READER,
    "/desk/inzicht/tabel?dienst=fietspunt": Role.READER,
    "/desk/inzicht/kaart.csv": Role.READER,
    "/desk/opzij": Role.ADMIN,
    "/desk/steekproef": Role.READER,
    "/desk/account": Role.READER,
    "/desk/accounts": Role.ADMIN,
    "/desk/week": Role.READER,
    "/desk/week?van=2026-11-04": Role.READER,
    "/desk/week?van=geen-dag": Role.READER,
    "/desk/week?van=0001-01-01": Role.READER,
}
"""Every page, and who may see it; a new one belongs here."""
ELSEWHERE = {"/desk/login", "/desk/concept/{token}"}
"""Pages with a test of their own."""
ASKED = ("wat is lde", "fietspunt leuven", "klusdienst de panne")


@pytest.fixture
def busy(office: Office) -> Office:
    """The desk after a day on which people asked things, one of them to break it."""
    app = office.app
    app.tally.agree("iemand", yes=True, now=app.clock())
    app.curation.add("p", UnansweredQuery(0, "<script>alert(1)</script> & zo", app.clock(), "te onzeker", (), "r"))
    for text in ASKED:
        message = UserMessage(text=text)
        services.remember(app, "iemand", EMPTY, message, services.reply_to(app, EMPTY, message))
    return office


def address(office: Office, path: str) -> str:
    [levanto] = office.app.directory.get(["levanto-antwerpen"])
    return path.replace("{levanto}", levanto.ref)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_shows_to_who_may_see_it_and_to_nobody_else(busy: Office, path: str) -> None:
    role, path = PAGES[path], address(busy, path)
    stranger = await busy.client.get(path)
    assert stranger.status_code == 303
    assert stranger.headers["location"].startswith("/desk/login")
    roles = list(Role)
    for lower in roles[: roles.index(role)]:
        busy.comes_in(lower.value)
        assert (await busy.client.get(path)).status_code == 403
        assert busy.log_of("geweigerd")[0].about == f"GET {path.partition('?')[0]}"
    busy.comes_in(role.value)
    page = await busy.client.get(path)
    assert page.status_code == 200, page.text[:300]
    assert page.headers["cache-control"] == "no-store"
    if "html" in page.headers["content-type"]:
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.text.count("<h1") == 1
        assert "<script>alert" not in page.text
        assert not re.search(r'\son\w+="|style="|(?:src|href)="(?!/|#|\?|https://|tel:\+)', page.text)
        assert len(page.content) < 100_000


def test_every_page_is_on_the_list(app: App) -> None:
    routes = [one for one in web_app(app).routes if isinstance(one, Route) and one.path.startswith("/desk")]
    pages = {one.path: one for one in routes if "GET" in (one.methods or ())}
    for path in PAGES:
        scope = {"type": "http", "method": "GET", "path": path.partition("?")[0]}
        pages = {name: one for name, one in pages.items() if one.matches(scope)[0] is not Match.FULL}
    assert set(pages) == ELSEWHERE


async def test_a_draft_is_written_checked_and_published_on_the_pages(office: Office) -> None:
    app, group = office.app, office.groups[0]
    office.comes_in("curator")
    form = (await office.client.get(f"/desk/fiche?groep={group}")).text
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
    bad = await office.posts("/desk/fiche", draft | {"sources": "geen webadres"})
    assert bad.status_code == 200
    assert "geen webadres" in bad.text
    assert "Dat beslist elk restaurant zelf." in bad.text, "what was typed is still there"
    path = (await office.posts("/desk/fiche", draft)).headers["location"]
    page = await ready(office, path)
    assert "✓ krijgt dit antwoord" in page
    assert "Publiceer" in page
    trial = (await office.client.get(f"{path}?vraag=hond+mee")).text
    assert "Dat beslist elk restaurant zelf." in trial
    talk = (await office.client.get(f"{path}?zeg=t:hond+mee&vraag=en+waar+is+een+fietspunt+in+leuven")).text
    assert "Dat beslist elk restaurant zelf." in talk.partition("Praat ermee")[2]
    assert "fietspunt" in talk.partition("Praat ermee")[2].partition("</form>")[0].lower()
    pressed = (await office.client.get(f"{path}?zeg=t:hallo&keuze=e:wat-is-lde")).text
    assert office.app.snapshot.knowledge.entries["wat-is-lde"].answer[:40] in html.unescape(pressed)
    done = await office.posts(path, {"waarom": "vaak gevraagd"})
    assert "gepubliceerd" in done.headers["location"]
    turn = services.reply_to(app, EMPTY, UserMessage(text="hond mee op restaurant"))
    assert turn.reply.before[0] == "Dat beslist elk restaurant zelf."
    history = (await office.client.get(f"/desk/geschiedenis/{turn.entry}")).text
    assert "vaak gevraagd" in history
    assert "+question" in history


@pytest.mark.parametrize("order", ["", "orde=nieuw"])
async def test_the_next_page_and_the_one_before_keep_the_order(office: Office, order: str) -> None:
    app, client = office.app, office.client
    office.comes_in("reader")
    with app.transaction():
        for number in range(2 * PAGE):
            app.curation.add("p", UnansweredQuery(0, f"vraag {number}", app.clock(), "te onzeker", (), "r"))
        for one in app.groups.ungrouped(2 * PAGE):
            app.groups.put(one.id, app.groups.begin(app.grouping.describe(one.text)), 1.0)
    first = html.unescape((await client.get(f"/desk?{order}")).text)
    [following] = re.findall(r'href="([^"]+)">Volgende', first)
    second = await client.get(following)
    assert ("Vaakst gevraagd eerst" in second.text) is bool(order)
    [before] = re.findall(r'href="([^"]+)">Vorige', html.unescape(second.text))
    assert html.unescape((await client.get(before)).text) == first


async def test_the_list_of_fiches_has_pages_that_keep_what_is_looked_for(office: Office) -> None:
    office.comes_in("reader")
    seen: set[str] = set()
    where = "/desk/fiches"
    while where:
        page = html.unescape((await office.client.get(where)).text)
        found = re.findall(r'href="/desk/fiche\?id=([^"]+)"', page)
        assert 0 < len(found) <= 100
        assert seen.isdisjoint(found)
        seen |= set(found)
        where = next(iter(re.findall(r'href="([^"]+)">Volgende', page)), "")
    assert seen == office.app.snapshot.knowledge.entries.keys()
    wide = html.unescape((await office.client.get("/desk/fiches?zoek=e")).text)
    assert re.findall(r'href="([^"]+)">Volgende', wide) == ["/desk/fiches?zoek=e&vanaf=100"]


async def test_every_moment_is_told_as_it_is_in_brussels(office: Office) -> None:
    app, client, [group, _] = office.app, office.client, office.groups
    [levanto] = app.directory.get(["levanto-antwerpen"])
    assert isinstance(app.clock, Clock)
    app.clock.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    day, moment = "01/01/2027", "01/01/2027 00.30"
    office.comes_in("admin")
    app.curation.add("p", UnansweredQuery(0, "mag mijn hond mee", app.clock(), "te onzeker", (), "r"))
    assert f"23/11/2026 tot {day}" in (await client.get("/desk")).text
    app.revisions.add("knowledge/basis/wat-is-lde.yaml", "id: wat-is-lde\n", "", "an", "proef", app.clock())
    services.respond(app, "iemand", UserMessage(choice=f"x:{levanto.ref}:phone"))
    breaks(office, 71)
    await office.posts("/desk/oordeel", {"groep": str(group), "oordeel": "buiten"})
    shown = {
        f"/desk/groep/{group}": (f"23/11/2026 tot {day}", f"{moment} ·", f"admin, {day}"),
        "/desk/beoordeeld": (f"buiten bereik · {day}",),
        "/desk/accounts": (f"<td>{moment}</td><td>admin</td><td>oordeel",),
        "/desk/opzij": (f"<td>{moment}</td>",),
        "/desk/geschiedenis/wat-is-lde": (f"<h2>{moment}, an",),
        f"/desk/initiatief/{levanto.ref}": (f"laatst op {day}",),
    }
    for path, parts in shown.items():
        page = (await client.get(path)).text
        assert [part for part in parts if part not in page] == [], path
        assert "31/12/2026" not in page, path


async def test_the_versions_of_what_never_existed_are_not_found(office: Office) -> None:
    office.comes_in("reader")
    for name in ("bestaat-niet", "%2e%2e", "x" * 300):
        assert (await office.client.get(f"/desk/geschiedenis/{name}")).status_code == 404, name


async def test_the_versions_of_a_fiche_that_was_withdrawn_are_still_shown(office: Office) -> None:
    app, path = office.app, "knowledge/diensten/hond-mee.yaml"
    office.comes_in("reader")
    app.revisions.add(path, "id: hond-mee\n", "", "an", "nieuw", app.clock())
    app.revisions.add(path, "", "", "an", "toch niet", app.clock())
    page = await office.client.get("/desk/geschiedenis/hond-mee")
    assert page.status_code == 200
    assert "toch niet" in page.text


async def test_an_entry_is_withdrawn_on_the_pages_listed_as_such_and_put_back(office: Office) -> None:
    app, name = office.app, "leefloon"
    office.comes_in("curator")
    assert "Ingetrokken" not in (await office.client.get("/desk/fiches")).text
    path = (await office.posts("/desk/herstel", {"fiche": name})).headers["location"]
    assert "Trek in" in await ready(office, path)
    assert "ingetrokken" in (await office.posts(path, {"waarom": "dubbel"})).headers["location"]
    assert name not in app.snapshot.knowledge.entries
    listed = (await office.client.get("/desk/fiches")).text
    assert f'href="/desk/geschiedenis/{name}"' in listed.partition("<h2>Ingetrokken</h2>")[2]
    history = (await office.client.get(f"/desk/geschiedenis/{name}")).text
    assert "De tekst uit de bestanden nakijken en terugzetten" in history
    path = (await office.posts("/desk/herstel", {"fiche": name, "git": "1"})).headers["location"]
    assert "Publiceer" in await ready(office, path)
    await office.posts(path, {"waarom": ""})
    assert name in app.snapshot.knowledge.entries
    assert "Ingetrokken" not in (await office.client.get("/desk/fiches")).text


async def test_the_page_says_why_an_entry_cannot_be_withdrawn_and_leads_back_to_it(office: Office) -> None:
    office.comes_in("curator")
    path = (await office.posts("/desk/herstel", {"fiche": "dienst-fietspunt"})).headers["location"]
    page = await ready(office, path)
    assert "legt de dienst &#39;fietspunt&#39; uit. Verander de tekst" in page
    assert 'href="/desk/fiche?id=dienst-fietspunt"' in page
    assert "knowledge/" not in page
    assert "Trek in" not in page


async def test_the_first_version_is_shown_whole_when_the_file_it_came_from_was_changed_since(office: Office) -> None:
    app, path = office.app, "knowledge/basis/win-win.yaml"
    office.comes_in("reader")
    content = app.texts[path].replace("question: ", "question: Nieuw! ")
    app.revisions.add(path, content, fingerprint(app.texts[path]), "an", "", app.clock())
    page = (await office.client.get("/desk/geschiedenis/win-win")).text
    assert "+question: Nieuw!" in page
    assert "+id: win-win" not in page
    app.texts = {**app.texts, path: content}
    page = (await office.client.get("/desk/geschiedenis/win-win")).text
    assert "Daarom staat hier de hele versie." in page
    assert "+id: win-win" in page


async def test_a_verdict_is_taken_back_with_its_phrase_or_the_page_says_that_the_phrase_stays(office: Office) -> None:
    app, group = office.app, office.groups[0]
    office.comes_in("curator")
    knowledge = app.snapshot.knowledge
    known = knowledge.entries["wat-is-lde"]
    longer = replace(known, utterances=(*known.utterances, "mag mijn hond mee"))
    entries = {**knowledge.entries, known.id: longer}
    app.snapshot = replace(app.snapshot, knowledge=replace(knowledge, entries=entries))
    user = office.user("curator")
    [judgement] = services_desk.judge(app, [group], Verdict.BELONGS, known.id, "", user)
    said = (await office.posts("/desk/terug", {"oordeel": str(judgement)})).headers["location"]
    assert said.startswith(f"/desk/groep/{group}?")
    page = (await office.client.get(said)).text
    assert "De vraag staat nog in de fiche &#39;wat-is-lde&#39;. Haal ze daar weg" in page
    app.revisions.add(known.path, entry_text(known), "", user.name, "", app.clock())
    app.revisions.add(known.path, entry_text(longer), "", user.name, "", app.clock())
    [judgement] = services_desk.judge(app, [group], Verdict.BELONGS, known.id, "", user)
    where = (await office.posts("/desk/terug", {"oordeel": str(judgement)})).headers["location"]
    assert where.startswith("/desk/concept/")
    assert "Dit is de fiche zonder die vraag: publiceer ze." in await ready(office, where)
    [one] = app.drafts.checks.values()
    assert one.content == entry_text(known)


async def ready(office: Office, path: str) -> str:
    """Return the page of a check once it is done."""
    async with asyncio.timeout(300):
        while "data-busy" in (page := (await office.client.get(path)).text):
            await asyncio.sleep(0.1)
    return page


async def test_figures_and_the_sample_tell_what_was_asked(busy: Office) -> None:
    busy.comes_in("reader")
    assert "fietspunt" in (await busy.client.get("/desk/inzicht")).text
    assert "wat is lde" in (await busy.client.get("/desk/steekproef")).text


async def test_the_page_of_a_week_names_no_place_with_fewer_than_five_questions(office: Office) -> None:
    office.comes_in("reader")
    app = office.app
    for text, times in (("klusdienst de panne", 3), ("poetshulp koksijde", 5)):
        for number in range(times):
            message = UserMessage(text=text)
            services.remember(app, f"{text} {number}", EMPTY, message, services.reply_to(app, EMPTY, message))
    page = (await office.client.get("/desk/week?van=2026-11-16")).text
    assert "Week van 16 november 2026 tot en met 22 november 2026" in page
    assert "Koksijde" in page
    assert "De Panne" not in page


async def test_a_language_has_its_dutch_name(office: Office) -> None:
    app = office.app
    office.comes_in("reader")
    app.curation.add("p", UnansweredQuery(0, "puis-je payer en bitcoin", app.clock(), "te onzeker", (), "r", "fr"))
    assert "taal: Frans" in (await office.client.get("/desk")).text
    services.respond(app, "iemand", UserMessage(text="qu'est-ce que l'économie de services locaux"))
    assert "Frans: 1" in (await office.client.get("/desk/inzicht")).text


async def test_what_people_say_is_wrong_stands_at_the_desk_in_their_words(office: Office) -> None:
    app, client = office.app, office.client
    office.comes_in("curator")
    [one] = app.directory.get(["levanto-antwerpen"])
    page = f"/desk/initiatief/{one.ref}"
    for person in ("a", "b"):
        services.respond(app, person, UserMessage(choice=f"x:{one.ref}:phone"))
    assert f'<a href="{page}">{one.name}</a>: "Het telefoonnummer", 2 keer' in (await client.get("/desk/gids")).text
    assert '"Het telefoonnummer" klopt niet: 2 keer' in (await client.get(page)).text
    await office.posts(f"{page}/nagekeken", {})
    assert "Niets gemeld." in (await client.get("/desk/gids")).text


@pytest.mark.parametrize(("times", "told"), [(0, "0"), (1, "minder dan 5"), (4, "minder dan 5"), (5, "5")])
async def test_how_often_an_initiative_was_shown_is_told_from_five_on(office: Office, times: int, told: str) -> None:
    app = office.app
    office.comes_in("reader")
    for _ in range(times):
        app.care.count_shown(["levanto-antwerpen"], app.clock())
    for person in "abc":
        app.care.report("levanto-antwerpen", "phone", person, app.clock())
    [levanto] = app.directory.get(["levanto-antwerpen"])
    page = (await office.client.get("/desk/gids")).text
    [shown] = re.findall(rf'{levanto.ref}">[^<]*</a></td><td>[^<]*</td><td>([^<]*)</td><td>3</td>', page)
    assert shown == told


async def test_a_sheet_says_at_the_desk_what_may_be_there_already(office: Office) -> None:
    office.comes_in("curator")
    sheet = "naam;diensten;gemeente;bron;telefoon\nVelo Geel;fietspunt;Geel;https://www.geel.be/velo;0478 69 18 59\n"
    shown = (await office.posts("/desk/gids/inlezen", {"blad": sheet, "doe": "proef"})).text
    assert "Velo Geel heeft dezelfde telefoon als Fietspunt Geel (De Sprong)" in shown
