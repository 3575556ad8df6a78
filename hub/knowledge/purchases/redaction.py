"""What an order says of sensitive articles is cut at the door: the line goes, the amount of the order stays."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hub.knowledge.purchases.model import Line, Order


@dataclass(frozen=True, slots=True)
class SensitiveArticles:
    """What must never be kept: by the words of a receipt, and by what the catalogue knows of the article behind it."""

    names: Callable[[str], bool]
    is_known_to_be: Callable[[str], bool]
    """Of an article's number: a receipt may call it by three letters."""

    def is_line(self, line: Line) -> bool:
        """Whether a line is about something sensitive."""
        return self.names(f"{line.name} {line.sku}") or (bool(line.sku) and self.is_known_to_be(line.sku))


def redact_sensitive(order: Order, sensitive: SensitiveArticles) -> Order:
    """The order without lines and without what discounts are called that names something sensitive.

    Its net amount is what was paid, and that something was taken off stays: it was not bought for its full price.
    """
    return replace(
        order,
        lines=tuple(line for line in order.lines if not sensitive.is_line(line)),
        discounts=tuple(replace(each, code="") if sensitive.names(each.code) else each for each in order.discounts),
    )
