"""What people type and what is indexed go through one path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lde_bot.text import STOPWORDS, character_grams, content_words, normalise, stem, words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Crèche", "creche"),
        ("  Sint-Niklaas ", "sint niklaas"),
        ("'s-Gravenvoeren", "s gravenvoeren"),
        ("foto’s", "foto s"),
        ("KLUSDIENST!!! 9000", "klusdienst 9000"),
        ("straße", "strasse"),
        ("Łódź", "lodz"),
        ("نص", "نص"),
        ("🚲🚲", ""),
        ("a\u200bb", "a b"),
        ("\x00fiets\x00", "fiets"),
    ],
)
def test_case_accents_and_marks_make_no_difference(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@given(st.text(st.characters(max_codepoint=127), max_size=300))
def test_what_needs_no_folding_is_normalised_as_if_it_did(text: str) -> None:
    accented = "".join(f"{letter}\u0301" if letter.isalpha() else letter for letter in text)
    assert normalise(text) == normalise(accented)
    assert normalise(f"{text} é") == f"{normalise(text)} e".strip()


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=300))
def test_words_never_contain_spaces_or_marks(text: str) -> None:
    assert all(word == "".join(word.split()) and word for word in words(text))


def test_content_words_leave_out_function_words_but_never_everything() -> None:
    assert content_words("wat is een fietspunt") == ("fietspunt",)
    assert content_words("wat is dat") == ("wat", "is", "dat")
    assert {"wat", "een"} <= STOPWORDS


def test_singular_and_plural_of_a_service_share_a_stem() -> None:
    assert stem("kringwinkels") == stem("kringwinkel")
    assert stem("fietspunten") == stem("fietspunt")


def test_words_that_only_look_alike_keep_their_own_stem() -> None:
    assert stem("begeleiding") != stem("beleid")
    assert stem("werkgever") != stem("werknemer")


def test_character_grams_know_where_a_word_begins_and_ends() -> None:
    grams = character_grams("fiets")
    assert "<fi" in grams
    assert "ts>" in grams
    assert all(2 <= len(gram) <= 4 for gram in grams)
