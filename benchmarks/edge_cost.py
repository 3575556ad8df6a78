"""What an edge costs: CPU per advertisement, memory, bytes sent; beside TheengsGateway and a bare bleak scanner.

    make bench-edge                   about 5 minutes; prints tables, writes benchmarks/results/edge.json
    make bench-edge ARGS=--quick      under two minutes: one turn each, and more noise

All three are processes of their own, unmodified, on a bus of their own with a fake BlueZ, and are looked at from
outside. They take turns, so that a busy machine is busy for all: read the ratios. The bare scanner asks BlueZ for the
same as our agent and only counts, so what the agent takes beyond it is ours.
"""

import argparse
import asyncio
import contextlib
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from edge_parts.hub_side import HubSide, open_hub_side
from edge_parts.stages import measure_stages
from edge_parts.subjects import THEENGS, Subject, open_subject, theengs_program
from tables import keep, show

from simulators.processes import Processes, processes

BARE, OURS, THEIRS = "bare bleak", "goddag-edge", "TheengsGateway"
RATES: tuple[float | None, ...] = (500, 1200, 3000, None)
AIRS = ("strangers", "members")
DEVICES = 300
GOAL_US = {"strangers": 5.0, "members": 20.0}
GOAL_MB = 60.0
# Over the second half of the changing addresses; a leak of one device's properties would be 15 MB.
FLAT_MB = 2.0
# A member's window is a second long: several of them, and the wait for the last one's end.
SECONDS = {"strangers": 1.0, "members": 3.0}
LAST_WINDOW_SECONDS = 1.2
AT_ONCE, AT_ONCE_THEIRS = 20_000, 1_000
# TheengsGateway cannot follow the faster rates; it reads what waits for it, and the divisor is what was sent.
MOST_THEIRS = 1_200
# BlueZ forgets what it has not heard for 30 s. A full shop of 1,500 devices that change their addresses as fast as a
# scanner can be told of it; in a real shop each does every quarter of an hour.
CHURN_RATE, CHURN_REMEMBERED, CHURN_ADDRESSES, CHURN_STEPS = 900, 1_500, 10_000, 4


@dataclass(slots=True)
class Turns:
    """One subject in one air at one rate, turn by turn."""

    cpu_us: list[float] = field(default_factory=list[float])
    """Per packet, without what the subject does when the air is silent."""
    rates: list[float] = field(default_factory=list[float])
    """What was really sent, per second."""
    up_bytes: list[float] = field(default_factory=list[float])
    """Per packet, with MQTT's own."""
    payload_bytes: list[float] = field(default_factory=list[float])


Key = tuple[str, str, float | None]


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one turn each")
    turns = 1 if parser.parse_args().quick else 4
    theengs = theengs_program()
    if theengs is None:
        print(f"{THEENGS[0]} cannot be installed (no network?): going on without it.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with processes(folder) as running, open_hub_side(folder, running) as hub:
            found, idle = await measure_cpu(folder, running, hub, theengs, turns)
            stages = await measure_stages(folder, hub)
            memory = await measure_memory(folder, running, hub)
    cpu, sent = cpu_rows(found), bytes_rows(found)
    for title, rows in (
        ("CPU us per packet: median of turns, silence taken off", cpu),
        ("One stage at a time, warm, in one process", stages),
        ("Memory, MB", memory),
        ("Bytes sent per member and minute", sent),
    ):
        print(f"\n{title}")
        show(rows)
    print("\nWithout any packet: " + ", ".join(f"{who} {ms:.1f} ms CPU/s" for who, ms in idle.items()))
    keep("edge", {"cpu": cpu, "idle_ms_per_second": idle, "stages": stages, "memory": memory, "bytes": sent})


async def measure_cpu(
    folder: Path, running: Processes, hub: HubSide, theengs: Path | None, turns: int
) -> tuple[dict[Key, Turns], dict[str, float]]:
    """All subjects, airs and rates; and what each uses in silence, in ms per second."""
    async with contextlib.AsyncExitStack() as stack:
        names = [BARE, OURS, *([] if theengs is None else [THEIRS])]
        subjects = [
            await stack.enter_async_context(open_subject(name, folder / f"cpu-{number}", running, hub, theengs))
            for number, name in enumerate(names)
        ]
        before = [subject.cpu for subject in subjects]
        await asyncio.sleep(3.0)
        idle = {s.name: (s.cpu - was) / 3.0 * 1e3 for s, was in zip(subjects, before, strict=True)}
        found: dict[Key, Turns] = {}
        for air in AIRS:
            for subject in subjects:
                await subject.load.do("air", of=air, devices=DEVICES)
                await _turn(subject, hub, air, 1200, 0.5, idle)  # what happens at a first sight is not what goes on
            for rate in RATES:
                for turn in range(turns):
                    for subject in subjects:
                        if subject.name != THEIRS or turn < 2:
                            seconds = SECONDS[air]
                            if subject.name == THEIRS and rate is not None:
                                seconds = min(seconds, MOST_THEIRS / rate)
                            one = await _turn(subject, hub, air, rate, seconds, idle)
                            kept = found.setdefault((subject.name, air, rate), Turns())
                            for series, value in zip(
                                (kept.cpu_us, kept.rates, kept.up_bytes, kept.payload_bytes), one, strict=True
                            ):
                                series.append(value)
                print(_progress(found, air, rate), flush=True)
        await _check_heard(subjects, hub)
    return found, idle


async def _turn(
    subject: Subject, hub: HubSide, air: str, rate: float | None, seconds: float, idle: dict[str, float]
) -> tuple[float, float, float, float]:
    root = "goddag" if subject.name == OURS else "home"
    began, cpu, up, payload = time.monotonic(), subject.cpu, subject.wire.up, hub.seen.payload_bytes[root]
    if rate is None:
        count = AT_ONCE_THEIRS if subject.name == THEIRS else AT_ONCE
        sent, took = await subject.load.do("at once", count=count)
    else:
        sent, took = await subject.load.do("rate", rate=rate, seconds=seconds)
    if subject.name == OURS and air == "members":
        await asyncio.sleep(LAST_WINDOW_SECONDS)
    await subject.settle()
    used = subject.cpu - cpu - idle[subject.name] / 1e3 * (time.monotonic() - began)
    payload = hub.seen.payload_bytes[root] - payload
    return used / sent * 1e6, sent / took, (subject.wire.up - up) / sent, payload / sent


async def _check_heard(subjects: list[Subject], hub: HubSide) -> None:
    """What our agent says that it heard must be what was sent: packets that never came would cost nothing."""
    ours = next(s for s in subjects if s.name == OURS)
    deadline = time.monotonic() + 15.0
    while hub.seen.report.get("heard") != ours.load.told:
        assert time.monotonic() < deadline, f"sent {ours.load.told} packets, heard {hub.seen.report.get('heard')}"
        await asyncio.sleep(0.1)


def _beyond(found: dict[Key, Turns], who: str, air: str, rate: float | None) -> list[float]:
    """What each turn cost more than the bare scanner's turn beside it."""
    return [a - b for a, b in zip(found[who, air, rate].cpu_us, found[BARE, air, rate].cpu_us, strict=False)]


def _progress(found: dict[Key, Turns], air: str, rate: float | None) -> str:
    parts = [
        f"{who} {statistics.median(turns.cpu_us):.1f}" for (who, a, r), turns in found.items() if (a, r) == (air, rate)
    ]
    return f"{air}, {_name(rate)}: {', '.join(parts)} us per packet"


def _name(rate: float | None) -> str:
    return "saturated" if rate is None else f"{rate:g}/s"


def cpu_rows(found: dict[Key, Turns]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for air in AIRS:
        for rate in RATES:
            beyond = _beyond(found, OURS, air, rate)
            median = statistics.median(beyond)
            theirs = found.get((THEIRS, air, rate))
            ours = statistics.median(found[OURS, air, rate].cpu_us)
            rows.append(
                {
                    "air": f"{DEVICES} {air}",
                    "rate": _name(rate),
                    "sent/s": round(statistics.median(found[OURS, air, rate].rates)),
                    "bare bleak": round(statistics.median(found[BARE, air, rate].cpu_us), 1),
                    "ours": round(ours, 1),
                    "Theengs": "-" if theirs is None else round(statistics.median(theirs.cpu_us)),
                    "Theengs/ours": "-" if theirs is None else round(statistics.median(theirs.cpu_us) / ours, 1),
                    "beyond bleak": round(median, 1),
                    "of turns": f"{min(beyond):.1f}..{max(beyond):.1f}",
                    "goal": GOAL_US[air],
                    "verdict": "held" if median <= GOAL_US[air] else "MISSED",
                }
            )
    return rows


def bytes_rows(found: dict[Key, Turns]) -> list[dict[str, object]]:
    """From the members' air; TheengsGateway's scaled to the rate, for it sends once per packet."""
    rows: list[dict[str, object]] = []
    for rate in (500, 1200):
        for who in (OURS, THEIRS):
            turns = found.get((who, "members", rate))
            if turns is not None:
                per_minute = rate / DEVICES * 60
                rows.append(
                    {
                        "who": who,
                        "packets/s of a member": round(rate / DEVICES, 1),
                        "MQTT payload": round(statistics.median(turns.payload_bytes) * per_minute),
                        "with MQTT headers, acks": round(statistics.median(turns.up_bytes) * per_minute),
                    }
                )
    return rows


async def measure_memory(folder: Path, running: Processes, hub: HubSide) -> list[dict[str, object]]:
    """Our agent and the bare scanner with many devices, and with addresses that come and go."""
    rows: list[dict[str, object]] = []

    def row(who: Subject, what: str, *, goal: bool) -> float:
        memory = who.memory
        verdict = "" if not goal else "held" if memory.rss <= GOAL_MB else "MISSED"
        rows.append(
            {
                "who": who.name,
                "with": what,
                "RSS": round(memory.rss, 1),
                "PSS": round(memory.pss, 1),
                "goal": GOAL_MB if goal else "",
                "verdict": verdict,
            }
        )
        print(f"{who.name}, {what}: RSS {memory.rss:.1f} MB", flush=True)
        return memory.rss

    for name in (BARE, OURS):
        is_ours = name == OURS
        async with open_subject(name, folder / f"memory-{name[:4]}", running, hub, None) as who:
            row(who, "nothing heard yet", goal=is_ours)
            for devices in (300, 3000):
                await who.load.do("air", of="strangers", devices=devices)
                await who.load.do("rate", rate=2000, seconds=2.0)
                await who.settle()
                row(who, f"{devices} devices", goal=is_ours)
        async with open_subject(name, folder / f"churn-{name[:4]}", running, hub, None) as who:
            seen: list[float] = []
            for step in range(1, CHURN_STEPS + 1):
                part = CHURN_ADDRESSES // CHURN_STEPS
                await who.load.do("churn", addresses=part, rate=CHURN_RATE, remembered=CHURN_REMEMBERED, turn=step)
                seen.append(row(who, f"{part * step} changing addresses", goal=is_ours))
            grown = seen[-1] - seen[len(seen) // 2 - 1]
            verdict = "held" if grown <= FLAT_MB else "MISSED"
            rows.append(
                {
                    "who": name,
                    "with": "growth over the second half",
                    "RSS": round(grown, 1),
                    "PSS": "",
                    "goal": FLAT_MB if is_ours else "",
                    "verdict": verdict if is_ours else "",
                }
            )
    return rows


if __name__ == "__main__":
    asyncio.run(main())
