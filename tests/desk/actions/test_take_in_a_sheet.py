"""Inlezen: a sheet is shown first, and taken in after, as a whole or not at all."""

from __future__ import annotations

import asyncio
import re

from lde_bot import services_directory, services_guide
from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

SHEET, KNOWN = "/desk/gids/inlezen", "levanto-antwerpen"
HEADER = "naam;diensten;gemeente;bron\n"
ROW = "Nieuw Fietspunt;fietspunt;Zele;https://www.zele.be/fietspunt\n"


def is_known(office: Office, name: str = "Nieuw Fietspunt") -> bool:
    return name in {one.name for one in office.app.directory.named(name.lower(), 5)}


def taken_over(text: str) -> dict[str, str]:
    """Return the form of who saw what this text changes, and takes that over."""
    return {"blad": text, "proef": services_directory.fingerprint(text.strip().encode()), "doe": "ja"}


class TestTakingASheetIn(Action):
    route, line = SHEET, "gids ingelezen"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return SHEET, taken_over(HEADER + ROW)

    def is_done(self, office: Office) -> bool:
        return is_known(office)


async def test_it_is_shown_first_and_nothing_changes(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(SHEET, {"blad": HEADER + ROW, "doe": "proef"})
    assert "1 nieuw" in answer.text
    assert not is_known(office)
    assert office.log_of("gids ingelezen") == []


async def test_a_sheet_with_a_bad_row_is_refused_as_a_whole(office: Office) -> None:
    office.comes_in("curator")
    bad = "Zonder Dienst;bestaat niet;Zele;https://www.zele.be/x\n"
    answer = await office.posts(SHEET, taken_over(HEADER + ROW + bad))
    assert answer.status_code == 422
    assert not is_known(office)
    assert office.log_of("gids ingelezen") == []


async def test_who_is_not_on_the_sheet_stays_as_it_was(office: Office) -> None:
    before = {one.id: one for one in office.app.directory.each()}
    office.comes_in("curator")
    await office.posts(SHEET, taken_over(HEADER + ROW))
    after = {one.id: one for one in office.app.directory.each()}
    assert {name: after[name] for name in before} == before


async def test_what_is_no_sheet_is_refused_with_a_sentence(office: Office) -> None:
    office.comes_in("curator")
    for text in ("", "zomaar een tekst", "a;b\n" * 9, "\0", '"', HEADER + '"' + "x" * 5_000):
        answer = await office.posts(SHEET, taken_over(text))
        assert answer.status_code == 422, text[:20]


def rows(count: int, name: str = "Fietsherstel {}", start: int = 0) -> str:
    line = f"{name};fietspunt;Zele;https://www.zele.be/fietspunt/{{}}\n"
    return "".join(line.format(number, number) for number in range(start, start + count))


async def test_a_text_that_changed_since_it_was_shown_is_shown_again_first(office: Office) -> None:
    office.comes_in("curator")
    shown = (await office.posts(SHEET, {"blad": HEADER + ROW, "doe": "proef"})).text
    [proof] = re.findall(r'name="proef" value="(\w+)"', shown)
    edited = {"blad": HEADER + ROW + rows(1), "proef": proof, "doe": "ja"}
    answer = await office.posts(SHEET, edited)
    assert answer.status_code == 422
    assert "niet de tekst van de proef" in answer.text
    assert "2 nieuw" in answer.text
    assert not is_known(office)
    [proof] = re.findall(r'name="proef" value="(\w+)"', answer.text)
    again = {key: value.replace("\n", "\r\n") for key, value in edited.items()}
    assert (await office.posts(SHEET, again | {"proef": proof})).status_code == 303, "a browser ends lines its own way"
    assert is_known(office)


async def test_a_sheet_of_more_than_other_forms_may_have_is_taken_in_whole(office: Office) -> None:
    office.comes_in("curator")
    text = HEADER + rows(3_000) + ROW
    assert len(text) > 200_000
    assert "3001 nieuw" in (await office.posts(SHEET, {"blad": text, "doe": "proef"})).text
    assert (await office.posts(SHEET, taken_over(text))).status_code == 303
    assert is_known(office)


async def test_a_sheet_that_is_too_large_is_refused_with_a_way_out_and_nothing_of_it_is_used(office: Office) -> None:
    office.comes_in("curator")
    answer = await office.posts(SHEET, taken_over(HEADER + ROW + "x" * 2_000_000))
    assert answer.status_code == 413
    assert "te groot om te plakken" in answer.text
    assert "2 MB" in answer.text
    assert "lde-bot import BESTAND" in answer.text
    assert not is_known(office)


async def test_another_form_that_is_too_large_is_not_acted_upon(office: Office) -> None:
    office.comes_in("curator")
    group = str(office.groups[0])
    for much in ({"groep": group, "nota": "x" * 200_001}, {"groep": [group] * 300}):
        answer = await office.posts("/desk/oordeel", {"oordeel": "buiten", **much})
        assert answer.status_code == 413
        assert "200 kB" in answer.text
    assert office.is_open(office.groups[0])


async def test_long_lists_are_cut_and_say_how_many_more_there_are(office: Office) -> None:
    office.comes_in("curator")
    page = (await office.posts(SHEET, {"blad": HEADER + rows(900, "Fietsherstel Zele Noord {}"), "doe": "proef"})).text
    assert len(page) < 300_000
    twins = page.partition("Misschien dubbel")[2].partition("<h2>")[0]
    assert twins.count("bijna dezelfde naam") == 50
    assert "en nog 450 of meer" in twins
    assert page.partition("<h2>Nieuw")[2].count("<li>Fietsherstel") == 200
    assert "en nog 700<" in page


async def test_what_is_refused_stands_before_what_is_only_doubtful(office: Office) -> None:
    office.comes_in("curator")
    doubtful = "".join(
        f"Twijfel {number};fietspunt;Zele;https://www.zele.be/{number};bel maar\n" for number in range(250)
    )
    bad = "Zonder Dienst;bestaat niet;Zele;https://www.zele.be/x;\n"
    text = HEADER.replace("bron", "bron;telefoon") + doubtful + bad
    findings = (await office.posts(SHEET, {"blad": text, "doe": "proef"})).text.partition("Opmerkingen")[2]
    assert findings.index('class="wrong">rij 252') < findings.index("rij 2:")
    assert "en nog 51<" in findings


def long_sheet() -> str:
    """Return a sheet that takes a while: many names, none like another, in one town."""
    line = "{0} fietsherstel;fietspunt;Zele;https://www.zele.be/{0}\n"
    return HEADER + "".join(
        line.format(services_directory.fingerprint(bytes([one % 256, one // 256]))) for one in range(3_000)
    )


async def test_conversations_go_on_while_a_sheet_is_worked_out(office: Office) -> None:
    office.comes_in("curator")
    waiting = asyncio.create_task(office.posts(SHEET, {"blad": long_sheet(), "doe": "proef"}))
    longest, loop = 0.0, asyncio.get_running_loop()
    begun = last = loop.time()
    while not waiting.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, loop.time() - last), loop.time()
    assert "3000 nieuw" in waiting.result().text
    assert longest < (loop.time() - begun) / 2


async def test_a_change_while_a_sheet_is_worked_out_is_not_undone_by_it(office: Office) -> None:
    office.comes_in("curator")
    app = office.app
    [before] = app.directory.get([KNOWN])
    known = f"{KNOWN};{before.name};fietspunt;Antwerpen;{before.source_url};03 808 26 60\n"
    rows = "".join(f";{line};\n" for line in long_sheet().splitlines()[1:])
    text = f"id;{HEADER.strip()};telefoon\n{known}{rows}"
    waiting = asyncio.create_task(office.posts(SHEET, taken_over(text)))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    services_guide.edit(app, KNOWN, {"price": "gratis"}, {}, office.user("collega"))
    answer = await waiting
    assert answer.status_code == 303, answer.text
    [after] = app.directory.get([KNOWN])
    assert (after.phone, after.price) == ("03 808 26 60", "gratis")
