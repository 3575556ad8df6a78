"""How long an edge is deaf after each fault of BlueZ, measured at the broker, on the real agent and unmodified bleak.

    make bench-radio_faults                   all faults at default settings, and twenty stalls in a row: 7 minutes
    make bench-radio_faults ARGS=--quick      with a short quiet timer: 2 minutes

Prints a table, writes benchmarks/results/radio_faults.json, and fails when a goal is missed. A goal is a ratio: to what
a fresh process of the edge takes to its first sighting in the same run, beyond the timers that have to run out.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from edge.radio.port import QUIET_SECONDS
from simulators import radio_rig
from simulators.radio_rig import Rig, open_rig

RESULTS = Path(__file__).parent / "results" / "radio_faults.json"
STALLS = 20
# Long enough to be sure that the timer found it, short enough for twenty in a row.
SHORT_QUIET_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """One fault, and until when a sighting must come out; None: no goal was set.

    So many fresh starts of this run, so many of the quiet timer, and so many seconds of the edge's other timers (pauses
    between tries, deadlines of calls), which are settings of ours and pass alike on every machine.
    """

    name: str
    fault: Callable[[Rig], Awaitable[float]]
    goal: tuple[float, float, float] | None
    times: int = 1


CASES = (
    Case("bluetoothd restarts, from its return", radio_rig.restart_daemon, (2.0, 0.0, 1.5), 5),
    Case("scan stops silently, from the stop", radio_rig.stop_silently, (2.0, 1.25, 0.0)),
    Case("scan stops and says so, from the stop", radio_rig.stop_saying_so, (2.0, 1.25, 0.0)),
    Case("only switching the adapter helps, from the stop", radio_rig.stop_until_power_cycled, None),
    Case("only a new connection helps, from the stop", radio_rig.stop_until_client_gone, None),
    Case("bluetoothd wedged, answers late, from its end", radio_rig.wedge_answering_late, (2.0, 0.0, 4.0), 3),
    Case("bluetoothd wedged, never answers, from its end", radio_rig.wedge_answering_never, (2.0, 0.0, 4.0), 3),
    Case("adapter unplugged, from its return", radio_rig.unplug, (2.0, 0.0, 4.0), 3),
    Case("adapter switched off, from its return", radio_rig.power_off, (2.0, 0.0, 4.0), 3),
    Case("dbus-daemon gone, from its return", radio_rig.lose_bus, None, 3),
)


def seconds_of(goal: tuple[float, float, float] | None, rig: Rig, quiet_seconds: float) -> float | None:
    """A goal in seconds of this run."""
    return None if goal is None else goal[0] * rig.fresh_seconds + goal[1] * quiet_seconds + goal[2]


async def main() -> int:
    """Run all; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a quiet timer of 2 s instead of the default")
    quiet = SHORT_QUIET_SECONDS if parser.parse_args().quick else QUIET_SECONDS
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        async with open_rig(Path(one), {"RADIO_QUIET_SECONDS": str(quiet)}) as rig:
            for case in CASES:
                taken = [await rig.recovery(case.fault) for _ in range(case.times)]
                rows += [_row(case.name, taken, seconds_of(case.goal, rig, quiet))]
            report, fresh = await rig.next_report(), rig.fresh_seconds
        async with open_rig(Path(two), {"RADIO_QUIET_SECONDS": str(SHORT_QUIET_SECONDS)}) as rig:
            stalls = [await rig.recovery(radio_rig.stop_silently) for _ in range(STALLS)]
            name = f"{STALLS} silent stops in a row, quiet timer {SHORT_QUIET_SECONDS:g} s"
            rows.append(_row(name, stalls, seconds_of((2.0, 1.25, 0.0), rig, SHORT_QUIET_SECONDS)))
    result = {
        "quiet_seconds": quiet,
        "fresh_start_seconds": round(fresh, 3),
        "faults": rows,
        "published": {"deaf_ms": report["deaf_ms"], "radio_restarts": report["radio_restarts"]},
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"\npublished by the edge: {json.dumps(result['published'])}")
    return 0 if all(row["held"] for row in rows) else 1


def _row(name: str, seconds: list[float], goal: float | None) -> dict[str, object]:
    held = goal is None or max(seconds) <= goal
    goal_text = "" if goal is None else f"goal {goal:5.2f} s  {'held' if held else 'MISSED'}"
    ordered = sorted(seconds)
    median = ordered[len(ordered) // 2]
    print(
        f"{name:<52} {len(seconds):>3} x  median {median:6.2f} s  worst {ordered[-1]:6.2f} s  {goal_text}", flush=True
    )
    return {
        "fault": name,
        "times": len(seconds),
        "recovered": len(seconds),
        "median_s": round(median, 3),
        "worst_s": round(ordered[-1], 3),
        "goal_s": goal,
        "held": held,
    }


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
