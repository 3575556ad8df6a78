"""What a shop sold in the years before it opens here: to its members, and to those of its club who stay at home today.

What goes with what is learned from many; the few who walk in are too few for that. The others' orders are drawn from
the same seed as those of the members whose taste they share, or are those of real customers where the shop has a
recording. Nobody of them has the app on a phone that is heard.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random

from simulators.orders import Order, history_of
from simulators.shops.files import SHOPS
from simulators.shops.model import PREDICT, DemoShop, Persona
from simulators.shops.recorded import ClubBasket, Recorded, club_baskets

PAST_FILE = "past.csv"
PAST_MAPPING = SHOPS / "past.toml"
"""How the hub reads past.csv."""
COLUMNS = ("order", "time", "customer", "sku", "name", "quantity", "price")
# A model is judged by people who came again in the last weeks; of fewer, chance decides whether it is let in.
CLUB = 240


@dataclass(frozen=True, slots=True)
class Past:
    """A file of past orders, and whom to make members so that their orders are theirs."""

    file: Path
    club: tuple[Persona, ...]
    """The members who stay at home."""
    orders: int
    lines: int


def club_of(shop: DemoShop, seed: int, size: int = CLUB) -> tuple[Persona, ...]:
    """The other members: each shares the taste of one who walks in, and comes about as often."""
    dice = Random(f"{seed} club")
    who = [each for each in shop.members if PREDICT in each.purposes]
    return tuple(
        replace(
            (like := dice.choice(who)),
            ref=f"c-{number:04}",
            first_name="",
            purposes=frozenset({PREDICT}),
            # They did not all begin on one day, or all would have bought everything by now.
            years=dice.randint(1, like.years + 1),
            orders_a_year=max(1, like.orders_a_year + dice.randint(-1, 2)),
            note="stays at home",
            facts={},
            ready="",
            gives=False,
        )
        for number in range(1, size + 1)
    )


def write_past(
    shop: DemoShop, folder: Path, seed: int, now: datetime, source: tuple[Recorded, Path] | None = None
) -> Past:
    """`past.csv` in `folder`, as `PAST_MAPPING` reads it. The members' orders are those that the profile API tells.

    `source`: the data set that the shop is made from, if it is. Raises `BadShop`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, orders, lines = folder / PAST_FILE, set[str](), 0
    if source:
        baskets = club_baskets(*source, len(shop.members))
        # Real customers differ so much that all of them are needed.
        club = club_of(shop, seed, len({number for number, *_ in baskets}))
        others = _recorded_orders(shop, club, baskets, now)
    else:
        club = club_of(shop, seed)
        others = _invented_orders(shop, club, seed, now)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for customer, each, quantity in chain(_invented_orders(shop, shop.members, seed, now), others):
            product = each.product
            at = each.at.astimezone(UTC).isoformat(timespec="seconds")
            writer.writerow((each.order_id, at, customer, product.sku, product.name, quantity, product.price_dkk))
            orders.add(each.order_id)
            lines += 1
    return Past(file, club, len(orders), lines)


def _invented_orders(
    shop: DemoShop, people: Iterable[Persona], seed: int, now: datetime
) -> Iterator[tuple[str, Order, int]]:
    for each in people:
        for order in history_of(each, seed, now, shop).orders:
            yield each.ref, order, 1


def _recorded_orders(
    shop: DemoShop, club: tuple[Persona, ...], baskets: Iterable[ClubBasket], now: datetime
) -> Iterator[tuple[str, Order, int]]:
    """What real customers bought, moved to today."""
    by_sku = {each.sku: each for each in shop.articles}
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    for number, basket, days_ago, sku, quantity in baskets:
        order = Order(f"p-{basket}", noon - timedelta(days=days_ago), by_sku[sku])
        yield club[number].ref, order, int(quantity)
