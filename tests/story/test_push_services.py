"""A hub as a process writes to an iPhone and to a browser, through services that are processes as well."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from lone_hub import LoneHub, lone_hub

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.shop.file import load_shop
from hub.service.messages.signing_key import create_signing_key
from simulators.campaigns import WELCOME
from simulators.hub_here import PLAN
from simulators.issuer import Issuer
from simulators.people import EVERYTHING, Persona, Platform
from simulators.phone import Phone
from simulators.processes import processes, program, run_beside
from simulators.push_services import KEY_ID, TEAM
from simulators.serving import free_ports
from simulators.shops.files import default_shop
from simulators.shops.filling import start_in
from simulators.visit import ranged
from simulators.waiting import until
from wire.clock import Clock

pytestmark = [pytest.mark.story, pytest.mark.timeout(120)]
IPHONE = "ab" * 32


@dataclass
class Place:
    """The hub, both services, and who signs customers in."""

    hub: LoneHub
    issuer: Issuer
    settings: Mapping[str, str]
    apple_url: str
    browsers_url: str

    async def enrolled(self, ref: str, platform: str, **address: Any) -> Phone:
        persona = Persona(ref, "Anna", Platform.IOS, (), 0, 0, EVERYTHING, "")
        phone = Phone(persona, self.hub.client, Clock(), 1, f"phone-of-{ref}", self.issuer)
        await phone.enrol()
        told = {"install_id": phone.install_id, "platform": platform, **address}
        headers = {"Authorization": f"Bearer {self.issuer.mint(ref)}", "Goddag-Install": phone.install_id}
        (await self.hub.client.put("/v1/app/device", json=told, headers=headers)).raise_for_status()
        return phone

    async def until_written_to(self, phone: Phone, inbox: str, client: httpx.AsyncClient) -> dict[str, Any]:
        came = list[dict[str, Any]]()
        while not came:
            ranged(phone, load_floor_plan(PLAN))
            await phone.report()
            came = (await client.get(inbox)).json()["messages"]
            await asyncio.sleep(0.5)  # twice a second is as often as a phone may report
        return came[0]

    async def check(self, ref: str) -> str:
        answer = await run_beside(
            [*program("goddag-hub", "hub.cli"), "push", "check", "--customer", ref], self.settings
        )
        assert answer.succeeded, answer
        return " ".join(answer.lines)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    apple_port, browsers_port = free_ports(2)
    shop, data, issuer = default_shop(), tmp_path / "hub", Issuer()
    apns_key, vapid_key = tmp_path / "key.p8", tmp_path / "vapid.pem"
    create_signing_key(vapid_key)
    start_in(data, load_floor_plan(PLAN), load_shop(shop.shop_file), [WELCOME])
    own = {
        "FLOOR_PLAN": str(PLAN), "DATA_DIR": str(data), "SHOP": str(shop.shop_file), "ALWAYS_OPEN": "true",
        "APP_ISSUER": issuer.issuer, "APP_KEYS": str(issuer.publish(tmp_path / "jwks.json")),
        "PUSH_APNS_KEY": str(apns_key), "PUSH_APNS_KEY_ID": KEY_ID, "PUSH_APNS_TEAM": TEAM,
        "PUSH_APNS_TOPIC": "example.shop.app", "PUSH_APNS_URL": f"http://127.0.0.1:{apple_port}",
        "PUSH_VAPID_KEY": str(vapid_key), "PUSH_CONTACT": "mailto:it@shop.example",
        "PUSH_WEB_HOSTS": f"127.0.0.1:{browsers_port}",
    }  # fmt: skip
    (tmp_path / "logs").mkdir()
    async with processes(tmp_path / "logs") as running, lone_hub(tmp_path, data, **own) as hub:
        sim = program("goddag-sim", "simulators.cli")
        running.start("apns", [*sim, "apns", str(apns_key), "--port", str(apple_port)], {})
        running.start("web-push", [*sim, "web-push", "--port", str(browsers_port)], {})
        await until("the key of Apple", apns_key.exists, 30)
        await hub.start()
        await hub.ready()
        named = {f"GODDAG_HUB_{name}": value for name, value in own.items()}
        yield Place(hub, issuer, named, f"http://127.0.0.1:{apple_port}", f"http://127.0.0.1:{browsers_port}")


async def test_a_running_hub_writes_to_an_iphone_and_to_a_browser_and_each_can_be_checked(place: Place) -> None:
    anna = await place.enrolled("u-1", "ios", apns_token=IPHONE)
    async with httpx.AsyncClient(http1=False, http2=True) as apple, httpx.AsyncClient() as browsers:
        assert "Apple takes our key" in await place.check("u-1")
        assert (await apple.get(f"{place.apple_url}/inbox/{IPHONE}")).json() == {"messages": []}
        got = await place.until_written_to(anna, f"{place.apple_url}/inbox/{IPHONE}", apple)
        assert got["headers"]["apns-topic"] == "example.shop.app"
        assert got["payload"]["aps"]["alert"]["title"] == WELCOME.variants[0].text["da"].title

        headers = {"Authorization": f"Bearer {place.issuer.mint('u-1')}", "Goddag-Install": anna.install_id}
        key = (await place.hub.client.get("/v1/app/web-push", headers=headers)).json()["application_server_key"]
        asked = {"applicationServerKey": key}
        subscription = (await browsers.post(f"{place.browsers_url}/subscribe", json=asked)).json()
        bo = await place.enrolled("u-2", "web", web_push=subscription)
        assert "does not refuse our key" in await place.check("u-2")
        told = await place.until_written_to(bo, f"{subscription['endpoint']}/inbox", browsers)
        assert told["content"]["title"] == WELCOME.variants[0].text["da"].title
        assert 290 <= int(told["headers"]["ttl"]) <= 300
