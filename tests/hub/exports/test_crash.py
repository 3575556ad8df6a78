"""Killed between sending and noting that it was sent."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from hub.knowledge.exports.outbox import Count
from hub.knowledge.exports.tracking import TrackingSink
from simulators import tracking

SENDER = Path(__file__).with_name("drain_once.py")


class KillsItsClient:
    """Takes the first batch, and kills who sent it before it hears so."""

    def __init__(self, app) -> None:
        self._app = app
        self.client = asyncio.get_running_loop().create_future()
        self.killed = False

    async def __call__(self, scope, receive, send) -> None:
        async def answer(message) -> None:
            if scope.get("path") == "/v1/batch" and not self.killed:
                self.killed = True
                os.kill(await self.client, signal.SIGKILL)
            await send(message)

        await self._app(scope, receive, answer)


async def test_what_was_sent_and_not_noted_is_sent_again_under_the_same_ids(shop, serve, door, tmp_path) -> None:
    service = tracking.create_app("segment")
    killer = KillsItsClient(service)
    async with serve(killer) as url:
        sink = TrackingSink("segment", url, tracking.WRITE_KEY)
        feed = shop.feed(sink)
        member = shop.enrol().member
        for number in range(40):
            shop.visited(member, f"v{number}")
        while feed.take():
            pass
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
        sender = await asyncio.create_subprocess_exec(
            sys.executable, str(SENDER), str(tmp_path / "hub.db"), url, env=environment
        )
        killer.client.set_result(sender.pid)
        assert await sender.wait() == -signal.SIGKILL
        [first] = service.state.tracking.arrived
        assert shop.outbox.waiting("segment")[0] == 160
        assert await shop.drain(sink, door).empty() is None
    [_, again, last] = service.state.tracking.arrived

    def ids(envelope) -> list[str]:
        return [event["messageId"] for event in envelope.body["batch"]]

    assert ids(again) == ids(first)
    assert len(set(ids(again) + ids(last))) == 160
    assert shop.outbox.counts("segment") == {Count.SENT: 160}
