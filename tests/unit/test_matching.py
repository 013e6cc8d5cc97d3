"""Names are matched within a few typing mistakes; digits and questions never are."""

from lde_bot.matching import Names, allowed_edits, closest, nearly, word_for_word


def test_one_typing_mistake_in_a_name_is_forgiven() -> None:
    assert closest("kortijk", Names(["kortrijk", "kontich"]))[0].candidate_part == "kortrijk"


def test_two_swapped_letters_count_as_one_mistake() -> None:
    assert closest("luevne", Names(["leuven"])) == []
    assert closest("luevens", Names(["leuvens"]))[0].rule == "fuzzy"


def test_postcodes_never_meet_a_fuzzy_scorer() -> None:
    assert closest("9000", Names(["9090", "9000"])) == []


def test_a_name_of_three_letters_allows_no_mistake() -> None:
    assert allowed_edits(3) == 0
    assert closest("mul", Names(["mol"])) == []


def test_another_first_letter_is_another_name() -> None:
    assert closest("gent", Names(["lent"])) == []
    assert closest("ronsse", Names(["ronse", "lonse"]))[0].candidate_part == "ronse"


def test_a_match_says_what_met_what() -> None:
    match = closest("oostnde", Names(["oostende"]))[0]
    assert (match.query_part, match.candidate_part, match.rule) == ("oostnde", "oostende", "fuzzy")
    assert 0 < match.score < 1


def test_a_phrase_is_another_phrase_when_one_of_its_words_is_another_word() -> None:
    assert word_for_word("boodschapen brengen", "boodschappen brengen")
    assert not word_for_word("boodschappen leuven", "boodschappen brengen")
    assert not word_for_word("fiets laten maken mol", "fiets laten maken")


def test_a_word_alone_may_have_another_first_letter_and_the_most_alike_comes_first() -> None:
    near = nearly("nrgiescan", ["energiescan", "energiescans", "klusdienst"], 0.7)
    assert [one.candidate_part for one in near] == ["energiescan", "energiescans"]
    assert nearly("slagroomtaart", ["energiescan", "klusdienst"], 0.7) == []
