"""A small shop for stories: hub, broker, edges, profile API and push gateway as processes; we hold the phones."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import httpx
import warm

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.shop.model import Shop as ShopOfDefaults
from hub.service.campaigns.document import CampaignDocument
from simulators.air import Air, open_air
from simulators.campaigns import OF_ROAD, WELCOME
from simulators.chain import Chain, answers, start_chain
from simulators.frames import Transmission
from simulators.observer import BrokerWatch
from simulators.people import MEASURE, MEMBERS, Persona
from simulators.phone import Phone
from simulators.processes import Processes
from simulators.shops.filling import start_in
from simulators.waiting import until
from wire.clock import Clock
from wire.mqtt import Incoming, MqttSession

PLAN = """
[store]
id = "corner"
name = "Corner shop"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0,0],[10,0],[10,6],[0,6]]
[[zones]]
id = "road"
name = "Road"
kind = "sales"
polygon = [[0,0],[5,0],[5,6],[0,6]]
[[zones]]
id = "city"
name = "City"
kind = "sales"
polygon = [[5,0],[10,0],[10,6],[5,6]]
[[edges]]
id = "edge-1"
at = [2, 3]
[[edges]]
id = "edge-2"
at = [8, 3]
"""
# Generous: the machine may be busy, and a condition that holds returns at once.
PATIENCE_SECONDS = 120.0
PACKET_SECONDS = 0.1
NEAR_DBM, FAR_DBM = -55, -75


class Restartable(Processes):
    """Processes that can be killed and started again as they were."""

    def __init__(self, logs: Path) -> None:
        super().__init__(logs)
        self.commands: dict[str, tuple[list[str], dict[str, str]]] = {}

    def start(self, name: str, command: Sequence[str], settings: Mapping[str, str]) -> None:
        self.commands[name] = (list(command), dict(settings))
        super().start(name, command, settings)

    def launch(self, command: list[str], environment: dict[str, str], log: IO[bytes]) -> Any:
        if not warm.fits(command, environment):
            return super().launch(command, environment, log)
        return warm.Forked(command, environment, stdout=log, stderr=log, new_session=True)

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running[name].wait()

    def again(self, name: str) -> None:
        self.start(name, *self.commands[name])

    def signal(self, name: str, which: signal.Signals) -> None:
        os.kill(self.running[name].pid, which)


def never_held_out(persona: Persona) -> Persona:
    """The same customer, who does not let us measure: of the others every tenth is held out, by their random handle."""
    return replace(persona, purposes=persona.purposes - {MEASURE})


async def collect(session: MqttSession, into: list[Incoming]) -> None:
    """Note every message of a session."""
    async for message in session.messages():
        into.append(message)  # noqa: PERF401 - the caller reads the list while it grows


class Shop:
    """What a story can do and see."""

    def __init__(self, chain: Chain, processes: Restartable, air: Air, client: httpx.AsyncClient) -> None:
        self.chain = chain
        self.processes = processes
        self.air = air
        self.client = client
        self.watch = BrokerWatch()
        self._carried: list[asyncio.Task[None]] = []
        self._watching: asyncio.Task[None] | None = None

    async def until(self, what: str, condition: Any, seconds: float = PATIENCE_SECONDS) -> None:
        await until(what, condition, seconds)

    @property
    def clock(self) -> Clock:
        """The clock that all its processes share."""
        return Clock(self.chain.clock_speed, self.chain.clock_anchor)

    async def enrol(self, persona: Persona = MEMBERS[0]) -> Phone:
        phone = Phone(
            persona, self.client, self.clock, seed=1, push_token=f"phone-of-{persona.ref}", issuer=self.chain.issuer
        )
        await phone.enrol()
        return phone

    def carry(self, phone: Phone, *, near: str = "edge-1") -> asyncio.Task[None]:
        """The phone is in the shop from now on, close to one edge. Cancel the task to carry it out."""
        return self.broadcast(phone.transmission, near=near)

    def broadcast(self, transmission: Any, *, near: str = "edge-1") -> asyncio.Task[None]:
        """Send whatever `transmission()` returns, ten times a second."""

        async def send() -> None:
            while True:
                sent: Transmission | None = transmission()
                if sent:
                    for edge in self.air.radios:
                        self.air.hear(edge, sent, NEAR_DBM if edge == near else FAR_DBM)
                await asyncio.sleep(PACKET_SECONDS)

        task = asyncio.create_task(send())
        self._carried.append(task)
        return task

    async def rows(self) -> list[dict[str, Any]]:
        """The handheld's list."""
        return (await self.client.get("/api/staff/nearby")).json()["visits"]

    async def row_with_card(self) -> dict[str, Any]:
        """The one row, once it has its card."""
        found: list[dict[str, Any]] = []

        async def shown() -> bool:
            found[:] = [row for row in await self.rows() if row["card"]]
            return bool(found)

        await self.until("a card on the handheld", shown)
        return found[0]

    async def open_card(
        self, visit: str, staff: str = "Maja", request: str = "request-1", reason: str = "near", language: str = "en"
    ) -> httpx.Response:
        """A colleague looks behind the three lines."""
        body = {"staff": staff, "request_id": request, "reason": reason}
        return await self.client.post(f"/api/staff/visits/{visit}/open", json=body, params={"language": language})

    async def refused(self) -> dict[str, int]:
        return (await self.client.get("/api/fleet")).json()["refused"]

    async def inbox(self, phone: Phone) -> list[dict[str, Any]]:
        async with httpx.AsyncClient(timeout=60.0) as client:
            answer = await client.get(f"{self.chain.push_url}/inbox/{phone.push_token}")
            return answer.json()["messages"]

    async def fault(self, url: str, kind: str, **more: int) -> None:
        async with httpx.AsyncClient(timeout=60.0) as client:
            (await client.post(f"{url}/faults", json={"kind": kind, **more})).raise_for_status()

    def applied(self) -> list[tuple[str, str, int]]:
        """Every key the hub applied, read from outside; a double would show twice."""
        with contextlib.closing(sqlite3.connect(f"file:{self.chain.database}?mode=ro", uri=True)) as db:
            return db.execute("SELECT edge, boot_id, seq FROM applied_events").fetchall()

    def broker_pid(self) -> int:
        """The nats-server that the hub started."""
        hub = self.processes.running["hub"].pid
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                text = status.read_text()
                name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
                if name == "nats-server" and int(rest[1]) == hub and rest[0] != "Z":
                    return int(status.parent.name)
        raise AssertionError("the hub has no nats-server")

    async def watch_broker(self) -> None:
        """Be the outsider who sees all that the broker carries, from now on."""
        broker = self.chain.observer()
        assert broker is not None
        seen = len(self.watch.carried)
        self._watching = asyncio.create_task(self.watch.run(broker))
        # Retained health of the edges comes at once.
        await self.until("the broker to be seen", lambda: len(self.watch.carried) > seen)

    async def ready(self) -> None:
        await self.until("the hub to answer", lambda: answers(self.client, self.chain.hub_url))
        await self.until("the edges to listen", lambda: self.air.all_scanning)

        async def all_online() -> bool:
            fleet = (await self.client.get("/api/fleet")).json()
            return fleet["broker_connected"] and all(edge["online"] for edge in fleet["edges"])

        await self.until("the edges to be online", all_online)

    async def everything_applied(self) -> None:
        """Wait until the hub has applied every event the broker carried."""
        await self.until("all sightings to be applied", lambda: self.watch.keys <= set(self.applied()))

    async def close(self) -> None:
        tasks = [*self._carried, *([self._watching] if self._watching else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def open_shop(
    folder: Path,
    ports: Sequence[int],
    plan_text: str = PLAN,
    speed: float = 1.0,
    seed: int = 1,
    campaigns: Sequence[CampaignDocument] = (WELCOME, OF_ROAD),
    **hub_settings: str,
) -> AsyncGenerator[Shop]:
    """`speed`: how many times faster than real time all of it lives, from now on."""
    plan_file = folder / "plan.toml"
    plan_file.write_text(plan_text)
    plan = load_floor_plan(plan_file)
    chain = Chain(
        folder, plan_file, *ports, seed=seed, clock_speed=speed, clock_anchor=time.time(), hub_settings=hub_settings
    )
    logs = folder / "logs"
    logs.mkdir()
    processes = Restartable(logs)
    try:
        async with (
            open_air(folder / "air", [str(edge.id) for edge in plan.edges]) as air,
            httpx.AsyncClient(timeout=60.0, base_url=chain.hub_url) as client,
        ):
            start_in(chain.hub_data, plan, ShopOfDefaults(), campaigns)
            start_chain(processes, chain, plan, air)
            shop = Shop(chain, processes, air, client)
            try:
                await shop.ready()
                yield shop
            finally:
                await shop.close()
    finally:
        await processes.stop()
