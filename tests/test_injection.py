"""Whatever stands in a field, it is shown as it stands: in Telegram, and on every page of the desk.

Every field that is text gets a text that would break out of HTML, Markdown, a template or an attribute.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import fields, replace
from typing import Any

import httpx
import pytest

from lde_bot import services, services_access, services_desk
from lde_bot.channels.cards import contact, page
from lde_bot.channels.telegram.render import render
from lde_bot.channels.web.app import web_app
from lde_bot.dialogue.model import EMPTY, Reply, UserMessage
from lde_bot.directory.model import Change, Initiative
from lde_bot.drafts import Changed, Check
from lde_bot.errors import Finding, Severity
from lde_bot.knowledge.index import Claim
from lde_bot.knowledge.model import Entry, NextStep, Source
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_desk import Verdict
from lde_bot.services_directory import terms_of
from tests.botapi.html import parse_html
from tests.desk.office import PASSWORD
from tests.desk.test_pages import PAGES

NASTY = "<b>Boem & co</b> [x](http://y) *_`{0} {{7*7}} \"' onload=x </a></textarea><script>alert(1)</script><img src=x>"
URL = 'https://voorbeeld.be/"><script>alert(1)</script>'
BAD = ("<script>alert", "<b>Boem", "<img src=x", "</textarea><script", '49 "', '="x" onload')
ENTRY, PATH = "wat-is-lde", "knowledge/basis/wat-is-lde.yaml"
ONE = "levanto-antwerpen"
KEPT = {"id", "postcode", "locality", "municipality", "province", "lde_status", "status", "opening_hours"}
"""Fields whose values are checked against what exists, before they come in."""


def hostile_initiative(app: App) -> Initiative:
    """Keep an initiative of which every free field is hostile."""
    [one] = app.directory.get([ONE])
    texts = [field.name for field in fields(one) if isinstance(getattr(one, field.name), str)]
    free: dict[str, Any] = {name: NASTY for name in texts if name not in KEPT}
    nasty = replace(one, **(free | {"website": URL, "source_url": URL}))
    change = Change(ONE, "name", NASTY, NASTY, "update", NASTY, NASTY, app.today)
    app.directory.save([nasty], terms_of(app), [change])
    return nasty


def hostile_entry(app: App) -> Entry:
    """Have an entry live of which every free field is hostile."""
    base = app.snapshot.knowledge
    nasty = replace(
        base.entries[ENTRY],
        question=NASTY,
        utterances=(NASTY,),
        answer=f"{NASTY}\n\n- {NASTY}\n- {NASTY}",
        details=NASTY,
        simpler=NASTY,
        sources=(Source(NASTY, URL, NASTY, NASTY), Source("a", URL), Source("href", URL), Source("b", URL)),
        next_step=NextStep(NASTY, "duur-traject"),
    )
    app.snapshot = replace(app.snapshot, knowledge=replace(base, entries={**base.entries, ENTRY: nasty}))
    return nasty


def shown(app: App, reply: Reply) -> str:
    """Return what Telegram shows of a reply, when it takes it."""
    parsed = [parse_html(message.html) for message in render(reply, app.snapshot.knowledge.responses.say)]
    kinds = {entity["type"] for one in parsed for entity in one.entities}
    assert kinds <= {"bold", "italic", "text_link", "url"}
    return "\n".join(one.text for one in parsed)


def test_an_entry_is_shown_as_it_stands_in_telegram(app: App) -> None:
    hostile_entry(app)
    for choice in (f"e:{ENTRY}", f"d:{ENTRY}", f"m:{ENTRY}", f"b:{ENTRY}", "e:duur-traject"):
        reply = services.reply_to(app, EMPTY, UserMessage(choice=choice)).reply
        text = shown(app, reply)
        assert text
        if choice == f"e:{ENTRY}":
            assert text.count(NASTY) >= 3
            assert any(one.label == NASTY for one in reply.choices)


@pytest.mark.parametrize("names", [("a", "href"), ("href", "a"), ("https", "b", "i"), ("x", "x"), ("amp", "&", "lt")])
def test_the_name_of_a_source_is_never_looked_for_inside_a_tag(app: App, names: tuple[str, ...]) -> None:
    hostile_entry(app)
    sources = tuple(Source(name, f"https://voorbeeld.be/{number}") for number, name in enumerate(names))
    reply = Reply(("x",), sources=sources)
    say = app.snapshot.knowledge.responses.say
    [parsed] = [parse_html(message.html) for message in render(reply, say)]
    links = [entity["url"] for entity in parsed.entities if entity["type"] == "text_link"]
    assert links[:2] == [sources[0].url, sources[1].url]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://a.be", "tel:1", ""])
def test_a_source_whose_address_is_none_of_the_web_is_no_link(app: App, url: str) -> None:
    reply = Reply(("x",), sources=(Source("Bron", url),))
    assert "<a" not in render(reply, app.snapshot.knowledge.responses.say)[0].html


def test_an_initiative_is_shown_as_it_stands_in_telegram_and_on_what_is_handed_on(app: App) -> None:
    hostile_initiative(app)
    turn = services.reply_to(app, EMPTY, UserMessage(choice=f"i:{hostile_initiative(app).ref}"))
    assert NASTY in shown(app, turn.reply)
    [listing] = turn.reply.listings
    card = contact(listing)
    assert sum(line.startswith("FN") for line in card.splitlines()) == 1
    assert page(turn.reply, app.snapshot.knowledge.responses.say).startswith(b"%PDF")


@pytest.fixture
async def desk(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The desk, where all that can be typed by anyone is hostile, in the browser of someone with a hostile name."""
    services_access.add_user(app, NASTY, Role.ADMIN, PASSWORD, NASTY)
    token = services_access.log_in(app, NASTY, PASSWORD, "", "1.1.1.1") or ""
    user = services_access.who(app, token)
    assert user is not None
    hostile_entry(app)
    hostile_initiative(app)
    app.care.report("iemand", ONE, NASTY, app.clock())
    services.respond(app, "iemand", UserMessage(text=f"xyzzy {NASTY}"))
    services.keep_feedback(app, "iemand", NASTY)
    services_desk.put_in_groups(app)
    for group in (1, 2):
        services_desk.judge(app, [group], Verdict.UNSURE, NASTY, NASTY, user)
    app.revisions.add(PATH, NASTY, "", NASTY, NASTY, app.clock())
    app.tally.sample("2026-11-23", 1, 0.0, NASTY, NASTY, 0.9)
    draft = Check("concept", PATH, NASTY, (1,), app.snapshot.revision, snapshot=app.snapshot)
    draft.findings.append(Finding(PATH, 1, Severity.WARNING, "x", NASTY))
    draft.answers.append((1, NASTY, True))
    draft.stolen.append(Claim(NASTY, NASTY, NASTY, 0.9))
    draft.doubtful.append(Claim(NASTY, NASTY, NASTY, 0.9))
    draft.changed.append(Changed(NASTY, NASTY, NASTY, lost=True))
    app.drafts.keep(draft)
    app.typed.keep("getypt", user.id, [(name, NASTY) for name in ("id", "question", "answer", "kind")], app.clock())
    transport = httpx.ASGITransport(web_app(app))
    cookies = {"lde_desk": token}
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test", cookies=cookies) as client:
        yield client


TRIED = (
    *PAGES,
    "/desk/concept/concept",
    "/desk/concept/concept?vraag={nasty}",
    "/desk/concept/concept?zeg=k:{nasty}&zeg=t:{nasty}&toets={nasty}",
    "/desk/concept/concept?zeg=k:d:wat-is-lde&zeg=k:b:wat-is-lde&keuze=z:wat-is-lde",
    "/desk/fiche?concept=getypt",
    "/desk?gezegd={nasty}",
    "/desk/fiches?zoek={nasty}",
    "/desk/gids?zoek={nasty}",
    "/desk/fiche?id={nasty}&groep={nasty}",
    "/desk/geschiedenis/{nasty}",
    "/desk/login?naar={nasty}",
    "/k/{nasty}",
)


@pytest.mark.parametrize("path", TRIED)
async def test_a_page_of_the_desk_shows_it_as_it_stands(app: App, desk: httpx.AsyncClient, path: str) -> None:
    [one] = app.directory.get([ONE])
    path = path.replace("{levanto}", one.ref).replace("{nasty}", httpx.URL(f"http://x/?{NASTY}").query.decode())
    answer = await desk.get(path)
    assert answer.status_code < 500
    if "html" in answer.headers.get("content-type", ""):
        assert [bad for bad in BAD if bad in answer.text] == []


@pytest.mark.parametrize("path", ["/desk/fiche", "/desk/fiche/nu"])
@pytest.mark.parametrize(
    "field",
    ["question", "utterances", "answer", "details", "sources", "id", "theme", "kind", "step_label", "step_url"],
)
async def test_a_form_that_comes_back_shows_what_was_typed_as_it_stands(
    desk: httpx.AsyncClient, field: str, path: str
) -> None:
    form = {
        "question": "Wat?",
        "utterances": "wat",
        "answer": "Dat.",
        "sources": "geen",
        "theme": "basis",
        "step_label": "Verder",
        "step_url": "javascript:alert(1)",
        field: NASTY,
    }
    answer = await desk.post(path, data=form, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 200
    assert [bad for bad in (*BAD, 'href="javascript:') if bad in answer.text] == []


async def test_a_sheet_and_the_data_of_an_initiative_come_back_as_they_were_typed(
    app: App, desk: httpx.AsyncClient
) -> None:
    [one] = app.directory.get([ONE])
    ours = {"sec-fetch-site": "same-origin"}
    sheet = await desk.post("/desk/gids/inlezen", data={"blad": f"naam;{NASTY}\n{NASTY}"}, headers=ours)
    typed = await desk.post(f"/desk/initiatief/{one.ref}", data={"phone": NASTY, "email": NASTY}, headers=ours)
    for answer in (sheet, typed):
        assert answer.status_code in {200, 422}
        assert [bad for bad in BAD if bad in answer.text] == []
