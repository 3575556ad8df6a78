from insight_worlds import END, small_model
from test_lists import history_of, may

from hub.knowledge.insight.chance import Level, Percent, TooLittleKnown
from hub.knowledge.insight.history import Bought, History, PastOrder
from hub.knowledge.insight.propensities import Propensities, propensities_of, upsell_potential
from hub.trust.consents.purposes import Purpose

MODEL = small_model()
PREDICT = may(Purpose.PREDICT)


def test_without_predict_or_a_purchase_nothing_is_expected_of_anybody() -> None:
    history = history_of((0,), (4,), (8,))
    assert propensities_of(MODEL, history, may(Purpose.MEASURE), END) == Propensities()
    assert propensities_of(MODEL, history, None, END) == Propensities()
    assert propensities_of(MODEL, History(), PREDICT, END) == Propensities()


def test_the_category_that_somebody_always_buys_comes_first() -> None:
    found = propensities_of(MODEL, history_of((0, 4), (0, 8), (4, 12), (0,)), PREDICT, END)
    first = found.categories[0]
    assert (first.category, first.baskets) == (("group 0",), 4)
    assert isinstance(first.chance, Percent)
    assert first.chance.probability > 0.5


def test_who_has_been_away_longer_is_likelier_to_stay_away() -> None:
    lately = propensities_of(MODEL, history_of((0,), (4,), (8,), (0,), gap=10), PREDICT, END)
    long_ago = propensities_of(MODEL, history_of((0,), (4,), (8,), (0,), gap=10), PREDICT, END + 200)
    assert lately.lapse_probability is not None
    assert long_ago.lapse_probability is not None
    assert long_ago.lapse_probability > lately.lapse_probability


def test_the_next_visit_follows_their_rhythm() -> None:
    found = propensities_of(MODEL, history_of((0,), (4,), (8,), (0,), gap=20), PREDICT, END).next_visit
    assert found is not None
    assert (found.earliest_day, found.latest_day, found.is_late) == (END - 10, END + 10, False)


def test_with_one_basket_too_little_is_known() -> None:
    found = propensities_of(MODEL, history_of((0, 4)), PREDICT, END)
    assert found.next_visit is None
    assert found.recent_share is None
    assert not isinstance(found.lapse, Percent | TooLittleKnown)


def test_baskets_that_grow_leave_room_for_more() -> None:
    growing = History(tuple(PastOrder(END - 90 + 10 * n, (Bought("a0", 1.0),), 1_000 * (n + 1)) for n in range(6)))
    found = propensities_of(MODEL, growing, PREDICT, END)
    assert upsell_potential(found.recent_share) is Level.HIGH
    assert found.value_quarter in {1, 2, 3, 4}
