"""A store on simulated time in one process: people, radio field, the edges' own windows, the wire, and a whole hub.

An hour passes in seconds. There are no processes, no broker and no waiting here: what those add is shown by `Store`.
"""

import secrets
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from edge.agent import as_event
from edge.decode import MemberFrame
from edge.window import Sighting, SightingWindow
from hub import app
from hub.equipment.edges.ingest import Received
from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.http.outgoing import Outgoing, open_outgoing
from hub.ground.journal import VisitEnded, VisitStarted, ZoneEntered
from hub.ground.settings import Settings
from hub.place.presence.model import TICK_SECONDS
from simulators.dice import roll
from simulators.field import DANIS, Receiver, Transmitter, heard
from simulators.issuer import Issuer
from simulators.people import MEMBERS, Persona
from simulators.phone import Phone
from simulators.stage import ADV_DELAY_SECONDS, PHONE_INTERVAL_SECONDS, POCKET_HEIGHT_M
from simulators.walk import Route
from wire.clock import Clock, to_ms
from wire.codec import encode
from wire.ids import EdgeId, Seq, Token
from wire.messages import Event, SightingBatch
from wire.mqtt import Incoming
from wire.topics import MessageKind, Topic

WINDOW_SECONDS = 1.0
HEARTBEAT_SECONDS = 10.0
STEP_SECONDS = 0.25
# A phone says nothing for a while now and then: it sleeps, or its owner sits on it.
PAUSE_EVERY_SECONDS, PAUSE_SHARE, LONGEST_PAUSE_SECONDS = 30.0, 0.15, 10.0


@dataclass(slots=True)
class Walker:
    """A member on a route that begins at `came` (Unix seconds)."""

    phone: Phone
    route: Route
    came: float
    pauses: bool = True
    packets: int = 0
    next_at: float = 0.0

    @property
    def name(self) -> str:
        return self.phone.persona.ref

    @property
    def gone_at(self) -> float:
        return self.came + self.route.seconds

    def is_pausing(self, seed: int, now: float) -> bool:
        since = now - self.came
        luck, length, _, _ = roll(seed, "pause", self.name, int(since // PAUSE_EVERY_SECONDS))
        return self.pauses and luck < PAUSE_SHARE and since % PAUSE_EVERY_SECONDS < length * LONGEST_PAUSE_SECONDS


@dataclass(slots=True)
class _Edge:
    receiver: Receiver
    window: SightingWindow = field(default_factory=lambda: SightingWindow(WINDOW_SECONDS, WINDOW_SECONDS))
    boot_id: str = field(default_factory=lambda: secrets.token_hex(8))
    seq: int = 0


class FastStore:
    """What a test or a benchmark does with it. `now` is Unix seconds and only goes forward."""

    def __init__(self, folder: Path, floor_plan: Path, outgoing: Outgoing, seed: int) -> None:
        self.plan, self.seed = load_floor_plan(floor_plan), seed
        self._issuer = Issuer()
        self._settings = Settings.model_validate(
            {
                "floor_plan": floor_plan,
                "data_dir": folder,
                "app_issuer": self._issuer.issuer,
                "app_keys": str(self._issuer.publish(folder / "jwks.json")),
            }
        )
        self._outgoing = outgoing
        self.db: Database = open_database(folder / "hub.db", manifests.schemas())
        self.hub = app.build(self._settings, self.plan, self.db, outgoing)
        self.now = self.hub.ground.clock.wall()
        self._next_tick = self._next_beat = self.now
        self._edges = {
            edge.id: _Edge(Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m)) for edge in self.plan.edges
        }
        self.here: list[Walker] = []
        self.dead: set[EdgeId] = set()

    def restart_hub(self) -> None:
        """The hub begins anew with what is in its database."""
        self.hub.rights.tombstones.close()
        self.hub = app.build(self._settings, self.plan, self.db, self._outgoing)

    async def enrol(self, ref: str, persona: Persona = MEMBERS[0]) -> Phone:
        """A member with the app, and tokens for a day."""
        who = Persona(ref, persona.first_name, persona.platform, (), 0, 0, persona.purposes, "")
        web = httpx.AsyncClient(transport=httpx.ASGITransport(self.hub.running.web), base_url="http://127.0.0.1")
        phone = Phone(who, web, Clock(), self.seed, f"phone-of-{ref}", self._issuer)
        await phone.enrol()
        return phone

    def pass_time(self, until: float) -> None:
        """Let everybody walk, send and be heard until then."""
        while self.now < until:
            self.now += STEP_SECONDS
            told: dict[EdgeId, list[Sighting]] = {}
            for walker in self.here:
                self._send(walker, told)
            self.here = [walker for walker in self.here if walker.gone_at > self.now]
            for name, edge in self._edges.items():
                told.setdefault(name, []).extend(edge.window.close_due(self.now))
            self._tell(told)
            if self.now >= self._next_tick:
                self._next_tick += TICK_SECONDS
                for _ in self.hub.visits.service.follow(self.now):
                    pass

    def _send(self, walker: Walker, told: dict[EdgeId, list[Sighting]]) -> None:
        # Phones keep no common time, and radios add up to 10 ms to each interval: packets in step with the edges'
        # windows and the filter's ticks would be weighed otherwise.
        while walker.next_at <= self.now:
            at = max(walker.next_at, walker.came)
            phase, delay, _, _ = roll(self.seed, "interval", walker.name, walker.packets)
            first = phase * PHONE_INTERVAL_SECONDS if walker.next_at == 0.0 else 0.0
            walker.next_at = at + PHONE_INTERVAL_SECONDS + delay * ADV_DELAY_SECONDS + first
            walker.packets += 1
            self._radiate(walker, at, told)

    def _radiate(self, walker: Walker, at: float, told: dict[EdgeId, list[Sighting]]) -> None:
        since = at - walker.came
        place = walker.route.at(since)
        token = next((t for t in walker.phone.tokens if t.starts_at <= at < t.ends_at), None)
        if place is None or token is None or not walker.phone.advertises or walker.is_pausing(self.seed, at):
            return
        outside = not walker.route.inside(since)
        antenna = Transmitter(walker.name, place.x_m, place.y_m, POCKET_HEIGHT_M, place.facing_rad, outside=outside)
        frame = MemberFrame(Token(token.token), token.epoch)
        for name, edge in self._edges.items():
            rssi = heard(DANIS, self.seed, antenna, edge.receiver, walker.packets)
            if rssi is not None:
                told.setdefault(name, []).extend(edge.window.hear(frame, rssi, at))

    def _tell(self, told: dict[EdgeId, list[Sighting]]) -> None:
        alive = self._edges.keys() - self.dead
        if self.now >= self._next_beat:
            self._next_beat += HEARTBEAT_SECONDS
            for name in alive:
                self.hub.visits.service.store_heard(name, self.now)
        batches = [self._batch(name, sightings) for name, sightings in told.items() if sightings and name in alive]
        if batches:
            self.hub.edges.ingest.apply(batches)

    def _batch(self, name: EdgeId, sightings: Iterable[Sighting]) -> Received:
        edge, first = self._edges[name], self._edges[name].seq + 1
        events: list[Event] = [
            as_event(each, each.last_mono, Seq(first + number)) for number, each in enumerate(sightings)
        ]
        edge.seq += len(events)
        batch = SightingBatch(
            store=self.plan.store_id,
            edge=name,
            boot_id=edge.boot_id,
            oldest_seq=first,
            sent_at_ms=to_ms(self.now),
            sent_mono_ms=to_ms(self.now),
            clock_trusted=True,
            events=events,
        )
        topic = Topic(self.plan.store_id, name, MessageKind.SIGHTINGS)
        return Received(Incoming(str(topic), encode(batch), retained=False), self.now)

    def came_and_went(self) -> list[tuple[float, VisitStarted | ZoneEntered | VisitEnded]]:
        """The journal's visits, and when (Unix seconds)."""
        return [
            (entry.at_ms / 1000, entry.event)
            for entry in self.hub.ground.journal.read(0, limit=1_000_000)
            if isinstance(entry.event, VisitStarted | ZoneEntered | VisitEnded)
        ]


@asynccontextmanager
async def open_fast_store(folder: Path, floor_plan: Path, seed: int) -> AsyncGenerator[FastStore]:
    """Open one. Raises `HubError`."""
    async with open_outgoing() as outgoing:
        store = FastStore(folder, floor_plan, outgoing, seed)
        try:
            yield store
        finally:
            store.hub.rights.tombstones.close()
            store.db.close()
