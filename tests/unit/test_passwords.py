"""A password: long, of whatever signs, exactly as it was typed, and not what is guessed first."""

from __future__ import annotations

import pytest

from lde_bot import passwords


@pytest.mark.parametrize(
    "password",
    [
        "een lang wachtwoord",
        "8305917462018",
        "!?*(_)#@&-+=",
        "ZESTIENKAPITALEN",
        "paard stapel nietje batterij",
        "дуже довгий пароль",
        "x7" + "blauwe fiets " * 15,
    ],
)
def test_a_long_password_of_whatever_signs_is_taken(password: str) -> None:
    assert passwords.refused(password, "an") == ""


@pytest.mark.parametrize("password", ["", "kort", "elf tekens!", "x7 blauwe fiets " * 13])
def test_one_that_is_too_short_or_too_long_is_refused_with_how_long_it_may_be(password: str) -> None:
    assert "minstens 12 en hoogstens 200 tekens" in passwords.refused(password, "an")


@pytest.mark.parametrize(
    "password",
    [
        *(f"{word}{word}-2026!{word}" for word in passwords.WORDS),
        "Koepel-LDE-2026!",
        "Annemie Peeters 1987",
        "annemiepeeters",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "098765432109",
        "abcdefghijkl",
        "azertyuiop123456",
        "qwertyuiopasdfghjkl",
    ],
)
def test_one_that_is_made_of_what_is_guessed_first_is_refused(password: str) -> None:
    assert "snel geraden" in passwords.refused(password, "Annemie Peeters")


def test_it_is_compared_exactly_as_it_was_typed() -> None:
    typed = "Een Lang wachtwoord met een spatie "
    kept = passwords.hash_password(typed)
    assert passwords.is_right(typed, kept)
    for other in (typed.strip(), typed.lower(), typed[:-2], typed + "x"):
        assert not passwords.is_right(other, kept)
    longest = "x7 blauwe fiets " * 12 + "xxxxxxxx"
    assert len(longest) == passwords.LONGEST
    assert not passwords.is_right(longest + "y", passwords.hash_password(longest)), "nothing is cut off"


def test_it_is_kept_with_a_slow_hash_that_needs_much_memory_and_a_salt_of_its_own() -> None:
    first, second = passwords.hash_password("een lang wachtwoord"), passwords.hash_password("een lang wachtwoord")
    assert first != second
    kind, version, cost = first.split("$")[1:4]
    assert (kind, version) == ("argon2id", "v=19")
    numbers = dict(part.split("=") for part in cost.split(","))
    assert int(numbers["m"]) * int(numbers["t"]) >= 3 * 12_288, "at least what RFC 9106 and OWASP ask"
