"""What is live: by whom it was let out, in force within a moment, and stopped when it cannot go on."""

from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hub.ground.errors import DatabaseFailed
from hub.ground.health.light import LightState
from hub.ground.journal import Journal
from hub.service.campaigns.document import CampaignDocument, Happening
from hub.service.campaigns.gate import comment, propose, set_role, take_live, take_step, to_be_known, vote, write
from hub.service.campaigns.in_force import Happened
from hub.service.campaigns.life import ApprovalRole, Person, State, Step
from hub.service.campaigns.refused import CampaignRefused
from hub.service.offers.repository import Offers
from tests.hub.campaigns.making import BIRGIT, DAY_5, JONAS, MAJA, Bench, campaign

TODAY = date(2026, 12, 5)
BOTH = (MAJA, JONAS)


@pytest.fixture
def bench(tmp_path: Path):
    made = Bench(tmp_path)
    yield made
    made.db.close()


def in_force(bench: Bench, day: date = TODAY) -> list[str]:
    return [each.document.id for each in bench.live.current().answer(Happened(Happening.ARRIVED), day)]


def life(bench: Bench, name: str = "welcome") -> list[tuple[int, str, str | None]]:
    return [(each.version, each.state.value, each.person) for each in bench.repository.life(name)]


def test_the_whole_way_from_an_idea_to_what_was_learned(bench: Bench) -> None:
    repository = bench.repository
    propose(repository, "welcome", "Good day", "say good day to whoever comes in", BIRGIT, 1)
    assert [vote(repository, "welcome", each, 2) for each in (MAJA, JONAS, MAJA)] == [1, 2, 2]
    write(repository, campaign(), MAJA, 3)
    comment(repository, "welcome", BIRGIT, "shorter, please", 4)
    for at_ms, step, who in ((5, Step.SUBMIT, MAJA), (6, Step.APPROVE, MAJA), (7, Step.APPROVE, BIRGIT)):
        assert in_force(bench) == []
        take_step(repository, "welcome", step, who, at_ms)
    take_step(repository, "welcome", Step.START, MAJA, 8)
    assert in_force(bench) == ["welcome"]
    take_step(repository, "welcome", Step.END, MAJA, 9)
    assert in_force(bench) == []
    take_step(repository, "welcome", Step.LEARN, MAJA, 10, note="more came back")
    assert life(bench) == [
        (1, "idea", "Birgit"), (1, "replaced", "Maja"), (2, "draft", "Maja"), (2, "review", "Maja"),
        (2, "review", "Maja"), (2, "approved", "Birgit"), (2, "live", "Maja"), (2, "ended", "Maja"),
        (2, "learned", "Maja"),
    ]  # fmt: skip
    assert [each.text for each in repository.comments("welcome")] == ["shorter, please"]


def test_a_document_goes_live_whole_or_not_at_all(bench: Bench) -> None:
    for wrong in (
        (MAJA,),
        (JONAS, BIRGIT),
        (MAJA, Person("Nora", ApprovalRole.MARKETING)),
        (MAJA, Person("maja", ApprovalRole.IT)),
    ):
        with pytest.raises(CampaignRefused, match="is missing"):
            take_live(bench.repository, campaign(), wrong, 1)
    with pytest.raises(CampaignRefused, match="no zone") as refused:
        take_live(bench.repository, campaign(trigger={"on": "entered_zone", "zone": "sofa"}), BOTH, 1)
    assert 'Did you mean "sofas"' in str(refused.value)
    assert bench.repository.newest() == []
    take_live(bench.repository, campaign(), BOTH, 2)
    salt = bench.repository.salt("welcome")
    assert len(salt) == 32
    # The same again changes nothing; another text is another version with approvals of its own and the same salt.
    before = len(life(bench))
    take_live(bench.repository, campaign(), BOTH, 3)
    assert len(life(bench)) == before
    changed = take_live(bench.repository, campaign(priority=60), BOTH, 4)
    assert (changed.version, bench.repository.salt("welcome")) == (2, salt)
    assert [each.state for each in bench.repository.versions("welcome")] == [State.REPLACED, State.LIVE]
    assert bench.live.version("welcome") == 2


def test_what_is_changed_after_the_approval_is_approved_anew(bench: Bench) -> None:
    write(bench.repository, campaign(), MAJA, 1)
    for step, who in ((Step.SUBMIT, MAJA), (Step.APPROVE, MAJA), (Step.APPROVE, JONAS)):
        take_step(bench.repository, "welcome", step, who, 2)
    write(bench.repository, campaign(holdout=0.0), MAJA, 3)
    with pytest.raises(CampaignRefused, match="cannot go live: it is a draft"):
        take_step(bench.repository, "welcome", Step.START, MAJA, 4)
    # Nor does the version that was approved: another stands in its place.
    with pytest.raises(CampaignRefused, match="replaced"):
        take_step(bench.repository, "welcome", Step.START, MAJA, 4, version=1)
    # What was sent back and handed in again has no approvals of before.
    take_step(bench.repository, "welcome", Step.SUBMIT, MAJA, 5)
    take_step(bench.repository, "welcome", Step.APPROVE, MAJA, 6)
    take_step(bench.repository, "welcome", Step.SEND_BACK, BIRGIT, 7, note="too loud")
    take_step(bench.repository, "welcome", Step.SUBMIT, MAJA, 8)
    assert take_step(bench.repository, "welcome", Step.APPROVE, JONAS, 9).state is State.REVIEW


def test_a_stop_by_another_process_holds_at_the_next_event(bench: Bench) -> None:
    with closing(bench.open()) as db:
        beside = bench.beside(db)
        take_live(beside, campaign(), BOTH, 1)
        assert in_force(bench) == ["welcome"]
        same = bench.live.current()
        assert bench.live.current() is same  # nothing is compiled where nothing changed
        take_step(beside, "welcome", Step.STOP, BIRGIT, 2, note="the price is wrong")
        assert in_force(bench) == []
        assert bench.live.version("welcome") is None
        with pytest.raises(CampaignRefused, match="is stopped"):
            take_step(beside, "welcome", Step.START, MAJA, 3)


def test_a_campaign_whose_article_has_become_sensitive_is_stopped_and_said(bench: Bench) -> None:
    variant = {"id": "one", "text": {"da": {"title": "Hej", "body": "Kom"}}, "article": "pills"}
    take_live(bench.repository, campaign("pills", variants=[variant]), BOTH, 1)
    take_live(bench.repository, campaign(), BOTH, 1)
    bench.live.look(DAY_5)
    assert (sorted(in_force(bench)), bench.light.state) == (["pills", "welcome"], LightState.WORKING)
    bench.shop.sensitive.add("pills")
    bench.catalogue.append("imported")
    assert in_force(bench) == ["welcome"]  # before the hub has written anything
    bench.live.look(DAY_5)
    assert life(bench, "pills")[-1] == (1, "stopped", None)
    assert (bench.light.state, bench.light.detail) == (LightState.STOPPED, "pills")
    # Somebody has looked at it.
    take_step(bench.repository, "pills", Step.END, MAJA, 5)
    bench.live.look(DAY_5)
    assert bench.light.state is LightState.WORKING


def test_a_campaign_that_this_program_cannot_read_any_more_is_stopped_and_the_others_go_on(bench: Bench) -> None:
    take_live(bench.repository, campaign(), BOTH, 1)
    for name in ("old", "older"):
        take_live(bench.repository, campaign(name), BOTH, 1)
    rule = bench.repository.version("old").document.replace('"who":{"all":[]}', '"who":{"cel":"gone_field > 3"}')
    bench.db.run("UPDATE campaign_versions SET document = ? WHERE campaign = 'old'", rule)
    bench.db.run("UPDATE campaign_versions SET document = '{\"id\":1}' WHERE campaign = 'older'")
    assert in_force(bench) == ["welcome"]
    bench.live.look(DAY_5)
    assert [life(bench, name)[-1][1] for name in ("old", "older", "welcome")] == ["stopped", "stopped", "live"]
    assert "gone_field" in bench.repository.life("old")[-1].note


def test_the_last_day_ends_it_and_an_owner_who_left_is_said(bench: Bench) -> None:
    take_live(bench.repository, campaign(owner="Nora"), BOTH, 1)
    bench.live.look(DAY_5)
    set_role(bench.repository, "nora", ApprovalRole, 2, lost=True)
    bench.live.look(DAY_5)
    assert (bench.light.state, bench.light.detail) == (LightState.WAITING, "welcome: its owner has left")
    assert in_force(bench) == ["welcome"]
    set_role(bench.repository, "Nora", ApprovalRole, 3, lost=False)
    bench.live.look(DAY_5)
    assert bench.light.state is LightState.WORKING
    # A language that the shop speaks since: some would not be able to read it.
    bench.shop.facts = replace(bench.shop.facts, languages=("da", "sv"))
    bench.catalogue.append("imported")
    bench.live.look(DAY_5)
    assert 'no text in the language "sv"' in bench.light.detail
    bench.shop.on(date(2027, 1, 1))
    bench.live.look(DAY_5 + 27 * 24 * 3600 * 1000)
    assert life(bench)[-1] == (1, "ended", None)
    with pytest.raises(CampaignRefused, match="is over"):
        take_live(bench.repository, campaign("late"), BOTH, 3)


def overlap(bench: Bench, document: CampaignDocument) -> list[str]:
    return [each.what.id for each in write(bench.repository, document, MAJA, 9).warnings]


def test_campaigns_that_meet_are_named_before_one_is_handed_in(bench: Bench) -> None:
    take_live(bench.repository, campaign(), BOTH, 1)
    assert overlap(bench, campaign("same")) == ["campaigns-overlap-even"]
    assert overlap(bench, campaign("higher", priority=60)) == ["campaigns-overlap-first"]
    assert overlap(bench, campaign("few", who={"cel": "visits > 3"}, priority=40)) == ["campaigns-overlap-never"]
    # The few come before everybody; another moment, action, time or place is nobody's rival.
    assert overlap(bench, campaign("first", who={"cel": "visits > 3"}, priority=60)) == []
    assert overlap(bench, campaign("left", trigger={"on": "left"}, type="service")) == []
    assert overlap(bench, campaign("card", action="card")) == []
    assert overlap(bench, campaign("may", period={"first": "2027-05-01", "last": "2027-05-31"})) == []
    take_live(bench.repository, campaign("here", stores=["corner"], action="nudge"), BOTH, 1)
    assert overlap(bench, campaign("else", stores=["other"], action="nudge")) == ["campaigns-no-store"]


SHARED = [{"id": name, "share": 1, "text": {"da": {"title": "Hej", "body": "Kom"}}} for name in ("one", "two")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"goal": "more_often", "period": {"first": "2026-12-01", "last": "2026-12-20"}, "priority": 60}, []),
        ({"holdout": 0.5}, ["campaigns-sides-changed"]),
        ({"variants": SHARED[:1]}, ["campaigns-sides-changed"]),
        ({"variants": [SHARED[0] | {"share": 3}, SHARED[1]]}, ["campaigns-sides-changed"]),
        ({"variants": SHARED[::-1]}, ["campaigns-sides-changed"]),
        ({"variants": [each | {"share": 2} for each in SHARED]}, []),
        ({"kpi": "spend", "attribution_days": 7}, ["campaigns-plan-fixed", "campaigns-plan-fixed"]),
    ],
)
def test_what_a_new_version_makes_of_the_results_of_what_was_live_is_said(
    bench: Bench, change: dict[str, object], said: list[str]
) -> None:
    take_live(bench.repository, campaign(variants=SHARED), BOTH, 1)
    take_step(bench.repository, "welcome", Step.STOP, BIRGIT, 2, note="wrong")
    assert overlap(bench, campaign(**({"variants": SHARED} | change))) == said  # type: ignore[arg-type]


def test_a_share_that_was_changed_back_still_has_customers_of_the_other(bench: Bench) -> None:
    for number, holdout in enumerate((0.1, 0.5)):
        take_live(bench.repository, campaign(holdout=holdout), BOTH, number)
    assert overlap(bench, campaign(holdout=0.1)) == ["campaigns-sides-changed"]
    # Where nobody was sorted yet, nothing is.
    write(bench.repository, campaign("fresh", action="card", holdout=0.2), MAJA, 9)
    assert overlap(bench, campaign("fresh", action="card", holdout=0.3)) == []


def test_a_campaign_that_can_never_be_judged_is_told_so(bench: Bench) -> None:
    assert overlap(bench, campaign(holdout=0.0)) == ["campaigns-nobody-held-out"]
    assert overlap(bench, campaign(holdout=0.0, type="service")) == []
    with pytest.raises(CampaignRefused, match="needs days in which they may") as refused:
        take_live(bench.repository, campaign("again", kpi="visit"), BOTH, 1)
    assert [each.where for each in refused.value.findings] == [("kpi",)]
    take_live(bench.repository, campaign("again", kpi="visit", attribution_days=7), BOTH, 1)


def test_a_list_without_codes_is_told_of_before_it_begins_and_keeps_nothing_from_beginning(bench: Bench) -> None:
    lists = Offers(bench.db, Journal(bench.db), lambda _who, _article, _since: False)
    text = {"da": {"title": "Hej", "body": "Kom"}}
    offer = {"kind": "percent", "value": "10", "valid_hours": 36, "pool": "jul"}
    of_list = campaign(variants=[{"id": "plain", "text": text}, {"id": "offer", "text": text, "offer": offer}])

    def told() -> list[tuple[object, str]]:
        return [(each.where, each.what.id) for each in to_be_known(bench.repository, of_list)]

    where = ("variants", 1, "offer", "pool")
    assert told() == [(where, "campaigns-pool-unknown")]
    # It may be written and let through before the codes are there.
    assert [each.what.id for each in take_live(bench.repository, of_list, BOTH, 1).warnings] == [
        "campaigns-pool-unknown"
    ]
    lists.fill("jul", ["JUL-1"])
    assert told() == []
    bench.db.run("UPDATE offer_pools SET taken_ms = 1")
    assert told() == [(where, "campaigns-pool-empty")]
    lists.retire("jul", 2)
    assert told() == [(where, "campaigns-pool-retired")]


def test_a_database_that_cannot_be_read_leaves_what_was_in_force(bench: Bench) -> None:
    take_live(bench.repository, campaign(), BOTH, 1)
    assert in_force(bench) == ["welcome"]
    bench.db.close()
    assert in_force(bench) == ["welcome"]
    with pytest.raises(DatabaseFailed):
        bench.repository.newest()


PEOPLE = (MAJA, Person("maja ", ApprovalRole.IT), Person("Nora", ApprovalRole.MARKETING), JONAS, BIRGIT)
# What leads towards being live is tried most.
OFTEN = [*[Step.APPROVE, Step.START] * 4, *Step]
NAMES = count()


@given(st.lists(st.tuples(st.sampled_from(OFTEN), st.sampled_from(PEOPLE)), min_size=2, max_size=20))
@example([(Step.APPROVE, MAJA), (Step.APPROVE, PEOPLE[1]), (Step.START, MAJA)])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_tried_in_whatever_order_nothing_is_live_but_what_two_people_approved(
    bench: Bench, tried: list[tuple[Step, Person]]
) -> None:
    name = f"c{next(NAMES)}"
    for step, who in [(Step.WRITE, MAJA), (Step.SUBMIT, MAJA), *tried]:
        with suppress(CampaignRefused):
            if step is Step.WRITE:
                write(bench.repository, campaign(name, priority=next(NAMES) % 100), who, 1)
            elif step is not Step.PROPOSE:
                take_step(bench.repository, name, step, who, 1, note="because")
        approved: dict[int, set[tuple[str, bool]]] = {}
        for line in bench.repository.life(name):
            of_this = approved.setdefault(line.version, set())
            if line.step is Step.SUBMIT:
                of_this.clear()
            elif line.step is Step.APPROVE:
                of_this.add(((line.person or "").strip().lower(), line.role is ApprovalRole.MARKETING))
            elif line.state is State.LIVE:
                by = {(one, other) for one, a in of_this for other, b in of_this if one != other and a and not b}
                assert by, bench.repository.life(name)
    live = [each for each in bench.repository.versions(name) if each.state is State.LIVE]
    assert len(live) <= 1
