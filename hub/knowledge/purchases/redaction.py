"""What an order says of sensitive articles is cut at the door: the line goes, the amount of the order stays."""

from collections.abc import Callable
from dataclasses import replace

from hub.knowledge.purchases.model import Order


def redact_sensitive(order: Order, names_sensitive: Callable[[str], bool]) -> Order:
    """The order without lines and codes that name something sensitive; its net amount is what was paid."""
    return replace(
        order,
        lines=tuple(line for line in order.lines if not names_sensitive(f"{line.name} {line.sku}")),
        discounts=tuple(each for each in order.discounts if not names_sensitive(each.code)),
    )
