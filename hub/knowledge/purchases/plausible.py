"""Whether what a till told of an order can be so, whichever till it was. Pure.

A parser knows the shape of its till; what no till can mean is asked here, once for all of them.
"""

from collections import Counter
from dataclasses import replace

from hub.ground.parsing.money import EXPONENTS
from hub.knowledge.purchases.model import Delivery, DeliveryResult, Order, OrderKind
from hub.knowledge.purchases.refusals import RecordRefusal

# Clocks of tills are set to the wrong zone, or to tomorrow; nobody sells the day after.
AHEAD_MS = 24 * 3600 * 1000
# Shipping, a voucher or a tip make an order another amount than its articles; ten times as much they do not make of it.
MOST_TIMES = 10


def plausible(delivery: Delivery, shop_currency: str | None, now_ms: int) -> Delivery | RecordRefusal:
    """The same with what cannot be so passed over and counted, or why none of it is kept.

    `shop_currency`: None where the shop does not say.
    """
    passed_over, orders = Counter(delivery.passed_over), list[Order]()
    for order in delivery.orders:
        refusal = _why_not(order, shop_currency)
        if refusal is not None:
            return refusal
        if _contradicts_itself(order) and not delivery.passed_over:
            passed_over["net_minor"] += 1
        if order.occurred_ms > now_ms + AHEAD_MS:
            # That it was sold is true; it was sold by now.
            passed_over["occurred_at"] += 1
            order = replace(order, occurred_ms=now_ms)  # noqa: PLW2901
        orders.append(order)
    return replace(delivery, orders=tuple(orders), passed_over=dict(passed_over))


def _why_not(order: Order, shop_currency: str | None) -> RecordRefusal | None:
    if shop_currency is not None and order.currency != shop_currency:
        why = f"the shop sells in {shop_currency}, and sums of two currencies say nothing"
        return RecordRefusal(DeliveryResult.OTHER_CURRENCY, "currency", why)
    lines, paid = _of_articles(order), abs(order.net_minor)
    factor = 10 ** EXPONENTS.get(order.currency, 0)
    if factor > 1 and order.lines and paid and lines and {lines, paid} == {min(lines, paid), min(lines, paid) * factor}:
        why = f"it is {factor} times what the lines come to, or they are of it: one of them is not in the smallest unit"
        return RecordRefusal(DeliveryResult.CONTRADICTORY, "net_minor", why)
    return None


def _contradicts_itself(order: Order) -> bool:
    lines, paid = sum(line.net_minor for line in order.lines), order.net_minor
    if order.kind is OrderKind.VOID or not lines or not paid:
        return False
    return lines * paid < 0 or not abs(lines) <= MOST_TIMES * abs(paid) <= MOST_TIMES * MOST_TIMES * abs(lines)


def _of_articles(order: Order) -> int:
    return abs(sum(line.net_minor for line in order.lines))
