from hub.ground.shop.model import SegmentDefinition
from hub.knowledge.insight.history import Bought, History, PastOrder
from hub.knowledge.insight.segments import MemberFacts, facts_of, membership

DAY = 20_000
HISTORY = History(
    (
        PastOrder(DAY - 400, (Bought("a", 1.0),), 5_000, has_discount=True),
        PastOrder(DAY - 100, (Bought("b", 1.0),), 7_000, has_discount=True),
        PastOrder(DAY - 90, (Bought("b", -1.0),), -7_000),
        PastOrder(DAY - 30, (Bought("c", 1.0),), 9_000),
    )
)


def facts(lapse: float | None = 0.4, visits: int | None = 2) -> MemberFacts:
    return facts_of(HISTORY, DAY, "bath", lapse, visits)


def test_facts_count_sales_and_take_what_came_back_off_the_money() -> None:
    found = facts()
    assert (found.orders, found.days_since_last_order, found.spent_minor_24_months) == (3, 30, 14_000)
    assert found.discount_share == 2 / 3


def test_every_condition_has_to_hold_and_each_says_with_which_value() -> None:
    hunters = SegmentDefinition("hunters", {}, orders_at_least=3, discount_share_at_least=0.6)
    found = membership(hunters, facts())
    assert found.belongs
    assert [(each.condition, each.value, each.holds) for each in found.because] == [
        ("orders_at_least", 3, True),
        ("discount_share_at_least", 2 / 3, True),
    ]


def test_one_condition_that_fails_is_enough() -> None:
    lapsing = SegmentDefinition("lapsing", {}, days_since_last_order_at_least=60, lapse_at_least=0.3)
    found = membership(lapsing, facts())
    assert not found.belongs
    assert [each.holds for each in found.because] == [False, True]


def test_what_is_not_known_holds_nothing() -> None:
    assert not membership(SegmentDefinition("lapsing", {}, lapse_at_least=0.0), facts(lapse=None)).belongs
    assert not membership(SegmentDefinition("shoppers", {}, visits_at_least=0), facts(visits=None)).belongs


def test_window_shoppers_visit_and_do_not_buy() -> None:
    shoppers = SegmentDefinition("window", {}, visits_at_least=3, orders_at_most=0)
    assert membership(shoppers, facts_of(History(), DAY, None, None, 4)).belongs
    assert not membership(shoppers, facts(visits=4)).belongs


def test_a_definition_without_conditions_is_nobodys() -> None:
    assert not membership(SegmentDefinition("all", {}), facts()).belongs
    assert membership(SegmentDefinition("bath", {}, line="bath"), facts()).belongs
