"""What is promised about how an edge joins a store, what it may do there, and what a stolen one gives away."""

import asyncio
import contextlib
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from enrolled_shop import EnrolledShop, command, mosquitto_folder, open_enrolled_shop, write_mosquitto
from small_shop import collect
from test_border import batch

from hub.equipment.enrolment.authority import load_or_create_authority
from hub.trust.members.tokens import derive_day_secret
from simulators.leaks import spellings, ways_written
from simulators.people import MEMBERS
from simulators.serving import free_ports
from wire.errors import BrokerUnavailable
from wire.mqtt import Broker, Incoming, MqttSession, connect

pytestmark = pytest.mark.story

# What is promised of a revocation.
CUT_SECONDS = 60.0
# A certificate of this life is renewed after seven seconds.
SHORT_HOURS = "0.003"

log = logging.getLogger(__name__)

Open = Callable[..., AbstractAsyncContextManager[EnrolledShop]]


@pytest.fixture(params=["nats-server", "mosquitto"])
def open_shop(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the shop on either broker."""
    with ExitStack() as stack:
        folder = stack.enter_context(mosquitto_folder()) if request.param == "mosquitto" else None
        yield lambda **settings: open_enrolled_shop(tmp_path, free_ports(4), folder, **settings)


@pytest.fixture
def open_nats_shop(tmp_path: Path) -> Open:
    return lambda **settings: open_enrolled_shop(tmp_path, free_ports(4), **settings)


async def test_over_tls_only_enrolled_edges_get_in_and_each_reads_and_writes_its_own_topics(
    open_shop: Open, tmp_path: Path
) -> None:
    async with open_shop() as shop:
        # The whole way, on this broker: a phone becomes a card.
        shop.carry(await shop.enrol(), near="edge-2")
        await shop.row_with_card()
        await shop.watch_broker()
        shop.processes.kill("edge-1")
        strangers = asyncio.create_task(_strangers_let_in(shop.as_edge("edge-1"), tmp_path))
        own: list[Incoming] = []
        async with connect(shop.as_edge("edge-1"), "edge-1", ("goddag/corner/cmd/edge-1/#",)) as session:
            reading = asyncio.create_task(collect(session, own))
            # MQTT 3.1.1 hides a denial: the client sees success. Only delivery tells.
            await session.publish("goddag/corner/edge/edge-2/sightings", batch(edge="edge-2", boot_id="b" * 16))
            await session.publish("goddag/corner/cmd/edge-2/ack", b"forged")
            await session.publish("goddag/corner/edge/edge-1/sightings", batch(boot_id="c" * 16))
            await shop.until("the positive control", lambda: any(b"c" * 16 in m for m in shop.watch.carried))
            await shop.until("its own orders", lambda: any(m.topic.endswith("edge-1/orders") for m in own))
            await shop.until("its own ack", lambda: any(m.topic.endswith("edge-1/ack") for m in own))
            reading.cancel()
        assert not any(b"b" * 16 in message or message == b"forged" for message in shop.watch.carried)
        others: list[Incoming] = []
        for topic in ("goddag/corner/cmd/edge-2/#", "goddag/corner/edge/edge-2/#", "#"):
            with contextlib.suppress(BrokerUnavailable):  # a broker may refuse the subscription outright
                async with connect(shop.as_edge("edge-1"), "edge-1", (topic,)) as session:
                    reading = asyncio.create_task(collect(session, others))
                    boot = f"{len(topic):016x}"
                    await session.publish("goddag/corner/edge/edge-1/sightings", batch(boot_id=boot))
                    # Retained orders of edge-2, and its acks, would have come before the hub has done this.
                    await shop.until(
                        "the hub to go on", lambda boot=boot: any(key[1] == boot for key in shop.applied())
                    )
                    reading.cancel()
        assert not [m.topic for m in others if "edge-2" in m.topic]
        assert await strangers == []


async def _strangers_let_in(good: Broker, folder: Path) -> list[str]:
    """Who of these gets into the broker of `good`; all at once, as a refusal may show only by silence."""
    foreign = folder / "foreign.pem"
    foreign.write_bytes(load_or_create_authority(folder / "other", time.time()).own_side("edge-1", time.time()))
    callers = {
        "no certificate": replace(good, certificate_file=None),
        "a password": replace(good, certificate_file=None, username="edge-1", password="x"),
        "self-signed": replace(good, certificate_file=folder / "other" / "authority.pem"),
        "of another store": replace(good, certificate_file=foreign),
        "no TLS": Broker(good.host, good.port, "edge-1", "x"),
    }
    refused = await asyncio.gather(*(_refused(broker) for broker in callers.values()))
    return [caller for caller, is_refused in zip(callers, refused, strict=True) if not is_refused]


async def _refused(broker: Broker) -> bool:
    try:
        async with connect(broker, "caller", ()):
            return False
    except BrokerUnavailable:
        return True


async def _seconds_until_cut(session: MqttSession) -> float:
    began = time.monotonic()
    with contextlib.suppress(BrokerUnavailable):
        async with asyncio.timeout(CUT_SECONDS):
            async for _ in session.messages():
                pass
        pytest.fail("the session ended by itself")
    return time.monotonic() - began


async def test_a_code_that_was_used_or_has_expired_is_refused_in_words_and_counted(
    open_nats_shop: Open, tmp_path: Path
) -> None:
    async with open_nats_shop(profiles="no") as shop:

        async def enrol(code: str, folder: str) -> str:
            where = ("--hub", shop.chain.hub_url, "--data-dir", tmp_path / folder)
            return await command("goddag-edge", "enrol", *where, "--code", code, expect=2)

        code = await shop.invite("edge-1")
        first = shop.edge_data("edge-1")
        await command("goddag-edge", "enrol", "--hub", shop.chain.hub_url, "--code", code, "--data-dir", first)
        assert "that code has been used. If not by you, revoke the edge" in await enrol(code, "second")
        late = await shop.invite("edge-1")
        with contextlib.closing(sqlite3.connect(shop.chain.database, timeout=60)) as db, db:
            db.execute("UPDATE edge_invites SET expires_at_ms = ? WHERE used_at_ms IS NULL", (time.time() * 1000,))
        assert "that code has expired, it was good for 15 minutes" in await enrol(late, "third")
        refused = await shop.refused()
        assert (refused["enrolment_code_used"], refused["enrolment_code_expired"]) == (1, 1)
        assert not list((tmp_path / "second").iterdir()) + list((tmp_path / "third").iterdir())


async def test_orders_of_a_newer_hub_are_refused_with_the_field_and_the_store_sees_which(open_nats_shop: Open) -> None:
    async with open_nats_shop(profiles="no") as shop:
        hub = replace(shop.observer(), certificate_file=shop.chain.hub_data / "broker" / "hub.pem")
        newer = {
            "version": 1,
            "store": "corner",
            "edge": "edge-1",
            "type": "orders",
            "marker": 0xFFF1,
            "beacon_uuids": [],
            "heartbeat_ms": 1000,
            "listen_harder": True,
        }

        async def report() -> dict[str, object]:
            edges = (await shop.client.get("/api/fleet")).json()["edges"]
            return next(edge for edge in edges if edge["edge"] == "edge-1")["report"] or {}

        async def is_told() -> bool:
            return (await report()).get("orders_refused") == "invalid_field: listen_harder"

        async with connect(hub, "newer-hub", ()) as session:
            await session.publish("goddag/corner/cmd/edge-1/orders", json.dumps(newer).encode())
        await shop.until("the refusal on the hub's own page", is_told)
        assert (await report())["messages_refused"] == 1
        shop.carry(await shop.enrol(), near="edge-1")
        await shop.until("a row, by the last good orders", shop.rows)


async def test_a_revoked_edge_is_cut_off_while_it_speaks_and_gets_no_new_certificate(
    open_nats_shop: Open,
) -> None:
    async with open_nats_shop(profiles="no", EDGE_CERTIFICATE_HOURS=SHORT_HOURS) as shop:
        shop.processes.kill("edge-1")
        async with connect(shop.as_edge("edge-1"), "edge-1", ()) as session:
            await session.publish("goddag/corner/edge/edge-1/sightings", batch(boot_id="a" * 16))
            await shop.until("it to be heard", lambda: any(key[1] == "a" * 16 for key in shop.applied()))
            await shop.revoke("edge-1")
            log.info("cut after %.2f s", await _seconds_until_cut(session))
        assert await _refused(shop.as_edge("edge-1"))
        assert not await _refused(shop.as_edge("edge-2"))
        shop.start_edge("edge-1")  # the thief plugs it in: its certificate is due, and is refused

        async def renewal_refused() -> bool:
            return (await shop.refused()).get("enrolment_revoked", 0) > 0

        await shop.until("the renewal to be refused", renewal_refused)
        # Another device of that name is let in, and the stolen one still is not.
        stolen = shop.edge_data("edge-1").rename(shop.chain.folder / "stolen")
        shop.processes.kill("edge-1")
        await shop.join("edge-1")

        async def let_in() -> bool:
            return not await _refused(shop.as_edge("edge-1"))

        await shop.until("the new device to be let in", let_in)
        assert await _refused(replace(shop.as_edge("edge-1"), certificate_file=stolen / "identity.pem"))


async def test_mosquitto_refuses_a_revoked_edge_after_its_restart(tmp_path: Path) -> None:
    with mosquitto_folder() as folder:
        async with open_enrolled_shop(tmp_path, free_ports(4), folder, profiles="no") as shop:
            shop.processes.kill("edge-1")
            await shop.revoke("edge-1")
            await write_mosquitto(shop.chain, folder)
            shop.processes.kill("mosquitto")
            shop.processes.again("mosquitto")

            async def edge_2_is_back() -> bool:
                return not await _refused(shop.observer())

            await shop.until("Mosquitto to be back", edge_2_is_back)
            assert await _refused(shop.as_edge("edge-1"))
            # The others find their way back by themselves, and are recognised.
            shop.carry(await shop.enrol(), near="edge-2")
            await shop.until("a row", shop.rows)


async def test_a_running_edge_renews_its_certificate_and_goes_on_with_the_new_one(open_nats_shop: Open) -> None:
    async with open_nats_shop(profiles="no", EDGE_CERTIFICATE_HOURS=SHORT_HOURS) as shop:
        await shop.watch_broker()
        file = shop.edge_data("edge-1") / "identity.pem"
        first = x509.load_pem_x509_certificate(file.read_bytes())
        key = file.read_bytes().split(b"-----BEGIN CERTIFICATE")[0]
        log = shop.chain.folder / "logs" / "edge-1.log"
        await shop.until("a new session after the renewal", lambda: log.read_text().count("broker_connected") > 1)
        now = x509.load_pem_x509_certificate(file.read_bytes())
        assert now.serial_number != first.serial_number
        assert now.not_valid_after_utc > first.not_valid_after_utc
        assert file.read_bytes().split(b"-----BEGIN CERTIFICATE")[0] == key
        assert file.stat().st_mode & 0o777 == 0o600
        shop.carry(await shop.enrol())
        await shop.until("a row from the renewed edges", shop.rows)
        # Before the first session the broker may not know the edge yet; from the renewal on nothing may be refused.
        assert "broker_unavailable" not in log.read_text().split("certificate_renewed", 1)[1]


async def test_a_stolen_edge_names_nobody_and_opens_no_token(open_nats_shop: Open) -> None:
    async with open_nats_shop() as shop:
        persona = next(p for p in MEMBERS if "greet_by_name" in p.purposes and p.recognisable)
        phone = await shop.enrol(persona)
        shop.carry(phone)
        assert (await shop.row_with_card())["name"] == persona.first_name
        # Stolen at its worst moment: without a hub, all that it hears lies on its disk.
        shop.processes.kill("hub")
        outbox = [token.token.hex().encode() for token in phone.tokens]

        def tokens_on_disk() -> bool:
            image = b"".join(path.read_bytes() for path in shop.edge_data("edge-1").glob("outbox.db*"))
            return any(token in image for token in outbox)

        await shop.until("tokens on its disk", tokens_on_disk)
        shop.processes.kill("edge-1")
        with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
            handles = [handle for (handle,) in db.execute("SELECT member FROM members")]
        root = (shop.chain.hub_data / "token-root.key").read_bytes()
        today = int(time.time() // 86400)
        secrets: list[bytes] = [root, (shop.chain.hub_data / "authority" / "authority.pem").read_bytes()[30:90]]
        for day in range(today - 1, today + 2):
            secret = derive_day_secret(root, "goddag-1", day)
            secrets += [secret[:16], secret[16:]]
        assert handles
        assert len(secrets) > 3
        people = [text.encode() for member in MEMBERS for text in (member.first_name, member.ref)]
        wanted = {spelt for secret in secrets for spelt in spellings(secret)}
        wanted |= {text.lower() for text in people}
        image = [path for path in shop.edge_data("edge-1").rglob("*") if path.is_file()]
        assert {"identity.pem", "outbox.db", "enrolment.json", "orders.json"} <= {path.name for path in image}
        for path in image:
            content = path.read_bytes()
            assert not [needle for needle in wanted if needle in content.lower()], path.name
            assert not [ways for handle in handles if (ways := ways_written(handle, content))], path.name
        # The search finds what is there: the hub's own folder holds all of it.
        hub = b"".join(p.read_bytes() for p in shop.chain.hub_data.rglob("*") if p.is_file())
        assert persona.ref.encode().lower() in hub.lower()
        assert root in hub
        assert all(ways_written(handle, hub) for handle in handles)
