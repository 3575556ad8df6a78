"""The hub's side of the conversation with its edges: orders out, sightings in, for as long as the hub runs."""

import secrets

import structlog

from hub.fleet.ingest import Ingest
from hub.presence.floor_plan import FloorPlan
from wire.codec import encode
from wire.errors import BrokerUnavailable
from wire.ids import EdgeId
from wire.messages import EdgeOrders
from wire.mqtt import Broker, connect, stay_connected
from wire.topics import Channel, Topic, from_all_edges

log = structlog.get_logger()


class FleetService:
    """Keeps a session with the broker and serves it."""

    def __init__(self, plan: FloorPlan, marker: int, ingest: Ingest) -> None:
        self._plan = plan
        self._marker = marker
        self._ingest = ingest
        self.connected = False

    async def run(self, broker: Broker) -> None:
        """Serve edges until cancelled; a lost broker is found again."""
        await stay_connected(lambda: self._serve(broker), self._lost)

    async def _serve(self, broker: Broker) -> None:
        store = self._plan.store_id
        # Whoever connects with another's client id throws it out: ours cannot be guessed.
        async with connect(broker, f"hub-{secrets.token_hex(8)}", (from_all_edges(store),)) as session:
            self.connected = True
            log.info("connected to the broker")

            async def greet(edge: EdgeId) -> None:
                topic = Topic(store, edge, Channel.ORDERS)
                await session.publish(str(topic), encode(self.orders_for(edge)), retain=True)

            # Orders are also the sign of life upon which edges send again what waited for a hub.
            for edge in self._plan.edges:
                await greet(edge.id)
            await self._ingest.serve(session, greet)

    def orders_for(self, edge: EdgeId) -> EdgeOrders:
        """What an edge is told to do."""
        return EdgeOrders(
            store=self._plan.store_id, edge=edge, marker=self._marker, beacon_uuids=[self._plan.beacon_uuid]
        )

    def _lost(self, lost: BrokerUnavailable) -> None:
        if self.connected:
            log.warning("the broker is gone", reason=lost.reason.value)
        self.connected = False
