"""Sightings and silence become visits in the journal."""

import secrets

from hub.journal import EndReason, HelpRequested, Journal, Member, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.presence.belief import ZoneEstimator
from hub.visits.detection import Arrive, Leave, Move, on_sighting, on_silence
from hub.visits.repository import Visit, Visits
from wire.clock import to_ms
from wire.ids import EdgeId


class VisitService:
    """Keeps every member's visit in step with what was heard."""

    def __init__(
        self, journal: Journal, visits: Visits, estimator: ZoneEstimator, unrecorded: frozenset[str], started_at: float
    ) -> None:
        self._journal = journal
        self._visits = visits
        self._estimator = estimator
        self._unrecorded = unrecorded
        self._store_heard_at: float | None = None
        self._deaf_before = started_at

    def store_heard(self, at: float) -> None:
        """Any edge said anything at all: the store is not deaf."""
        self._store_heard_at = max(self._store_heard_at or at, at)

    @property
    def store_heard_at(self) -> float | None:
        """When an edge was last heard from (Unix seconds); None when none was since the hub started."""
        return self._store_heard_at

    def sighted(self, member: Member, edge: EdgeId, rssi_dbm: float, heard_at: float, now: float) -> None:
        """Take in one sighting; call within the journal's transaction."""
        self._estimator.hear(member, edge, rssi_dbm, heard_at)
        belief = self._estimator.believe(member, heard_at)
        if belief is None:
            return
        visit = self._visits.of(member)
        if belief.best()[0] in self._unrecorded:
            # Neither a place nor a time is kept; only that the visit is not over, and that in memory alone.
            if visit:
                visit.present_ms = max(visit.present_ms, to_ms(heard_at))
            return
        # The journal says when we learned it; the visit says since when it is so.
        now_ms, heard_ms = to_ms(now), to_ms(heard_at)
        match on_sighting(visit.zone if visit else None, belief):
            case Arrive(zone):
                self._start(member, zone, belief.zones[zone], heard_ms, now_ms)
            case Move(zone) if visit:
                visit.zone, visit.zone_since_ms = zone, heard_ms
                self._journal.append(ZoneEntered(member, visit.id, zone), now_ms)
            case _:
                pass
        if visit:
            visit.heard_ms = visit.present_ms = max(visit.heard_ms, heard_ms)
            visit.certainty = belief.zones.get(visit.zone, 0.0)
            self._visits.save(visit)

    def notice_silence(self, now: float) -> None:
        """End the visits of members who have gone quiet while the store was heard."""
        store_heard_at = self._store_heard_at
        if store_heard_at is None:
            return
        quiet = [
            visit
            for visit in self._visits.all_open()
            # Before this process ran nobody listened: that silence says nothing.
            if isinstance(
                on_silence(max(visit.heard_ms / 1000, visit.present_ms / 1000, self._deaf_before), store_heard_at),
                Leave,
            )
        ]
        if quiet:
            with self._journal.transaction():
                for visit in quiet:
                    self._end(visit, EndReason.LEFT, to_ms(now))

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
