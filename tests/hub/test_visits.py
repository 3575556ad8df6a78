from collections.abc import Generator, Iterator

import numpy as np
import pytest

from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.errors import DatabaseFailed
from hub.ground.journal import EndReason, Journal, Member, VisitEnded, VisitStarted, ZoneEntered
from hub.place.presence.belief import Belief, BeliefBatch, GainEstimate, PhoneState
from hub.place.visits.detection import (
    ARRIVE_PROBABILITY,
    GHOST_SECONDS,
    OUTSIDE_SILENCE_SECONDS,
    QUIET_SECONDS,
    Arrive,
    Leave,
    Move,
    NoChange,
    Silence,
    decide,
)
from hub.place.visits.phone_gain import MOST_DB, PhoneGains
from hub.place.visits.repository import Visits
from hub.place.visits.service import CUT_OFF_SECONDS, PASSED_BY_SECONDS, VisitService
from wire.ids import EdgeId

MEMBER, EDGE = Member(7), EdgeId("edge-1")
HEARD = Silence(0.0, has_way_out=True)


class Told:
    """An estimator that believes what it was told last."""

    def __init__(self) -> None:
        self.zone: str | None = "road"
        self.heard_at: dict[Member, float] = {}
        self.known_at: dict[Member, float] = {}
        self.word: dict[Member, tuple[PhoneState, float]] = {}
        self.resumed: list[tuple[Member, str]] = []
        self.lesson: GainEstimate | None = None

    def hear(self, member: Member, _edge: EdgeId, _rssi: float, at: float) -> None:
        self.heard_at[member] = at
        self.known_at.setdefault(member, at)

    def told(self, member: Member, word: PhoneState, at: float, **_how: bool) -> None:
        self.known_at.setdefault(member, at)
        self.word[member] = word, at

    def unused(self) -> dict[str, int]:
        return {}

    def taught(self, _member: Member) -> GainEstimate | None:
        return self.lesson

    def edge_said(self, *_what: object) -> None: ...

    def edge_is_deaf(self, *_what: object) -> None: ...

    def advance(self, _at: float) -> Generator[None]:
        yield

    def believe_now(self, _member: Member) -> Belief:
        return Belief({zone: float(zone == self.zone) for zone in ("road", "fitting")}, float(self.zone is None))

    def crowds(self) -> list[BeliefBatch]:
        members = tuple(self.known_at)
        zones = np.array([[float(zone == self.zone)] * len(members) for zone in ("road", "fitting")])
        heard_at = np.array([self.heard_at.get(member, -np.inf) for member in members])
        known_at = np.array(list(self.known_at.values()))
        words = [self.word.get(member, (PhoneState.NONE, -np.inf)) for member in members]
        word, word_at = (np.array([each[part] for each in words]) for part in (0, 1))
        return [BeliefBatch(members, ("road", "fitting"), zones, 1 - zones.sum(0), heard_at, known_at, word, word_at)]

    def resume(self, member: Member, zone: str, outside: float, at: float) -> None:
        self.resumed.append((member, zone))
        self.resumed_outside = outside
        self.known_at[member] = at

    def forget(self, member: Member) -> None:
        self.heard_at.pop(member, None)
        self.known_at.pop(member, None)


class Story:
    def __init__(self, db) -> None:
        self.db, self.estimator = db, Told()
        self.open_from, self.open_until = -np.inf, np.inf
        self.journal, self.visits = Journal(db), Visits(db)
        self.service = self.start(0.0)

    def start(self, at: float) -> VisitService:
        return VisitService(
            self.journal, self.visits, self.estimator, PhoneGains(self.db), frozenset({"fitting"}), at,
            has_way_out=True,
            is_open=lambda now: self.open_from <= now < self.open_until,
        )  # fmt: skip

    def heard(self, zone: str | None, at: float) -> None:
        self.estimator.zone = zone
        self.service.store_heard(EDGE, at)
        with self.journal.transaction():
            self.service.sighted(MEMBER, EDGE, -50.0, at, at)
        self.follow(at)

    def quiet(self, until: float, zone: str | None = "road") -> None:
        """The store is heard, the member is not."""
        self.estimator.zone = zone
        self.service.store_heard(EDGE, until)
        self.follow(until)

    def stay_quiet(self, since: float, until: float, zone: str | None = "road") -> None:
        """Quiet for so long that the store must be heard meanwhile."""
        for at in np.arange(since, until, CUT_OFF_SECONDS / 2):
            self.quiet(float(at), zone)
        self.quiet(until, zone)

    def follow(self, at: float) -> None:
        for _ in self.service.follow(at):
            pass

    def everything(self) -> str:
        return repr([self.db.rows("SELECT * FROM journal"), self.db.rows("SELECT * FROM visits")])

    def kinds(self) -> list[type]:
        return [type(entry.event) for entry in self.journal.read(0)]


@pytest.fixture
def story(tmp_path) -> Iterator[Story]:
    db = open_database(tmp_path / "hub.db", manifests.schemas())
    yield Story(db)
    db.close()


def test_who_is_only_where_nothing_is_recorded_was_never_here(story: Story) -> None:
    before = story.everything()
    for second in range(60):
        story.heard("fitting", 1000.0 + second)
    assert story.everything() == before
    assert story.visits.of(MEMBER) is None


def test_who_is_in_a_closed_shop_arrives_when_it_opens_and_stays_when_it_closes(story: Story) -> None:
    story.open_from, story.open_until = 1100.0, 1200.0
    for second in range(1000, 1100):
        story.heard("road", float(second))
    assert story.kinds() == []
    for second in range(1100, 1300):
        story.heard("road", float(second))
    assert story.kinds() == [VisitStarted]
    visit = story.visits.of(MEMBER)
    assert visit is not None
    assert visit.started_ms >= 1_100_000


def test_a_visit_outlasts_a_stay_where_nothing_is_recorded_and_nothing_tells_of_it(story: Story) -> None:
    story.heard("road", 1000.0)
    before = story.everything()
    for second in range(1, int(3 * GHOST_SECONDS)):
        story.heard("fitting", 1000.0 + second)
    assert story.everything() == before
    story.heard("road", 1000.0 + 3 * GHOST_SECONDS)
    assert story.kinds() == [VisitStarted]
    assert "fitting" not in story.everything()


def test_who_leaves_from_where_nothing_is_recorded_has_left(story: Story) -> None:
    story.heard("road", 1000.0)
    story.heard("fitting", 1005.0)
    story.quiet(1005.0 + OUTSIDE_SILENCE_SECONDS + 1, None)
    assert story.kinds() == [VisitStarted, VisitEnded]
    assert ZoneEntered not in story.kinds()


def test_who_passes_by_has_no_visit_and_is_forgotten(story: Story) -> None:
    story.heard(None, 1000.0)
    story.quiet(1000.0 + PASSED_BY_SECONDS - 1, None)
    assert MEMBER in story.estimator.heard_at
    story.quiet(1000.0 + PASSED_BY_SECONDS + 1, None)
    assert MEMBER not in story.estimator.heard_at
    assert story.kinds() == []


def test_a_phone_that_falls_silent_deep_inside_has_not_left_until_it_must_be_dead(story: Story) -> None:
    story.heard("road", 1000.0)
    story.stay_quiet(1000.0, 1000.0 + GHOST_SECONDS - 1)
    assert story.kinds() == [VisitStarted]
    story.quiet(1000.0 + GHOST_SECONDS + 1)
    assert story.kinds() == [VisitStarted, VisitEnded]


def test_a_deaf_store_is_not_an_empty_one(story: Story) -> None:
    story.heard("road", 1000.0)
    story.estimator.zone = None
    story.follow(1000.0 + 3 * GHOST_SECONDS)
    assert story.kinds() == [VisitStarted]
    # The first word of an edge after it says that there is an edge again, not that somebody left meanwhile.
    story.quiet(1000.0 + 3 * GHOST_SECONDS, "road")
    story.quiet(1000.0 + 4 * GHOST_SECONDS - 20, "road")
    assert story.kinds() == [VisitStarted]


def test_a_hub_that_is_started_anew_goes_on_with_open_visits(story: Story) -> None:
    story.heard("road", 1000.0)
    story.estimator = Told()
    story.service = story.start(5000.0)
    assert story.estimator.resumed == [(MEMBER, "road")]
    story.stay_quiet(5000.0, 5000.0 + GHOST_SECONDS - 1)
    assert story.kinds() == [VisitStarted]
    # Nobody has heard them since.
    assert story.visits.of(MEMBER).heard_ms == 1_000_000
    story.heard("road", 5000.0 + GHOST_SECONDS - 1)
    story.stay_quiet(5000.0 + GHOST_SECONDS, 5000.0 + 3 * GHOST_SECONDS)
    [_, ended] = [entry.event for entry in story.journal.read(0)]
    assert ended.reason == EndReason.LEFT


def test_until_an_edge_is_back_nobody_listens_and_nobody_leaves(story: Story) -> None:
    story.heard("road", 1000.0)
    story.estimator, story.visits = Told(), Visits(story.db)
    story.service = story.start(2000.0)
    # The edges find a hub that was away only after a while: that is no silence of the phone.
    story.quiet(2000.0 + GHOST_SECONDS + 1, None)
    story.quiet(2000.0 + GHOST_SECONDS + OUTSIDE_SILENCE_SECONDS, None)
    assert story.kinds() == [VisitStarted]
    story.quiet(2000.0 + GHOST_SECONDS + OUTSIDE_SILENCE_SECONDS + 2, None)
    assert story.kinds() == [VisitStarted, VisitEnded]


def test_a_leaving_is_counted_on_through_restarts_and_the_time_without_a_hub_is_not(story: Story) -> None:
    story.heard("road", 1000.0)
    ended_after = 0.0
    for start in np.arange(1000.0, 1300.0, 100.0):
        story.estimator, story.visits = Told(), Visits(story.db)
        story.service = story.start(float(start))
        for second in range(6):
            story.quiet(float(start) + second, None)
            if VisitEnded in story.kinds():
                break
            ended_after += 1.0
    assert story.kinds() == [VisitStarted, VisitEnded]
    assert OUTSIDE_SILENCE_SECONDS < ended_after < OUTSIDE_SILENCE_SECONDS + 6.0


def test_who_is_heard_again_after_a_restart_has_not_begun_to_leave(story: Story) -> None:
    story.heard("road", 1000.0)
    story.stay_quiet(1000.0, 1000.0 + OUTSIDE_SILENCE_SECONDS - 1, None)
    story.estimator, story.visits = Told(), Visits(story.db)
    story.service = story.start(2000.0)
    assert story.estimator.resumed_outside == 1.0
    story.heard("road", 2001.0)
    story.stay_quiet(2001.0, 2001.0 + OUTSIDE_SILENCE_SECONDS - 1, None)
    assert story.kinds() == [VisitStarted]


def test_what_the_disk_refused_is_undone_and_decided_again(story: Story) -> None:
    story.heard("road", 1000.0)
    story.db.run("CREATE TRIGGER full BEFORE UPDATE ON visits BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    with pytest.raises(DatabaseFailed):
        story.quiet(1000.0 + OUTSIDE_SILENCE_SECONDS + 1, None)
    assert story.visits.of(MEMBER) is not None
    story.db.run("DROP TRIGGER full")
    story.quiet(1000.0 + OUTSIDE_SILENCE_SECONDS + 2, None)
    story.quiet(1000.0 + 2 * OUTSIDE_SILENCE_SECONDS + 4, None)
    assert story.kinds() == [VisitStarted, VisitEnded]


def belief(**zones: float) -> Belief:
    return Belief(zones, 1 - sum(zones.values()))


@pytest.mark.parametrize(
    ("present", "believed", "silence", "decision"),
    [
        (None, belief(road=ARRIVE_PROBABILITY + 0.01, city=0.0), HEARD, Arrive("road")),
        (None, belief(road=ARRIVE_PROBABILITY / 2 + 0.01, city=ARRIVE_PROBABILITY / 2), HEARD, Arrive("road")),
        (None, belief(road=ARRIVE_PROBABILITY - 0.1, city=0.0), HEARD, NoChange()),
        (None, belief(road=1.0, city=0.0), Silence(10.0, has_way_out=True), NoChange()),
        ("road", belief(road=0.1, city=0.9), HEARD, Move("city")),
        ("road", belief(road=0.4, city=0.6), HEARD, NoChange()),
        ("road", belief(road=0.0, city=0.0), HEARD, NoChange()),
        ("road", belief(road=0.0, city=0.0), Silence(OUTSIDE_SILENCE_SECONDS + 1, has_way_out=True), Leave()),
        ("road", belief(road=1.0, city=0.0), Silence(QUIET_SECONDS + 1, has_way_out=True), NoChange()),
        ("road", belief(road=1.0, city=0.0), Silence(QUIET_SECONDS + 1, has_way_out=False), Leave()),
        ("road", belief(road=0.1, city=0.9), Silence(10.0, has_way_out=True), NoChange()),
        ("gone", belief(road=0.4, city=0.3), HEARD, Move("road")),
    ],
)
def test_each_decision_has_a_threshold_of_its_own(present, believed, silence, decision) -> None:
    assert decide(present, believed, silence) == decision


def test_what_a_visit_taught_of_the_phone_is_kept_when_it_ends_and_adds_up(story: Story) -> None:
    loudness = PhoneGains(story.db)
    story.estimator.lesson = GainEstimate(4.0)
    story.heard("road", 100.0)
    assert loudness.of(MEMBER) == 0.0
    story.stay_quiet(100.0, 100.0 + OUTSIDE_SILENCE_SECONDS + 1, zone=None)
    assert loudness.of(MEMBER) == 4.0
    story.estimator.lesson = GainEstimate(-1.0)
    story.heard("road", 200.0)
    story.stay_quiet(200.0, 200.0 + OUTSIDE_SILENCE_SECONDS + 1, zone=None)
    assert loudness.of(MEMBER) == 3.0
    story.estimator.lesson = GainEstimate(40.0)
    story.heard("road", 300.0)
    story.stay_quiet(300.0, 300.0 + OUTSIDE_SILENCE_SECONDS + 1, zone=None)
    assert loudness.of(MEMBER) == MOST_DB
    story.estimator.lesson = GainEstimate(-40.0)
    story.heard("road", 400.0)
    story.stay_quiet(400.0, 400.0 + OUTSIDE_SILENCE_SECONDS + 1, zone=None)
    assert loudness.of(MEMBER) == 0.0


def test_a_withdrawal_teaches_nothing_and_forgets_the_phone(story: Story) -> None:
    loudness = PhoneGains(story.db)
    with story.journal.transaction():
        loudness.learn(MEMBER, GainEstimate(4.0), 1)
    story.estimator.lesson = GainEstimate(2.0)
    story.heard("road", 100.0)
    story.service.withdraw(MEMBER, 101.0)
    assert loudness.of(MEMBER) == 0.0
