"""What this store has of an article, as inventory feeds and Shopify's stock levels say it. Pure."""

from dataclasses import dataclass

from hub.ground.parsing.numbers import NotANumber, read_whole
from hub.knowledge.catalogue.availability_words import availability_of
from hub.knowledge.catalogue.model import Availability

# Google's own limit for "limited availability" is a shop's to say; with so few, staff should look before they promise.
LIMITED_BELOW = 3
# Nobody counts more of one thing in one store; SQLite's integers are far larger.
MOST_QUANTITY = 10_000_000


@dataclass(frozen=True, slots=True)
class StockSource:
    """Under what this store is known to whoever tells of stock."""

    codes: frozenset[str] = frozenset()
    """Empty: whatever is told is about this store."""

    def is_here(self, code: str) -> bool:
        """Whether that is this store."""
        return not self.codes or code in self.codes


@dataclass(frozen=True, slots=True)
class InStore:
    """What was said."""

    availability: Availability
    quantity: int | None = None
    faults: tuple[str, ...] = ()


def availability_in_store(word: str, quantity: str, *, sells_on: bool = False) -> InStore:
    """By the word; by the quantity where there is none. Less than nothing is nothing.

    `sells_on`: what there is none of is ordered.
    """
    faults: list[str] = []
    number: int | None = None
    if quantity.strip():
        try:
            number = read_whole(quantity.strip().lstrip("'"))
        except NotANumber:
            faults.append("quantity")
        if number is not None and abs(number) > MOST_QUANTITY:
            faults.append("quantity")
            number = None
    found = availability_of(word) if word.strip() else None
    if word.strip() and found is None:
        faults.append("availability")
    if found is None and number is not None:
        found = of_quantity(number, sells_on=sells_on)
    return InStore(found or Availability.UNKNOWN, number, tuple(faults))


def of_quantity(number: int, *, sells_on: bool = False) -> Availability:
    """What a number of pieces means."""
    if number <= 0:
        return Availability.TO_ORDER if sells_on else Availability.OUT_OF_STOCK
    return Availability.LIMITED if number < LIMITED_BELOW else Availability.IN_STOCK
