"""Fiche, while it is typed: what is said of it so far. Nothing is kept, tried or logged."""

from __future__ import annotations

import re
from html import unescape

from tests.desk.actions.contract import Action
from tests.desk.actions.test_check_a_draft import NEW
from tests.desk.office import Form, Office

NOW = "/desk/fiche/nu"


def beside(page: str, name: str) -> str:
    """Return what stands beside a field."""
    [found] = re.findall(rf'id="{name}-remarks" data-live>(.*?)</span></p>', page, re.DOTALL) or [""]
    return unescape(found)


class TestLookingWhileTyping(Action):
    route, line = NOW, "concept nagekeken"

    async def ready(self, office: Office) -> tuple[str, Form]:
        return NOW, NEW

    def is_done(self, office: Office) -> bool:
        return bool(office.app.drafts.checks or office.app.typed.every())

    async def test_who_may_does_it_and_the_log_says_who(self, office: Office) -> None:
        before = office.app.snapshot
        office.comes_in("curator")
        answer = await office.posts(NOW, NEW)
        assert answer.status_code == 200
        assert "Dat beslist elk restaurant zelf. Bel eerst." in answer.text.partition('id="preview"')[2]
        assert not self.is_done(office)
        assert office.log_of(self.line) == []
        assert office.app.snapshot is before


async def test_what_is_wrong_so_far_is_told_and_what_is_not_typed_yet_can_wait(office: Office) -> None:
    office.comes_in("curator")
    sofar = {"nieuw": "1", "theme": "basis", "kind": "answer", "question": "Mag mijn hond mee?"}
    page = (await office.posts(NOW, sofar)).text
    assert 'class="wrong"' not in page
    page = (await office.posts(NOW, sofar | {"utterances": "wat is lde", "sources": "De Koepel | overal"})).text
    assert "staat ook in fiche 'wat-is-lde'" in beside(page, "utterances")
    assert "'overal' is geen webadres" in beside(page, "sources")
    assert beside(page, "answer") == ""
    page = (await office.posts(NOW, sofar | {"sources": "De Koepel", "valid_from": "ooit"})).text
    assert "“webadres” ontbreekt" in beside(page, "sources")
    assert "dat is geen dag" in beside(page, "valid_from")


async def test_length_and_plainness_are_measured_as_the_check_of_a_fiche_measures_them(office: Office) -> None:
    office.comes_in("curator")
    hard = "De verantwoordelijke exploitatievergunninghouder verstrekt voorafgaandelijk noodzakelijke informatie."
    page = unescape((await office.posts(NOW, NEW | {"answer": hard, "details": "Bel eerst.", "simpler": ""})).text)
    gauges = {
        name: re.sub(r"<[^>]+>", "", said)
        for name, said in re.findall(r'id="(\w+)-gauge"[^>]*>(.*?)</p>', page, re.DOTALL)
    }
    assert f"{len(hard)} van 900 tekens." in gauges["answer"]
    assert "te moeilijk voor B1, dat begint bij 60." in gauges["answer"]
    assert "B1 vraagt minstens 60" in beside(page, "answer")
    assert "10 van 2000 tekens." in gauges["details"]
    assert "goed voor B1." in gauges["details"]
    assert "De langste zin telt 2 woorden." in gauges["details"]
    assert gauges["simpler"] == ""
    long = " ".join(["kort"] * 21) + "." + "x" * 900
    page = unescape((await office.posts(NOW, NEW | {"answer": long})).text)
    assert "te lang, hoogstens 20" in page
    assert "van 900 tekens: te lang" in page
