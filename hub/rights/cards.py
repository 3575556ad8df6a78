"""The very cards that staff saw of a member: what stands on the board; an opening log has its place beside it."""

from hub.members.repository import MemberRecord
from hub.rights.model import ShownCard
from hub.staff.board import Board
from hub.staff.model import VisitRow
from hub.visits.repository import Visits
from wire.clock import Clock, to_ms


class CardsOnBoard:
    """Cards as any handheld would show them at this moment."""

    def __init__(self, visits: Visits, board: Board, clock: Clock) -> None:
        self._visits = visits
        self._board = board
        self._clock = clock

    def shown(self, record: MemberRecord) -> list[ShownCard]:
        """The card of the visit that is open, if staff may see one."""
        visit = self._visits.of(record.member)
        row = self._board.row(visit.id) if visit else None
        if not isinstance(row, VisitRow) or row.card is None:
            return []
        now_ms = to_ms(self._clock.wall())
        return [ShownCard(visit_id=row.visit_id, at_ms=now_ms, name=row.name, card=row.card, opened_by=None)]
