"""The list of the directory: by name, service, place, phone and age, in pages, with the number to call beside it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from lde_bot.directory.model import Initiative
from lde_bot.services_lookup import PAGE
from tests.desk.office import Office

SPRONG = "fietspunt-geel-de-sprong-geel"


async def listed(office: Office, **typed: str) -> tuple[list[Initiative], str]:
    """Return who is listed for what was typed, and the page."""
    page = html.unescape((await office.client.get(f"/desk/gids?{urlencode(typed)}")).text)
    found = page.partition("<h2>Gevonden")[2].partition("<h2>")[0]
    refs = re.findall(r'<tr><td><a href="/desk/initiatief/(\w+)', found)
    return [one for ref in refs if (one := office.app.directory.by_ref(ref))], page


@pytest.mark.parametrize(
    "typed",
    [
        {"zoek": "fietspunt geel"},
        {"zoek": "GEEL sprong"},
        {"dienst": "fietspunt", "plaats": "geel"},
        {"plaats": "2440", "dienst": "fietspunt"},
        {"telefoon": "0478/69.18.59"},
        {"telefoon": "+32 478 69 18 59", "zoek": "geel"},
        {"telefoon": "691859", "plaats": "Geel"},
        {"nagekeken": "jaar", "plaats": "2440"},
    ],
)
async def test_it_is_found_by_what_a_caller_knows_and_all_of_it_fits(office: Office, typed: dict[str, str]) -> None:
    office.comes_in("reader")
    found, page = await listed(office, **typed)
    assert SPRONG in {one.id for one in found}
    assert 'href="tel:+32478691859"' in page
    if "plaats" in typed:
        assert {one.municipality for one in found} == {"Geel"}
    if "dienst" in typed:
        assert all("fietspunt" in one.services for one in found)


async def test_a_name_finds_who_is_called_so_and_only_without_any_who_is_called_nearly_so(office: Office) -> None:
    office.comes_in("reader")
    found, page = await listed(office, zoek="levanto")
    assert [one.name for one in found] == ["Levanto"]
    assert "lijken erop" not in page
    found, page = await listed(office, zoek="levantoo")
    assert "Levanto" in {one.name for one in found}
    assert "lijken erop" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"plaats": "Geell"}, "Bedoel je Geel?"),
        ({"plaats": "9001"}, "Postcode 9001 ken ik niet."),
        ({"telefoon": "geen idee"}, "In een telefoonnummer staan cijfers."),
        ({"zoek": 'zzz" OR *'}, "Niets gevonden."),
    ],
)
async def test_what_cannot_be_found_is_told(office: Office, typed: dict[str, str], said: str) -> None:
    office.comes_in("reader")
    found, page = await listed(office, **typed)
    assert found == []
    assert said in page


async def test_the_pages_keep_what_was_looked_for_and_hold_everyone_once(office: Office) -> None:
    office.comes_in("reader")
    seen: list[str] = []
    where = "/desk/gids?nagekeken=half&dienst="
    while where:
        page = html.unescape((await office.client.get(where)).text)
        refs = re.findall(r'<tr><td><a href="/desk/initiatief/(\w+)\?lijst=', page)
        assert 0 < len(refs) <= PAGE
        seen += refs
        where = next(iter(re.findall(r'href="([^"]+)">Volgende', page)), "")
        assert not where or "nagekeken=half" in where
    every = {one.ref for one in office.app.directory.each() if one.status.shown}
    assert sorted(seen) == sorted(every)


async def test_who_was_verified_lately_is_not_on_the_list_of_the_old_ones(office: Office) -> None:
    app = office.app
    [sprong] = app.directory.get([SPRONG])
    app.directory.verify(SPRONG, "de Koepel", app.today)
    office.comes_in("reader")
    for age in ("half", "jaar"):
        assert SPRONG not in {one.id for one in (await listed(office, nagekeken=age, plaats="Geel"))[0]}
    assert SPRONG in {one.id for one in (await listed(office, plaats="Geel"))[0]}
    assert f"{app.today:%d/%m/%Y}" in (await listed(office, plaats="Geel"))[1]
    app.directory.save([replace(sprong, assured_date=app.today.replace(year=2025))], {}, [])
    assert SPRONG in {one.id for one in (await listed(office, nagekeken="half", plaats="Geel"))[0]}


async def test_the_way_back_leads_to_the_same_page_of_the_same_list_and_never_elsewhere(office: Office) -> None:
    office.comes_in("curator")
    page = (await office.client.get("/desk/gids?nagekeken=half&vanaf=25")).text
    first = html.unescape(re.findall(r'<tr><td><a href="(/desk/initiatief/[^"]+)"', page)[0])
    one = html.unescape((await office.client.get(first)).text)
    assert 'href="/desk/gids?nagekeken=half&vanaf=25">Terug naar de lijst' in one
    [kept] = set(re.findall(r'name="lijst" value="([^"]*)"', one))
    after = (await office.posts(f"{first.partition('?')[0]}/nagekeken", {"lijst": kept})).headers["location"]
    assert "Terug naar de lijst" in (await office.client.get(after)).text
    odd = (await office.client.get(f"{first.partition('?')[0]}?lijst=//elders.example/%22%3E")).text
    assert "elders.example" not in odd.partition("<h1>")[0].replace("/desk/gids?", "") or "//elders" not in odd
