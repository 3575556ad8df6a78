"""What is retained at the broker under topics that nobody uses: removed, or it would be read at each connection."""

import asyncio

import structlog

from wire.mqtt import MqttSession

# More than a session holds at once.
MOST_AT_ONCE = 20_000

log = structlog.get_logger()


class RetainedSweep:
    """Removes retained messages one after the other, and has the rest of them sent when there were too many."""

    def __init__(self, subscription: str) -> None:
        self._subscription = subscription
        self._unwanted: asyncio.Queue[str] = asyncio.Queue(maxsize=MOST_AT_ONCE)

    def remove(self, topic: str) -> None:
        """Have it removed soon; what finds no room comes again with the next connection."""
        if not self._unwanted.full():
            self._unwanted.put_nowait(topic)

    async def run(self, session: MqttSession) -> None:
        """Remove for as long as the session lives."""
        removed = shed = 0
        while True:
            topic = await self._unwanted.get()
            await session.publish(topic, b"", retain=True)
            removed += 1
            if not self._unwanted.empty():
                continue
            log.warning("retained messages under topics that nobody uses were removed", how_many=removed)
            removed = 0
            if session.shed > shed:
                shed = session.shed
                await session.subscribe(self._subscription)
