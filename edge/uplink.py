"""The line to the hub: one session with the broker after the other, as long as the edge runs."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from edge.batch import Sender
from edge.dispatch import Dispatch
from edge.health import HealthReporter
from wire.codec import decode, encode
from wire.errors import BrokerFault, BrokerUnavailable, Rejected
from wire.messages import Ack, EdgeConfig
from wire.mqtt import Broker, Incoming, MqttSession, Will, connect, stay_connected
from wire.topics import MessageKind, Topic, parse_topic, to_edge

# The last word of a clean stop must not hold up the stop.
FAREWELL_SECONDS = 0.3

log = structlog.get_logger()


class Uplink:
    """Sends what the dispatch chooses, receives acks and orders, and says that this edge lives."""

    def __init__(
        self,
        broker: Broker,
        sender: Sender,
        dispatch: Dispatch,
        vitals: HealthReporter,
        apply: Callable[[EdgeConfig], None],
        heartbeat_seconds: float,
    ) -> None:
        self._broker = broker
        self._sender = sender
        self._dispatch = dispatch
        self._vitals = vitals
        self._apply = apply
        self._heartbeat_seconds = heartbeat_seconds
        self._beat = asyncio.Event()
        self._reconnect_now = asyncio.Event()
        self._sightings = str(Topic(sender.store, sender.edge, MessageKind.SIGHTINGS))
        self._health = str(Topic(sender.store, sender.edge, MessageKind.HEALTH))
        self._known_fault: BrokerFault | None = None

    async def run(self) -> None:
        """Serve the broker for ever, through every absence of it. Says so in the log once per change of state."""
        await stay_connected(self._session, self._lost)

    def beat_every(self, seconds: float) -> None:
        """Send a heartbeat now and then at this pace, in seconds of the process's clock."""
        self._heartbeat_seconds = seconds
        self.beat_now()

    def beat_now(self) -> None:
        """Send a heartbeat as soon as there is a session: something has changed."""
        self._beat.set()

    def reconnect(self) -> None:
        """End the session and begin a new one, with the certificate that lies there now."""
        self._reconnect_now.set()

    async def _until_reconnect(self) -> None:
        await self._reconnect_now.wait()
        raise BrokerUnavailable(BrokerFault.LOST, "a new certificate is there")

    def _lost(self, error: BrokerUnavailable) -> None:
        if error.reason is not self._known_fault and not self._reconnect_now.is_set():
            log.warning("broker_unavailable", reason=error.reason.value, detail=str(error))
            self._known_fault = error.reason

    async def _session(self) -> None:
        will = Will(self._health, encode(self._vitals.offline()))
        store, edge = self._sender.store, self._sender.edge
        self._reconnect_now.clear()
        # Whoever connects with another's client id throws it out: ours cannot be guessed.
        client_id = f"{edge}-{self._sender.boot_id}"
        async with connect(self._broker, client_id, (to_edge(store, edge),), will) as session:
            await self._say_online(session)
            log.info("broker_connected")
            self._known_fault = None
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._receive(session))
                    tasks.create_task(self._dispatch.run(lambda batch: session.publish(self._sightings, batch)))
                    tasks.create_task(self._heartbeat(session))
                    tasks.create_task(self._until_reconnect())
            except* BrokerUnavailable as lost:
                raise _any_of(lost) from None
            finally:
                with suppress(BrokerUnavailable, TimeoutError):
                    async with asyncio.timeout(FAREWELL_SECONDS):
                        await session.publish(self._health, encode(self._vitals.offline()), retain=True)

    async def _heartbeat(self, session: MqttSession) -> None:
        while True:
            self._beat.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._heartbeat_seconds / self._sender.clock.speed):
                    await self._beat.wait()
            await self._say_online(session)

    async def _say_online(self, session: MqttSession) -> None:
        await session.publish(self._health, encode(self._vitals.online()), retain=True)

    async def _receive(self, session: MqttSession) -> None:
        async for incoming in session.messages():
            try:
                self._take(incoming)
            except Rejected as error:
                log.warning("message_refused", topic=error.topic, reason=error.reason.value, field=error.field)
                if self._vitals.refusals.note(error, self._vitals.orders_topic):
                    self.beat_now()  # whoever gave the orders should know now

    def _take(self, incoming: Incoming) -> None:
        topic = parse_topic(incoming.topic)
        match topic.channel:
            case MessageKind.ACK:
                self._dispatch.acknowledged(decode(topic, incoming.payload, Ack))
            case MessageKind.ORDERS:
                self._apply(decode(topic, incoming.payload, EdgeConfig))
                self._vitals.refusals.orders = None
                self._dispatch.hub_returned()
                if not incoming.retained:
                    # Said just now, by a hub that has subscribed: what the broker kept of us is no sign of life to it.
                    self.beat_now()
            case MessageKind.SIGHTINGS | MessageKind.HEALTH:  # an edge subscribes to neither
                pass


def _any_of(group: BaseExceptionGroup[BrokerUnavailable]) -> BrokerUnavailable:
    """One of the errors: the tasks of a session all lose the same connection."""
    first = group.exceptions[0]
    return _any_of(first) if isinstance(first, BaseExceptionGroup) else first
