"""Which events leave the store, with which purposes, and what becomes of them when somebody changes their mind."""

import json

from hub.ground import manifests
from hub.ground.holdings import resolved
from hub.ground.journal import (
    EndReason,
    Member,
    MessageExposed,
    MessageSettled,
    MessageWithheld,
    OutcomeRecorded,
    PurchaseRecorded,
    ReturnRecorded,
    VisitEnded,
    VisitId,
)
from hub.ground.settings import Settings
from hub.knowledge.exports.ga4 import Ga4Sink
from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.outbox import Count, Outbox
from hub.knowledge.exports.tracking import LONGEST_MESSAGE_ID, TrackingSink
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.model import ConsentScreen
from hub.trust.rights.backups import Backups
from hub.trust.rights.offline import offline

SEGMENT = TrackingSink("segment", "http://127.0.0.1:9", "key")
GA4 = Ga4Sink("http://127.0.0.1:9", "G-DEMO123", "secret")
ODP = OdpSink("http://127.0.0.1:9", "key", "fs_user_id")
HOLDINGS = resolved(manifests.holdings(), Settings.model_validate({"floor_plan": "shop.toml"}))


def kinds(outbox: Outbox, sink: str = "segment") -> list[str]:
    return [each.kind.value for each in outbox.oldest(sink, 100)]


def test_a_visit_its_zones_and_what_came_of_it_are_told_in_order(shop) -> None:
    feed = shop.feed(SEGMENT)
    member = shop.enrol().member
    visit = shop.visited(member)
    shop.happened(OutcomeRecorded(visit, "sold"), 1000)
    shop.happened(MessageExposed(member, visit, "welcome", "road"))
    shop.happened(MessageSettled(member, visit, "welcome", "not_sent", "road"))
    shop.happened(MessageExposed(member, visit, "welcome", "road"))
    shop.happened(MessageSettled(member, visit, "welcome", "sent", "road"))
    shop.happened(MessageWithheld(member, visit, "autumn", "held_out"))
    shop.happened(MessageWithheld(member, visit, "spring", "capped"))
    feed.take()
    told = [(each.kind.value, each.properties) for each in shop.outbox.oldest("segment", 100)]
    assert told == [
        ("visit_started", {}),
        ("visit_ended", {"duration_s": 75}),
        ("zone_visited", {"zone": "mountain", "seconds": 45}),
        ("zone_visited", {"zone": "road", "seconds": 30}),
        ("help_ended", {"outcome": "sold"}),
        ("experiment_viewed", {"experiment_id": "welcome", "variation_id": "road", "shown": True}),
        ("experiment_viewed", {"experiment_id": "autumn", "variation_id": "held_out", "shown": False}),
    ]


def test_a_purchase_and_a_return_are_told_of_their_visit_and_of_no_other(shop) -> None:
    feeds = [shop.feed(SEGMENT), shop.feed(GA4), shop.feed(ODP)]
    measured, not_measured = shop.enrol(), shop.enrol("u-2", frozenset(Purpose) - {Purpose.MEASURE})
    for member in (measured.member, not_measured.member):
        shop.happened(PurchaseRecorded(member, VisitId(f"v{member}"), 1))
        shop.happened(PurchaseRecorded(member, None, 2))
        shop.happened(ReturnRecorded(member, VisitId(f"v{member}"), 3))
    for sink, feed in zip((SEGMENT, GA4, ODP), feeds, strict=True):
        while feed.take():
            pass
        told = [(each.member, each.kind.value, each.properties) for each in shop.outbox.oldest(sink.name, 10)]
        assert told == [(measured.member, "converted", {}), (measured.member, "returned", {})]


def test_a_zone_that_may_not_be_named_is_not(shop) -> None:
    feed = shop.feed(SEGMENT)
    member = shop.enrol().member
    shop.came(member, zone="fitting-room")
    shop.happened(VisitEnded(member, VisitId("v1"), EndReason.LEFT), 60_000)
    feed.take()
    assert kinds(shop.outbox) == ["visit_started", "visit_ended"]


def test_each_kind_needs_its_purposes_at_each_place(shop) -> None:
    everything = frozenset(Purpose)
    for without, told, counted in [
        (Purpose.JOIN_ONLINE_INSTORE, [], ["visit_started", "visit_ended", "help_ended"]),
        (Purpose.RECOGNISE_IN_STORE, [], []),
        (Purpose.MEASURE, ["visit_started", "visit_ended", "zone_visited", "zone_visited"], []),
        (
            Purpose.PREDICT,
            ["visit_started", "visit_ended", "help_ended"],
            ["visit_started", "visit_ended", "help_ended"],
        ),
    ]:
        feeds = [shop.feed(SEGMENT), shop.feed(GA4), shop.feed(ODP)]
        member = shop.enrol(f"u-{without.value}", everything - {without}).member
        visit = shop.visited(member, f"v-{without.value}")
        shop.happened(OutcomeRecorded(visit, "helped"))
        for feed in feeds:
            while feed.take():
                pass
        assert kinds(shop.outbox) == kinds(shop.outbox, "odp") == told, without
        assert kinds(shop.outbox, "ga4") == counted, without
        shop.db.run("DELETE FROM export_outbox")


def test_a_withdrawal_empties_the_queue_of_what_needed_it_and_of_nothing_else(shop) -> None:
    feed = shop.feed(SEGMENT)
    leaver, other = shop.enrol(), shop.enrol("u-2")
    shop.visited(leaver.member)
    shop.visited(other.member, "v2")
    feed.take()
    shop.outbox.dead_letter("segment", shop.outbox.oldest("segment", 3)[2].id, "HTTP 400", shop.clock.now_ms)
    assert shop.db.rows("SELECT member, kind FROM export_dead_letters") == [(leaver.member, "zone_visited")]
    shop.withdraw(leaver, Purpose.PREDICT)
    feed.take()
    left = [(each.member, each.kind.value) for each in shop.outbox.oldest("segment", 100)]
    assert [kind for member, kind in left if member == leaver.member] == ["visit_started", "visit_ended"]
    assert len([kind for member, kind in left if member == other.member]) == 4
    assert shop.outbox.dead_letters("segment") == []
    shop.withdraw(leaver, Purpose.JOIN_ONLINE_INSTORE)
    feed.take()
    assert {each.member for each in shop.outbox.oldest("segment", 100)} == {other.member}
    assert shop.outbox.counts("segment")[Count.WITHDRAWN] == 3


def test_what_was_learned_before_a_withdrawal_stays_untold_when_the_member_agrees_again(shop) -> None:
    feed = shop.feed(SEGMENT)
    record = shop.enrol()
    shop.visited(record.member)
    shop.clock.now_ms += 1
    shop.withdraw(record, Purpose.JOIN_ONLINE_INSTORE)
    shop.clock.now_ms += 1
    shown = ConsentScreen(text_version=current_texts().version, language="en")
    given = (record, Purpose.JOIN_ONLINE_INSTORE, shown, "request-again", shop.clock.now_ms)
    assert shop.service.set_consent(*given, granted=True) is None
    # The feed was not there meanwhile: it reads all of it only now.
    feed.take()
    assert kinds(shop.outbox) == []


def test_a_choice_for_one_visit_is_not_a_reason_to_tell(shop) -> None:
    feed = shop.feed(SEGMENT)
    record = shop.enrol()
    shop.service.set_level(record, "invisible", None, "request-invisible", shop.clock.now_ms, this_visit=True)
    shop.happened(MessageWithheld(record.member, VisitId("v1"), "welcome", "held_out"), 10)
    feed.take()
    assert kinds(shop.outbox) == []


def test_reading_the_journal_twice_queues_nothing_twice_and_a_new_sink_starts_now(shop) -> None:
    member = shop.enrol().member
    shop.visited(member, "before")
    feed = shop.feed(SEGMENT)
    shop.visited(member, "v1")
    feed.take()
    ids = [each.message_id for each in shop.outbox.oldest("segment", 100)]
    assert len(ids) == len(set(ids)) == 4
    assert all(0 < len(each) <= LONGEST_MESSAGE_ID for each in ids)
    # A backup from before the reading: the same entries are read again, under the same ids.
    shop.db.run("UPDATE export_read SET seq = seq - 3")
    shop.feed(SEGMENT).take()
    assert [each.message_id for each in shop.outbox.oldest("segment", 100)] == ids


def test_the_outbox_is_bounded_and_counts_the_oldest_that_it_drops(shop) -> None:
    shop.outbox = Outbox(shop.db, most_waiting=5)
    feed = shop.feed(SEGMENT)
    member = shop.enrol().member
    for number in range(3):
        shop.visited(member, f"v{number}")
    feed.take()
    waiting = shop.outbox.oldest("segment", 100)
    assert len(waiting) == 5
    assert {each.visit for each in waiting} == {"v1", "v2"}
    assert shop.outbox.counts("segment")[Count.DROPPED_FULL] == 7


async def test_an_erasure_takes_rows_dead_letters_and_whatever_could_join_them(shop, tombstones) -> None:
    feeds = [shop.feed(SEGMENT), shop.feed(GA4)]
    record = shop.enrol()
    visit = shop.visited(record.member)
    for feed in feeds:
        feed.take()
    shop.outbox.dead_letter("segment", shop.outbox.oldest("segment", 1)[0].id, "HTTP 400", shop.clock.now_ms)
    outside = {each.message_id for sink in ("segment", "ga4") for each in shop.outbox.oldest(sink, 100)}
    outside |= {shop.outbox.names(record.member).of_visit(sink, visit) for sink in ("segment", "ga4")}
    outside.add(shop.outbox.names(record.member).client_id)
    rights = offline(shop.db, tombstones, HOLDINGS, Backups(tombstones.db, 30))
    await rights.erasure.erase(record, shop.clock.now_ms)
    tables = [name for (name,) in shop.db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    everything = json.dumps([shop.db.rows(f"SELECT * FROM {table}") for table in tables], default=repr)
    # Three at one place and two at the other, under names that differ; one is a dead letter.
    assert len(outside) == 3 + 2 + 2 + 1
    assert not any(each in everything for each in outside)
    assert shop.db.rows("SELECT * FROM export_secrets") == []
    # Whoever knows the handle from elsewhere makes other names now: the secret is gone.
    assert shop.outbox.names(record.member).of_visit("segment", visit) not in outside


def test_whoever_is_measured_again_later_is_somebody_new_to_analytics(shop) -> None:
    feed = shop.feed(GA4)
    record = shop.enrol()
    shop.visited(record.member)
    feed.take()
    before = shop.outbox.names(record.member).client_id
    shop.withdraw(record, Purpose.MEASURE)
    feed.take()
    assert shop.outbox.names(record.member).client_id != before


def test_nobody_who_is_not_a_member_leaves_a_row(shop) -> None:
    feed = shop.feed(SEGMENT)
    shop.happened(MessageSettled(Member(7), VisitId("v"), "welcome", "sent", "road"))
    feed.take()
    shop.outbox.names(Member(7))
    assert kinds(shop.outbox) == []
    assert shop.db.rows("SELECT * FROM export_secrets") == []
