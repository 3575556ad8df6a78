"""One customer's way through the store: known from the platform, buys, is told of, and is gone when they say so."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from hub.trust.consents.purposes import Purpose
from simulators import cdp, tracking
from simulators.catalogue import article
from simulators.hub_here import HubHere, hub_here
from simulators.people import EVERYTHING, MEMBERS, RECOGNISE, Persona
from simulators.serving import served
from simulators.till import SHOPIFY_SECRET, Till
from simulators.waiting import until

PATIENCE_SECONDS = 120.0
TYRE, SHORTS = article("ROAD-TYRE-28-MM"), article("BIB-SHORTS")
ANNA, BO = (replace(each, purposes=EVERYTHING) for each in MEMBERS[:2])


class Story:
    """Everybody speaks HTTP: the staff, the till, the customer data platform."""

    def __init__(self, shop: HubHere, hub: httpx.AsyncClient, platform: httpx.AsyncClient) -> None:
        self.shop, self.hub, self.platform = shop, hub, platform

    async def comes(self, persona: Persona):
        phone = await self.shop.enrol(persona)
        self.shop.hear(phone, self.shop.beside_an_edge())
        await until("a whole card", self._is_there, PATIENCE_SECONDS)
        return phone

    def _is_there(self) -> bool:
        card = self.shop.card()
        return card is not None and card.notice is None

    async def nearby(self) -> list[dict[str, Any]]:
        return (await self.hub.get("/api/staff/nearby")).json()["visits"]

    async def opened(self, visit: str, request: str) -> httpx.Response:
        look = {"staff": "Maja", "request_id": request, "reason": "near"}
        return await self.hub.post(f"/api/staff/visits/{visit}/open", json=look)

    async def received(self) -> list[dict[str, Any]]:
        return (await self.platform.get("/received")).json()["events"]

    async def told(self, persona: Persona, *names: str) -> list[dict[str, Any]]:
        """What the platform has heard of somebody, once it has heard that."""

        async def has_heard() -> bool:
            return {each["event"] for each in await self.of(persona)} >= set(names)

        await until(f"{names} at the platform", has_heard, PATIENCE_SECONDS)
        return await self.of(persona)

    async def withdrawn(self, persona: Persona) -> list[dict[str, Any]]:
        """What the platform has heard of somebody, once it knows that they withdrew."""

        async def knows() -> bool:
            return any(each["context"]["consent"]["categoryPreferences"][RECOGNISE] is False
                       for each in await self.of(persona))  # fmt: skip

        await until("the withdrawal at the platform", knows, PATIENCE_SECONDS)
        return await self.of(persona)

    async def of(self, persona: Persona) -> list[dict[str, Any]]:
        return [each for each in await self.received() if each["userId"] == persona.ref]


@asynccontextmanager
async def story(folder: Path) -> AsyncGenerator[Story]:
    async with served(cdp.create_app(seed=7)) as cdp_url:
        settings = {
            "cdp_url": cdp_url,
            "cdp_space": cdp.SPACE,
            "cdp_token": cdp.TOKEN,
            "cdp_events_url": cdp_url,
            "cdp_events_key": tracking.WRITE_KEY,
            "cdp_events_vendor": "segment",
            "till_shopify_secrets": SHOPIFY_SECRET,
        }
        async with (
            hub_here(folder, **settings) as shop,
            served(shop.hub.running.web) as url,
            httpx.AsyncClient(timeout=60.0, base_url=url) as hub,
            httpx.AsyncClient(timeout=60.0, base_url=cdp_url) as platform,
            asyncio.TaskGroup() as tasks,
        ):
            running = [
                tasks.create_task(each) for each in (shop.hub.exports.service.run(), shop.hub.customers.forwarder.run())
            ]
            yield Story(shop, hub, platform)
            for task in running:
                task.cancel()


async def test_who_comes_and_buys_is_known_and_told_of_and_after_a_withdrawal_neither(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        phone = await told.comes(ANNA)
        [row] = await told.nearby()
        visit = row["visit_id"]
        card = (await told.opened(visit, "request-1")).json()
        asked = f"/v1/spaces/{cdp.SPACE}/collections/users/profiles/user_id:{ANNA.ref}/traits"
        profile = (await told.platform.get(asked, auth=(cdp.TOKEN, ""), params={"verbose": "true"})).json()["traits"]
        shown = {field["name"]: field for field in card["fields"]}
        last, known = shown["last_order_item"], profile["last_order_item"]
        assert (last["value"], last["source"], last["freshness"]) == (known["value"], known["source_id"], "fresh")

        # The till tells of a return before its sale, and of the sale ten times; somebody without the secret tells more.
        till = Till(told.hub, "shopify")
        sale = till.ring_up(TYRE, SHORTS)
        [early] = await till.take_back(sale, SHORTS)
        answers = await till.tell(sale, ANNA.ref, times=10)
        forged = await Till(told.hub, "shopify", secret="guessed").tell(till.ring_up(TYRE), ANNA.ref)
        assert [each.json()["result"] for each in [early, *answers]] == ["recorded"] * 2 + ["delivered_before"] * 9
        assert [each.status_code for each in forged] == [401]

        timeline = (await told.opened(visit, "request-2")).json()["timeline"]
        bought = [(each["kind"], each["text"], each["amount"]) for each in timeline if each["source"] == "shopify"]
        assert sorted(bought) == [
            ("purchase", f"{TYRE.name}, {SHORTS.name}", "1598.00"),
            # While it was nobody's, a line of a receipt was all that was kept of it; the sale says what that was.
            ("return", SHORTS.name, "-1199.00"),
        ]
        assert told.shop.db.rows("SELECT kind, visit FROM orders ORDER BY kind") == [("return", visit), ("sale", visit)]

        events = await told.told(ANNA, "Store Visit Started", "Store Visit Converted", "Store Visit Returned")
        of_the_visit = [each for each in events if each["event"].startswith("Store Visit")]
        assert sorted(each["event"] for each in of_the_visit) == [
            "Store Visit Converted",
            "Store Visit Returned",
            "Store Visit Started",
        ]
        assert len({each["properties"]["visit_ref"] for each in of_the_visit}) == 1
        everything = {purpose.value: True for purpose in Purpose}
        assert all(each["context"]["consent"]["categoryPreferences"] == everything for each in of_the_visit)

        await phone.consent(RECOGNISE, granted=False)
        await until("the card to go", lambda: told.shop.card() is None, 60)
        before = {each["messageId"] for each in await told.withdrawn(ANNA)}
        # The till and the radio go on talking of them.
        await till.tell(till.ring_up(TYRE), ANNA.ref)
        told.shop.hear(phone, told.shop.beside_an_edge())
        assert await told.nearby() == []
        assert (await told.opened(visit, "request-3")).status_code == 404
        # What might be told of them would stand before what is told of the next customer, who comes and buys.
        await told.comes(BO)
        await till.tell(till.ring_up(TYRE), BO.ref)
        await told.told(BO, "Store Visit Started", "Store Visit Converted")
        later = [each for each in await told.received() if each["messageId"] not in before]
        assert {each["userId"] for each in later} == {BO.ref}
        assert [row["name"] for row in await told.nearby()] == [BO.first_name]
