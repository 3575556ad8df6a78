"""Sightings and silence become visits in the journal."""

import secrets
from collections.abc import Generator

from hub.journal import EndReason, HelpRequested, Journal, Member, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.presence.belief import Belief, ZoneEstimator
from hub.visits.detection import Arrive, Leave, Move, Silence, decide
from hub.visits.repository import Visit, Visits
from wire.clock import to_ms
from wire.ids import EdgeId

# Of somebody who never came in nothing is kept for longer than this.
PASSED_BY_SECONDS = 60.0


class VisitService:
    """Keeps every member's visit in step with what was heard."""

    def __init__(
        self,
        journal: Journal,
        visits: Visits,
        estimator: ZoneEstimator,
        unrecorded: frozenset[str],
        started_at: float,
        *,
        has_way_out: bool,
    ) -> None:
        """`started_at`: Unix seconds by the hub's clock; before it nobody listened."""
        self._journal = journal
        self._visits = visits
        self._estimator = estimator
        self._unrecorded = unrecorded
        self._has_way_out = has_way_out
        self._store_heard_at: float | None = None
        for visit in visits.all_open():
            estimator.resume(visit.member, visit.zone, started_at)

    def store_heard(self, edge: EdgeId, at: float) -> None:
        """An edge said anything at all: the store is not deaf."""
        self._store_heard_at = max(self._store_heard_at or at, at)
        self._estimator.edge_said(edge, at)

    def edge_is_deaf(self, edge: EdgeId) -> None:
        """An edge is gone or hears nothing: that it does not hear somebody says nothing."""
        self._estimator.edge_is_deaf(edge)

    @property
    def store_heard_at(self) -> float | None:
        """When an edge was last heard from (Unix seconds); None when none was since the hub started."""
        return self._store_heard_at

    def sighted(self, member: Member, edge: EdgeId, rssi_dbm: float, heard_at: float, now: float) -> None:
        """Take in one sighting; call within the journal's transaction."""
        self._estimator.hear(member, edge, rssi_dbm, heard_at)
        # Who comes in is told of at once; everything else has time until the next tick.
        if self._visits.of(member) is None and (belief := self._estimator.believe_now(member)):
            self._decide(member, belief, heard_at, heard_at, now)

    def follow(self, now: float) -> Generator[None]:
        """Bring beliefs and visits to a moment. Yields between shares of the work."""
        yield from self._estimator.advance(now)
        gone: list[Member] = []
        with self._journal.transaction():
            for crowd in tuple(self._estimator.crowds()):
                columns = zip(
                    crowd.members, crowd.zones.T.tolist(), crowd.outside.tolist(), crowd.heard_at.tolist(), strict=True
                )
                for member, zones, outside, heard_at in columns:
                    belief = Belief(dict(zip(crowd.zone_ids, zones, strict=True)), outside)
                    self._decide(member, belief, heard_at, self._store_heard_at or heard_at, now)
                    if self._visits.of(member) is None and now - heard_at > PASSED_BY_SECONDS:
                        gone.append(member)
        for member in gone:
            self._estimator.forget(member)

    def _decide(self, member: Member, belief: Belief, heard_at: float, store_heard_at: float, now: float) -> None:
        visit = self._visits.of(member)
        # The journal says when we learned it; the visit says since when it is so.
        now_ms, heard_ms = to_ms(now), to_ms(heard_at)
        zone, _ = belief.best()
        # While the store is deaf, nothing is heard of anybody: a dead broker is not an empty shop.
        silence = Silence(max(0.0, store_heard_at - heard_at), self._has_way_out)
        decision = decide(visit.zone if visit else None, belief, silence)
        if visit and isinstance(decision, Leave):
            self._end(visit, EndReason.LEFT, now_ms)
        elif zone in self._unrecorded:
            # Neither a place nor a time is kept, and nobody arrives there.
            return
        elif visit is None:
            if isinstance(decision, Arrive):
                self._start(member, decision.zone, belief.zones[decision.zone], heard_ms, now_ms)
        else:
            if isinstance(decision, Move):
                visit.zone, visit.zone_since_ms = decision.zone, heard_ms
                self._journal.append(ZoneEntered(member, visit.id, decision.zone), now_ms)
            visit.certainty = belief.zones.get(visit.zone, 0.0)
            if heard_ms > visit.heard_ms or isinstance(decision, Move):
                visit.heard_ms = max(visit.heard_ms, heard_ms)
                self._visits.save(visit)

    def ask_for_help(self, member: Member, now: float) -> bool:
        """The customer would like some help; False when they are not in the store as far as we know."""
        visit = self._visits.of(member)
        if visit is None:
            return False
        with self._journal.transaction():
            self._visits.ask(visit, to_ms(now))
            self._journal.append(HelpRequested(member, visit.id), to_ms(now))
        return True

    def withdraw(self, member: Member, now: float) -> None:
        """Consent is gone: end the visit at once and forget where the member was."""
        visit = self._visits.of(member)
        if visit:
            with self._journal.transaction():
                self._end(visit, EndReason.WITHDRAWN, to_ms(now))
        self._estimator.forget(member)

    def forget(self, member: Member) -> None:
        """Forget where the member was; their visits are gone from the database."""
        self._visits.reload()
        self._estimator.forget(member)

    def quarantine(self, member: Member, now: float) -> None:
        """Where the member is cannot be told: end the visit; call within the journal's transaction."""
        visit = self._visits.of(member)
        if visit:
            self._end(visit, EndReason.QUARANTINED, to_ms(now))
        self._estimator.forget(member)

    def _start(self, member: Member, zone: str, certainty: float, heard_ms: int, now_ms: int) -> None:
        visit = Visit(VisitId(secrets.token_hex(8)), member, zone, heard_ms, heard_ms, heard_ms, certainty=certainty)
        self._visits.start(visit)
        self._journal.append(VisitStarted(member, visit.id, zone), now_ms)

    def _end(self, visit: Visit, reason: EndReason, now_ms: int) -> None:
        self._visits.end(visit, reason, now_ms)
        self._journal.append(VisitEnded(visit.member, visit.id, reason), now_ms)
        self._estimator.forget(visit.member)
