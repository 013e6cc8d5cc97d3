"""What identifies a person is taken out."""

from itertools import chain

import pytest

from lde_bot.config import PROJECT
from lde_bot.evaluation.cases import load_cases
from lde_bot.evaluation.redacted import ORDINARY, load_personal, recall, touched
from lde_bot.redaction import redact

CHECKSUMMED = ("rijksregister", "bis", "iban", "kaart")
PERSONAL = load_personal(PROJECT / "tests" / "redaction" / "personal.csv")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mijn nummer is 85.07.30-033.28", "mijn nummer is [rijksregister]"),
        ("rijksregister 00012556777 graag", "rijksregister [rijksregister] graag"),
        ("bel mij op 0478 12 34 56", "bel mij op [telefoon]"),
        ("of +32 9 123 45 67", "of [telefoon]"),
        ("tel 09/210.71.31 aub", "tel [telefoon] aub"),
        ("mail jan.peeters@voorbeeld.be", "mail [e-mail]"),
        ("rekening BE68 5390 0754 7034", "rekening [rekening]"),
        ("be68539007547034 is van mij", "[rekening] is van mij"),
        ("kaart 4539 1488 0343 6467", "kaart [kaart]"),
        ("478 12 34 56 is mijn gsm", "[telefoon] is mijn gsm"),
        ("auto 1-abc-234 staat er", "auto [nummerplaat] staat er"),
        ("ik woon in de Kerkstraat 12 bus 3 in Aalst", "ik woon in de [adres] in Aalst"),
        ("j'habite rue de la Station 14 à Gand", "j'habite [adres] à Gand"),
        ("ik heet fatima yilmaz en ik zoek werk", "ik heet [naam] en ik zoek werk"),
        ("mijn zoon Bilal zoekt werk", "mijn zoon [naam] zoekt werk"),
        ("bel mevrouw Van den Broeck eens", "bel mevrouw [naam] eens"),
        ("ik woon Kerkstr 5 in Aalst", "ik woon [adres] in Aalst"),
        ("Meir 24", "[adres]"),
        ("alvast bedankt\nmvg,\nXandrine Zwalk", "alvast bedankt\nmvg,\n[naam]"),
        ("ik woon op Meir 24", "ik woon op [adres]"),
        ("Meir 24, 2000 Antwerpen", "[adres], 2000 Antwerpen"),
        ("wie poetst er op Kapelleke 7", "wie poetst er op [adres]"),
        ("Groenplaats 3 is het", "[adres] is het"),
        ("j'habite 15 rue des Fleurs à Mons", "j'habite [adres] à Mons"),
        ("Peeters Jan zoekt werk", "[naam] zoekt werk"),
        ("Jan Peeters zoekt werk", "[naam] zoekt werk"),
        ("Van den Broeck Katrien is gevallen", "[naam] is gevallen"),
        ("mail jan punt peeters at gmail punt com", "mail [e-mail]"),
        ("jan.peeters apenstaartje telenet punt be graag", "[e-mail] graag"),
        ("ik ben 45 4539 1488 0343 6467 en bel 0478 12 34 56", "ik ben 45 [kaart] en bel [telefoon]"),
        ("BE68 5390 0754 7034 12 keer betaald", "[rekening] 12 keer betaald"),
        ("NL91 ABNA 0417 1643 00 van mij", "[rekening] van mij"),
    ],
)
def test_numbers_and_addresses_of_people_are_taken_out(text: str, kept: str) -> None:
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "klusdienst 9000",
        "poetshulp in 8500 kortrijk, 2 uur per week",
        "decreet van 22 november 2013",
        "ben al 3 jaar werkloos en 54 jaar",
        "artikel 60 paragraaf 7",
        "huur tot 622,44 euro",
        "van 2015 tot 2023",
        "begeleidingsovereenkomst",
        "bel ik gratis naar 0800 30 700 of 078 15 00 00",
        "numac 2013036182, gepubliceerd op 07-01-2014",
        "er is een fietsweg 40 km lang",
        "kom ik in januari 2026 of mei 2027 in aanmerking",
        "mijn man heeft geen werk en mijn zoon ook niet",
        "spreek je Frans of Engels",
        "hoe heet die dienst en van wie is die",
        "Artikel 60 paragraaf 7",
        "ik woon in Mortsel 2640",
        "Is er iets op de Meir 2 keer per week",
        "Werkt De Kringwinkel in Gent",
        "Gold de 5 VTE-norm",
        "Op 1 januari 2024 en op Maandag 9 uur",
        "kijk at punt 3",
        "De Sint Anna school",
        "Elke gemeente kiest zelf",
        "ik ben Marokkaan en ik spreek Frans",
        "je cherche 1 place de crèche",
        "Individueel Maatwerk 3 jaar",
    ],
)
def test_postcodes_years_and_amounts_stay(text: str) -> None:
    assert redact(text) == text


def test_eleven_digits_without_a_right_checksum_are_no_national_number() -> None:
    assert "[rijksregister]" not in redact("85.07.30-033.29")


@pytest.mark.parametrize("kind", CHECKSUMMED)
def test_nearly_every_number_with_a_checksum_is_taken_out(kind: str) -> None:
    hidden, total = recall(PERSONAL)[kind]
    assert total >= 25
    assert hidden / total >= 0.99


@pytest.mark.parametrize("kind", ["telefoon", "e-mail", "adres", "nummerplaat"])
def test_what_has_a_form_of_its_own_is_taken_out(kind: str) -> None:
    hidden, total = recall(PERSONAL)[kind]
    assert hidden / total >= 0.97


def test_lines_that_were_kept_apart_are_many_and_never_the_same_as_those_that_patterns_were_made_on() -> None:
    fresh = load_personal(PROJECT / "tests" / "redaction" / "fresh.csv")
    assert sum(line.kind != ORDINARY for line in fresh) >= 150
    assert not {line.text for line in fresh} & {line.text for line in PERSONAL}
    found = recall(fresh)
    assert all(found[kind][0] == found[kind][1] for kind in CHECKSUMMED)


def test_names_are_taken_out_as_far_as_the_method_goes() -> None:
    hidden, total = recall(PERSONAL)["naam"]
    assert total >= 100
    assert hidden / total >= 0.9


def test_ordinary_questions_are_left_alone() -> None:
    questions = [case.text for case in load_cases(PROJECT / "tests" / "cases")]
    assert len(touched(questions)) / len(questions) <= 0.01


def test_the_made_up_lines_are_many_and_in_three_languages() -> None:
    assert len(PERSONAL) >= 400
    assert {line.language for line in PERSONAL} == {"nl", "fr", "en"}


def test_redacting_twice_changes_nothing_more() -> None:
    once = [redact(line.text) for line in PERSONAL]
    assert [redact(text) for text in once] == once


@pytest.mark.parametrize(
    "hostile",
    list(
        chain(
            ("0" * 4000, "a@" * 2000, "straat" * 700, "Van De " * 600, "ik heet " * 500, "1-" * 2000, "rue de " * 600)
        )
    ),
)
def test_a_hostile_text_is_read_in_time_with_its_length(hostile: str) -> None:
    assert isinstance(redact(hostile), str)
