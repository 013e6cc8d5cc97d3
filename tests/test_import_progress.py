"""A long import tells how far it is, whatever the form of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lde_bot import services_directory
from lde_bot.directory import exchange
from lde_bot.directory.columns import sheet_rows
from lde_bot.directory.model import Initiative
from lde_bot.directory.tabular import csv_of, excel_of
from lde_bot.services import App
from tests.store.test_directory import TERMS

COUNT = 1200
FORMS: dict[str, Callable[[list[Initiative]], bytes]] = {
    "csv": lambda many: csv_of(sheet_rows(many)),
    "xlsx": lambda many: excel_of(sheet_rows(many), "Gids"),
    "zip": lambda many: exchange.to_zip(many, TERMS),
    "json": lambda many: exchange.to_json(many, TERMS),
}


@pytest.mark.parametrize("form", FORMS)
def test_reading_and_keeping_both_tell_how_far_they_are(app: App, form: str) -> None:
    [one] = app.directory.get(["fietspunt-geel-de-sprong-geel"])
    many = [replace(one, id=f"veel-{number}", name=f"Veel {number}", phone="") for number in range(COUNT)]
    told: list[tuple[str, int, int | None]] = []

    def tell(doing: str, done: int, total: int | None) -> None:
        told.append((doing, done, total))

    planned = services_directory.plan(app, FORMS[form](many), f"veel.{form}", tell, look=False)
    services_directory.carry_out(app, planned, form, partial=False, by="test", why="", progress=tell)
    assert planned.counts == (COUNT, 0, 0, 0)
    looked = "nakijken" if form in {"zip", "json"} else "lezen"
    assert list(dict.fromkeys(doing for doing, _, _ in told)) == list(
        dict.fromkeys(["lezen", looked, "vergelijken", "bewaren"])
    )
    assert max(done for doing, done, _ in told if doing == looked) == 1000
    assert all(total is None or done <= total for _, done, total in told)
    assert told[-1] == ("bewaren", COUNT, COUNT)
