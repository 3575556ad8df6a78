"""How fast the outbox drains after an outage, beside plain POSTs of the very same batches to the very same service.

Ours reads rows, looks up each member and asks the ledger, makes the envelopes, posts, and notes in one COMMIT a batch
what was sent; the peer posts bytes that are ready. Both over loopback to one simulated service in a process of its own,
one request at a time, in turns, three rounds. The ratio is the price of durability and consent.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tables import report

from hub.ground.database import Database, open_database
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import EndReason, Journal, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.ground.manifests import schemas
from hub.knowledge.exports.answers import Reply, Request
from hub.knowledge.exports.drain import Drain
from hub.knowledge.exports.feed import Feed
from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.outbox import Outbox
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.sink import Sink
from hub.knowledge.exports.tracking import TrackingSink
from hub.place.visits.repository import Visit, Visits
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService
from hub.trust.suppression.suppression_list import open_tombstones
from simulators import odp, tracking
from simulators.serving import HOST, free_ports
from wire.clock import Clock

ZONES = frozenset({"road", "mountain"})
ROUNDS = 3


@dataclass
class Counting:
    """A door that keeps what goes through it."""

    door: Post
    requests: list[Request] = field(default_factory=list[Request])

    async def post(self, request: Request) -> Reply | None:
        self.requests.append(request)
        return await self.door.post(request)


def fill(db: Database, members: list[MemberRecord], visits_each: int, started_ms: int) -> None:
    """Visits as the hub journals them, in the order of their time."""
    journal, visits = Journal(db), Visits(db)
    for turn in range(visits_each):
        with journal.transaction():
            for number, record in enumerate(members):
                visit, at_ms = VisitId(f"v{turn}-{number}"), started_ms + turn * 3_600_000 + number * 100
                journal.append(VisitStarted(record.member, visit, "road"), at_ms)
                journal.append(ZoneEntered(record.member, visit, "mountain"), at_ms + 60_000)
                row = Visit(visit, record.member, "road", at_ms, at_ms, at_ms)
                visits.start(row)
                visits.end(row, EndReason.LEFT, at_ms + 120_000)
                journal.append(VisitEnded(record.member, visit, EndReason.LEFT), at_ms + 120_000)


def enrolled(service: MemberService, number: int, at_ms: int) -> MemberRecord:
    """Somebody who agreed to everything."""
    body = MemberEnrolment(
        request_id=f"request-{number}",
        device=Device(install_id=f"installation-{number:06}", platform="android"),
        shown=ConsentScreen(text_version=current_texts().version, language="en"),
        purposes=list(Purpose),
    )
    record = service.enrol(f"u-{number}", body, at_ms)
    assert isinstance(record, MemberRecord)
    return record


async def measured(sink: Sink, members: int, visits_each: int) -> dict[str, object]:
    """One sink over its rounds."""
    ours: list[float] = []
    feeds: list[float] = []
    peers: list[float] = []
    events = requests = 0
    async with open_outgoing() as outgoing:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                db = open_database(Path(folder) / "hub.db", schemas())
                tombstones = open_tombstones(Path(folder))
                journal, people, ledger, outbox = Journal(db), Members(db), ConsentLedger(db), Outbox(db)
                started_ms = round(time.time() * 1000) - 24 * 3600 * 1000
                service = MemberService(journal, people, ledger, KeyRing(b"k" * 32, "bench"), tombstones)
                records = [enrolled(service, number, started_ms - 1000) for number in range(members)]
                feed = Feed(db, journal, ledger, Visits(db), outbox, sink, ZONES)
                fill(db, records, visits_each, started_ms)
                began = time.perf_counter()
                while feed.take():
                    pass
                feeds.append(time.perf_counter() - began)
                events = outbox.waiting(sink.name)[0]
                door = Counting(Post(outgoing))
                drain = Drain(outbox, people, ledger, sink, door, Clock(), "bicycle-shop")  # pyright: ignore[reportArgumentType]
                began = time.perf_counter()
                assert await drain.empty() is None
                ours.append(time.perf_counter() - began)
                assert outbox.counts(sink.name) == {"sent": events}
                requests = len(door.requests)
                began = time.perf_counter()
                for request in door.requests:
                    assert await door.door.post(request) is not None
                peers.append(time.perf_counter() - began)
                tombstones.close()
                db.close()
    middle_ours, middle_feed, middle_peer = map(statistics.median, (ours, feeds, peers))
    return {
        "sink": sink.name,
        "events": events,
        "requests": requests,
        "queued/s": round(events / middle_feed),
        "drained/s": round(events / middle_ours),
        "plain POSTs, events/s": round(events / middle_peer),
        "times the plain POSTs": round(middle_ours / middle_peer, 2),
    }


@asynccontextmanager
async def service(app: str) -> AsyncGenerator[str]:
    """A simulated service in a process of its own, as `module:call` of simulators; gives its URL."""
    module, _, call = app.partition(":")
    [port] = free_ports(1)
    code = f"from simulators import {module}; from simulators.serving import serve; serve({module}.{call}, {port})"
    process = subprocess.Popen([sys.executable, "-c", code])  # noqa: ASYNC220 - nothing else runs
    try:
        url = f"http://{HOST}:{port}"
        await up(url)
        yield url
    finally:
        process.terminate()
        process.wait()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--visits", type=int, default=10, help="visits of each member that wait")
    args = parser.parse_args()
    rows: list[dict[str, object]] = []
    for app, make_sink in (
        ("tracking:create_app('segment')", lambda url: TrackingSink("segment", url, tracking.WRITE_KEY)),
        ("tracking:create_app('rudderstack')", lambda url: TrackingSink("rudderstack", url, tracking.WRITE_KEY)),
        ("odp:create_app(7)", lambda url: OdpSink(url, odp.PUBLIC_KEY, "fs_user_id")),
    ):
        async with service(app) as url:
            rows.append(await measured(make_sink(url), args.members, args.visits))
    report("exports", rows)


async def up(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(400):
            try:
                await client.get(f"{url}/healthz")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise SystemExit(f"the simulated service at {url} did not come up")


if __name__ == "__main__":
    asyncio.run(main())
