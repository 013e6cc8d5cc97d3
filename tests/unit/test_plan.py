"""An import says beforehand what it will do: field by field, with what may be there already."""

from dataclasses import replace
from datetime import date

from lde_bot.directory.compare import FIELDS, merged, twins
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.ingest import Sheet, read_sheet
from lde_bot.directory.model import Initiative
from lde_bot.directory.plan import plan_import
from tests.store.test_directory import FULL, TERMS
from tests.unit.test_search import at


def sheet(*taken: Initiative, fields: frozenset[str] = frozenset(FIELDS)) -> Sheet:
    return Sheet(taken, (), len(taken), fields)


def test_added_changed_and_unchanged_are_told_apart() -> None:
    other = replace(FULL, id="ander", name="Ander")
    new = replace(FULL, id="nieuw", name="Nieuw")
    changed = replace(FULL, phone="09 1", languages=("nl",))
    planned = plan_import("blad.csv", sheet(changed, other, new), {"vol": FULL, "ander": other})
    assert planned.counts == (1, 1, 1, 0)
    [(after, parts)] = planned.changed
    assert after == changed
    assert [(part.field, part.before, part.after) for part in parts] == [
        ("phone", "09 223 45 67", "09 1"),
        ("languages", "nl;fr", "nl"),
    ]
    history = planned.changes("blad.csv", "belronde", date(2026, 11, 23))
    assert [(line.initiative, line.action, line.field) for line in history] == [
        ("nieuw", "create", ""),
        ("vol", "update", "phone"),
        ("vol", "update", "languages"),
    ]


def test_a_column_that_is_not_there_says_nothing(gazetteer: Gazetteer) -> None:
    text = "id,name,services,municipality,source_url\nvol,Vol,klusdienst,Gent,https://a.be/x\n"
    read = read_sheet(text.encode(), "blad.csv", gazetteer, TERMS)
    planned = plan_import("blad.csv", read, {"vol": FULL})
    [(after, parts)] = planned.changed
    assert (after.phone, after.opening_hours, after.assured_date) == (FULL.phone, FULL.opening_hours, FULL.assured_date)
    assert {"services", "source_url"} <= {part.field for part in parts}
    assert "phone" not in {part.field for part in parts}


def test_saving_without_verification_never_moves_the_date_of_it() -> None:
    later = replace(FULL, phone="09 2", assured_date=None, assurer="")
    assert merged(FULL, later, FIELDS).assured_date == FULL.assured_date
    older = replace(FULL, assured_date=date(2020, 1, 1), assurer="iemand")
    assert merged(FULL, older, FIELDS).assurer == FULL.assurer
    newer = replace(FULL, assured_date=date(2026, 10, 1), assurer="de Koepel")
    assert merged(FULL, newer, FIELDS).assured_date == date(2026, 10, 1)


def test_the_town_in_a_name_tells_neighbours_apart(gazetteer: Gazetteer) -> None:
    hove, edegem = at(gazetteer, "2540", "Fietspunt Hove"), at(gazetteer, "2650", "Fietspunt Edegem")
    near = replace(edegem, latitude=hove.latitude, longitude=hove.longitude)
    assert list(twins([hove, near], [])) == []
    assert [twin.why for twin in twins([hove, replace(near, name="Fietspunt")], [])] == ["name"]


def test_what_changes_into_the_likeness_of_another_is_said_and_old_likeness_is_not(gazetteer: Gazetteer) -> None:
    velo = at(gazetteer, "9000", "Velo", phone="09 223 45 67")
    other = at(gazetteer, "8000", "Iets anders", phone="050 33 12 34")
    known = {one.id: one for one in (velo, other)}
    same = replace(other, phone=velo.phone)
    planned = plan_import("blad.csv", sheet(same), known, known.values())
    assert [(twin.one.id, twin.other.id, twin.why) for twin in planned.twins] == [("Iets anders", "Velo", "phone")]
    later = plan_import("blad.csv", sheet(replace(same, price="5 euro")), {same.id: same}, [velo, same])
    assert later.twins == ()
    apart = plan_import("blad.csv", sheet(replace(velo, phone="09 1"), same), known, known.values())
    assert apart.twins == (), "compared with what the file makes of the other"


def test_the_same_phone_address_or_name_nearby_may_be_the_same_initiative(gazetteer: Gazetteer) -> None:
    known = [
        at(gazetteer, "9000", "Velo Gent", phone="09 223 45 67", street="Kade 1"),
        at(gazetteer, "9000", "Fietspunt Sint-Pieters", street="Kade"),
    ]
    new = [
        at(gazetteer, "9000", "Iets anders", phone="+32 9 223 45 67"),
        at(gazetteer, "9000", "Nog iets", street="kade 1"),
        at(gazetteer, "9000", "fietspunt St Pieters Gent"),
        at(gazetteer, "9000", "Zonder gelijkenis", street="Kade"),
        at(gazetteer, "8000", "Fietspunt Sint-Pieters"),
        at(gazetteer, "9000", "Andere dienst", phone="09 223 45 67", services=("fietspunt",)),
    ]
    found = [(twin.one.id, twin.other.id, twin.why) for twin in twins(new, known)]
    assert found == [
        ("Iets anders", "Velo Gent", "phone"),
        ("Nog iets", "Velo Gent", "address"),
        ("fietspunt St Pieters Gent", "Fietspunt Sint-Pieters", "name"),
    ]
