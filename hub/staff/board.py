"""The board: what staff may see of every open visit, made anew from what holds at this moment."""

from dataclasses import dataclass

from hub.fleet.health import FleetHealth
from hub.journal import ConsentGranted, ConsentWithdrawn, Entry, Member, MemberEnrolled, VisitId
from hub.members.ledger import ConsentLedger
from hub.members.permission import Permission
from hub.members.purposes import Purpose
from hub.presence.floor_plan import FloorPlan
from hub.staff.claims import Claims
from hub.staff.model import EdgeCount, Gone, Heartbeat, Nearby, StoreName, VisitCard, VisitRow, ZoneName
from hub.visits.repository import Visit, Visits
from hub.visits.service import VisitService
from wire.clock import Clock, to_ms

# What a row on a handheld needs: being recognised, and that staff may see the history.
ROW_NEEDS = (Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)


@dataclass(frozen=True, slots=True)
class Composed:
    """A card as it was made, kept in memory only: a restart makes it anew, an erasure finds nothing on disk."""

    card: VisitCard
    name: str | None


class Board:
    """Rows by visit. Each one asks the ledger when it is made, so a withdrawal needs no second bookkeeping."""

    def __init__(
        self,
        plan: FloorPlan,
        clock: Clock,
        visits: Visits,
        visit_service: VisitService,
        ledger: ConsentLedger,
        claims: Claims,
        health: FleetHealth,
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._visits = visits
        self._visit_service = visit_service
        self._ledger = ledger
        self._claims = claims
        self._health = health
        self._cards: dict[VisitId, Composed] = {}

    def put_card(self, visit: VisitId, composed: Composed) -> None:
        """Show a card from now on."""
        self._cards[visit] = composed

    def drop_card(self, visit: VisitId) -> None:
        """Show none."""
        self._cards.pop(visit, None)

    def row(self, visit: VisitId) -> VisitRow | Gone:
        """What staff may see of a visit right now; `Gone` when that is nothing."""
        found = self._visits.named(visit)
        if found is None:
            return Gone(visit_id=visit, reason=self._visits.end_reason(visit).value)
        permission = self._ledger.permission(found.member, *ROW_NEEDS, at_ms=self._now_ms())
        if permission is None:
            return Gone(visit_id=visit, reason="withdrawn")
        return self._row(found, permission)

    def mirrored(self, visit: Visit) -> VisitCard | None:
        """The very card that staff see of a visit, or None."""
        row = self.row(visit.id)
        return row.card if isinstance(row, VisitRow) else None

    def zone_name(self, zone_id: str) -> ZoneName:
        """A zone as staff call it."""
        zone = self._plan.zone_named(zone_id)
        return ZoneName(id=zone_id, name=zone.name if zone else zone_id)

    def nearby(self, seq: int) -> Nearby:
        """Everybody who may be shown."""
        return Nearby(
            seq=seq,
            now_ms=self._now_ms(),
            store=StoreName(id=self._plan.store_id, name=self._plan.store_name),
            zones=[ZoneName(id=zone.id, name=zone.name) for zone in self._plan.zones],
            edges=self._edges(),
            visits=self._rows(),
        )

    def heartbeat(self) -> Heartbeat:
        """Proof of life."""
        heard_at = self._visit_service.store_heard_at
        return Heartbeat(
            now_ms=self._now_ms(),
            edges=self._edges(),
            last_heard_ms=None if heard_at is None else to_ms(heard_at),
            heard={row.visit_id: row.last_heard_ms for row in self._rows()},
        )

    def touched_by(self, entry: Entry) -> VisitId | None:
        """The visit whose row may look different after this entry."""
        event = entry.event
        if isinstance(event, MemberEnrolled | ConsentGranted | ConsentWithdrawn):
            visit = self._visits.of(Member(event.member))
            return visit.id if visit else None
        return event.visit

    def _rows(self) -> list[VisitRow]:
        rows = [self.row(visit.id) for visit in self._visits.all_open()]
        return [row for row in rows if isinstance(row, VisitRow)]

    def _row(self, visit: Visit, permission: Permission) -> VisitRow:
        composed = self._cards.get(visit.id)
        claim = self._claims.of(visit.id)
        return VisitRow(
            visit_id=visit.id,
            name=composed.name if composed and permission.allows(Purpose.GREET_BY_NAME) else None,
            zone=self.zone_name(visit.zone),
            zone_since_ms=visit.zone_since_ms,
            started_at_ms=visit.started_ms,
            last_heard_ms=visit.heard_ms,
            certainty=round(visit.certainty, 2),
            card=composed.card if composed else None,
            claimed_by=claim.staff,
            outcome=claim.outcome,
        )

    def _edges(self) -> EdgeCount:
        return EdgeCount(online=self._health.online(self._clock.wall()), total=len(self._health.all()))

    def _now_ms(self) -> int:
        return to_ms(self._clock.wall())
