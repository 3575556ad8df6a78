"""A request for help: whom it calls, how it widens while nobody comes, and what the customer hears."""

import asyncio
import json
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from whole_hub import Shop, open_shop

from hub.ground.journal import VisitId
from hub.ground.shop.model import ContactPolicy
from hub.ground.web.may import Role
from hub.service.alerts.model import Alert, AlertKind, NewAlert
from hub.service.staff.help_rounds import Called, HelpRound, round_at, whom_to_call
from hub.service.staff.interruptions import HOUR_MS, Associate
from hub.service.staff.stream import Screen, stream
from simulators.phone import Phone
from wire.clock import Clock

NOW = 10 * HOUR_MS
ROUND = ContactPolicy().help_round_seconds


class Hands(Clock):
    """Turned by hand: the monotonic clock, and the one on the wall, which somebody may set wrong."""

    turned = set_by = 0.0

    def mono(self) -> float:
        return 1000 + self.turned

    def wall(self) -> float:
        return super().wall() + self.turned + self.set_by

    def turn(self, seconds: float) -> None:
        object.__setattr__(self, "turned", self.turned + seconds)

    def set_wall(self, seconds: float) -> None:
        object.__setattr__(self, "set_by", self.set_by + seconds)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


@pytest.fixture
def hands(shop: Shop) -> Hands:
    return of_hands(shop)


def of_hands(shop: Shop) -> Hands:
    """Let the clock of this hub's requests be turned."""
    clock, calls = Hands(), shop.hub.staff.help_calls
    calls._ground = replace(calls._ground, clock=clock)  # pyright: ignore[reportPrivateUsage]
    return clock


@contextmanager
def watched_by(shop: Shop, *names: str, role: Role = Role.ASSOCIATE) -> Generator[list[str]]:
    """Screens that are open."""
    people = [shop.person(name, role) for name in names]
    stack = [shop.hub.alerts.alerts.presence.watching(each.id, frozenset({role})) for each in people]
    for each in stack:
        each.__enter__()
    try:
        yield [each.id for each in people]
    finally:
        for each in stack:
            each.__exit__(None, None, None)


def look(shop: Shop) -> None:
    shop.hub.staff.help_calls.look()  # as each second


def called(shop: Shop) -> set[str]:
    """Who is called now, by name."""
    look(shop)
    alerts = shop.hub.alerts.alerts
    everybody = shop.sign_in.people.all()
    return {
        each.name for each in everybody if any(a.kind is AlertKind.HELP for a in alerts.of(each.id, each.roles, bool))
    }


async def asking(shop: Shop, number: int = 0) -> Phone:
    phone = await shop.customer(number)
    await phone.ask_for_help()
    await shop.settled()
    return phone


async def says(phone: Phone) -> tuple[str, str] | None:
    found = (await phone.mirror("en"))["visit"]["help"]
    return (found["state"], found["says"]) if found else None


def only_visit(shop: Shop) -> VisitId:
    [visit] = shop.hub.visits.visits.all_open()
    return visit.id


async def claim(handheld: httpx.AsyncClient, visit: str, request: str = "request-1") -> httpx.Response:
    return await handheld.post(f"/api/staff/visits/{visit}/claim", json={"request_id": request})


def test_each_round_lasts_as_long_as_the_shop_says_and_the_last_one_for_ever() -> None:
    policy = ContactPolicy(help_round_seconds=10)
    ages = (-5, 0, 9.9, 10, 20, 30, 9999)
    assert [round_at(age, policy) for age in ages] == [0, 0, 0, 1, 2, 3, 3]


def test_one_who_is_free_and_least_interrupted_is_called_then_all_who_are_free_then_who_leads_the_shop() -> None:
    anna = Associate("anna", is_busy=False, nudged_ms=(NOW - 1,))
    bo, maja = Associate("bo", is_busy=False), Associate("maja", is_busy=True)
    floor, leads = (anna, bo, maja), {"maja"}
    assert whom_to_call(HelpRound.FIRST, floor, leads, None, NOW) == Called("bo", frozenset({"bo"}))
    # Whoever was called first stays it, as long as they are free.
    assert whom_to_call(HelpRound.FIRST, floor, leads, "anna", NOW).associates == {"anna"}
    assert whom_to_call(HelpRound.FIRST, floor, leads, "maja", NOW).associates == {"bo"}
    assert whom_to_call(HelpRound.FREE, floor, leads, "bo", NOW).associates == {"anna", "bo"}
    assert whom_to_call(HelpRound.EVERYBODY, floor, leads, "bo", NOW).associates == {"anna", "bo", "maja"}


def test_where_everybody_serves_a_customer_nobody_is_called_until_somebody_is_free_or_leads_the_shop() -> None:
    busy = (Associate("anna", is_busy=True), Associate("bo", is_busy=True))
    assert whom_to_call(HelpRound.FREE, busy, {"bo"}, None, NOW).associates == frozenset()
    assert whom_to_call(HelpRound.BUSY, busy, {"bo"}, None, NOW).associates == {"bo"}
    assert whom_to_call(HelpRound.FIRST, (), (), None, NOW) == Called(None, frozenset())


async def test_it_widens_and_the_customer_hears_that_all_are_busy_and_then_that_somebody_comes(
    shop: Shop, hands: Hands
) -> None:
    alerts = shop.hub.staff.help_calls
    maja = await shop.handheld("Maja")
    with watched_by(shop, "Anna", "Bo"), watched_by(shop, "Chef", role=Role.MANAGER):
        phone = await asking(shop)
        first = called(shop)
        assert len(first) == 1
        assert first <= {"Anna", "Bo", "Chef"}
        assert await says(phone) == ("asked", "The shop knows that you asked for help.")
        hands.turn(ROUND)
        assert called(shop) == {"Anna", "Bo", "Chef"}
        assert alerts.waiting() == []
        hands.turn(ROUND)
        look(shop)
        assert alerts.waiting() == [only_visit(shop)]
        assert (await says(phone) or "")[0] == "asked"
        hands.turn(ROUND)
        look(shop)
        assert (await says(phone) or "")[0] == "busy"
        # To press again in the meantime begins nothing anew.
        await phone.ask_for_help()
        await shop.settled()
        assert (await says(phone) or "")[0] == "busy"
        assert alerts.rounds == {"first": 1, "free": 1, "everybody": 1, "busy": 1}

        assert (await claim(maja, only_visit(shop))).status_code == 200
        await shop.settled()
        assert (called(shop), alerts.waiting()) == (set(), [])
        assert await says(phone) == ("coming", "Maja is on the way to you.")
        # Let go of, it begins anew; helped, it is over.
        await maja.post(f"/api/staff/visits/{only_visit(shop)}/release", json={"request_id": "request-2"})
        assert len(called(shop)) == 1
        outcome = {"outcome": "helped", "request_id": "request-3"}
        await maja.post(f"/api/staff/visits/{only_visit(shop)}/outcome", json=outcome)
        assert called(shop) == set()
        assert await says(phone) is None


async def test_a_wall_clock_that_is_set_moves_no_request_along(shop: Shop, hands: Hands) -> None:
    with watched_by(shop, "Anna", "Bo"):
        look(shop)
        for day in (86_400, -2 * 86_400):
            hands.set_wall(day)
            await asking(shop, number=abs(day))
            hands.set_wall(day)
            assert len(called(shop)) >= 1
            visits = shop.hub.visits.visits.all_open()
            assert {shop.hub.staff.help_calls.round_of(each.id) for each in visits} == {HelpRound.FIRST}


async def test_after_a_restart_the_round_is_the_one_that_the_wait_has_come_to(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await asking(shop)
    for waited, expected in ((0, HelpRound.FIRST), (ROUND + 1, HelpRound.FREE), (5 * ROUND, HelpRound.BUSY)):
        async with open_shop(tmp_path) as shop:
            of_hands(shop).set_wall(waited)
            look(shop)
            assert shop.hub.staff.help_calls.round_of(only_visit(shop)) is expected
    async with open_shop(tmp_path) as shop:
        of_hands(shop).set_wall(-86_400)  # set back meanwhile
        look(shop)
        assert shop.hub.staff.help_calls.round_of(only_visit(shop)) is HelpRound.FIRST


async def test_who_has_a_customer_is_not_called_and_of_two_claims_at_once_one_ends_it_for_both(shop: Shop) -> None:
    anna, bo = await shop.handheld("Anna", Role.ASSOCIATE), await shop.handheld("Bo", Role.ASSOCIATE)
    await shop.customer(1)
    served = only_visit(shop)
    with watched_by(shop, "Anna", "Bo"):
        assert (await claim(anna, served)).status_code == 200
        await asking(shop, 2)
        assert called(shop) == {"Bo"}
        [asked] = [each.id for each in shop.hub.visits.visits.all_open() if each.id != served]
        answers = await asyncio.gather(claim(anna, asked), claim(bo, asked))
        assert sorted(each.status_code for each in answers) == [200, 409]
        await shop.settled()
        assert called(shop) == set()


async def test_seen_it_leaves_ones_own_list_alone_and_does_not_come_back_with_the_next_round(
    shop: Shop, hands: Hands
) -> None:
    with watched_by(shop, "Anna", "Bo"):
        await asking(shop)
        hands.turn(ROUND)
        assert called(shop) == {"Anna", "Bo"}
        anna = await shop.handheld("Anna")
        [mine] = (await anna.get("/api/staff/alerts")).json()["open"]
        assert (mine["kind"], mine["visit_id"]) == ("help", only_visit(shop))
        answer = await anna.post(f"/api/staff/alerts/{mine['id']}/acknowledge")
        assert answer.json()["open"] == []
        assert (await anna.post("/api/staff/alerts/help-unknown/acknowledge")).status_code == 404
        hands.turn(ROUND)
        assert called(shop) == {"Bo"}
        now = (await anna.get("/api/staff/nearby")).json()["alerts"]
        assert now == {"open": [], "waiting": [only_visit(shop)], "paused": False}
        # Whoever takes a break is called by nobody.
        bo = await shop.handheld("Bo")
        assert (await bo.put("/api/staff/alerts/break", json={"paused": True})).json()["paused"]
        assert called(shop) == set()


async def test_what_another_part_tells_is_kept_until_it_was_seen_through_a_restart(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        anna, officer = shop.person("Anna"), shop.person("Pia", Role.PRIVACY_OFFICER)
        await shop.customer()
        visit, tell = only_visit(shop), shop.hub.alerts.alerts.tell
        handed = NewAlert(Alert("handover-1", AlertKind.HANDOVER, 5, visit, by="Bo"), person=anna.id)
        looked = NewAlert(Alert("glass-1", AlertKind.BREAK_GLASS, 6, by="Bo"), role=Role.PRIVACY_OFFICER)
        assert (tell(handed), tell(handed), tell(looked)) == (True, False, True)
    async with open_shop(tmp_path) as shop:
        bo, pia = await shop.handheld("Bo", Role.ASSOCIATE), await shop.handheld("Pia")
        assert (await bo.get("/api/staff/alerts")).json()["open"] == []
        assert [each["id"] for each in (await pia.get("/api/staff/alerts")).json()["open"]] == ["glass-1"]
        # Nobody else can take it away from them.
        assert (await bo.post("/api/staff/alerts/glass-1/acknowledge")).status_code == 404
        assert (await pia.post("/api/staff/alerts/glass-1/acknowledge")).json()["open"] == []
        second = shop.hub.alerts.alerts.of("another", frozenset({Role.PRIVACY_OFFICER}), bool)
        assert [each.id for each in second] == ["glass-1"], "each privacy officer has to see it"
        assert officer.id not in json.dumps([each.id for each in second])
        ann = shop.hub.alerts.alerts
        assert [each.id for each in ann.of(anna.id, anna.roles, bool)] == ["handover-1", "glass-1"]
        # What may not be shown any more is not listed, and ends with the visit; a break-glass stays.
        assert [each.id for each in ann.of(anna.id, anna.roles, lambda _: False)] == ["glass-1"]
        ann.visit_ended(visit)
        assert [each.id for each in ann.of(anna.id, anna.roles, bool)] == ["glass-1"]


async def test_an_open_stream_says_within_a_moment_who_is_called_and_that_a_claim_ended_it(shop: Shop) -> None:
    anna, journal = shop.person("Anna"), shop.hub.ground.journal
    with watched_by(shop, "Anna"):
        phone = await shop.customer()
        screen = Screen("device", anna.id, anna.roles, None, "en")
        reading = stream(shop.hub.staff.screens, screen, journal, journal.last_seq(), beat_seconds=3600)

        async def next_list() -> dict[str, Any]:
            async with asyncio.timeout(60):
                async for event in reading:
                    if event.event == "alerts":
                        return json.loads(event.data.model_dump_json())
            raise AssertionError

        assert (await next_list())["open"] == []
        await phone.ask_for_help()
        await shop.settled()
        [one] = (await next_list())["open"]
        assert (one["kind"], one["visit_id"]) == ("help", only_visit(shop))
        await claim(await shop.handheld("Bo"), only_visit(shop))
        await shop.settled()
        assert (await next_list())["open"] == []
        await reading.aclose()
