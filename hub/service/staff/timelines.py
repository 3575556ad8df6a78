"""Gathers a customer's timeline from what the store holds, and from what the customer data platform says."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from hub.ground.database import Database
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.ground.parsing.money import written
from hub.knowledge.customers.port import CustomerEvent, Trait
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.purchases.model import OrderKind
from hub.knowledge.purchases.repository import Kept, Orders
from hub.knowledge.purchases.timeline import Entry, EntryKind, merge
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


class Timelines:
    """One timeline at a time."""

    def __init__(self, db: Database, plan: FloorPlan, orders: Orders, sensitive: SensitiveProducts) -> None:
        self._db = db
        self._plan = plan
        self._orders = orders
        self._sensitive = sensitive

    def shown(
        self, permission: Permission, customer_ref: str, traits: Mapping[str, Trait], happened: Iterable[CustomerEvent]
    ) -> list[Entry]:
        """What staff may see of it. `happened`: what platforms tell beside traits (views, carts, service cases)."""
        entries = (*self._ours(permission.member, MOST_ON_A_CARD), *entries_of(traits), *map(_of_happening, happened))
        return self._merged(entries, permission.purposes, customer_ref, MOST_ON_A_CARD)

    def held(self, record: MemberRecord, traits: Mapping[str, Trait], happened: Iterable[CustomerEvent]) -> list[Entry]:
        """All of it, for the customer."""
        entries = (*self._ours(record.member, _MOST), *entries_of(traits), *map(_of_happening, happened))
        return self._merged(entries, frozenset(Purpose), record.customer_ref, _MOST)

    def _merged(
        self, entries: Iterable[Entry], purposes: Collection[Purpose], customer_ref: str, most: int
    ) -> list[Entry]:
        return merge(entries, purposes, self._sensitive.names, (customer_ref,), most)

    def _ours(self, member: Member, most: int) -> list[Entry]:
        return [
            *(_of_order(order) for order in self._orders.of(member, most) if order.kind is not OrderKind.VOID),
            *self._visits(member, most),
            *self._outcomes(member, most),
            *self._messages(member, most),
        ]

    def _visits(self, member: Member, most: int) -> list[Entry]:
        rows = self._db.rows(
            "SELECT visit, started_ms, zone FROM visits WHERE member = ? AND ended_ms IS NOT NULL"
            " ORDER BY started_ms DESC LIMIT ?",
            member,
            most,
        )
        return [Entry(EntryKind.VISIT, at_ms, "hub", self._zone(zone), id=visit) for visit, at_ms, zone in rows]

    def _outcomes(self, member: Member, most: int) -> list[Entry]:
        rows = self._db.rows(
            "SELECT visit, claims.at_ms, outcome FROM visits JOIN claims USING (visit) WHERE member = ?"
            " AND outcome IS NOT NULL ORDER BY claims.at_ms DESC LIMIT ?",
            member,
            most,
        )
        return [Entry(EntryKind.NOTE, at_ms, "hub", outcome, id=visit) for visit, at_ms, outcome in rows]

    def _messages(self, member: Member, most: int) -> list[Entry]:
        rows = self._db.rows(
            "SELECT campaign, visit, at_ms FROM exposures WHERE member = ? AND result = 'sent'"
            " ORDER BY at_ms DESC LIMIT ?",
            member,
            most,
        )
        return [
            Entry(EntryKind.MESSAGE, at_ms, "hub", campaign, id=f"{campaign} {visit}")
            for campaign, visit, at_ms in rows
        ]

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


def _of_happening(happening: CustomerEvent) -> Entry:
    kind = _KINDS[happening.name]
    return Entry(kind, happening.at_ms, happening.source, happening.text, id=happening.id)


def _of_order(order: Kept) -> Entry:
    return Entry(
        EntryKind.RETURN if order.kind is OrderKind.RETURN else EntryKind.PURCHASE,
        order.at_ms,
        order.source,
        ", ".join(order.names),
        written(order.net_minor, order.currency),
        order.currency,
        order.order_id,
    )


def _moment(trait: Trait) -> int | None:
    try:
        at = datetime.fromisoformat(str(trait.value))
    except ValueError:
        return None
    return to_ms((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
