from dataclasses import replace

import pytest

from hub.ground.journal import Member
from hub.service.campaigns.campaign import WELCOME
from hub.service.campaigns.decide import Candidate, Expose, Withhold, WithholdReason, decide, is_held_out
from hub.trust.consents.permission import Grant, permits
from hub.trust.consents.purposes import Purpose

EVERYBODY = replace(WELCOME, held_out=0.0)
NOBODY = replace(WELCOME, held_out=1.0)


def permission(*purposes: Purpose):
    return permits([Grant(Member(1), p, granted=True, at_ms=1) for p in purposes], Member(1), purposes, at_ms=2)


MAY_PUSH = permission(Purpose.MARKETING_PUSH, Purpose.MEASURE)
ELIGIBLE = Candidate(Member(1), MAY_PUSH, reachable=True, shown_this_visit=False, shown_today=0, line="road")


def test_who_belongs_to_one_line_gets_the_text_about_it_and_everybody_else_the_general_one() -> None:
    assert decide(EVERYBODY, ELIGIBLE) == Expose("road")
    assert decide(EVERYBODY, ELIGIBLE).variant == "road"
    general = decide(EVERYBODY, replace(ELIGIBLE, line=None))
    assert (general, general.variant) == (Expose(None), "general")
    assert decide(replace(EVERYBODY, of_line=None), ELIGIBLE) == Expose(None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"permission": None}, WithholdReason.NO_CONSENT),
        ({"reachable": False}, WithholdReason.NO_PHONE),
        ({"shown_this_visit": True}, WithholdReason.ALREADY_THIS_VISIT),
        ({"shown_today": 1}, WithholdReason.CAPPED),
    ],
)
def test_each_refusal_has_its_reason_and_comes_before_holding_out(change: dict, reason: WithholdReason) -> None:
    assert decide(NOBODY, replace(ELIGIBLE, **change)) == Withhold(reason)


def test_who_is_held_out_would_have_got_it() -> None:
    assert decide(NOBODY, ELIGIBLE) == Withhold(WithholdReason.HELD_OUT)


def test_who_does_not_let_us_measure_is_on_neither_side_of_the_comparison() -> None:
    unmeasured = replace(ELIGIBLE, permission=permission(Purpose.MARKETING_PUSH))
    assert isinstance(decide(NOBODY, unmeasured), Expose)


def test_the_holdout_is_the_planned_share_and_always_the_same_people() -> None:
    held = [member for member in range(20_000) if is_held_out(WELCOME, Member(member))]
    # Binomial, n = 20,000, p = 0.1: five standard deviations are 212.
    assert abs(len(held) - 2000) < 212
    assert held == [member for member in range(20_000) if is_held_out(WELCOME, Member(member))]
    other = replace(WELCOME, salt="another")
    assert len({member for member in held if is_held_out(other, Member(member))}) < len(held) / 2
