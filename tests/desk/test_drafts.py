"""A draft that was handed in outlives a restart, as it was typed; it goes when it is published or its time is up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from lde_bot import services, services_desk
from lde_bot.bootstrap import build_app
from lde_bot.channels.web.app import web_app
from lde_bot.config import Settings
from lde_bot.drafts import Drafts
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.services_drafts import keep
from lde_bot.services_updates import DRAFT_AGE
from lde_bot.triage import UnansweredQuery
from tests.conftest import Clock
from tests.desk.actions.test_check_a_draft import FICHE, NEW, filled_in
from tests.desk.actions.test_publish import TOKEN, checked
from tests.desk.office import COLLEAGUE, OURS, Office, enter

UNCHECKED = "nog niet nagekeken sinds de herstart"
WRONG = NEW | {"sources": "geen webadres | overal", "valid_until": "2027-01-31"}


@asynccontextmanager
async def at_the_desk(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Log in as a curator."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web_app(app)), base_url="http://lde.test") as client:
        await enter(client, Role.CURATOR)
        yield client


@pytest.mark.usefixtures("built")
async def test_what_was_handed_in_is_there_after_a_restart_as_it_was_typed(
    settings: Settings, hashed: str, tmp_path: Path
) -> None:
    copytree(settings.cache_dir, tmp_path / "data" / "cache")  # what was learnt, so that a start is quick
    here = settings.model_copy(update={"data_dir": tmp_path / "data"})
    app = build_app(here)
    app.desk.add_user("curator", Role.CURATOR, hashed, app.clock())
    async with at_the_desk(app) as client:
        await client.post(FICHE, data=WRONG, headers=OURS)
        assert "er moet nog iets beter" in (await client.get("/desk/fiches")).text
    [kept] = app.typed.every()
    app.close()
    assert NEW["answer"].encode() not in here.database.read_bytes()
    app = build_app(here)
    async with at_the_desk(app) as client:
        assert UNCHECKED in (await client.get("/desk/fiches")).text
        client.follow_redirects = True
        page = await client.get(f"/desk/concept/{kept.token}")
        assert UNCHECKED in page.text
        form = filled_in(page.text)
        typed = {name: text for name, text in WRONG.items() if name not in {"audience", "theme"}}
        assert {name: form[name] for name in typed} == typed
        assert 'value="citizen" checked' in page.text
        assert f"<option selected>{WRONG['theme']}</option>" in page.text
        again = await client.post(FICHE, data=form | {"audience": "citizen", "id": "andere-naam"}, headers=OURS)
        assert UNCHECKED not in again.text
    [better] = app.typed.every()
    assert better.token != kept.token
    assert better.field("id") == "andere-naam", "the draft that it improves is over"
    app.close()


async def test_a_fiche_with_a_draft_says_so_and_begins_where_that_was_left(office: Office) -> None:
    office.comes_in(COLLEAGUE)
    form = filled_in((await office.client.get(f"{FICHE}?id=wat-is-lde")).text) | {"audience": "citizen"}
    await office.posts(FICHE, form | {"answer": "Dit typte ik."})
    office.app.drafts = Drafts()
    office.comes_in("curator")
    [kept] = office.app.typed.every()
    page = (await office.client.get(f"{FICHE}?id=wat-is-lde")).text
    assert f"{COLLEAGUE} liet op 23/11/2026 een concept van deze fiche nakijken." in page
    path = office.app.snapshot.knowledge.entries["wat-is-lde"].path
    office.app.revisions.add(path, office.app.texts[path] + "# anders\n", "", "an", "", office.app.clock())
    began = filled_in((await office.client.get(f"{FICHE}?concept={kept.token}")).text)
    assert began["answer"] == "Dit typte ik."
    answer = await office.posts(FICHE, began | {"audience": "citizen"})
    assert "intussen an publiceerde een andere versie" in answer.text, "since it was begun"


async def test_a_draft_goes_when_it_is_published_and_its_writer_hands_in_another(office: Office) -> None:
    for name in ("curator", COLLEAGUE):
        keep(office.app, f"eerst-{name}", [("id", "wat-is-lde")], office.user(name))
    checked(office)
    keep(office.app, TOKEN, [("id", "wat-is-lde")], office.user("curator"))
    assert {one.token for one in office.app.typed.every()} == {TOKEN, f"eerst-{COLLEAGUE}"}
    office.comes_in("curator")
    await office.posts(f"/desk/concept/{TOKEN}", {})
    assert [one.token for one in office.app.typed.every()] == [f"eerst-{COLLEAGUE}"]


@pytest.mark.parametrize(("late", "left"), [(timedelta(), 1), (timedelta(seconds=1), 0)])
def test_a_draft_that_nobody_handed_in_again_goes_at_its_term(office: Office, late: timedelta, left: int) -> None:
    keep(office.app, TOKEN, [("id", "wat-is-lde")], office.user("curator"))
    assert isinstance(office.app.clock, Clock)
    office.app.clock.now += DRAFT_AGE + late
    services.purge(office.app)
    assert len(office.app.typed.every()) == left


async def test_who_wants_all_deleted_is_in_no_draft_any_more(office: Office) -> None:
    app = office.app
    asked = "xyzzy mijn  hond\nplugh heet Bobby"
    app.curation.add("iemand", UnansweredQuery(0, asked, app.clock(), "te onzeker", (), "r"))
    app.curation.add("anders", UnansweredQuery(0, "xyzzy mijn kat", app.clock(), "te onzeker", (), "r"))
    services_desk.put_in_groups(app)
    office.comes_in("curator")
    [group] = [one.id for one in app.groups.open(9) if "Bobby" in one.example.text]
    form = filled_in((await office.client.get(f"{FICHE}?groep={group}")).text)
    assert {"xyzzy mijn  hond", "plugh heet Bobby"} <= set(form["utterances"].splitlines())
    form |= {"utterances": form["utterances"] + "\nxyzzy mijn kat"}
    await office.posts(FICHE, form | {"question": "Mag een hond?", "answer": "Ja.", "audience": "citizen"})
    services.forget(app, "iemand")
    [kept] = app.typed.every()
    left = kept.field("utterances").splitlines()
    assert not {"xyzzy mijn  hond", "plugh heet Bobby"}.intersection(left)
    assert "xyzzy mijn kat" in left
    assert kept.field("answer") == "Ja."
