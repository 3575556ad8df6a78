"""One order, whichever till or shop told of it. Money is in integer minor units of the order's currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from hub.ground.journal import Member

TillSystem = NewType("TillSystem", str)
"""Who told of an order: the name of a file in `tills/`."""


class OrderKind(StrEnum):
    """What an order is. An exchange is a return and a sale that share `exchange_id`."""

    SALE = "sale"
    RETURN = "return"
    VOID = "void"


class SalesChannel(StrEnum):
    """Where it was bought."""

    STORE = "store"
    ONLINE = "online"


class DeliveryResult(StrEnum):
    """What became of a delivery: each is counted, and the sender is told."""

    RECORDED = "recorded"
    DELIVERED_BEFORE = "delivered_before"
    OLDER_VERSION = "older_version"
    """A version of the order that is no newer than the one that is known."""
    UNKNOWN_TOPIC = "unknown_topic"
    NOT_FINAL = "not_final"
    """Nothing has been paid or paid back yet."""
    INCOMPLETE_PRODUCT = "incomplete_product"
    """A product of which not all variants were told: the others stay as they were."""
    UNKNOWN_ARTICLE = "unknown_article"
    """Stock of, or the end of, something that the catalogue does not have."""
    OTHER_STORE = "other_store"
    """Stock of another store."""
    NOBODY_HERE = "nobody_here"
    """About a customer who is no member here: there is nothing to do."""
    TEST = "test"
    MIXED_CURRENCIES = "mixed_currencies"
    UNKNOWN_CURRENCY = "unknown_currency"
    OTHER_CURRENCY = "other_currency"
    """Another one than the shop sells in."""
    CONTRADICTORY = "contradictory"
    """The amount of the order and those of its lines are not in the same unit."""
    UNREADABLE = "unreadable"
    NOT_CONNECTED = "not_connected"
    BAD_SIGNATURE = "bad_signature"
    TOO_OLD = "too_old"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    """Too many large bodies at once: send it again."""


@dataclass(frozen=True, slots=True)
class Line:
    """One article of an order; of a return, `qty` and `net_minor` are negative."""

    line_id: str
    sku: str
    name: str
    qty: Decimal
    unit_minor: int
    net_minor: int
    discount_minor: int = 0
    returns_line: str | None = None
    removed: Decimal = Decimal(0)
    """How many of `qty` the till says are gone since, brought back or taken off the order."""
    is_gift: bool = False
    """Whether it was bought for somebody else."""

    def unnamed(self) -> "Line":
        """The same without what it was: which line of a receipt, how many and for how much."""
        return replace(self, sku="", name="")


@dataclass(frozen=True, slots=True)
class Discount:
    """What was taken off the whole order, and why it could be."""

    code: str
    """Empty where it named something sensitive."""
    minor: int


@dataclass(frozen=True, slots=True)
class CodesOfOrder:
    """The codes that an order was paid with, before anything of it is left out: whose the order is may not be kept."""

    order: str
    """The till and its number of the order."""
    kind: "OrderKind"
    codes: tuple[str, ...]
    at_ms: int
    """When the hub heard of it."""
    paid_ms: int
    """When it was paid, by the till's clock."""
    payer: Member | None
    """The member whom the till names."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order at one version. What is left out of it was never told, or is not kept."""

    source: TillSystem
    order_id: str
    version: int
    kind: OrderKind
    occurred_ms: int
    """By the clock of the till, which may be an hour off."""
    currency: str
    net_minor: int
    """What was paid, tax included; negative when it was paid back. It need not be the sum of the lines."""
    lines: tuple[Line, ...] = ()
    discounts: tuple[Discount, ...] = ()
    original: str | None = None
    """Of a return: the order that it takes back."""
    exchange_id: str | None = None
    """Another number by which returns may name this sale: of the exchange that it is a half of, of Square its order."""
    channel: SalesChannel = SalesChannel.STORE
    location: str | None = None
    """The till's own name for the shop."""
    till: str | None = None
    staff: str | None = None
    customer_ref: str | None = None
    """The customer id as the customer data platform has it; it is looked up and never stored."""
    basket: str | None = None
    """The reference of a basket that staff handed over."""
    articles_at: str | None = None
    """The till's number of what was in it, when that has to be asked for."""
    step: int = 0
    """Of two documents with the same version, the one with the higher step is the later one."""
    removed_minor: int = 0
    """How much of `net_minor` the till says is gone since; a return of this order tells of it as well."""

    def anonymised(self) -> "Order":
        """What is kept of an order of somebody who is no member, or did not agree: an amount and a moment.

        Of a return also which lines of the receipt came back: its sale, if it comes later, says whose they were.
        """
        back = tuple(line.unnamed() for line in self.lines) if self.kind is OrderKind.RETURN and self.original else ()
        return replace(self, lines=back, discounts=(), till=None, staff=None, customer_ref=None)


class PickUpState(StrEnum):
    """How far an order is that somebody collects."""

    READY = "ready"
    OVER = "over"
    """It was collected, or is not going to be."""


@dataclass(frozen=True, slots=True)
class PickUp:
    """An order is ready to be collected, or is not waiting any more."""

    order_id: str
    """As returns name it: the order's number, or that of the exchange or of Square's order that it is of."""
    state: PickUpState
    at_ms: int | None
    """None where it is said with a new version of the order, and the till does not say since when."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one webhook said."""

    delivery_id: str
    orders: tuple[Order, ...]
    passed_over: Mapping[str, int] = field(default_factory=dict[str, int])
    """Places in it, by the till's own names, that could not be used, and how often; the rest is kept."""
    pick_ups: tuple[PickUp, ...] = ()


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came back in an order, of one that was sold before."""

    sold_in: str | None
    """The order that it was sold in."""
    lines: tuple[Line, ...]
    net_minor: int
    """Negative."""


@dataclass(frozen=True, slots=True)
class Articles:
    """What was in an order, from a till that was asked."""

    lines: tuple[Line, ...]
    paid_minor: int | None
    """What all payments of it come to without tips; None where it says too little."""
    currency: str | None
    basket: str | None
    back: tuple[CameBack, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict[str, int])
    order: str | None = None
    """The order's own number: one that is paid in parts is one order."""
    codes: tuple[str, ...] = ()
    """What its discounts are called: a code, where a colleague typed one."""

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing: a till may tell of a payment before its order has lines."""
        return not self.lines and not self.back


@dataclass(frozen=True, slots=True)
class NotReached:
    """A till that was asked gave no answer that says anything: worth asking again."""
