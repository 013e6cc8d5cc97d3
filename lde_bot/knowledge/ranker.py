"""Learning from the utterances which entry a question belongs to, and how sure that is.

Two models, both deterministic and fitted in seconds:

1. a multinomial logistic regression (softmax) over letters, words and meaning together. It is fitted several times,
   each time without a part of the utterances: the mean of the fits ranks what people ask, and every utterance tells how
   the fit that has not seen it does (cross-fitting);
2. a logistic regression over the evidence for each candidate, fitted on exactly those scores and on phrases outside the
   subject, so that its probability is a confidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

PARTS = 3
"""Parts of the utterances that are left out in turn."""
WORKERS = 2
"""Threads that learn; with more, memory would grow with the processors."""
DRAWN_FROM = 2**32
"""A number that is drawn for a text is smaller."""
_PASSES = 4  # how often every row is looked at
_STEPS = 40  # a pass
_RATE = 0.1  # of the first step; it falls to nothing in a straight line
_SMOOTHING = 0.1  # of what is aimed at goes to all classes alike (Szegedy and others, 2016)
_AT_ONCE = 1_024  # with more classes a step looks at those of its rows and at so many others: cost stays linear
_ALL: slice | Indices = slice(None)
_SEED = 20230701
_MOMENTUM, _SCALING = 0.9, 0.99  # how much of the mean gradient, and of its mean square, stays from step to step
_LEAST = np.float32(1e-8)  # of what a step is divided by


@dataclass(frozen=True, slots=True)
class Softmax:
    """A linear classifier with one column of weights a class."""

    weights: Matrix
    """Shape (dimensions + 1, classes); the last row is the bias."""

    def scores(self, features: Matrix) -> Matrix:
        """Return the log of the probability of each class."""
        return _log_softmax(features @ self.weights[:-1] + self.weights[-1])


def _log_softmax(logits: Matrix) -> Matrix:
    logits = logits - logits.max(axis=-1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    return logits


def importance_of(labels: Indices) -> Matrix:
    """Return how much each row weighs: less in a large class, by the root of its size, lest it drown the others."""
    sizes = np.bincount(labels)[labels]
    return np.asarray(np.sqrt(sizes.mean() / sizes), dtype=np.float32)


def draws_of(texts: Iterable[str]) -> Indices:
    """Return numbers that are drawn for each text, one a pass, by itself alone: another text changes none of them."""
    drawn = b"".join(blake2b(text.encode(), digest_size=4 * _PASSES).digest() for text in texts)
    return np.frombuffer(drawn, dtype="<u4").reshape(-1, _PASSES).astype(np.int64)


def parts_of(labels: Indices, draws: Indices) -> Indices:
    """Return in which part each row is, the rows of every class shared out evenly.

    :param labels: the class of each row, in order.
    """
    order = np.lexsort((draws[:, 0], labels))
    counts = np.bincount(labels)
    within = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    parts = np.empty(len(labels), dtype=np.int64)
    parts[order] = within % PARTS
    return parts


def fit_in_turn(features: Matrix, labels: Indices, classes: int, parts: Indices, draws: Indices) -> list[Softmax]:
    """Fit a classifier for each part, without that part.

    :param features: one row a text.
    :param labels: the class of each row.
    :param classes: how many classes there are.
    """

    def fit(part: int) -> Softmax:
        return fit_softmax(features, labels, classes, draws, np.flatnonzero(parts != part))

    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(fit, range(PARTS)))


def fit_softmax(features: Matrix, labels: Indices, classes: int, draws: Indices, rows: Indices) -> Softmax:
    """Fit a classifier by stochastic gradient descent with scaled steps (Adam: Kingma and Ba, 2015).

    :param features: one row a text.
    :param labels: the class of each row.
    :param classes: how many classes there are.
    :param draws: the order in which rows are looked at, in each pass.
    :param rows: numbers of the rows to learn from.
    """
    importance, chance = importance_of(labels), np.random.Generator(np.random.PCG64(_SEED))
    weights = np.zeros((features.shape[1] + 1, classes), dtype=np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    steps = (draws[rows] * _STEPS // DRAWN_FROM).T
    together = [rows[each == step] for each in steps for step in range(_STEPS)]
    for step, some in enumerate(together, start=1):
        looked_at, right, own = features[some], labels[some], _ALL
        if classes > _AT_ONCE:
            own = np.union1d(right, chance.choice(classes, _AT_ONCE, replace=False))
            right = np.searchsorted(own, right)
        wrong = _too_likely(looked_at @ weights[:-1, own] + weights[-1, own], right, importance[some])
        gradient = np.vstack([looked_at.T @ wrong, wrong.sum(axis=0)])
        mean[:, own] += np.float32(1 - _MOMENTUM) * (gradient - mean[:, own])
        square[:, own] += np.float32(1 - _SCALING) * (gradient**2 - square[:, own])
        rate = _RATE * (1 - (step - 1) / len(together)) * (1 - _SCALING**step) ** 0.5 / (1 - _MOMENTUM**step)
        weights[:, own] -= np.float32(rate) * mean[:, own] / (np.sqrt(square[:, own]) + _LEAST)
    return Softmax(weights)


def _too_likely(logits: Matrix, labels: Indices, importance: Matrix) -> Matrix:
    """Return by how much each class is found likelier than it should be, a row's importance included, on average."""
    chances = np.exp(_log_softmax(logits)) - np.float32(_SMOOTHING / logits.shape[1])
    chances[np.arange(len(labels)), labels] -= np.float32(1 - _SMOOTHING)
    return np.asarray(chances * (importance / max(len(labels), 1))[:, None], dtype=np.float32)


def mean_of(models: Sequence[Softmax]) -> Softmax:
    """Return the classifier whose weights are the mean of those of others."""
    return Softmax(np.mean([one.weights for one in models], axis=0, dtype=np.float32))


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
