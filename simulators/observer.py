"""Outsiders with a note book: what the broker carried, what a handheld was shown, what a phone got."""

import asyncio
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.lateness import Arrival
from simulators.phone import Phone
from simulators.streams import listen
from wire.codec import decode_batch
from wire.errors import Rejected
from wire.messages import Gap, TokenSighting
from wire.mqtt import Broker, connect
from wire.topics import ROOT, MessageKind, parse_topic

EventKey = tuple[str, str, int]
"""Edge, boot id, seq: one event for ever."""

# A run of an hour stays far below this; above it the proof would be incomplete, and says so.
MOST_BYTES = 256_000_000
# Between two rounds of asking the phones' apps which visit is theirs: off the measured path.
ASK_SECONDS = 0.5
# The hub's own trial of its broker (wire.topics.canary), which is no edge's message.
_HUBS_OWN = "/hub/canary"
# The name that the customers' mirrors show.
STAFF = "Observer"


@dataclass(slots=True)
class BrokerWatch:
    """Everything that the broker carried, as its subscribe-only user saw it."""

    keys: set[EventKey] = field(default_factory=set[EventKey])
    gap_events: int = 0
    """Events that an edge gave up."""
    token_packets: int = 0
    """Packets of phones that the sightings stand for."""
    carried: list[bytes] = field(default_factory=list[bytes])
    carried_bytes: int = 0
    incomplete: bool = False
    unreadable: int = 0
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    """When each summary of a phone's packets came."""

    @property
    def sees(self) -> bool:
        """Whether anything has come: the edges' retained health does at once, unless a broker refused us silently."""
        return bool(self.carried)

    async def run(self, broker: Broker) -> None:
        """Watch until cancelled. Raises `BrokerUnavailable` when the connection ends: then the proof is incomplete."""
        async with connect(broker, "observer", (f"{ROOT}/#",)) as session:
            async for message in session.messages():
                self._note(message.topic, message.payload)

    def _note(self, topic: str, payload: bytes) -> None:
        self.carried_bytes += len(topic) + len(payload)
        if self.carried_bytes > MOST_BYTES:
            self.incomplete = True
            return
        self.carried += [topic.encode(), payload]
        if topic.startswith(f"{ROOT}/") and topic.endswith(_HUBS_OWN):
            return
        try:
            parsed = parse_topic(topic)
            if parsed.channel is not MessageKind.SIGHTINGS:
                return
            batch = decode_batch(parsed, payload).batch
        except Rejected:
            self.unreadable += 1
            return
        for event in batch.events if batch else ():
            key = (str(parsed.edge), batch.boot_id if batch else "", event.seq)
            if isinstance(event, Gap):
                self.gap_events += event.through_seq - event.seq + 1
            elif key not in self.keys:
                self.keys.add(key)
                if isinstance(event, TokenSighting):
                    self.token_packets += event.packets
                    self.arrivals.append(Arrival(str(parsed.edge), event.seq, event.packets, time.monotonic()))


@dataclass(slots=True)
class SeenVisit:
    """One visit as a handheld was shown it. Times are monotonic seconds of this process."""

    visit_id: str
    first_at: float
    first_card_at: float | None = None
    gone_at: float | None = None
    gone_reason: str | None = None
    shown_after_gone: int = 0
    cards: list[str] = field(default_factory=list[str])
    """Everything that was shown of the card, as JSON text."""
    opened: bool = False
    zones: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    """When a row arrived, and the zone that it named."""
    zones_since: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    """Since when the hub says that it was so (Unix seconds of the hub's clock), and the zone."""
    owner: str | None = None
    """The customer, as their own app says."""


@dataclass(slots=True)
class HandheldWatch:
    """A handheld that reads the list, and opens each card once."""

    hub_url: str
    visits: dict[str, SeenVisit] = field(default_factory=dict[str, SeenVisit])
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, client: httpx.AsyncClient) -> None:
        async for event in listen(client, f"{self.hub_url}/api/staff/stream"):
            now = time.monotonic()
            if event.name == "visit":
                self._note_row(json.loads(event.data), now)
            elif event.name == "gone":
                body = json.loads(event.data)
                seen = self.visits.setdefault(body["visit_id"], SeenVisit(body["visit_id"], now))
                seen.gone_at, seen.gone_reason = now, body["reason"]
            self.changed.set()

    def _note_row(self, row: dict[str, Any], now: float) -> None:
        seen = self.visits.setdefault(row["visit_id"], SeenVisit(row["visit_id"], now))
        if seen.gone_at is not None:
            seen.shown_after_gone += 1
        if not seen.zones or seen.zones[-1][1] != row["zone"]["id"]:
            seen.zones.append((now, row["zone"]["id"]))
            seen.zones_since.append((row["zone_since_ms"] / 1000, row["zone"]["id"]))
        if row["card"] is not None:
            seen.first_card_at = seen.first_card_at or now
            card = json.dumps(row["card"], ensure_ascii=False)
            if card not in seen.cards:
                seen.cards.append(card)

    async def learn_owners(self, phones: Iterable[Phone]) -> None:
        """Ask the members' own apps which visit is theirs, again and again, until cancelled."""
        phones = list(phones)
        while True:
            unknown = [seen for seen in self.visits.values() if seen.owner is None and seen.gone_at is None]
            if unknown:
                for phone in phones:
                    await self._ask(phone)
            await asyncio.sleep(ASK_SECONDS)

    async def open_cards(self, client: httpx.AsyncClient) -> None:
        """See what each card rests on, as a colleague would, again and again, until cancelled."""
        while True:
            for seen in [each for each in self.visits.values() if each.cards and not each.opened]:
                seen.opened = await self._open(client, seen) or seen.gone_at is not None
            await asyncio.sleep(ASK_SECONDS)

    async def _open(self, client: httpx.AsyncClient, seen: SeenVisit) -> bool:
        body = {"staff": STAFF, "request_id": f"watch-{seen.visit_id}", "reason": "near"}
        try:
            answer = await client.post(f"{self.hub_url}/api/staff/visits/{seen.visit_id}/open", json=body)
        except httpx.HTTPError:
            return False
        if answer.is_success:
            seen.cards.append(json.dumps(answer.json(), ensure_ascii=False))
        return answer.is_success

    async def _ask(self, phone: Phone) -> None:
        try:
            visit = await phone.visit()
        except httpx.HTTPError:
            return
        seen = self.visits.get(visit["visit_id"]) if visit else None
        if seen is not None:
            seen.owner = phone.persona.ref


@dataclass(frozen=True, slots=True)
class Received:
    """One message in a customer's app."""

    customer: str
    title: str
    body: str
    at_ms: int


@dataclass(slots=True)
class InboxWatch:
    """The inboxes of our phones, as the push gateway fills them."""

    push_url: str
    owners: dict[str, str]
    """Push token to customer."""
    received: list[Received] = field(default_factory=list[Received])
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, client: httpx.AsyncClient) -> None:
        async for event in listen(client, f"{self.push_url}/deliveries"):
            body = json.loads(event.data)
            owner = self.owners.get(body["push_token"])
            if owner is not None:
                self.received.append(Received(owner, body["title"] or "", body["body"] or "", body["at_ms"]))
                self.arrived.set()
