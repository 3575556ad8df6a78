"""A whole hub within this process, without radio, broker and edges: what edges would say is put where it comes in."""

import asyncio
import functools
import math
import secrets
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx

from hub.app import Hub, build
from hub.equipment.edges.ingest import Received
from hub.ground.database import Database, open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.ground.settings import Settings
from hub.service.staff.board import VisibleVisit
from hub.service.staff.model import VisitCard
from simulators.issuer import Issuer
from simulators.people import Persona
from simulators.phone import Phone
from wire.clock import Clock, to_ms
from wire.codec import encode
from wire.messages import SightingBatch, TokenSighting
from wire.mqtt import Incoming

PLAN = Path(__file__).parent / "stores" / "bicycle_shop.toml"
POCKET_HEIGHT_M = 1.1
# A phone at a metre, and how fast it falls off with ten times the distance.
REF_DBM, FALL_DB = -61, 15


class HubHere:
    """A running hub, and what one can do to it."""

    def __init__(self, hub: Hub, plan: FloorPlan, db: Database, issuer: Issuer) -> None:
        self.hub = hub
        self.db = db
        self.plan = plan
        self.issuer = issuer
        self._boot = secrets.token_hex(8)
        self._seq = 0

    def client(self) -> httpx.AsyncClient:
        """Somebody who talks to it over HTTP."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.hub.running.web), base_url="http://127.0.0.1")

    async def enrol(self, persona: Persona, push_token: str = "") -> Phone:
        """A customer enrols in the app, which fetches tokens."""
        push_token = push_token or f"phone-of-{persona.ref}"
        phone = Phone(persona, self.client(), Clock(), seed=1, push_token=push_token, issuer=self.issuer)
        await phone.enrol()
        return phone

    def hear(self, phone: Phone, at: tuple[float, float], walls_db: float = 0.0) -> list[Received]:
        """Every edge hears one packet of a phone that is at that place (metres), behind walls that take so much.

        Returns what they said.
        """
        now = self.hub.ground.clock.wall()
        sent = next(each for each in phone.tokens if each.starts_at <= now < each.ends_at)
        self._seq += 1
        received: list[Received] = []
        for edge in self.plan.edges:
            apart = math.dist((*at, POCKET_HEIGHT_M), (edge.x_m, edge.y_m, edge.height_m))
            rssi_dbm = REF_DBM - walls_db - FALL_DB * math.log10(max(apart, 0.1))
            if rssi_dbm < -94:
                continue
            sighting = TokenSighting(
                seq=self._seq, token=sent.token.hex(), epoch=sent.epoch, rssi_dbm=rssi_dbm, packets=1,
                heard_at_ms=to_ms(now), heard_mono_ms=1000, span_ms=0,
            )  # fmt: skip
            batch = SightingBatch(
                store=self.plan.store_id, edge=edge.id, boot_id=self._boot, oldest_seq=self._seq,
                sent_at_ms=to_ms(now), sent_mono_ms=1000, clock_trusted=True, events=[sighting],
            )  # fmt: skip
            topic = f"goddag/{self.plan.store_id}/edge/{edge.id}/sightings"
            received.append(Received(Incoming(topic, encode(batch), retained=False), now))
        self.hub.edges.ingest.apply(received)
        return received

    def beside_an_edge(self) -> tuple[float, float]:
        """A place that is surely inside."""
        xs, ys = zip(*self.plan.outline, strict=True)
        middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        edge = min(self.plan.edges, key=lambda each: math.dist(middle, (each.x_m, each.y_m)))
        return edge.x_m, edge.y_m

    def card(self, language: str = "en") -> VisitCard | None:
        """What staff would get who open the one visit that is shown; None while there is none."""
        visits = self.hub.staff.board.visits()
        shown = self.hub.staff.board.shown(visits[0]) if visits else None
        return self.hub.staff.board.card(shown, language) if isinstance(shown, VisibleVisit) else None


@functools.cache
def _new_database() -> bytes:
    """What the file of a hub holds that was opened once: making its tables takes a fifth of a test."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.db"
        with closing(open_database(file, schemas())) as db:
            if not db.flush():
                raise OSError(f"{file} could not be written")
        return file.read_bytes()


@asynccontextmanager
async def built_hub(folder: Path, **settings: Any) -> AsyncGenerator[HubHere]:
    """Build it, and run nothing of it; `settings` beside those that every hub needs."""
    issuer = Issuer()
    chosen = Settings.model_validate(
        {
            "floor_plan": PLAN,
            # A test runs at any hour.
            "always_open": True,
            "data_dir": folder,
            "app_issuer": issuer.issuer,
            "app_keys": str(issuer.publish(folder / "jwks.json")),
            **settings,
        }
    )
    plan = load_floor_plan(chosen.floor_plan)
    file = folder / "hub.db"
    if not file.exists():
        file.write_bytes(_new_database())
    async with open_outgoing() as outside:
        with closing(open_database(file, schemas())) as db:
            yield HubHere(build(chosen, plan, db, outside), plan, db, issuer)


@asynccontextmanager
async def hub_here(folder: Path, **settings: Any) -> AsyncGenerator[HubHere]:
    """The same, answering what happens."""
    async with built_hub(folder, **settings) as here, asyncio.TaskGroup() as tasks:
        work = (here.hub.running.reactions.run(), here.hub.staff.composer.run())
        reacting = [tasks.create_task(each) for each in work]
        try:
            yield here
        finally:
            for each in reacting:
                each.cancel()
            await here.hub.customers.known.source.close()
            here.hub.rights.tombstones.close()
