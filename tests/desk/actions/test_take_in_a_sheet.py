"""Inlezen: a sheet is shown first, and taken in after, as a whole or not at all."""

from __future__ import annotations

from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

SHEET = "/desk/gids/inlezen"
HEADER = "naam;diensten;gemeente;bron\n"
ROW = "Nieuw Fietspunt;fietspunt;Zele;https://www.zele.be/fietspunt\n"


def is_known(office: Office, name: str = "Nieuw Fietspunt") -> bool:
    return name in {one.name for one in office.app.directory.named(name.lower(), 5)}


class TestTakingASheetIn(Action):
    route, line = SHEET, "gids ingelezen"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return SHEET, {"blad": HEADER + ROW, "doe": "ja"}

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
    answer = await office.posts(SHEET, {"blad": HEADER + ROW + bad, "doe": "ja"})
    assert answer.status_code == 422
    assert not is_known(office)
    assert office.log_of("gids ingelezen") == []


async def test_who_is_not_on_the_sheet_stays_as_it_was(office: Office) -> None:
    before = {one.id: one for one in office.app.directory.each()}
    office.comes_in("curator")
    await office.posts(SHEET, {"blad": HEADER + ROW, "doe": "ja"})
    after = {one.id: one for one in office.app.directory.each()}
    assert {name: after[name] for name in before} == before


async def test_what_is_no_sheet_is_refused_with_a_sentence(office: Office) -> None:
    office.comes_in("curator")
    for text in ("", "zomaar een tekst", "a;b\n" * 9, "\0", '"', HEADER + '"' + "x" * 5_000):
        answer = await office.posts(SHEET, {"blad": text, "doe": "ja"})
        assert answer.status_code == 422, text[:20]
