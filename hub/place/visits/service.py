"""Sightings and silence become visits in the journal."""

import math
import secrets
from collections.abc import Callable, Container, Generator, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from hub.ground.errors import DatabaseFailed
from hub.ground.journal import EndReason, HelpRequested, Journal, Member, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.place.presence.belief import Belief, BeliefBatch, PhoneState, ZoneEstimator
from hub.place.visits.detection import Arrive, Decision, Leave, Move, Silence, decide
from hub.place.visits.phone_gain import PhoneGains
from hub.place.visits.repository import Visit, Visits
from wire.clock import to_ms
from wire.ids import EdgeId

# A heartbeat comes every ten seconds: a store that said nothing for so long was cut off, and heard nobody meanwhile.
CUT_OFF_SECONDS = 15.0
# Of somebody who never came in nothing is kept for longer than this.
PASSED_BY_SECONDS = 60.0
# Who is outside more surely than this only walks past: packets through the window leave 0.93 and more, those at the
# door 0.55 to 0.87 (simulated shop).
PASSES_BY = 0.9
# A phone that ranges says the same word every second; it is written down again after so long.
WORD_SECONDS = 60.0
# How far the leaving of somebody is, who is likelier outside than not, is written down once a second: a hub that is
# killed every few seconds ends visits as late as one that never is, plus the time that it was gone.
SILENCE_KEPT_SECONDS = 1.0
ON_THE_WAY_OUT = 0.5


@dataclass(frozen=True, slots=True)
class BeaconHeard:
    """A beacon of the plan, as a phone heard it."""

    beacon: EdgeId
    rssi_dbm: float
    at: float


class VisitService:
    """Keeps every member's visit in step with what was heard."""

    def __init__(
        self,
        journal: Journal,
        visits: Visits,
        estimator: ZoneEstimator,
        loudness: PhoneGains,
        unrecorded: frozenset[str],
        started_at: float,
        *,
        has_way_out: bool,
        is_open: Callable[[float], bool] = lambda _at: True,
    ) -> None:
        """`started_at`: Unix seconds by the hub's clock; before it nobody listened. `is_open`: a visit may begin.

        Who is heard in a shop that is closed is cleaning it, or walks by: nobody is greeted, and no visit counts.
        """
        self._journal = journal
        self._visits = visits
        self._estimator = estimator
        self._loudness = loudness
        self._unrecorded = unrecorded
        self._has_way_out = has_way_out
        self._is_open = is_open
        # Silence of before this hub was started counts on, until somebody is heard; the time without a hub does not.
        self._silent_before = {
            visit.member: visit.silent_seconds for visit in visits.all_open() if visit.silent_seconds
        }
        self._store_heard_at: float | None = None
        self._listening_since = started_at
        self._resume((), started_at)

    def store_heard(self, edge: EdgeId, at: float) -> None:
        """An edge said anything at all: the store is not deaf."""
        before = self._store_heard_at
        # A hub that was started anew waits for its edges: nobody listened until the first of them said something.
        if before is None or at - before > CUT_OFF_SECONDS:
            self._listening_since = max(self._listening_since, at)
        self._store_heard_at = at if before is None else max(before, at)
        self._estimator.edge_said(edge, at)

    def edge_is_deaf(self, edge: EdgeId) -> None:
        """An edge is gone or hears nothing: that it does not hear somebody says nothing."""
        self._estimator.edge_is_deaf(edge)

    @property
    def store_heard_at(self) -> float | None:
        """When an edge was last heard from (Unix seconds); None when none was since the hub started."""
        return self._store_heard_at

    def sighted(self, member: Member, edge: EdgeId, rssi_dbm: float, heard_at: float, now: float) -> bool:
        """Take in one sighting; call within the journal's transaction.

        Returns whether it is of somebody who was not here and may be coming in, at the door or just inside.
        """
        self._estimator.hear(member, edge, rssi_dbm, heard_at)
        # Who comes in is told of at once; everything else has time until the next tick.
        if self._visits.of(member) is None and (belief := self._estimator.believe_now(member)):
            self._decide(member, belief, heard_at, Silence(0.0, self._has_way_out), now)
            return belief.outside < PASSES_BY and self._is_open(now)
        return False

    def unused(self) -> Mapping[str, int]:
        """Sightings that changed nothing, by reason."""
        return self._estimator.unused()

    def reported(self, member: Member, word: PhoneState, beacons: Iterable[BeaconHeard], at: float) -> None:
        """Take in what a member's own phone says and hears. The next tick decides, by the thresholds of all."""
        heard = tuple(beacons)
        self._estimator.told(member, word, at, entered=not heard)
        for each in heard:
            self._estimator.hear(member, each.beacon, each.rssi_dbm, each.at)

    def follow(self, now: float) -> Generator[None]:
        """Bring beliefs and visits to a moment. Yields between shares of the work. Raises `DatabaseFailed`."""
        yield from self._estimator.advance(now)
        gone: list[Member] = []
        crowds = tuple(self._estimator.crowds())
        self._resume({member for crowd in crowds for member in crowd.members}, now)
        try:
            with self._journal.transaction():
                for crowd in crowds:
                    gone += self._follow_crowd(crowd, now)
        except BaseException:
            # The database is as it was before; so must be what we hold in memory of it.
            self._visits.reload()
            raise
        for member in gone:
            self._estimator.forget(member)

    def _resume(self, known: Container[Member], at: float) -> None:
        """Follow every open visit: also after a restart, or when the end of one could not be stored."""
        for visit in self._visits.all_open():
            if visit.member not in known:
                self._estimator.resume(visit.member, visit.zone, visit.outside, at)
                if visit.word_ms is not None:
                    self._estimator.told(visit.member, visit.word, visit.word_ms / 1000, entered=False)

    def _follow_crowd(self, crowd: BeliefBatch, now: float) -> list[Member]:
        """Decide for each of them; returns those who never came in and are gone."""
        gone: list[Member] = []
        columns = zip(
            crowd.members,
            crowd.zones.T.tolist(),
            crowd.outside.tolist(),
            crowd.heard_at.tolist(),
            np.maximum(crowd.heard_at, crowd.known_at).tolist(),
            crowd.word.tolist(),
            crowd.word_at.tolist(),
            strict=True,
        )
        for member, zones, outside, heard_at, silent_since, word, word_at in columns:
            if heard_at > -math.inf:
                self._silent_before.pop(member, None)
            self._decide(
                member,
                Belief(dict(zip(crowd.zone_ids, zones, strict=True)), outside),
                heard_at,
                self._silence(member, silent_since, PhoneState(word), now - word_at, now),
                now,
            )
            if self._visits.of(member) is None and now - silent_since > PASSED_BY_SECONDS:
                gone.append(member)
        return gone

    def _silence(self, member: Member, since: float, word: PhoneState, word_seconds: float, now: float) -> Silence:
        """While the store is deaf, nothing is heard of anybody: a dead broker is not an empty shop."""
        listened_until = self._store_heard_at or since
        silent = max(0.0, listened_until - max(since, self._listening_since))
        if self._store_heard_at is None and word is PhoneState.GONE:
            # A store without edges has the phones' own words alone: nobody could contradict this one.
            silent = max(0.0, now - since)
        if silent:
            silent += self._silent_before.get(member, 0.0)
        return Silence(silent, self._has_way_out, word, word_seconds)

    def _decide(self, member: Member, belief: Belief, heard_at: float, silence: Silence, now: float) -> None:
        """`heard_at` is -inf for somebody who was not heard since the hub started."""
        visit = self._visits.of(member)
        # The journal says when we learned it; the visit says since when it is so.
        now_ms = to_ms(now)
        zone, _ = belief.best()
        decision = decide(visit.zone if visit else None, belief, silence)
        if visit and isinstance(decision, Leave):
            if taught := self._estimator.taught(member):
                self._loudness.learn(member, taught, now_ms)
            self._end(visit, EndReason.LEFT, now_ms)
            return
        if visit and _leaves_further(visit, belief, silence):
            visit.silent_seconds, visit.outside = silence.seconds, belief.outside
            self._visits.save(visit)
        if zone in self._unrecorded or heard_at == -math.inf:
            # Neither a place nor a time is kept, and nobody arrives there.
            return
        if visit:
            self._go_on(visit, decision, belief, to_ms(heard_at), silence, now)
        elif isinstance(decision, Arrive) and self._is_open(now):
            self._start(member, decision.zone, belief.zones[decision.zone], to_ms(heard_at), now_ms)

    def _go_on(
        self, visit: Visit, decision: Decision, belief: Belief, heard_ms: int, silence: Silence, now: float
    ) -> None:
        moves = isinstance(decision, Move)
        if moves:
            visit.zone, visit.zone_since_ms = decision.zone, heard_ms
            self._journal.append(ZoneEntered(visit.member, visit.id, decision.zone), to_ms(now))
        visit.certainty = belief.zones.get(visit.zone, 0.0)
        is_newer = heard_ms > visit.heard_ms
        if is_newer or moves or _has_news(visit, silence, now):
            if silence.word_seconds < math.inf:
                visit.word, visit.word_ms = silence.word, to_ms(now - silence.word_seconds)
            if is_newer:
                visit.heard_ms, visit.silent_seconds, visit.outside = heard_ms, 0.0, 0.0
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
        """Consent is gone: end the visit at once and forget where the member was. Raises `DatabaseFailed`."""
        self._estimator.forget(member)
        visit = self._visits.of(member)
        try:
            with self._journal.transaction():
                if visit:
                    self._end(visit, EndReason.WITHDRAWN, to_ms(now))
                self._loudness.forget(member)
        except DatabaseFailed:
            self._visits.reload()  # it is open still; nobody may see it, and it ends when this is tried again
            raise

    def reload(self) -> None:
        """What was not written did not happen: visits are as the database has them."""
        self._visits.reload()

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


def _leaves_further(visit: Visit, belief: Belief, silence: Silence) -> bool:
    """Whether so much more of a leaving is over that a hub that starts anew should know."""
    return belief.outside >= ON_THE_WAY_OUT and silence.seconds - visit.silent_seconds >= SILENCE_KEPT_SECONDS


def _has_news(visit: Visit, silence: Silence, now: float) -> bool:
    """Whether the phone has said something since that a hub that starts anew should know."""
    if silence.word_seconds == math.inf:
        return False
    known_at = -math.inf if visit.word_ms is None else visit.word_ms / 1000
    return silence.word != visit.word or now - silence.word_seconds - known_at > WORD_SECONDS
