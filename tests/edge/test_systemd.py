"""The agent as systemd runs it: the unit file, and the watchdog that a stopped loop does not feed."""

import asyncio
import ctypes.util
import json
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.clock_trust import synchronised
from simulators.serving import free_ports
from wire.mqtt import Broker, connect

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


SANDBOX = Path(__file__).with_name("sandbox.py")
HAS_SECCOMP = ANALYZE is not None and ctypes.util.find_library("seccomp") is not None
needs_seccomp = pytest.mark.skipif(not HAS_SECCOMP, reason="no systemd, or no libseccomp: the sandbox was NOT tried")
PHONE, TOKEN = "6A:01:02:03:04:05", bytes(range(16))


def under(action: str, unit: Path = UNIT) -> tuple[object, ...]:
    return sys.executable, SANDBOX, unit, action


@needs_seccomp
@pytest.mark.parametrize("dialect", [None, "theengs"])
async def test_the_agent_makes_no_system_call_that_the_unit_refuses(
    bluez, broker, hub, make_agent, until, air, dialect
) -> None:
    """It would be killed by the first. A radio, a broker, an outbox, metrics, a watchdog, and a fault on the way."""
    more = {"GODDAG_EDGE_RADIO": "bluez:hci0"} if dialect is None else {}
    if dialect is not None:
        more = {"GODDAG_EDGE_RADIO": None, "GODDAG_EDGE_DIALECT": dialect, "GODDAG_EDGE_GATEWAY_URL": broker.url}
    (port,) = free_ports(1)
    more |= {"GODDAG_EDGE_METRICS_PORT": str(port)}
    agent = make_agent(broker.url, command="bridge" if dialect else "run", under=under("kill"), **more)
    await until(lambda: agent.said("radio_listening") and agent.said("broker_connected"), "the edge at work", 60)
    if dialect is None:
        bluez.hear("hci0", PHONE, air.android(TOKEN), -61)
        await until(hub.events, "the sighting")
        bluez.unplug("hci0")
        bluez.plug("hci0")
    else:
        async with connect(Broker.from_url(broker.url), "gateway", ()) as gateway:
            said = {"rssi": -60, "servicedatauuid": "fff1", "servicedata": "07" + TOKEN.hex()}
            await gateway.publish("home/TheengsGateway/BTtoMQTT/6A0102030405", json.dumps(said).encode())
            await until(hub.events, "the sighting")
    await hub.ack(hub.batches[-1].boot_id, 1)
    assert await asyncio.to_thread(scrape, port)
    await hub.leave()
    broker.kill()
    await until(lambda: agent.said("broker_unavailable"), "the loss of the broker")
    assert await asyncio.to_thread(agent.stop) == 0


def scrape(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        return answer.read()


KNOWS = "from edge.clock_trust import synchronised; from pathlib import Path; print(synchronised({}))"


def believes(action: str, unit: Path, vouchers: str = "") -> str:
    command = [*map(str, under(action, unit)), sys.executable, "-c", KNOWS.format(vouchers)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return ran.stdout.strip() or f"{ran.returncode} {ran.stderr}"


@needs_seccomp
def test_the_unit_lets_the_agent_ask_whether_a_time_server_holds_the_clock() -> None:
    assert believes("kill", UNIT) == str(synchronised())


@needs_seccomp
def test_where_a_sandbox_does_not_a_time_servers_own_mark_is_believed(tmp_path) -> None:
    stricter = tmp_path / UNIT.name
    stricter.write_text(UNIT.read_text() + "ProtectClock=yes\n")
    mark = tmp_path / "synchronized"
    assert "SIGSYS" in signal.Signals(-int(believes("kill", stricter).split()[0])).name  # it refuses, indeed
    assert believes("refuse", stricter, f"(Path({str(mark)!r}),)") == "False"
    mark.touch()
    assert believes("refuse", stricter, f"(Path({str(mark)!r}),)") == "True"
