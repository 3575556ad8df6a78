import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulators.processes import program

GODDAG_SIM = program("goddag-sim", "simulators.cli")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*GODDAG_SIM, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def taken_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["demo", "--port", "{port}"], "--port"),
        (["demo", "--headless", "--for", "10", "--port", "{port}"], "--port"),
        (["cdp", "--port", "{port}"], "--port"),
        (["push", "--port", "{port}"], "--port"),
        (["apns", "{folder}/key.p8", "--port", "{port}"], "--port"),
        (["web-push", "--port", "{port}"], "--port"),
    ],
)
def test_a_taken_port_is_one_sentence_with_the_option_to_change_it(taken_port, tmp_path, arguments, option) -> None:
    result = run(*(argument.format(port=taken_port, folder=tmp_path) for argument in arguments))
    assert result.returncode == 2
    assert f"Port {taken_port} is already in use" in result.stderr
    assert result.stderr.strip().endswith(f"with {option}.")
    assert result.stderr.count("\n") == 1


def test_the_console_port_has_its_own_option(taken_port) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = run("demo", "--port", str(port), "--console-port", str(taken_port))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "--console-port" in result.stderr


def test_a_folder_without_a_recording_is_one_sentence(tmp_path: Path) -> None:
    result = run("replay", str(tmp_path))
    assert result.returncode == 2
    assert "github.com/philotuxo/Position-Annotated-BLE-RSSI-Dataset" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [[], ["demo"], ["replay"], ["cdp"], ["push"], ["apns"], ["web-push"]])
def test_help_answers_without_loading_a_web_server(command) -> None:
    code = "import sys; from simulators.cli import app; app(%r, standalone_mode=False); print('uvicorn' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code % [*command, "--help"]], capture_output=True, text=True, timeout=60, check=True
    )
    assert "goddag-sim demo" in result.stdout or "Options" in result.stdout
    assert result.stdout.rstrip().endswith("False")


CHILDREN = """
import asyncio, sys
from pathlib import Path
from simulators.processes import processes

async def main():
    async with processes(Path(sys.argv[1])) as running:
        stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        stubborn += "print(1, flush=True); time.sleep(60)"
        running.start("child", [sys.executable, "-c", "import time; time.sleep(60)"], {})
        if sys.argv[2] == "stubborn":
            running.start("stubborn", [sys.executable, "-c", stubborn], {})
            while not (Path(sys.argv[1]) / "stubborn.log").read_bytes():
                await asyncio.sleep(0.01)
        print(*(each.pid for each in running.running.values()), flush=True)
        if sys.argv[2] == "wait":
            await asyncio.sleep(60)

asyncio.run(main())
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(map(alive, pids)):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.01)


def test_processes_are_stopped_even_when_they_ignore_the_request(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILDREN, str(tmp_path), "stubborn"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2
    until_gone(pids)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_processes_end_when_their_starter_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", CHILDREN, str(tmp_path), "wait"], stdout=subprocess.PIPE) as starter:
        pids = [int(pid) for pid in starter.stdout.readline().split()]
        assert pids
        assert all(map(alive, pids))
        os.kill(starter.pid, signal.SIGKILL)
    until_gone(pids)
