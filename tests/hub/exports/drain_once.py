"""A sender of its own process, so that it can be killed: drain_once.py DATABASE URL."""

import asyncio
import sys
from pathlib import Path

from hub.ground.database import open_database
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.knowledge.exports.drain import Drain
from hub.knowledge.exports.outbox import Outbox
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.tracking import TrackingSink
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members
from simulators.tracking import WRITE_KEY
from wire.clock import Clock


async def main() -> None:
    db = open_database(Path(sys.argv[1]), schemas())
    sink = TrackingSink("segment", sys.argv[2], WRITE_KEY)
    async with open_outgoing() as client:
        await Drain(Outbox(db), Members(db), ConsentLedger(db), sink, Post(client), Clock(), "bicycle-shop").empty()


asyncio.run(main())
