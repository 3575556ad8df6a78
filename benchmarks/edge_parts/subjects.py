"""Who is measured: our agent, TheengsGateway and a bare bleak scanner, each on a bus and an air of its own.

Each is its own process, unmodified, looked at from outside: CPU by the process's clock (clock_getcpuclockid(3)), memory
by /proc.
"""

import asyncio
import contextlib
import json
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from edge_parts.hub_side import EDGE, STORE, CountedWire, HubSide
from edge_parts.load import MARKER

from simulators.bluez.bus import private_bus
from simulators.processes import Processes, program
from simulators.serving import HOST
from simulators.waiting import until

# GPL-3.0: installed beside us from the package index, run as it is, never part of this repository.
THEENGS = ("theengsgateway==1.8.0", "theengsdecoder==2.5.0")
_HOME = Path(__file__).resolve().parents[2] / "build" / "bench-theengs"
_SCHEDULER_CLOCK = 2
_DEADLINE_SECONDS = 30.0
# A scanner with nothing left to read uses less than this in `_LOOK_SECONDS`; the beats of an idle one stay below.
_IDLE_CPU_SECONDS = 0.004
_LOOK_SECONDS = 0.15
_LONGEST_DRAIN_SECONDS = 60.0


@dataclass(slots=True)
class Memory:
    """In MB."""

    rss: float
    pss: float


class Load:
    """The process that makes the air of one subject."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.told = 0
        """Signals that went out, one per packet."""

    async def do(self, what: str, **arguments: Any) -> tuple[int, float]:
        """Have it done: how many, and in how many seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **arguments}).encode() + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load process has ended while it was told to {what}; see above")
        answer = json.loads(line)
        self.told += answer["done"] if what != "look" else 0
        return answer["done"], answer["seconds"]


@dataclass(slots=True)
class Subject:
    """One that is measured."""

    name: str
    pid: int
    load: Load
    wire: CountedWire

    @property
    def cpu(self) -> float:
        """CPU seconds since it started, all threads, user and system."""
        return time.clock_gettime((~self.pid << 3) | _SCHEDULER_CLOCK)

    @property
    def memory(self) -> Memory:
        fields = dict(
            line.split(":", 1)
            for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
        )
        return Memory(*(int(fields[name].split()[0]) * 1024 / 1e6 for name in ("Rss", "Pss")))

    async def settle(self) -> None:
        """Wait until it has read everything and does nothing more."""
        deadline = time.monotonic() + _LONGEST_DRAIN_SECONDS
        quiet = 0
        while quiet < 2:
            before = self.cpu
            await asyncio.sleep(_LOOK_SECONDS)
            quiet = quiet + 1 if self.cpu - before < _IDLE_CPU_SECONDS else 0
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} was still busy {_LONGEST_DRAIN_SECONDS:g} s after the last packet")


def theengs_program() -> Path | None:
    """TheengsGateway in an environment of its own, with our bleak and dbus-fast; None when it cannot be installed."""
    wanted = [*THEENGS, *(f"{name}=={version(name)}" for name in ("bleak", "dbus-fast", "paho-mqtt"))]
    stamp, found = _HOME / "installed", _HOME / "bin" / "TheengsGateway"
    if stamp.exists() and stamp.read_text(encoding="utf-8").split() == wanted:
        return found
    shutil.rmtree(_HOME, ignore_errors=True)
    print(f"installing {' '.join(THEENGS)} into build/ (GPL-3.0, run unmodified beside us) ...", flush=True)
    uv = shutil.which("uv")
    if uv is None:
        venv.create(_HOME, with_pip=True)
        installing = [str(_HOME / "bin" / "pip"), "install", "--quiet", *wanted]
    else:
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(_HOME)], check=True)
        installing = [uv, "pip", "install", "--quiet", "--python", str(_HOME / "bin" / "python"), *wanted]
    if subprocess.run(installing, check=False).returncode != 0:
        return None
    stamp.write_text(" ".join(wanted), encoding="utf-8")
    return found


def _commands(folder: Path, port: int, theengs: Path | None) -> dict[str, tuple[list[str], dict[str, str]]]:
    ours = {
        "STORE": STORE,
        "EDGE": EDGE,
        "BROKER_URL": f"mqtt://{HOST}:{port}",
        "RADIO": "bluez:hci0",
        "DATA_DIR": str(folder / "data"),
        "MARKER": hex(MARKER),
    }
    found = {
        "bare bleak": ([sys.executable, str(Path(__file__).parent / "bare.py")], {}),
        "goddag-edge": (
            [*program("goddag-edge", "edge.cli"), "run"],
            {f"GODDAG_EDGE_{name}": value for name, value in ours.items()},
        ),
    }
    if theengs is not None:
        # As it is by default, but for its pauses: it would listen for 7 s of every 12.
        options = f"--adapter hci0 --host {HOST} --port {port} --user bench --pass bench"
        options += " --ble_scan_time 86400 --ble_time_between_scans 0"
        found["TheengsGateway"] = ([str(theengs), "--config", str(folder / "theengs.conf"), *options.split()], {})
    return found


@asynccontextmanager
async def open_subject(
    name: str, folder: Path, running: Processes, hub: HubSide, theengs: Path | None
) -> AsyncGenerator[Subject]:
    """Start one by its name, wait until it scans and has settled."""
    folder.mkdir(parents=True)  # noqa: ASYNC240 - before anything runs
    async with private_bus(folder) as bus, hub.wire() as wire:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "edge_parts.load", bus,
            cwd=Path(__file__).parents[1], stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            load = Load(process)
            await load.do("look")
            command, settings = _commands(folder, wire.port, theengs)[name]
            running.start(folder.name, command, settings | {"DBUS_SYSTEM_BUS_ADDRESS": bus})

            async def scans() -> bool:
                running.check()
                return (await load.do("look"))[0] == 1

            await until(f"the scan of {name}", scans, _DEADLINE_SECONDS)
            subject = Subject(name, running.running[folder.name].pid, load, wire)
            await asyncio.sleep(1.0)  # what a start still has to do
            await subject.settle()
            yield subject
        finally:
            with contextlib.suppress(ProcessLookupError):  # it may have ended, and said why
                process.kill()
            await process.wait()
