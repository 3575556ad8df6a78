"""What each stage of our edge costs by itself: the real functions in a loop, in this process. A microbenchmark.

Warm: in a real edge each packet finds the processor's caches filled with other things, and the same code takes several
times as long. The shares are what this is for; the whole is measured from outside.
"""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bleak.backends.scanner import AdvertisementData
from edge_parts.hub_side import EDGE, STORE, HubSide
from edge_parts.load import MARKER, Sender, members, strangers

from edge.advertisement import parse_advertisement
from edge.agent import as_event
from edge.batch import BODY_BYTES, MOST_EVENTS, make_batch
from edge.batch import Sender as BatchSender
from edge.clock_trust import ClockTrust
from edge.decode import Ours, decode
from edge.outbox import Outbox, open_outbox
from edge.radio.bluez import _ScanCallback, from_bleak
from edge.radio.port import _listener
from edge.radio.scan_health import ScanHealth
from edge.window import Sighting, SightingWindow
from simulators.bluez.device import Device, Discovery
from simulators.serving import HOST
from simulators.waiting import until
from wire.clock import Clock
from wire.ids import new_boot_id
from wire.mqtt import Broker, connect

T = TypeVar("T")
_DEVICES, _CALLS, _ROUNDS, _EVENTS, _COMMIT = 300, 30_000, 5, 6_000, 300
_BUDGET_BYTES = 50_000_000


def _microseconds(call: Callable[[T], object], each: Sequence[T]) -> float:
    """CPU per call, the loop's own taken off; median of the rounds."""

    def once(what: Callable[[T], object]) -> float:
        began = time.process_time()
        for _ in range(_CALLS // len(each)):
            for one in each:
                what(one)
        return (time.process_time() - began) / _CALLS * 1e6

    return statistics.median(once(call) - once(lambda _: None) for _ in range(_ROUNDS))


def _as_bleak_gives_it(sender: Sender) -> AdvertisementData:
    device = Device()
    device.hear(parse_advertisement(sender.ad, -60, 0.0), Discovery(filtered=True, duplicate_data=True))
    return AdvertisementData(
        None, device.manufacturer_data, device.service_data, device.uuids, None, -60, (sender.path, {})
    )


async def measure_stages(folder: Path, hub: HubSide) -> list[dict[str, object]]:
    """Each stage: CPU µs per call for a stranger and for a member of ours."""
    clock = Clock()
    ours = Ours.of(MARKER, ["0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"])
    found = {
        "foreign": [_as_bleak_gives_it(s) for s in strangers(_DEVICES)],
        "own": [_as_bleak_gives_it(s) for s in members(_DEVICES)],
    }
    heard = {kind: [from_bleak(one, 1.0) for one in all_] for kind, all_ in found.items()}
    frames = [frame for one in heard["own"] for frame in decode(one, ours)]
    window = SightingWindow(1.0, 10.0)
    for frame in frames:
        window.hear(frame, -60, 0.0)
    take = _ScanCallback(clock.mono, lambda _: None).take
    listen = _listener(lambda _: False, ScanHealth(0.0))
    sightings = [Sighting(frame, -60.0, 4, clock.mono(), clock.mono()) for frame in frames]
    rows: list[dict[str, object]] = []

    def row(stage: str, foreign: float | None, own: float, per: str) -> None:
        cells = ["" if cost is None else f"{cost:.2f}" for cost in (foreign, own)]
        rows.append({"stage (microbenchmark)": stage, "foreign us": cells[0], "own us": cells[1], "per": per})

    # None is what `take` makes of the device: it goes no further.
    row("callback: into our words", *(_microseconds(lambda f: take(None, f), found[k]) for k in found), per="packet")  # type: ignore[arg-type]
    row("dispatch: the radio is not deaf", *(_microseconds(listen, heard[k]) for k in heard), per="packet")
    row("decode", *(_microseconds(lambda a: decode(a, ours), heard[k]) for k in heard), per="packet")
    row("window", None, _microseconds(lambda frame: window.hear(frame, -60, 0.5), frames), "packet")
    (folder / "stages").mkdir()
    boot_id = new_boot_id()
    async with open_outbox(folder / "stages" / "outbox.db", boot_id, _BUDGET_BYTES) as outbox:
        committing = asyncio.create_task(outbox.run())
        put = await _cpu_per_event(outbox, sightings, clock)
        row("outbox: event, JSON, one commit per window", None, put, "sighting")
        sender = BatchSender(STORE, EDGE, boot_id, clock, ClockTrust(clock, folder / "stages"))
        async with connect(Broker(HOST, hub.broker_port, None, None), "stages", ()) as session:
            began, first = time.process_time(), 1
            while first <= _EVENTS:
                got = await outbox.read(boot_id, first, _EVENTS, BODY_BYTES, MOST_EVENTS)
                batch = make_batch(sender, boot_id, 1, got)
                assert isinstance(batch, bytes)
                await session.publish("stages", batch)
                first = got[-1].through_seq + 1
            sent = (time.process_time() - began) / _EVENTS * 1e6
        row("uplink: read, batch, publish", None, sent, "sighting")
        began = time.process_time()
        outbox.acknowledge(boot_id, _EVENTS)
        await until("the deletion", lambda: outbox.events == 0, 20.0)
        row("outbox: delete what the hub has", None, (time.process_time() - began) / _EVENTS * 1e6, "sighting")
        committing.cancel()
    return rows


async def _cpu_per_event(outbox: Outbox, sightings: list[Sighting], clock: Clock) -> float:
    began = time.process_time()
    for number in range(_EVENTS):
        sighting = sightings[number % len(sightings)]
        outbox.put(lambda seq, s=sighting: as_event(s, clock.wall(), seq))
        if (number + 1) % _COMMIT == 0:
            await until("the commit", lambda want=number + 1: outbox.committed_seq == want, 20.0)
    return (time.process_time() - began) / _EVENTS * 1e6
