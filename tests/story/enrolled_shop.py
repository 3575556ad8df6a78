"""The small shop with certificates: edges enrol with codes, the broker is nats-server or Mosquitto, over TLS."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import warm
from small_shop import PLAN, Restartable, Shop

from hub.ground.floor_plan.file import load_floor_plan
from simulators import cdp, push
from simulators.air import open_air
from simulators.chain import Chain, answers
from wire.mqtt import Broker

SCRIPTS = Path(sys.executable).parent
MOSQUITTO = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")


async def command(*words: object, expect: int = 0) -> str:
    """Run one of our commands to its end; returns what it said."""
    program, *rest = words
    done = await asyncio.to_thread(warm.run, SCRIPTS / str(program), *rest, seconds=60)
    said = done.stdout + done.stderr
    assert done.returncode == expect, said
    return said


class EnrolledShop(Shop):
    """A shop whose edges have certificates."""

    def edge_data(self, edge: str) -> Path:
        return self.chain.folder / "edges" / edge

    async def invite(self, edge: str) -> str:
        said = await command("goddag-hub", "edges", "invite", edge, "--json", "--data-dir", self.chain.hub_data)
        return json.loads(said)["code"]

    async def join(self, edge: str) -> None:
        """Invite and enrol an edge."""
        code = await self.invite(edge)
        await command(
            "goddag-edge", "enrol", "--hub", self.chain.hub_url, "--code", code, "--data-dir", self.edge_data(edge)
        )

    def start_edge(self, edge: str) -> None:
        """Nothing but the folder and the radio: the rest came with the enrolment."""
        socket = self.air.socket_of(edge)
        self.processes.start(
            edge,
            [SCRIPTS / "goddag-edge", "run", "--data-dir", self.edge_data(edge), "--radio", f"hci:unix:{socket}"],
            {},
        )

    async def revoke(self, edge: str) -> None:
        await command("goddag-hub", "edges", "revoke", edge, "--data-dir", self.chain.hub_data)

    def as_edge(self, edge: str) -> Broker:
        """How the edge connects, for a test that speaks in its place."""
        data = self.edge_data(edge)
        return Broker(
            "127.0.0.1",
            self.chain.broker_port,
            None,
            None,
            tls=True,
            ca_file=data / "authority.pem",
            certificate_file=data / "identity.pem",
        )

    def observer(self) -> Broker:
        files = self.chain.hub_data / "broker"
        return Broker(
            "127.0.0.1",
            self.chain.broker_port,
            None,
            None,
            tls=True,
            ca_file=files / "ca.pem",
            certificate_file=files / "observer.pem",
        )

    async def watch_broker(self) -> None:
        seen = len(self.watch.carried)
        self._watching = asyncio.create_task(self.watch.run(self.observer()))
        await self.until("the broker to be seen", lambda: len(self.watch.carried) > seen)


@contextmanager
def mosquitto_folder() -> Generator[Path]:
    """A folder that the user `mosquitto` may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="goddag-mosquitto-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def start_mosquitto(processes: Restartable, chain: Chain, folder: Path) -> None:
    await write_mosquitto(chain, folder)
    assert MOSQUITTO, "the tests need Mosquitto; make test installs it"
    processes.start("mosquitto", [MOSQUITTO, "-c", str(folder / "mosquitto.conf")], {})


async def write_mosquitto(chain: Chain, folder: Path) -> None:
    await command(
        "goddag-hub", "broker", "mosquitto-config", folder, "--store", "corner", "--name", "127.0.0.1",
        "--port", chain.broker_port, "--data-dir", chain.hub_data,
    )  # fmt: skip


@asynccontextmanager
async def open_enrolled_shop(
    folder: Path, ports: Sequence[int], mosquitto: Path | None = None, profiles: str = "yes", **settings: str
) -> AsyncGenerator[EnrolledShop]:
    """Hub, broker, profile API and push gateway run, and both edges have enrolled and serve."""
    plan_file = folder / "plan.toml"
    plan_file.write_text(PLAN)
    plan = load_floor_plan(plan_file)
    chain = Chain(folder, plan_file, *ports, seed=1)
    (folder / "logs").mkdir()
    processes = Restartable(folder / "logs")
    hub = {
        "DATA_DIR": chain.hub_data, "FLOOR_PLAN": plan_file, "PORT": chain.hub_port, "BROKER_PORT": chain.broker_port,
        "BROKER_TLS": "true", "APP_ISSUER": chain.issuer.issuer,
        "APP_KEYS": chain.issuer.publish(folder / "issuer" / "jwks.json"),
        "CDP_URL": chain.cdp_url, "CDP_SPACE": cdp.SPACE,
        "CDP_TOKEN": cdp.TOKEN, "PUSH_URL": chain.push_url, "PUSH_PROJECT": push.PROJECT, "PUSH_TOKEN": push.TOKEN,
    }  # fmt: skip
    if mosquitto:
        hub["BROKER_URL"] = f"mqtts://127.0.0.1:{chain.broker_port}"
    hub |= settings
    try:
        async with (
            open_air(folder / "air", [str(edge.id) for edge in plan.edges]) as air,
            httpx.AsyncClient(timeout=60.0, base_url=chain.hub_url) as client,
        ):
            if mosquitto:
                await start_mosquitto(processes, chain, mosquitto)
            hub_settings = {f"GODDAG_HUB_{name}": str(value) for name, value in hub.items()}
            processes.start("hub", [SCRIPTS / "goddag-hub", "run"], hub_settings)
            others = (("cdp", chain.cdp_port), ("push", chain.push_port)) if profiles == "yes" else ()
            for name, port in others:
                processes.start(name, [SCRIPTS / "goddag-sim", name, "--port", str(port)], {})
            shop = EnrolledShop(chain, processes, air, client)
            try:
                await shop.until("the hub to answer", lambda: answers(client, chain.hub_url))
                await asyncio.gather(*map(shop.join, air.radios))
                for edge in air.radios:
                    shop.start_edge(edge)
                await shop.ready()
                yield shop
            finally:
                await shop.close()
    finally:
        await processes.stop()
