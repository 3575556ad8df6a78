"""Who paid the full price for an article, over real orders: what was brought back is paid for no longer."""

from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.journal import Member
from hub.knowledge.purchases.model import Line, Order, OrderKind, TillSystem
from hub.knowledge.purchases.repository import Orders

NOW = 1_796_466_000_000
WHO = Member(1)
TILL = TillSystem("shopify")


@pytest.fixture
def orders(tmp_path: Path):
    with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
        yield Orders(db)


def bought(orders: Orders, number: str, qty: int = 1) -> None:
    lines = (Line("1", "sofa", "Sofa", Decimal(qty), 100, 100 * qty), Line("2", "lamp", "Lamp", Decimal(1), 50, 50))
    order = Order(TILL, number, 1, OrderKind.SALE, NOW, "DKK", 100 * qty + 50, lines)
    orders.put(order, NOW, NOW, WHO, None)


def brought_back(orders: Orders, of: str, net: int, *lines: Line, at_ms: int = NOW + 1, currency: str = "DKK") -> None:
    order = Order(TILL, f"back-{of}", 1, OrderKind.RETURN, at_ms, currency, net, lines, original=of)
    orders.put(order, at_ms, at_ms, WHO, None)


def sofa(qty: int, returns_line: str | None = None) -> Line:
    return Line("9", "sofa", "Sofa", Decimal(qty), 100, 100 * qty, returns_line=returns_line)


@pytest.mark.parametrize("of_line", ["1", None])
def test_what_was_brought_back_is_not_paid_for(orders: Orders, of_line: str | None) -> None:
    bought(orders, "a")
    assert orders.paid_in_full(WHO, NOW) == {"sofa", "lamp"}
    brought_back(orders, "a", -100, sofa(-1, of_line))
    assert orders.paid_in_full(WHO, NOW) == {"lamp"}
    # As it was before, for whoever asks of then.
    assert orders.paid_in_full(WHO, NOW, NOW) == {"sofa", "lamp"}


def test_of_two_that_were_bought_one_stays(orders: Orders) -> None:
    bought(orders, "a", qty=2)
    brought_back(orders, "a", -100, sofa(-1, "1"))
    assert orders.paid_in_full(WHO, NOW) == {"sofa", "lamp"}


def test_another_order_with_the_same_article_stays(orders: Orders) -> None:
    bought(orders, "a")
    bought(orders, "b")
    brought_back(orders, "a", -100, sofa(-1, "1"))
    assert orders.paid_in_full(WHO, NOW) == {"sofa", "lamp"}


def test_all_the_money_back_is_everything_back(orders: Orders) -> None:
    bought(orders, "a")
    brought_back(orders, "a", -150)
    assert orders.paid_in_full(WHO, NOW) == frozenset()


def test_money_of_another_currency_says_nothing_of_this_amount(orders: Orders) -> None:
    bought(orders, "a")
    brought_back(orders, "a", -150, currency="EUR")
    assert orders.paid_in_full(WHO, NOW) == {"sofa", "lamp"}
