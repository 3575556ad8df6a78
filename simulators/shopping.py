"""What members buy while they are in the store, rung up at a till that is as unreliable as real ones."""

import asyncio
import contextlib
import time

import httpx

from simulators.catalogue import Product
from simulators.dice import roll
from simulators.narrator import Narrator
from simulators.people import Persona
from simulators.shops.files import default_shop
from simulators.shops.model import DemoShop
from simulators.stage import Stage, Walker
from simulators.till import Till

# Most who come in look around; a member buys something in every other visit.
BUYS_SHARE = 0.5
BRINGS_BACK_SHARE = 0.2
TOLD_TWICE_SHARE = 0.3
# Whoever buys pays on the way out.
PAYS_AT_SHARE = 0.8
LOOK_SECONDS = 0.5


def basket_of(persona: Persona, seed: int, visit: int, shop: DemoShop | None = None) -> tuple[Product, ...]:
    """What a member takes to the till in their visit of that number: of their own lines, or nothing."""
    buys, which, what, more = roll(seed, "buys", persona.ref, visit)
    if buys >= BUYS_SHARE:
        return ()
    first, beside = (shop or default_shop()).wanted_at(persona, which, what)
    return (first, beside) if more < 0.3 else (first,)


async def keep_till(till: Till, stage: Stage, seed: int, narrator: Narrator, shop: DemoShop | None = None) -> None:
    """Ring up until cancelled. What cannot be told now is not told: the hub's own outages are shown elsewhere."""
    visits: dict[str, int] = {}
    done: set[int] = set()
    ordered: set[str] = set()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        now = time.monotonic()
        for walker in list(stage.here.values()):
            member = walker.arrival.member
            if member and member.ref not in ordered and walker.inside(now):
                ordered.add(member.ref)
                with contextlib.suppress(httpx.HTTPError):
                    await order_online(till, member, shop or default_shop())
            if member is None or id(walker) in done or not _pays(walker, now):
                continue
            done.add(id(walker))
            visits[walker.name] = visits.get(walker.name, 0) + 1
            with contextlib.suppress(httpx.HTTPError):
                bought = basket_of(member, seed, visits[walker.name], shop)
                await _ring_up(till, member, bought, (seed, visits[walker.name]), narrator)
        done &= {id(walker) for walker in stage.here.values()}


async def order_online(till: Till, persona: Persona, shop: DemoShop) -> None:
    """What a member bought in the web shop before they came: an order that waits for them, or a gift."""
    for product in (each for each in shop.articles if persona.ready and each.sku == persona.ready):
        sale = till.ring_up(product)
        await till.tell(sale, persona.ref, channel="online")
        await till.ready(sale, persona.ref)
    if persona.gives:
        _, gift = shop.wanted_at(persona, 0.5, 0.5)
        await till.tell(till.ring_up(gift), persona.ref, channel="online", **till.gift())


def _pays(walker: Walker, now: float) -> bool:
    leaves = walker.arrival.route.leaves_s
    return leaves is not None and walker.inside(now) and now - walker.began >= PAYS_AT_SHARE * leaves


async def _ring_up(
    till: Till, persona: Persona, products: tuple[Product, ...], which: tuple[int, int], narrator: Narrator
) -> None:
    if not products:
        return
    sale = till.ring_up(*products)
    back, twice, first, _ = roll(which[0], "till", persona.ref, which[1])
    brings_back, return_first = back < BRINGS_BACK_SHARE, first < 0.5
    if brings_back and return_first:
        await till.take_back(sale, products[0])
    await till.tell(sale, persona.ref, times=2 if twice < TOLD_TWICE_SHARE else 1)
    if brings_back and not return_first:
        await till.take_back(sale, products[0])
    narrator.say(f"{persona.first_name} buys {' and '.join(product.name for product in products)}")
