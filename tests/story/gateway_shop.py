"""A small shop whose first edge is a gateway that somebody else made, with the broker that the guide gives it."""

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from enrolled_shop import MOSQUITTO
from small_shop import Shop

from simulators.bluez.air import BluezRadio
from simulators.errors import NotReady
from simulators.processes import program
from simulators.serving import free_ports
from wire.mqtt import Broker

ROOT = Path(__file__).resolve().parents[2]
THEENGS = ROOT / ".gateways" / "theengs_gateway" / "bin" / "TheengsGateway"
CONFIGS = ROOT / "firmware_configs" / "gateways"
# It looks for the broker once, and again 5 s later.
THEENGS_SECONDS = 9.0
THEENGS_STARTS = 8


class GatewayBroker:
    """The gateways' own Mosquitto, with the files of firmware_configs/gateways."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_ports(1)[0]

    def start(self, shop: Shop) -> None:
        assert MOSQUITTO, "the tests need Mosquitto; make test installs it"
        acl, passwords = self.folder / "acl", self.folder / "passwords"
        shutil.copy(CONFIGS / "acl", acl)
        users = [line.split()[1] for line in acl.read_text().splitlines() if line.startswith("user ")]
        passwords.write_text("".join(f"{user}:{password_of(user)}\n" for user in users))
        subprocess.run(["mosquitto_passwd", "-U", passwords], check=True)
        config = (CONFIGS / "mosquitto.conf").read_text()
        config = config.replace("listener 1884", f"listener {self.port} 127.0.0.1")
        (self.folder / "mosquitto.conf").write_text(config.replace("/etc/mosquitto/gateways", str(self.folder)))
        for file in (passwords, acl):
            file.chmod(0o644)
        shop.processes.start("gateways", [MOSQUITTO, "-c", str(self.folder / "mosquitto.conf")], {})

    def user(self, name: str) -> Broker:
        return Broker("127.0.0.1", self.port, name, password_of(name))


def password_of(user: str) -> str:
    return f"{user}-only"


def become_bridge(shop: Shop, broker: GatewayBroker, user: str, dialect: str, **more: str) -> None:
    """From now on edge-1 is a gateway: the same data folder, name and password, and no radio."""
    shop.processes.running["edge-1"].terminate()
    shop.processes.running["edge-1"].wait()
    _, settings = shop.processes.commands["edge-1"]
    settings = {name: value for name, value in settings.items() if name != "GODDAG_EDGE_RADIO"} | {
        "GODDAG_EDGE_DIALECT": dialect,
        "GODDAG_EDGE_GATEWAY_URL": f"mqtt://{user}@127.0.0.1:{broker.port}",
        "GODDAG_EDGE_GATEWAY_PASSWORD": password_of(user),
        **more,
    }
    shop.processes.start("edge-1", [*program("goddag-edge", "edge.cli"), "bridge"], settings)


async def start_theengs(shop: Shop, broker: GatewayBroker, radio: BluezRadio) -> None:
    """Return once it scans.

    TheengsGateway 1.8.0 starts its scan in a thread that may run before the MQTT client exists, and then never scans
    (2 starts of 10, measured): who runs one starts it again, and so do we.
    """
    assert THEENGS.exists(), "the tests need TheengsGateway; scripts/setup tests installs it"
    config = broker.folder / "theengs.json"
    settings = {"host": "127.0.0.1", "port": broker.port, "user": "gateway-1", "pass": password_of("gateway-1")}
    config.write_text(json.dumps(settings | {"discovery": 0, "ble_time_between_scans": 0}))
    for _ in range(THEENGS_STARTS):
        bus = {"DBUS_SYSTEM_BUS_ADDRESS": radio.bus_address}
        shop.processes.start("theengs", [str(THEENGS), "--config", str(config)], bus)
        with contextlib.suppress(NotReady):
            await shop.until("TheengsGateway to scan", lambda: radio.scanning, THEENGS_SECONDS)
            return
        shop.processes.kill("theengs")
    pytest.fail(f"TheengsGateway did not scan in {THEENGS_STARTS} starts")


def stop_theengs(shop: Shop) -> None:
    """Before its bus goes, which it would complain of at length."""
    shop.processes.kill("theengs")
    del shop.processes.running["theengs"]
