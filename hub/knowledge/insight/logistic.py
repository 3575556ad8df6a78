"""Logistic regression: a dozen numbers that can be read. Fitted by scikit-learn, scored by numpy alone. Pure."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from hub.knowledge.insight.orders import Floats

# It converges in six to ten steps; one that has not by then is as good as it gets.
MOST_STEPS = 100
# A gradient below this changes no probability that anybody sees.
TOLERANCE = 1e-6
# A feature that is the same for everybody says nothing.
SMALL_SCALE = 1e-9
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
    Needs scikit-learn.
    """
    share = float(np.clip((labels.sum() + 0.5) / (len(labels) + 1.0), 1e-6, 1 - 1e-6))
    if len(labels) == 0 or labels.min() == labels.max():
        return Logistic(names, np.zeros(len(names)), float(np.log(share / (1 - share))))
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale < SMALL_SCALE] = 1.0
    linear: Any = import_module("sklearn.linear_model")
    # Exact in a few steps where there are many more rows than features.
    fitted = linear.LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=TOLERANCE, max_iter=MOST_STEPS)
    fitted.fit((features - mean) / scale, labels)
    weights = np.asarray(fitted.coef_[0], dtype=np.float64) / scale
    return Logistic(names, weights, float(fitted.intercept_[0] - weights @ mean))
