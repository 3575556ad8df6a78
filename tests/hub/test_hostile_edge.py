"""An edge that means ill, or is broken: what it sends costs work by its bytes, and takes nobody else down."""

import json
import secrets
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from work import counted

from hub.equipment.edges.applied import BOOTS_PER_EDGE, MOST_IN_MEMORY, AppliedEvents
from hub.equipment.edges.health import MOST_STRAYS
from hub.equipment.edges.ingest import Received
from hub.equipment.edges.sequence_marks import MOST_RANGES_AHEAD
from hub.equipment.edges.tables import TABLES
from hub.ground import manifests
from hub.ground.database import open_database
from simulators.fast_store import FastStore, open_fast_store
from wire.clock import to_ms
from wire.codec import MAX_PAYLOAD_BYTES
from wire.messages import LONGEST_GAP, Ack
from wire.mqtt import Incoming

PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
BOOT = "00000000000000ad"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FastStore]:
    async with open_fast_store(tmp_path, PLAN, seed=1) as opened:
        yield opened


def gap(first: int, last: int) -> dict[str, Any]:
    return {"kind": "gap", "seq": first, "through_seq": last, "reason": "outbox_full"}


def beacon(seq: int) -> dict[str, Any]:
    return {
        "kind": "beacon", "seq": seq, "rssi_dbm": -60.0, "packets": 1, "heard_at_ms": 0, "heard_mono_ms": 1000,
        "span_ms": 0, "uuid": "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914", "major": 1, "minor": 1,
    }  # fmt: skip


def sent(
    store: FastStore, events: list[dict[str, Any]], *, boot: str = BOOT, edge: str = "edge-1", oldest: int = 1
) -> list[Ack]:
    told = {
        "version": 1, "type": "sightings", "store": store.plan.store_id, "edge": edge, "boot_id": boot,
        "oldest_seq": oldest, "sent_at_ms": to_ms(store.now), "sent_mono_ms": 1000, "clock_trusted": True,
        "events": events,
    }  # fmt: skip
    payload = json.dumps(told, separators=(",", ":")).encode()
    assert len(payload) <= MAX_PAYLOAD_BYTES
    topic = f"goddag/{store.plan.store_id}/edge/{edge}/sightings"
    return store.hub.edges.ingest.apply([Received(Incoming(topic, payload, retained=False), store.now)])


def longest_gaps(how_many: int, start: int = 1000) -> list[dict[str, Any]]:
    """Each ahead of the mark and apart from the next."""
    return [gap(at, at + LONGEST_GAP - 1) for at in range(start, start + how_many * 2 * LONGEST_GAP, 2 * LONGEST_GAP)]


async def test_a_message_of_gaps_as_long_as_they_may_be_costs_what_its_bytes_cost(store: FastStore) -> None:
    sent(store, [gap(1, 1)], boot="b" * 16)  # what a first message makes once
    with counted(store.db) as work:
        assert [ack.contiguous_seq for ack in sent(store, longest_gaps(60))] == [0]
    assert work.rows <= 2 * 60
    assert work.steps < 100_000
    assert work.peak_bytes < 1_000_000
    # And each further one costs no more than the first: nothing is written again.
    with counted(store.db) as work:
        sent(store, longest_gaps(60))
    assert work.rows <= 5
    # What it holds back is taken all the same once the hole is closed.
    [ack] = sent(store, [gap(1, 999)])
    assert ack.contiguous_seq == 999 + LONGEST_GAP


async def test_however_many_holes_an_edge_leaves_few_ranges_are_kept_and_what_waits_is_not_acknowledged_or_lost(
    store: FastStore,
) -> None:
    # Every second number, so that each is a range of its own.
    numbers = range(3, 3 + 2 * (MOST_RANGES_AHEAD + 100), 2)
    for start in range(0, len(numbers), 20):
        sent(store, [beacon(seq) for seq in numbers[start : start + 20]])
    [(kept,)] = store.db.rows("SELECT count(*) FROM ahead_ranges")
    assert kept == MOST_RANGES_AHEAD
    assert store.db.row("SELECT times FROM refusals WHERE reason = 'too_far_ahead'") == (100,)
    # The edge has had no acknowledgement for any of it and sends it again in order, as it does with all it holds.
    everything = range(1, numbers[-1] + 1)
    for start in range(0, len(everything), 20):
        [ack] = sent(store, [beacon(seq) for seq in everything[start : start + 20]])
    assert ack.contiguous_seq == numbers[-1]
    applied = [seq for (seq,) in store.db.rows("SELECT seq FROM applied_events ORDER BY seq")]
    assert applied == list(everything)
    assert store.db.rows("SELECT * FROM ahead_ranges") == []


async def test_an_edge_that_makes_up_a_boot_with_each_message_fills_neither_disk_nor_memory(store: FastStore) -> None:
    for _ in range(3 * BOOTS_PER_EDGE):
        sent(store, longest_gaps(2), boot=secrets.token_hex(8))
    [(marks,)] = store.db.rows("SELECT count(*) FROM marks")
    [(ranges,)] = store.db.rows("SELECT count(*) FROM ahead_ranges")
    assert (marks, ranges) == (BOOTS_PER_EDGE, 2 * BOOTS_PER_EDGE)
    # The boots that were heard of last are known: nothing of them is applied again.
    for n in range(BOOTS_PER_EDGE - 1):
        sent(store, [beacon(1)], boot=f"{n:016x}")
    sent(store, [beacon(1)], boot=f"{0:016x}")
    [(times,)] = store.db.rows("SELECT count(*) FROM applied_events WHERE boot_id = ?", f"{0:016x}")
    assert times == 1


async def test_marks_that_left_memory_are_read_again_as_they_were(store: FastStore) -> None:
    applied = AppliedEvents(store.db)
    boots = [(f"edge-{n % 20}", f"{n:016x}") for n in range(MOST_IN_MEMORY + 50)]
    for edge, boot in boots:
        applied.mark(edge, boot).take(1, 3)
        applied.mark(edge, boot).take(7, 9)
        applied.save(edge, boot)
    assert (applied.mark(*boots[0]).contiguous, applied.mark(*boots[0]).ahead) == (3, [(7, 9)])


async def test_made_up_edges_are_listened_to_up_to_a_number_and_those_of_the_plan_always(store: FastStore) -> None:
    for n in range(MOST_STRAYS + 20):
        sent(store, [beacon(1)], edge=f"made-up-{n}")
    [(marks,)] = store.db.rows("SELECT count(*) FROM marks")
    assert marks == MOST_STRAYS
    assert store.db.row("SELECT times FROM refusals WHERE reason = 'too_many_edges'") == (20,)
    [ack] = sent(store, [beacon(1)])
    assert (ack.edge, ack.contiguous_seq) == ("edge-1", 1)


def test_marks_that_the_version_before_saved_number_by_number_are_ranges_from_now_on(tmp_path: Path) -> None:
    first_step = {"create_applied": TABLES.schemas["applied"]["create_applied"]}
    file = tmp_path / "hub.db"
    open_database(file, {**manifests.schemas(), "applied": first_step}).close()
    with sqlite3.connect(file) as db:
        db.execute("INSERT INTO marks VALUES ('edge-1', ?, 10), ('edge-2', 'b', 4)", (BOOT,))
        numbers = [*range(12, 15), 20, *range(1000, 1000 + LONGEST_GAP)]
        db.executemany("INSERT INTO ahead VALUES ('edge-1', ?, ?)", [(BOOT, seq) for seq in numbers])
        db.execute("INSERT INTO ahead VALUES ('edge-2', 'b', 12)")
    db.close()
    opened = open_database(file, manifests.schemas())
    applied = AppliedEvents(opened)
    mark = applied.mark("edge-1", BOOT)
    assert (mark.contiguous, mark.ahead) == (10, [(12, 14), (20, 20), (1000, 999 + LONGEST_GAP)])
    assert applied.mark("edge-2", "b").ahead == [(12, 12)]
    assert opened.rows("SELECT name FROM sqlite_master WHERE name = 'ahead'") == []
    mark.take(11, 11)
    applied.save("edge-1", BOOT)
    assert opened.row("SELECT contiguous FROM marks WHERE boot_id = ?", BOOT) == (14,)
    assert opened.rows("SELECT first_seq, last_seq FROM ahead_ranges WHERE boot_id = ?", BOOT) == [
        (20, 20),
        (1000, 999 + LONGEST_GAP),
    ]
    opened.close()
