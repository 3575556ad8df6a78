"""The book as it is shown: each name needs its permission, and a line in the audit log before it leaves."""

import asyncio

from hub.ground.ground import Ground
from hub.ground.web.may import Caller
from hub.knowledge.customers.known import KnownCustomers, name_of
from hub.knowledge.customers.port import DEADLINE_SECONDS
from hub.place.visits.repository import Visits
from hub.service.client_book.model import (
    ClientsView,
    ClientView,
    ColleagueView,
    LookedAfterView,
    OwnedClientView,
    ShopClientsView,
)
from hub.service.client_book.repository import Client
from hub.service.client_book.service import ClientBook
from hub.trust.audit.consent_evidence import resting_on
from hub.trust.audit.log import AuditAction, AuditEntry
from hub.trust.audit.part import Audit
from hub.trust.consents.permission import Permission

DAY_MS = 24 * 3600 * 1000
REASON = "client_book"
_FIELDS = ("name", "last_visit")


class BookListing:
    """Shows the book. Once a day, device and colleague each entry is written down."""

    def __init__(
        self, ground: Ground, book: ClientBook, visits: Visits, customers: KnownCustomers, audit: Audit
    ) -> None:
        self._ground = ground
        self._book = book
        self._visits = visits
        self._customers = customers
        self._audit = audit
        self._written: set[tuple[str, str, str]] = set()
        self._written_on = 0

    async def own(self, caller: Caller) -> ClientsView:
        """The book of whoever calls."""
        mine = [each for each in self._book.repository.all() if each.person == caller.person and caller.person]
        shown = await self._shown(mine, caller)
        return ClientsView(clients=sorted(shown, key=_order))

    async def everybody(self, caller: Caller) -> ShopClientsView:
        """Everybody's."""
        people = {each.id: each.name for each in self._book.colleagues()}
        entries = {each.id: each for each in self._book.repository.all() if each.person is not None}
        shown = await self._shown([*entries.values()], caller)
        owners = ((view, entries[view.id].person or "") for view in shown)
        owned = [
            OwnedClientView(**dict(view), owner=person if person in people else None, owner_name=people.get(person))
            for view, person in owners
        ]
        return ShopClientsView(
            clients=sorted(owned, key=lambda each: (each.owner is not None, each.owner_name or "", _order(each))),
            colleagues=[ColleagueView(id=id_, name=name) for id_, name in people.items()],
        )

    def for_member(self, client: Client | None) -> LookedAfterView | None:
        """Who looks after a member, for themselves: a first name, as colleagues are called on the floor."""
        owner = self._book.owner(client.member, self._ground.now_ms()) if client else None
        if owner is None:
            return None
        return LookedAfterView(by=owner.person.name.split()[0], since_ms=owner.client.since_ms)

    async def _shown(self, clients: list[Client], caller: Caller) -> list[ClientView]:
        views = await asyncio.gather(*(self._view(each) for each in clients))
        # While names were asked for, somebody may have withdrawn: what is written and shown is what holds now.
        now_ms = self._ground.now_ms()
        still = [
            (view, permission)
            for client, view in zip(clients, views, strict=True)
            if view
            and self._book.repository.of(client.member) == client
            and (permission := self._book.agreed.of(client.member, now_ms))
        ]
        self._write([permission for _, permission in still], caller, now_ms)
        return [view for view, _ in still]

    async def _view(self, client: Client) -> ClientView | None:
        now_ms = self._ground.now_ms()
        permission, record = self._book.agreed.of(client.member, now_ms), self._book.agreed.people.get(client.member)
        if permission is None or record is None:
            return None
        context = await self._customers.context(record, permission, DEADLINE_SECONDS)
        here, past = self._visits.of(client.member), self._visits.past(client.member, 1)
        return ClientView(
            id=client.id,
            name=name_of(context, permission),
            since_ms=client.since_ms,
            last_visit_ms=past[0].started_ms if past else None,
            visit_id=here.id if here and self._book.agreed.now(client.member, now_ms) else None,
        )

    def _write(self, permissions: list[Permission], caller: Caller, now_ms: int) -> None:
        if now_ms // DAY_MS != self._written_on:
            self._written, self._written_on = set(), now_ms // DAY_MS
        staff = caller.name if self._audit.names and caller.name else None
        bases = [basis for permission in permissions if (basis := self._audit.bases.of(permission))]
        new = [each for each in bases if (caller.device, caller.associate, each.subject) not in self._written]
        entry = AuditEntry(AuditAction.LISTED, caller.device, staff=staff, reason=REASON, fields=_FIELDS)
        self._audit.log.add(now_ms, *(resting_on(basis, entry) for basis in new))
        self._written |= {(caller.device, caller.associate, each.subject) for each in new}


def _order(client: ClientView) -> tuple[bool, str, str]:
    """Who is here first, then by name."""
    return client.visit_id is None, (client.name or "\uffff").casefold(), client.id
