"""Alive is not able: everything that runs for as long as the hub does is asked whether it does its job."""

import asyncio
import inspect
from pathlib import Path

import pytest
from whole_hub import open_shop

from hub.equipment.broker.address import ExternalBroker
from hub.equipment.broker.canary import FAILURES, Canary
from hub.ground.database import Database
from hub.ground.health.readiness import STUCK_SECONDS, DatabaseCanary, Progress, Readiness
from hub.ground.running import jobs_of, run_parts
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import BROKEN, Words, in_english
from wire.errors import BrokerFault, BrokerUnavailable
from wire.ids import StoreId
from wire.mqtt import Broker


async def test_every_job_of_the_hub_is_asked_whether_it_does_it_or_says_so_elsewhere(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        hub, broker = shop.hub, ExternalBroker(Broker("127.0.0.1", 1, None, None))
        jobs = jobs_of(hub.ground, hub.running, lambda came_round: hub.edges.jobs(broker, came_round))
        for job in jobs.values():
            job.close()
        told_elsewhere = {job.name: job.told_elsewhere for part in hub.running.parts for job in part.jobs}
        parts = hub.running.readiness.parts
        assert jobs.keys() <= parts | told_elsewhere.keys()
        assert parts - jobs.keys() == {"database"}
        assert all(told_elsewhere.values())
        # And nothing runs beside these.
        assert inspect.getsource(run_parts).count("create_task") == 1


async def test_a_hub_is_alive_before_it_is_able_and_says_what_is_not(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop, shop.client() as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert [name for name, works in ready.json()["parts"].items() if not works] == ["broker"]
        canary = shop.hub.edges.fleet.canary
        canary._sent = b"x"
        canary.came(b"x")
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["ready"]) == (200, True)


LOOPS = {"visits": 60.0, "upkeep": 60.0, "rights": 900.0}


@pytest.mark.parametrize("part", LOOPS)
def test_a_loop_that_does_not_come_round_is_found(part: str) -> None:
    now = 1000.0
    readiness = Readiness({}, LOOPS, lambda: now)
    now += LOOPS[part] + 1
    for name in LOOPS:
        if name != part:
            readiness.came_round(name)
    assert list(readiness.wrong()) == [part]
    readiness.came_round(part)
    assert readiness.wrong() == {}


def test_whoever_stays_at_one_event_is_stuck_and_whoever_gets_on_is_not() -> None:
    now, oldest = 0.0, 1
    progress = Progress(lambda: oldest, lambda: now)
    for _ in range(10):
        now, oldest = now + STUCK_SECONDS - 1, oldest + 1
        assert progress() is None
    now += STUCK_SECONDS + 1
    assert in_english(progress()) == f"at event 11 for {STUCK_SECONDS + 1:.0f} seconds"


def test_a_database_that_takes_nothing_is_found_and_found_well_again(tmp_path: Path) -> None:
    db = Database(tmp_path / "hub.db")
    canary = DatabaseCanary(db)
    canary.look(1, 100.0)
    assert in_english(canary.why) == "the database cannot be written"
    db.run("CREATE TABLE canary (id INTEGER PRIMARY KEY, written_at_ms INTEGER)")
    canary.look(2, 101.0)
    assert canary.why  # not every second
    canary.look(3, 200.0)
    assert canary.why is None
    db.close()


class _Swallowing:
    """A broker that takes everything and brings nothing, or something else."""

    def __init__(self, canary: Canary, *, brings_other: bool) -> None:
        self._canary, self._brings_other = canary, brings_other

    async def publish(self, *_message: object) -> None:
        if self._brings_other:
            asyncio.get_running_loop().call_soon(self._canary.something_came)


@pytest.mark.parametrize("brings_other", [False, True])
async def test_a_broker_that_brings_nothing_is_found_and_a_busy_hub_is_not_taken_for_one(
    brings_other: bool,
) -> None:
    canary = Canary(StoreId("corner"), back_seconds=0.01)
    canary._worked()
    for _ in range(FAILURES):
        await canary._once(_Swallowing(canary, brings_other=brings_other))  # type: ignore[arg-type]
    assert canary.works == brings_other
    assert (canary.topic in canary.detail) != brings_other


@pytest.mark.parametrize("fault", list(BrokerFault))
def test_every_reason_to_have_no_session_is_told(fault: BrokerFault) -> None:
    canary = Canary(StoreId("corner"))
    canary._worked()
    canary.lost(BrokerUnavailable(fault, "because"))
    assert (canary.works, canary.detail) == (False, "because")
    assert [Words().of(language).say_any(canary.why) for language in LANGUAGES if not BROKEN]
