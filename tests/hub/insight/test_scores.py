import numpy as np
import pytest

from hub.knowledge.insight.scores import area_under_curve, calibration_error, log_loss, loss_against, score_lists


def test_recall_counts_what_was_found_of_what_was_bought() -> None:
    truth = np.array([True, False, True, True, False])
    score = score_lists([np.array([0, 1])], [truth], length=2)
    assert score.recall == pytest.approx(1 / 3)
    assert score.ndcg == pytest.approx(1 / (1 + 1 / np.log2(3)))


def test_who_had_nothing_to_find_does_not_count() -> None:
    assert score_lists([np.array([0])], [np.zeros(3, dtype=bool)]).recalls.size == 0


def test_a_perfect_order_has_an_area_of_one_and_a_constant_of_a_half() -> None:
    labels = np.array([0.0, 0.0, 1.0, 1.0])
    assert area_under_curve(np.array([0.1, 0.2, 0.3, 0.4]), labels) == 1.0
    assert area_under_curve(np.full(4, 0.3), labels) == 0.5


def test_what_is_said_too_high_is_a_calibration_error() -> None:
    labels = np.array([1.0, 0.0] * 50)
    assert calibration_error(np.full(100, 0.5), labels, 1) == pytest.approx(0.0)
    assert calibration_error(np.full(100, 0.8), labels, 1) == pytest.approx(0.3)


def test_of_nothing_and_of_one_kind_there_is_no_area_and_no_loss() -> None:
    assert log_loss(np.zeros(0), np.zeros(0)) == 0.0
    assert log_loss(np.full(3, 0.5), np.ones(3)) == pytest.approx(np.log(2))
    assert area_under_curve(np.array([0.1, 0.9]), np.ones(2)) == 0.5


def test_what_a_list_loses_is_told_customer_by_customer() -> None:
    ours, theirs = np.array([0.1, 0.3, 0.5, 0.1]), np.array([0.2, 0.3, 0.5, 0.4])
    loss = loss_against(ours, theirs)
    assert loss.mean == pytest.approx(0.1)
    # By hand: the differences .1, 0, 0, .3 have the variance .02; over four of them that is .005.
    assert loss.error == pytest.approx(0.005**0.5)
    assert loss_against(ours, ours).mean == 0.0
    assert loss_against(ours[:1], theirs[:1]).error == 0.0
