"""The other processes of a run: started together, watched, and stopped together, whatever happens to us."""

import asyncio
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from simulators.errors import ProcessEnded

# A hub closes its streams, its broker and its database in about a second; after this it is hung.
STOP_SECONDS = 5.0
LOOK_SECONDS = 0.2
TAIL_LINES = 8
PR_SET_PDEATHSIG = 1
NICELY = ("nice", "-n", "10")

_LIBC = ctypes.CDLL(None)


def program(script: str, module: str) -> list[str]:
    """The command line of one of our console scripts, from the environment that we run in."""
    found = shutil.which(script, path=sysconfig.get_path("scripts"))
    return [found] if found else [sys.executable, "-c", f"from {module} import main; main()"]


@dataclass(slots=True)
class Processes:
    """What was started, by name."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, "subprocess.Popen[bytes]"])

    def start(self, name: str, command: Sequence[str], settings: Mapping[str, str]) -> None:
        """Start a process with these settings and none of the GODDAG_ settings that happen to be around us."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GODDAG_")}
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = self.launch(list(command), environment | dict(settings), log)

    def launch(self, command: list[str], environment: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start one process; what it says goes to `log`."""
        return subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop the others in order
            preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - no thread of ours is running yet
        )

    async def watch(self) -> None:
        """Raise `ProcessEnded` as soon as one of them stops by itself. Returns never; cancel it to stop."""
        while True:
            self.check()
            await asyncio.sleep(LOOK_SECONDS)

    def check(self) -> None:
        """Raise `ProcessEnded` if one of them has stopped by itself."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                log = self.logs / f"{name}.log"
                lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
                raise ProcessEnded(name, code, log, "\n".join(f"  {line}" for line in lines[-TAIL_LINES:]))

    async def stop(self) -> None:
        """Ask all of them to stop, and kill those that do not."""
        for process in self.running.values():
            _signal_group(process, signal.SIGTERM)
        deadline = asyncio.get_running_loop().time() + STOP_SECONDS
        while any(process.poll() is None for process in self.running.values()):
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.02)
        for process in self.running.values():
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self.running.clear()


@asynccontextmanager
async def processes(folder: Path) -> AsyncGenerator[Processes]:
    """Processes whose logs go to `folder`; all are stopped at the end, however it comes."""
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - once, before anything runs
    running = Processes(folder)
    try:
        yield running
    finally:
        # A second Ctrl-C must not leave half of them running.
        await asyncio.shield(asyncio.ensure_future(running.stop()))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said that has ended."""

    succeeded: bool
    lines: tuple[str, ...]
    """Of its output; of a command that complained and failed, of that."""


async def run_beside(command: Sequence[str], settings: Mapping[str, str]) -> Answer:
    """Run a command to its end while everything else goes first. Cancelled, it is killed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GODDAG_")}
    process = await asyncio.create_subprocess_exec(
        *NICELY,
        *command,
        env=environment | dict(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        said, complained = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    told = (complained if process.returncode and complained.strip() else said).decode(errors="replace")
    return Answer(process.returncode == 0, tuple(told.rstrip().splitlines()))


def _signal_group(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, which)


def die_with(parent: int) -> Callable[[], None]:
    """For Linux: the kernel ends the new process when its parent is killed (prctl(2)), so no orphan keeps a port."""

    def in_child() -> None:
        if sys.platform == "linux":
            _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return in_child
