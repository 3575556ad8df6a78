"""A store's real parts around the exports: database, journal, ledger, members; time is a number that the test sets."""

import asyncio
import time
from dataclasses import dataclass, field

import httpx
import pytest

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import EndReason, Event, Journal, Member, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.knowledge.exports.answers import Reply, Request
from hub.knowledge.exports.drain import Drain
from hub.knowledge.exports.feed import Feed
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
from simulators import tracking

# The simulated services have the real time, and GA4 takes nothing from three days ago.
NOW_MS = round(time.time()) * 1000
ZONES = frozenset({"road", "mountain", "checkout"})
# Reading all certificates anew for each client would be most of the time of these tests.
TLS = httpx.create_ssl_context()
SHOWN = ConsentScreen(text_version=current_texts().version, language="en")


@dataclass
class SetClock:
    """The test's own time; what sleeps is told, and goes on at once."""

    now_ms: int = NOW_MS
    slept: list[float] = field(default_factory=list)
    speed: float = 1.0
    anchor: float = 0.0

    def wall(self) -> float:
        return self.now_ms / 1000

    def mono(self) -> float:
        return self.now_ms / 1000

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_ms += round(seconds * 1000)
        await asyncio.sleep(0)


@dataclass
class Shop:
    """The parts, and what people do in them."""

    db: Database
    journal: Journal
    members: Members
    ledger: ConsentLedger
    service: MemberService
    visits: Visits
    outbox: Outbox
    clock: SetClock

    def enrol(self, ref: str = "u-1", purposes=tuple(Purpose)) -> MemberRecord:
        name = ref.encode().hex()
        device = Device(install_id=f"installation-{name}", platform="ios", push_token=f"push-{name}")
        body = MemberEnrolment(request_id=f"request-{name}", device=device, shown=SHOWN, purposes=list(purposes))
        record = self.service.enrol(ref, body, self.clock.now_ms)
        assert isinstance(record, MemberRecord)
        return record

    def happened(self, event: Event, after_ms: int = 0) -> None:
        self.clock.now_ms += after_ms
        with self.journal.transaction():
            self.journal.append(event, self.clock.now_ms)

    def came(self, member: Member, visit: str = "v1", zone: str = "road") -> VisitId:
        now_ms = self.clock.now_ms
        with self.journal.transaction():
            self.visits.start(Visit(VisitId(visit), member, zone, now_ms, now_ms, now_ms))
            self.journal.append(VisitStarted(member, VisitId(visit), zone), now_ms)
        return VisitId(visit)

    def visited(self, member: Member, visit: str = "v1") -> VisitId:
        """In by the road wall for 30 s, 45 s at the mountain bikes, and out."""
        number = self.came(member, visit)
        self.happened(ZoneEntered(member, number, "mountain"), 30_000)
        self.clock.now_ms += 45_000
        with self.journal.transaction():
            self.visits.end(self.visits.of(member), EndReason.LEFT, self.clock.now_ms)
            self.journal.append(VisitEnded(member, number, EndReason.LEFT), self.clock.now_ms)
        return number

    def withdraw(self, record: MemberRecord, purpose: Purpose) -> None:
        request = f"withdrawal-{purpose.value.replace('_', '-')}-{self.clock.now_ms}"
        self.service.set_consent(record, purpose, None, request, self.clock.now_ms, granted=False)

    def feed(self, sink: Sink) -> Feed:
        return Feed(self.db, self.journal, self.ledger, self.visits, self.outbox, sink, ZONES)

    def drain(self, sink: Sink, door: "Post | Line") -> Drain:
        return Drain(self.outbox, self.members, self.ledger, sink, door, self.clock, "bicycle-shop")


@dataclass
class Line:
    """A door that answers what the test says and keeps what was posted; for what no service can be made to say."""

    answers: list[Reply | None]
    posted: list[Request] = field(default_factory=list)

    async def post(self, request: Request) -> Reply | None:
        self.posted.append(request)
        return self.answers.pop(0) if self.answers else Reply(200, {}, b'{"success":true}')


@pytest.fixture
def shop(tmp_path, tombstones):
    db = open_database(tmp_path / "hub.db", manifests.schemas())
    journal, members, ledger = Journal(db), Members(db), ConsentLedger(db)
    service = MemberService(journal, members, ledger, KeyRing(b"k" * 32, "test"), tombstones)
    yield Shop(db, journal, members, ledger, service, Visits(db), Outbox(db), SetClock())
    db.close()


@pytest.fixture
async def http():
    async with httpx.AsyncClient(timeout=60.0, verify=TLS) as client:
        yield client


@pytest.fixture
async def outgoing():
    async with open_outgoing(TLS) as opened:
        yield opened


@pytest.fixture
def door(outgoing):
    return Post(outgoing, deadline_seconds=0.4)


@pytest.fixture
def line():
    return Line


@pytest.fixture
async def segment(serve):
    """A Segment that runs, and the sink that writes to it."""
    service = tracking.create_app("segment")
    async with serve(service) as url:
        yield service.state.tracking, TrackingSink("segment", url, tracking.WRITE_KEY), url
