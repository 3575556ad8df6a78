"""What is retained at the broker under topics that nobody uses: removed, or it would be read at each connection."""

import asyncio

import structlog

from wire.mqtt import MqttSession

# More than a session holds at once.
MOST_AT_ONCE = 20_000

log = structlog.get_logger()


class RetainedSweep:
    """Removes retained messages one after the other, until the broker sends none that has to go."""

    def __init__(self, subscription: str) -> None:
        self._subscription = subscription
        self._unwanted: asyncio.Queue[str] = asyncio.Queue(maxsize=MOST_AT_ONCE)

    def remove(self, topic: str) -> None:
        """Have it removed soon; what finds no room is sent again later."""
        if not self._unwanted.full():
            self._unwanted.put_nowait(topic)

    async def run(self, session: MqttSession) -> None:
        """Remove for as long as the session lives."""
        removed = 0
        while True:
            topic = await self._unwanted.get()
            await session.publish(topic, b"", retain=True)
            removed += 1
            if self._unwanted.empty():
                log.warning("retained messages under topics that nobody uses were removed", how_many=removed)
                removed = 0
                # There may be more: Mosquitto sends about a thousand of them for one subscription, and no error
                # (eclipse-mosquitto issue 2196); and we shed what is too much for us.
                await session.subscribe(self._subscription)
