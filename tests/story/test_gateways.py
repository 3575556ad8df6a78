"""A gateway that the shop already owns, as an edge: what it publishes becomes a card, and nothing else goes on."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from gateway_shop import GatewayBroker, become_bridge, start_theengs, stop_theengs
from small_shop import NEAR_DBM, PACKET_SECONDS, Shop

from simulators.bluez.air import open_bluez_air
from simulators.frames import AdvertisingType, Transmission, android_token, private_address
from simulators.people import MEMBERS, Platform
from simulators.phone import Phone
from wire.mqtt import connect

ANDROID = next(persona for persona in MEMBERS if persona.platform is Platform.ANDROID)
IPHONE = next(persona for persona in MEMBERS if persona.platform is Platform.IOS)
STRANGERS = [private_address(7, "stranger", each) for each in range(20)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the user `mosquitto` may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="goddag-gateways-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def gateways(shop: Shop, folder: Path) -> GatewayBroker:
    broker = GatewayBroker(folder)
    broker.start(shop)
    return broker


@asynccontextmanager
async def beside(*activities: Callable[[], object]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(activity()) for activity in activities]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def forgotten_strangers(shop: Shop) -> int:
    fleet = (await shop.client.get("/api/fleet")).json()
    report = next(each for each in fleet["edges"] if each["edge"] == "edge-1")["report"]
    return report["forgotten_by"]["stranger"] if report else 0


async def the_card_is_of(shop: Shop, phone: Phone) -> None:
    row = await shop.row_with_card()
    visit = await phone.visit()
    assert visit is not None
    assert visit["visit_id"] == row["visit_id"]


def nothing_is_left_of(addresses: list[bytes], shop: Shop) -> None:
    carried = b"\n".join(shop.watch.carried).lower()
    kept = b"".join(file.read_bytes() for file in (shop.chain.folder / "edges" / "edge-1").iterdir())
    said = (shop.processes.logs / "edge-1.log").read_bytes().lower()
    assert carried
    for address in addresses:
        assert address not in kept
        for text in (address.hex(), address.hex(":"), address.hex("-")):
            for place in (carried, kept.lower(), said):
                assert text.encode() not in place


def of_stranger(address: bytes) -> Transmission:
    # Service data of somebody else's, of a kind that no gateway decodes into something of its own.
    ad = android_token(0xFCB2, 1, address + bytes(10))
    return Transmission(address, random_address=True, kind=AdvertisingType.CONNECTABLE, ad=ad)


@pytest.mark.timeout(240)
async def test_theengs_gateway_from_pypi_brings_a_card(shop: Shop, gateways: GatewayBroker, tmp_path: Path) -> None:
    phone = await shop.enrol(ANDROID)
    await shop.watch_broker()
    published: set[str] = set()
    async with open_bluez_air(tmp_path / "gateway", ["gateway"]) as air:
        radio = air.radios["gateway"]

        async def transmit() -> None:
            while True:
                for sent in (*map(of_stranger, STRANGERS), phone.transmission()):
                    if sent:
                        radio.hear(sent, NEAR_DBM)
                await asyncio.sleep(PACKET_SECONDS)

        async def listen_in() -> None:
            async with connect(gateways.user("bridge-1"), "ears", ("home/TheengsGateway/BTtoMQTT/+",)) as session:
                async for message in session.messages():
                    published.add(message.topic.rpartition("/")[2])

        async def told_of_all() -> bool:
            return {address.hex().upper() for address in STRANGERS} <= published

        async def forgotten() -> bool:
            return await forgotten_strangers(shop) > len(STRANGERS)

        become_bridge(shop, gateways, "bridge-1", "theengs")
        await start_theengs(shop, gateways, radio)
        async with beside(transmit, listen_in):
            await the_card_is_of(shop, phone)
            await shop.until("strangers to be counted", forgotten)
            await shop.until("the gateway to tell of each of them", told_of_all)
        stop_theengs(shop)
    # The gateway did tell its own broker of them: without that, their absence elsewhere would show nothing.
    assert {address.hex().upper() for address in STRANGERS} <= published
    nothing_is_left_of(STRANGERS, shop)


async def publish(gateways: GatewayBroker, user: str, messages: Callable[[], list[tuple[str, dict]]]) -> None:
    async with connect(gateways.user(user), user, ()) as session:
        while True:
            for topic, message in messages():
                await session.publish(topic, json.dumps(message).encode())
            await asyncio.sleep(PACKET_SECONDS)


def openmqttgateway_says(address: bytes, uuid: str, content: bytes) -> tuple[str, dict]:
    return f"home/OpenMQTTGateway/BTtoMQTT/{address.hex().upper()}", {
        "id": address.hex(":").upper(),
        "mac_type": 1,
        "adv_type": 0,
        "rssi": NEAR_DBM,
        "servicedata": content.hex(),
        "servicedatauuid": uuid,
    }


async def test_an_openmqttgateway_brings_a_card(shop: Shop, gateways: GatewayBroker) -> None:
    phone = await shop.enrol(ANDROID)
    await shop.watch_broker()

    def messages() -> list[tuple[str, dict]]:
        said = [openmqttgateway_says(address, "0xfeaa", address + bytes(11)) for address in STRANGERS]
        sent = phone.transmission()
        # After flags (3), length, type and UUID (4): the service data.
        return [*said, openmqttgateway_says(sent.address, f"0x{phone.marker:04x}", sent.ad[7:])] if sent else said

    become_bridge(shop, gateways, "bridge-2", "openmqttgateway")
    async with beside(lambda: publish(gateways, "gateway-2", messages)):
        await the_card_is_of(shop, phone)
    nothing_is_left_of(STRANGERS, shop)


def espresense_says(address: bytes, made_of_it: str) -> tuple[str, dict]:
    return f"espresense/devices/{made_of_it}/entrance", {
        "mac": address.hex(),
        "id": made_of_it,
        "idType": 10,
        "rssi@1m": -65,
        "rssi": NEAR_DBM - 0.4,
        "distance": 1.2,
        "int": 240,
    }


async def test_an_espresense_node_brings_the_card_of_an_iphone(shop: Shop, gateways: GatewayBroker) -> None:
    phone = await shop.enrol(IPHONE)
    await shop.watch_broker()

    def messages() -> list[tuple[str, dict]]:
        said = [espresense_says(address, address.hex()) for address in STRANGERS]
        sent = phone.transmission()
        if sent:
            token = sent.ad[5:21][::-1].hex()  # the 128-bit UUID, which the air carries reversed
            uuid = "-".join((token[:8], token[8:12], token[12:16], token[16:20], token[20:]))
            said.append(espresense_says(sent.address, f"ad:{uuid}0x{phone.marker:04x}"))
        return said

    become_bridge(shop, gateways, "bridge-3", "espresense", GODDAG_EDGE_GATEWAY="entrance")
    async with beside(lambda: publish(gateways, "gateway-3", messages)):
        await the_card_is_of(shop, phone)
    nothing_is_left_of(STRANGERS, shop)
