"""From a platform to a card, on a whole hub: at once, made anew when more is known, and gone with the consent."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from platforms import Desk, Platform

from hub.ground.journal import CardComposed
from hub.knowledge.customers.built_in import KnownTraits
from hub.knowledge.customers.port import Trait
from hub.service.staff.model import VisitCard
from hub.trust.members.repository import Members
from simulators import cdp
from simulators.hub_here import HubHere, hub_here
from simulators.people import HISTORY, MEMBERS, RECOGNISE
from simulators.phone import Phone
from simulators.waiting import until

SOREN = MEMBERS[0]
PATIENCE_SECONDS = 120.0
# Of the bicycle shop, whose entrance is on the lower side: metres, and what is in between.
AT_THE_DOOR = ((4.0, -1.0), 8.0)
IN_THE_STREET = ((4.0, -4.0), 15.0)


@pytest.fixture
async def platform(desk: Desk) -> Platform:
    return await desk.platform("segment")


@pytest.fixture
async def shop(platform: Platform, tmp_path: Path) -> AsyncIterator[HubHere]:
    async with hub_here(tmp_path, cdp_url=platform.url, cdp_space=cdp.SPACE, cdp_token=cdp.TOKEN) as opened:
        yield opened


async def card_that(shop: HubHere, says: str | None) -> VisitCard:
    """The card once its notice says that; None: once it has none."""

    def there() -> bool:
        card = shop.card()
        return card is not None and (says in (card.notice or "") if says else card.notice is None)

    await until(f"a card that says {says}", there, PATIENCE_SECONDS)
    card = shop.card()
    assert card is not None
    return card


async def kept(shop: HubHere) -> None:
    await until("the profile", lambda: bool(shop.hub.customers.known.source.kept(SOREN.ref)), PATIENCE_SECONDS)


def composed(shop: HubHere) -> int:
    return sum(isinstance(entry.event, CardComposed) for entry in shop.hub.ground.journal.read(0))


async def test_whose_app_spoke_up_gets_a_whole_card_for_one_call(shop: HubHere, platform: Platform) -> None:
    phone = await shop.enrol(SOREN)
    await kept(shop)
    shop.hear(phone, shop.beside_an_edge())
    card = await card_that(shop, None)
    assert {field.freshness for field in card.fields} == {"fresh"}
    assert "road" in card.avoid.text
    assert (await platform.asked(), composed(shop)) == (1, 1)


async def not_asked_about_yet(shop: HubHere) -> Phone:
    phone = await shop.enrol(SOREN)
    await kept(shop)
    shop.hub.customers.known.source.drop(SOREN.ref)
    shop.hub.customers.prefetch.forget(Members(shop.db).all()[0].member)
    return phone


async def test_who_is_heard_at_the_door_is_asked_about_once_before_a_visit_is_believed(
    shop: HubHere, platform: Platform
) -> None:
    phone = await not_asked_about_yet(shop)
    for _ in range(3):
        shop.hear(phone, *AT_THE_DOOR)
        await kept(shop)
    assert shop.card() is None
    assert await platform.asked() == 2


async def test_who_walks_past_is_not_asked_about(shop: HubHere, platform: Platform) -> None:
    phone = await not_asked_about_yet(shop)
    shop.hear(phone, *IN_THE_STREET)
    await asyncio.sleep(0.05)  # time enough for a question that nobody shall ask
    assert await platform.asked() == 1


@pytest.mark.parametrize("purposes", [frozenset({RECOGNISE}), SOREN.purposes - {RECOGNISE}, SOREN.purposes - {HISTORY}])
async def test_nobody_is_asked_about_without_permission(shop: HubHere, platform: Platform, purposes) -> None:
    phone = await shop.enrol(replace(SOREN, purposes=purposes))
    if phone.tokens:
        shop.hear(phone, shop.beside_an_edge())
        shop.hear(phone, shop.beside_an_edge())
    await asyncio.sleep(0.05)  # time enough for a question that nobody shall ask
    assert await platform.asked() == 0


async def test_a_card_comes_at_once_and_is_made_anew_when_the_late_answer_comes(
    shop: HubHere, platform: Platform
) -> None:
    await platform.fault("slow", delay_ms=1200)
    phone = await shop.enrol(SOREN)
    shop.hub.customers.known.source.drop(SOREN.ref)
    shop.hear(phone, shop.beside_an_edge())
    card = await card_that(shop, "has not answered yet")
    assert {(field.freshness, field.reason) for field in card.fields} == {("missing", "awaited")}
    card = await card_that(shop, "did not answer in time")
    assert {(field.freshness, field.reason) for field in card.fields} == {("missing", "timeout")}
    card = await card_that(shop, None)
    assert {field.freshness for field in card.fields} == {"fresh"}
    assert composed(shop) == 3


async def test_who_is_still_here_when_the_platform_comes_back_gets_a_whole_card(
    platform: Platform, tmp_path: Path
) -> None:
    await platform.fault("500")
    settings = {"cdp_url": platform.url, "cdp_space": cdp.SPACE, "cdp_token": cdp.TOKEN}
    # Twenty seconds of the store's clock pass in less than one.
    async with hub_here(tmp_path, **settings, clock_speed=30.0, clock_anchor=time.time()) as shop:
        shop.hear(await shop.enrol(SOREN), shop.beside_an_edge())
        await card_that(shop, "no usable answer")
        await platform.fault("none")
        assert {field.freshness for field in (await card_that(shop, None)).fields} == {"fresh"}


async def test_a_platform_that_is_gone_costs_no_card(platform: Platform, tmp_path: Path) -> None:
    async with hub_here(tmp_path, cdp_url="http://127.0.0.1:9", cdp_space=cdp.SPACE) as shop:
        shop.hear(await shop.enrol(SOREN), shop.beside_an_edge())
        assert (await card_that(shop, "cannot be reached")).need.text


async def test_who_withdraws_while_the_answer_is_on_its_way_has_no_card_and_nothing_is_kept(
    shop: HubHere, platform: Platform
) -> None:
    await platform.fault("held")
    phone = await shop.enrol(SOREN)
    shop.hear(phone, shop.beside_an_edge())
    await card_that(shop, "has not answered yet")
    await phone.consent(RECOGNISE, granted=False)
    await until("the card to go", lambda: shop.card() is None, PATIENCE_SECONDS)
    asked = await platform.asked()
    await platform.fault("none")
    await asyncio.sleep(0.7)  # the time in which the answer comes that nobody may see
    assert shop.hub.customers.known.source.kept(SOREN.ref) == {}
    assert shop.card() is None
    assert await platform.asked() == asked


async def test_who_takes_one_purpose_back_loses_what_came_by_it_from_the_cache_at_once(shop: HubHere) -> None:
    phone = await shop.enrol(SOREN)
    await kept(shop)
    assert "due_item" in shop.hub.customers.known.source.kept(SOREN.ref)
    await phone.consent("predict", granted=False)
    await until("it to go", lambda: "due_item" not in shop.hub.customers.known.source.kept(SOREN.ref), 60)


async def test_an_erasure_takes_the_cache_and_the_built_in_store_along(shop: HubHere) -> None:
    phone = await shop.enrol(SOREN)
    await kept(shop)
    KnownTraits(shop.db).put(SOREN.ref, "import", {"due_item": Trait("Chain", "import", 1, 1)})
    held = await phone.held()
    assert any(table["table"] == "known_traits" and table["rows"] for table in held["everything"])
    await phone.leave()
    assert shop.hub.customers.known.source.kept(SOREN.ref) == {}
    assert KnownTraits(shop.db).of(SOREN.ref) == {}
