"""Messages with real parts, and a simulated FCM over HTTP; the test sets the time."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.health.lights import Lights, WayOutView
from hub.ground.http.outgoing import Outgoing
from hub.ground.journal import EndReason, Event, Journal, Member, MessageSettled, MessageWithheld, VisitId, VisitStarted
from hub.ground.settings import Settings
from hub.ground.shop.model import Lines
from hub.ground.shop.model import Shop as ShopModel
from hub.ground.words.words import Words
from hub.knowledge.customers.port import Context, SourceStatus
from hub.place.visits.repository import Visit, Visits
from hub.service.campaigns.campaign import WELCOME
from hub.service.messages.channels import Channels
from hub.service.messages.exposures import Exposures
from hub.service.messages.post import MessagePost
from hub.service.messages.service import MessageService
from hub.service.messages.setup import open_channels
from hub.service.messages.texts import MessageTexts
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService
from simulators.push import PROJECT, TOKEN, create_app

CAMPAIGN = replace(WELCOME, held_out=0.0)
NOTHING_KNOWN = Context({}, SourceStatus.OK)
SHOWN = ConsentScreen(text_version=current_texts().version, language="en")
OUR_SHOP = ShopModel(languages=("da",), lines=Lines("room", {"kitchen": {"da": "Køkken", "sv": "Kök"}}))
# Reading all certificates anew for each client would be most of the time of these tests.
TLS = httpx.create_ssl_context()


@dataclass
class SetClock:
    """The test's own time."""

    now: float = field(default_factory=time.time)
    speed: float = 1.0
    anchor: float = 0.0

    def wall(self) -> float:
        return self.now

    def mono(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
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
    lights: Lights
    clock: SetClock
    client: httpx.AsyncClient
    url: str
    messages: MessageService
    channels: Channels

    @property
    def now_ms(self) -> int:
        return round(self.clock.now * 1000)

    def enrol(self, ref: str = "u-1", platform: str = "android", language: str = "en") -> MemberRecord:
        device = Device(install_id=f"installation-of-{ref}", platform=platform, push_token=f"phone-of-{ref}")
        shown = SHOWN.model_copy(update={"language": language})
        body = MemberEnrolment(
            request_id=f"request-of-{ref}-1",
            device=device,
            shown=shown,
            purposes=list(Purpose),
        )
        record = self.service.enrol(ref, body, self.now_ms)
        assert isinstance(record, MemberRecord)
        return record

    def withdraw(self, record: MemberRecord, purpose: Purpose) -> None:
        self.service.set_consent(record, purpose, None, "request-withdrawal", self.now_ms, granted=False)

    def comes(self, record: MemberRecord, visit: str = "v1") -> VisitId:
        now_ms = self.now_ms
        with self.journal.transaction():
            self.visits.start(Visit(VisitId(visit), record.member, "road", now_ms, now_ms, now_ms))
            self.journal.append(VisitStarted(record.member, VisitId(visit), "road"), now_ms)
        return VisitId(visit)

    def leaves(self, record: MemberRecord) -> None:
        with self.journal.transaction():
            self.visits.end(self.visits.of(record.member), EndReason.LEFT, self.now_ms)

    async def greeted(self, record: MemberRecord, visit: str = "v1") -> str | None:
        """Come in, be considered; returns what became of the message."""
        await self.messages.consider(CAMPAIGN, record, self.comes(record, visit), NOTHING_KNOWN)
        return self.result(record.member, visit)

    async def later(self, seconds: float) -> None:
        self.clock.now += seconds
        self.channels.tidy()
        await self.messages.try_again()

    def result(self, member: Member, visit: str = "v1") -> str | None:
        row = self.db.row("SELECT result FROM exposures WHERE member = ? AND visit = ?", member, visit)
        return row[0] if row else None

    def told(self, member: Member, *kinds: type[Event]) -> list[str]:
        found = self.journal.about(member, *(kinds or (MessageSettled, MessageWithheld)))
        return [getattr(each.event, "result", None) or each.event.reason for each in found]

    def light(self, name: str = "push") -> WayOutView:
        [found] = [each for each in self.lights.overview(Words().of("en")) if each.name == name]
        return found

    async def inbox(self, ref: str = "u-1") -> list[dict[str, Any]]:
        return (await self.client.get(f"{self.url}/inbox/phone-of-{ref}")).json()["messages"]

    async def tell(self, path: str, **body: Any) -> dict[str, Any]:
        answer = await self.client.post(f"{self.url}{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    async def is_odd(self, state: str, ref: str = "u-1") -> None:
        (await self.client.put(f"{self.url}/inbox/phone-of-{ref}/is/{state}")).raise_for_status()


def shop_of(db: Database, tombstones: Any, client: httpx.AsyncClient, url: str, clock: SetClock, **push: Any) -> Shop:
    journal, members, ledger = Journal(db), Members(db), ConsentLedger(db)
    visits, lights = Visits(db), Lights(db, clock)
    chosen = {"push_url": url, "push_token": TOKEN, "push_project": PROJECT, **push}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    settings = Settings.model_validate({"floor_plan": "plan.toml", **chosen})
    texts = MessageTexts(OUR_SHOP, Words(OUR_SHOP), ledger)
    post = MessagePost(Outgoing(client))
    channels = open_channels(settings, post, lights, clock, members, lambda: messages.waiting)
    messages = MessageService(journal, clock, members, ledger, Exposures(db), visits, channels, texts)
    service = MemberService(journal, members, ledger, KeyRing(b"k" * 32, "test"), tombstones)
    return Shop(db, journal, members, ledger, service, visits, lights, clock, client, url, messages, channels)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=60.0, verify=TLS) as http:
        yield http


@pytest.fixture
async def fcm(serve) -> AsyncIterator[str]:
    async with serve(create_app()) as url:
        yield url


@pytest.fixture
def db(tmp_path: Path):
    database = open_database(tmp_path / "hub.db", manifests.schemas())
    yield database
    database.close()


@pytest.fixture
async def account_file(tmp_path: Path, fcm: str, client: httpx.AsyncClient) -> Path:
    """The key file, as the Firebase console gives it."""
    path = tmp_path / "service-account.json"
    path.write_text(json.dumps((await client.get(f"{fcm}/service-account.json")).json()))
    return path


@pytest.fixture
def open_messages(db: Database, tombstones: Any, client: httpx.AsyncClient, fcm: str):
    """A hub's messages; called again they are those after a restart, over the same database."""

    def made(clock: SetClock | None = None, url: str = fcm, **push: Any) -> Shop:
        return shop_of(db, tombstones, client, url, clock or SetClock(), **push)

    return made


@pytest.fixture
def shop(open_messages) -> Shop:
    """With a fixed token."""
    return open_messages()


@pytest.fixture
def firebase_shop(open_messages, account_file: Path) -> Shop:
    """With a service account."""
    return open_messages(push_token=None, push_project=None, push_service_account=account_file)
