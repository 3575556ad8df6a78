"""Messages with real parts, and a simulated FCM over HTTP; the test sets the time."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.ground import Ground
from hub.ground.health.light import Light
from hub.ground.health.lights import Lights, WayOutView
from hub.ground.http.outgoing import Outgoing
from hub.ground.journal import EndReason, Event, Journal, Member, MessageSettled, MessageWithheld, VisitId, VisitStarted
from hub.ground.part import Part
from hub.ground.settings import Settings
from hub.ground.shop.model import ContactPolicy, Lines
from hub.ground.shop.model import Shop as ShopModel
from hub.ground.words.words import Words
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.customers.dismissals import Dismissals
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.port import NoSource
from hub.knowledge.customers.traits import OURS
from hub.knowledge.insight.members import MemberInsight
from hub.knowledge.insight.model_store import ModelStore
from hub.knowledge.insight.service import Insight
from hub.place.visits.repository import Visit, Visits
from hub.service.campaigns.deciding_part import CustomerKnowledge, DecidingPart, deciding
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.in_force import CampaignsInForce, Happened
from hub.service.campaigns.policy import LiveCampaign
from hub.service.measurement.experiments import Experiments
from hub.service.messages.channels import Channels
from hub.service.messages.part import messages
from hub.service.messages.service import MessageService
from hub.service.offers.repository import Offers
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService
from hub.trust.members.settings import MemberSettings
from simulators.apns import Apple, Team
from simulators.apns import create_app as apple_app
from simulators.hub_here import PLAN as BICYCLE_SHOP
from simulators.push import PROJECT, TOKEN, create_app
from simulators.serving_http2 import served_http2
from simulators.web_push import PushService
from simulators.web_push import create_app as browsers_app

KEY_ID, TEAM, TOPIC = "ABC123DEFG", "DEF123GHIJ", "example.shop.app"
WELCOME = CampaignDocument.model_validate(
    {
        "id": "welcome",
        "name": "Welcome",
        "goal": "more_often",
        "kpi": "purchase",
        "smallest_effect": 0.1,
        "owner": "Maja",
        "period": {"first": "2020-01-01", "last": "2100-01-01"},
        "trigger": {"on": "arrived"},
        "holdout": 0.0,
        "variants": [
            {
                "id": "general",
                "text": {
                    "da": {"title": "Godt at se dig", "body": "Spørg os."},
                    "en": {"title": "Good to see you", "body": "Ask us."},
                },
            }
        ],
    }
)
ARRIVED = Happened(Happening.ARRIVED)
SHOWN = ConsentScreen(text_version=current_texts().version, language="en")
PLAN = load_floor_plan(BICYCLE_SHOP)
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
    outgoing: Outgoing
    campaigns: DecidingPart
    live: "Constant"
    sent_part: Part
    offers: Offers

    @property
    def now_ms(self) -> int:
        return round(self.clock.now * 1000)

    def enrol(self, ref: str = "u-1", platform: str = "android", language: str = "en", **address: Any) -> MemberRecord:
        address = address or {"push_token": f"phone-of-{ref}"}
        device = Device.model_validate({"install_id": f"installation-of-{ref}", "platform": platform, **address})
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
        await self.campaigns.service.happened(record.member, self.comes(record, visit), ARRIVED)
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

    def arms(self) -> list[tuple[str, str]]:
        """Who was put on which side of which experiment."""
        return self.db.rows("SELECT campaign, arm FROM experiment_entries")

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


class Constant:
    """Campaigns in force for ever."""

    def __init__(self, *documents: CampaignDocument) -> None:
        self.put(*documents)

    def put(self, *documents: CampaignDocument) -> None:
        self.documents = documents
        self._in_force = CampaignsInForce([LiveCampaign(each, 1, "salt") for each in documents], "")

    def current(self) -> CampaignsInForce:
        return self._in_force

    def version(self, campaign: str) -> int | None:
        return 1 if campaign in {each.id for each in self.documents} else None


def shop_of(
    db: Database, folder: Path, tombstones: Any, client: httpx.AsyncClient, url: str, clock: SetClock, **push: Any
) -> Shop:
    journal, members, ledger = Journal(db), Members(db), ConsentLedger(db)
    visits, lights = Visits(db), Lights(db, clock)
    paid = push.pop("paid", ())
    live = Constant(*push.pop("campaigns", [WELCOME]))
    our_shop = replace(OUR_SHOP, contacts=push.pop("contacts", ContactPolicy()))
    chosen: dict[str, Any] = {"push_url": url, "push_token": TOKEN, "push_project": PROJECT, **push}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    settings = Settings.model_validate({"floor_plan": "plan.toml", **chosen})
    hosts = settings.of(MemberSettings).push_web_services
    outgoing = Outgoing(client)
    ground = Ground(db, journal, clock, PLAN, outgoing, lights, folder, our_shop, Words(our_shop))
    sent = messages(ground, members, ledger, visits, settings)
    catalogue = StoredCatalogue(folder, ground.now_ms)
    insight = Insight(
        MemberInsight(db, catalogue, OUR_SHOP, UTC, lambda _title: False), ModelStore(folder), Light("insight")
    )
    customers = KnownCustomers(NoSource(), Dismissals(db), OURS)
    of = CustomerKnowledge(members, ledger, visits, customers, catalogue, insight)
    promised = Offers(db, journal, lambda _who, article, _since: article in paid)
    decided = deciding(ground, of, sent, promised, Experiments(db), live)
    service = MemberService(journal, members, ledger, KeyRing(b"k" * 32, "test"), tombstones, hosts)
    return Shop(
        db,
        journal,
        members,
        ledger,
        service,
        visits,
        lights,
        clock,
        client,
        url,
        sent.service,
        sent.channels,
        outgoing,
        decided,
        live,
        sent.part,
        promised,
    )


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
def open_messages(db: Database, tmp_path: Path, tombstones: Any, client: httpx.AsyncClient, fcm: str):
    """A hub's messages; called again they are those after a restart, over the same database."""

    def made(clock: SetClock | None = None, url: str = fcm, **push: Any) -> Shop:
        return shop_of(db, tmp_path, tombstones, client, url, clock or SetClock(), **push)

    return made


@pytest.fixture
def shop(open_messages) -> Shop:
    """With a fixed token."""
    return open_messages()


@pytest.fixture
def firebase_shop(open_messages, account_file: Path) -> Shop:
    """With a service account."""
    return open_messages(push_token=None, push_project=None, push_service_account=account_file)


@pytest.fixture
def signing_key(tmp_path: Path) -> Path:
    """Of Apple, or for browsers: they are of one kind."""
    path = tmp_path / "key.p8"
    key = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def public_half(file: Path) -> str:
    key = load_pem_private_key(file.read_bytes(), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
async def apple(signing_key: Path) -> AsyncIterator[tuple[Apple, str]]:
    """Apple's service over HTTP/2, which knows our team."""
    service = Apple(Team(public_half(signing_key), KEY_ID, TEAM, frozenset({TOPIC})))
    async with served_http2(apple_app(service)) as url:
        yield service, url


@pytest.fixture
async def apple_shop(open_messages, apple, signing_key: Path) -> AsyncIterator[Shop]:
    """Of an app without Firebase."""
    shop = open_messages(
        url=None, push_token=None, push_project=None, push_apns_key=signing_key, push_apns_key_id=KEY_ID,
        push_apns_team=TEAM, push_apns_topic=TOPIC, push_apns_url=apple[1],
    )  # fmt: skip
    shop.url = apple[1]
    yield shop
    await shop.outgoing.aclose()


@pytest.fixture
async def browsers(serve) -> AsyncIterator[tuple[PushService, str]]:
    service = PushService()
    async with serve(browsers_app(service)) as url:
        yield service, url


@pytest.fixture
def web_shop(open_messages, browsers, signing_key: Path) -> Shop:
    """Of a web app."""
    shop = open_messages(
        url=None, push_token=None, push_project=None, push_vapid_key=signing_key, push_contact="mailto:it@shop.example",
        push_web_hosts=browsers[1].removeprefix("http://"),
    )  # fmt: skip
    shop.url = browsers[1]
    return shop
