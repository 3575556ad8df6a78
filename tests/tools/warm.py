"""Our programs as processes that need not load themselves again: each is forked from one that has.

Of the 1.1 s of processor time that a hub takes to start, 1.0 s loads modules, and the stories start hundreds of
programs. What is started here is a process like any other, with its own environment, session and files, and runs the
same `main`; it is only spared the loading. That the commands themselves start is judged where they are typed, as in
tests/story/test_commands.py and tests/wire/test_extras.py, and so is what a program weighs.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from simulators.processes import die_with

MAINS = {"goddag-hub": "hub.cli", "goddag-edge": "edge.cli", "goddag-sim": "simulators.cli"}
FOLDER = Path(sysconfig.get_path("scripts"))
# What only the system's own start of a program takes notice of: a wrong clock, a switch of the interpreter.
OF_A_START = ("LD_", "PYTHON")
AROUND = dict(os.environ)
MOST_BYTES = 200_000


def fits(command: Sequence[object], environment: Mapping[str, str]) -> bool:
    """Whether this is one of our programs, and nothing in its environment has to be there from its first moment."""
    program = Path(str(command[0]))
    of_a_start = [name for name in environment if name.startswith(OF_A_START)]
    as_usual = all(AROUND.get(name) == environment[name] for name in of_a_start)
    return program.parent == FOLDER and program.name in MAINS and as_usual


class Warm:
    """The process that has loaded everything; one for each process that runs tests."""

    def __init__(self) -> None:
        self._words = open_nameless()
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(its.fileno())],
                env=AROUND,
                pass_fds=[its.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._words,
                # It ends when the line does, and what it forked with it. Not by the kernel's word about its parent:
                # that is the thread which starts it, and a test may do so from one that ends with the test.
                start_new_session=True,
            )
        self._line, self._lock = ours, threading.Lock()
        atexit.register(self._end)

    def _end(self) -> None:
        self._line.close()
        self._process.wait()

    def ask(self, question: dict[str, Any], files: Sequence[int] = ()) -> int | None:
        with self._lock:
            try:
                socket.send_fds(self._line, [json.dumps(question).encode()], files)
                answer = self._line.recv(100)
            except ConnectionError:
                answer = b""
        if not answer:
            raise RuntimeError(why_it_ended(self._process.wait(), _text_of(self._words)))
        return json.loads(answer)


def why_it_ended(code: int, words: str) -> str:
    last = (words.strip().splitlines() or ["it said nothing"])[-1]
    missing = "No module named" in last or "cannot import name" in last
    step = "This environment is older than pyproject.toml: run scripts/setup development." if missing else words.strip()
    return f"the process that our programs are forked from has ended ({code}): {last}. {step}"


_warm: list[Warm] = []


class Forked:
    """What `subprocess.Popen` is for a program that was started."""

    def __init__(
        self,
        command: Sequence[object],
        environment: Mapping[str, str],
        *,
        stdout: int | IO[bytes],
        stderr: int | IO[bytes],
        new_session: bool = False,
    ) -> None:
        if not _warm:
            _warm.append(Warm())
        self.args = [str(word) for word in command]
        self.returncode: int | None = None
        files = [file if isinstance(file, int) else file.fileno() for file in (stdout, stderr)]
        asked = {"args": self.args, "environment": dict(environment), "folder": str(Path.cwd()), "session": new_session}
        pid = _warm[0].ask(asked, files)
        assert pid is not None
        self.pid = pid
        self._end = os.pidfd_open(pid)

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = _warm[0].ask({"ended": self.pid})
            if self.returncode is not None:
                os.close(self._end)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.poll() is None:
            waiting = select.poll()
            waiting.register(self._end, select.POLLIN)
            if not waiting.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, which: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, which)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(
    *command: object, environment: Mapping[str, str] | None = None, log: IO[bytes], new_session: bool = False
) -> "Forked | subprocess.Popen[bytes]":
    """As `subprocess.Popen`; all that the program says goes to `log`."""
    environment = dict(os.environ if environment is None else environment)
    if fits(command, environment):
        return Forked(command, environment, stdout=log, stderr=log, new_session=new_session)
    words = [str(word) for word in command]
    return subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=new_session)


def run(
    *command: object, environment: Mapping[str, str] | None = None, seconds: float = 120
) -> "subprocess.CompletedProcess[str]":
    """As `subprocess.run` with `capture_output`, `text` and `timeout`: one of our programs, to its end."""
    environment = dict(os.environ if environment is None else environment)
    if not fits(command, environment):
        words = [str(word) for word in command]
        return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    with open_nameless() as said, open_nameless() as complained:
        process = Forked(command, environment, stdout=said, stderr=complained)
        try:
            code = process.wait(seconds)
        finally:
            process.kill()
        out, err = (_text_of(each) for each in (said, complained))
    return subprocess.CompletedProcess(process.args, code, out, err)


def open_nameless() -> IO[bytes]:
    return os.fdopen(os.memfd_create("said"), "w+b")


def _text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


# From here on it is the process that has loaded everything.


def _load() -> None:
    import gc  # noqa: PLC0415
    import importlib  # noqa: PLC0415
    import pkgutil  # noqa: PLC0415

    from wire.lean import without_rich  # noqa: PLC0415

    without_rich()
    for package in ("wire", "hub", "edge"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(found.name)
    for name in ("cli", "cdp_file", "push", "serving", "issuer"):
        importlib.import_module(f"simulators.{name}")
    gc.collect()
    gc.freeze()


def _serve(line: socket.socket) -> dict[str, Any] | None:
    """Fork what is asked for. Returns in the new process, with what it is to be; None when nobody asks any more."""
    while True:
        question, files, _, _ = socket.recv_fds(line, MOST_BYTES, 2)
        if not question:
            return None
        asked = json.loads(question)
        if "ended" in asked:
            pid, status = os.waitpid(asked["ended"], os.WNOHANG)
            line.send(json.dumps(os.waitstatus_to_exitcode(status) if pid else None).encode())
            continue
        us = os.getpid()
        pid = os.fork()
        if pid == 0:
            line.close()
            die_with(us)()
            for file, place in zip(files, (1, 2), strict=True):
                os.dup2(file, place)
                os.close(file)
            return asked
        for file in files:
            os.close(file)
        line.send(json.dumps(pid).encode())


def _become(asked: dict[str, Any]) -> Any:
    import importlib  # noqa: PLC0415
    import random  # noqa: PLC0415
    import time  # noqa: PLC0415

    if asked["session"]:
        os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    random.seed()  # else all of them would throw the same dice
    sys.argv = asked["args"]
    return importlib.import_module(MAINS[Path(sys.argv[0]).name]).main


if __name__ == "__main__":
    _load()
    asked = _serve(socket.socket(fileno=int(sys.argv[1])))
    # The program runs under no frame of ours but this: it ends as one that was started does, whatever it raises.
    sys.exit(_become(asked)() if asked else 0)
