"""Opening hours as people write them, as the standard has them, and whether it is open now."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lde_bot.directory.hours import Opening, from_schedules, in_dutch, opening_at, read_hours, schedules_of, to_type

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("written", "standard", "said"),
    [
        ("ma-vr 9u-12u30; za gesloten", "Mo-Fr 09:00-12:30; Sa closed", "ma-vr 9.00-12.30, za gesloten"),
        ("maandag en woensdag 9.00-12.00", "Mo,We 09:00-12:00", "ma, wo 9.00-12.00 uur"),
        ("di van 9u tot 17u", "Tu 09:00-17:00", "di 9.00-17.00 uur"),
        ("Mo-Fr 9-17", "Mo-Fr 09:00-17:00", "ma-vr 9.00-17.00 uur"),
        ("24/7", "24/7", "altijd open"),
        ("We[1] 10:00-12:00", "We[1] 10:00-12:00", "1e wo 10.00-12.00 uur"),
        ("Th[-1] 10:00-12:00", "Th[-1] 10:00-12:00", "laatste do 10.00-12.00 uur"),
        ("", "", ""),
    ],
)
def test_hours_are_read_and_said(written: str, standard: str, said: str) -> None:
    assert read_hours(written) == standard
    assert in_dutch(standard) == said
    assert read_hours(to_type(standard)) == standard
    assert from_schedules(schedules_of(standard)) == standard


@pytest.mark.parametrize("text", ["soms", "eerste maandag", "25:00", "ma-vr", "bel ons op 09 123"])
def test_what_says_no_hours_is_refused_or_read_as_whole_days(text: str) -> None:
    if text == "ma-vr":
        assert read_hours(text) == "Mo-Fr"
        return
    with pytest.raises(ValueError, match="niet te lezen"):
        read_hours(text)


def test_it_is_open_only_when_that_is_known() -> None:
    monday, christmas = (datetime(2026, *day, 10, tzinfo=BRUSSELS) for day in ((11, 23), (12, 25)))
    hours = "Mo-Fr 09:00-12:30; PH closed"
    now = opening_at(hours, monday)
    assert now is not None
    assert now.open
    assert now.until is not None
    assert (now.until.hour, now.until.minute) == (12, 30)
    closed = opening_at(hours, christmas)
    assert closed is not None
    assert not closed.open
    assert opening_at("", monday) is None
    assert opening_at("onzin", monday) is None


@pytest.mark.parametrize(
    ("hours", "open_now", "until"),
    [
        ("Mo 09:00-12:00", True, "2026-11-23T12:00"),
        ("Tu 09:00-12:00", False, "2026-11-24T09:00"),
        ("2026 Nov 30 10:00-12:00", False, ""),
        ("2026 Nov 30 09:59-12:00", False, "2026-11-30T09:59"),
        ("24/7", True, ""),
        ("Mo-Fr 09:00-17:00 closed", False, ""),
        ("; ".join(["Mo-Fr 09:00-17:00 closed"] * 75), False, ""),
    ],
)
def test_the_next_change_is_looked_for_within_a_week_also_when_there_never_is_one(
    hours: str, open_now: bool, until: str
) -> None:
    change = datetime.fromisoformat(until) if until else None
    assert opening_at(hours, datetime(2026, 11, 23, 10, tzinfo=BRUSSELS)) == Opening(open_now, change)


def test_weekly_rows_of_others_become_one_text() -> None:
    rows = [
        {"byday": "MO,TU", "opens_at": "09:00:00", "closes_at": "12:00:00"},
        {"byday": "FR", "opens_at": "13:00", "closes_at": "16:00", "description": "op vrijdagmiddag, bel eerst"},
        {"byday": "", "opens_at": "", "closes_at": ""},
    ]
    assert from_schedules(rows) == "Mo,Tu 09:00-12:00; Fr 13:00-16:00"
