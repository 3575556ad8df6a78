from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from simulators.catalogue import Product
from simulators.orders import History, Order, View, history_of, traits_of
from simulators.people import MEMBERS, ROAD_CYCLIST, member

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CHAIN = Product("Chain", "road", 100, wears_out_after_days=100)
LOCK = Product("Lock", "city", 100)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def traits(*orders: Order, views: tuple[View, ...] = ()) -> dict:
    found = traits_of(MEMBERS[0], History(orders, views), NOW)
    return {name: trait.value for name, trait in found.items()}


@pytest.mark.parametrize("seed", range(20))
def test_the_road_cyclist_has_two_years_of_road_gear_and_nothing_else(seed: int) -> None:
    soren = member(ROAD_CYCLIST)
    history = history_of(soren, seed, NOW)
    assert {order.product.line for order in history.orders} == {"road"}
    assert {view.product.line for view in history.views} == {"road"}
    assert history.orders[0].at < ago(365 * 1.8)
    found = traits_of(soren, history, NOW)
    assert found["lines_24m"].value == {"road": 16}


@pytest.mark.parametrize("persona", MEMBERS, ids=lambda persona: persona.ref)
def test_a_history_is_told_alike_each_time_and_lies_in_the_past(persona) -> None:
    history = history_of(persona, 7, NOW)
    assert history == history_of(persona, 7, NOW)
    assert history != history_of(persona, 8, NOW)
    assert len(history.orders) == persona.orders_a_year * persona.years
    assert all(ago(366 * persona.years) < order.at < NOW for order in history.orders)
    counts = Counter(order.product.line for order in history.orders)
    assert traits_of(persona, history, NOW)["lines_24m"].value == dict(counts)


def test_traits_follow_from_the_orders() -> None:
    found = traits(Order("o-1", ago(800), LOCK), Order("o-2", ago(50), CHAIN), Order("o-3", ago(10), LOCK))
    assert found["orders_24m"] == 2
    assert found["lines_24m"] == {"road": 1, "city": 1}
    assert found["last_order_item"] == "Lock"
    assert found["last_order_line"] == "city"
    assert found["last_order_at"].startswith("2026-05-22T12:00")


def test_a_wear_part_is_due_near_the_end_of_its_life_and_not_after_it_was_replaced() -> None:
    assert "due_item" not in traits(Order("o-1", ago(89), CHAIN))
    assert traits(Order("o-1", ago(91), CHAIN))["due_item"] == "Chain"
    assert "due_item" not in traits(Order("o-1", ago(200), CHAIN), Order("o-2", ago(10), CHAIN))


def test_only_the_views_of_thirty_days_count() -> None:
    views = tuple(View(f"v-{i}", ago(days), product) for i, (days, product) in enumerate([(40, LOCK), (20, CHAIN)]))
    found = traits(views=views)
    assert (found["viewed_item_30d"], found["viewed_item_line"], found["viewed_times_30d"]) == (
        "Chain",
        "road",
        1,
    )


def test_who_bought_nothing_has_a_name_and_nothing_else() -> None:
    assert traits() == {"first_name": MEMBERS[0].first_name}
