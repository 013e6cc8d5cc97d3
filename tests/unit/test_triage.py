"""What identifies a person is taken out."""

import pytest

from lde_bot.triage import redact


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
    ],
)
def test_postcodes_years_and_amounts_stay(text: str) -> None:
    assert redact(text) == text


def test_eleven_digits_without_a_right_checksum_are_no_national_number() -> None:
    assert "[rijksregister]" not in redact("85.07.30-033.29")
