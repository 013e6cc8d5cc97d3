"""What a draft takes from other entries, and what it costs people who ask what the bot knows already."""

from __future__ import annotations

from lde_bot.dialogue.model import EMPTY as BLANK
from lde_bot.dialogue.model import Act, Choice, Reply, Turn
from lde_bot.drafts import HELD_AT, STOLEN_AT, Changed, changes, claimed
from lde_bot.evaluation.cases import Case, Outcome
from lde_bot.knowledge.index import Claim
from lde_bot.rehearsal import met

MINE, OTHER = "mijn-fiche", "andere-fiche"


def claim(text: str, claimant: str, confidence: float, owner: str = OTHER) -> Claim:
    return Claim(text, owner, claimant, confidence)


def test_a_phrase_that_its_entry_held_and_the_draft_claims_is_stolen() -> None:
    before, after = claim("a", OTHER, HELD_AT), claim("a", MINE, STOLEN_AT)
    assert claimed(MINE, [before], [after]) == ([after], [])


def test_a_phrase_that_stands_alone_in_its_entry_is_only_doubtful() -> None:
    after = claim("a", MINE, 0.99)
    for before in (claim("a", OTHER, HELD_AT - 0.01), claim("a", "derde", 0.99), claim("a", "service:x", 0.5)):
        assert claimed(MINE, [before], [after]) == ([], [after])


def test_what_is_outside_the_subject_has_no_owner_to_steal_from() -> None:
    before, after = claim("a", "derde", 0.9, owner=""), claim("a", MINE, 0.99, owner="")
    assert claimed(MINE, [before], [after]) == ([], [after])


def test_what_an_entry_claimed_before_or_owns_or_hardly_claims_is_no_news() -> None:
    held = claim("a", OTHER, 0.99)
    assert claimed(MINE, [claim("a", MINE, STOLEN_AT)], [claim("a", MINE, 0.99)]) == ([], [])
    assert claimed(MINE, [], [claim("b", MINE, 0.99, owner=MINE)]) == ([], [])
    assert claimed(MINE, [held], [claim("a", MINE, STOLEN_AT - 0.01)]) == ([], [])
    assert claimed(MINE, [held], [claim("a", "derde", 0.99)]) == ([], [])


def outcome(case: Case, act: Act, entry: str = "", offers: tuple[str, ...] = (), ranked: str = MINE) -> Outcome:
    reply = Reply(("x",), choices=tuple(Choice(value, value) for value in offers))
    return Outcome(case, Turn(act, reply, BLANK, entry=entry), (ranked,), (), ())


def case_of(acts: str, entries: tuple[str, ...] = (), services: tuple[str, ...] = ()) -> Case:
    return Case("vraag", (acts,), entries, services, "", "", "STRONG", "proef", 1)


def compared(old: Outcome, new: Outcome, *meant: str) -> list[Changed]:
    return changes([old.case], [met(old)], [met(new)], MINE, meant)


def lost(old: Outcome, new: Outcome) -> bool:
    [changed] = compared(old, new)
    return changed.lost


def test_an_entry_that_was_found_and_is_nowhere_any_more_is_lost() -> None:
    case = case_of("answer", (OTHER,))
    found, gone = outcome(case, Act.ANSWER, OTHER), outcome(case, Act.ANSWER, MINE)
    assert lost(found, gone)
    assert lost(found, outcome(case, Act.FALLBACK))
    assert not lost(found, outcome(case, Act.CLARIFY, offers=(f"e:{MINE}", f"e:{OTHER}")))
    assert lost(found, outcome(case, Act.CLARIFY, offers=(f"e:{MINE}",)))


def test_what_another_change_lost_is_not_the_draft_s_doing() -> None:
    case = case_of("answer", (OTHER,))
    assert not lost(outcome(case, Act.ANSWER, OTHER, ranked=OTHER), outcome(case, Act.ANSWER, "derde", ranked="derde"))


def test_what_a_withdrawn_entry_answered_is_given_up_and_what_another_answered_is_lost() -> None:
    only, shared = case_of("answer", (MINE,)), case_of("answer", (MINE, OTHER))
    for case, answered, gone in ((only, MINE, False), (shared, MINE, False), (shared, OTHER, True)):
        old, new = outcome(case, Act.ANSWER, answered), outcome(case, Act.FALLBACK)
        [changed] = changes([case], [met(old)], [met(new)], MINE, withdrawn=True)
        assert (changed.lost, changed.worse) == (gone, True)
        assert lost(old, new)


def test_to_be_asked_back_about_what_is_not_ours_is_no_loss_and_to_get_an_answer_is() -> None:
    case = case_of("fallback")
    honest = outcome(case, Act.FALLBACK)
    assert not lost(honest, outcome(case, Act.CLARIFY, offers=(f"e:{MINE}",)))
    assert lost(honest, outcome(case, Act.ANSWER, MINE))
    assert lost(outcome(case, Act.CLARIFY), outcome(case, Act.ANSWER, MINE))


def test_where_the_bot_asked_back_a_person_looks_whether_the_draft_is_right() -> None:
    case = case_of("redirect", (OTHER,))
    asked = outcome(case, Act.CLARIFY, offers=(f"e:{OTHER}",))
    [changed] = compared(asked, outcome(case, Act.REDIRECT, MINE))
    assert (changed.lost, changed.doubtful) == (False, True)
    [changed] = compared(asked, outcome(case, Act.REDIRECT, "derde", ranked="derde"))
    assert (changed.lost, changed.doubtful) == (False, False)


def test_a_draft_may_answer_the_very_question_that_it_is_written_for() -> None:
    case = case_of("fallback")
    old, new = outcome(case, Act.FALLBACK), outcome(case, Act.ANSWER, MINE)
    assert [one.lost for one in compared(old, new, "iets anders")] == [True]
    [changed] = compared(old, new, "Vraag?")
    assert (changed.lost, changed.doubtful) == (False, True)


def test_what_matters_most_comes_first_and_what_only_shifts_comes_last() -> None:
    far, near = case_of("fallback"), case_of("answer", (OTHER,))
    shifted = outcome(near, Act.CLARIFY, offers=(f"e:{OTHER}",)), outcome(near, Act.ANSWER, OTHER)
    slipped = outcome(near, Act.ANSWER, OTHER, ranked=OTHER), outcome(near, Act.FALLBACK, ranked=OTHER)
    asked = outcome(near, Act.CLARIFY, offers=(f"e:{OTHER}",)), outcome(near, Act.ANSWER, MINE)
    lost_one = outcome(far, Act.FALLBACK), outcome(far, Act.ANSWER, MINE)
    before, after = zip(shifted, slipped, asked, lost_one, strict=True)
    cases = [one.case for one in before]
    told = changes(cases, list(map(met, before)), list(map(met, after)), MINE)
    assert [(one.lost, one.doubtful, one.worse) for one in told] == [
        (True, False, True),
        (False, True, False),
        (False, False, True),
        (False, False, False),
    ]
    assert [one.concerns for one in told] == [True, True, True, False]


def test_a_search_is_lost_unless_it_is_one_tap_away() -> None:
    case = case_of("results", services=("fietspunt/fietsbib",))
    searched = Outcome(case, Turn(Act.RESULTS, Reply(("x",)), BLANK, service="fietspunt"), (MINE,), ("fietspunt",), ())
    assert searched.right
    assert not lost(searched, outcome(case, Act.CLARIFY, offers=(f"e:{MINE}", "s:fietspunt")))
    assert lost(searched, outcome(case, Act.CLARIFY, offers=(f"e:{MINE}", "s:klusdienst")))
