"""Learning from the utterances which entry a question belongs to, and how sure that is.

Two small models, both deterministic and fitted in a second or two:

1. a ridge classifier (one against the rest, closed form) over letters, words and meaning together. Leaving each
   utterance out of its own fit has a closed form too (Hastie, Tibshirani and Friedman, *Elements of Statistical
   Learning*, section 7.10), so every utterance tells how the classifier does on a phrase that it has not seen;
2. a logistic regression over the evidence for each candidate, fitted on exactly those left-out scores and on phrases
   outside the subject, so that its probability is a confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
_CHUNK = 512  # rows at a time, to keep memory low


@dataclass(frozen=True, slots=True)
class Ridge:
    """A linear classifier with one column of weights a class."""

    weights: Matrix
    """Shape (dimensions + 1, classes); the last row is the bias."""

    def scores(self, features: Matrix) -> Matrix:
        """Return a score for each class, about 1 for the right one and 0 for the others."""
        return np.asarray(features @ self.weights[:-1] + self.weights[-1], dtype=np.float32)


def importance_of(labels: Indices) -> Matrix:
    """Return how much each row weighs: less in a large class, by the root of its size, lest it drown the others."""
    sizes = np.bincount(labels)[labels]
    return np.asarray(np.sqrt(sizes.mean() / sizes), dtype=np.float32)


def fit_ridge(
    features: Matrix, labels: Indices, classes: int, penalty: float, importance: Matrix, left_out: Indices
) -> tuple[Ridge, Matrix]:
    """Fit the classifier.

    :param features: one row a text.
    :param labels: the class of each row.
    :param classes: how many classes there are.
    :param penalty: ridge penalty; larger is smoother.
    :param importance: how much each row weighs.
    :param left_out: numbers of the rows to leave out, each in turn.
    :returns: the classifier, and the scores that each of those rows gets from a fit without that row.
    """
    rows = len(features)
    design = np.ones((rows, features.shape[1] + 1), dtype=np.float32)
    design[:, :-1] = features
    halfway = design * np.sqrt(importance)[:, None]
    gram = halfway.T @ halfway  # the same twice: half the arithmetic
    weighted = design * importance[:, None]
    gram[np.diag_indices_from(gram)] += penalty
    inverse = np.linalg.inv(gram)
    totals = np.zeros((classes, design.shape[1]), dtype=np.float32)
    order = np.argsort(labels, kind="stable")
    present, starts = np.unique(labels[order], return_index=True)
    totals[present] = np.add.reduceat(weighted[order], starts)
    weights = inverse @ totals.T
    scores = np.empty((len(left_out), classes), dtype=np.float32)
    for start in range(0, len(left_out), _CHUNK):
        part = left_out[start : start + _CHUNK]
        leverage = np.einsum("ij,ij->i", design[part] @ inverse, weighted[part])
        targets = np.zeros((len(part), classes), dtype=np.float32)
        targets[np.arange(len(part)), labels[part]] = 1.0
        error = targets - design[part] @ weights
        scores[start : start + _CHUNK] = targets - error / np.maximum(1 - leverage, 1e-3)[:, None]
    return Ridge(np.asarray(weights, dtype=np.float32)), scores


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression on standardised evidence."""

    mean: Numbers
    spread: Numbers
    weights: Numbers
    """One a kind of evidence, then the bias."""

    def parts(self, evidence: Numbers) -> Numbers:
        """Return what each piece of evidence adds to the log-odds, and the bias as last column."""
        standard = (evidence - self.mean) / self.spread
        return np.hstack([standard * self.weights[:-1], np.full((len(evidence), 1), self.weights[-1])])

    def probabilities(self, evidence: Numbers) -> Numbers:
        """Return the probability that each row is right."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.parts(evidence).sum(axis=1), -30, 30))))

    def corrected(self, slope: float, offset: float) -> Logistic:
        """Return the same with its log-odds times ``slope`` plus ``offset`` (Platt scaling, Platt 1999)."""
        weights = self.weights * slope
        weights[-1] += offset
        return Logistic(self.mean, self.spread, weights)


def fit_sensible_logistic(evidence: Numbers, right: npt.NDArray[np.bool_], favourable: Sequence[bool]) -> Logistic:
    """Fit a logistic regression in which evidence in favour never counts against.

    Likenesses go together, so a plain fit sets them off against each other, which explains nothing and carries over
    badly.
    The most negative weight of a favourable kind is set to nothing and the rest is fitted again, until none is left.

    :param favourable: for each column, whether more of it must not make a candidate less likely.
    """
    use = np.ones(evidence.shape[1], dtype=bool)
    while True:
        model = fit_logistic(evidence * use, right)
        weights = np.where(use, model.weights[:-1], 0.0)
        worst = int(np.argmin(np.where(favourable, weights, 0.0)))
        if not favourable[worst] or weights[worst] >= 0:
            return Logistic(model.mean, model.spread, np.append(weights, model.weights[-1]))
        use[worst] = False


def fit_logistic(evidence: Numbers, right: npt.NDArray[np.bool_], penalty: float = 1.0, steps: int = 25) -> Logistic:
    """Fit a logistic regression by Newton's method (iteratively reweighted least squares).

    :param evidence: one row a candidate, one column a kind of evidence.
    :param right: whether the candidate is the right one.
    :param penalty: ridge penalty on the weights, not on the bias.
    """
    mean, spread = evidence.mean(axis=0), np.maximum(evidence.std(axis=0), 1e-6)
    design = np.hstack([(evidence - mean) / spread, np.ones((len(evidence), 1))])
    ridge = np.full(design.shape[1], penalty)
    ridge[-1] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        probability = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (probability - right) + ridge * weights
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design + np.diag(ridge)
        change = np.linalg.solve(curvature, gradient)
        weights -= change
        if float(np.abs(change).max()) < 1e-6:
            break
    return Logistic(mean, spread, weights)
