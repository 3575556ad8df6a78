"""The very card that staff may see of a member, and who opened it."""

from hub.place.visits.repository import Visits
from hub.service.customer_view.model import ShownCard
from hub.service.staff.board import Board
from hub.service.staff.model import Gone
from hub.trust.audit.log import AuditAction, AuditLog
from hub.trust.members.repository import MemberRecord
from wire.clock import Clock, to_ms

_SOMEBODY = "staff"


class CardsOnBoard:
    """Cards as any handheld would get them at this moment."""

    def __init__(self, visits: Visits, board: Board, audit: AuditLog, clock: Clock) -> None:
        self._visits = visits
        self._board = board
        self._audit = audit
        self._clock = clock

    def shown(self, record: MemberRecord, language: str) -> list[ShownCard]:
        """The card of the visit that is open, if staff may see one."""
        visit = self._visits.of(record.member)
        row = self._board.row(visit.id, language) if visit else None
        card = self._board.mirrored(visit, language) if visit else None
        if visit is None or row is None or isinstance(row, Gone) or card is None:
            return []
        opened = self._audit.of_visit(visit.id, AuditAction.OPENED)
        return [
            ShownCard(
                visit_id=visit.id,
                at_ms=to_ms(self._clock.wall()),
                name=row.name,
                card=card,
                opened_by=[line.entry.staff or _SOMEBODY for line in opened],
            )
        ]
