"""Which campaigns answer what happened, and what becomes of each."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hub.ground.journal import Member
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.in_force import CampaignsInForce, Happened
from hub.service.campaigns.policy import Candidate, Expose, LiveCampaign, Moment, Withhold, WithholdReason
from hub.trust.consents.permission import Grant, permits
from hub.trust.consents.purposes import Purpose

NOON = Moment(datetime(2026, 12, 5, 12, tzinfo=ZoneInfo("Europe/Copenhagen")))
MAY = permits(
    [Grant(Member(1), Purpose.MARKETING_PUSH, granted=True, at_ms=1)], Member(1), [Purpose.MARKETING_PUSH], at_ms=2
)
ANNA = Candidate("anna", MAY, complaint=False, contacts_left=1, had_marketing=False, shown={})


def live(name: str, **change: object) -> LiveCampaign:
    document = CampaignDocument.model_validate(
        {
            "id": name, "name": name, "goal": "more_customers", "kpi": "purchase", "smallest_effect": 0.1,
            "owner": "Anna", "period": {"first": "2026-12-01", "last": "2026-12-31"}, "trigger": {"on": "arrived"},
            "variants": [{"id": "one", "text": {"da": {"title": "Hej", "body": "Kom"}}}], "holdout": 0.0,
        } | change
    )  # fmt: skip
    return LiveCampaign(document, 1, name)


def names(campaigns: CampaignsInForce, happened: Happened, moment: Moment = NOON) -> list[str]:
    return [each.document.id for each in campaigns.answer(happened, moment.local.date())]


def test_a_trigger_answers_what_it_names_and_nothing_else() -> None:
    campaigns = CampaignsInForce(
        [
            live("arrived"),
            live("elsewhere", stores=["other"]),
            live("here", stores=["other", "corner"]),
            live("zone", trigger={"on": "entered_zone", "zone": "sofas"}),
            live("stay", trigger={"on": "dwelled", "zone": "sofas", "seconds": 60}),
            live("back", trigger={"on": "came_back", "days": 30}),
        ],
        "corner",
    )
    assert names(campaigns, Happened(Happening.ARRIVED)) == ["arrived", "here"]
    assert names(campaigns, Happened(Happening.ENTERED_ZONE, "sofas")) == ["zone"]
    assert names(campaigns, Happened(Happening.ENTERED_ZONE, "kitchens")) == []
    assert names(campaigns, Happened(Happening.DWELLED, "sofas", 59)) == []
    assert names(campaigns, Happened(Happening.DWELLED, "sofas", 60)) == ["stay"]
    assert names(campaigns, Happened(Happening.CAME_BACK, days=29)) == []
    assert names(campaigns, Happened(Happening.CAME_BACK, days=30)) == ["back"]
    # The first day and the last are days of it, in the store's time zone; no other is.
    for day, there in (("2026-11-30", False), ("2026-12-01", True), ("2026-12-31", True), ("2027-01-01", False)):
        at = replace(NOON, local=datetime.fromisoformat(f"{day}T23:59").replace(tzinfo=NOON.local.tzinfo))
        assert bool(names(campaigns, Happened(Happening.ARRIVED), at)) is there


def test_every_campaign_that_was_set_off_has_an_answer() -> None:
    campaigns = CampaignsInForce(
        [
            live("yes", who={"cel": "visits > 3"}, priority=60),
            live("second", who={"cel": "visits > 3"}, priority=10),
            live("no", who={"cel": "visits > 30"}),
            live("unknown", who={"cel": "lapse > 0.5"}),
        ],
        "corner",
    )
    asked: list[str] = []

    def who(campaign: LiveCampaign) -> Candidate:
        asked.append(campaign.document.id)
        return ANNA

    decided = campaigns.decide(Happened(Happening.ARRIVED), who, {"visits": 5}, NOON)
    told = {each.decision.campaign.document.id: each for each in decided}
    assert isinstance(told["yes"].decision, Expose)
    reasons = {name: each.decision.reason for name, each in told.items() if isinstance(each.decision, Withhold)}
    assert reasons == {
        "second": WithholdReason.OUTRANKED,
        "no": WithholdReason.NOT_FOR_THEM,
        "unknown": WithholdReason.NOT_FOR_THEM,
    }
    assert (told["no"].why, told["unknown"].why and told["unknown"].why.id) == (None, "campaigns-rule-missing")
    # Nothing is read from the disk for those of whom the rule does not hold.
    assert asked == ["yes", "second"]


def test_a_rule_that_does_not_compile_goes_live_nowhere() -> None:
    with pytest.raises(ValueError, match="broken"):
        CampaignsInForce([live("broken", who={"cel": "vists > 3"})], "corner")


def test_the_lists_of_codes_are_those_that_a_campaign_in_force_draws_from() -> None:
    text = {"da": {"title": "Hej", "body": "Kom"}}
    offer = {"kind": "percent", "value": "10", "valid_hours": 36}
    variants = [
        {"id": "plain", "text": text},
        {"id": "made", "text": text, "offer": offer},
        {"id": "listed", "text": text, "offer": {**offer, "pool": "jul"}},
    ]
    elsewhere = [{"id": "one", "text": text, "offer": {**offer, "pool": "other"}}]
    campaigns = [live("jul", variants=variants), live("there", variants=elsewhere, stores=("another",))]
    assert CampaignsInForce(campaigns, "corner").lists == {"jul"}
