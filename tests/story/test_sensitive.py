"""What is sensitive is neither recorded nor shown nor used, through the real chain."""

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from small_shop import PLAN, Shop, never_held_out, open_shop

from simulators import cdp
from simulators.people import EVERYTHING, member
from simulators.serving import free_ports
from simulators.traces import found_in, spellings_of_text

pytestmark = pytest.mark.story

# Ingrid bought five things for children and one for the city. In this shop children are nobody's business.
INGRID = never_held_out(replace(member("u-1002"), purposes=EVERYTHING))
CHILDREN = """
[[category]]
name = "children"
words = ["kids"]
"""
FITTING = 'id = "fitting-room"\nname = "Fitting room"\nkind = "sensitive"'
PLAN_WITH_FITTING_ROOM = PLAN.replace('id = "city"\nname = "City"\nkind = "sales"', FITTING)


async def bought_according_to_the_platform(shop: Shop) -> str:
    async with httpx.AsyncClient(timeout=60.0, auth=(cdp.TOKEN, "")) as client:
        path = f"/v1/spaces/{cdp.SPACE}/collections/users/profiles/user_id:{INGRID.ref}/traits?limit=100"
        return (await client.get(shop.chain.cdp_url + path)).text


async def test_a_sensitive_zone_and_sensitive_purchases_are_in_no_answer_and_no_file(tmp_path: Path) -> None:
    listed = tmp_path / "sensitive.toml"
    listed.write_text(CHILDREN)
    (tmp_path / "shop").mkdir()
    async with open_shop(
        tmp_path / "shop", free_ports(4), PLAN_WITH_FITTING_ROOM, GODDAG_HUB_SENSITIVE_PRODUCTS=str(listed)
    ) as shop:
        assert "Kids" in await bought_according_to_the_platform(shop)
        phone = await shop.enrol(INGRID)
        # First she is in the fitting room alone: she is not in the store.
        there = shop.carry(phone, near="edge-2")
        await shop.until("her phone to be heard", lambda: len(shop.applied()) > 10)
        assert await phone.visit() is None
        there.cancel()
        shop.carry(phone, near="edge-1")
        row = await shop.row_with_card()

        async def written_to() -> bool:
            return bool(await shop.inbox(phone))

        await shop.until("a message", written_to)
        headers = {"Authorization": f"Bearer {shop.chain.issuer.mint(INGRID.ref)}"}
        answers = [
            (await shop.open_card(row["visit_id"])).text,
            (await shop.client.get("/api/staff/nearby")).json()["visits"],
            *[
                (await shop.client.get(f"/v1/app/{path}", headers=headers)).raise_for_status().text
                for path in ("mirror", "data", "data.html", "consents/receipt")
            ],
            await shop.inbox(phone),
        ]
        # What is nobody's secret is there as the platform says it: what is sensitive was taken out, not everything.
        platform = json.loads(await bought_according_to_the_platform(shop))["traits"]
        fields = {each["name"]: each["value"] for each in json.loads(answers[0])["fields"]}
        assert fields["orders_24m"] == str(platform["orders_24m"])
        assert int(fields["orders_24m"]) > 0
        for answer in answers:
            assert "kids" not in str(answer).casefold()
            assert "fitting" not in str(answer).casefold()
        needles = spellings_of_text("kids") | spellings_of_text("Kids bike 20 inch") | spellings_of_text("fitting-room")
        outside = {shop.chain.floor_plan.name, "cdp.log", "push.log"}
        files = [path for path in shop.chain.folder.rglob("*") if path.is_file() and path.name not in outside]
        assert found_in(files, needles).keys() == set()
        # Positive control: the same search finds the zone that is recorded.
        assert found_in(files, spellings_of_text("road"))
