"""Why did this customer (not) get this? Asked by staff, by the customer's app and at a terminal, of a whole hub."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner
from whole_hub import Shop, open_shop

from hub.cli import app
from hub.service.campaigns.document import CampaignDocument
from simulators.campaigns import WELCOME, start
from simulators.phone import Phone

KEEN = {
    "all": [
        {"field": "visits", "op": "more_than", "value": 3, "within": {"days": 90}},
        {"any": [{"field": "viewed", "of": "sofa-12", "op": "more_than", "value": 3, "within": {"visits": 5}}]},
    ]
}


def campaign(id_: str, **changed: Any) -> CampaignDocument:
    plain = WELCOME.model_dump(mode="json", by_alias=True)
    return CampaignDocument.model_validate({**plain, "id": id_, "name": id_.title(), **changed})


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as made:
        left = campaign("goodbye", type="service", trigger={"on": "left"})
        line = campaign("line", action="card", priority=99)
        start(
            made.hub,
            [line, campaign("keen", who=KEEN, priority=90), campaign("nobody", holdout=0.9, priority=95), left],
        )
        yield made


async def asked(client: httpx.AsyncClient, phone: Phone, id_: str, language: str = "en", **other: Any) -> Any:
    body = {"customer_ref": phone.persona.ref, "campaign": id_, "staff": "Mette", "request_id": f"why-{id_}-{language}"}
    return await client.post("/api/campaigns/why", json=body | other, headers={"Accept-Language": language})


def steps(told: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: each["state"] for each in told["steps"]}


async def test_staff_read_every_rule_in_its_order_with_the_value_that_it_saw(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    [told] = (await asked(client, phone, "keen")).json()
    assert (told["version"], told["variant"], told["reason"]) == (1, None, "not_for_them")
    assert told["said"] == "Not said: its rule does not hold of them."
    said = [(each["depth"], each["state"], each["said"]) for each in told["steps"]]
    assert said[:4] == [
        (0, "passed", "Set off when they come in."),
        (0, "passed", "It holds from 1 January 2020 to 31 December 9999."),
        (0, "passed", "It holds in every store."),
        (0, "stopped", "Whom it is for."),
    ]
    assert said[4:8] == [
        (1, "holds_not", "All of these hold:"),
        (2, "holds_not", "Visits in the last 90 days: 1; more than 3 is asked."),
        (2, "holds_not", "One of these holds, or more:"),
        (3, "holds_not", "Looked at sofa-12 online in the last 5 visits: 0; more than 3 is asked."),
    ]
    assert {state for _, state, _ in said[8:]} == {"not_reached"}
    order = [each["key"] for each in told["steps"] if each["depth"] == 0]
    assert order == [
        "trigger", "period", "stores", "audience", "no_consent", "sensitive", "complaint", "quiet_hours", "visit_cap",
        "day_cap", "week_cap", "contact_budget", "no_gateway", "global_holdout", "held_out", "variant", "outranked",
    ]  # fmt: skip


async def test_of_what_was_said_everything_passed_and_what_became_of_it_is_told(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    [told] = (await asked(client, phone, "line", "da")).json()
    assert told["variant"] == "general"
    assert set(steps(told).values()) == {"passed"}
    assert told["said"] == 'Den blev sagt til kunden i varianten "general".'
    assert told["became"] == "Personalet fik det at vide."
    caps = next(each["said"] for each in told["steps"] if each["key"] == "visit_cap")
    assert caps.startswith("Fik den 0 gange i dette besøg; højst 1")


async def test_a_campaign_whose_trigger_never_happened_says_so(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    [told] = (await asked(client, phone, "goodbye")).json()
    assert (told["visit"], told["variant"], told["reason"]) == (None, None, None)
    assert steps(told)["trigger"] == "stopped"
    assert told["said"].startswith("It was never decided on for them")


async def test_the_customer_reads_the_same_without_staff_and_sees_who_asked(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    await asked(client, phone, "keen")
    mine = await phone.why()
    assert {each["campaign"] for each in mine} == {"welcome", "line", "keen", "nobody"}
    assert all(each["steps"] for each in mine)
    looks = (await phone.mirror("en"))["looks"]
    assert [(each["by"], each["why"]) for each in looks] == [
        ("Mette", "They looked up why you got a campaign, or why not.")
    ]
    assert looks[0]["saw"] == ["What a campaign decided, and why"]


async def test_of_who_shows_staff_no_history_nothing_is_told_and_a_stranger_is_answered_alike(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    stranger = await asked(client, phone, "keen", customer_ref="nobody-here")
    await phone.consent("show_history_to_staff", granted=False)
    refused = await asked(client, phone, "keen")
    assert (stranger.status_code, refused.status_code) == (404, 404)
    assert stranger.json()["detail"] == refused.json()["detail"]
    assert shop.deeds()[-1] == "refused"
    assert len(await phone.why()) == 4


async def test_a_value_of_a_purpose_that_was_withdrawn_since_is_not_shown_to_staff(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    await phone.consent("join_online_instore", granted=False)
    [told] = (await asked(client, phone, "keen")).json()
    [looked] = [each for each in told["steps"] if each["key"] == "viewed_in_5_visits"]
    assert looked["state"] == "not_known"
    assert (
        looked["said"]
        == "Looked at sofa-12 online in the last 5 visits: not shown, because it is not agreed to any more."
    )


async def test_what_was_not_agreed_to_when_it_was_decided_says_which_purpose(shop: Shop) -> None:
    phone, client = await shop.enrolled(0), await shop.handheld("Mette")
    await phone.consent("join_online_instore", granted=False)
    shop.walk_in(phone)
    await shop.settled()
    [told] = (await asked(client, phone, "keen")).json()
    [looked] = [each for each in told["steps"] if each["key"] == "viewed_in_5_visits"]
    assert "was not agreed to" in looked["said"]


async def test_the_version_that_decided_is_explained_after_a_newer_one_is_live(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    start(shop.hub, [campaign("keen", who={"field": "visits", "op": "at_least", "value": 77})])
    [told] = (await asked(client, phone, "keen")).json()
    assert told["version"] == 1
    assert any("more than 3" in each["said"] for each in told["steps"])


async def test_without_the_right_nothing_is_told(shop: Shop) -> None:
    phone, _ = await shop.customer(), shop.person("Mette")
    assert (await asked(shop.client(), phone, "keen")).status_code == 401
    assert (await shop.client().post("/api/campaigns/keen/dry-run", json={})).status_code == 401


async def test_a_campaign_that_nobody_knows_is_refused(shop: Shop) -> None:
    phone, client = await shop.customer(), await shop.handheld("Mette")
    answer = await asked(client, phone, "unheard-of")
    assert answer.status_code == 404


async def test_support_asks_at_a_terminal_and_it_is_written_down(shop: Shop, tmp_path: Path) -> None:
    phone = await shop.customer()
    who = ["--customer", phone.persona.ref, "--staff", "Ida", "--language", "en"]
    told = CliRunner().invoke(app, ["campaigns", "why", "keen", *who, "--data-dir", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert "[does not hold] Visits in the last 90 days: 1; more than 3 is asked." in told.output
    assert [each["by"] for each in (await phone.mirror("en"))["looks"]] == ["Ida"]
