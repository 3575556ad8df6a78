"""What is known of a customer, as far as they agreed and did not say that it is wrong."""

from dataclasses import dataclass

from hub.knowledge.customers.dismissals import Dismissals
from hub.knowledge.customers.port import Context, CustomerSource
from hub.knowledge.customers.traits import Traits
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord


@dataclass(frozen=True, slots=True)
class KnownCustomers:
    """The sources of customer data, without what customers dismissed."""

    source: CustomerSource
    dismissals: Dismissals
    traits: Traits
    """What is asked for in this shop."""

    async def context(self, record: MemberRecord, permission: Permission, within_seconds: float) -> Context:
        """What is known by then."""
        context = await self.source.get_context(record.customer_ref, permission, within_seconds)
        return self.dismissals.applied_to(record.member, context)


def name_of(context: Context, permission: Permission) -> str | None:
    """What to call the customer, only if they chose to be greeted by name."""
    trait = context.traits.get("first_name")
    return trait.value if trait and isinstance(trait.value, str) and permission.allows(Purpose.GREET_BY_NAME) else None
