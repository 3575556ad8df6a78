"""What is to be done by a day: for whom, for which customer, and what becomes of it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.ground.web.may import Role
from hub.service.followups.due import DueRefusal, DueState, day_of, end_of, refusal_of, state_of
from tests.hub.test_hand_over import visit_of
from tests.hub.whole_hub import open_shop

LIST = "/api/staff/follow_ups"
TODAY = date(2026, 10, 25)


@pytest.mark.parametrize(
    ("due", "done", "stands"),
    [
        (TODAY, None, DueState.TODAY),
        (TODAY - timedelta(days=1), None, DueState.OVERDUE),
        (TODAY + timedelta(days=1), None, DueState.LATER),
        (TODAY - timedelta(days=9), TODAY, DueState.DONE),
        (TODAY, TODAY - timedelta(days=1), None),
    ],
)
def test_where_something_stands(due: date, done: date | None, stands: DueState | None) -> None:
    assert state_of(due, done, TODAY) is stands


def test_a_day_is_the_shops_own_also_when_clocks_are_set() -> None:
    late = datetime(2026, 10, 25, 23, 30, tzinfo=UTC).timestamp() * 1000
    assert day_of(round(late), "Europe/Copenhagen") == date(2026, 10, 26)
    assert day_of(round(late), "Europe/London") == date(2026, 10, 25)
    hours = (end_of(TODAY, "Europe/Copenhagen") - end_of(TODAY - timedelta(days=1), "Europe/Copenhagen")) / 3_600_000
    assert hours == 25


def test_the_past_and_the_far_future_are_no_days_to_do_something_by() -> None:
    assert refusal_of(TODAY, TODAY) is None
    assert refusal_of(TODAY - timedelta(days=1), TODAY) is DueRefusal.PAST
    assert refusal_of(date(9999, 12, 31), TODAY) is DueRefusal.FAR


async def listed(handheld: httpx.AsyncClient) -> list[dict[str, Any]]:
    return list((await handheld.get(LIST)).json()["follow_ups"])


async def today(handheld: httpx.AsyncClient) -> date:
    return date.fromisoformat((await handheld.get(LIST)).json()["today"])


async def add(handheld: httpx.AsyncClient, number: int = 1, days: int = 0, **more: Any) -> httpx.Response:
    due = (await today(handheld) + timedelta(days=days)).isoformat()
    body = {"request_id": f"request-{number}", "what": "order_article", "due": due} | more
    return await handheld.post(LIST, json=body)


async def test_it_is_made_once_given_to_a_colleague_done_and_undone(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, bo = await shop.handheld("Maja", Role.ASSOCIATE), await shop.handheld("Bo", Role.ASSOCIATE)
        for _ in range(2):  # the answer to the first was lost
            assert (await add(maja, days=7, to="Maja", text="2 x 4711")).status_code == 200
        await add(maja, 2, to="bo")
        first, later = await listed(bo)
        assert (first["state"], first["to"], later["state"], later["to"]) == ("today", "Bo", "later", "Maja")
        given = await maja.post(f"{LIST}/{later['id']}/give", json={"to": "Bo"})
        assert [each["to"] for each in given.json()["follow_ups"]] == ["Bo", "Bo"]
        done = await bo.post(f"{LIST}/{first['id']}/done", json={"done": True})
        again = await bo.post(f"{LIST}/{first['id']}/done", json={"done": True})
        late = await maja.post(f"{LIST}/{first['id']}/done", json={"done": True})
        settled = [(each["state"], each["done_by"]) for each in done.json()["follow_ups"]]
        assert settled == [("later", None), ("done", "Bo")]
        assert late.json() == again.json() == done.json(), "who did it first stands there"
        undone = await bo.post(f"{LIST}/{first['id']}/done", json={"done": False})
        assert [each["state"] for each in undone.json()["follow_ups"]] == ["today", "later"]


async def test_what_is_no_follow_up_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        wrong: tuple[tuple[dict[str, Any], int, str], ...] = (
            ({"days": -1}, 422, "due_past"),
            ({"days": 400}, 422, "due_far"),
            ({"due": "2026-02-30"}, 422, "invalid"),
            ({"what": "other"}, 422, "words_empty"),
            ({"what": "gossip"}, 422, "invalid"),
            ({"text": "hun er gravid"}, 422, "words_sensitive"),
            ({"text": "x" * 141}, 422, "invalid"),
            ({"to": "Nobody"}, 422, "no_colleague"),
            ({"visit_id": "no-such-visit"}, 404, "visit_gone"),
        )
        for number, (more, status, code) in enumerate(wrong):
            answer = await add(maja, number, **more)
            assert (answer.status_code, answer.json()["code"]) == (status, code), more
        assert (await maja.post(f"{LIST}/nothing/done", json={"done": True})).json()["code"] == "no_follow_up"
        assert await listed(maja) == []
        assert (await add(maja, 20, what="other", text="<b>call</b> the maker")).status_code == 200
        assert [each["text"] for each in await listed(maja)] == ["<b>call</b> the maker"]


async def test_a_removed_colleagues_follow_ups_are_the_shops(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja, boss = await shop.handheld("Maja", Role.ASSOCIATE), await shop.handheld("Boss", Role.MANAGER)
        removed = shop.person("Bo", Role.ASSOCIATE)
        await add(maja, to="Bo")
        assert (await boss.delete(f"/api/people/{removed.id}")).status_code == 204
        assert [each["to"] for each in await listed(maja)] == [None]
        shop.person("Bo", Role.ASSOCIATE)
        assert [each["to"] for each in await listed(maja)] == [None], "another of that name has promised nothing"


async def test_a_customers_name_stands_there_only_for_as_long_as_they_want_that(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        phone = await shop.customer(level="greet_me_by_name")
        visit = await visit_of(maja)
        await add(maja, what="call_when_in", visit_id=visit)
        [one] = await listed(maja)
        assert one["customer"]["visit_id"] == visit
        told = [line.entry for line in shop.audit.since() if "follow_up" in line.entry.fields]
        assert [(each.deed.value, each.fields) for each in told] == [("listed", ("name", "follow_up"))]
        await phone.choose("know_my_history")
        await shop.settled()
        [one] = await listed(maja)
        assert one["customer"]["name"] is None
        assert "follow_ups" in {each["table"] for each in (await phone.held())["everything"]}
        await phone.choose("help_if_i_ask")
        await shop.settled()
        assert await listed(maja) == []
        assert shop.db.rows("SELECT * FROM follow_ups") == []


async def test_a_follow_up_for_a_customer_needs_their_history_and_goes_with_an_erasure(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        maja = await shop.handheld("Maja", Role.ASSOCIATE)
        phone = await shop.customer(level="help_if_i_ask")
        await phone.ask_for_help()
        await shop.settled()
        visit = await visit_of(maja)
        assert (await add(maja, visit_id=visit)).json()["code"] == "note_no_history"
        await phone.choose("know_my_history")
        await shop.settled()
        assert (await add(maja, visit_id=visit)).status_code == 200
        await add(maja, 2)
        await phone.leave()
        await shop.settled()
        await shop.asked_for_is_done()
        assert [each["customer"] for each in await listed(maja)] == [None]


async def test_while_nobody_has_an_account_names_are_typed(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        page = shop.browser()
        assert (await add(page)).json()["code"] == "who"
        assert (await add(page, staff="Maja", to="Bo")).json()["follow_ups"][0]["to"] == "Bo"
        shop.person("Bo", Role.ASSOCIATE)
        bo = await shop.handheld("Bo", Role.ASSOCIATE)
        assert [each["to"] for each in await listed(bo)] == ["Bo"], "the first who is called so now"
