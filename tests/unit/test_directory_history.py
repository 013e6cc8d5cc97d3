"""The history of an initiative in words, save by save; and one save taken back, exactly."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from lde_bot.directory.compare import FIELDS, as_text, differences
from lde_bot.directory.history import told, undone
from lde_bot.directory.model import Change, Initiative, LdeStatus, Status
from tests.conftest import TODAY
from tests.store.test_directory import FULL, TERMS

OTHER = Initiative("vol", "Leeg", ("fietspunt",), status=Status.DEFUNCT, lde_status=LdeStatus.LIKELY)


def changes(before: Initiative, after: Initiative, batch: int, action: str = "update") -> list[Change]:
    return [
        Change("vol", part.field, part.before, part.after, action, "an", "gebeld", TODAY, batch)
        for part in differences(before, after)
    ]


def test_every_field_of_a_save_is_taken_back_to_what_it_was() -> None:
    assert {field.name for field in fields(Initiative)} - {"id"} == set(FIELDS)
    for before, after in ((FULL, OTHER), (OTHER, FULL)):
        made = changes(before, after, 1)
        assert len(made) == len(
            [name for name in FIELDS if as_text(getattr(FULL, name)) != as_text(getattr(OTHER, name))]
        )
        assert undone(after, made) == before


def test_what_was_changed_again_since_is_not_taken_back() -> None:
    once = replace(FULL, phone="09 1", price="gratis")
    twice = replace(once, price="5 euro")
    assert undone(twice, changes(FULL, once, 1)) is None
    assert undone(once, changes(FULL, once, 1)) == FULL
    assert undone(FULL, [Change("vol", "", "", "Vol", "create", "an", "", TODAY, 1)]) is None


def test_saves_are_told_newest_first_and_in_words() -> None:
    moved = replace(FULL, municipality="Geel", status=Status.DEFUNCT, services=("fietspunt",), approximate=True)
    history = [
        Change("vol", "", "", "Vol", "create", "initiatives.csv", "openbare gegevens", date(2026, 1, 2), 1),
        *changes(FULL, moved, 2),
        Change("vol", "assured_date", "2026-03-01", "2026-11-23", "verify", "de Koepel", "bevestigd", TODAY, 9),
    ]
    verified, update, created = told(history, TERMS | {"klusdienst": "klusjes aan huis"})
    assert [one.can_be_undone for one in (verified, update, created)] == [True, True, False]
    assert verified.lines == (("nagekeken op", "01/03/2026", "23/11/2026"),)
    assert (update.batch, update.by, update.why, update.on) == (2, "an", "gebeld", TODAY)
    assert set(update.lines) == {
        ("diensten", "klusjes aan huis, fietspunt", "fietspunt"),
        ("gemeente", "Gent", "Geel"),
        ("punt is ongeveer", "nee", "ja"),
        ("status", "tijdelijk gesloten", "gestopt"),
    }
    assert created.lines == (("toegevoegd", "", "Vol"),)
