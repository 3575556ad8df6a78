"""What of the alerts a screen may show: those about visits that may be on it now."""

from hub.ground.journal import VisitId
from hub.ground.web.may import Caller, Role
from hub.service.alerts.model import AlertList
from hub.service.alerts.service import Alerts
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.help_calls import HelpCalls


class ShownAlerts:
    """Asks the board of each visit, so that a withdrawal needs no second bookkeeping."""

    def __init__(self, alerts: Alerts, calls: HelpCalls, board: Board) -> None:
        self.alerts = alerts
        self._calls = calls
        self._board = board

    @property
    def version(self) -> int:
        """Changes when somebody's list may be another one."""
        return self.alerts.version

    def of(self, caller: Caller) -> AlertList:
        """All that are open for whoever asks."""
        return self.open_for(caller.associate, caller.roles)

    def open_for(self, associate: str, roles: frozenset[Role]) -> AlertList:
        """The same, of a stream."""
        return self.alerts.view(associate, roles, self._calls.waiting(), self._is_shown)

    def _is_shown(self, visit: VisitId) -> bool:
        return isinstance(self._board.shown(visit), VisibleVisit)
