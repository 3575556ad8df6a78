"""What each customer bought and looked at, drawn from a seed, and the traits computed from that and nothing else."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulators.catalogue import Product
from simulators.people import Persona
from simulators.shops.files import default_shop
from simulators.shops.model import DemoShop

# The traits of a profile, with the windows that their names promise.
ORDER_WINDOW = timedelta(days=730)
VIEW_WINDOW = timedelta(days=30)
# A wear part counts as due a little before its time is up, so that it can be fitted on this visit.
DUE_AT_SHARE = 0.9
# The newest order is never of today: a store visit on the day of an order is a pick-up, which is another story.
NEWEST_ORDER_DAYS = 5
# Whoever has something that is worn out comes for that, mostly.
REPLACES_SHARE = 0.6
# What lies beside the last purchase is wanted so many times as often: that is what goes with what here.
BESIDE_WEIGHT = 6
# Who owns most of a shelf looks around for so long.
TRIES = 20


@dataclass(frozen=True, slots=True)
class Order:
    """One thing bought; several of one order have its number."""

    order_id: str
    at: datetime
    product: Product


@dataclass(frozen=True, slots=True)
class View:
    """One look at a product's page in the web shop."""

    message_id: str
    at: datetime
    product: Product


@dataclass(frozen=True, slots=True)
class Trait:
    """A computed trait: its value, and when what it was computed from last changed."""

    value: Any
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """All we know of a customer; oldest first."""

    orders: tuple[Order, ...]
    views: tuple[View, ...]


def history_of(persona: Persona, seed: int, now: datetime, shop: DemoShop | None = None) -> History:
    """The orders of `persona.years` years and the views of the last weeks, seen from `now`."""
    shop = shop or default_shop()
    dice = Random(f"{seed} {persona.ref}")
    orders = _real_orders(persona, shop, now, dice) or _invented_orders(persona, shop, now, dice)
    wanted = _not_theirs(shop, persona, {each.product for each in orders}, dice)
    looks = [(wanted, dice.uniform(1.0, 26.0)) for _ in range(dice.randint(3, 6))]
    looks += [(shop.wanted(persona, dice), dice.uniform(1.0, 40.0)) for _ in range(dice.randint(0, 2))]
    views = [
        View(f"v-{persona.ref[2:]}-{index:03}", _ago(now, days, dice), product)
        for index, (product, days) in enumerate(looks)
    ]
    return History(
        tuple(sorted(orders, key=lambda order: order.at)),
        tuple(sorted(views, key=lambda view: view.at)),
    )


def _not_theirs(shop: DemoShop, persona: Persona, owned: AbstractSet[Product], dice: Random) -> Product:
    """Something that they would buy; what they have already, only when they have everything."""
    for _ in range(TRIES):
        wanted = shop.wanted(persona, dice)
        if wanted not in owned or wanted.wears_out_after_days:
            return wanted
    return shop.wanted(persona, dice)


def _invented_orders(persona: Persona, shop: DemoShop, now: datetime, dice: Random) -> list[Order]:
    count = persona.orders_a_year * persona.years
    span = 365.0 * persona.years
    days_of = [
        # One order in each stretch of time, so that a year looks like a year.
        NEWEST_ORDER_DAYS + (span - NEWEST_ORDER_DAYS) * (index + dice.random()) / count
        for index in range(count)
    ]
    orders: list[Order] = []
    bought: dict[Product, float] = {}
    last: Product | None = None
    for number, days in enumerate(reversed(days_of), 1):
        last = _next_bought(shop.choices(persona, dice), bought, days, last, dice)
        bought[last] = days
        orders.append(Order(f"o-{persona.ref[2:]}-{number:03}", _ago(now, days, dice), last))
    return orders


def _next_bought(
    choices: tuple[Product, ...],
    bought: Mapping[Product, float],
    days: float,
    last: Product | None,
    dice: Random,
) -> Product:
    """What somebody takes who has `bought` these, so many days ago.

    Nothing lasting twice, and no new one before the old is worn out.
    """
    worn = [
        each
        for each in choices
        if each in bought and each.wears_out_after_days and bought[each] - days >= each.wears_out_after_days
    ]
    if worn and dice.random() < REPLACES_SHARE:
        return dice.choice(worn)
    unknown = [each for each in choices if each not in bought]
    if not unknown:
        return dice.choice(worn or choices)
    beside = _beside(choices, last)
    return dice.choices(unknown, [BESIDE_WEIGHT if each in beside else 1 for each in unknown])[0]


def _beside(choices: tuple[Product, ...], last: Product | None) -> tuple[Product, ...]:
    """What lies next to it on the shelf."""
    if last not in choices:
        return ()
    place = choices.index(last)
    return choices[max(0, place - 1) : place + 2]


def _real_orders(persona: Persona, shop: DemoShop, now: datetime, dice: Random) -> list[Order]:
    """What a real customer bought, as long ago as they did; each article of a basket stands under its order."""
    orders: list[Order] = []
    for number, basket in enumerate(shop.baskets.get(persona.ref, ()), 1):
        at = _ago(now, basket.days_ago, dice)
        orders += [Order(f"o-{persona.ref[2:]}-{number:03}", at, article) for article in basket.articles]
    return orders


def traits_of(persona: Persona, history: History, now: datetime) -> dict[str, Trait]:
    """The profile's traits at `now`, computed from the history alone. What has no answer is left out."""
    orders = [order for order in history.orders if now - order.at <= ORDER_WINDOW]
    known_since = orders[0].at if orders else now
    traits = {"first_name": Trait(persona.first_name, known_since)}
    traits |= {key: Trait(value, known_since) for key, value in persona.facts.items()}
    if orders:
        last = orders[-1]
        counts: dict[str, int] = {}
        for order in orders:
            counts[order.product.line] = counts.get(order.product.line, 0) + 1
        counts.pop("", None)
        traits |= {
            "orders_24m": Trait(len({order.order_id for order in orders}), last.at),
            "last_order_item": Trait(last.product.name, last.at),
            "last_order_at": Trait(iso(last.at), last.at),
        }
        if counts:
            traits["lines_24m"] = Trait(counts, last.at)
        traits |= _of_line("last_order_line", last.product, last.at)
    return traits | _view_traits(history, now) | _due_traits(orders, now)


def _view_traits(history: History, now: datetime) -> dict[str, Trait]:
    views = [view for view in history.views if now - view.at <= VIEW_WINDOW]
    if not views:
        return {}
    times: dict[Product, int] = {}
    for view in views:
        times[view.product] = times.get(view.product, 0) + 1
    product = max(times, key=lambda each: times[each])
    newest = max(view.at for view in views if view.product is product)
    return {
        "viewed_item_30d": Trait(product.name, newest),
        "viewed_times_30d": Trait(times[product], newest),
        **_of_line("viewed_item_line", product, newest),
    }


def _due_traits(orders: list[Order], now: datetime) -> dict[str, Trait]:
    """The wear part that is furthest past its life; a newer one of the same kind starts its life again."""
    newest = {order.product: order for order in orders if order.product.wears_out_after_days}
    worn = {product: (now - order.at).days / (product.wears_out_after_days or 1) for product, order in newest.items()}
    if not worn or max(worn.values()) < DUE_AT_SHARE:
        return {}
    product = max(worn, key=lambda each: worn[each])
    return {
        "due_item": Trait(product.name, newest[product].at),
        **_of_line("due_line", product, newest[product].at),
    }


def _of_line(name: str, product: Product, at: datetime) -> dict[str, Trait]:
    return {name: Trait(product.line, at)} if product.line else {}


def views_of(history: History) -> list[dict[str, Any]]:
    """What was looked at online, as a record lists it."""
    return [
        {"number": each.message_id, "at": iso(each.at), "product": {"title": each.product.name}}
        for each in history.views
    ]


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with a Z, as the profile API writes times."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _ago(now: datetime, days: float, dice: Random) -> datetime:
    """That many days before now, in shop hours."""
    day = (now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    at = day + timedelta(seconds=dice.randint(9 * 3600, 18 * 3600))
    return min(at, now - timedelta(hours=1))
