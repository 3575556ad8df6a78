from collections.abc import Iterator

import pytest

from hub import app
from hub.database import open_database
from hub.journal import Journal, Member, VisitEnded, VisitStarted, ZoneEntered
from hub.presence.belief import Belief
from hub.visits.detection import QUIET_SECONDS
from hub.visits.repository import Visits
from hub.visits.service import VisitService
from wire.ids import EdgeId

MEMBER, EDGE = Member(7), EdgeId("edge-1")


class Told:
    """An estimator that believes what it was told last."""

    def __init__(self) -> None:
        self.zone = "road"

    def hear(self, *_sighting: object) -> None: ...

    def believe(self, _member: Member, _at: float) -> Belief:
        return Belief({"road": 0.0, "fitting": 0.0} | {self.zone: 1.0}, 0.0)

    def forget(self, _member: Member) -> None: ...


class Story:
    def __init__(self, db) -> None:
        self.db, self.estimator = db, Told()
        self.journal, self.visits = Journal(db), Visits(db)
        self.service = VisitService(self.journal, self.visits, self.estimator, frozenset({"fitting"}), 0.0)

    def heard(self, zone: str, at: float) -> None:
        self.estimator.zone = zone
        self.service.store_heard(at)
        with self.journal.transaction():
            self.service.sighted(MEMBER, EDGE, -50.0, at, at)

    def everything(self) -> str:
        return repr([self.db.rows("SELECT * FROM journal"), self.db.rows("SELECT * FROM visits")])


@pytest.fixture
def story(tmp_path) -> Iterator[Story]:
    db = open_database(tmp_path / "hub.db", app.SCHEMAS)
    yield Story(db)
    db.close()


def test_who_is_only_where_nothing_is_recorded_was_never_here(story: Story) -> None:
    before = story.everything()
    for second in range(60):
        story.heard("fitting", 1000.0 + second)
    assert story.everything() == before
    assert story.visits.of(MEMBER) is None


def test_a_visit_outlasts_a_stay_where_nothing_is_recorded_and_nothing_tells_of_it(story: Story) -> None:
    story.heard("road", 1000.0)
    before = story.everything()
    for second in range(1, int(3 * QUIET_SECONDS)):
        story.heard("fitting", 1000.0 + second)
        story.service.notice_silence(1000.0 + second)
    assert story.everything() == before
    story.heard("road", 1000.0 + 3 * QUIET_SECONDS)
    kinds = [type(entry.event) for entry in story.journal.read(0)]
    assert kinds == [VisitStarted]
    assert "fitting" not in story.everything()


def test_who_leaves_from_where_nothing_is_recorded_has_left(story: Story) -> None:
    story.heard("road", 1000.0)
    story.heard("fitting", 1005.0)
    story.service.store_heard(1005.0 + QUIET_SECONDS + 1)
    story.service.notice_silence(1005.0 + QUIET_SECONDS + 1)
    kinds = [type(entry.event) for entry in story.journal.read(0)]
    assert kinds == [VisitStarted, VisitEnded]
    assert ZoneEntered not in kinds
