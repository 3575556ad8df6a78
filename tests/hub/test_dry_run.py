"""What a campaign would have done over the visits that there were, before anybody approves it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from whole_hub import Shop, open_shop

from hub.cli import app
from hub.ground.journal import EndReason, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.place.visits.repository import Visit
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import write
from hub.service.campaigns.life import ApprovalRole, Person
from hub.service.campaigns.yaml_file import to_yaml
from hub.trust.consents.purposes import Purpose
from simulators.campaigns import WELCOME
from simulators.hub_here import PLAN
from simulators.phone import Phone

DAY_MS = 86_400_000
MAJA = Person("Maja", ApprovalRole.MARKETING)


def campaign(**changed: Any) -> CampaignDocument:
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    return CampaignDocument.model_validate({**plain, "id": "tried", "name": "Tried", **changed})


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as made:
        yield made


def came(shop: Shop, phone: Phone, name: str, days_ago: float, *zones: str, silent_seconds: int = 0) -> None:
    """A visit of the past: two minutes in each zone, and for the last of them not heard any more."""
    hub, member, at_ms = shop.hub, shop.member(phone), shop.hub.ground.now_ms() - round(days_ago * DAY_MS)
    visit, zones = VisitId(name), zones or ("road",)
    with hub.ground.journal.transaction():
        began = Visit(visit, member, zones[0], at_ms, at_ms, at_ms)
        hub.visits.visits.start(began)
        hub.ground.journal.append(VisitStarted(member, visit, zones[0]), at_ms)
        for zone in zones[1:]:
            at_ms += 120_000
            hub.ground.journal.append(ZoneEntered(member, visit, zone), at_ms)
        began.heard_ms = at_ms + 120_000 - silent_seconds * 1000
        hub.visits.visits.save(began)
        hub.visits.visits.end(began, EndReason.LEFT, at_ms + 120_000)
        hub.ground.journal.append(VisitEnded(member, visit, EndReason.LEFT), at_ms + 120_000)


async def tried(shop: Shop, document: CampaignDocument, **asked: Any) -> dict[str, Any]:
    write(shop.hub.campaigns.repository, document, MAJA, shop.hub.ground.now_ms())
    client = await shop.handheld()
    answer = await client.post("/api/campaigns/tried/dry-run", json=asked, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(view: dict[str, Any]) -> dict[str, tuple[int, int]]:
    [store] = view["stores"]
    found = {name: (store[name]["visits"], store[name]["members"]) for name in ("all", "reached", "not_set_off")}
    return found | {each["reason"]: (each["visits"], each["members"]) for each in store["withheld"]}


async def test_it_counts_visits_and_members_by_what_would_have_become_of_them(shop: Shop) -> None:
    anna, bo = await shop.enrolled(0), await shop.enrolled(1)
    came(shop, anna, "a1", 20)
    came(shop, anna, "a2", 10)
    came(shop, bo, "b1", 5)
    came(shop, bo, "b0", 40)
    told = await tried(shop, campaign())
    assert counts(told) == {"all": (3, 2), "reached": (3, 2), "not_set_off": (0, 0)}
    assert told["said"] == "Over the last 30 days it would have reached 2 members in 3 visits, of 3 in all."
    [store] = told["stores"]
    assert (store["store"], store["variants"]) == (shop.plan.store_id, {"general": 3})


async def test_caps_hold_within_the_replay(shop: Shop) -> None:
    anna = await shop.enrolled(0)
    came(shop, anna, "a1", 10)
    came(shop, anna, "a2", 10 - 0.001)
    told = await tried(shop, campaign(caps={"visit": 1, "day": 1, "week": 1}))
    assert counts(told) == {"all": (2, 1), "reached": (1, 1), "not_set_off": (0, 0), "day_cap": (1, 1)}


async def test_values_are_those_of_then(shop: Shop) -> None:
    anna = await shop.enrolled(0)
    for number in range(6):
        came(shop, anna, f"a{number}", 25 - 4 * number)
    rule = {"field": "visits", "op": "at_least", "value": 4, "within": {"days": 90}}
    told = await tried(shop, campaign(who=rule))
    assert counts(told)["reached"] == (3, 1)
    assert counts(told)["not_for_them"] == (3, 1)


async def test_zones_and_stays_are_those_of_the_visit(shop: Shop) -> None:
    anna, bo = await shop.enrolled(0), await shop.enrolled(1)
    came(shop, anna, "a1", 8, "road", "gravel-mountain", "road")
    came(shop, bo, "b1", 7, "road", "gravel-mountain", silent_seconds=60)
    stayed = {"on": "dwelled", "zone": "gravel-mountain", "seconds": 90}
    rule = {"field": "dwell_seconds", "of": "gravel-mountain", "op": "at_least", "value": 90}
    told = await tried(shop, campaign(trigger=stayed, who=rule))
    assert counts(told) == {"all": (2, 2), "reached": (1, 1), "not_set_off": (1, 1)}
    longer = await tried(shop, campaign(trigger=stayed | {"seconds": 150}))
    assert counts(longer)["not_set_off"] == (2, 2)


async def test_who_has_withdrawn_since_is_not_reached(shop: Shop) -> None:
    anna, bo = await shop.enrolled(0), await shop.enrolled(1)
    came(shop, anna, "a1", 3)
    came(shop, bo, "b1", 3)
    await bo.consent(Purpose.MARKETING_PUSH.value, granted=False)
    assert counts(await tried(shop, campaign()))["no_consent"] == (1, 1)


async def test_the_sides_are_those_that_the_campaign_will_have(shop: Shop) -> None:
    people = [await shop.enrolled(number) for number in range(12)]
    for number, each in enumerate(people):
        came(shop, each, f"v{number}", 3)
    document = campaign(holdout=0.5)
    first, again = [counts(await tried(shop, document)) for _ in range(2)]
    assert first == again
    assert first["reached"][0] + first["held_out"][0] == len(people)
    assert first["held_out"][0] > 0


async def test_quiet_hours_are_those_of_the_shop_and_nobody_is_written_down(tmp_path: Path) -> None:
    hour = datetime.now(UTC).hour
    quiet = f'quiet_hours = "{(hour - 1) % 24:02}:00-{(hour + 2) % 24:02}:00"'
    (tmp_path / "shop.toml").write_text(
        f'[shop]\nname = "X"\nlanguages = ["en"]\ncurrency = "DKK"\n[contacts]\n{quiet}\n'
    )
    async with open_shop(tmp_path, shop=str(tmp_path / "shop.toml")) as shop:
        anna = await shop.enrolled(0)
        came(shop, anna, "a1", 3)
        assert counts(await tried(shop, campaign()))["quiet_hours"] == (1, 1)
        for table in ("campaign_decisions", "exposures", "experiment_entries", "inbox"):
            assert shop.db.rows(f"SELECT count(*) FROM {table}") == [(0,)]


async def test_a_time_without_visits_says_so_and_a_campaign_with_mistakes_is_refused_with_them(shop: Shop) -> None:
    told = await tried(shop, campaign())
    assert told["said"].startswith("Nobody came in over the last 30 days")
    wrong = campaign(trigger={"on": "entered_zone", "zone": "montain"})
    write(shop.hub.campaigns.repository, wrong, MAJA, shop.hub.ground.now_ms())
    client = await shop.handheld()
    answer = await client.post("/api/campaigns/tried/dry-run", json={})
    assert answer.status_code == 422
    assert "gravel-mountain" in answer.text
    assert (await client.post("/api/campaigns/unknown/dry-run", json={})).status_code == 404


@pytest.fixture
def command(tmp_path: Path) -> Callable[[CampaignDocument], Any]:
    def run(document: CampaignDocument) -> Any:
        file = tmp_path / "tried.yaml"
        file.write_text(to_yaml(document))
        who = ["--data-dir", str(tmp_path), "--floor-plan", str(PLAN)]
        return CliRunner().invoke(app, ["campaigns", "dry-run", str(file), *who])

    return run


async def test_a_file_is_tried_at_a_terminal_before_anything_is_kept(
    shop: Shop, command: Callable[[CampaignDocument], Any]
) -> None:
    anna = await shop.enrolled(0)
    came(shop, anna, "a1", 3)
    told = await asyncio.to_thread(command, campaign())
    assert told.exit_code == 0, told.output
    assert "would have reached one member in one visit, of 1 in all." in told.output
    assert "It is not kept yet" in told.output
    assert shop.hub.campaigns.repository.version("tried") is None
    wrong = await asyncio.to_thread(command, campaign(trigger={"on": "entered_zone", "zone": "montain"}))
    assert wrong.exit_code == 1
    assert 'Did you mean "gravel-mountain"?' in wrong.output
