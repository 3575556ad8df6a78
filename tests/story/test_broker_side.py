"""The hub and its broker: nobody else's is taken for ours, and what runs without doing its job is mended."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from lone_hub import STORE, LoneHub, Mosquitto, heartbeat, lone_hub
from small_shop import PATIENCE_SECONDS

from wire.errors import BrokerUnavailable
from wire.ids import EdgeId, StoreId
from wire.mqtt import Broker, connect
from wire.topics import MessageKind, Topic, canary, said_by

pytestmark = pytest.mark.story
HEALTH = f"goddag/{STORE}/edge/edge-1/health"


@pytest.fixture
def small_disk(make_disk: Callable[[int], Path]) -> Path:
    """A file system of 24 MB of its own."""
    return make_disk(24)


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[LoneHub]:
    async with lone_hub(tmp_path) as made:
        yield made


async def test_a_hub_whose_port_another_broker_holds_stops_and_shows_it_no_password(hub: LoneHub) -> None:
    async with Mosquitto(hub.folder, hub.broker_port) as other:
        await hub.start()
        assert hub.process is not None
        assert await asyncio.to_thread(hub.process.wait, PATIENCE_SECONDS) == 2
        assert f"port {hub.broker_port} on 127.0.0.1 is taken by another program" in hub.log
        assert "u'hub'" not in other.log


async def test_another_broker_that_takes_the_port_while_ours_is_down_is_shown_no_password_either(hub: LoneHub) -> None:
    await hub.start()
    await hub.ready()
    assert hub.process is not None
    # The hub cannot look while its broker dies and another one comes up in its place.
    hub.process.send_signal(signal.SIGSTOP)
    broker = hub.broker_pid()
    assert broker
    os.kill(broker, signal.SIGKILL)
    async with Mosquitto(hub.folder, hub.broker_port) as other:
        hub.process.send_signal(signal.SIGCONT)
        await hub.until("the hub to say so", lambda: "the broker does not start again" in hub.log)
        assert not await hub.works()
        assert "u'hub'" not in other.log
    await hub.ready()  # the port is free again, and ours comes back by itself


async def test_a_hub_that_has_no_descriptor_left_goes_on_as_soon_as_it_has_some(hub: LoneHub) -> None:
    await hub.start()
    await hub.ready()
    assert hub.process is not None
    process, (soft, hard) = hub.process, resource.prlimit(hub.process.pid, resource.RLIMIT_NOFILE)

    def says(what: str) -> Callable[[], bool]:
        def said() -> bool:
            assert process.poll() is None, hub.log
            return what in hub.log

        return said

    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (10, hard))
    await hub.until("the hub to say so", says("the broker cannot be looked after"))
    broker = hub.broker_pid()
    assert broker
    os.kill(broker, signal.SIGKILL)
    await hub.until("the hub to say that too", says("the broker does not start again"))
    assert "there is no room on the disk" not in hub.log  # nothing is known of the disk
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (soft, hard))
    await hub.ready()
    assert process.poll() is None, hub.log


async def test_an_edge_that_died_with_the_hub_is_not_online_because_the_broker_remembers_it(hub: LoneHub) -> None:
    edge = hub.login("edge-1")
    await hub.start()
    await hub.ready()
    async with connect(edge, "edge-1", ()) as session:
        said_at = time.time()
        await session.publish(HEALTH, heartbeat("edge-1", said_at), retain=True)

        async def online() -> bool:
            return (await hub.edge()).get("online", False)

        await hub.until("the edge to be online", online)
        await hub.kill()  # while the edge is connected: no last will is left
        with pytest.raises(BrokerUnavailable):
            async for _ in session.messages():
                pass
    cut_at_ms = round(time.time() * 1000)
    await hub.start()
    await hub.ready()

    async def remembered() -> bool:
        return (await hub.edge()).get("report") is not None

    await hub.until("what the broker remembers of it", remembered)
    state = await hub.edge()
    assert not state["online"]
    assert state["heard_at_ms"] <= cut_at_ms
    # And as soon as it says so itself, it is.
    async with connect(edge, "edge-1", ()) as session:
        await session.publish(HEALTH, heartbeat("edge-1", time.time()), retain=True)
        await hub.until("the edge to be online again", online)


async def test_a_card_and_its_copy_are_seen_as_two_edges_of_one_name(hub: LoneHub) -> None:
    edge = hub.login("edge-1")
    await hub.start()
    await hub.ready()
    async with connect(edge, "one", ()) as one, connect(edge, "copy", ()) as copy:
        for session, boot in ((one, "a" * 16), (copy, "b" * 16), (one, "a" * 16)):
            await session.publish(HEALTH, heartbeat("edge-1", time.time(), boot), retain=True)

        async def twice() -> bool:
            return (await hub.edge()).get("runs_twice", False)

        await hub.until("the copy to be noticed", twice)
    assert len(hub.said("two devices run as the same edge")) == 1
    assert not (await hub.edge("edge-2"))["runs_twice"]


async def test_an_edge_that_starts_anew_is_one_edge_also_when_its_old_will_comes_late(hub: LoneHub) -> None:
    edge = hub.login("edge-1")
    await hub.start()
    await hub.ready()
    async with connect(edge, "edge-1", ()) as session:
        for boot, state in (("a", "online"), ("b", "online"), ("a", "offline"), ("b", "online"), ("c", "online")):
            await session.publish(HEALTH, heartbeat("edge-1", time.time(), boot * 16, state), retain=True)

        async def online() -> bool:
            return (await hub.edge()).get("online", False)

        await hub.until("the edge to be online", online)
        await session.publish(HEALTH, heartbeat("edge-1", time.time(), "b" * 16, "offline"), retain=True)
        await session.publish(HEALTH, heartbeat("edge-2", time.time()))  # forbidden, so it changes nothing
        await hub.until("the hub to go on", hub.works)
    state = await hub.edge()
    assert (state["online"], state["runs_twice"]) == (True, False)


@pytest.mark.parametrize("url", ["mqtt://hub@127.0.0.1:1", "mqtt://hub@{host}:{port}"])
async def test_a_broker_that_never_worked_is_said_once_with_the_reason(tmp_path: Path, url: str) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("")
    passwords.chmod(0o644)
    async with (
        lone_hub(tmp_path) as probe,
        Mosquitto(tmp_path, probe.broker_port, f"allow_anonymous false\npassword_file {passwords}\n"),
    ):
        settings = {
            "BROKER_URL": url.format(host="127.0.0.1", port=probe.broker_port),
            "BROKER_PASSWORD": "wrong-password",
        }
        async with lone_hub(tmp_path, tmp_path / "d", **settings) as hub:
            await hub.start()
            await hub.until("a warning", lambda: bool(hub.said("the broker does not do its job")))
            assert ("refused" in hub.log.lower()) or ("Not authorized" in hub.log)
            fleet = {}

            async def told() -> bool:
                fleet.update(await hub.fleet())
                return bool(fleet.get("broker_why"))

            await hub.until("the reason at /api/fleet", told)
            assert (await hub.client.get("/healthz")).status_code == 200
            ready = await hub.client.get("/readyz")
            assert ready.status_code == 503
            assert (ready.json()["ready"], ready.json()["parts"]["broker"]) == (False, False)
            assert ready.json()["parts"]["database"]
            await asyncio.sleep(5)  # in which it tries again several times
            assert not fleet["broker_connected"]
            assert len(hub.said("the broker does not do its job")) == 1
            assert "wrong-password" not in hub.log + str(fleet)


@pytest.mark.parametrize(
    ("config", "how_many"),
    [
        ("allow_anonymous true\n", 2500),  # which sends a thousand at a time
        ("allow_anonymous true\nmax_queued_messages 100000\nmax_inflight_messages 0\n", 12_000),  # more than we take
    ],
)
async def test_what_is_retained_under_topics_that_nobody_uses_is_removed_however_much_it_is(
    tmp_path: Path, config: str, how_many: int
) -> None:
    async with lone_hub(tmp_path) as probe, Mosquitto(tmp_path, probe.broker_port, config):
        broker = Broker("127.0.0.1", probe.broker_port, None, None)
        rubbish = [f"goddag/{STORE}/edge/edge-1/x/{n}" for n in range(how_many)]
        kept = f"goddag/{STORE}/edge/edge-1/health"
        async with connect(broker, "litter", ()) as session:
            await session.publish(kept, heartbeat("edge-1", time.time()), retain=True)
            for start in range(0, len(rubbish), 500):
                await asyncio.gather(
                    *(session.publish(topic, b"x" * 100, retain=True) for topic in rubbish[start : start + 500])
                )
        async with lone_hub(tmp_path, tmp_path / "d", BROKER_URL=f"mqtt://127.0.0.1:{probe.broker_port}") as hub:
            await hub.start()

            async def retained() -> list[str]:
                found: list[str] = []
                async with connect(broker, "look", ("goddag/#", "end")) as session:
                    await session.publish("end", b"")
                    async for message in session.messages():
                        if message.topic == "end":
                            return found
                        if message.retained:
                            found.append(message.topic)
                return found

            def removed() -> int:
                lines = hub.said("topics that nobody uses were removed")
                return sum(int(line.rpartition("how_many=")[2]) for line in lines)

            async def clean() -> bool:
                return not [topic for topic in await retained() if "/x/" in topic]

            # Before that, there is more than one session takes at once: this one neither.
            await hub.until("most of the rubbish to be gone", lambda: removed() > len(rubbish) // 2)
            await hub.until("the rest of it to be gone", clean)
            assert kept in await retained()
            assert "queue is full" not in hub.log
            assert len(hub.log.splitlines()) < 30


async def test_an_edge_may_say_what_edges_say_and_nothing_beside_it(hub: LoneHub) -> None:
    edge, other = hub.login("edge-1"), hub.login("edge-2")
    await hub.start()
    await hub.ready()
    observer = json.loads((hub.data_dir / "broker" / "observer.json").read_text())
    watcher = Broker("127.0.0.1", hub.broker_port, observer["username"], observer["password"])
    own = {str(topic) for topic in said_by(StoreId(STORE), EdgeId("edge-1"))}
    foreign = {str(topic) for topic in said_by(StoreId(STORE), EdgeId("edge-2"))}
    beside = {
        f"goddag/{STORE}/edge/edge-1", f"goddag/{STORE}/edge/edge-1/x", canary(StoreId(STORE)), f"goddag/{STORE}/x",
        f"goddag/{STORE}/cmd/edge-1/orders", "goddag", "anything", *(f"{topic}/x" for topic in own), *foreign,
    }  # fmt: skip
    end = str(Topic(StoreId(STORE), EdgeId("edge-2"), MessageKind.SIGHTINGS))
    heard: list[str] = []
    async with connect(watcher, "watch", ("goddag/#",)) as watch:
        # MQTT 3.1.1 hides a denial: only what is delivered counts.
        async with connect(edge, "edge-1", ()) as session:
            for topic in sorted(beside | own):
                await session.publish(topic, b"of edge-1", retain=True)
        async with connect(other, "edge-2", ()) as session:
            await session.publish(end, b"end")
        async for message in watch.messages():
            if message.payload == b"of edge-1":
                heard.append(message.topic)
            if message.payload == b"end":
                break
    assert set(heard) == own


async def test_a_broker_that_a_full_disk_stopped_works_again_soon_after_there_is_room(
    tmp_path: Path, small_disk: Path
) -> None:
    async with lone_hub(tmp_path, small_disk) as hub:
        edge = hub.login("edge-1")
        await hub.start()
        await hub.ready()
        pid = hub.broker_pid()
        async with connect(edge, "edge-1", ()) as session:
            fill = small_disk / "fill"
            with fill.open("wb") as file, contextlib.suppress(OSError):
                while True:
                    os.write(file.fileno(), b"x" * 4096)
            # The server notices with the first thing that it has to store.
            with contextlib.suppress(BrokerUnavailable):
                for n in range(100):
                    await session.publish(HEALTH, heartbeat("edge-1", time.time() + n), retain=True)

        async def broken() -> bool:
            ready = await hub.client.get("/readyz", timeout=60.0)
            return ready.status_code == 503 and not ready.json()["parts"]["broker"]

        await hub.until("the hub to notice", broken)
        assert (await hub.fleet())["broker_why"]
        assert hub.process is not None
        assert hub.process.poll() is None
        assert hub.broker_pid() == pid  # without room it is left alone: a start now would wipe what it stored
        fill.unlink()
        room_at = time.monotonic()
        await hub.ready()
        assert hub.broker_pid() != pid
        async with connect(edge, "edge-1", ()) as session:
            await session.publish(HEALTH, heartbeat("edge-1", time.time()), retain=True)

            async def online() -> bool:
                return (await hub.edge()).get("online", False)

            await hub.until("the edge to be online", online)
        print(f"worked again {time.monotonic() - room_at:.1f} s after there was room")  # noqa: T201 - a figure for whoever looks
        lines = [line for line in hub.log.splitlines() if "warning" in line or "error" in line]
        assert len(lines) < 20, lines


async def test_the_log_of_the_broker_is_bounded_also_the_one_that_grew_before(hub: LoneHub) -> None:
    folder = hub.data_dir / "broker"
    folder.mkdir(parents=True)
    (folder / "nats.log").write_bytes(b"[1] an old line\n" * 1_000_000)
    for n in range(5):
        (folder / f"nats.log.2026.11.2{n}.12.00.00.0").write_bytes(b"x" * 6_000_000)
    await hub.start()
    await hub.ready()

    def bounded() -> bool:
        files = list(folder.glob("nats.log*"))
        return len(files) <= 2 and (folder / "nats.log").stat().st_size < 6_000_000

    await hub.until("the old logs to go", bounded)
