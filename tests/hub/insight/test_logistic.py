import numpy as np
import pytest

from hub.knowledge.insight.logistic import fit_logistic


def test_weights_are_of_the_features_as_they_come_and_nothing_is_better_by_the_penalised_likelihood() -> None:
    dice = np.random.default_rng(1)
    features = dice.normal(size=(2000, 3)) * (1.0, 5.0, 0.1) + (0.0, 3.0, -1.0)
    labels = (dice.random(2000) < 1 / (1 + np.exp(-(features[:, 0] - 0.4 * features[:, 1])))).astype(float)
    ours, scale = fit_logistic(("a", "b", "c"), features, labels, ridge=2.0), features.std(axis=0)

    def goodness(weights: np.ndarray, bias: float) -> float:
        logit = features @ weights + bias
        return float(labels @ logit - np.logaddexp(0, logit).sum() - 1.0 * ((weights * scale) ** 2).sum())

    best = goodness(ours.weights, ours.bias)
    assert ours.weights[:2] == pytest.approx([1.0, -0.4], abs=0.15)
    for step in np.eye(3) * 0.02 / scale:
        assert max(goodness(ours.weights + step, ours.bias), goodness(ours.weights - step, ours.bias)) < best
    assert max(goodness(ours.weights, ours.bias + 0.02), goodness(ours.weights, ours.bias - 0.02)) < best


def test_rare_labels_and_twin_features_do_not_diverge() -> None:
    dice = np.random.default_rng(2)
    first = dice.normal(size=20_000)
    features = np.column_stack((first, first, (first > 2.5).astype(float)))
    labels = (first > 3.0).astype(float)
    told = fit_logistic(("a", "twin", "high"), features, labels).probability(features)
    assert told.mean() == pytest.approx(labels.mean(), rel=0.05)


@pytest.mark.parametrize("labels", [np.zeros(10), np.ones(10), np.zeros(0)])
def test_with_one_kind_of_label_it_says_their_share_and_nothing_else(labels: np.ndarray) -> None:
    told = fit_logistic(("a",), np.arange(float(len(labels)))[:, None], labels).probability(np.array([[0.0], [1e9]]))
    assert told[0] == told[1]
    assert 0.0 < told[0] < 1.0
