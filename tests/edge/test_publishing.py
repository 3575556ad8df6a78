"""Whoever publishes can be stopped at any moment."""

import asyncio

from wire.mqtt import Broker, connect


async def test_a_cancellation_that_comes_with_the_brokers_answer_is_not_lost(broker) -> None:
    async with connect(Broker.from_url(broker.url), "publisher", ()) as session:

        async def publish_for_ever() -> None:
            while True:
                await session.publish("anything", b"")

        for rounds in range(100):
            task = asyncio.create_task(publish_for_ever())
            await asyncio.sleep(0.003 + rounds * 1e-5)
            task.cancel()
            done, _ = await asyncio.wait({task}, timeout=60)
            assert done
