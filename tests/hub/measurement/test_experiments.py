"""Who is measured: the first time counts, and nobody who did not agree or does not agree any more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.ground.journal import Member, VisitId
from hub.service.measurement.experiments import ANY, EVERY_CAMPAIGN, Entry, Experiments
from hub.service.measurement.results import CONTROL
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose
from tests.hub.whole_hub import Shop, open_shop

ONE, TWO = VisitId("one"), VisitId("two")


def permission(member: int, *purposes: Purpose) -> Permission:
    made = permits([Grant(Member(member), each, granted=True, at_ms=1) for each in purposes], Member(member), (), 2)
    assert made
    return made


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


def test_the_first_time_counts_and_a_contact_is_each_time(shop: Shop) -> None:
    experiments = Experiments(shop.db)
    may = permission(1, Purpose.MEASURE)
    assert experiments.enter(may, "sofas", "a", ONE, 10)
    assert experiments.enter(may, "sofas", "b", TWO, 20)
    assert experiments.entries("sofas") == [Entry(Member(1), "a", ONE, 10)]
    assert experiments.arm_of(Member(1), "sofas") == "a"
    assert experiments.entries(EVERY_CAMPAIGN) == [Entry(Member(1), ANY, ONE, 10)]
    assert [(each.at_ms, each.next_ms) for each in experiments.contacts("sofas")] == [(10, 20), (20, None)]


def test_those_held_out_are_told_nothing(shop: Shop) -> None:
    experiments = Experiments(shop.db)
    experiments.enter(permission(1, Purpose.MEASURE), "sofas", CONTROL, ONE, 10)
    experiments.enter(permission(2, Purpose.MEASURE), EVERY_CAMPAIGN, CONTROL, ONE, 10)
    assert [each.arm for each in experiments.entries("sofas")] == [CONTROL]
    assert {each.member: each.arm for each in experiments.entries(EVERY_CAMPAIGN)} == {1: ANY, 2: CONTROL}
    assert experiments.contacts("sofas") == []


def test_without_a_yes_to_measuring_nothing_is_kept(shop: Shop) -> None:
    experiments = Experiments(shop.db)
    assert not experiments.enter(permission(1, Purpose.MARKETING_PUSH), "sofas", "a", ONE, 10)
    assert experiments.entries("sofas") == []
    assert experiments.sizes() == {}


async def test_who_withdraws_leaves_the_sums_and_it_is_said_that_somebody_did(shop: Shop) -> None:
    phone, other = await shop.enrolled(0), await shop.enrolled(1)
    experiments = shop.hub.measurement.experiments
    for each in (phone, other):
        await each.consent("measure", granted=True)
        may = shop.ledger.permission(shop.member(each), Purpose.MEASURE, at_ms=shop.hub.ground.now_ms())
        assert may
        experiments.enter(may, "sofas", "a", None, 10)
    await shop.settled()
    await phone.consent("measure", granted=False)
    await shop.settled()
    assert [each.member for each in experiments.entries("sofas")] == [shop.member(other)]
    assert experiments.contacts("sofas")[0].member == shop.member(other)
    assert (experiments.withdrawn("sofas"), experiments.withdrawn(EVERY_CAMPAIGN)) == (1, 1)
    # Whoever is erased goes without a trace.
    member = shop.member(other)
    await other.leave()
    await shop.settled()
    await shop.asked_for_is_done()
    assert experiments.entries("sofas") == []
    assert shop.db.rows("SELECT 1 FROM experiment_contacts WHERE member = ?", member) == []
    assert experiments.withdrawn("sofas") == 1
