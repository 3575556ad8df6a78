"""Requests for help that nobody has taken yet: the round each is in, and whom it calls.

That a customer asked, and when, stands in the database with their visit; the rest is in memory, since whom a request
has called is a record of colleagues' work. A restart goes on with the round that the customer's wait has come to.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hub.ground.ground import Ground
from hub.ground.journal import VisitId
from hub.ground.web.may import Role
from hub.place.visits.repository import Visit, Visits
from hub.service.alerts.model import Alert, AlertKind
from hub.service.alerts.service import Alerts
from hub.service.staff.claims import Claims, ClaimState
from hub.service.staff.help_rounds import Called, HelpRound, round_at, whom_to_call
from hub.service.staff.interruptions import HOUR_MS
from hub.service.staff.nudges import Nudges

# A visit is over by then, whatever the clock says that a restarted hub finds.
LONGEST_WAIT_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    visit: VisitId
    asked_ms: int
    began: float
    """Of the monotonic clock: a wall clock that is set does not move a request along."""
    round: HelpRound
    called: Called

    @property
    def alert(self) -> Alert:
        """The same for everybody whom it calls, in whatever round."""
        return Alert(f"help-{self.visit}-{self.asked_ms}", AlertKind.HELP, self.asked_ms, self.visit)


class HelpCalls:
    """Of one store."""

    def __init__(self, ground: Ground, visits: Visits, claims: Claims, nudges: Nudges, alerts: Alerts) -> None:
        self._ground = ground
        self._visits = visits
        self._claims = claims
        self._nudges = nudges
        self._alerts = alerts
        self._calls: dict[VisitId, Call] = {}
        self._lately: defaultdict[str, deque[int]] = defaultdict(deque)
        self._nudged = set[str]()
        self._looked = False
        self.rounds: dict[str, int] = {each.name.lower(): 0 for each in HelpRound}
        """How often a request came to each, since the start: of the store, of nobody in it."""
        alerts.add_source(self._alerts_of)

    def look(self) -> None:
        """Once a second, and whenever something happened: who is called now."""
        before, self._calls = (
            self._calls,
            {each.id: self._call(each) for each in self._visits.all_open() if self._waits(each)},
        )
        self._looked = True
        nudges_before, self._nudged = self._nudged, self._nudges.alert_ids()
        if (before, nudges_before) != (self._calls, self._nudged):
            self._note(before)
            self._alerts.changed()
            self._alerts.forget_seen({each.alert.id for each in self._calls.values()} | self._nudged)

    def waiting(self) -> list[VisitId]:
        """Those whom nobody took in the rounds before the last, who waited longest first."""
        late = [each for each in self._calls.values() if each.round >= HelpRound.EVERYBODY]
        return [each.visit for each in sorted(late, key=lambda each: each.began)]

    def round_of(self, visit: VisitId) -> HelpRound | None:
        """The round of a request; None where nobody asks, or somebody has come."""
        call = self._calls.get(visit)
        return call.round if call else None

    def _waits(self, visit: Visit) -> bool:
        return visit.asked_ms is not None and self._claims.of(visit.id) == ClaimState()

    def _call(self, visit: Visit) -> Call:
        now_ms, mono, asked_ms = self._ground.now_ms(), self._ground.clock.mono(), visit.asked_ms or 0
        before = self._calls.get(visit.id)
        if before is None:
            # After a restart the wait goes on; in this run the request has just come.
            waited = 0.0 if self._looked else min(max(0.0, (now_ms - asked_ms) / 1000), LONGEST_WAIT_SECONDS)
            before = Call(visit.id, asked_ms, mono - waited, HelpRound.FIRST, Called(None, frozenset()))
        now = round_at(mono - before.began, self._ground.shop.contacts)
        colleagues = [
            replace(each, nudged_ms=(*each.nudged_ms, *self._called_lately(each.id, now_ms)))
            for each in self._nudges.associates(now_ms)
        ]
        managers = self._alerts.presence.with_role(Role.MANAGER)
        return replace(before, round=now, called=whom_to_call(now, colleagues, managers, before.called.first, now_ms))

    def _note(self, before: dict[VisitId, Call]) -> None:
        now_ms = self._ground.now_ms()
        for visit, call in self._calls.items():
            old = before.get(visit)
            for associate in call.called.associates - (old.called.associates if old else frozenset()):
                self._lately[associate].append(now_ms)
            if old is None or old.round != call.round:
                self.rounds[call.round.name.lower()] += 1

    def _called_lately(self, associate: str, now_ms: int) -> tuple[int, ...]:
        called = self._lately[associate]
        while called and now_ms - called[0] >= HOUR_MS:
            called.popleft()
        return tuple(called)

    def _alerts_of(self, associate: str, _roles: frozenset[Role]) -> Iterable[Alert]:
        return [each.alert for each in self._calls.values() if associate in each.called.associates]
