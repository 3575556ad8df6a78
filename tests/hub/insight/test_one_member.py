"""What is said of one member, for analysts: each with its reason, in words, and written down for the member to see."""

import json
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from insight_hub import SAID, World
from typer.testing import CliRunner

from hub.cli import app
from hub.ground.journal import Journal
from hub.knowledge.customers.built_in import KnownTraits
from hub.knowledge.customers.port import Trait
from hub.service.customer_view.helping import Helping
from hub.service.customer_view.mirror import Mirrors
from hub.service.customer_view.own_offers import OwnOffers
from hub.trust.audit.log import AuditAction, AuditLog
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord, Members
from simulators.hub_here import HubHere, built_hub

REF = "secret-ref-1"
LOOK = {"customer_ref": REF, "staff": "Mette", "request_id": "look-number-1"}


def agree(here: HubHere, purpose: Purpose, *, granted: bool = True) -> MemberRecord:
    record = Members(here.db).by_customer(REF)
    assert record
    with Journal(here.db).transaction():
        grant = Grant(record.member, purpose, granted=granted, at_ms=here.hub.ground.now_ms())
        here.hub.ledger.record(record.subject, grant, SAID)
    return record


@pytest.fixture
async def here(tmp_path: Path, whole_run: Path) -> AsyncGenerator[HubHere]:
    world = World(tmp_path, whole_run)
    world.first_trained()
    world.db.close()
    world.catalogue.close()
    async with built_hub(tmp_path, shop=str(tmp_path / "shop.toml")) as made:
        agree(made, Purpose.SHOW_HISTORY_TO_STAFF)
        yield made


async def look(here: HubHere, language: str = "en", **other: Any) -> Any:
    async with here.client() as client:
        return await client.post("/api/insight/member", json=LOOK | other, headers={"Accept-Language": language})


async def test_everything_that_is_expected_of_a_member_comes_with_its_reason(here: HubHere) -> None:
    told = (await look(here)).json()
    assert [each["name"] for each in told["expectations"]] == ["next_visit", "lapse", "upsell", "value"]
    reasons = [reason for each in told["expectations"] for reason in each["reasons"]]
    assert all(each["reasons"] for part in ("expectations", "categories", "again", "new") for each in told[part])
    assert any("baskets, about every" in each for each in reasons)
    assert any(each.startswith("Spent ") for each in reasons)
    first = told["categories"][0]
    assert first["category"] == ["group 1"]
    assert 0 < first["probability"] < 1
    assert first["text"].endswith("of 100 customers like this one")
    assert told["again"][0]["list"] == "again"


async def test_a_segment_says_which_condition_held_with_which_value(here: HubHere) -> None:
    danish = (await look(here, "da")).json()
    [regulars] = danish["segments"]
    [condition] = regulars["conditions"]
    assert (regulars["name"], regulars["belongs"]) == ("Faste", True)
    assert (condition["condition"], condition["bound"], condition["holds"]) == ("orders_at_least", 5, True)
    assert condition["text"] == f"Køb på 24 måneder: {condition['value']:.0f} (mindst 5)"


async def test_a_look_is_written_down_once_and_the_member_sees_who_looked(here: HubHere) -> None:
    await look(here)
    await look(here)
    record = Members(here.db).by_customer(REF)
    assert record
    [line] = [each.entry for each in AuditLog(here.db).about(record.subject)]
    assert (line.deed, line.staff, line.reason) == (AuditAction.OPENED, "Mette", "analysis")
    assert line.fields == ("expectations", "categories", "segments", "suggestions")
    assert REF not in str([*AuditLog(here.db).since()])
    hub = here.hub
    own = OwnOffers(hub.offers, hub.campaigns.repository.name)
    helping, log = Helping(hub.staff.claims, hub.staff.help_calls), AuditLog(here.db)
    seen_by = hub.visits.visits, log, hub.channels.service, own, helping, hub.staff.clients
    mirrors = Mirrors(hub.ground, hub.staff.board, *seen_by)
    [seen] = mirrors.of(record, "da").looks
    assert (seen.by, seen.why) == ("Mette", "De så på, hvad der kan ventes af dig.")
    assert seen.saw == ["Hvad der kan ventes", "Kategorier", "Grupper", "Kan passe"]


@pytest.mark.parametrize("refused", [Purpose.PREDICT, Purpose.SHOW_HISTORY_TO_STAFF])
async def test_who_has_not_agreed_cannot_be_told_from_who_is_no_member(here: HubHere, refused: Purpose) -> None:
    nobody = await look(here, customer_ref="nobody-at-all")
    record = agree(here, refused, granted=False)
    theirs = await look(here)
    assert (theirs.status_code, theirs.json()) == (nobody.status_code, nobody.json())
    assert theirs.status_code == 404
    assert [each.entry.deed for each in AuditLog(here.db).about(record.subject)] == [AuditAction.REFUSED]


async def test_who_looks_at_many_is_stopped_as_with_cards(tmp_path: Path, whole_run: Path) -> None:
    world = World(tmp_path, whole_run)
    world.first_trained()
    with closing(world.db):
        for number in range(4):
            record = Members(world.db).by_customer(f"secret-ref-{number}")
            assert record
            with Journal(world.db).transaction():
                grant = Grant(record.member, Purpose.SHOW_HISTORY_TO_STAFF, granted=True, at_ms=2)
                world.ledger.record(record.subject, grant, SAID)
    world.catalogue.close()
    limits = {"most_opened_per_hour": 2, "most_opened_before_refusing": 3}
    async with built_hub(tmp_path, shop=str(tmp_path / "shop.toml"), **limits) as here:
        answers = [await look(here, customer_ref=f"secret-ref-{number}") for number in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]


def test_the_same_from_a_terminal_is_written_down_as_well(tmp_path: Path, whole_run: Path) -> None:
    world = World(tmp_path, whole_run)
    world.first_trained()
    record = Members(world.db).by_customer(REF)
    assert record
    folder = ["--data-dir", str(tmp_path), "--settings", str(tmp_path / "hub.toml")]
    (tmp_path / "hub.toml").write_text(f'shop = "{tmp_path / "shop.toml"}"\n', encoding="utf-8")
    asked = ["insight", "explain", "--customer", REF, "--staff", "Mette", *folder]
    refused = CliRunner().invoke(app, asked)
    assert refused.exit_code == 1
    with Journal(world.db).transaction():
        grant = Grant(record.member, Purpose.SHOW_HISTORY_TO_STAFF, granted=True, at_ms=2)
        world.ledger.record(record.subject, grant, SAID)
    told = CliRunner().invoke(app, [*asked, "--language", "en"])
    assert told.exit_code == 0, told.output
    assert "[x] Faste" in told.output
    assert "Next visit: " in told.output
    as_json = json.loads(CliRunner().invoke(app, [*asked, "--json"]).output)
    assert as_json["segments"][0]["belongs"]
    deeds = [
        (each.entry.deed, each.entry.device, each.entry.staff) for each in AuditLog(world.db).about(record.subject)
    ]
    assert deeds == [
        (AuditAction.REFUSED, "terminal", "Mette"),
        (AuditAction.OPENED, "terminal", "Mette"),
        (AuditAction.OPENED, "terminal", "Mette"),
    ]
    world.db.close()
    world.catalogue.close()


OWN = """
[[facts]]
key = "churn"
label = { da = "Frafald", en = "Churn" }
type = "number"
needs = "predict"
[[facts]]
key = "audience"
label = { da = "Målgruppe", en = "Audience" }
needs = "predict"
[insight.platform]
lapse = "churn"
segment = "audience"
[[segments]]
id = "leaving"
names = { da = "På vej væk" }
facts_at_least = { churn = 0.6 }
[[segments]]
id = "others"
names = { da = "Andre" }
facts_are = { audience = "other" }
"""


async def test_what_a_platform_computes_stands_beside_ours_with_source_and_age(tmp_path: Path, whole_run: Path) -> None:
    world = World(tmp_path, whole_run)
    world.first_trained()
    world.db.close()
    world.catalogue.close()
    file = tmp_path / "shop.toml"
    file.write_text(file.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    (tmp_path / "customers.toml").write_text('[[source]]\nkind = "built_in"\n', encoding="utf-8")
    async with built_hub(tmp_path, shop=str(file), customers=str(tmp_path / "customers.toml")) as here:
        agree(here, Purpose.SHOW_HISTORY_TO_STAFF)
        seen_ms = here.hub.ground.now_ms() - 86_400_000
        told = {"churn": Trait("0.73", "cdp", seen_ms, seen_ms), "audience": Trait("vip", "cdp", seen_ms, seen_ms)}
        KnownTraits(here.db).put(REF, "cdp", told)
        seen = (await look(here, "da")).json()
        await here.hub.customers.known.source.close()
    lapse, segment = seen["platform"]
    assert (lapse["name"], lapse["label"], lapse["text"], lapse["source"]) == ("lapse", "Frafald", "0,73", "cdp")
    assert (segment["text"], segment["observed_at_ms"]) == ("vip", seen_ms)
    belongs = {each["name"]: each["belongs"] for each in seen["segments"]}
    assert belongs == {"Faste": True, "På vej væk": True, "Andre": False}
    [condition] = next(each for each in seen["segments"] if each["name"] == "På vej væk")["conditions"]
    assert condition["text"].startswith("Frafald: 0,73, fra cdp ")
    assert condition["text"].endswith("(mindst 0,6)")
