"""Who gets a campaign and why not: the order of refusals, the sides of an experiment, hours and days of a store."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ground.journal import Member
from hub.ground.shop.model import QuietHours
from hub.service.campaigns.assignment import fraction, is_held_out, is_in_global_holdout, variant_of
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.local_time import day_began_ms, local, week_began_ms
from hub.service.campaigns.policy import (
    Candidate,
    Expose,
    LiveCampaign,
    Moment,
    Shown,
    Withhold,
    WithholdReason,
    choose,
    decide,
)
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def document(**change: object) -> CampaignDocument:
    return CampaignDocument.model_validate(
        {
            "id": "sofas", "name": "Sofas", "goal": "more_customers", "kpi": "purchase", "smallest_effect": 0.1,
            "owner": "Anna", "period": {"first": "2026-12-01", "last": "2026-12-31"}, "trigger": {"on": "arrived"},
            "variants": [{"id": "one", "text": {"da": {"title": "Hej", "body": "Kom"}}}], "holdout": 0.0,
        } | change
    )  # fmt: skip


def agreed(*purposes: Purpose) -> Permission | None:
    given = [Grant(Member(1), each, granted=True, at_ms=1) for each in purposes]
    return permits(given, Member(1), purposes, at_ms=2)


CAMPAIGN = LiveCampaign(document(), 1, "salt")
MAY = agreed(Purpose.MARKETING_PUSH, Purpose.MEASURE)
ANNA = Candidate("anna", MAY, complaint=False, contacts_left=1, had_marketing=False, shown={})
NOON = Moment(datetime(2026, 12, 5, 12, tzinfo=COPENHAGEN), QuietHours(time(21), time(9)), "chain")

# Each refusal, in the order in which they are looked at.
REFUSALS = [
    (WithholdReason.NO_CONSENT, {"permission": None}, {}, {}),
    (WithholdReason.SENSITIVE, {}, {}, {"sensitive": True}),
    (WithholdReason.COMPLAINT, {"complaint": True}, {}, {}),
    (WithholdReason.QUIET_HOURS, {}, {"local": datetime(2026, 12, 5, 22, tzinfo=COPENHAGEN)}, {}),
    (WithholdReason.VISIT_CAP, {"shown": {"sofas": Shown(1, 0, 0)}}, {}, {}),
    (WithholdReason.DAY_CAP, {"shown": {"sofas": Shown(0, 1, 0)}}, {}, {}),
    (WithholdReason.WEEK_CAP, {"shown": {"sofas": Shown(0, 0, 2)}}, {}, {}),
    (WithholdReason.CONTACT_BUDGET, {"contacts_left": 0}, {}, {}),
    (WithholdReason.NO_GATEWAY, {}, {"sends_messages": False}, {}),
    (WithholdReason.BOUGHT_LATELY, {"offer": WithholdReason.BOUGHT_LATELY}, {}, {}),
    (WithholdReason.GLOBAL_HOLDOUT, {}, {"global_holdout": 1.0}, {}),
    (WithholdReason.HELD_OUT, {}, {}, {"document": document(holdout=0.9), "salt": "held"}),
]
assert is_held_out(document(holdout=0.9), "held", "anna")


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_the_first_refusal_counts_and_holding_out_comes_last(number: int) -> None:
    reason, *_ = REFUSALS[number]
    who, moment, campaign = ANNA, NOON, CAMPAIGN
    # Everything that comes later in the order is true of them as well.
    for _, of_who, of_moment, of_campaign in reversed(REFUSALS[number:]):
        shown = dict(who.shown)
        for name, more in of_who.get("shown", {}).items():
            had = shown.get(name, Shown())
            shown[name] = Shown(had.visit or more.visit, had.day or more.day, had.week or more.week)
        who = replace(who, **{**of_who, "shown": shown})
        moment = replace(moment, **of_moment)
        campaign = replace(campaign, **of_campaign)
    decided = decide(campaign, who, moment)
    assert isinstance(decided, Withhold)
    assert (decided.reason, decided.comparable) == (reason, reason is WithholdReason.HELD_OUT)


def test_who_has_nothing_against_it_gets_their_variant() -> None:
    assert decide(CAMPAIGN, ANNA, NOON) == Expose(CAMPAIGN, CAMPAIGN.document.variants[0])


def test_who_does_not_let_us_measure_is_on_neither_side() -> None:
    campaign = LiveCampaign(document(holdout=0.9), 1, "held")
    silent = replace(ANNA, permission=agreed(Purpose.MARKETING_PUSH))
    assert isinstance(decide(campaign, ANNA, NOON), Withhold)
    assert isinstance(decide(campaign, silent, replace(NOON, global_holdout=1.0)), Expose)


def test_of_several_at_one_moment_the_highest_priority_is_said() -> None:
    low, high, same = (
        LiveCampaign(document(id=name, priority=priority), 1, name)
        for name, priority in (("low", 10), ("high", 90), ("high-too", 90))
    )
    decided = choose(decide(each, ANNA, NOON) for each in (low, same, high))
    assert [type(each) for each in decided] == [Withhold, Withhold, Expose]
    assert {each.reason for each in decided if isinstance(each, Withhold)} == {WithholdReason.OUTRANKED}


def test_who_is_held_out_of_what_would_have_been_outranked_is_not_compared() -> None:
    """Those who would have got it were outranked as well: one side alone would be counted."""
    held = LiveCampaign(document(id="sofas", holdout=0.9, priority=10), 1, "held")
    higher = LiveCampaign(document(id="higher", priority=90), 1, "x")
    assert [getattr(each, "comparable", None) for each in choose([decide(held, ANNA, NOON)])] == [True]
    beside = choose([decide(held, ANNA, NOON), decide(higher, ANNA, NOON)])
    assert [getattr(each, "comparable", None) for each in beside] == [False, None]
    # Held out of the higher one: they count, whatever is said in its place.
    first = LiveCampaign(document(id="sofas", holdout=0.9, priority=95), 1, "held")
    beside = choose([decide(first, ANNA, NOON), decide(higher, ANNA, NOON)])
    assert [getattr(each, "comparable", None) for each in beside] == [True, None]


def test_sides_are_the_same_everywhere_and_fair() -> None:
    text = {"da": {"title": "x", "body": "y"}}
    two = [{"id": name, "share": share, "text": text} for name, share in (("a", 3), ("b", 1))]
    campaign = document(holdout=0.25, variants=two)
    people = [f"customer-{number}" for number in range(20_000)]
    out = [each for each in people if is_held_out(campaign, "s", each)]
    assert len(out) / len(people) == pytest.approx(0.25, abs=0.01)
    got = [variant_of(campaign, "s", each).id for each in people]
    assert got.count("a") / len(got) == pytest.approx(0.75, abs=0.01)
    # A larger holdout takes more people out and lets none of those before in: nobody changes sides both ways.
    larger = document(holdout=0.4)
    assert all(is_held_out(larger, "s", each) for each in out)
    # Two throws: who is held out says nothing about the variant.
    b_of_out = [variant_of(campaign, "s", each).id for each in out].count("b") / len(out)
    assert b_of_out == pytest.approx(0.25, abs=0.02)
    together = sum(is_in_global_holdout("s", 0.25, each) and is_held_out(campaign, "s", each) for each in people)
    assert together / len(people) == pytest.approx(0.0625, abs=0.01)
    # Written down: a hub of any year and machine throws the same.
    assert fraction("salt", "sofas", "anna") == pytest.approx(0.006275302160138627)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("08:59", True), ("09:00", False)],
)
def test_quiet_hours_go_over_midnight(at: str, quiet: bool) -> None:
    hour, minute = map(int, at.split(":"))
    assert QuietHours(time(21), time(9)).has(datetime(2026, 12, 5, hour, minute, tzinfo=COPENHAGEN)) is quiet
    assert not QuietHours(time(9), time(9)).has(datetime(2026, 12, 5, hour, minute, tzinfo=COPENHAGEN))


def at_ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "hours", "before"),
    [
        # Sunday 29 March 2026: 02:00 becomes 03:00. Sunday 25 October 2026: 03:00 becomes 02:00.
        (date(2026, 3, 29), 23, at_ms("2026-03-28T23:00")),
        (date(2026, 10, 25), 25, at_ms("2026-10-24T22:00")),
        (date(2026, 12, 5), 24, at_ms("2026-12-04T23:00")),
    ],
)
def test_a_day_is_the_calendars_also_when_the_clock_is_changed(day: date, hours: int, before: int) -> None:
    length = hours * 3_600_000
    for offset in (0, 1, length // 2, length - 1):
        assert day_began_ms(before + offset, COPENHAGEN) == before
        assert local(before + offset, COPENHAGEN).date() == day
    assert day_began_ms(before + length, COPENHAGEN) == before + length
    assert day_began_ms(before - 1, COPENHAGEN) < before


@given(
    st.integers(at_ms("2020-01-01"), at_ms("2040-01-01")), st.sampled_from(["Europe/Oslo", "UTC", "America/Santiago"])
)
def test_a_week_begins_on_a_monday(now: int, name: str) -> None:
    zone = ZoneInfo(name)
    began = local(week_began_ms(now, zone), zone)
    assert began.weekday() == 0
    assert began <= local(now, zone)
    assert local(now, zone).date() - began.date() < timedelta(days=7)
