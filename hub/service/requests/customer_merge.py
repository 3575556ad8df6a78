"""A customer who was renamed or merged in the customer data platform keeps one membership here, under the new id."""

from hub.ground.journal import Journal
from hub.knowledge.customers.built_in import KnownTraits
from hub.knowledge.customers.port import CustomerSource
from hub.knowledge.purchases.repository import Orders
from hub.knowledge.purchases.service import KEEPS
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService
from hub.trust.rights.erasure import Erasure


class CustomerMerge:
    """Moves a membership to another customer id."""

    def __init__(
        self,
        journal: Journal,
        members: Members,
        service: MemberService,
        customers: CustomerSource,
        orders: Orders,
        known: KnownTraits,
        erasure: Erasure,
    ) -> None:
        self._journal = journal
        self._members = members
        self._service = service
        self._customers = customers
        self._orders = orders
        self._known = known
        self._erasure = erasure

    async def rename(self, record: MemberRecord, new_ref: str, now_ms: int) -> str:
        """Rename, or merge into the member who has the new id already; returns what was done, in words.

        Of two memberships the one under the new id stays, with no more than both had agreed to: somebody who refused
        once has refused. Raises `DatabaseFailed`.
        """
        self._customers.drop(record.customer_ref)
        other = self._members.by_customer(new_ref)
        if other is None:
            with self._journal.transaction():
                self._members.rename(record.member, new_ref)
                self._known.move(record.customer_ref, new_ref)
            return "renamed"
        if other == record:
            return "nothing to do: both names are the same"
        self._service.keep_what_both_agreed_to(other, record, now_ms)
        agreed = self._service.consents(other.member, now_ms).purposes
        if any(agreed[purpose] for purpose in KEEPS):
            with self._journal.transaction():
                self._orders.hand_on(record.member, other.member)
        spared = "merged"
        await self._erasure.erase(record, now_ms, platform_spared=spared)
        return "merged: the member under the new id stays, with what both had agreed to; the other one is erased"
