"""A file that is made to fill the memory or to run something is refused with a sentence, or shown as mere text."""

from __future__ import annotations

import io
import zipfile

import httpx
import pytest

from lde_bot import services, services_access, services_directory
from lde_bot.channels.cards import contact
from lde_bot.channels.telegram.render import render
from lde_bot.channels.web.app import web_app
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.directory.tabular import Unreadable, excel_of, rows_in
from lde_bot.errors import Finding
from lde_bot.knowledge.reader import read_yaml
from lde_bot.services import App
from lde_bot.services_access import Role
from tests.botapi.html import parse_html

HEADER = (
    "name,services,postcode,municipality,province,phone,email,website,status,lde_status,source_url,source_year,"
    "description"
)
NASTY = "<b>Boem & co</b> [x](http://y) *_`{0} </a><script>alert(1)</script>"


def workbook(sheet: bytes) -> bytes:
    """Return an Excel file in which the sheet is replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel_of([["name"], ["x"]], "blad"))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for part in whole.namelist():
            bomb.writestr(part, sheet if part.startswith("xl/worksheets/sheet") else whole.read(part))
    return out.getvalue()


LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 12)
)
BOMBS = {
    "a zip that unpacks to 300 MB": ("x.xlsx", workbook(b"<a>" + b" " * 300_000_000)),
    "entities in entities": ("x.xlsx", workbook(LAUGHS + b"]><worksheet><sheetData>&a11;</sheetData></worksheet>")),
    "broken XML": ("x.xlsx", workbook(b"<worksheet><sheetData><row><c")),
    "no zip": ("x.xlsx", b"PK\x03\x04" + b"\0" * 100),
    "a cell without end": ("x.csv", b"name\n" + b"x" * 100_000),
    "a field that never closes": ("x.csv", b'name\n"' + b"x,\n" * 100_000),
    "columns without end": ("x.csv", b"name\n" + b",x" * 50_000),
    "null bytes": ("x.csv", b"name\0\n\0"),
}


@pytest.mark.parametrize(("name", "data"), BOMBS.values(), ids=BOMBS)
def test_a_table_that_is_a_bomb_is_refused_with_a_sentence(app: App, name: str, data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\w+ \w+"):
        list(rows_in(data, name))
    planned = services_directory.plan(app, data, name)
    assert planned.findings
    assert not planned.added
    assert not planned.changed


YAML = {
    "lists in lists": "a: " + "[" * 60_000,
    "lists in lists, closed": "a: " + "[" * 60_000 + "]" * 60_000,
    "dashes": "- " * 90_000,
    "fields in fields": "{a: " * 40_000,
    "keys in keys": "? " * 90_000,
    "references": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a list of references": "a: &a {x: 1}\nutterances: [" + "*a, " * 20_000 + "]\n",
}


@pytest.mark.parametrize("text", YAML.values(), ids=YAML)
def test_yaml_that_is_a_bomb_is_refused_with_a_sentence(text: str) -> None:
    findings: list[Finding] = []
    assert read_yaml(text, "x.yaml", findings) is None
    [finding] = findings
    assert finding.code == "file.yaml"


def test_an_ampersand_and_an_asterisk_in_a_text_are_no_bomb() -> None:
    findings: list[Finding] = []
    assert read_yaml("question: Wonen & werken\nanswer: 2 * 3 is zes\n", "x.yaml", findings)
    assert findings == []


async def test_what_an_initiative_calls_itself_is_shown_as_it_stands_in_telegram_and_at_the_desk(app: App) -> None:
    cell = '"' + NASTY.replace('"', '""') + '"'
    row = f"{cell},fietspunt,9000,Gent,Oost-Vlaanderen,,,,,certain,https://voorbeeld.be/x,2026,{cell}"
    planned = services_directory.plan(app, f"{HEADER}\n{row}\n".encode(), "x.csv")
    services_directory.carry_out(app, planned, "merk", partial=False, by="test", why="test")
    say = app.snapshot.knowledge.responses.say
    turn = services.reply_to(app, EMPTY, UserMessage(text="fietspunt 9000 gent"))
    [listing] = [one for one in turn.reply.listings if one.initiative.name == NASTY]
    shown = [parse_html(message.html) for message in render(turn.reply, say)]
    assert any(NASTY in one.text for one in shown)
    assert all(entity["type"] in {"bold", "italic", "text_link", "url"} for one in shown for entity in one.entities)
    assert "\n" not in next(line for line in contact(listing).splitlines() if line.startswith("FN")).strip()
    services_access.add_user(app, "an", Role.ADMIN, "een lang wachtwoord", "test")
    token = services_access.log_in(app, "an", "een lang wachtwoord", "", "1.1.1.1") or ""
    services.respond(app, "iemand", UserMessage(text=f"xyzzy {NASTY}"))
    services.keep_feedback(app, "iemand", NASTY)
    transport = httpx.ASGITransport(web_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://lde.test", cookies={"lde_desk": token}) as desk:
        for page in (
            "/desk",
            "/desk/gids?zoek=boem",
            "/desk?gezegd=" + NASTY,
            "/desk/fiche?id=" + NASTY,
            "/desk/login",
        ):
            answer = await desk.get(page)
            assert "<script>alert" not in answer.text
            assert "<b>Boem" not in answer.text
        assert "&lt;b&gt;" in (await desk.get("/desk")).text
