"""A whole hub without radio or network: handhelds of colleagues, customers with their apps."""

import base64
import hashlib
import hmac
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from hub.ground.journal import Member
from hub.ground.web.may import Role
from hub.trust.accounts.links import LinkKind
from hub.trust.accounts.people import FROM_THE_BOX, Person
from hub.trust.audit.log import AuditLog
from simulators.campaigns import start
from simulators.colleague import Colleague, enrol, sign_in_by_pin
from simulators.hub_here import PLAN, HubHere, built_hub
from simulators.people import MEMBERS, Persona
from simulators.phone import Phone

__all__ = ["PLAN", "Shop", "open_shop"]
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


class Shop(HubHere):
    def __init__(self, here: HubHere) -> None:
        super().__init__(here.hub, here.plan, here.db, here.issuer)
        self.ledger = here.hub.ledger
        self.audit = AuditLog(here.db)
        self.sign_in = here.hub.accounts.sign_in
        self._seen = 0
        self._pins: dict[str, str] = {}

    async def handheld(self, name: str = "", *roles: Role) -> httpx.AsyncClient:
        """Somebody signed in on a shared handheld that was enrolled for it; with every role, where none is named."""
        client, person = await self.enrolled_handheld(), self.person(name, *roles)
        pin = self._pins[person.id] = self._pins.get(person.id) or self.sign_in.give_pin(person, FROM_THE_BOX)
        (await sign_in_by_pin(client, person.id, pin)).raise_for_status()
        return client

    async def enrolled_handheld(self, name: str = "Handheld") -> httpx.AsyncClient:
        """One on which nobody is signed in."""
        client = self.browser()
        secret, _ = self.sign_in.links.make(LinkKind.HANDHELD, name, FROM_THE_BOX, self.sign_in.now_ms())
        await enrol(client, secret)
        return client

    def browser(self) -> httpx.AsyncClient:
        """One that is none of the shop's."""
        client = self.client()
        client.auth = Colleague()
        return client

    def person(self, name: str = "", *roles: Role) -> Person:
        """Somebody with an account."""
        people = self.sign_in.people
        name = name or f"Colleague {len(people.all()) + 1}"
        return people.called(name) or people.add(name, roles or tuple(Role), FROM_THE_BOX, self.sign_in.now_ms())

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
        like = MEMBERS[0]
        persona = Persona(f"u-{7000 + number}", like.first_name, like.platform, (), 0, 0, like.purposes, "")
        return await self.enrol(persona, f"push-{number}")

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


@asynccontextmanager
async def open_shop(folder: Path, **settings: Any) -> AsyncIterator[Shop]:
    async with built_hub(folder, **settings) as here:
        start(here.hub)
        yield Shop(here)
