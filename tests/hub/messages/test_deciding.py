"""What happens in the store sets campaigns off: decided over a real database, sent to the simulated FCM."""

import json
from datetime import time
from typing import Any

from hub.ground.journal import EndReason, VisitClaimed, VisitEnded, VisitId, ZoneEntered
from hub.ground.shop.model import ContactPolicy, QuietHours
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.in_force import Happened
from hub.service.measurement.results import CONTROL
from hub.trust.consents.purposes import Purpose
from tests.hub.messages.conftest import ARRIVED, WELCOME, Shop


def campaign(id_: str, **changed: Any) -> CampaignDocument:
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    return CampaignDocument.model_validate({**plain, "id": id_, "name": id_, **changed})


def decided(shop: Shop, member: int) -> dict[str, str]:
    rows = shop.db.rows("SELECT campaign, coalesce(variant, reason) FROM campaign_decisions WHERE member = ?", member)
    return dict(rows)


async def test_of_two_at_one_moment_the_more_important_is_said_and_the_other_is_kept_with_its_reason(open_messages):
    shop = open_messages(campaigns=[campaign("a", priority=10), campaign("b", priority=90)])
    anna = shop.enrol()
    assert await shop.greeted(anna) == "sent"
    assert decided(shop, anna.member) == {"a": "outranked", "b": "general"}


async def test_a_visit_has_one_message_of_marketing_as_customers_agreed(open_messages):
    shop = open_messages(campaigns=[campaign("a"), campaign("b", trigger={"on": "entered_zone", "zone": "mountain"})])
    anna = shop.enrol()
    assert await shop.greeted(anna) == "sent"
    deciding = shop.campaigns.service
    await deciding.happened(anna.member, VisitId("v1"), Happened(Happening.ENTERED_ZONE, zone="mountain"))
    assert decided(shop, anna.member) == {"a": "general", "b": "visit_cap"}
    service = campaign("s", type="service", trigger={"on": "entered_zone", "zone": "road"})
    shop.live.put(service)
    await deciding.happened(anna.member, VisitId("v1"), Happened(Happening.ENTERED_ZONE, zone="road"))
    assert decided(shop, anna.member)["s"] == "general"


async def test_who_is_held_out_is_counted_beside_those_who_got_it_and_gets_nothing(open_messages):
    shop = open_messages(campaigns=[campaign("a", holdout=0.5)])
    people = [shop.enrol(f"u-{number}") for number in range(40)]
    for number, each in enumerate(people):
        await shop.greeted(each, f"v{number}")
    arms = [arm for experiment, arm in shop.arms() if experiment == "a"]
    assert len(arms) == len(people)
    assert 8 < arms.count(CONTROL) < 32
    messages = [len(await shop.inbox(each.customer_ref)) for each in people]
    assert sum(messages) == arms.count("general")


async def test_who_does_not_let_us_measure_is_on_neither_side_and_gets_it(open_messages):
    shop = open_messages(campaigns=[campaign("a", holdout=0.9)])
    anna = shop.enrol()
    shop.withdraw(anna, Purpose.MEASURE)
    assert await shop.greeted(anna) == "sent"
    assert shop.arms() == []


async def test_a_colleague_and_the_machine_share_one_budget(open_messages):
    shop = open_messages(campaigns=[campaign("a")], contacts=ContactPolicy(per_visit=1, silent_minutes=0))
    anna = shop.enrol()
    visit = shop.comes(anna)
    await shop.campaigns.part.act(VisitClaimed(visit), 1)
    await shop.campaigns.service.happened(anna.member, visit, ARRIVED)
    assert decided(shop, anna.member) == {"a": "contact_budget"}


async def test_the_values_that_a_rule_saw_are_kept_and_no_more_of_them_than_it_named(open_messages):
    rule = {"field": "dwell_seconds", "of": "road", "op": "at_least", "value": 60}
    trigger = {"on": "dwelled", "zone": "road", "seconds": 60}
    shop = open_messages(campaigns=[campaign("a", who=rule, trigger=trigger)])
    anna = shop.enrol()
    visit = shop.comes(anna)
    shop.clock.now += 10
    with shop.journal.transaction():
        shop.journal.append(ZoneEntered(anna.member, visit, "mountain"), shop.now_ms)
    shop.clock.now += 10
    with shop.journal.transaction():
        shop.journal.append(ZoneEntered(anna.member, visit, "road"), shop.now_ms)
        here = shop.visits.of(anna.member)
        here.zone, here.zone_since_ms = "road", shop.now_ms
    await shop.campaigns.triggers.stay(1)
    assert decided(shop, anna.member) == {}
    shop.clock.now += 60
    here.heard_ms = shop.now_ms
    await shop.campaigns.triggers.stay(2)
    await shop.campaigns.triggers.stay(3)
    [(saw,)] = shop.db.rows("SELECT saw FROM campaign_decisions")
    assert json.loads(saw) == {"dwell_seconds": {"road": 70}}
    assert len(await shop.inbox()) == 1


async def test_who_is_not_heard_any_more_does_not_stay_any_longer(open_messages):
    rule = {"field": "dwell_seconds", "of": "road", "op": "at_least", "value": 60}
    stayed = {"on": "dwelled", "zone": "road", "seconds": 60}
    shop = open_messages(campaigns=[campaign("stayed", trigger=stayed), campaign("long", who=rule, action="card")])
    anna = shop.enrol()
    visit = shop.comes(anna)
    here = shop.visits.of(anna.member)
    shop.clock.now += 50
    here.heard_ms = shop.now_ms
    shop.clock.now += 600
    await shop.campaigns.triggers.stay(1)
    await shop.campaigns.service.happened(anna.member, visit, ARRIVED)
    assert decided(shop, anna.member) == {"long": "not_for_them"}
    # Heard again where they were, they have been there all the while.
    here.heard_ms = shop.now_ms
    await shop.campaigns.triggers.stay(2)
    await shop.campaigns.service.happened(anna.member, visit, ARRIVED)
    assert decided(shop, anna.member) == {"long": "general", "stayed": "general"}


async def test_a_rule_over_what_the_customer_did_not_agree_to_does_not_hold(open_messages):
    rule = {"not": {"field": "orders", "op": "more_than", "value": 3}}
    shop = open_messages(campaigns=[campaign("a", who=rule)])
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    shop.withdraw(bo, Purpose.PREDICT)
    assert await shop.greeted(anna, "v1") == "sent"
    assert await shop.greeted(bo, "v2") is None
    assert decided(shop, bo.member) == {"a": "not_for_them"}


async def test_a_stopped_campaign_sends_nothing_that_waited(open_messages):
    shop = open_messages(campaigns=[campaign("a")])
    anna = shop.enrol()
    await shop.tell("/faults", kind="429", retry_after_s=10, times=1)
    assert await shop.greeted(anna) == "not_sent"
    shop.live.put()
    for _ in range(10):
        await shop.later(15)
    assert await shop.inbox() == []


async def test_who_left_gets_nothing_that_waited(open_messages):
    shop = open_messages(campaigns=[campaign("a")])
    anna = shop.enrol()
    await shop.tell("/faults", kind="429", retry_after_s=10, times=1)
    assert await shop.greeted(anna) == "not_sent"
    assert shop.messages.waiting == 1
    shop.leaves(anna)
    shop.sent_part.apply(VisitEnded(anna.member, VisitId("v1"), EndReason.LEFT), 1)
    assert shop.messages.waiting == 0


async def test_quiet_hours_drop_a_message_and_hold_none(open_messages):
    shop = open_messages(campaigns=[campaign("a")], contacts=always_quiet())
    anna = shop.enrol()
    assert await shop.greeted(anna) is None
    assert decided(shop, anna.member) == {"a": "quiet_hours"}
    for _ in range(3):
        await shop.later(60)
    assert await shop.inbox() == []


def always_quiet() -> ContactPolicy:
    return ContactPolicy(quiet=QuietHours(time(0), time(23, 59, 59, 999999)))


async def test_a_line_for_staff_is_an_exposure_like_a_message_and_a_held_out_customer_has_none(open_messages):
    shop = open_messages(campaigns=[campaign("tell", action="card", holdout=0.5)])
    people = [shop.enrol(f"u-{number}") for number in range(20)]
    for number, each in enumerate(people):
        await shop.greeted(each, f"v{number}")
    shown = dict(shop.db.rows("SELECT member, result FROM exposures WHERE kind = 'card'"))
    arms = [arm for experiment, arm in shop.arms() if experiment == "tell"]
    assert len(shown) == arms.count("general")
    assert 0 < len(shown) < 20
    assert set(shown.values()) == {"shown"}
    assert [await shop.inbox(each.customer_ref) for each in people] == [[]] * 20


async def test_a_nudge_begins_as_a_line_on_the_card_and_is_counted_whomever_it_will_interrupt(open_messages):
    shop = open_messages(campaigns=[campaign("tell", action="nudge")])
    results = [await shop.greeted(shop.enrol(f"u-{number}"), f"v{number}") for number in range(3)]
    assert results == ["listed"] * 3
    assert [arm for experiment, arm in shop.arms() if experiment == "tell"] == ["general"] * 3
