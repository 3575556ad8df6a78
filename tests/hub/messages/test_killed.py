"""A message leaves at most once, however often the hub is killed while it decides and sends."""

import asyncio
import multiprocessing
import os
import random
from contextlib import closing
from pathlib import Path

import httpx

from hub.ground import manifests
from hub.ground.database import open_database
from tests.hub.messages.conftest import TLS, SetClock, shop_of
from tests.hub.messages.killed import serve_customers

KILLS = int(os.environ.get("GODDAG_KILLS", "12"))
SOME_FOR_EACH = 3
LONGEST_SECONDS = 0.12
START_SECONDS = 60.0


async def test_nobody_gets_a_message_twice_and_nobody_is_forgotten(tmp_path: Path, fcm: str, tombstones) -> None:
    refs = [f"u-{number}" for number in range(KILLS * SOME_FOR_EACH)]
    async with httpx.AsyncClient(timeout=60.0, verify=TLS) as client:
        with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
            shop = shop_of(db, tmp_path, tombstones, client, fcm, SetClock())
            members = {ref: shop.enrol(ref).member for ref in refs}
        await shop.tell("/faults", kind="slow", delay_ms=15)
        killed = await hub_killed_again_and_again(tmp_path, fcm, refs)
        got = {ref: len((await client.get(f"{fcm}/inbox/phone-of-{ref}")).json()["messages"]) for ref in refs}
    with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
        results = dict(db.rows("SELECT member, result FROM exposures"))
    became = {ref: results.get(member) for ref, member in members.items()}
    assert killed == KILLS
    assert max(got.values()) == 1
    assert set(became.values()) <= {"sent", "unknown"}
    # What is called sent was, and of each kill at most the one message that was under way is not known.
    assert all(got[ref] == 1 for ref, result in became.items() if result == "sent")
    assert list(became.values()).count("unknown") <= KILLS


async def hub_killed_again_and_again(folder: Path, url: str, refs: list[str]) -> int:
    """Returns how often it was killed while it worked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.hub.messages.killed"])
    dice, killed = random.Random(7), 0
    for last in [False] * KILLS + [True]:
        here, there = context.Pipe()
        hub = context.Process(target=serve_customers, args=(folder, url, refs, there))
        hub.start()
        assert await asyncio.to_thread(here.poll, START_SECONDS)
        if not last:
            await asyncio.sleep(dice.uniform(0, LONGEST_SECONDS))
            killed += hub.is_alive()
            hub.kill()
        await asyncio.to_thread(hub.join, START_SECONDS)
    assert hub.exitcode == 0
    return killed
