"""A sale as it is now: what the till's newest document says, less what is gone, and the returns beside it. Pure.

A document names what is gone since the sale, brought back or taken off again, and refunds tell of the same things once
more, earlier or later. What a return that is known tells of stays in the sale, and the return takes it away; what no
return tells of is taken out of the sale. So the sum is what the document says, whichever came first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hub.knowledge.purchases.model import Line


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One return of a sale."""

    number: int
    net_minor: int
    """Negative."""
    currency: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What of a sale stands beside its returns."""

    net_minor: int
    lines: tuple[Line, ...]


def as_it_is_now(net_minor: int, removed_minor: int, sold: Iterable[Line], returns: Sequence[TakenBack]) -> Left:
    """The sale beside its returns. `removed_minor` of `net_minor` is gone, and of each line what it says itself."""
    told_of = -sum(each.net_minor for each in returns)
    gone_minor = max(0, removed_minor - max(0, told_of))
    lines = (_left(line, returns) for line in sold)
    return Left(net_minor - gone_minor, tuple(line for line in lines if line is not None))


def _left(line: Line, returns: Sequence[TakenBack]) -> Line | None:
    back = (each for one in returns for each in one.lines if each.returns_line == line.line_id)
    told_of = -sum((each.qty for each in back), Decimal(0))
    gone = max(Decimal(0), line.removed - max(Decimal(0), told_of))
    qty = line.qty - gone
    if qty <= 0 < line.qty:
        return None
    gone_minor = round(line.net_minor * gone / line.qty) if line.qty else 0
    return replace(line, qty=qty, net_minor=line.net_minor - gone_minor, removed=Decimal(0))


def named(back: Line, sold: Sequence[Line]) -> Line:
    """A line that came back, with the names of the line that was sold; a return that came first has none."""
    if back.name or back.sku or back.returns_line is None:
        return back
    of = next((line for line in sold if line.line_id == back.returns_line), None)
    return replace(back, sku=of.sku, name=of.name) if of else back


def is_left(line: Line, came_back: Sequence[Line]) -> bool:
    """Whether any of a line that was sold was not brought back."""
    back = sum((each.qty for each in came_back if _is_of(each, line)), Decimal(0))
    return line.qty + back > 0


def _is_of(back: Line, sold: Line) -> bool:
    if back.returns_line:
        return back.returns_line == sold.line_id
    return (back.sku, back.name) == (sold.sku, sold.name)
