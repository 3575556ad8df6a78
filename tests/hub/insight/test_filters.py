"""One planted article for each reason, and one that nothing speaks against."""

from dataclasses import replace

import pytest

from hub.ground.shop.model import After, Consumable, Lines, Never, Shop
from hub.knowledge.catalogue.model import Article, Availability
from hub.knowledge.insight.filters import DAY_MS, LEAST_AGAIN, Filtered, Holdings, Store, loyal_line, why_not
from hub.knowledge.insight.history import Bought, Circumstances, History, PastOrder, holdings_in

TODAY = 20_000
SHOP = Shop(
    lines=Lines("room", {"kitchen": {}, "bath": {}}),
    repeats={("lamps",): After(300), ("candles",): Consumable()},
)
LAMP = Article("lamp-1", "Lamp", category=("lamps",), group="lamp", attributes={"room": "kitchen", "size": "M"})
STORE = Store(SHOP, lambda _article: Availability.IN_STOCK, TODAY)
NOTHING = Holdings()


def test_nothing_speaks_against_it() -> None:
    assert why_not(LAMP, 0.2, NOTHING, STORE) is None


@pytest.mark.parametrize(
    ("article", "holdings", "store", "reason"),
    [
        (replace(LAMP, sensitive="health"), NOTHING, STORE, Filtered.SENSITIVE),
        (LAMP, Holdings(owned_since={"lamp-1": TODAY - 10}), STORE, Filtered.OWNED),
        (replace(LAMP, id="lamp-2"), Holdings(groups_since={"lamp": TODAY - 10}), STORE, Filtered.OWNED),
        (replace(LAMP, category=("sofas",)), Holdings(owned_since={"lamp-1": 0}), STORE, Filtered.OWNED),
        (LAMP, Holdings(line="bath"), STORE, Filtered.OTHER_LINE),
        (LAMP, Holdings(returned_on={"lamp-1": TODAY - 10}), STORE, Filtered.JUST_RETURNED),
        (LAMP, Holdings(complaints=frozenset({"lamp"})), STORE, Filtered.OPEN_COMPLAINT),
        (LAMP, Holdings(complaints=frozenset({""})), STORE, Filtered.OPEN_COMPLAINT),
        (LAMP, Holdings(gifts=frozenset({"lamp-1"})), STORE, Filtered.GIFT),
        (replace(LAMP, on_sale_until_ms=TODAY * DAY_MS), NOTHING, STORE, Filtered.NO_LONGER_SOLD),
        (LAMP, NOTHING, replace(STORE, availability=lambda _: Availability.OUT_OF_STOCK), Filtered.OUT_OF_STOCK),
        (LAMP, Holdings(sizes={("lamps",): frozenset({"S"})}), STORE, Filtered.WRONG_SIZE),
    ],
)
def test_each_reason_takes_its_article_out(
    article: Article, holdings: Holdings, store: Store, reason: Filtered
) -> None:
    assert why_not(article, 0.99, holdings, store) is reason


def test_the_first_of_several_reasons_is_told() -> None:
    everything = Holdings(owned_since={"lamp-1": TODAY}, returned_on={"lamp-1": TODAY}, line="bath")
    assert why_not(replace(LAMP, sensitive="health"), 0.9, everything, STORE) is Filtered.SENSITIVE
    assert why_not(LAMP, 0.9, everything, STORE) is Filtered.OWNED


@pytest.mark.parametrize(
    ("chance", "is_again", "reason"),
    [(LEAST_AGAIN, True, None), (0.049, True, Filtered.OWNED), (0.9, False, Filtered.OWNED)],
)
def test_where_the_shop_says_nothing_what_is_likely_bought_again_is_offered_again_and_never_as_new(
    chance: float, is_again: bool, reason: Filtered | None
) -> None:
    owned = Holdings(owned_since={"lamp-1": TODAY - 10})
    chair = replace(LAMP, category=("chairs",))
    assert why_not(chair, chance, owned, STORE, is_again=is_again) is reason
    never = replace(STORE, shop=replace(SHOP, repeats={("chairs",): Never()}))
    assert why_not(chair, 0.99, owned, never, is_again=is_again) is Filtered.OWNED


@pytest.mark.parametrize(
    ("days", "chance", "reason"),
    [(3, 0.3, Filtered.JUST_BOUGHT), (8, 0.3, Filtered.JUST_BOUGHT), (9, 0.3, None), (3, 0.5, None)],
)
def test_what_was_just_bought_is_early_by_their_own_rhythm_unless_the_model_is_sure(
    days: int, chance: float, reason: Filtered | None
) -> None:
    candle = Article("candle", "Candle", category=("candles",))
    on = [TODAY - days - 66, TODAY - days - 33, TODAY - days]
    history = History(tuple(PastOrder(day, (Bought("candle", 1),)) for day in on))
    held = holdings_in(history, {"candle": candle}.get, SHOP, Circumstances())
    assert why_not(candle, chance, held, STORE, is_again=True) is reason
    assert why_not(candle, chance, held, STORE) is None


@pytest.mark.parametrize(("days", "reason"), [(299, Filtered.OWNED), (300, None)])
def test_what_wears_out_comes_back_after_its_days(days: int, reason: Filtered | None) -> None:
    assert why_not(LAMP, 0.2, Holdings(owned_since={"lamp-1": TODAY - days}), STORE) is reason


def test_what_is_used_up_is_offered_at_any_time() -> None:
    candle = Article("candle", "Candle", category=("candles", "tall"))
    assert why_not(candle, 0.2, Holdings(owned_since={"candle": TODAY - 1}), STORE) is None


@pytest.mark.parametrize(
    ("above", "chance", "reason"),
    [(None, 1.0, Filtered.OTHER_LINE), (0.3, 0.3, Filtered.OTHER_LINE), (0.3, 0.31, None)],
)
def test_another_line_is_shown_only_above_the_chance_that_the_shop_named(
    above: float | None, chance: float, reason: Filtered | None
) -> None:
    store = replace(STORE, shop=replace(SHOP, discover_above=above))
    assert why_not(LAMP, chance, Holdings(line="bath"), store) is reason


def test_who_buys_one_line_nearly_always_belongs_to_it() -> None:
    lines = Lines("room", {}, loyal_orders=5, loyal_share=0.8)
    kitchen, bath, neither = {"kitchen"}, {"bath"}, {""}
    assert loyal_line([kitchen] * 4 + [neither], lines) is None  # four orders with a line
    assert loyal_line([kitchen] * 4 + [bath], lines) == "kitchen"
    assert loyal_line([kitchen] * 3 + [bath] * 2, lines) is None
    assert loyal_line([{"kitchen", "bath"}] * 9, lines) is None
    assert loyal_line([kitchen] * 9, None) is None


def test_a_line_that_no_article_has_crosses_nobody() -> None:
    assert why_not(Article("x", "X"), 0.2, Holdings(line="bath"), STORE) is None
