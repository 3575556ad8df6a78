"""The store as it happens: who is here now, what each device sends, and which edge was handed which packet."""

import asyncio
import contextlib
import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import httpx

from hub.ground.floor_plan.model import FloorPlan, PlacedBeacon
from simulators.air import Air
from simulators.bluez.air import BluezAir
from simulators.crowd import Arrival
from simulators.field import DANIS, RadioModel, Receiver, Transmitter, heard
from simulators.frames import AdvertisingType, Transmission, ibeacon, static_address
from simulators.people import Platform
from simulators.phone import Phone
from simulators.strangers import StrangerPhone

# Android's "balanced", and the usual choice; radios add up to 10 ms at random (Core spec, vol 6, part B, 4.4.2.2).
PHONE_INTERVAL_SECONDS = 0.25
BEACON_INTERVAL_SECONDS = 1.0
ADV_DELAY_SECONDS = 0.01
# The air is looked at this often: well below any interval.
TICK_SECONDS = 0.01
POCKET_HEIGHT_M = 1.1
BEACON_REF_DBM = -61
# iOS tells an app once a second what it ranged, and about so long after the last packet that a region was left.
REPORT_SECONDS = 1.0
EXIT_SECONDS = 20.0


@dataclass(slots=True)
class Walker:
    """A person in or near the store, from the street to the street."""

    arrival: Arrival
    began: float
    """Monotonic seconds."""
    phone: Phone | None
    stranger: StrangerPhone | None
    packets: int = 0
    first_given: float | None = None
    """When an edge was first handed a packet of this phone; monotonic seconds."""
    first_given_inside: float | None = None
    ranged_at: float | None = None
    """When this phone heard a beacon last; monotonic seconds. None: never, or it has told that it went."""

    def transmission(self, now: float) -> Transmission | None:
        if self.phone is not None:
            return self.phone.transmission()
        return self.stranger.transmission(now) if self.stranger is not None else None

    @property
    def ranges(self) -> bool:
        """Whether the app on this phone listens for beacons and reports them: those on iPhones do."""
        return self.phone is not None and self.phone.persona.platform is Platform.IOS and self.phone.recognised

    def inside(self, now: float) -> bool:
        return self.arrival.route.inside(now - self.began)

    @property
    def name(self) -> str:
        return self.arrival.name


@dataclass(slots=True)
class _Beacon:
    placed: PlacedBeacon
    sent: Transmission
    packets: int = 0


@dataclass(slots=True)
class Stage:
    """Everything that moves and sends. `run` plays it until it is cancelled."""

    plan: FloorPlan
    air: Air | BluezAir
    seed: int
    phones: dict[str, Phone]
    model: RadioModel = DANIS
    on_enter: Callable[[Walker], None] = lambda _: None
    here: dict[str, Walker] = field(default_factory=dict[str, Walker])
    past: list[Walker] = field(default_factory=list[Walker])
    """Everybody who ever came, for the report; only kept when `keep_past`."""
    keep_past: bool = False
    _receivers: tuple[Receiver, ...] = ()
    _beacons: list[_Beacon] = field(default_factory=list[_Beacon])

    def __post_init__(self) -> None:
        self._receivers = tuple(Receiver(str(e.id), e.x_m, e.y_m, e.height_m) for e in self.plan.edges)
        uuid = UUID(self.plan.beacon_uuid)
        for placed in self.plan.beacons:
            ad = ibeacon(uuid, placed.major, placed.minor, BEACON_REF_DBM)
            address = static_address(self.seed, placed.id)
            self._beacons.append(_Beacon(placed, Transmission(address, True, AdvertisingType.NON_CONNECTABLE, ad)))

    async def run(self, arrivals: Iterator[Arrival]) -> None:
        """Let everybody come at their time, and let every device send at its own."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._report())
            await self._play(arrivals)

    async def _play(self, arrivals: Iterator[Arrival]) -> None:
        dice = Random(f"air {self.seed}")
        began = time.monotonic()
        due: list[tuple[float, int, Walker | _Beacon]] = []
        number = 0
        for beacon in self._beacons:
            number += 1
            heapq.heappush(due, (began + dice.random() * BEACON_INTERVAL_SECONDS, number, beacon))
        coming = next(arrivals, None)
        while True:
            now = time.monotonic()
            while coming is not None and began + coming.at_s <= now:
                walker = self._welcome(coming, now)
                number += 1
                heapq.heappush(due, (now + dice.random() * PHONE_INTERVAL_SECONDS, number, walker))
                coming = next(arrivals, None)
            while due and due[0][0] <= now:
                at, order, source = heapq.heappop(due)
                interval = self._send(source, now)
                if interval is not None:
                    # After a hold-up the missed packets stay missed, as on a real radio.
                    following = max(at + interval, now - interval) + dice.random() * ADV_DELAY_SECONDS
                    heapq.heappush(due, (following, order, source))
            await asyncio.sleep(TICK_SECONDS)

    def _welcome(self, arrival: Arrival, now: float) -> Walker:
        phone = self.phones.get(arrival.name)
        stranger = StrangerPhone(self.seed, arrival.name) if arrival.member is None else None
        walker = Walker(arrival, now, phone, stranger)
        self.here[arrival.name] = walker
        if self.keep_past:
            self.past.append(walker)
        return walker

    def _send(self, source: Walker | _Beacon, now: float) -> float | None:
        """Send one packet; the interval to the next, or None when there is no next."""
        if isinstance(source, _Beacon):
            placed = source.placed
            source.packets += 1
            antenna = Transmitter(placed.id, placed.x_m, placed.y_m, placed.height_m, None)
            self._radiate(antenna, source.sent, source.packets)
            self._range(source, now)
            return BEACON_INTERVAL_SECONDS
        route_s = now - source.began
        place = source.arrival.route.at(route_s)
        if place is None:
            if self.here.get(source.name) is source:
                del self.here[source.name]
            return None
        sent = source.transmission(now)
        if sent is not None:
            inside = source.inside(now)
            antenna = Transmitter(
                source.name, place.x_m, place.y_m, POCKET_HEIGHT_M, place.facing_rad, outside=not inside
            )
            source.packets += 1
            given = self._radiate(antenna, sent, source.packets)
            if given and source.first_given is None:
                source.first_given = now
            if given and inside and source.first_given_inside is None:
                source.first_given_inside = now
                self.on_enter(source)
        return PHONE_INTERVAL_SECONDS

    def _range(self, beacon: _Beacon, now: float) -> None:
        """Phones hear the beacon as it would hear them: a path takes the same both ways, bodies and windows too."""
        placed = beacon.placed
        receiver = Receiver(placed.id, placed.x_m, placed.y_m, placed.height_m)
        for walker in self.here.values():
            place = walker.arrival.route.at(now - walker.began)
            if walker.phone is None or not walker.ranges or place is None:
                continue
            outside = not walker.inside(now)
            antenna = Transmitter(walker.name, place.x_m, place.y_m, POCKET_HEIGHT_M, place.facing_rad, outside=outside)
            rssi = heard(self.model, self.seed, antenna, receiver, beacon.packets)
            if rssi is not None:
                walker.phone.range(placed.major, placed.minor, rssi)
                walker.ranged_at = now

    async def _report(self) -> None:
        """Each phone that ranges tells what it heard; and, once, that it has heard nothing for a while."""
        around: dict[str, Walker] = {}
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            around |= {walker.name: walker for walker in self.here.values() if walker.ranges}
            for walker in tuple(around.values()):
                if walker.phone is None or walker.ranged_at is None:
                    continue
                # The next second tells again; and who withdrew meanwhile is refused, as they should be.
                with contextlib.suppress(httpx.HTTPError):
                    if time.monotonic() - walker.ranged_at > EXIT_SECONDS:
                        walker.ranged_at = None
                        await walker.phone.report("outside", advertising=False)
                    elif walker.phone.ranged:
                        await walker.phone.report()
            around = {name: w for name, w in around.items() if w.ranged_at is not None or self.here.get(name) is w}

    def _radiate(self, antenna: Transmitter, sent: Transmission, packet: int) -> bool:
        given = False
        for receiver in self._receivers:
            rssi = heard(self.model, self.seed, antenna, receiver, packet)
            if rssi is not None:
                given = self.air.hear(receiver.name, sent, rssi) or given
        return given

    def people(self) -> list[dict[str, Any]]:
        """Everybody who is here now, as the console shows them."""
        now = time.monotonic()
        shown: list[dict[str, Any]] = []
        for walker in list(self.here.values()):
            place = walker.arrival.route.at(now - walker.began)
            if place is None:
                continue
            persona = walker.arrival.member
            recognition = ("on" if walker.phone.recognised else "off") if walker.phone else None
            shown.append(
                {
                    "id": walker.name,
                    "kind": "member" if persona else "stranger",
                    "name": persona.first_name if persona else None,
                    "platform": persona.platform.value if persona else "other",
                    "x_m": round(place.x_m, 2),
                    "y_m": round(place.y_m, 2),
                    "inside": walker.inside(now),
                    "recognition": recognition,
                    "note": persona.note if persona else None,
                }
            )
        return shown
