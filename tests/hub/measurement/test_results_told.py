"""What a manager is told of a campaign, over HTTP and from a terminal, in four languages."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli import app
from hub.ground.journal import Member
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.life import ApprovalRole, Person, State, Step
from hub.service.measurement.results import CONTROL
from hub.trust.consents.ledger import Statement
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import Purpose
from simulators.hub_here import HubHere, built_hub
from tests.hub.campaigns.making import campaign
from tests.hub.measurement.store import DAY_MS, Store

MAJA = Person("Maja", ApprovalRole.MARKETING)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[HubHere]:
    async with built_hub(tmp_path) as opened:
        yield opened


def written(here: HubHere, **change: Any) -> CampaignDocument:
    """A campaign that began 20 days ago and lasts 30."""
    today = datetime.fromtimestamp(here.hub.ground.now_ms() / 1000, UTC).date()
    period = {"first": str(today - timedelta(20)), "last": str(today + timedelta(10))}
    document = campaign("sofas", **{"period": period, "holdout": 0.5, "kpi": "purchase", **change})
    repository, now = here.hub.campaigns.repository, here.hub.ground.now_ms()
    repository.add("sofas", "salt", now)
    repository.add_version("sofas", document.name, document, MAJA, now)
    repository.add_line("sofas", 1, Step.START, State.LIVE, MAJA, "", now)
    return document


def store_with(here: HubHere, buyers: dict[str, int], customers: int = 150) -> Store:
    """So many of each arm's customers bought in the visit of their contact, ten days ago."""
    store, at = Store(here.db, here.hub.ground.shop.currency), here.hub.ground.now_ms() - 10 * DAY_MS
    for number, arm in enumerate((CONTROL, "one")):
        for each in range(customers):
            member = 1000 * number + each + 1
            visit = store.visit(member, at)
            store.enter(member, arm, visit, at)
            if each < buyers[arm]:
                store.order(member, at + 60_000, 10_000, visit)
    return store


async def test_a_manager_reads_what_it_did_with_its_range_and_what_is_credited_apart(here: HubHere) -> None:
    written(here)
    store_with(here, {CONTROL: 15, "one": 90})
    async with here.client() as client:
        told = (await client.get("/api/measurement/sofas")).json()
        [one] = told["variants"]
        assert (one["id"], one["verdict"], one["customers"]) == ("one", "better", 150)
        assert one["difference"]["estimate"] == pytest.approx(0.5)
        assert one["lift"]["estimate"] == pytest.approx(5.0)
        assert one["text"].startswith('"one" works')
        assert told["credited"] == {"purchases": 90, "spend": 9000.0, "days": 7}
        assert any("Credited, not caused" in each for each in told["text"])
        danish = (await client.get("/api/measurement/sofas", headers={"accept-language": "da"})).json()
        assert "Tilskrevet, ikke forårsaget" in " ".join(danish["text"])
        sums = (await client.get("/api/measurement/sofas/sums")).json()
        assert sums["arms"]["one"] == {"n": 150, "y": 90.0, "yy": 90.0, "x": 0.0, "xx": 0.0, "xy": 0.0}
        assert (await client.get("/api/measurement/none")).status_code == 404


async def test_small_cells_are_hidden_everywhere(here: HubHere) -> None:
    written(here)
    store_with(here, {CONTROL: 1, "one": 2}, customers=9)
    async with here.client() as client:
        told = (await client.get("/api/measurement/sofas")).json()
        assert told["hidden"] == "too_few"
        assert told["variants"] == []
        assert {(each["customers"], each["average"]) for each in told["arms"]} == {(None, None)}
        assert told["credited"] is None
        assert (await client.get("/api/measurement/sofas/sums")).json()["arms"] == {}


async def test_broken_sides_hide_what_looks_like_a_win(here: HubHere) -> None:
    written(here, holdout=0.1)
    store_with(here, {CONTROL: 15, "one": 90})
    async with here.client() as client:
        told = (await client.get("/api/measurement/sofas")).json()
    assert (told["hidden"], told["variants"]) == ("broken_assignment", [])
    assert all(each["average"] is None for each in told["arms"])


async def test_a_campaign_that_can_never_be_judged_says_so_before_it_starts(here: HubHere) -> None:
    document = written(here, smallest_effect=0.05)
    store, before = Store(here.db, here.hub.ground.shop.currency), here.hub.ground.now_ms() - 30 * DAY_MS
    for member in range(1, 101):
        visit = store.visit(member, before)
        await agree(here, member)
        if member <= 20:
            store.order(member, before + 60_000, 10_000, visit)
    async with here.client() as client:
        told = (await client.get("/api/measurement/sofas/plan")).json()
    assert document.smallest_effect == 0.05
    assert told["base"] == pytest.approx(0.2)
    assert not told["fits"]
    assert "can never be judged" in told["text"][0]
    assert told["smallest_lift"] > 0.05


async def agree(here: HubHere, member: int) -> None:
    here.db.run(
        "INSERT INTO members (member, customer_ref, subject, enrolled_at_ms) VALUES (?, ?, ?, 0)",
        *(member, f"u-{member}", f"s-{member}"),
    )
    shown = Statement("1", "x", "da", "join", "1")
    here.hub.ledger.record(f"s-{member}", Grant(Member(member), Purpose.MEASURE, granted=True, at_ms=1), shown)


async def test_what_was_planned_is_fixed_once_the_campaign_is_live(here: HubHere) -> None:
    written(here)
    [fix] = [each for each in here.hub.running.rounds if each.name == "results"]
    await fix.once(0)
    plan = here.hub.measurement.measurement.plan_of("sofas")
    assert plan
    assert plan.shares == {CONTROL: 0.5, "one": 0.5}


async def test_a_bandits_variants_are_compared_as_one(here: HubHere) -> None:
    text = {"da": {"title": "Hej", "body": "Kom"}}
    written(here, choice="bandit", variants=[{"id": "one", "text": text}, {"id": "two", "text": text}])
    store_with(here, {CONTROL: 15, "one": 90})
    async with here.client() as client:
        told = (await client.get("/api/measurement/sofas")).json()
    assert [each["id"] for each in told["variants"]] == ["any"]
    assert any("chosen by what did well" in each for each in told["text"])


async def test_a_terminal_says_the_same(here: HubHere) -> None:
    written(here)
    store_with(here, {CONTROL: 15, "one": 90})
    folder = str(here.db.path.parent)
    run = CliRunner().invoke(app, ["measurement", "results", "sofas", "--data-dir", folder, "--language", "en"])
    assert run.exit_code == 0, run.output
    assert '"one" works' in run.output
    whole = CliRunner().invoke(app, ["measurement", "results", "sofas", "--data-dir", folder, "--json"])
    assert json.loads(whole.output)["variants"][0]["verdict"] == "better"
    every = CliRunner().invoke(app, ["measurement", "results", "all", "--data-dir", folder, "--language", "en"])
    assert "nobody is held out" in every.output
    assert CliRunner().invoke(app, ["measurement", "plan", "nope", "--data-dir", folder]).exit_code == 2
