"""What a phone says of the store's beacons: a claim, taken in by the thresholds of all, and refused by name."""

import math
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.ground.journal import Member, VisitEnded, VisitStarted
from hub.place.presence.belief import PhoneState
from hub.place.recognition.phone_reports import FUTURE_SECONDS, LATE_SECONDS, ReportQuota, ReportRefusal, judge
from hub.place.visits.detection import EXIT_SECONDS, POCKET_SECONDS
from hub.place.visits.service import BeaconHeard
from simulators.fast_store import FastStore, open_fast_store
from simulators.people import MEMBERS
from simulators.phone import Phone

PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FastStore]:
    async with open_fast_store(tmp_path, PLAN, seed=3) as opened:
        yield opened


def member_of(store: FastStore, phone: Phone) -> Member:
    row = store.db.row("SELECT member FROM members WHERE customer_ref = ?", phone.persona.ref)
    assert row
    return Member(row[0])


def hears(store: FastStore, member: Member, x: float, y: float, word: PhoneState = PhoneState.QUIET) -> None:
    """The phone is there, and tells which beacons it hears."""
    beacons = [
        BeaconHeard(b.listener, -68 - 15 * math.log10(math.dist((x, y, 1.1), (b.x_m, b.y_m, b.height_m))), store.now)
        for b in store.plan.beacons
    ]
    store.hub.visits.service.reported(member, word, beacons, store.now)


def stay(store: FastStore, member: Member, x: float, y: float, seconds: int) -> None:
    for _ in range(seconds):
        hears(store, member, x, y)
        store.pass_time(store.now + 1)


def kinds(store: FastStore) -> list[type]:
    return [type(event) for _, event in store.came_and_went()]


async def test_who_only_hears_beacons_is_in_the_right_zone_twenty_minutes_in_a_pocket_and_gone_soon_after_they_say_so(
    store: FastStore,
) -> None:
    member = member_of(store, await store.enrol("u-1"))
    stay(store, member, 4, 2, 5)
    stay(store, member, 20, 12, 15)
    assert [event.zone for _, event in store.came_and_went()][-1:] == ["gravel-mountain"]
    # Back at the door, and into a pocket: no edge hears it, and every edge lives.
    stay(store, member, 4, 3, 20)
    before = kinds(store)
    store.pass_time(store.now + 600)
    # What the phone said is still known to a hub that starts anew.
    store.restart_hub()
    store.pass_time(store.now + 600)
    visit = store.hub.visits.service
    assert kinds(store) == before
    visit.reported(member, PhoneState.GONE, (), store.now)
    store.pass_time(store.now + EXIT_SECONDS + 2)
    assert kinds(store) == [*before, VisitEnded]


async def test_a_phone_that_says_it_advertises_and_that_no_edge_hears_has_left_though_it_never_says_so(
    store: FastStore,
) -> None:
    member = member_of(store, await store.enrol("u-1"))
    stay(store, member, 4, 2, 10)
    hears(store, member, 4, 2, PhoneState.NONE)
    store.pass_time(store.now + 180)
    assert kinds(store)[-1] is VisitEnded


async def test_a_phone_that_died_in_a_pocket_is_not_kept_for_ever(store: FastStore) -> None:
    member = member_of(store, await store.enrol("u-1"))
    stay(store, member, 4, 2, 10)
    store.pass_time(store.now + POCKET_SECONDS - 60)
    assert VisitEnded not in kinds(store)
    store.pass_time(store.now + 120)
    assert kinds(store)[-1] is VisitEnded


async def test_to_come_near_the_beacons_is_not_to_come_in(store: FastStore) -> None:
    member = member_of(store, await store.enrol("u-1"))
    for _ in range(30):
        store.hub.visits.service.reported(member, PhoneState.QUIET, (), store.now)
        store.pass_time(store.now + 1)
    assert kinds(store) == []


async def test_an_exit_while_edges_hear_the_phone_ends_nothing(store: FastStore) -> None:
    member = member_of(store, await store.enrol("u-1"))
    stay(store, member, 12, 10, 10)
    for _ in range(int(EXIT_SECONDS) + 10):
        store.hub.visits.service.store_heard(store.plan.edges[5].id, store.now)
        store.hub.visits.service.reported(member, PhoneState.GONE, (), store.now)
        with store.hub.ground.journal.transaction():
            store.hub.visits.service.sighted(member, store.plan.edges[5].id, -60, store.now, store.now)
        store.pass_time(store.now + 1)
    assert VisitStarted in kinds(store)
    assert VisitEnded not in kinds(store)


async def test_whoever_takes_recognition_back_is_forgotten_whatever_their_phone_says(store: FastStore) -> None:
    phone = await store.enrol("u-1")
    await phone.report()
    await phone.consent("recognise_in_store", granted=False)
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await phone.report()
    assert refused.value.response.status_code == 403
    assert await unused(store) == {"report_not_permitted": 1}


async def unused(store: FastStore) -> dict[str, int]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(store.hub.running.web), base_url="http://127.0.0.1"
    ) as client:
        return (await client.get("/api/fleet")).json()["unused"]


def body(store: FastStore, **changes: Any) -> dict[str, Any]:
    beacon = store.plan.beacons[0]
    whole = {
        "sent_at_ms": round(time.time() * 1000),
        "beacon_uuid": store.plan.beacon_uuid,
        "region": "inside",
        "advertising": False,
        "beacons": [{"major": beacon.major, "minor": beacon.minor, "rssi_dbm": -60}],
    }
    return whole | changes


async def test_what_is_late_early_sent_twice_or_of_another_store_is_refused_by_name_and_counted(
    store: FastStore,
) -> None:
    phone, other = await store.enrol("u-1"), await store.enrol("u-2", MEMBERS[1])
    headers = {"Authorization": f"Bearer {phone.issuer.mint('u-1')}", "Goddag-Install": phone.install_id}

    async def send(sent: dict[str, Any], **more: str) -> httpx.Response:
        return await phone.hub.post("/v1/app/sightings", json=sent, headers=headers | more)

    now_ms, first = round(time.time() * 1000), body(store)
    assert (await send(first)).json().items() >= {"known": 1, "unknown": 0}.items()
    beacons = [{"major": 1, "minor": 99, "rssi_dbm": -60}, *({"major": 1, "minor": n, "rssi_dbm": 0} for n in (1, 2))]
    assert (await send(body(store, beacons=beacons))).json().items() >= {"known": 2, "unknown": 1}.items()
    for sent, status, word in (
        (first, 409, "report_replayed"),
        (body(store, sent_at_ms=now_ms - 60_000), 409, "report_late"),
        (body(store, sent_at_ms=now_ms + 60_000), 409, "report_future"),
        (body(store, beacons=[{"major": 1, "minor": 1, "rssi_dbm": -60, "age_ms": -1}]), 422, "age_ms"),
        (body(store, beacons=beacons * 20), 422, "beacons"),
        (body(store, advertising="yes"), 422, "advertising"),
    ):
        answer = await send(sent)
        assert (answer.status_code, word in answer.text) == (status, True), answer.text
    assert (await send(body(store, beacon_uuid="00000000-0000-4000-8000-000000000000"))).json()["known"] == 0
    # Nobody reports from a phone that is not theirs.
    assert (await send(body(store), **{"Goddag-Install": other.install_id})).status_code == 404
    assert (await phone.hub.post("/v1/app/sightings", json=body(store))).status_code == 401
    store.pass_time(store.now + 2)
    counted = await unused(store)
    assert counted["report_replayed"] == counted["report_late"] == counted["report_from_the_future"] == 1
    assert counted["unknown_beacon"] == counted["sighting_impossible_level"] == 2


@pytest.mark.parametrize(
    ("sent", "last", "refusal"),
    [
        (1000.0, None, None),
        (1000.0 - LATE_SECONDS - 0.1, None, ReportRefusal.LATE),
        (1000.0 + FUTURE_SECONDS + 0.1, None, ReportRefusal.FUTURE),
        (1000.0, ReportQuota(1000.0, 1000.0, 4), ReportRefusal.REPLAYED),
        (1000.0, ReportQuota(999.0, 999.9, 0.5), ReportRefusal.TOO_OFTEN),
        (1000.0, ReportQuota(999.0, 999.0, 0.0), None),
    ],
)
def test_each_report_is_taken_once_in_time_and_not_too_often(sent, last, refusal) -> None:
    judged = judge(sent, 1000.0, 0.0, last)
    assert judged == refusal if refusal else isinstance(judged, ReportQuota)
    # The hub has started since: what was sent before may have been taken in already.
    assert judge(sent, 1000.0, 1000.1, None) in {ReportRefusal.LATE, ReportRefusal.FUTURE} or sent > 1000.1
