"""The agent as systemd runs it: the unit file, and the watchdog that a stopped loop does not feed."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

UNIT = Path(__file__).resolve().parents[2] / "firmware_configs" / "edge" / "goddag-edge.service"
ANALYZE = shutil.which("systemd-analyze")
# systemd's own measure from 0 (nothing to gain) to 10 (everything); below 2.0 it says "OK" in green.
MOST_EXPOSURE = "2.0"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that exists on this machine."""
    here = tmp_path / UNIT.name
    here.write_text(UNIT.read_text().replace("/opt/goddag/bin/goddag-edge", "/bin/true"))
    return here


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    assert verified(unit) == (0, "")
    broken = unit.with_name("broken.service")
    broken.write_text(unit.read_text().replace("WatchdogSec=30", "WatchdogSec=soon"))
    assert "soon" in verified(broken)[1]  # the check can fail


def verified(file: Path) -> tuple[int, str]:
    command = [ANALYZE, "verify", "--man=no", file]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return ran.returncode, ran.stderr


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
def test_a_broken_agent_can_reach_little(unit: Path) -> None:
    command = [ANALYZE, "security", "--offline=true", f"--threshold={MOST_EXPOSURE.replace('.', '')}", unit]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout[-500:] + ran.stderr


@pytest.fixture
def notified(tmp_path: Path) -> Iterator[socket.socket]:
    """systemd's end of the line."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(20)
        yield line


def drain(line: socket.socket) -> None:
    while True:
        line.recv(100)


def test_the_agent_says_ready_and_feeds_the_watchdog_until_it_hangs(notified, make_agent, unused_port: int) -> None:
    agent = make_agent(f"mqtt://127.0.0.1:{unused_port}", NOTIFY_SOCKET=notified.getsockname(), WATCHDOG_USEC="300000")
    assert notified.recv(100) == b"READY=1"
    assert [notified.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
    agent.process.send_signal(signal.SIGSTOP)
    notified.settimeout(2.0)
    with pytest.raises(TimeoutError):
        drain(notified)
    agent.process.send_signal(signal.SIGCONT)
    assert notified.recv(100) == b"WATCHDOG=1"
    assert agent.stop() == 0
