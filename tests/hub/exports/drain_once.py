"""A sender of its own process, so that it can be killed: drain_once.py DATABASE URL."""

import asyncio
import sys
from pathlib import Path

from hub.database import open_database
from hub.exports.drain import Drain
from hub.exports.outbox import Outbox
from hub.exports.post import Post
from hub.exports.tracking import TrackingSink
from hub.members.ledger import ConsentLedger
from hub.members.repository import Members
from hub.outgoing import open_outgoing
from hub.tables import SCHEMAS
from simulators.tracking import WRITE_KEY
from wire.clock import Clock


async def main() -> None:
    db = open_database(Path(sys.argv[1]), SCHEMAS)
    sink = TrackingSink("segment", sys.argv[2], WRITE_KEY)
    async with open_outgoing() as client:
        await Drain(Outbox(db), Members(db), ConsentLedger(db), sink, Post(client), Clock(), "bicycle-shop").empty()


asyncio.run(main())
