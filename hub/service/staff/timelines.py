"""Gathers a customer's timeline from what the store holds, and from what the customer data platform says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member, VisitId
from hub.ground.parsing.money import written
from hub.knowledge.customers.port import CustomerEvent, Trait
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.purchases.model import OrderKind
from hub.knowledge.purchases.repository import Kept, Orders
from hub.knowledge.purchases.timeline import Entry, EntryKind, merge
from hub.place.visits.repository import Visits
from hub.service.notes.model import Note
from hub.service.notes.repository import Notes
from hub.service.staff.claims import Claims
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord
from wire.clock import to_ms

# A card is for the next minute. Who asks for everything gets everything.
MOST_ON_A_CARD = 20
_MOST = 5000
_KINDS = {
    "online_views": EntryKind.ONLINE_VIEW,
    "carts": EntryKind.CART,
    "service_cases": EntryKind.SERVICE_CASE,
}


class SentMessage(Protocol):
    """A message that reached a customer's phone."""

    @property
    def campaign(self) -> str: ...
    @property
    def visit(self) -> VisitId: ...
    @property
    def at_ms(self) -> int: ...


class SentMessages(Protocol):
    """Whoever keeps them."""

    def sent_to(self, member: Member) -> Sequence[SentMessage]:
        """Of a member, newest first."""
        ...


class Timelines:
    """One timeline at a time."""

    def __init__(
        self,
        plan: FloorPlan,
        orders: Orders,
        sensitive: SensitiveProducts,
        visits: Visits,
        claims: Claims,
        sent: SentMessages,
        notes: Notes,
        *,
        names: bool,
    ) -> None:
        self._visits = visits
        self._claims = claims
        self._sent = sent
        self._notes = notes
        self._names = names
        self._plan = plan
        self._orders = orders
        self._sensitive = sensitive

    def shown(
        self, permission: Permission, customer_ref: str, traits: Mapping[str, Trait], happened: Iterable[CustomerEvent]
    ) -> list[Entry]:
        """What staff may see of it. `happened`: what platforms tell beside traits (views, carts, service cases)."""
        entries = (*self._ours(permission.member, MOST_ON_A_CARD), *entries_of(traits), *_happenings(happened))
        return self._merged(entries, permission.purposes, customer_ref, MOST_ON_A_CARD)

    def held(self, record: MemberRecord, traits: Mapping[str, Trait], happened: Iterable[CustomerEvent]) -> list[Entry]:
        """All of it, for the customer."""
        entries = (*self._ours(record.member, _MOST), *entries_of(traits), *_happenings(happened))
        return self._merged(entries, frozenset(Purpose), record.customer_ref, _MOST)

    def _merged(
        self, entries: Iterable[Entry], purposes: Collection[Purpose], customer_ref: str, most: int
    ) -> list[Entry]:
        return merge(entries, purposes, self._sensitive.names, (customer_ref,), most)

    def _ours(self, member: Member, most: int) -> list[Entry]:
        visits = self._visits.kept(member)
        over = [each for each in visits if each.ended_ms is not None]
        went = self._claims.outcomes(each.id for each in visits)
        sent = self._sent.sent_to(member)
        noted = self._notes.of(member)
        return [
            *(_of_order(order) for order in self._orders.of(member, most) if order.kind is not OrderKind.VOID),
            *(Entry(EntryKind.VISIT, it.started_ms, "hub", self._zone(it.zone), id=it.id) for it in over[:most]),
            *(Entry(EntryKind.NOTE, it.at_ms, "hub", it.outcome, id=it.visit) for it in went[:most]),
            *(self._of_note(it) for it in noted[:most]),
            *(
                Entry(EntryKind.MESSAGE, it.at_ms, "hub", it.campaign, id=f"{it.campaign} {it.visit}")
                for it in sent[:most]
            ),
        ]

    def _of_note(self, note: Note) -> Entry:
        """With `names` off nobody reads who wrote it, as nobody reads who opened a card."""
        by = note.staff if self._names else None
        return Entry(EntryKind.NOTE, note.at_ms, "hub", note.text, id=note.id, template=note.template, by=by)

    def _zone(self, zone_id: str) -> str:
        zone = self._plan.zone_named(zone_id)
        return zone.name if zone else zone_id


def entries_of(traits: Mapping[str, Trait]) -> list[Entry]:
    """What the traits of a platform say happened: the last order, and what was looked at online."""
    found: list[Entry] = []
    bought, at = traits.get("last_order_item"), traits.get("last_order_at")
    if bought and at and (at_ms := _moment(at)) is not None:
        found.append(Entry(EntryKind.PURCHASE, at_ms, bought.source, str(bought.value)))
    viewed = traits.get("viewed_item_30d")
    if viewed and viewed.observed_at_ms is not None:
        found.append(Entry(EntryKind.ONLINE_VIEW, viewed.observed_at_ms, viewed.source, str(viewed.value)))
    return found


def _happenings(happened: Iterable[CustomerEvent]) -> list[Entry]:
    """An order that is ready is no past: it stands there as what was bought, and first on the card."""
    return [
        Entry(_KINDS[each.name], each.at_ms, each.source, each.text, id=each.id)
        for each in happened
        if each.name in _KINDS
    ]


def _of_order(order: Kept) -> Entry:
    return Entry(
        EntryKind.RETURN if order.kind is OrderKind.RETURN else EntryKind.PURCHASE,
        order.at_ms,
        order.source,
        ", ".join(order.names),
        written(order.net_minor, order.currency),
        order.currency,
        order.order_id,
        names=tuple(order.names),
    )


def _moment(trait: Trait) -> int | None:
    try:
        at = datetime.fromisoformat(str(trait.value))
    except ValueError:
        return None
    return to_ms((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
