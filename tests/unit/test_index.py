"""The ranker learns from the utterances, says how sure it is, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lde_bot.bootstrap import load_knowledge
from lde_bot.config import Settings
from lde_bot.knowledge.evidence import EVIDENCE
from lde_bot.knowledge.features import Featurizer, Matrix, count, frequencies_of, spell, terms
from lde_bot.knowledge.index import KnowledgeIndex
from lde_bot.knowledge.parse import load_dir
from lde_bot.knowledge.ranker import (
    PARTS,
    Indices,
    draws_of,
    fit_in_turn,
    fit_logistic,
    fit_sensible_logistic,
    fit_softmax,
    mean_of,
    parts_of,
)
from lde_bot.services import App
from lde_bot.text import stem
from lde_bot.vectors import VectorBook
from tests.brief import brief_content


def _clouds() -> tuple[Matrix, Indices, Indices]:
    """Return three clouds of points, the class of each point, and what was drawn for it."""
    generator = np.random.default_rng(1)
    labels = np.arange(300) // 100
    features = generator.normal(scale=0.4, size=(300, 6)).astype(np.float32)
    features[np.arange(300), labels] += 2
    return features, labels, draws_of(map(str, range(300)))


def test_the_classifier_gives_every_class_a_probability_and_the_right_one_most() -> None:
    features, labels, draws = _clouds()
    chances = np.exp(fit_softmax(features, labels, 3, draws, np.arange(300)).scores(features))
    assert chances.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-4)
    assert (chances.argmax(axis=1) == labels).mean() > 0.98


def test_with_more_classes_than_a_step_looks_at_the_right_one_is_still_found() -> None:
    generator = np.random.default_rng(4)
    labels = np.repeat(np.arange(1_200), 4)
    features = generator.normal(size=(1_200, 40))[labels] + generator.normal(scale=0.4, size=(4_800, 40))
    matrix, draws = features.astype(np.float32), draws_of(map(str, range(4_800)))
    found = fit_softmax(matrix, labels, 1_200, draws, np.arange(4_800)).scores(matrix).argmax(axis=1)
    assert (found == labels).mean() > 0.95


def test_a_fit_without_a_part_does_not_change_when_that_part_says_something_else() -> None:
    features, labels, draws = _clouds()
    parts = parts_of(labels, draws)
    before = fit_in_turn(features, labels, 3, parts, draws)
    features[parts == 1] *= -1
    after = fit_in_turn(features, labels, 3, parts, draws)
    assert len(before) == PARTS
    assert np.array_equal(before[1].weights, after[1].weights)
    assert not np.allclose(before[0].weights, after[0].weights, atol=0.05)


def test_what_ranks_is_the_mean_of_the_fits() -> None:
    features, labels, draws = _clouds()
    fits = fit_in_turn(features, labels, 3, parts_of(labels, draws), draws)
    assert mean_of(fits).weights == pytest.approx(sum(one.weights for one in fits) / PARTS, abs=1e-6)


def test_every_class_is_shared_out_evenly_over_the_parts() -> None:
    labels = np.repeat([0, 1, 2], [7, 3, 20])
    parts = parts_of(labels, draws_of(map(str, range(30))))
    for one in range(3):
        counts = np.bincount(parts[labels == one], minlength=PARTS)
        assert counts.max() - counts.min() <= 1


def test_a_text_that_is_added_changes_nothing_that_was_drawn_for_the_others() -> None:
    alone, among = draws_of(["a", "b"]), draws_of(["a", "nieuw", "b"])
    assert np.array_equal(alone, among[[0, 2]])
    assert len(np.unique(among)) == among.size


def test_a_phrase_more_hardly_changes_what_is_found_for_other_questions(tmp_path: Path) -> None:
    base, _ = load_dir(brief_content(tmp_path))
    entry = base.entries["klacht-lokale-dienst"]
    more = replace(entry, utterances=(*entry.utterances, "azijn en bietjes bij de aardappelen gekregen, schandalig"))
    without = KnowledgeIndex(base, None, VectorBook())
    among = KnowledgeIndex(replace(base, entries={**base.entries, entry.id: more}), None, VectorBook())
    asked = [f"vertel eens {one.question}" for one in base.entries.values() if one.id != entry.id]
    pairs = [(without.rank(text)[0], among.rank(text)[0]) for text in asked]
    moved = [abs(before.confidence - after.confidence) for before, after in pairs]
    assert sum(before.option != after.option for before, after in pairs) <= 0.02 * len(asked)
    assert sum(moved) / len(moved) < 0.01


def test_the_logistic_regression_is_calibrated_on_what_it_learnt() -> None:
    generator = np.random.default_rng(2)
    evidence = generator.normal(size=(4000, 2))
    right = generator.random(4000) < 1 / (1 + np.exp(-(evidence[:, 0] * 2 - 1)))
    chances = fit_logistic(evidence, right).probabilities(evidence)
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (chances >= low) & (chances < low + 0.2)
        assert right[inside].mean() == pytest.approx(chances[inside].mean(), abs=0.05)


def test_evidence_in_favour_never_counts_against() -> None:
    generator = np.random.default_rng(3)
    first = generator.normal(size=3000)
    evidence = np.column_stack([first, first + generator.normal(scale=0.3, size=3000), generator.normal(size=3000)])
    right = generator.random(3000) < 1 / (1 + np.exp(-(2 * first - 0.5 * (evidence[:, 1] - first) - evidence[:, 2])))
    assert fit_logistic(evidence, right).weights[1] < 0
    model = fit_sensible_logistic(evidence, right, [True, True, False])
    assert model.weights[0] > 0
    assert model.weights[1] == 0
    assert model.weights[2] < 0
    assert np.isfinite(model.probabilities(evidence)).all()


def test_the_parts_of_the_evidence_add_up_to_the_confidence(app: App) -> None:
    for candidate in app.snapshot.index.rank("hoe lang mag ik daar werken"):
        assert {piece.name for piece in candidate.pieces} == set(EVIDENCE)
        assert 0 <= candidate.confidence <= 1
        assert candidate.nearest


def test_candidates_come_best_first_and_each_once(app: App) -> None:
    found = app.snapshot.index.rank("wat kost een klusjesman per uur", most=5)
    confidences = [candidate.confidence for candidate in found]
    assert confidences == sorted(confidences, reverse=True)
    assert len({candidate.entry for candidate in found}) == len(found) == 5


def test_the_same_question_always_gets_the_same_answer(app: App) -> None:
    first, second = (app.snapshot.index.rank("kan mijn gemeente nog meedoen") for _ in range(2))
    assert first == second


@pytest.mark.parametrize("text", ["", "   ", "🙂", "!!!"])
def test_a_text_without_words_has_no_candidates(app: App, text: str) -> None:
    assert app.snapshot.index.rank(text) == ()


def test_capitals_marks_and_accents_change_nothing_that_matters(app: App) -> None:
    plain, loud = (app.snapshot.index.rank(text)[0] for text in ("wat doet een fietspunt", "Wat doet een FIETSPUNT???"))
    assert plain.entry == loud.entry


def test_without_the_encoder_the_bot_still_finds_entries() -> None:
    base, _ = load_knowledge(Settings())
    index = KnowledgeIndex(base, None, VectorBook())
    assert index.featurizer.encoder is None
    assert index.rank("wat is individueel maatwerk")[0].entry == "individueel-maatwerk"


def test_the_parts_of_a_compound_count_when_they_are_known_words() -> None:
    assert stem("dienst") not in terms(["klusdienst"])
    assert stem("dienst") not in terms(["klusdienst"], frozenset({"klus"}))
    assert stem("opvang") in terms(["kinderopvang"], frozenset({"opvang"}))


def test_spoken_words_are_put_in_their_standard_form() -> None:
    assert spell("Kben velo's kwijt", {"kben": "ik ben"})[:2] == ("ik", "ben")


def test_a_word_that_is_in_many_utterances_tells_less() -> None:
    phrases = [("een", "fiets"), ("een", "klus"), ("een", "huis")]
    featurizer = Featurizer(phrases, frequencies_of(count(phrases)), {}, {}, None)
    assert featurizer.weight("een") < featurizer.weight("fiets")
    assert featurizer.weight("onbekend") == 0.0
