"""The real chain as separate processes: hub with its broker, one process per edge, profile API, push gateway."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from hub.equipment.enrolment import registry
from hub.equipment.enrolment.tables import TABLES as ENROLMENT
from hub.ground.database import open_database
from hub.ground.floor_plan.model import FloorPlan
from simulators import cdp, push, regulations, till, tracking
from simulators.air import Air
from simulators.bluez.air import BluezAir
from simulators.issuer import Issuer
from simulators.processes import Processes, program
from simulators.serving import HOST
from wire.mqtt import Broker


@dataclass(frozen=True, slots=True)
class Chain:
    """Where everything of one run is."""

    folder: Path
    floor_plan: Path
    hub_port: int
    broker_port: int
    cdp_port: int
    push_port: int
    seed: int
    clock_speed: float = 1.0
    clock_anchor: float = 0.0
    issuer: Issuer = field(default_factory=Issuer)
    hub_settings: Mapping[str, str] = field(default_factory=dict[str, str])
    """More settings of the hub, as environment variables."""
    shop: Path | None = None
    """The folder of the shop whose customers the profile API knows; None: the one that opens by default."""

    @property
    def hub_url(self) -> str:
        return f"http://{HOST}:{self.hub_port}"

    @property
    def cdp_url(self) -> str:
        return f"http://{HOST}:{self.cdp_port}"

    @property
    def push_url(self) -> str:
        return f"http://{HOST}:{self.push_port}"

    @property
    def hub_data(self) -> Path:
        return self.folder / "hub"

    @property
    def database(self) -> Path:
        return self.hub_data / "hub.db"

    def observer(self) -> Broker | None:
        """The subscribe-only user of the embedded broker, once the hub has written it down."""
        try:
            user = json.loads((self.hub_data / "broker" / "observer.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if "certificate_file" in user:
            files = Path(user["ca_file"]), Path(user["certificate_file"])
            return Broker(HOST, self.broker_port, None, None, True, *files)
        return Broker(HOST, self.broker_port, user["username"], user["password"])


def start_chain(processes: Processes, chain: Chain, plan: FloorPlan, air: Air | BluezAir) -> None:
    """Start everything at once; nobody waits for anybody, as the parts have to find each other in any order anyway."""
    passwords = register_edges(chain, plan)
    clock = (str(chain.clock_speed), str(chain.clock_anchor))
    processes.start("hub", [*program("goddag-hub", "hub.cli"), "run"], hub_settings(chain))
    for edge, password in passwords.items():
        settings = _edge_settings(chain, plan, clock, edge, password) | air.settings_of(edge)
        processes.start(edge, [*program("goddag-edge", "edge.cli"), "run"], settings)
    sim = program("goddag-sim", "simulators.cli")
    whose = ["--shop", str(chain.shop)] if chain.shop else []
    processes.start("cdp", [*sim, "cdp", "--port", str(chain.cdp_port), "--seed", str(chain.seed), *whose], {})
    processes.start("push", [*sim, "push", "--port", str(chain.push_port)], {})


def register_edges(chain: Chain, plan: FloorPlan) -> dict[str, str]:
    """What `goddag-hub edges add` does, without a process for each; a folder of an earlier run gets new passwords."""
    chain.hub_data.mkdir(parents=True, exist_ok=True)
    db = open_database(chain.database, ENROLMENT.schemas)
    try:
        edges = registry.EdgeRegistry(db)
        passwords: dict[str, str] = {}
        for edge in plan.edges:
            edges.remove(edge.id, round(time.time() * 1000))
            passwords[str(edge.id)] = edges.add(edge.id, round(time.time() * 1000))
        return passwords
    finally:
        db.close()


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    """Whether the service at `url` says that it is up."""
    try:
        return (await client.get(f"{url}/healthz", timeout=1.0)).status_code == 200
    except httpx.TransportError:
        return False


def write_customers(chain: Chain) -> dict[str, str]:
    """A customers.toml that names the simulated platform, and what was looked at online. Returns the setting of it."""
    file = chain.folder / "customers.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"""[[source]]
kind = "segment"
name = "cdp"
url = "{chain.cdp_url}"
space = "{cdp.SPACE}"
key = "{cdp.TOKEN}"
[source.happenings]
online_views = {{ event = "Product Viewed" }}
""",
        encoding="utf-8",
    )
    file.chmod(0o600)
    return {"GODDAG_HUB_CUSTOMERS": str(file)}


def hub_settings(chain: Chain) -> dict[str, str]:
    """The settings of the hub, as environment variables."""
    settings = {
        "DATA_DIR": str(chain.hub_data),
        "FLOOR_PLAN": str(chain.floor_plan),
        "HOST": HOST,
        "PORT": str(chain.hub_port),
        "BROKER_URL": "embedded",
        "BROKER_HOST": HOST,
        "BROKER_PORT": str(chain.broker_port),
        "APP_ISSUER": chain.issuer.issuer,
        "APP_KEYS": str(chain.issuer.publish(chain.folder / "issuer" / "jwks.json")),
        "CDP_URL": chain.cdp_url,
        "CDP_SPACE": cdp.SPACE,
        "CDP_TOKEN": cdp.TOKEN,
        "CDP_EVENTS_URL": chain.cdp_url,
        "CDP_EVENTS_KEY": tracking.WRITE_KEY,
        "CDP_EVENTS_VENDOR": "segment",
        "CDP_ERASURE_URL": chain.cdp_url,
        "CDP_ERASURE_TOKEN": regulations.TOKEN,
        "PUSH_URL": chain.push_url,
        "PUSH_PROJECT": push.PROJECT,
        "PUSH_TOKEN": push.TOKEN,
        "TILL_GENERIC_SECRETS": till.GENERIC_SECRET,
        "CLOCK_SPEED": str(chain.clock_speed),
        "CLOCK_ANCHOR": str(chain.clock_anchor),
    }
    made = {f"GODDAG_HUB_{name}": value for name, value in settings.items()} | dict(chain.hub_settings)
    if "GODDAG_HUB_CUSTOMERS" in made:  # another says where customer data comes from
        del made["GODDAG_HUB_CDP_URL"]
    return made


def _edge_settings(chain: Chain, plan: FloorPlan, clock: tuple[str, str], edge: str, password: str) -> dict[str, str]:
    settings = {
        "STORE": str(plan.store_id),
        "EDGE": edge,
        "BROKER_URL": f"mqtt://{HOST}:{chain.broker_port}",
        "BROKER_PASSWORD": password,
        "DATA_DIR": str(chain.folder / "edges" / edge),
        "BEACON_UUIDS": plan.beacon_uuid,
        "CLOCK_SPEED": clock[0],
        "CLOCK_ANCHOR": clock[1],
    }
    return {f"GODDAG_EDGE_{name}": value for name, value in settings.items()}
