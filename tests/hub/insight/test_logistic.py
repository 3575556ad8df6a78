import numpy as np
import pytest

from hub.knowledge.insight.logistic import fit_logistic


def test_weights_are_those_of_scikit_learn() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    dice = np.random.default_rng(1)
    features = dice.normal(size=(2000, 3)) * (1.0, 5.0, 0.1) + (0.0, 3.0, -1.0)
    labels = (dice.random(2000) < 1 / (1 + np.exp(-(features[:, 0] - 0.4 * features[:, 1])))).astype(float)
    ours = fit_logistic(("a", "b", "c"), features, labels, ridge=2.0)
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    theirs = linear_model.LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(scaled, labels)
    assert ours.logit(features) == pytest.approx(theirs.decision_function(scaled), abs=1e-4)


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
