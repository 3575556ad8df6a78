"""Logistic regression: a dozen numbers that can be read, fitted by Newton's method. Pure, numpy alone."""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.orders import Floats

# It converges in six to ten steps; one that has not by then is as good as it gets.
MOST_STEPS = 30
MOST_HALVINGS = 12
# A step that changes no weight by more than this changes no probability that anybody sees.
SMALL_STEP = 1e-7
# Keeps exp() in range; a probability outside 1e-13..1 - 1e-13 is no news.
FARTHEST_LOGIT = 30.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights by name of the feature, for features as they come: mean and scale are worked in."""

    names: tuple[str, ...]
    weights: Floats
    bias: float

    def logit(self, features: Floats) -> Floats:
        """Of each row. features: rows x names."""
        return features @ self.weights + self.bias

    def probability(self, features: Floats) -> Floats:
        """Of each row, 0..1."""
        return sigmoid(self.logit(features))


def sigmoid(logit: Floats) -> Floats:
    """1 / (1 + exp(-x)), for any x."""
    return 1.0 / (1.0 + np.exp(-np.clip(logit, -FARTHEST_LOGIT, FARTHEST_LOGIT)))


def fit_logistic(names: tuple[str, ...], features: Floats, labels: Floats, ridge: float = 1.0) -> Logistic:
    """The weights of the greatest likelihood, less `ridge` / 2 times the square of the standardised weights.

    features: rows x names. With one class alone, or no row, the answer is the share of the label and nothing else.
    """
    share = float(np.clip((labels.sum() + 0.5) / (len(labels) + 1.0), 1e-6, 1 - 1e-6))
    level = float(np.log(share / (1 - share)))
    if len(labels) == 0 or labels.min() == labels.max():
        return Logistic(names, np.zeros(len(names)), level)
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale < 1e-9] = 1.0
    rows = np.column_stack(((features - mean) / scale, np.ones(len(labels))))
    weights = np.zeros(rows.shape[1])
    weights[-1] = level
    penalty = np.full(rows.shape[1], ridge)
    penalty[-1] = 0.0
    logit = rows @ weights
    reached = after = _goodness(logit, labels, weights, penalty)
    for _ in range(MOST_STEPS):
        told = sigmoid(logit)
        slope = rows.T @ (labels - told) - penalty * weights
        curve = (rows * (told * (1 - told))[:, None]).T @ rows + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        # Newton's step can go too far where most labels are alike: half of it, until it is an ascent.
        for _ in range(MOST_HALVINGS):
            logit = rows @ (weights + step)
            after = _goodness(logit, labels, weights + step, penalty)
            if after >= reached:
                break
            step = step / 2
        weights, reached = weights + step, after
        if np.abs(step).max() < SMALL_STEP:
            break
    plain = weights[:-1] / scale
    return Logistic(names, plain, float(weights[-1] - plain @ mean))


def _goodness(logit: Floats, labels: Floats, weights: Floats, penalty: Floats) -> float:
    """Log-likelihood less the penalty; log(1 + exp(x)) without overflow."""
    return float(labels @ logit - np.logaddexp(0.0, logit).sum() - 0.5 * penalty @ weights**2)
