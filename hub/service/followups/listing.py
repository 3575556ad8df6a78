"""The list as somebody gets it: names of colleagues who are still there, and of customers as far as they agreed."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hub.ground.ground import Ground
from hub.ground.journal import Member
from hub.knowledge.customers.known import KnownCustomers, name_of
from hub.place.visits.repository import Visits
from hub.service.followups.due import DueState, day_of, state_of
from hub.service.followups.model import FollowUp, FollowUpCustomer, FollowUps, FollowUpView
from hub.service.followups.repository import FollowUpsKept
from hub.service.notes.part import RESTS_ON
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.colleagues import Colleagues
from hub.trust.audit.consent_evidence import resting_on
from hub.trust.audit.log import AuditAction, AuditEntry
from hub.trust.audit.part import Audit
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members

DAY_MS = 24 * 3600 * 1000
# A name that a platform does not say by then is not waited for: the list is there without it.
NAME_SECONDS = 0.2
_ORDER = tuple(DueState)


@dataclass(frozen=True, slots=True)
class Customers:
    """Who a follow-up can be for, and what of them may be said."""

    people: Members
    ledger: ConsentLedger
    visits: Visits
    known: KnownCustomers
    board: Board


class FollowUpListing:
    """Made anew each time, from what holds at that moment."""

    def __init__(
        self, ground: Ground, kept: FollowUpsKept, customers: Customers, colleagues: Colleagues, audit: Audit
    ) -> None:
        self._ground = ground
        self._kept = kept
        self._customers = customers
        self._colleagues = colleagues
        self._audit = audit
        self._told: set[tuple[str, Member, date]] = set()
        """Which device was told of which customer on which day: once a day is written down."""

    async def on(self, device: str) -> FollowUps:
        """Everything to do, for a device: that it is told of customers is written down first."""
        today = day_of(self._ground.now_ms(), self._ground.shop.time_zone)
        found = [
            (each, state)
            for each in self._kept.since(self._ground.now_ms() - 2 * DAY_MS)
            if (state := state_of(each.due, self._done_on(each), today)) is not None
        ]
        may = {each.member: permission for each, _ in found if each.member and (permission := self._may(each.member))}
        named = dict(zip(may, await asyncio.gather(*map(self._customer, may.values())), strict=True))
        self._note(device, may.values(), today)
        shown = [
            self._view(each, state, named.get(each.member) if each.member else None)
            for each, state in found
            if each.member is None or each.member in named
        ]
        shown.sort(key=lambda each: (_ORDER.index(DueState(each.state)), each.due))
        return FollowUps(today=today, follow_ups=shown)

    def forget(self, member: Member) -> None:
        """They were erased."""
        self._told = {each for each in self._told if each[1] != member}

    def _done_on(self, each: FollowUp) -> date | None:
        return None if each.done_ms is None else day_of(each.done_ms, self._ground.shop.time_zone)

    def _may(self, member: Member) -> Permission | None:
        return self._customers.ledger.permission(member, *RESTS_ON, at_ms=self._ground.now_ms())

    async def _customer(self, permission: Permission) -> FollowUpCustomer:
        of, name = self._customers, None
        record = of.people.get(permission.member)
        if record and permission.allows(Purpose.GREET_BY_NAME):
            name = name_of(await of.known.context(record, permission, NAME_SECONDS), permission)
            # While the source was asked, they may have changed their mind.
            still = self._may(permission.member)
            name = name if still and still.allows(Purpose.GREET_BY_NAME) else None
        visit = of.visits.of(permission.member)
        is_shown = visit is not None and isinstance(of.board.shown(visit.id), VisibleVisit)
        return FollowUpCustomer(name=name, visit_id=visit.id if visit and is_shown else None)

    def _note(self, device: str, permissions: Iterable[Permission], today: date) -> None:
        self._told = {each for each in self._told if each[2] == today}
        new = [each for each in permissions if (device, each.member, today) not in self._told]
        entries = [
            resting_on(basis, AuditEntry(AuditAction.LISTED, device, fields=_fields(each)))
            for each in new
            if (basis := self._audit.bases.of(each)) is not None
        ]
        if entries:
            self._audit.log.add(self._ground.now_ms(), *entries)
        self._told.update((device, each.member, today) for each in new)

    def _view(self, each: FollowUp, state: DueState, customer: FollowUpCustomer | None) -> FollowUpView:
        return FollowUpView(
            id=each.id,
            what=each.what,
            text=each.text,
            due=each.due,
            state=state.value,
            to=self._colleagues.still_called(each.for_person, each.for_name),
            made_by=each.made_by,
            done_by=each.done_by,
            customer=customer,
        )


def _fields(permission: Permission) -> tuple[str, ...]:
    return ("name", "follow_up") if permission.allows(Purpose.GREET_BY_NAME) else ("follow_up",)
