"""Places and services are found in messy texts, and ordinary words are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pytest

from lde_bot import services
from lde_bot.dialogue.model import EMPTY, Act, State, UserMessage
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.subject import understand
from lde_bot.directory.geo import Gazetteer
from lde_bot.encoder import WIDTH, Vectors
from lde_bot.services import App
from tests.conftest import TODAY


def meaningless(texts: Sequence[str]) -> Vectors:
    """Encode nothing, at once: a name is found without its meaning."""
    return np.zeros((len(texts), WIDTH), dtype=np.float32)


class Reader(Protocol):
    """Understands a text."""

    def __call__(self, text: str, *, expects_place: bool = False) -> Understanding: ...


def town_of(understood: Understanding) -> str:
    """Return the municipality that a text names; empty when it names none."""
    match = understood.place.match
    return match.place.municipality if match else ""


@pytest.fixture
def read(app: App) -> Reader:
    def reading(text: str, *, expects_place: bool = False) -> Understanding:
        return understand(app.snapshot, State(awaiting="place") if expects_place else EMPTY, text)

    return reading


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("klusdienst", "klusdienst"),
        ("ik zoek een klusjesman", "klusdienst"),
        ("velo laten maken", "fietspunt"),
        ("mijn velo is kapot", "fietspunt"),
        ("FIETSPUNT!!", "fietspunt"),
        ("fietspnut", "fietspunt"),
        ("klusjedienst", "klusdienst"),
        ("poetsvrow gezocht", "aanvullende-thuiszorg"),
        ("iemand die komt kuisen", "aanvullende-thuiszorg"),
        ("crèche", "buurtgerichte-kinderopvang"),
        ("sociale restaurants", "sociaal-restaurant"),
        ("gras maaien", "klusdienst"),
        ("mindermobielencentrale", "vervoer-en-boodschappen"),
        ("huis van het kind", "gezinsondersteuning"),
        ("klusploeg", "klusdienst"),
        ("fietsherstelwinkel", "fietspunt"),
        ("sociaalrestaurant", "sociaal-restaurant"),
        ("enerzjie snoeiers", "energiesnoeiers"),
        ("energoskan", "energiesnoeiers"),
        ("sosjaal restorant", "sociaal-restaurant"),
        ("poetsh voor een dame", "aanvullende-thuiszorg"),
        ("boodsch en medicatie", "vervoer-en-boodschappen"),
        ("kinderopv gezocht", "buurtgerichte-kinderopvang"),
        ("klusman nodig", "klusdienst"),
    ],
)
def test_a_service_is_found_in_the_words_that_people_use(read: Reader, text: str, service: str) -> None:
    assert read(text).services == (service,)


@pytest.mark.parametrize("text", ["winkel", "buurt gezocht", "kinderen", "energie", "onder", "sociaal"])
def test_a_word_that_means_something_by_itself_is_no_name_cut_short(read: Reader, text: str) -> None:
    assert read(text).services == ()


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("schilderen van 1 kamer, 8800, ben invalide", "8800"),
        ("klusdienst voor mijn kamer. 9000", "9000"),
    ],
)
def test_a_number_after_a_comma_or_full_stop_is_a_postcode_whatever_stood_before(
    read: Reader, text: str, postcode: str
) -> None:
    match = read(text).place.match
    assert match is not None
    assert match.place.postcode == postcode


@pytest.mark.parametrize("text", ["kamer 1730", "huisnummer 9000 zoekt een klusdienst", "geboren in maart 1950"])
def test_a_number_that_belongs_to_the_word_before_it_is_none(read: Reader, text: str) -> None:
    assert read(text).place.match is None


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("energiescan voor gezinnen te Balen?", "Balen"),
        ("mijn fietsketting ligt eraf aan het station van Lier", "Lier"),
    ],
)
def test_a_capital_within_a_sentence_makes_an_ordinary_word_a_place(read: Reader, text: str, municipality: str) -> None:
    assert town_of(read(text)) == municipality


def test_two_services_in_one_message_are_both_found(read: Reader) -> None:
    assert read("fietspunt en sociaal restaurant in gent").services == ("fietspunt", "sociaal-restaurant")


def test_two_words_that_only_resemble_one_name_are_no_service(read: Reader) -> None:
    assert "fiets-en-wandelpaden" not in read("mijn fiets laten smeren").services


@pytest.mark.parametrize("text", ["wat is lde", "wanneer krijg ik antwoord", "hallo", "decreet van 2013", "fiets"])
def test_words_that_name_no_service_are_none(read: Reader, text: str) -> None:
    assert read(text).services == ()


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("klusdienst 9000", "9000"),
        ("poetshulp in 8500 kortrijk", "8500"),
        ("ik woon in 9120 Kallo en zoek een klusdienst", "9120"),
        ("fietspunt leuvn", "3000"),
        ("fietspunt in st niklaas", "9100"),
        ("fietspunt mol", "2400"),
        ("klusdienst in As", "3665"),
        ("poetshulp geel", "2440"),
        ("sociaal restaurant 2018", "2018"),
        ("fietspunt brussel", "1000"),
        ("klusdienst ixelles", "1050"),
        ("fietspunt opw.", "1745"),
        ("opvang voor mijn baby mol", "2400"),
        ("klusdienst 9ooo", "9000"),
        ("mijn fiets laten maken in mol", "2400"),
        ("iemand om boodschappen te doen in leuven", "3000"),
        ("is er een fietspunt aan het station van Lier en is dat open", "2500"),
        ("fietspunt vlak bij ons in oilsjt", "9300"),
        ("huinummer 3010, ik woon in genk, klusdienst", "3600"),
    ],
)
def test_a_place_is_found_beside_a_service(read: Reader, text: str, postcode: str) -> None:
    match = read(text).place.match
    assert match is not None
    assert match.place.postcode == postcode


def test_a_locality_is_kept_when_postcode_and_name_agree(read: Reader) -> None:
    match = read("klusdienst 9120 kallo").place.match
    assert match is not None
    assert match.place.name == "Kallo"


@pytest.mark.parametrize(
    "text",
    [
        "wat veranderde er in 2020",
        "het decreet van 1 april 2015",
        "ik werk er sinds 2018",
        "ik wil meer weten",
        "een groot boom in mijn tuin",
        "kan ik dat als werkloze halen",
        "hoe zoek ik elke dag werk",
        "ik ben in september gestart",
        "een poetsdienst, ik heb maar 1350 euro",
    ],
)
def test_years_and_ordinary_words_are_no_places(read: Reader, text: str) -> None:
    place = read(text).place
    assert (place.match, place.outside, place.unknown) == (None, "", "")


@pytest.mark.parametrize("text", ["klusdienst luik", "poetshulp in Eindhoven", "fietspunt 4000", "klusdienst 5611 AB"])
def test_places_elsewhere_are_recognised_as_such(read: Reader, text: str) -> None:
    assert read(text).place.outside


@pytest.mark.parametrize(
    "text", ["poetshulp in Blurkegem", "klusdienst 9999", "klusdienst Sint-Blurkegem", "een fietspunt, Blurkegem"]
)
def test_a_place_that_does_not_exist_is_noticed(read: Reader, text: str) -> None:
    assert read(text).place.unknown


@pytest.mark.parametrize("text", ["klusdienst Dringend", "poetshulp voor Bomma", "klusdienst blurkegem en omstreken"])
def test_a_word_that_may_be_no_name_is_no_place_that_does_not_exist(read: Reader, text: str) -> None:
    assert not read(text).place.unknown


def test_after_a_preposition_a_year_is_a_year_and_another_number_a_postcode(read: Reader) -> None:
    assert town_of(read("een klusdienst voor 3920")) == "Lommel"
    assert read("een klusdienst zoals voor 2018").place.match is None


@pytest.mark.parametrize(
    ("text", "service", "town"),
    [
        ("poetsuhpl mol", "aanvullende-thuiszorg", "Mol"),
        ("nergiescann genk", "energiesnoeiers", "Genk"),
        ("boodschapendients St Truiden", "vervoer-en-boodschappen", "Sint-Truiden"),
    ],
)
def test_a_service_with_several_slips_is_recognised_beside_a_town(
    read: Reader, text: str, service: str, town: str
) -> None:
    understood = read(text)
    assert understood.services == (service,)
    assert town_of(understood) == town


@pytest.mark.parametrize("text", ["kaaimannen", "ik las dat nergiescann vroeger anders heette", "slagroomtaart mol"])
def test_an_unknown_word_is_no_service_when_it_is_like_none_or_much_else_is_said(read: Reader, text: str) -> None:
    assert read(text).services == ()


@pytest.mark.parametrize("text", ["een klusdienst vlakbij", "klusdienst in mijn gemeente"])
def test_who_wants_it_nearby_searches(read: Reader, text: str) -> None:
    understood = read(text)
    assert understood.seeks
    assert understood.rest in {(), ("gemeente",)}


def test_every_town_and_village_is_recognised_by_its_name(gazetteer: Gazetteer, app: App) -> None:
    snapshot, asked = app.snapshot.with_encoder(meaningless), State(awaiting="place", services=("klusdienst",))
    missed = []
    for name in sorted({name for place in gazetteer.places for name in (place.name, place.municipality)}):
        for text, state in ((name, asked), (f"klusdienst {name}", EMPTY), (f"poetshulp in {name.lower()}", EMPTY)):
            match = understand(snapshot, state, text).place.match
            if match is None or name not in {one for place in match.places for one in (place.name, place.municipality)}:
                missed.append(text)
    assert missed == []


def test_after_the_question_where_a_lone_word_is_a_place(read: Reader) -> None:
    assert town_of(read("kortijk", expects_place=True)) == "Kortrijk"
    assert read("blurkegem", expects_place=True).place.unknown == "blurkegem"


@pytest.mark.parametrize("text", ["ik zeok een klusdienst", "zoeek een klusdienst", "soek klusdienst"])
def test_a_search_with_a_typing_mistake_is_a_search(read: Reader, text: str) -> None:
    assert read(text).seeks


def test_a_preposition_of_another_language_is_taken_off_a_town(read: Reader) -> None:
    assert town_of(read("cheap hot meal inantwerp please")) == "Antwerpen"


def test_a_very_long_message_is_understood_from_its_start(read: Reader) -> None:
    assert read("klusdienst in gent " + "en nog iets " * 2000).services == ("klusdienst",)


def test_a_place_that_does_not_exist_offers_those_that_are_like_it_and_one_tap_searches_there(app: App) -> None:
    turn = services.reply_to(app, EMPTY, UserMessage(text="klusdienst in Wevelgemmeke"), TODAY)
    assert turn.act is Act.UNKNOWN_PLACE
    assert [choice.label for choice in turn.reply.choices] == ["Wevelgem, 8560"]
    pressed = UserMessage(choice=turn.reply.choices[0].value)
    found = services.reply_to(app, turn.state, pressed, TODAY)
    assert found.act is Act.RESULTS
    assert found.place is not None
    assert (found.state.services, found.place.municipality) == (("klusdienst",), "Wevelgem")


@pytest.mark.parametrize(("text", "town"), [("Ronsse", "Ronse"), ("gentt", "Gent"), ("wevlgem", "Wevelgem")])
def test_a_town_with_a_slip_that_is_all_that_is_said_is_that_town(read: Reader, text: str, town: str) -> None:
    assert town_of(read(text)) == town


@pytest.mark.parametrize("text", ["halla", "wreed", "mooie", "top"])
def test_a_word_that_is_all_that_is_said_and_like_another_word_is_no_town(read: Reader, text: str) -> None:
    assert read(text).place.match is None


@pytest.mark.parametrize(
    ("text", "services"), [("boodsch in aalst", ("vervoer-en-boodschappen",)), ("wie hakte de knoop door", ())]
)
def test_a_name_that_is_cut_short_says_something_when_half_of_it_is_there(
    read: Reader, text: str, services: tuple[str, ...]
) -> None:
    assert read(text).services == services
