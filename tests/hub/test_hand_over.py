"""A visit goes from one colleague to another: by whoever has it, to somebody who is here, once."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from hub.ground.web.may import Role, watching
from tests.hub.whole_hub import Shop, open_shop

NEARBY = "/api/staff/nearby"


async def visit_of(handheld: httpx.AsyncClient) -> str:
    [row] = (await handheld.get(NEARBY)).json()["visits"]
    return str(row["visit_id"])


async def press(handheld: httpx.AsyncClient, visit: str, what: str, number: int = 1, **more: Any) -> httpx.Response:
    body = {"request_id": f"request-{number}", **more}
    return await handheld.post(f"/api/staff/visits/{visit}/{what}", json=body)


async def two_and_a_customer(shop: Shop) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str]:
    maja, bo = await shop.handheld("Maja", Role.ASSOCIATE), await shop.handheld("Bo", Role.ASSOCIATE)
    await shop.customer()
    visit = await visit_of(maja)
    assert (await press(maja, visit, "claim")).status_code == 200
    return maja, bo, visit


async def test_a_visit_is_given_on_stays_claimed_and_is_given_back(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, bo, visit = await two_and_a_customer(shop)
        given = await press(maja, visit, "hand_over", to="bo")
        assert (given.json()["claimed_by"], given.json()["handed_by"]) == ("Bo", "Maja")
        again = await press(maja, visit, "hand_over", to="Bo")  # its answer was lost
        assert again.status_code == 200
        back = await press(bo, visit, "hand_over", 2, to="Maja")
        assert (back.json()["claimed_by"], back.json()["handed_by"]) == ("Maja", "Bo")
        late = await press(maja, visit, "hand_over", to="Bo")
        assert late.json()["claimed_by"] == "Maja", "what was sent again does not undo what came after it"
        done = await press(maja, visit, "outcome", outcome="sold")
        assert done.json()["handed_by"] is None


async def test_only_whoever_has_a_visit_hands_it_over(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, bo, visit = await two_and_a_customer(shop)
        refused = await press(bo, visit, "hand_over", to="Maja")
        assert (refused.status_code, refused.json()["claimed_by"]) == (409, "Maja")
        await press(maja, visit, "release")
        free = await press(maja, visit, "hand_over", 2, to="Bo")
        assert (free.status_code, free.json()["code"]) == (409, "hand_over_unclaimed")


async def test_of_two_hand_overs_at_once_one_is_done_and_the_other_is_told(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, _, visit = await two_and_a_customer(shop)
        await shop.handheld("Ida", Role.ASSOCIATE)
        answers = await asyncio.gather(
            press(maja, visit, "hand_over", 2, to="Bo"), press(maja, visit, "hand_over", 3, to="Ida")
        )
        assert sorted(each.status_code for each in answers) == [200, 409]
        [given] = [each.json() for each in answers if each.status_code == 200]
        [told] = [each.json() for each in answers if each.status_code == 409]
        assert told["claimed_by"] == given["claimed_by"]


async def test_nobody_is_given_a_customer_who_is_not_here(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, bo, visit = await two_and_a_customer(shop)
        shop.person("Ida", Role.ASSOCIATE)
        shop.person("Ove", Role.IT)

        async def code_for(to: str) -> str:
            return str((await press(maja, visit, "hand_over", 2, to=to)).json()["code"])

        assert await code_for("Ida") == "colleague_away"
        assert await code_for("Ove") == "no_colleague", "who never meets customers is given none"
        assert await code_for("<b>nobody</b>") == "no_colleague"
        assert await code_for("Maja") == "hand_over_self"
        removed = shop.person("Bo")
        boss = await shop.handheld("Boss", Role.MANAGER)
        assert (await boss.delete(f"/api/people/{removed.id}")).status_code == 204
        assert await code_for("Bo") == "no_colleague"
        assert (await bo.get(NEARBY)).status_code == 401
        [row] = (await maja.get(NEARBY)).json()["visits"]
        assert row["claimed_by"] == "Maja"


async def test_who_is_here_and_free_stands_first(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, _, _ = await two_and_a_customer(shop)
        boss = await shop.handheld("Boss", Role.MANAGER)
        sessions = {shop.sign_in.people.find(each.person): each for each in shop.sign_in.sessions.all()}
        by_name = {person.name: session for person, session in sessions.items() if person}
        with watching(by_name["Bo"]), watching(by_name["Maja"]):
            seen = (await boss.get("/api/staff/colleagues")).json()
            names = [(each["name"], each["is_here"], each["is_busy"]) for each in seen["colleagues"]]
            assert names == [("Bo", True, False), ("Maja", True, True)]
        own = (await maja.get("/api/staff/colleagues")).json()
        assert [each["name"] for each in own["colleagues"]] == ["Bo", "Boss"]
        assert not own["may_type"]


async def test_while_nobody_has_an_account_a_name_is_typed(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        page = shop.browser()
        await shop.customer()
        visit = await visit_of(page)
        await press(page, visit, "claim", staff="Maja")
        given = await press(page, visit, "hand_over", staff="Maja", to="Bo")
        assert (given.json()["claimed_by"], given.json()["handed_by"]) == ("Bo", "Maja")
        seen = (await page.get("/api/staff/colleagues")).json()
        assert seen["may_type"]
        assert [each["name"] for each in seen["colleagues"]] == ["Bo"]
