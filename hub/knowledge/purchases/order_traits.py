"""What the tills say of a customer, as a source of traits: for shops that have no customer data platform.

Read from the orders each time, so nothing is kept twice. An order says which article it was, never of which
line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.knowledge.customers.connector import Connector, Found, Raw, RawHappening
from hub.knowledge.customers.port import LAST_PURCHASE, ORDERS_READY
from hub.knowledge.customers.source_guard import SourceConfig
from hub.knowledge.purchases.model import Line, OrderKind
from hub.knowledge.purchases.order_state import is_left
from hub.knowledge.purchases.repository import Orders, Past
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms

NAME = "till"
# Read from the hub's own file: there is nobody to spare.
REQUESTS_PER_SECOND = 10_000.0
# A new order is told of (`CustomerSource.written`); a new version of one that is known is found by and by.
FRESH_SECONDS = 5.0
MOST_ORDERS = 1000
MONTHS_24_MS = 730 * 24 * 3600 * 1000


class OrderTraits(Connector):
    """The orders of members, as a source among others."""

    def __init__(self, orders: Orders, members: Members, clock: Clock) -> None:
        self.name = NAME
        self.traits = frozenset({"orders_24m", "last_order_item", "last_order_at", LAST_PURCHASE, ORDERS_READY})
        self.cannot_check = None
        self._orders = orders
        self._members = members
        self._clock = clock

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found:
        """Who has bought nothing is no stranger: there is nothing to tell of them yet."""
        record = self._members.by_customer(customer_ref)
        past = self._orders.history(record.member, MOST_ORDERS) if record else []
        known = known_from(past, to_ms(self._clock.wall()))
        traits = {name: raw for name, raw in known.items() if name in wanted}
        waiting = self._orders.pick_ups.waiting(record.member) if record and ORDERS_READY in wanted else []
        ready = [RawHappening(each.since_ms, each.what, each.order_id) for each in waiting]
        return Found(customer_ref, traits, happened={ORDERS_READY: ready} if ORDERS_READY in wanted else {})


def source_of(orders: Orders, members: Members, clock: Clock) -> SourceConfig:
    """The same, with how it may be used."""
    return SourceConfig(
        OrderTraits(orders, members, clock),
        REQUESTS_PER_SECOND,
        fresh_seconds=FRESH_SECONDS,
        is_own=True,
        is_platform=False,
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sale of which something was not brought back; `item` is None where nobody can say what."""

    sale: Past
    item: str | None


def known_from(past: Sequence[Past], now_ms: int) -> dict[str, Raw]:
    """What orders, newest first, say of their customer. Pure."""
    returns = [order for order in past if order.kind is OrderKind.RETURN]
    kept = [found for order in past if order.kind is OrderKind.SALE and (found := _kept(order, returns))]
    if not kept:
        return {}
    # A sale that is only an amount, or a gift, says nothing of articles that are theirs: it must not wipe what the one
    # before it said.
    newest, last = kept[0].sale, next((each for each in kept if _own_lines(each.sale)), kept[0])
    source = last.sale.source
    known = {
        "last_order_at": Raw(_written(last.sale.at_ms), last.sale.at_ms, source),
        LAST_PURCHASE: Raw(_written(newest.at_ms), newest.at_ms, newest.source),
    }
    if last.item:
        known["last_order_item"] = Raw(last.item, last.sale.at_ms, source)
    # Only an order that is older proves that the hub has heard of, and was allowed to keep, all of the last 24 months.
    if any(order.at_ms <= now_ms - MONTHS_24_MS for order in past):
        within = [each for each in kept if each.sale.at_ms > now_ms - MONTHS_24_MS]
        known["orders_24m"] = Raw(len(within), kept[0].sale.at_ms, kept[0].sale.source)
    return known


def _written(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def _own_lines(sale: Past) -> list[Line]:
    """Of what was bought for somebody else, nobody is asked how they like it."""
    return [line for line in sale.lines if (line.name or line.sku) and not line.is_gift]


def _kept(sale: Past, returns: Sequence[Past]) -> _Kept | None:
    names = {sale.order_id, sale.exchange_id}
    back = [each for each in returns if each.source == sale.source and each.original in names]
    # In another currency it says which articles came back, and not how much of this amount.
    paid = sale.net_minor + sum(each.net_minor for each in back if each.currency == sale.currency)
    if paid <= 0 and (back or not sale.lines):
        return None
    if any(not each.lines for each in back):  # an amount: nobody knows for what
        return _Kept(sale, None)
    came_back = [line for each in back for line in each.lines]
    stayed = [line for line in _own_lines(sale) if is_left(line, came_back)]
    dearest = max(stayed, key=lambda line: line.net_minor, default=None)
    return _Kept(sale, dearest.name or dearest.sku if dearest else None)
