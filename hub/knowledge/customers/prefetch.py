"""Asking for a profile before it is needed: a customer's phone speaks up, or is heard at the door."""

from collections import OrderedDict

from hub.ground.journal import Member
from hub.knowledge.customers.port import CustomerSource
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms

# A phone at the door is heard every second; what did not answer is not asked again for each of them.
AGAIN_SECONDS = 60.0
REMEMBERED = 2000
_NEEDS = (Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)


class Prefetch:
    """Asks once in a while for whoever comes near, if they agreed to what a card would show."""

    def __init__(self, customers: CustomerSource, members: Members, ledger: ConsentLedger, clock: Clock) -> None:
        self._customers = customers
        self._members = members
        self._ledger = ledger
        self._clock = clock
        self._asked: OrderedDict[Member, float] = OrderedDict()

    def approached(self, member: Member) -> None:
        """A member may be coming."""
        now = self._clock.mono()
        if now - self._asked.get(member, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return
        permission = self._ledger.permission(member, *_NEEDS, at_ms=to_ms(self._clock.wall()))
        record = self._members.get(member)
        if permission is None or record is None:
            return
        self._asked[member] = now
        self._asked.move_to_end(member)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        self._customers.prefetch(record.customer_ref, permission)

    def forget(self, member: Member) -> None:
        """The member was erased."""
        self._asked.pop(member, None)
