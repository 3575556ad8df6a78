"""The values that rules are asked about, counted from what a customer did."""

from hub.knowledge.insight.history import Bought, PastOrder
from hub.service.campaigns.counting import (
    ArticleGroups,
    Days,
    Look,
    Looks,
    looks_in,
    purchase_value,
    seconds_by_zone,
    stays_of,
    visits_in,
)
from hub.service.campaigns.rules.fields import variable_named
from hub.service.campaigns.sight import named_in, seen_by

DAY = 86_400_000
TODAY = 100
DAYS = Days(TODAY, lambda at_ms: at_ms // DAY)
NOW = TODAY * DAY + 1000
# The visit that goes on, yesterday, and 40 days ago.
BEGAN = [NOW - 500, NOW - DAY, NOW - 40 * DAY]


def look(days_ago: int, *names: str) -> Look:
    return Look(frozenset(names), NOW - days_ago * DAY - 600)


def value(name: str, *orders: PastOrder):
    groups = {"s12": ArticleGroups(("Sofas", "Sofas > Corner"), "living")}
    variable = variable_named(name)
    return purchase_value(variable, orders, DAYS, lambda article: groups.get(article, ArticleGroups()), 100)


def order(days_ago: int, *lines: Bought, net: int = 1000) -> PastOrder:
    return PastOrder(TODAY - days_ago, lines, net)


def test_looks_count_within_days_and_within_visits():
    looks = Looks((look(0, "s12", "Sofa Oslo"), look(1, "s12"), look(2, "s12"), look(50, "s12")))

    def times(name: str) -> int:
        return looks_in(variable_named(name), looks, BEGAN, DAYS).get("s12", 0)

    assert times("viewed") == 4
    assert times("viewed_in_1_days") == 1
    assert times("viewed_in_2_days") == 2
    # Before the visit that goes on began: 0. From yesterday's visit on: 1. From the one before on: 3; so far back as
    # five visits, nobody came so often: all.
    assert [times(f"viewed_in_{visits}_visits") for visits in (1, 2, 3, 5)] == [0, 1, 3, 4]
    assert looks_in(variable_named("viewed"), looks, BEGAN, DAYS)["Sofa Oslo"] == 1


def test_what_a_platform_only_counts_stands_in_for_windows_that_are_as_long_and_no_others():
    looks = Looks((), {"s12": 6})
    found = {
        name: looks_in(variable_named(name), looks, BEGAN, DAYS)
        for name in ("viewed", "viewed_in_30_days", "viewed_in_7_days", "viewed_in_5_visits")
    }
    assert found == {
        "viewed": {"s12": 6},
        "viewed_in_30_days": {"s12": 6},
        "viewed_in_7_days": {},
        "viewed_in_5_visits": {},
    }


def test_visits_count_with_the_one_that_goes_on():
    assert visits_in(variable_named("visits"), BEGAN, DAYS) == 3
    assert visits_in(variable_named("visits_in_30_days"), BEGAN, DAYS) == 2


def test_stays_add_up_by_zone_and_a_clock_set_back_takes_nothing_off():
    stays = stays_of([("road", 0), ("till", 30_000), ("road", 20_000)], 50_000)
    assert seconds_by_zone(stays) == {"road": 60, "till": 0}


def test_what_was_brought_back_is_taken_off_what_was_bought_and_spent():
    orders = (
        order(40, Bought("s12", 2), net=2000),
        order(10, Bought("s12", -1), net=-1000),
        order(5, Bought("lamp", 1, is_gift=True), net=500),
    )
    assert value("bought", *orders) == {"s12": 1}
    assert value("bought_in_30_days", *orders) == {}
    assert value("bought_categories", *orders) == {"Sofas": 1, "Sofas > Corner": 1}
    assert value("bought_lines", *orders) == {"living": 1}
    assert value("orders", *orders) == 2
    assert value("spent", *orders) == 15.0
    assert value("days_since_order", *orders) == 5
    assert value("days_since_order") is None


def test_a_half_is_something_and_all_of_it_brought_back_is_nothing():
    assert value("bought", order(1, Bought("cloth", 0.5))) == {"cloth": 1}
    assert value("bought", order(2, Bought("cloth", 0.5)), order(1, Bought("cloth", -0.5))) == {}


def test_of_what_a_rule_saw_only_what_it_names_is_kept():
    named = named_in("viewed[\"s12\"] > 3 && 'gold' in segments && visits > 2")
    values = {"viewed": {"s12": 4, "secret": 9}, "segments": ["gold", "lapsing"], "visits": 7, "orders": 3}
    variables = [variable_named(name) for name in ("viewed", "segments", "visits", "cart")]
    assert seen_by(variables, named, values) == {"viewed": {"s12": 4}, "segments": ["gold"], "visits": 7}
