"""A whole hub without radio or network: handhelds with a PIN, customers with their apps."""

import base64
import functools
import hashlib
import hmac
import math
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx

from hub import app
from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import Member
from hub.ground.settings import Settings
from hub.trust.audit.log import AuditLog
from simulators.issuer import Issuer
from simulators.people import MEMBERS
from simulators.phone import Phone
from wire.clock import Clock

PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
PIN = "2468"
HUB = "http://127.0.0.1"
# Where a customer's no can come in; tests/hub/channels/test_a_no_at_every_door.py holds it to the hub's description.
DOORS_OF_A_NO = {
    "PUT /v1/app/consents/{purpose}",
    "PUT /v1/app/level",
    "POST /v1/app/members",
    "POST /v1/app/objection",
    "DELETE /v1/app/membership",
    "POST /v1/cdp/consent",
}
SECRET = "whsec_" + base64.b64encode(b"consent-webhooks-of-the-chain").decode()


def signed(body: bytes, at: float) -> dict[str, str]:
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"msg_1.{int(at)}.".encode() + body, hashlib.sha256)
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": str(int(at)), "webhook-signature": signature}


class Shop:
    def __init__(self, hub: app.Hub, db: Database, issuer: Issuer) -> None:
        self.hub, self.db, self.issuer = hub, db, issuer
        self.ledger = hub.ledger
        self.audit = AuditLog(db)
        self.plan = load_floor_plan(PLAN)
        self._seen = 0

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.hub.running.web), base_url=HUB)

    async def handheld(self) -> httpx.AsyncClient:
        client = self.client()
        (await client.post("/api/staff/session", json={"pin": PIN})).raise_for_status()
        return client

    async def customer(self, number: int = 0, level: str | None = None) -> Phone:
        """Enrolled and in the store, with whatever card follows from that."""
        phone = await self.enrolled(number)
        if level:
            await phone.choose(level)
        self.walk_in(phone)
        await self.settled()
        return phone

    async def enrolled(self, number: int) -> Phone:
        """At home."""
        persona = MEMBERS[0]
        phone = Phone(
            type(persona)(f"u-{7000 + number}", persona.first_name, persona.platform, (), 0, 0, persona.purposes, ""),
            self.client(), Clock(), seed=1, push_token=f"push-{number}", issuer=self.issuer,
        )  # fmt: skip
        await phone.enrol()
        return phone

    def member(self, phone: Phone) -> Member:
        [(member,)] = self.db.rows("SELECT member FROM members WHERE customer_ref = ?", phone.persona.ref)
        return Member(member)

    def walk_in(self, phone: Phone) -> None:
        member, now = self.member(phone), self.hub.ground.clock.wall()
        x, y = self.plan.edges[0].x_m, self.plan.edges[0].y_m
        with self.hub.ground.journal.transaction():
            for edge in self.plan.edges:
                apart = math.dist((x, y, 1.1), (edge.x_m, edge.y_m, edge.height_m))
                self.hub.visits.service.store_heard(edge.id, now)
                self.hub.visits.service.sighted(member, edge.id, -61 - 15 * math.log10(apart), now, now)

    async def asked_for_is_done(self) -> None:
        """Requests and rights have come round once."""
        for each in self.hub.running.rounds:
            if each.name in {"requests", "rights"}:
                await each.once(1)

    async def settled(self) -> None:
        """Every event so far has been answered."""
        for entry in self.hub.ground.journal.read(self._seen):
            await self.hub.running.reactions.react(entry.event, entry.seq)
            self._seen = entry.seq

    def deeds(self) -> list[str]:
        return [line.entry.deed.value for line in self.audit.since()]


@functools.cache
def _new_database() -> bytes:
    """What the file of a hub holds that was opened once: making its tables takes a fifth of a test."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.db"
        with closing(open_database(file, manifests.schemas())) as db:
            assert db.flush()
        return file.read_bytes()


@asynccontextmanager
async def open_shop(folder: Path, **settings: Any) -> AsyncIterator[Shop]:
    issuer = Issuer()
    chosen = Settings.model_validate(
        {
            "floor_plan": PLAN,
            "data_dir": folder,
            "staff_pin": PIN,
            "app_issuer": issuer.issuer,
            "app_keys": str(issuer.publish(folder / "jwks.json")),
            **settings,
        }
    )
    file = folder / "hub.db"
    if not file.exists():
        file.write_bytes(_new_database())
    async with open_outgoing() as outside:
        with closing(open_database(file, manifests.schemas())) as db:
            yield Shop(app.build(chosen, load_floor_plan(PLAN), db, outside), db, issuer)
