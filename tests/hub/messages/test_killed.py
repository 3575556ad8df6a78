"""A message leaves at most once, however often the hub is killed while it decides and sends."""

import asyncio
import multiprocessing
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from hub.ground import manifests
from hub.ground.database import open_database
from hub.service.campaigns.document import CampaignDocument
from tests.hub.messages.conftest import TLS, WELCOME, SetClock, shop_of
from tests.hub.messages.killed import LIST, OFFERED, serve_customers

KILLS = int(os.environ.get("GODDAG_KILLS", "8"))
SOME_FOR_EACH = 3
MOST_ASKED = 3
"""A hub is killed after it has asked the gateway so often, or sooner: not while it still gets ready."""
LONGEST_SECONDS = 0.05
START_SECONDS = 60.0


async def test_nobody_gets_a_message_twice_and_nobody_is_forgotten(tmp_path: Path, fcm: str, tombstones) -> None:
    refs = [f"u-{number}" for number in range(KILLS * SOME_FOR_EACH)]
    async with httpx.AsyncClient(timeout=60.0, verify=TLS) as client:
        with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
            shop = shop_of(db, tmp_path, tombstones, client, fcm, SetClock())
            members = {ref: shop.enrol(ref).member for ref in refs}
        await shop.tell("/faults", kind="slow", delay_ms=15)
        killed = await hub_killed_again_and_again(tmp_path, fcm, refs, WELCOME)
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


async def test_nobody_has_two_codes_of_one_campaign_and_each_code_that_left_is_known(
    tmp_path: Path, fcm: str, tombstones
) -> None:
    """First the gateway takes nothing, so that most are decided on again: with the code that they have."""
    refs = [f"u-{number}" for number in range(KILLS * SOME_FOR_EACH)]
    async with httpx.AsyncClient(timeout=60.0, verify=TLS) as client:
        with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
            shop = shop_of(db, tmp_path, tombstones, client, fcm, SetClock())
            members = {ref: shop.enrol(ref).member for ref in refs}
            shop.offers.fill(LIST, (f"AUTUMN-{number}" for number in range(2 * len(refs))))
        await shop.tell("/faults", kind="slow", delay_ms=5)
        await shop.tell("/quota", messages=0)

        async def opens_again(kill: int) -> None:
            if kill == KILLS // 2:
                await shop.tell("/quota", messages=None)

        killed = await hub_killed_again_and_again(tmp_path, fcm, refs, OFFERED, opens_again)
        got = {member: [each["data"]["code"] for each in await shop.inbox(ref)] for ref, member in members.items()}
    with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
        codes = db.rows("SELECT member, code, variant FROM offers")
        results = dict(db.rows("SELECT member, result FROM exposures"))
        drawn = {code for (code,) in db.rows("SELECT code FROM offer_pools WHERE taken_ms IS NOT NULL")}
    assert killed == KILLS
    assert sorted(member for member, _, _ in codes) == sorted(members.values()) == sorted(results)
    assert len({code for _, code, _ in codes}) == len(refs)
    # Of a list no code is lost either.
    assert drawn == {code for _, code, variant in codes if variant == "list"}
    known = {member: code for member, code, _ in codes}
    left = {member: texts for member, texts in got.items() if texts}
    assert left == {member: [known[member]] for member in left}
    assert set(results.values()) <= {"sent", "unknown"}
    assert all(member in left for member, result in results.items() if result == "sent")


async def hub_killed_again_and_again(
    folder: Path,
    url: str,
    refs: list[str],
    document: CampaignDocument,
    meanwhile: Callable[[int], Awaitable[None]] | None = None,
) -> int:
    """Returns how often it was killed while it worked. `meanwhile`: with the number of each start, before it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.hub.messages.killed"])
    dice, killed = random.Random(7), 0
    for start in range(KILLS + 1):
        if meanwhile:
            await meanwhile(start)
        here, there = context.Pipe()
        hub = context.Process(target=serve_customers, args=(folder, url, refs, document, there))
        hub.start()
        there.close()
        if start < KILLS:
            await asyncio.to_thread(wait_for, here, dice.randint(1, MOST_ASKED))
            await asyncio.sleep(dice.uniform(0, LONGEST_SECONDS))
            killed += hub.is_alive()
            hub.kill()
        await asyncio.to_thread(hub.join, START_SECONDS)
    assert hub.exitcode == 0
    return killed


def wait_for(hub: Connection, asks: int) -> None:
    """Until it is up, and has asked the gateway so often; or has ended, which the test says then."""
    for _ in range(1 + asks):
        assert hub.poll(START_SECONDS)
        try:
            hub.recv()
        except EOFError:
            return
