"""What an edge's outbox survives, and what it costs the disk. Prints a table.

    make bench-outbox_torture ARGS="--kills 100 --torn 1000 --load-seconds 120"

kills   a real edge, broker and hub; `kill -9` of the edge at random moments under a flood of tokens. Everything that
        lay in the outbox at each kill must be applied by the hub, and nothing twice.
torn    a real outbox file whose write-ahead log is cut at a random byte and given a tail of garbage, as a power cut
        may leave it. What opens must be one of the states that were committed, and none older than the cut.
disk    bytes that the edge's process has the kernel write for a stated load, and the life of a card that follows.
"""

import argparse
import asyncio
import contextlib
import random
import secrets
import shutil
import socket
import sqlite3
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from tables import report

from edge.outbox_store import OutboxStore, Row, Work
from hub.ground.floor_plan.file import load_floor_plan
from simulators.air import Air, open_air
from simulators.chain import Chain, answers, start_chain
from simulators.frames import AdvertisingType, Transmission, android_token, ibeacon
from simulators.processes import Processes
from simulators.waiting import until
from wire.ids import BootId
from wire.messages import TokenSighting

EDGE = "edge-1"
PLAN = """
[store]
id = "corner"
name = "Corner shop"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0,0],[10,0],[10,6],[0,6]]
[[zones]]
id = "floor"
name = "Floor"
kind = "sales"
polygon = [[0,0],[10,0],[10,6],[0,6]]
[[edges]]
id = "edge-1"
at = [5, 3]
"""
MARKER = 0xFFF1
PATIENCE_SECONDS = 60.0
# Tokens a second: forty times a busy shop.
FLOOD = 200
# A 32 GB card of consumer grade: 3D TLC stands about 1,000 cycles; writing pages of 4 KiB into its larger blocks, it
# writes several times what it is told (write amplification; vendors give 2 to 8 for small random writes).
CARD_BYTES, CARD_CYCLES, CARD_AMPLIFICATION = 32e9, 1000, 8
# What the kernel writes beside, in nobody's account: an ext4 journal in its ordinary mode takes a descriptor, the
# inode's block and a commit block for each fsync, and the inode's block once more in its place. One fsync a second.
JOURNAL_BYTES_PER_SECOND = 4 * 4096 * 1.2
# The load of the goal: the average of a shop that is open ten hours a day, every day.
OPEN_SECONDS, MEMBERS, BEACONS = 36_000, 10, 5


class Remembering(Processes):
    """Remembers how each process was started."""

    def __init__(self, logs: Path) -> None:
        super().__init__(logs)
        self.commands: dict[str, tuple[list[str], dict[str, str]]] = {}

    def start(self, name: str, command: Sequence[str], settings: Mapping[str, str]) -> None:
        self.commands[name] = (list(command), dict(settings))
        super().start(name, command, settings)


@dataclass(frozen=True, slots=True)
class Bench:
    """The real chain with one edge."""

    chain: Chain
    processes: Remembering
    air: Air

    @property
    def outbox(self) -> Path:
        return self.chain.folder / "edges" / EDGE / "outbox.db"

    def hear(self, ad: bytes) -> None:
        self.air.hear(EDGE, Transmission(secrets.token_bytes(6), True, AdvertisingType.NON_CONNECTABLE, ad), -60)

    def restart(self, command: list[str], settings: dict[str, str]) -> None:
        self.processes.start(EDGE, command, settings)

    def applied(self) -> list[tuple[str, int]]:
        with contextlib.closing(sqlite3.connect(f"file:{self.chain.database}?mode=ro", uri=True)) as db:
            return db.execute("SELECT boot_id, seq FROM applied_events").fetchall()


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def held_keys(outbox: Path, scratch: Path) -> set[tuple[str, int]]:
    """What lies in a copy of the file: looking must not mend it."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for suffix in ("", "-wal"):
        if (source := outbox.with_name(outbox.name + suffix)).exists():
            shutil.copy(source, scratch / source.name)
    with contextlib.closing(sqlite3.connect(scratch / outbox.name)) as db:
        return set(db.execute("select boot_id, seq from events where not is_gap"))


@contextlib.asynccontextmanager
async def bench(folder: Path) -> AsyncGenerator[Bench]:
    plan_file = folder / "plan.toml"
    plan_file.write_text(PLAN)
    plan = load_floor_plan(plan_file)
    chain = Chain(folder, plan_file, *free_ports(4), seed=1)
    logs = folder / "logs"
    logs.mkdir()
    running = Remembering(logs)
    try:
        async with open_air(folder / "air", [EDGE]) as air, httpx.AsyncClient() as client:
            start_chain(running, chain, plan, air)
            await until("the hub", lambda: answers(client, chain.hub_url), PATIENCE_SECONDS)
            await until("the edge", lambda: air.all_scanning, PATIENCE_SECONDS)
            yield Bench(chain, running, air)
    finally:
        await running.stop()


async def kills(count: int, seed: int) -> dict[str, object]:
    """Kill the edge `count` times under load, then let everything arrive, and compare."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        async with bench(Path(name)) as shop:
            heard = 0

            async def flood() -> None:
                nonlocal heard
                while True:
                    shop.hear(android_token(MARKER, 7, secrets.token_bytes(16)))
                    heard += 1
                    await asyncio.sleep(1 / FLOOD)

            owed: set[tuple[str, int]] = set()
            flooding = asyncio.create_task(flood())
            for _ in range(count):
                await until("the edge to listen", lambda: shop.air.all_scanning, PATIENCE_SECONDS)
                await asyncio.sleep(dice.uniform(0.02, 1.0))
                edge = shop.processes.running[EDGE]
                edge.kill()
                await asyncio.to_thread(edge.wait)
                await until("the radio to notice", lambda: not shop.air.all_scanning, PATIENCE_SECONDS)
                owed |= held_keys(shop.outbox, Path(name) / "scratch")
                shop.restart(*shop.processes.commands[EDGE])
            flooding.cancel()
            scratch = Path(name) / "scratch"
            await until("everything to be delivered", lambda: not held_keys(shop.outbox, scratch), PATIENCE_SECONDS)
            applied = shop.applied()
    return {
        "what": "kill -9 of the edge",
        "times": count,
        "events": len(applied),
        "held at a kill": len(owed),
        "of them lost": len(owed - set(applied)),
        "applied twice": len(applied) - len(set(applied)),
    }


def torn(count: int, seed: int) -> dict[str, object]:
    """Cut the write-ahead log `count` times, and open what is left."""
    dice = random.Random(seed)
    boot = BootId("a" * 16)
    lost = strange = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "outbox.db"
        store = OutboxStore(source, boot, 100_000_000)
        store.checkpoint()
        log = folder / "outbox.db-wal"
        # State after each commit: size of the log, first and last seq held.
        states: list[tuple[int, int, int]] = [(0, 1, 0)]
        first, last = 1, 0
        while log.stat().st_size < 3_000_000:
            rows = [row_of(seq) for seq in range(last + 1, last + 1 + dice.randint(1, 60))]
            acked = dice.randint(first - 1, last)
            last = rows[-1].seq
            store.apply(Work(rows, acks=[(boot, acked)]))
            first = max(first, acked + 1)
            states.append((log.stat().st_size, first, last))
        whole = log.read_bytes()
        broken = folder / "broken"
        for turn in range(count):
            shutil.rmtree(broken, ignore_errors=True)
            broken.mkdir()
            shutil.copy(source, broken / "outbox.db")
            cut = dice.randrange(len(whole))
            (broken / "outbox.db-wal").write_bytes(whole[:cut] + dice.randbytes(dice.choice((0, 1, 500, 5000))))
            opened = OutboxStore(broken / "outbox.db", BootId(f"{turn:016x}"), 100_000_000)
            rows = opened.read(boot, 0, 10**9, 10**9, 10**6)
            sound = opened.integrity()
            opened.close()
            seqs = [row.seq for row in rows]
            found = (seqs[0], seqs[-1]) if seqs else (1, 0)
            at = next((n for n, state in enumerate(states) if state[1:] == found), None)
            whole_commits = sum(state[0] <= cut for state in states) - 1
            if at is None or not sound or seqs != list(range(found[0], found[1] + 1)):
                strange += 1
            elif at < whole_commits:
                lost += 1
        store.close()
    return {
        "what": "torn write-ahead logs",
        "times": count,
        "events": last,
        "commits": len(states) - 1,
        "lost a whole commit": lost,
        "neither one state nor another": strange,
    }


def row_of(seq: int) -> Row:
    event = TokenSighting(
        seq=seq, rssi_dbm=-60, packets=3, heard_at_ms=1, heard_mono_ms=1, span_ms=900, token=f"{seq:032x}", epoch=7
    )
    return Row(seq, seq, is_gap=False, body=event.model_dump_json())


async def disk(seconds: float) -> dict[str, object]:
    """Bytes written by the edge's process while `MEMBERS` phones and `BEACONS` beacons are there, three packets/s."""
    with tempfile.TemporaryDirectory() as name:
        async with bench(Path(name)) as shop:
            plan = load_floor_plan(shop.chain.floor_plan)
            phones = [android_token(MARKER, 7, secrets.token_bytes(16)) for _ in range(MEMBERS)]
            beacons = [ibeacon(UUID(plan.beacon_uuid), 1, minor, -59) for minor in range(BEACONS)]

            async def send(ends: float) -> None:
                while time.monotonic() < ends:
                    for ad in phones + beacons:
                        shop.hear(ad)
                    await asyncio.sleep(1 / 3)

            await send(time.monotonic() + 2)  # first sights, the connection
            pid = shop.processes.running[EDGE].pid
            before, began = written(pid), time.monotonic()
            await send(began + seconds)
            rate = (written(pid) - before) / (time.monotonic() - began)
    per_day = (rate + JOURNAL_BYTES_PER_SECOND) * OPEN_SECONDS
    life_days = CARD_BYTES * CARD_CYCLES / CARD_AMPLIFICATION / per_day
    return {
        "what": f"disk: {MEMBERS} members, {BEACONS} beacons, {OPEN_SECONDS // 3600} h a day",
        "seconds": round(seconds),
        "written kB/s": round(rate / 1000, 1),
        "with the file system's journal, MB/day": round(per_day / 1e6),
        "32 GB card, years": round(life_days / 365, 1),
        "goal, years": 5,
    }


def written(pid: int) -> int:
    """Bytes that the process has caused to be sent to the disk (proc(5), io)."""
    lines = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(lines["write_bytes"])


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--torn", type=int, default=1000)
    options.add_argument("--load-seconds", type=float, default=120)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    results = [torn(chosen.torn, chosen.seed), await kills(chosen.kills, chosen.seed), await disk(chosen.load_seconds)]
    report(
        "outbox_torture",
        [{"what": r["what"], "figure": name, "value": v} for r in results for name, v in r.items() if name != "what"],
    )


if __name__ == "__main__":
    asyncio.run(main())
