"""The hub's side of the conversation with its edges: orders out, sightings in, for as long as the hub runs."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from hub.equipment.broker.address import HubBroker
from hub.equipment.broker.canary import Canary
from hub.equipment.edges.edge_config import config_for, utc_offset_minutes
from hub.equipment.edges.ingest import Ingest
from hub.equipment.edges.settings import EdgeSettings
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.store_settings import StoreSettings
from wire.clock import Clock
from wire.codec import encode
from wire.ids import EdgeId
from wire.messages import EdgeConfig
from wire.mqtt import Broker, connect, stay_connected
from wire.topics import MessageKind, Topic, from_all_edges

SUMMER_TIME_LOOK_SECONDS = 20.0


class FleetService:
    """Keeps a session with the broker and serves it."""

    def __init__(self, plan: FloorPlan, settings: StoreSettings, clock: Clock, ingest: Ingest) -> None:
        self._plan = plan
        self._settings = settings
        self._clock = clock
        self._ingest = ingest

    @property
    def canary(self) -> Canary:
        """Whether the broker does its job."""
        return self._ingest.canary

    async def run(self, broker: HubBroker) -> None:
        """Serve edges until cancelled; a lost broker is found again, once it is sure to be ours."""

        async def session() -> None:
            await broker.until_it_listens()
            await self._serve(broker.address)

        await stay_connected(session, self.canary.lost)

    async def _serve(self, broker: Broker) -> None:
        store = self._plan.store_id
        # Whoever connects with another's client id throws it out: ours cannot be guessed.
        topics = (from_all_edges(store), self.canary.topic)
        async with connect(broker, f"hub-{secrets.token_hex(8)}", topics) as session:

            async def send_config(edge: EdgeId) -> None:
                topic = Topic(store, edge, MessageKind.ORDERS)
                await session.publish(str(topic), encode(self.config_for(edge)), retain=True)

            # An edge that receives its configuration resends its unacknowledged batches.
            for edge in self._plan.edges:
                await send_config(edge.id)
            async with asyncio.TaskGroup() as tasks:
                following = tasks.create_task(self._follow_summer_time(send_config))
                try:
                    await self._ingest.serve(session, send_config)
                finally:
                    following.cancel()

    async def _follow_summer_time(self, send_config: Callable[[EdgeId], Awaitable[None]]) -> None:
        """Quiet hours are by the store's wall, whose distance to UTC changes twice a year."""
        zone = self._settings.time_zone
        known = utc_offset_minutes(zone, self._clock.wall())
        while True:
            await asyncio.sleep(SUMMER_TIME_LOOK_SECONDS)
            now = utc_offset_minutes(zone, self._clock.wall())
            if now != known and self._settings.of(EdgeSettings).quiet_hours:
                for edge in self._plan.edges:
                    await send_config(edge.id)
            known = now

    def config_for(self, edge: EdgeId) -> EdgeConfig:
        """What an edge is told to do."""
        return config_for(edge, self._plan, self._settings, self._clock.wall())
