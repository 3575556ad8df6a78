"""What edges say becomes presence: checked, applied once, committed, acknowledged, in this order."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from hub.equipment.broker.canary import Canary
from hub.equipment.broker.retained import RetainedSweep
from hub.equipment.edges.applied import AppliedEvents
from hub.equipment.edges.health import FleetHealth, hears
from hub.equipment.edges.rejection_log import RejectionLog
from hub.equipment.edges.sequence_marks import Mark
from hub.ground.errors import DatabaseFailed
from hub.ground.journal import Journal
from wire.clock import Clock, to_ms
from wire.codec import OpenedBatch, decode, decode_batch, encode
from wire.errors import Rejected, RejectReason
from wire.ids import EdgeId, StoreId
from wire.messages import Ack, BeaconSighting, EdgeHealth, Gap, SightingBatch, TokenSighting
from wire.mqtt import Incoming, MqttSession
from wire.topics import MessageKind, Topic, from_all_edges, parse_topic

# Messages that arrive within this time share one COMMIT: a commit waits for the disk, 8 edges need not wait 8 times.
GATHER_SECONDS = 0.03
GATHER_MESSAGES = 100
# Later than this, a sighting is history: kept as applied, never shown, never a reason to write to somebody.
LATE_SECONDS = 120.0
# Two clocks that are both set differ by less.
FUTURE_SECONDS = 2.0
MOST_SAID = 200
# More than an edge sends while a disk stalls for a moment; then the broker keeps it.
MOST_QUEUED = 1000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Received:
    """One message with the moment of its arrival (Unix seconds)."""

    message: Incoming
    at: float


class SightingListener(Protocol):
    """Whoever makes something of what edges hear; called within the transaction that applies it."""

    def edge_heard(self, edge: EdgeId, at: float) -> None:
        """An edge has a sign of life of that time (Unix seconds)."""
        ...

    def edge_is_deaf(self, edge: EdgeId) -> None:
        """It lives, and its radio hears nothing."""
        ...

    def sighted(self, sighting: TokenSighting, edge: EdgeId, heard_at: float, now: float) -> str:
        """A token was heard; returns why it counts for nobody, for the count of it, or nothing."""
        ...

    def beacon_heard(self, sighting: BeaconSighting, edge: EdgeId) -> None:
        """One of the store's own beacons was heard."""
        ...

    def rolled_back(self) -> None:
        """The transaction failed: whatever was remembered of it did not happen."""
        ...


class Ingest:
    """Applies what the edges say."""

    def __init__(
        self,
        store: StoreId,
        clock: Clock,
        journal: Journal,
        applied: AppliedEvents,
        dead_letters: RejectionLog,
        health: FleetHealth,
        listener: SightingListener,
    ) -> None:
        self._store = store
        self._clock = clock
        self._journal = journal
        self._applied = applied
        self._dead_letters = dead_letters
        self._health = health
        self._listener = listener
        # Forged tokens come by the thousand: counted here, written once with what came along.
        self._not_counted_yet: Counter[str] = Counter()
        self._said: set[tuple[str, str]] = set()
        self._sweep = RetainedSweep(from_all_edges(store))
        self.canary = Canary(store)
        self._queue: asyncio.Queue[Received] | None = None
        self.applied_events = self.repeated_events = self.commits = self.failed = 0
        """Since the start; of a transaction that failed nothing is counted but that it did."""

    @property
    def waiting(self) -> int:
        """How many messages wait to be applied."""
        return self._queue.qsize() if self._queue else 0

    async def serve(self, session: MqttSession, send_config: Callable[[EdgeId], Awaitable[None]]) -> None:
        """Read a session until it ends: gather, apply, acknowledge. An edge that has booted gets its configuration."""
        # Bounded: when the disk stalls we stop reading, and the edges send again what was not acknowledged.
        self._queue = queue = asyncio.Queue[Received](maxsize=MOST_QUEUED)
        async with asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(self._apply_for_ever(session, queue, send_config)),
                tasks.create_task(self._sweep.run(session)),
                tasks.create_task(self.canary.run(session)),
            ]
            try:
                shed = 0
                async for message in session.messages():
                    self.canary.something_came()
                    if session.shed > shed:  # the edges send it again, as it was not acknowledged
                        self._not_counted_yet["came_too_fast"] += session.shed - shed
                        shed = session.shed
                    await queue.put(Received(message, self._clock.wall()))
            finally:
                for task in beside:
                    task.cancel()

    async def _apply_for_ever(
        self, session: MqttSession, queue: asyncio.Queue[Received], send_config: Callable[[EdgeId], Awaitable[None]]
    ) -> None:
        while True:
            gathered = [await queue.get()]
            await self._clock.sleep(GATHER_SECONDS)
            while not queue.empty() and len(gathered) < GATHER_MESSAGES:
                gathered.append(queue.get_nowait())
            canaries = [each.message.payload for each in gathered if each.message.topic == self.canary.topic]
            try:
                acks = self.apply([each for each in gathered if each.message.topic != self.canary.topic])
            except DatabaseFailed as failed:
                # Nothing is acknowledged, so nothing is lost: the edges keep it and send it again.
                log.error("sightings could not be stored", why=str(failed))  # noqa: TRY400 - the text says it all
                continue
            for payload in canaries:
                self.canary.came(payload)
            for ack in acks:
                topic = Topic(self._store, EdgeId(ack.edge), MessageKind.ACK)
                await session.publish(str(topic), encode(ack))
            for edge in self._health.take_newly_booted():
                await send_config(edge)

    def apply(self, gathered: list[Received]) -> list[Ack]:
        """Apply messages in one transaction; returns what may be acknowledged, which is after the COMMIT."""
        touched: set[tuple[str, str]] = set()
        before = self.applied_events, self.repeated_events
        try:
            with self._journal.transaction():
                for received in gathered:
                    touched |= self._apply_one(received)
                for edge, boot_id in touched:
                    self._applied.save(edge, boot_id)
                for reason, times in self._not_counted_yet.items():
                    self._dead_letters.count(reason, times)
        except BaseException:
            # The database is as it was before; so must be what we hold in memory of it.
            self._applied.forget()
            self._listener.rolled_back()
            self.applied_events, self.repeated_events = before
            self.failed += 1
            raise
        finally:
            self._not_counted_yet.clear()
        self.commits += 1
        return [
            Ack(
                store=self._store,
                edge=edge,
                boot_id=boot_id,
                contiguous_seq=self._applied.mark(edge, boot_id).contiguous,
            )
            for edge, boot_id in sorted(touched)
        ]

    def _apply_one(self, received: Received) -> set[tuple[str, str]]:
        """Apply one message; returns the (edge, boot) to acknowledge, none when it was refused."""
        try:
            topic = self._topic_of(received.message)
            if received.message.retained and topic.channel is MessageKind.SIGHTINGS:
                # Nobody here retains sightings. Kept ones would be taken for heard just now.
                self._remove(received.message.topic)
                return set()
            if topic.channel is MessageKind.HEALTH:
                self._health_told(decode(topic, received.message.payload, EdgeHealth), received)
                return set()
            opened = decode_batch(topic, received.message.payload)
        except Rejected as refused:
            if received.message.retained:
                self._remove(received.message.topic)
            elif received.message.payload:  # without one, it is the removal of something retained
                self._refuse(refused.reason.value, refused.topic, refused.field, received.at)
            return set()
        return {self._apply_batch(topic, opened, received.at)}

    def _remove(self, topic: str) -> None:
        self._not_counted_yet["retained_unknown"] += 1
        self._sweep.remove(topic)

    def _health_told(self, health: EdgeHealth, received: Received) -> None:
        if received.message.retained:
            self._health.was_kept(health, received.at)
            return
        self._health.heard(health, received.at)
        edge = EdgeId(health.edge)
        if health.state == "online":
            self._listener.edge_heard(edge, received.at)
        if not hears(health):
            self._listener.edge_is_deaf(edge)

    def _topic_of(self, message: Incoming) -> Topic:
        topic = parse_topic(message.topic)
        if topic.store != self._store:
            raise Rejected(RejectReason.WRONG_STORE, message.topic, "store")
        if topic.channel not in {MessageKind.HEALTH, MessageKind.SIGHTINGS}:
            raise Rejected(RejectReason.FOREIGN_TOPIC, message.topic, "channel")
        if not self._health.admits(topic.edge):
            raise Rejected(RejectReason.TOO_MANY_EDGES, message.topic, "edge")
        return topic

    def _apply_batch(self, topic: Topic, opened: OpenedBatch, received_at: float) -> tuple[str, str]:
        mark = self._applied.mark(topic.edge, opened.boot_id)
        mark.settle_below(opened.oldest_seq)
        for rejected in opened.rejected:
            if self._take(mark, rejected.seq, rejected.seq):
                self._refuse(RejectReason.INVALID_FIELD.value, str(topic), rejected.field, received_at)
        for event in opened.batch.events if opened.batch else ():
            last = event.through_seq if isinstance(event, Gap) else event.seq
            if self._take(mark, event.seq, last) and not isinstance(event, Gap):
                self._applied.log(topic.edge, opened.boot_id, event.seq, to_ms(received_at))
                heard_at = _heard_at(event.heard_mono_ms, event.heard_at_ms, opened.batch, received_at)
                if heard_at is None or received_at - heard_at > LATE_SECONDS:
                    self._not_counted_yet["late"] += 1
                    continue
                self._listener.edge_heard(topic.edge, heard_at)
                if isinstance(event, TokenSighting):
                    if why := self._listener.sighted(event, topic.edge, heard_at, received_at):
                        self._not_counted_yet[why] += 1
                else:
                    self._listener.beacon_heard(event, topic.edge)
        return topic.edge, opened.boot_id

    def _take(self, mark: Mark, seq: int, through_seq: int) -> bool:
        """Whether these are new. What finds no room is not acknowledged: the edge keeps it, and sends it again."""
        if not mark.has_room(seq, through_seq):
            self._not_counted_yet["too_far_ahead"] += 1
            return False
        is_new = mark.take(seq, through_seq)
        self.applied_events += is_new
        self.repeated_events += not is_new
        return is_new

    def _refuse(self, reason: str, topic: str, field: str, at: float) -> None:
        self._dead_letters.add(reason, topic, field, to_ms(at))
        # Said once per kind: all of them are counted and listed at /api/fleet, and a flood must not fill the log.
        if (reason, topic) not in self._said and len(self._said) < MOST_SAID:
            self._said.add((reason, topic))
            log.warning("message refused", reason=reason, topic=topic[:60], field=field)


def _heard_at(mono_ms: int, wall_ms: int, batch: SightingBatch | None, received_at: float) -> float | None:
    """When a packet was on the air, by the hub's clock; None when nothing trustworthy says so.

    Within a boot the edge's monotonic clock gives the age. For an earlier boot only its wall clock is left, which
    counts only if it was trusted; and what claims the future was stamped by a clock that has been set back since.
    """
    if batch is None:
        return None
    if batch.sent_mono_ms is not None:
        return received_at - max(0, batch.sent_mono_ms - mono_ms) / 1000
    if not batch.clock_trusted or wall_ms / 1000 > received_at + FUTURE_SECONDS:
        return None
    return min(wall_ms / 1000, received_at)
