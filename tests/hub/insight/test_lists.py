import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from insight_worlds import END, small_model

from hub.ground.journal import Member
from hub.ground.shop.model import Consumable, Lines, Never, Shop
from hub.ground.words.words import BROKEN, Words
from hub.knowledge.catalogue.model import Article, Availability
from hub.knowledge.insight.chance import Band, Percent
from hub.knowledge.insight.filters import LEAST_AGAIN, Filtered, Store, why_not
from hub.knowledge.insight.history import Bought, Circumstances, History, PastOrder, holdings_in
from hub.knowledge.insight.lists import Lists, Person, make_lists
from hub.knowledge.insight.moment import Moment, rerank
from hub.knowledge.insight.ranking import Kind
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose

MODEL = small_model()
# Every article lies in one of four groups; the shop sells each again and again.
REFILLS = Shop(repeats={(): Consumable()}, lines=Lines("group", {}, loyal_orders=3, loyal_share=0.8))
ONCE = Shop(repeats={(): Never()})


def article_of(article_id: str) -> Article | None:
    number = int(article_id.removeprefix("a"))
    return Article(
        article_id, f"Article {number}", category=(f"group {number % 4}",), attributes={"group": str(number % 4)}
    )


def store_of(shop: Shop) -> Store:
    return Store(shop, lambda _article: Availability.UNKNOWN, END)


def may(*purposes: Purpose) -> Permission:
    grants = [Grant(Member(1), purpose, True, 0) for purpose in purposes]
    found = permits(grants, Member(1), purposes, 1)
    assert found is not None
    return found


def history_of(*baskets: tuple[int, ...], gap: int = 20, gift: bool = False) -> History:
    first = END - gap * len(baskets)
    return History(
        tuple(
            PastOrder(first + gap * number, tuple(Bought(f"a{each}", 1.0, gift) for each in basket), 1000)
            for number, basket in enumerate(baskets)
        )
    )


def lists_of(history: History, shop: Shop = REFILLS) -> Lists:
    person = Person(history, holdings_in(history, article_of, shop, Circumstances()))
    return make_lists(MODEL, person, may(Purpose.PREDICT), article_of, store_of(shop))


def test_without_predict_there_is_no_list() -> None:
    person = Person(history_of((0, 4)), holdings_in(history_of((0, 4)), article_of, REFILLS, Circumstances()))
    for permission in (None, may(Purpose.SHOW_HISTORY_TO_STAFF)):
        found = make_lists(MODEL, person, permission, article_of, store_of(REFILLS))
        assert found == Lists(removed={Filtered.NO_PERMISSION: 1})


def test_what_is_bought_again_and_what_is_new_stand_in_lists_of_their_own() -> None:
    found = lists_of(history_of((0, 4), (0, 8), (0, 4), (0,)))
    assert found.again[0].article.id == "a0"
    assert {each.article.id for each in found.again} == {"a0", "a4", "a8"}
    assert not {each.article.id for each in found.new} & {"a0", "a4", "a8"}
    assert {each.article.id for each in found.overall} <= {each.article.id for each in (*found.again, *found.new)}


def test_what_is_new_comes_from_what_theirs_speak_for() -> None:
    found = lists_of(history_of((0, 4), (0, 8), (0, 4), (0,)))
    best = found.new[0]
    assert int(best.article.id.removeprefix("a")) % 4 == 0
    assert {each.id for each in best.behind} <= {"a0", "a4", "a8"}
    assert best.why.id == "insight-why-because"


def test_a_shop_whose_articles_are_bought_once_offers_nothing_that_is_owned() -> None:
    found = lists_of(history_of((0, 4), (0, 8)), ONCE)
    assert found.again == ()
    assert found.removed[Filtered.OWNED] == 3


def test_where_the_shop_says_nothing_the_model_decides_what_is_bought_again() -> None:
    silent = Shop()
    found = lists_of(history_of((0, 4), (0, 8), (0, 4), (0,)), silent)
    assert found.again[0].article.id == "a0"
    assert all(each.probability >= LEAST_AGAIN for each in found.again)
    assert not {each.article.id for each in found.new} & {"a0", "a4", "a8"}
    chair_once = Shop(repeats={("group 0",): Never()})
    assert lists_of(history_of((0, 4), (0, 8), (0, 4), (0,)), chair_once).again == ()


def test_what_was_brought_back_is_not_offered_and_speaks_for_nothing() -> None:
    bought = history_of((0,), (4,), (8,))
    back = History((*bought.orders, PastOrder(END - 1, (Bought("a0", -1.0),))))
    found = lists_of(back)
    assert "a0" not in {each.article.id for each in found.overall}
    assert all(article.id != "a0" for each in found.new for article in each.behind)


def test_gifts_say_nothing_about_who_bought_them() -> None:
    found = lists_of(history_of((0, 4), (0, 8), (0,), gift=True))
    assert found.again == ()
    assert all(each.behind == () for each in found.new)
    assert not {"a0", "a4", "a8"} & {each.article.id for each in found.new}


def test_little_history_gives_bands_and_more_gives_calibrated_chances() -> None:
    assert isinstance(lists_of(history_of((0, 4))).new[0].chance, Band)
    assert isinstance(lists_of(history_of((0,), (4,), (0,))).new[0].chance, Percent)


def test_nobody_knows_anything_of_somebody_without_a_purchase_and_the_list_is_what_everybody_buys() -> None:
    found = lists_of(History())
    assert found.again == ()
    assert {each.why.id for each in found.new} == {"insight-why-popular"}


def test_every_reason_can_be_said_in_every_language() -> None:
    found = lists_of(history_of((0, 4), (0, 8), (0, 4), (0,)))
    for language in ("da", "nb", "sv", "en"):
        said = [Words(REFILLS).of(language).say(each.why) for each in (*found.again, *found.new)]
        assert all(said)
    assert not BROKEN
    assert Words(REFILLS).of("en").say(found.new[0].why).startswith("Because they bought Article")


baskets = st.lists(st.lists(st.integers(0, 39), min_size=1, max_size=6), min_size=0, max_size=8)


@given(baskets, st.sampled_from((ONCE, REFILLS, Shop())))
def test_no_list_ever_holds_what_a_filter_forbids(bought: list[list[int]], shop: Shop) -> None:
    history = history_of(*map(tuple, bought))
    holdings, store = holdings_in(history, article_of, shop, Circumstances()), store_of(shop)
    found = lists_of(history, shop)
    for each in (*found.overall, *found.again, *found.new):
        assert why_not(each.article, each.probability, holdings, store, is_again=each.kind is Kind.AGAIN) is None
        if each.kind is Kind.NEW:
            assert each.article.id not in holdings.owned_since


def test_standing_before_it_moves_an_article_up_and_what_is_in_the_basket_goes() -> None:
    found = lists_of(history_of((0, 5), (0, 5)))
    first, second = (each.article for each in found.again)
    moved = rerank(found, Moment(frozenset({second.category}), dwell_seconds=90))
    assert [each.article.id for each in moved.again] == [second.id, first.id]
    without = rerank(found, Moment(basket=frozenset({first.id})))
    assert [each.article.id for each in without.again] == [second.id]


def test_a_moment_in_which_nothing_happens_changes_nothing() -> None:
    found = lists_of(history_of((0, 4), (0, 8), (0, 4), (0,)))
    assert [each.article.id for each in rerank(found, Moment()).new] == [each.article.id for each in found.new]


def test_ten_thousand_lines_of_one_person_are_read_as_what_they_own() -> None:
    dice = np.random.default_rng(5)
    history = History(
        tuple(
            PastOrder(END - 200 + day, tuple(Bought(f"a{each}", 1.0) for each in dice.integers(0, 40, 100)), 1000)
            for day in range(100)
        )
    )
    assert lists_of(history).again
    assert len(holdings_in(history, article_of, REFILLS, Circumstances()).owned_since) == 40
