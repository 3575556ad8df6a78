"""One order of the past, as a file tells of it. Money is in minor units of its currency."""

from dataclasses import dataclass
from decimal import Decimal

from hub.knowledge.purchases.model import OrderKind


@dataclass(frozen=True, slots=True)
class PastLine:
    """One article of an order; of a return, `qty` and `net_minor` are negative."""

    sku: str
    name: str
    qty: Decimal
    unit_minor: int
    net_minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of a file: an article, and the order that it is of."""

    line: int
    order_id: str
    at_ms: int
    day: int
    """Days since 1970-01-01, where the shop is."""
    customer: str
    kind: OrderKind
    currency: str
    article: PastLine
    order_minor: int | None = None
    """What the whole order came to, where the file says it."""


@dataclass(frozen=True, slots=True)
class NoLine:
    """A line that is none: passed over, and counted by reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order with all its lines. Whose it is goes no further than whoever decides what of it is kept."""

    line: int
    order_id: str
    at_ms: int
    day: int
    customer: str
    kind: OrderKind
    currency: str
    net_minor: int
    lines: tuple[PastLine, ...]
    cut_off: int = 0
    """Lines beyond the most that one order may have."""

    @property
    def articles(self) -> tuple[str, ...]:
        """What was in it, each once, in the order of their numbers."""
        return tuple(sorted({line.sku for line in self.lines if line.sku}))
