"""The values that rules are asked about, counted from what a customer did. Pure.

Days are calendar days where the shop is: within 30 days is today and the 29 before it. Within 5 visits is from the
moment on at which the fifth last visit began, the one that goes on counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.knowledge.insight.history import PastOrder
from hub.service.campaigns.rules.fields import Value, Variable, Window, WindowUnit


@dataclass(frozen=True, slots=True)
class Stay:
    """So long in one zone."""

    zone: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an article in the web shop. `names`: its id, and what it is called."""

    names: frozenset[str]
    at_ms: int


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks one by one, and what a platform has only counted: so many looks at it in 30 days, by id or name."""

    each: tuple[Look, ...] = ()
    counted: Mapping[str, int] | None = None


COUNTED_DAYS = 30
"""What a platform counts of looks covers so many days."""


@dataclass(frozen=True, slots=True)
class Days:
    """Today, days since 1970 where the shop is, and the day of a moment."""

    today: int
    of: Callable[[int], int]

    def since(self, window: Window | None) -> int | None:
        """The first day of a window of days; None without one."""
        return self.today - window.length + 1 if window and window.unit is WindowUnit.DAYS else None


def stays_of(entered: Sequence[tuple[str, int]], now_ms: int) -> tuple[Stay, ...]:
    """From when somebody went to which zone, the oldest first."""
    ends = [*(at_ms for _, at_ms in entered[1:]), now_ms]
    return tuple(Stay(zone, max(0, until - at_ms) // 1000) for (zone, at_ms), until in zip(entered, ends, strict=True))


def seconds_by_zone(stays: Iterable[Stay]) -> dict[str, int]:
    """How long in each zone in this visit."""
    found: dict[str, int] = {}
    for each in stays:
        found[each.zone] = found.get(each.zone, 0) + each.seconds
    return found


def visits_in(variable: Variable, began_ms: Sequence[int], days: Days) -> int:
    """How often they came, with the visit that goes on."""
    first = days.since(variable.window)
    return sum(first is None or days.of(each) >= first for each in began_ms)


def looks_in(variable: Variable, looks: Looks, began_ms: Sequence[int], days: Days) -> dict[str, int]:
    """How often each article was looked at online. `began_ms`: of their visits, the newest first.

    What a platform has only counted in 30 days stands in for a window as long or longer, and for none.
    """
    window = variable.window
    first, since_ms = days.since(window), 0
    if window and window.unit is WindowUnit.VISITS and len(began_ms) >= window.length:
        since_ms = began_ms[window.length - 1]
    found: dict[str, int] = {}
    for each in looks.each:
        if each.at_ms >= since_ms and (first is None or days.of(each.at_ms) >= first):
            for name in each.names:
                found[name] = found.get(name, 0) + 1
    if looks.counted and (window is None or (window.unit is WindowUnit.DAYS and window.length >= COUNTED_DAYS)):
        for name, times in looks.counted.items():
            found[name] = max(found.get(name, 0), times)
    return found


@dataclass(frozen=True, slots=True)
class ArticleGroups:
    """What an article is of: its categories, the widest first, and its line."""

    categories: tuple[str, ...] = ()
    line: str = ""


def purchase_value(
    variable: Variable,
    orders: Sequence[PastOrder],
    days: Days,
    groups: Callable[[str], ArticleGroups],
    minor_units: int,
) -> Value | None:
    """A field about purchases; None where it has no value: nobody knows how long ago nothing was.

    What was brought back is taken off what was bought and spent.
    """
    first = days.since(variable.window)
    within = [each for each in orders if first is None or each.day >= first]
    sales = [each for each in within if each.is_sale]
    match variable.field.name:
        case "orders":
            return len(sales)
        case "spent":
            return sum(each.net_minor for each in within) / minor_units
        case "days_since_order":
            return days.today - max(each.day for each in sales) if sales else None
        case "bought":
            return _counted(within, lambda article: (article,))
        case "bought_categories":
            return _counted(within, lambda article: groups(article).categories)
        case "bought_lines":
            return _counted(within, lambda article: filter(None, (groups(article).line,)))
        case other:
            raise AssertionError(f"{other} is no field about purchases")


def _counted(orders: Iterable[PastOrder], names: Callable[[str], Iterable[str]]) -> dict[str, int]:
    found: dict[str, float] = {}
    for order in orders:
        for line in order.lines:
            if not line.is_gift:
                for name in names(line.article):
                    found[name] = found.get(name, 0.0) + line.quantity
    # Half a metre of cloth was bought.
    return {name: max(1, round(times)) for name, times in found.items() if times > 0}
