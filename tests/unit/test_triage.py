"""What identifies a person is taken out; alike questions are counted together."""

from datetime import UTC, datetime, timedelta

import pytest

from lde_bot.triage import UnansweredQuery, cluster, redact

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


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


def query(number: int, text: str, hours: int) -> UnansweredQuery:
    return UnansweredQuery(number, text, START + timedelta(hours=hours), "te onzeker", (), "r1")


def alike(one: str, other: str) -> float:
    return len(set(one.split()) & set(other.split())) / len(set(one.split()) | set(other.split()))


def test_alike_questions_are_one_group_with_its_first_and_last_time() -> None:
    queries = [
        query(1, "mag mijn hond mee", 0),
        query(2, "kost dat iets", 1),
        query(3, "Mag mijn hond mee", 5),
    ]
    first, second = cluster(queries, alike)
    assert (first.count, second.count) == (2, 1)
    assert (first.first_seen, first.last_seen) == (START, START + timedelta(hours=5))
    assert first.example.id == 3


def test_the_most_asked_group_comes_first_then_the_most_recent() -> None:
    queries = [query(1, "oud", 0), query(2, "nieuw", 9), query(3, "vaak gevraagd", 1), query(4, "vaak gevraagd", 2)]
    assert [group.example.text for group in cluster(queries, alike)] == ["vaak gevraagd", "nieuw", "oud"]


def test_no_questions_are_no_groups() -> None:
    assert cluster([], alike) == []
